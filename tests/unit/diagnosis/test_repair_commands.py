"""Repairs as what a person types: each line can be copied, and says the one place that changes."""

from __future__ import annotations

import pytest

from k8s_svc_trainer.cases.steps import Action, Apply, Connect, Delete, Http, Open, Patch, Resolve, Send, Start, Stop, Wait
from k8s_svc_trainer.diagnosis.commands import asked, command, commands, patch, spelt
from k8s_svc_trainer.diagnosis.injections.exhibit import exhibit
from k8s_svc_trainer.diagnosis.values import Repair
from k8s_svc_trainer.sim import Cluster, HostPort, NodeSource, ObjectKey

CART = ObjectKey("service", "shop", "cart")
DEPLOYMENT = ObjectKey("deployment", "shop", "cart")
CLIENT = NodeSource("node-1")


@pytest.fixture(scope="module")
def cluster() -> Cluster:
    return exhibit().cluster


@pytest.mark.parametrize(
    ("step", "line"),
    [
        pytest.param(
            Patch(CART, {"spec": {"selector": {"tier": None}}}),
            "kubectl -n shop set selector service/cart app=cart",
            id="a selector is set as a whole",
        ),
        pytest.param(
            Patch(CART, {"spec": {"selector": {"app": "card"}}}),
            "kubectl -n shop set selector service/cart app=card,tier=back",
            id="what a patch leaves of a selector is said again",
        ),
        pytest.param(
            Patch(DEPLOYMENT, {"spec": {"replicas": 2}}), "kubectl -n shop scale deployment/cart --replicas=2", id="replicas are scaled"
        ),
        pytest.param(
            Patch(CART, {"metadata": {"labels": {"a": "b", "c": None}}}),
            "kubectl -n shop label service/cart --overwrite a=b c-",
            id="labels are given and taken away",
        ),
        pytest.param(
            Patch(CART, {"spec": {"sessionAffinity": "ClientIP"}}),
            'kubectl -n shop patch service/cart --type merge -p \'{"spec":{"sessionAffinity":"ClientIP"}}\'',
            id="a short change is a merge patch",
        ),
        pytest.param(
            Patch(CART, {"spec": {"ports": [{"port": 80, "targetPort": 9, "nodePort": 30080, "protocol": "TCP"}]}}),
            'kubectl -n shop patch service/cart --type json -p \'[{"op":"replace","path":"/spec/ports/0/targetPort","value":9}]\'',
            id="one place in a list is a JSON patch",
        ),
        pytest.param(
            Patch(
                ObjectKey("networkpolicy", "vault", "keys"),
                {"spec": {"ingress": [{"from": [], "ports": [{"port": 6000, "protocol": "TCP"}]}]}},
            ),
            """kubectl -n vault patch networkpolicy/keys --type json -p '[{"op":"replace","path":"/spec/ingress/0/from","value":[]}]'""",
            id="a list of another length is replaced",
        ),
        pytest.param(
            Patch(ObjectKey("pod", "shop", "stock-1"), {"status": {"conditions": [{"type": "Ready", "status": "True"}]}}),
            "# pod/stock-1 in namespace shop becomes ready: kubectl -n shop describe pod/stock-1 says why it is not",
            id="nobody types a status",
        ),
        pytest.param(
            Patch(ObjectKey("pod", "shop", "stock-1"), {"status": {"conditions": [{"type": "Ready", "status": "False"}]}}),
            "# make the readiness of pod/stock-1 in namespace shop fail",
            id="nor one that says unready",
        ),
        pytest.param(Delete(CART), "kubectl -n shop delete service/cart", id="a deletion"),
        pytest.param(Delete(ObjectKey("node", None, "node-1")), "kubectl delete node/node-1", id="of no namespace"),
        pytest.param(
            Apply({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "it's"}}),
            """echo '{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"it'"'"'s"}}' | kubectl apply -f -""",
            id="a manifest is quoted for the shell",
        ),
        pytest.param(Start("node-1"), "restart kube-proxy node-1", id="no kubectl starts kube-proxy"),
        pytest.param(Stop("node-1"), "# stop kube-proxy on node-1", id="nor stops it"),
        pytest.param(Connect(source=CLIENT, to=HostPort("cart", 80)), "# node/node-1 calls cart:80 once", id="a call is said in words"),
        pytest.param(Wait(5), "# 5", id="any other step is shown as it would be written"),
    ],
)
def test_a_step_as_a_command(cluster: Cluster, step: Action, line: str) -> None:
    assert command(cluster, step) == line


def test_an_element_more_in_a_list_is_added_at_its_end(cluster: Cluster) -> None:
    rules = (cluster.get(ObjectKey("networkpolicy", "vault", "keys")) or {})["spec"]["ingress"]
    line = command(cluster, Patch(ObjectKey("networkpolicy", "vault", "keys"), {"spec": {"ingress": [*rules, {"ports": [{"port": 1}]}]}}))
    assert line.endswith("""--type json -p '[{"op":"add","path":"/spec/ingress/-","value":{"ports":[{"port":1}]}}]'""")


def test_names_with_a_slash_are_escaped_in_a_json_patch(cluster: Cluster) -> None:
    old = cluster.get(DEPLOYMENT) or {}
    port = old["spec"]["template"]["spec"]["containers"][0]["ports"][0]
    containers = [{**old["spec"]["template"]["spec"]["containers"][0], "ports": [port, port]}]
    merge = {"spec": {"template": {"metadata": {"annotations": {"k8s-svc-trainer/paths": None}}, "spec": {"containers": containers}}}}
    assert '{"op":"remove","path":"/spec/template/metadata/annotations/k8s-svc-trainer~1paths"}' in command(
        cluster, Patch(DEPLOYMENT, merge)
    )


def test_each_step_is_spelt_on_what_the_ones_before_it_have_left(cluster: Cluster) -> None:
    steps = (Patch(CART, {"spec": {"selector": {"app": "card"}}}), Patch(CART, {"spec": {"selector": {"tier": None}}}))
    assert spelt(cluster, steps)[1] == "kubectl -n shop set selector service/cart app=card"


@pytest.mark.parametrize(
    ("action", "line"),
    [
        pytest.param(Connect(source=CLIENT, to=HostPort("cart", 80)), "# from node/node-1: cart:80", id="a connection"),
        pytest.param(Open(name="a", source=CLIENT, to=HostPort("cart", 80)), "# from node/node-1: cart:80", id="one that stays open"),
        pytest.param(Http(source=CLIENT, url="http://cart/"), "# from node/node-1: http://cart/", id="a request"),
        pytest.param(Resolve(source=CLIENT, name="cart"), "# from node/node-1: look up cart", id="a look-up"),
        pytest.param(Send("a"), "", id="nothing is asked"),
    ],
)
def test_how_a_client_should_ask(action: Action, line: str) -> None:
    assert asked(action) == line


def test_a_repair_ends_in_what_to_ask_instead(cluster: Cluster) -> None:
    instead = Connect(source=CLIENT, to=HostPort("cart.shop", 80))
    repair = Repair(fault="SVC030", object=CART, field="metadata.namespace", says="", steps=(Delete(CART),), instead=instead)
    assert commands(cluster, repair) == ("kubectl -n shop delete service/cart", "# from node/node-1: cart.shop:80")
    assert [patch(step) for step in (Delete(CART), Patch(CART, {"spec": {}}))] == [None, {"spec": {}}]
