"""Whatever is asked of a cluster by name, it answers or says that the question makes no sense; and every hop reads as a sentence."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from k8s_svc_trainer.sim import Cluster, ExternalSource, Misuse, NamespaceSource, NodeSource, PodSource, Settings

LABEL = st.sampled_from(
    [
        "web",
        "default",
        "svc",
        "pod",
        "cluster",
        "local",
        "_http",
        "_tcp",
        "10-244-0-9",
        "fd00--9",
        "*",
        "a{}",
        "{0}",
        "1",
        "in-addr",
        "arpa",
        "ip6",
    ]
)
NAMES = st.one_of(
    st.text(max_size=40), st.lists(LABEL, max_size=8).map(".".join), st.lists(LABEL, max_size=8).map(lambda one: ".".join(one) + ".")
)
TYPES = st.sampled_from(["A", "AAAA", "SRV", "PTR", "CNAME", "TXT", "NS", "SOA", "MX", "a", "ANY"])
SOURCES = st.sampled_from([PodSource("default", "web"), NodeSource("node-1"), ExternalSource("198.51.100.7"), NamespaceSource("default")])


def port(number: int) -> Any:
    return {"name": "http", "port": 80, "targetPort": number}


OBJECTS = [
    {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "web", "labels": {"app": "web"}},
        "spec": {"containers": [{"name": "c", "image": "i", "ports": [{"containerPort": 8080}]}]},
    },
    {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}, "spec": {"selector": {"app": "web"}, "ports": [port(8080)]}},
    {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "a"},
        "spec": {"type": "ExternalName", "externalName": "b.default.svc.cluster.local"},
    },
    {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "b"},
        "spec": {"type": "ExternalName", "externalName": "a.default.svc.cluster.local"},
    },
    {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "Ingress",
        "metadata": {"name": "site"},
        "spec": {"defaultBackend": {"service": {"name": "web", "port": {"number": 80}}}},
    },
]
CLUSTER = Cluster(Settings(externalNames={"1.in-addr.arpa": ["192.0.2.1"], "web": ["203.0.113.1"]}), OBJECTS)


def read(answer: Any) -> None:
    assert answer.why
    assert all(hop.text for hop in answer.hops)


@settings(max_examples=150)
@given(source=SOURCES, name=NAMES, record_type=TYPES)
def test_every_name_has_an_answer_or_is_none(source: Any, name: str, record_type: str) -> None:
    try:
        found = CLUSTER.resolve(source, name, record_type=record_type)
    except Misuse:
        return
    read(found)
    assert found.queries
    assert (found.name is not None) >= bool(found.answers)


@settings(max_examples=100)
@given(source=SOURCES, host=NAMES, number=st.one_of(st.integers(-1, 70000), st.just("")))
def test_every_connection_ends_or_makes_no_sense(source: Any, host: str, number: Any) -> None:
    try:
        read(CLUSTER.fork().connect(source, f"{host}:{number}"))
    except Misuse:
        return


@settings(max_examples=100)
@given(source=SOURCES, host=NAMES, path=st.text(max_size=20), header=st.text(max_size=20))
def test_every_request_ends_or_makes_no_sense(source: Any, host: str, path: str, header: str) -> None:
    for name in (host, "203.0.113.1"):
        try:
            read(CLUSTER.fork().http(source, f"http://{name}/{path}", headers={"Host": header}))
        except Misuse:
            continue
