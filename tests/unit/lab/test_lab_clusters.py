"""Sessions on other clusters than the shop: other proxy modes, pods in their node's network, kube-proxy as pods, aliases."""

from __future__ import annotations

from typing import Any

import pytest
from lab_sessions import reader

from k8s_svc_trainer.course.judging import Task
from k8s_svc_trainer.lab import Session
from k8s_svc_trainer.sim import Cluster, Settings

POD = {"apiVersion": "v1", "kind": "Pod"}
PROXY = {
    "apiVersion": "apps/v1",
    "kind": "DaemonSet",
    "metadata": {"name": "kube-proxy", "namespace": "kube-system", "labels": {"k8s-app": "kube-proxy"}},
    "spec": {
        "selector": {"matchLabels": {"k8s-app": "kube-proxy"}},
        "template": {
            "metadata": {"labels": {"k8s-app": "kube-proxy"}},
            "spec": {"hostNetwork": True, "containers": [{"name": "kube-proxy", "image": "kube-proxy"}]},
        },
    },
}
WEB = {
    **POD,
    "metadata": {"name": "web", "labels": {"app": "web"}},
    "spec": {"containers": [{"name": "w", "image": "w", "ports": [{"containerPort": 80}]}]},
}
SERVICE = {
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {"name": "web"},
    "spec": {"selector": {"app": "web"}, "ports": [{"name": "http", "port": 80}]},
}
CLIENT = {
    **POD,
    "metadata": {"name": "client"},
    "spec": {
        "nodeName": "node-1",
        "hostAliases": [{"ip": "198.51.100.9", "hostnames": ["old.example", "older.example"]}],
        "hostname": "caller",
        "containers": [{"name": "c", "image": "c", "ports": [{"containerPort": 9000, "protocol": "UDP"}]}],
    },
}
HOST = {
    **POD,
    "metadata": {"name": "agent"},
    "spec": {"nodeName": "node-1", "hostNetwork": True, "containers": [{"name": "a", "image": "a", "ports": [{"containerPort": 9100}]}]},
}
ALIAS = {
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {"name": "alias"},
    "spec": {"type": "ExternalName", "externalName": "web.default.svc.cluster.local"},
}
LOCAL = {
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {"name": "local"},
    "spec": {
        "type": "LoadBalancer",
        "externalTrafficPolicy": "Local",
        "selector": {"app": "web"},
        "ports": [{"port": 80}],
        "healthCheckNodePort": 30100,
    },
}
BARE = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "bare"}, "spec": {"ports": [{"port": 80}]}}
OBJECTS = (WEB, SERVICE, CLIENT, HOST, ALIAS, LOCAL, BARE, PROXY)


def session(*lines: str, **settings: Any) -> Session:
    made = Session(Task(goals=()), Cluster(Settings.parse(settings), OBJECTS), seed=3, read=reader({}))
    for line in lines:
        made.run(line)
    return made


def out(*lines: str, **settings: Any) -> str:
    done = session(*lines[:-1], **settings).run(lines[-1]).output
    return done.stdout or done.stderr


@pytest.mark.parametrize(
    ("mode", "line", "text"),
    [
        pytest.param("nftables", "nft list ruleset | head -1", "table ip kube-proxy {\n", id="nftables"),
        pytest.param("nftables", "nft list table ip6 kube-proxy | head -1", "table ip6 kube-proxy {\n", id="nftables of IPv6"),
        pytest.param("nftables", "nft list tables", "table ip kube-proxy\n", id="the tables of nftables"),
        pytest.param("nftables", "nft list table foo", "Error: No such file or directory\n", id="no such table"),
        pytest.param(
            "nftables", "nft flush ruleset", "write `nft list ruleset`: this lab shows rules and changes none by hand\n", id="no change"
        ),
        pytest.param("nftables", "iptables-save", "", id="iptables-save in nftables mode"),
        pytest.param("ipvs", "ipvsadm -Ln | grep -c rr", "8\n", id="ipvs"),
        pytest.param("ipvs", "curl -s localhost:10249/proxyMode", "ipvs", id="the mode"),
        pytest.param(
            "iptables", "ss -ltnp | grep -E '9100|30100' | wc -l", "2\n", id="a pod of the node's network and a health-check port"
        ),
        pytest.param("iptables", "curl -s localhost:9100/x", "agent answers /x\n", id="a pod of the node's network"),
    ],
)
def test_on_a_node(mode: str, line: str, text: str) -> None:
    assert out("ssh node-1", line, proxyMode=mode) == text


