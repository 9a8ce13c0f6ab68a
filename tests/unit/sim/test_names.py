"""Names parse from text and print back the same; everything else is refused with the form that was wanted."""

import pytest

from k8s_svc_trainer.sim.names import (
    ExternalSource,
    HostPort,
    NameFault,
    NamespaceSource,
    NodeSource,
    ObjectKey,
    PodSource,
    parse_source,
)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        pytest.param("service/default/web", ObjectKey("service", "default", "web"), id="a namespaced object has three parts"),
        pytest.param("node/node-1", ObjectKey("node", None, "node-1"), id="a node has two parts"),
        pytest.param("ingressclass/nginx", ObjectKey("ingressclass", None, "nginx"), id="a class is of the whole cluster"),
        pytest.param("securitygroup/edge", ObjectKey("securitygroup", None, "edge"), id="a firewall is of the whole cluster"),
        pytest.param("pod/shop/web.0", ObjectKey("pod", "shop", "web.0"), id="a name may have dots"),
    ],
)
def test_an_object_key_reads_and_prints(text: str, key: ObjectKey) -> None:
    assert ObjectKey.parse(text) == key
    assert str(key) == text


def test_a_firewall_may_be_named_with_a_namespace_all_the_same() -> None:
    assert ObjectKey.parse("securitygroup/default/edge") == ObjectKey("securitygroup", None, "edge")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("service/web", id="a namespace is missing"),
        pytest.param("node/default/node-1", id="a node has no namespace"),
        pytest.param("securitygroup//edge", id="an empty namespace"),
        pytest.param("Service/default/web", id="kinds are lower case"),
        pytest.param("service/default/", id="the name is empty"),
        pytest.param("service/default/we b", id="a space"),
        pytest.param("service/default/web\x1b[2J", id="a terminal escape"),
        pytest.param("", id="nothing"),
    ],
)
def test_what_is_no_object_key_is_refused(text: str) -> None:
    with pytest.raises(NameFault):
        ObjectKey.parse(text)


@pytest.mark.parametrize(
    ("text", "source", "printed"),
    [
        pytest.param("pod/default/client", PodSource("default", "client"), "pod/default/client", id="a pod"),
        pytest.param("node/node-1", NodeSource("node-1"), "node/node-1", id="a node"),
        pytest.param("namespace/shop", NamespaceSource("shop"), "namespace/shop", id="any pod of a namespace"),
        pytest.param("external/198.51.100.7", ExternalSource("198.51.100.7"), "external/198.51.100.7", id="an outside client"),
        pytest.param("external/2001:DB8::0:7", ExternalSource("2001:db8::7"), "external/2001:db8::7", id="IPv6 is printed one way"),
    ],
)
def test_a_source_reads_and_prints(text: str, source: object, printed: str) -> None:
    assert parse_source(text) == source
    assert str(source) == printed


@pytest.mark.parametrize("text", ["pod/client", "pods/default/client", "external/host", "external/10.0.0.256", "node/", "", "pod/a/b/c"])
def test_what_is_no_source_is_refused(text: str) -> None:
    with pytest.raises(NameFault):
        parse_source(text)


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        pytest.param("web:80", "web", 80, id="a short name"),
        pytest.param("web.default.svc.cluster.local.:80", "web.default.svc.cluster.local.", 80, id="a final dot is kept"),
        pytest.param("10.96.0.50:65535", "10.96.0.50", 65535, id="the highest port"),
        pytest.param("[fd00::01]:1", "fd00::1", 1, id="IPv6 in brackets"),
    ],
)
def test_a_destination_reads(text: str, host: str, port: int) -> None:
    assert HostPort.parse(text) == HostPort(host, port)


@pytest.mark.parametrize(
    "text", ["web", "web:", ":80", "web:0", "web:65536", "web:http", "fd00::1:80", "a b:80", "web:８０", "web:99999999999"]
)
def test_what_is_no_destination_is_refused(text: str) -> None:
    with pytest.raises(NameFault):
        HostPort.parse(text)
