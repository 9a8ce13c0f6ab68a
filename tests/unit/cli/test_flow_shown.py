"""What a flow shows of its hops where there is little room."""

import io

from k8s_svc_trainer.cli.environment import Environment
from k8s_svc_trainer.cli.flow import draw
from k8s_svc_trainer.cli.paper import Paper
from k8s_svc_trainer.sim import Hop, Rcode, Resolution
from k8s_svc_trainer.sim.results import Stage


def test_the_last_of_two_hops_that_decided_is_the_one_that_is_shown() -> None:
    """A request through an Ingress controller has two ends: the one in the client's sight is the answer."""
    screen = Environment(
        stdin=io.StringIO(),
        stdout=io.StringIO(),
        stderr=io.StringIO(),
        variables={"COLUMNS": "60"},
        plain=False,
        interactive=False,
        colour=False,
        unicode=True,
    )
    hops = (
        Hop(Stage.SOURCE, "pod/default/client", "pod/default/client", "the client sends"),
        Hop(Stage.LISTEN, "node-1", "pod/default/web", "the controller listens", (), True),
        Hop(Stage.INGRESS, "node-1", "ingress/default/site", "the Ingress is asked"),
        Hop(Stage.ANSWER, "node-1", "ingress/default/site", "no rule matches: 404", (), True),
    )
    draw(Paper(screen), "http://web/", Resolution(rcode=Rcode.NXDOMAIN, hops=hops), near=True)
    shown = screen.stdout.getvalue()
    assert "the Ingress is asked" in shown
    assert "no rule matches: 404" in shown
    assert "the controller listens" not in shown
