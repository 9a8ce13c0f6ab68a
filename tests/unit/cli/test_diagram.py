"""A spread is drawn from the simulator's own ways, in UTF-8 and in ASCII, within 60 columns."""

from k8s_svc_trainer.cli.diagram import diagram
from k8s_svc_trainer.sim import Cluster, ObjectKey, PodSource


def pod(name: str, node: str, ip: str, **labels: str) -> dict[str, object]:
    spec = {"nodeName": node, "containers": [{"name": "c", "image": "i", "ports": [{"containerPort": 8080}]}]}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "labels": labels}, "spec": spec, "status": {"podIP": ip}}


def cluster(*, port: int = 8080) -> Cluster:
    service = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "web"},
        "spec": {"clusterIP": "10.96.0.50", "selector": {"app": "web"}, "ports": [{"port": 80, "targetPort": port}]},
    }
    pods = [pod("web-1", "node-1", "10.244.1.5", app="web"), pod("web-2", "node-2", "10.244.2.17", app="web")]
    return Cluster(objects=[pod("client", "node-3", "10.244.3.10"), *pods, service])


def test_a_spread_over_two_pods_is_a_tree() -> None:
    found = cluster().connect(PodSource("default", "client"), "web:80")
    assert diagram(found, "web:80", unicode=True) == [
        "pod/default/client on node-3",
        "└─ web:80, by KUBE-SVC-LOLE4ISW44XBNF3G",
        "   ├─ 10.244.1.5:8080   web-1 on node-1",
        "   └─ 10.244.2.17:8080  web-2 on node-2",
    ]


def test_an_ascii_terminal_gets_ascii_branches_and_bad_ends_are_named() -> None:
    found = cluster(port=9090).connect(PodSource("default", "client"), "web:80")
    assert diagram(found, "web:80", unicode=False) == [
        "pod/default/client on node-3",
        "`- web:80, by KUBE-SVC-LOLE4ISW44XBNF3G",
        "   |- 10.244.1.5:9090   web-1 on node-1 refused",
        "   `- 10.244.2.17:9090  web-2 on node-2 refused",
    ]


def test_one_way_needs_no_picture() -> None:
    found = cluster().connect(PodSource("default", "client"), "10.244.1.5:8080")
    assert diagram(found, "10.244.1.5:8080", unicode=True) == []


def test_an_address_that_no_pod_has_any_more_is_named_by_its_node_alone() -> None:
    world = cluster()
    world.stop("node-3")
    world.delete(ObjectKey.parse("pod/default/web-1"))
    found = world.connect(PodSource("default", "client"), "web:80")
    assert diagram(found, "web:80", unicode=True)[2:] == [
        "   ├─ 10.244.1.5:8080   on node-1 unreachable",
        "   └─ 10.244.2.17:8080  web-2 on node-2",
    ]
