"""t: another source or destination on the same cluster, traced. What was asked first stands as the proposal."""

from __future__ import annotations

from functools import partial

from k8s_svc_trainer.cases.steps import Connect, Http, Open, Resolve, Step
from k8s_svc_trainer.cli import leaves, prompts
from k8s_svc_trainer.cli.flow import draw
from k8s_svc_trainer.cli.paper import QUIET, Paper
from k8s_svc_trainer.cli.trace import Flow, follow
from k8s_svc_trainer.sim import Cluster, Misuse, NameFault, parse_source


def try_flow(paper: Paper, cluster: Cluster, step: Step | None) -> None:
    """Ask for a source and a destination, and draw the way; the cluster stays as it is."""
    first = proposal(cluster, step)
    paper.text("Where from? pod/NAMESPACE/NAME, node/NAME or external/IP. Where to? HOST:PORT, a URL, or a bare name to look it up.", QUIET)
    source = prompts.line(paper.environment, "from", default=str(first.source))
    if source is None:
        return
    to = prompts.line(paper.environment, "to", default=str(first.to or first.url or first.name))
    if to is None:
        return
    flow = flow_to(source.strip(), to.strip())
    try:
        result = follow(cluster.fork(), parse_source(source.strip()), flow)
    except (Misuse, NameFault) as error:
        paper.text(str(error))
        return
    leaves.flow(paper, partial(draw, asked=flow.words(), result=result))


def flow_to(source: str, to: str) -> Flow:
    """A flow as a person types it: a URL is requested, HOST:PORT connected to, a bare name looked up."""
    if to.startswith(("http://", "https://")):
        return Flow(source=source, to=None, url=to, name=None)
    if ":" in to:
        return Flow(source=source, to=to, url=None, name=None)
    return Flow(source=source, to=None, url=None, name=to)


def proposal(cluster: Cluster, step: Step | None) -> Flow:
    """What was asked, or else some pod that looks up a Service."""
    match step.action if step is not None else None:
        case Connect(source=source, to=to) | Open(source=source, to=to):
            return Flow(source=str(source), to=str(to), url=None, name=None)
        case Resolve(source=source, name=name):
            return Flow(source=str(source), to=None, url=None, name=name)
        case Http(source=source, url=url):
            return Flow(source=str(source), to=None, url=url, name=None)
    pods = [pod["metadata"] for pod in cluster.list("pod") if pod["metadata"].get("namespace") == "default"]
    anyone = f"pod/default/{pods[0]['name']}" if pods else "node/node-1"
    return Flow(source=anyone, to=None, url=None, name="kubernetes")