@pytest.mark.parametrize(
    ("line", "text"),
    [
        pytest.param(
            "kubectl exec client -- cat /etc/hosts | tail -2",
            "10.244.1.3\tcaller\n198.51.100.9\told.example\tolder.example\n",
            id="aliases",
        ),
        pytest.param("kubectl exec client -- hostname", "caller\n", id="a name of its own"),
        pytest.param("kubectl exec agent -- hostname", "node-1\n", id="the node's name"),
        pytest.param(
            "kubectl exec agent -- cat /etc/hosts", "127.0.0.1\tlocalhost\n::1\tlocalhost\n192.168.0.11\tnode-1\n", id="the node's file"
        ),
        pytest.param("kubectl exec agent -- ss -ltn | grep -c LISTEN", "6\n", id="the node's sockets"),
        pytest.param("kubectl exec client -- netstat -lun | tail -1", f"udp6       0      0 {':::9000':<23} {':::*':<35}\n", id="UDP"),
        pytest.param(
            "kubectl exec client -- ss -lun | tail -1", "UNCONN 0      0                  *:9000            *:*\n", id="UDP by ss"
        ),
        pytest.param(
            "kubectl exec client -- dig +short +search alias", "web.default.svc.cluster.local.\n10.96.1.2\n", id="an alias by dig"
        ),
        pytest.param(
            "kubectl exec client -- getent hosts alias",
            "10.96.1.2       web.default.svc.cluster.local alias.default.svc.cluster.local\n",
            id="by getent",
        ),
        pytest.param("kubectl exec client -- getent hosts older.example", "198.51.100.9    older.example\n", id="of the hosts file"),
        pytest.param(
            "kubectl exec client -- curl -sS -m 1 old.example",
            "curl: (28) Connection timed out after 1001 milliseconds\ncommand terminated with exit code 28\n",
            id="curl reads it too",
        ),
        pytest.param("kubectl events --for pod", "error: --for must be in resource/name form: pod\n", id="events of what"),
        pytest.param(
            "kubectl events --for x/y", 'error: the server doesn\'t have a resource type "x"\n', id="events of what is no resource"
        ),
        pytest.param("kubectl events --for svc/web", "No resources found in default namespace.\n", id="no events"),
        pytest.param(
            "kubectl exec svc/bare -- hostname", "error: invalid service 'bare': Service is defined without a selector\n", id="no selector"
        ),
        pytest.param(
            "kubectl exec ing/x -- hostname", 'Error from server (NotFound): ingresses.networking.k8s.io "x" not found\n', id="no Ingress"
        ),
        pytest.param(
            "kubectl rollout status ds/kube-proxy -n kube-system", 'daemon set "kube-proxy" successfully rolled out\n', id="a DaemonSet"
        ),
        pytest.param(
            "kubectl expose svc bare --name=x",
            "error: couldn't retrieve selectors via --selector flag or introspection: the service has no pod selector set\n",
            id="expose",
        ),
        pytest.param(
            "kubectl expose pod client --name=x --port=1",
            "error: couldn't retrieve selectors via --selector flag or introspection: the pod has no labels and cannot be exposed\n",
            id="expose a pod",
        ),
        pytest.param("kubectl exec agent -- curl -s localhost:9100", "agent answers /\n", id="its own port, in the node's network"),
    ],
)
def test_in_pods(line: str, text: str) -> None:
    assert out(line) == text


def test_a_kube_proxy_that_stands_still_comes_back_with_its_pod_or_its_daemonset() -> None:
    for repair in ("kubectl delete pod -n kube-system -l k8s-app=kube-proxy", "kubectl rollout restart ds/kube-proxy -n kube-system"):
        made = session("ssh node-1 systemctl stop kube-proxy")
        assert list(made.cluster.state.stopped) == ["node-1"]
        assert made.run("diff").output.stdout.endswith("changed since the start:\n  kube-proxy/node-1: stopped\n")
        made.run(repair)
        assert list(made.cluster.state.stopped) == []


def test_a_stopped_kube_proxy_is_among_what_differs() -> None:
    made = session("ssh node-1 systemctl stop kube-proxy")
    assert made.run("undo").output.stdout == "The last change is taken back.\n  kube-proxy/node-1: started\n"


def test_a_node_can_be_deleted_while_one_stands_on_it() -> None:
    made = session("kubectl get nodes")
    made.run("kubectl delete node node-2")
    assert made.run("ssh node-2").output.status == 255


def test_a_task_without_goals_is_never_solved() -> None:
    made = session("kubectl delete svc web")
    assert not made.judged.holds
    assert made.run("goals").output.stdout == ""


def test_events_of_one_object() -> None:
    made = session("kubectl run x --image=x", "kubectl run y --image=y")
    assert made.run("kubectl events --for po/x --no-headers | cut -d' ' -f1-4 | sort | wc -l").output.stdout == "4\n"
    assert "pod/y" not in made.run("kubectl events --for po/x").output.stdout


def test_who_calls_localhost_is_localhost() -> None:
    done = session().run("kubectl exec client -- curl -v localhost:81")
    assert "connect to 127.0.0.1 port 81 from 127.0.0.1 port" in done.output.stderr
