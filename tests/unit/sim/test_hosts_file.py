"""/etc/hosts: what a program finds before it asks DNS."""

from __future__ import annotations

from typing import Any

import pytest
from hand_made import a, state

from k8s_svc_trainer.sim import Cluster, ExternalSource, NodeSource, PodSource, Source
from k8s_svc_trainer.sim.hosts_file import addresses

POD = PodSource("default", "client")


def cluster(aliases: Any) -> Cluster:
    spec = {"containers": [{"name": "c", "image": "i"}], "hostAliases": aliases}
    return Cluster(objects=[{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "client"}, "spec": spec}])


@pytest.mark.parametrize(
    ("source", "host", "found"),
    [
        pytest.param(POD, "localhost", ("127.0.0.1",), id="loopback"),
        pytest.param(NodeSource("node-1"), "LocalHost.", ("127.0.0.1",), id="loopback of a node, in any spelling"),
        pytest.param(POD, "Both.Example.com", ("10.1.1.1", "10.1.1.2"), id="IPv4 where there is any"),
        pytest.param(POD, "six.example.com", ("fd00::1",), id="IPv6 where there is nothing else"),
        pytest.param(POD, "other.example.com", (), id="a name that is not there"),
        pytest.param(ExternalSource("198.51.100.7"), "six.example.com", (), id="a client outside has no such file"),
        pytest.param(PodSource("default", "gone"), "six.example.com", (), id="a pod that is not there"),
    ],
)
def test_the_addresses_of_a_name(source: Source, host: str, found: tuple[str, ...]) -> None:
    aliases = [
        {"ip": "fd00::1", "hostnames": ["both.example.com", "six.example.com"]},
        {"ip": "10.1.1.1", "hostnames": ["both.example.com"]},
        {"ip": "10.1.1.2", "hostnames": ["both.example.com"]},
    ]
    assert addresses(cluster(aliases).state, source, host) == found


LONG = "a" * 62 + ".b" + "c" * 20


@pytest.mark.parametrize(
    ("name", "spec", "found"),
    [
        pytest.param("client", {}, {"client"}, id="its name"),
        pytest.param("client", {"hostname": "c-0"}, {"c-0"}, id="its host name"),
        pytest.param("client", {"hostname": "c-0", "subdomain": "db"}, {"c-0", "c-0.db.default.svc.cluster.local"}, id="its subdomain"),
        pytest.param(LONG, {}, {"a" * 62}, id="cut to 63 letters, and no dot at the end"),
        pytest.param("client", {"hostNetwork": True}, set(), id="in its node's network"),
        pytest.param("web", {}, set(), id="a Service of its namespace has it"),
        pytest.param("web", {"hostname": "web", "subdomain": "s"}, {"web.s.default.svc.cluster.local"}, id="and not the longer one"),
        pytest.param("far", {}, {"far"}, id="a Service of another namespace has it"),
    ],
)
def test_a_pods_own_name(name: str, spec: Any, found: set[str]) -> None:
    pod = {"metadata": {"name": name}, "spec": {"containers": [{"name": "c", "image": "i"}], **spec}, "status": {"podIP": "10.244.0.9"}}
    services = [
        {"apiVersion": "v1", "kind": "Service", "metadata": {"name": service, "namespace": place}, "spec": {"ports": [{"port": 80}]}}
        for service, place in (("web", "default"), ("far", "other"))
    ]
    namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "other"}}
    made = Cluster(objects=[namespace, *services, {"apiVersion": "v1", "kind": "Pod", **pod}]).state
    names = ("client", "c-0", "c-0.db.default.svc.cluster.local", "web", "web.s.default.svc.cluster.local", "far", LONG, "a" * 62)
    assert {one for one in names if addresses(made, PodSource("default", name), one)} == found


def test_a_pod_of_two_families_finds_its_ipv4_address() -> None:
    pod = {"metadata": {"name": "client"}, "spec": {"containers": [{"name": "c", "image": "i"}]}}
    status = {"podIPs": [{"ip": "fd00:244::9"}, {"ip": "10.244.0.9"}], "podIP": "fd00:244::9"}
    made = Cluster(objects=[{"apiVersion": "v1", "kind": "Pod", **pod, "status": status}]).state
    assert addresses(made, POD, "client") == ("10.244.0.9",)


@pytest.mark.parametrize(
    "aliases",
    [
        pytest.param("10.1.1.1", id="a text"),
        pytest.param(["a"], id="a list of texts"),
        pytest.param([{"ip": "web", "hostnames": ["a"]}], id="no address"),
        pytest.param([{"ip": "10.1.1.1", "hostnames": "a"}], id="names that are no list"),
    ],
)
def test_what_makes_no_sense_is_passed_over(aliases: Any) -> None:
    """Admission lets pass what it cannot read as the field; what it refuses cannot come here."""
    spec = {"containers": [{"name": "c", "image": "i"}], "hostAliases": aliases}
    assert addresses(state(a("Pod", "default/client", spec=spec)), POD, "a") == ()
