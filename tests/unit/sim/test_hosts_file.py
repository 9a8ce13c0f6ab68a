"""/etc/hosts: what a program finds before it asks DNS."""

from __future__ import annotations

from typing import Any

import pytest

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
        pytest.param(POD, "client", (), id="a pod's own name is left to DNS"),
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
    assert addresses(cluster(aliases).state, POD, "a") == ()
