"""What kube-proxy takes notice of: rows of TestUpdateEndpointsMap and TestBuildServiceMap of pkg/proxy, and addresses found again."""

from typing import Any

import pytest

from k8s_svc_trainer.sim.manifest import from_mapping
from k8s_svc_trainer.sim.objects import EndpointSlice, Node, Service
from k8s_svc_trainer.sim.proxy.seen import backends_of, ports_of
from k8s_svc_trainer.sim.proxy.tables import BALANCER, CLUSTER, EXTERNAL, ProxyTables


def service(name: str = "svc1", **spec: Any) -> Service:
    labels, annotations, status = spec.pop("labels", {}), spec.pop("annotations", {}), spec.pop("status", {})
    made = from_mapping(
        {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": {"name": name, "namespace": "ns1", "labels": labels, "annotations": annotations},
            "spec": {"clusterIP": "10.96.0.1", "ports": [{"port": 80, "protocol": "TCP"}], **spec},
            "status": status,
        }
    )
    assert isinstance(made, Service)
    return made


def slice_(
    name: str, *addresses: str, ports: tuple[dict[str, Any], ...] = ({"port": 8080, "protocol": "TCP"},), **more: Any
) -> EndpointSlice:
    labels = {"kubernetes.io/service-name": "svc1", **more.pop("labels", {})}
    made = from_mapping(
        {
            "apiVersion": "discovery.k8s.io/v1",
            "kind": "EndpointSlice",
            "metadata": {"name": name, "namespace": "ns1", "labels": labels},
            "addressType": more.pop("addressType", "IPv4"),
            "ports": list(ports),
            "endpoints": more.pop("endpoints", [{"addresses": [address]} for address in addresses]),
        }
    )
    assert isinstance(made, EndpointSlice)
    return made


def seen(*slices: EndpointSlice, of: Service | None = None) -> list[str]:
    tables = ProxyTables()
    for one in slices:
        tables.change_slice(None, one)
    port = ports_of(of or service())[0]
    return [backend.at for backend in backends_of(tables.slices.get(port.place) or (), port, minor=37)]


@pytest.mark.parametrize(
    ("slices", "expected"),
    [
        pytest.param((slice_("a", "10.1.1.2", "10.1.1.1"),), ["10.1.1.1:8080", "10.1.1.2:8080"], id="endpoints are sorted"),
        pytest.param(
            (slice_("a", "10.1.1.1"), slice_("b", "10.1.1.2", "10.1.1.1")), ["10.1.1.1:8080", "10.1.1.2:8080"], id="slices add up"
        ),
        pytest.param((slice_("a", "10.1.1.1", ports=({"name": "p", "port": 80},)),), [], id="another port name"),
        pytest.param((slice_("a", "10.1.1.1", ports=({"port": 80, "protocol": "UDP"},)),), [], id="another protocol"),
        pytest.param((slice_("a", "10.1.1.1", ports=({"protocol": "TCP"},)),), [], id="a port without a number"),
        pytest.param(
            (slice_("a", "10.1.1.1", ports=({"port": 80}, {"port": 81})),), ["10.1.1.1:80", "10.1.1.1:81"], id="two ports of one name"
        ),
        pytest.param((slice_("a", endpoints=[{"addresses": ["10.1.1.1", "10.1.1.9"]}]),), ["10.1.1.1:8080"], id="the first address only"),
        pytest.param((slice_("a", "db.example.com", addressType="FQDN"),), [], id="names of hosts"),
        pytest.param((slice_("a", "fd00::1", addressType="IPv6"),), [], id="the other family"),
        pytest.param((slice_("a", "10.1.1.1", labels={"kubernetes.io/service-name": "other"}),), [], id="another Service"),
        pytest.param((slice_("a", "10.1.1.1", labels={"service.kubernetes.io/headless": ""}),), [], id="a slice marked headless"),
        pytest.param(
            (slice_("a", "10.1.1.1", labels={"service.kubernetes.io/service-proxy-name": "x"}),), [], id="a slice of another proxy"
        ),
    ],
)
def test_endpoints_of_slices(slices: tuple[EndpointSlice, ...], expected: list[str]) -> None:
    assert seen(*slices) == expected


GOING = {"terminating": True, "serving": True, "ready": False}


@pytest.mark.parametrize(
    ("first", "later", "minor", "kept"),
    [
        pytest.param({}, {"nodeName": "node-1"}, 37, "later", id="the one that names its node is kept"),
        pytest.param({"nodeName": "node-1"}, {"nodeName": "node-2"}, 37, "first", id="of two with a node the first"),
        pytest.param({"conditions": GOING}, {}, 36, "later", id="one that runs counts before one that terminates"),
        pytest.param({}, {"conditions": GOING, "nodeName": "node-1"}, 36, "first", id="whatever says its node"),
        pytest.param({"conditions": GOING}, {}, 35, "first", id="before 1.36 the first counted whether it terminated or not"),
    ],
)
def test_of_an_address_listed_twice(first: dict[str, Any], later: dict[str, Any], minor: int, kept: str) -> None:
    tables = ProxyTables()
    for name, entry in (("first", first), ("later", later)):
        tables.change_slice(None, slice_(name, endpoints=[{"addresses": ["10.1.1.1"], **entry}]))
    port = ports_of(service())[0]
    (found,) = backends_of(tables.slices.get(("ns1", "svc1")) or (), port, minor=minor)
    assert found.slice == f"ns1/{kept}"


def test_of_two_that_name_a_node_the_first_is_kept() -> None:
    tables = ProxyTables()
    for name, node in (("b", "node-2"), ("a", "node-1")):
        tables.change_slice(None, slice_(name, endpoints=[{"addresses": ["10.1.1.1"], "nodeName": node}]))
    port = ports_of(service())[0]
    assert [backend.node for backend in backends_of(tables.slices.get(("ns1", "svc1")) or (), port, minor=37)] == ["node-1"]


@pytest.mark.parametrize("order", ["abc", "cab", "bca", "cb"])
def test_slices_are_held_by_name_whatever_came_first(order: str) -> None:
    tables = ProxyTables()
    for name in order:
        tables.change_slice(None, slice_(name, "10.1.1.1"))
    assert [one.metadata.name for one in tables.slices.get(("ns1", "svc1")) or ()] == sorted(order)


def test_a_slice_that_moves_to_another_service_leaves_the_first() -> None:
    tables = ProxyTables()
    here, there = slice_("a", "10.1.1.1"), slice_("a", "10.1.1.1", labels={"kubernetes.io/service-name": "svc2"})
    headless = slice_("a", "10.1.1.1", labels={"service.kubernetes.io/headless": ""})
    tables.change_slice(None, here)
    tables.change_slice(here, there)
    assert (tables.slices.get(("ns1", "svc1")), tables.slices.get(("ns1", "svc2"))) == (None, (there,))
    tables.change_slice(there, headless)
    assert tables.slices.get(("ns1", "svc2")) is None


@pytest.mark.parametrize(
    "ignored",
    [
        pytest.param(service(clusterIP="None"), id="headless"),
        pytest.param(service(type="ExternalName", externalName="a.example.com"), id="ExternalName"),
        pytest.param(service(labels={"service.kubernetes.io/service-proxy-name": "x"}), id="another proxy's"),
        pytest.param(service(labels={"service.kubernetes.io/headless": ""}), id="labelled headless"),
    ],
)
def test_services_that_are_not_proxied(ignored: Service) -> None:
    assert ports_of(ignored) == ()


def test_what_a_port_knows_of_its_service() -> None:
    made = service(
        type="LoadBalancer",
        ports=[{"name": "web", "port": 80, "protocol": "TCP", "nodePort": 30001}],
        externalIPs=["198.18.0.1", "2001:db8::1"],
        externalTrafficPolicy="Local",
        internalTrafficPolicy="Local",
        healthCheckNodePort=31001,
        sessionAffinity="ClientIP",
        loadBalancerSourceRanges=[" 198.51.100.0/25", "2001:db8::/64"],
        status={
            "loadBalancer": {
                "ingress": [{"ip": "203.0.113.5", "ipMode": "VIP"}, {"ip": "203.0.113.6", "ipMode": "Proxy"}, {"hostname": "lb"}]
            }
        },
    )
    (port,) = ports_of(made)
    assert (port.label, port.nodePort, port.externalIPs, port.balancerIPs) == ("ns1/svc1:web", 30001, ("198.18.0.1",), ("203.0.113.5",))
    assert (port.externalLocal, port.internalLocal, port.sticky, port.healthCheckNodePort) == (True, True, 10800, 31001)
    assert [one.text for one in port.sourceRanges] == ["198.51.100.0/25"]
    assert (port.uses_cluster, port.uses_local, port.accessible) == (True, True, True)


def test_external_policy_of_a_service_without_outer_addresses_does_not_count() -> None:
    (port,) = ports_of(service(externalTrafficPolicy="Local"))
    assert not port.externalLocal


@pytest.mark.parametrize(
    ("spec", "local", "health"),
    [
        pytest.param({"type": "LoadBalancer", "externalTrafficPolicy": "Local", "healthCheckNodePort": 31001}, True, 31001, id="Local"),
        pytest.param({"type": "LoadBalancer", "externalTrafficPolicy": "Cluster", "healthCheckNodePort": 31001}, False, 0, id="Cluster"),
        pytest.param({"type": "NodePort", "externalTrafficPolicy": "Local", "healthCheckNodePort": 31001}, True, 0, id="no balancer"),
        pytest.param({"type": "LoadBalancer", "externalTrafficPolicy": "Local"}, True, 0, id="no health port was given"),
        pytest.param({"externalIPs": ["198.18.0.1"], "externalTrafficPolicy": "Local"}, True, 0, id="an external IP is outward"),
    ],
)
def test_a_health_port_is_of_load_balancers_under_policy_local(spec: dict[str, Any], local: bool, health: int) -> None:
    (port,) = ports_of(service(**spec))
    assert (port.externalLocal, port.healthCheckNodePort) == (local, health)


def test_health_ports_and_services_are_forgotten() -> None:
    tables = ProxyTables()
    old = service(type="LoadBalancer", externalTrafficPolicy="Local", healthCheckNodePort=31001)
    tables.change_service(None, old)
    assert [port.label for port in tables.health_ports.members(31001)] == ["ns1/svc1"]
    tables.change_service(old, None)
    assert not tables.health_ports.members(31001)
    assert tables.services.get(("ns1", "svc1")) is None


def test_hints_annotations_are_empty_where_there_are_none() -> None:
    (port,) = ports_of(service())
    assert (port.hintsAnnotation, port.olderHintsAnnotation) == ("", "")


def test_node_ports_of_two_services_on_one_number_are_kept_apart_by_protocol() -> None:
    tables = ProxyTables()
    tcp = service(type="NodePort", ports=[{"port": 80, "protocol": "TCP", "nodePort": 30080}])
    udp = service("svc2", type="NodePort", clusterIP="10.96.0.2", ports=[{"port": 80, "protocol": "UDP", "nodePort": 30080}])
    tables.change_service(None, tcp)
    tables.change_service(None, udp)
    held = {protocol: tables.by_node_port.get((4, protocol, 30080)) or () for protocol in ("TCP", "UDP")}
    assert {protocol: [port.service for port in ports] for protocol, ports in held.items()} == {"TCP": ["svc1"], "UDP": ["svc2"]}


def test_each_family_has_its_own_ports() -> None:
    first, second = ports_of(service(clusterIPs=["10.96.0.1", "FD00:0:0::1"]))
    assert (first.family, first.clusterIP) == (4, "10.96.0.1")
    assert (second.family, second.clusterIP) == (6, "fd00::1")


def test_addresses_are_found_and_forgotten() -> None:
    tables = ProxyTables()
    old = service(type="LoadBalancer", externalIPs=["198.18.0.1"], status={"loadBalancer": {"ingress": [{"ip": "203.0.113.5"}]}})
    tables.change_service(None, old)
    found = {ip: [kind for kind, _ in tables.by_address.get((ip, "TCP", 80)) or ()] for ip in ("10.96.0.1", "198.18.0.1", "203.0.113.5")}
    assert found == {"10.96.0.1": [CLUSTER], "198.18.0.1": [EXTERNAL], "203.0.113.5": [BALANCER]}
    fork = tables.fork()
    tables.change_service(old, None)
    assert not any(tables.by_address.get((ip, "TCP", 80)) for ip in found)
    assert not tables.balancers.members("203.0.113.5")
    assert fork.by_address.get(("10.96.0.1", "TCP", 80))


def test_an_external_ip_of_one_service_at_the_cluster_ip_of_another_yields() -> None:
    tables = ProxyTables()
    tables.change_service(None, service("zed", clusterIP="10.96.0.9"))
    tables.change_service(None, service("all", clusterIP="10.96.0.8", externalIPs=["10.96.0.9"]))
    assert [port.service for _, port in tables.by_address.get(("10.96.0.9", "TCP", 80)) or ()] == ["zed", "all"]


def test_a_node_is_known_by_each_of_its_addresses() -> None:
    node = from_mapping(
        {
            "apiVersion": "v1",
            "kind": "Node",
            "metadata": {"name": "node-1", "labels": {"topology.kubernetes.io/zone": "zone-a"}},
            "spec": {"podCIDR": "10.244.1.0/24"},
            "status": {
                "addresses": [
                    {"type": "ExternalIP", "address": "198.51.100.1"},
                    {"type": "Hostname", "address": "192.168.0.77"},
                    {"type": "InternalIP", "address": "192.168.0.11"},
                ]
            },
        }
    )
    assert isinstance(node, Node)
    tables = ProxyTables()
    tables.change_node(None, node)
    assert (tables.owner("192.168.0.11"), tables.owner("198.51.100.1"), tables.owner("192.168.0.12")) == ("node-1", "node-1", None)
    assert tables.owner("192.168.0.77") is None
    known = tables.node("node-1")
    assert known is not None
    assert (known.primary, known.zone) == (("192.168.0.11", None), "zone-a")
    assert [one.text for one in known.ranges] == ["10.244.1.0/24"]
    tables.change_node(node, None)
    assert (tables.owner("192.168.0.11"), tables.node("node-1")) == (None, None)


def test_a_node_of_which_nothing_is_known() -> None:
    node = from_mapping({"apiVersion": "v1", "kind": "Node", "metadata": {"name": "node-1"}})
    assert isinstance(node, Node)
    tables = ProxyTables()
    tables.change_node(None, node)
    known = tables.node("node-1")
    assert known is not None
    assert (known.zone, known.addresses, known.primary, known.ranges) == ("", (), (None, None), ())


def test_a_port_of_which_only_the_number_is_known() -> None:
    (port,) = ports_of(service(ports=[{"port": 80}]))
    assert (port.name, port.protocol, port.port, port.nodePort) == ("", "TCP", 80, 0)


def test_of_two_services_with_one_external_ip_the_other_stays() -> None:
    tables = ProxyTables()
    first, second = service(externalIPs=["192.0.2.9"]), service("svc2", clusterIP="10.96.0.2", externalIPs=["192.0.2.9"])
    tables.change_service(None, first)
    tables.change_service(None, second)
    tables.change_service(first, None)
    held = tables.by_address.get(("192.0.2.9", "TCP", 80)) or ()
    assert [(kind, port.service) for kind, port in held] == [(EXTERNAL, "svc2")]


def test_an_endpoint_of_the_other_family_in_a_slice_is_passed_over() -> None:
    assert seen(slice_("a", "10.1.1.1", "fd00::1")) == ["10.1.1.1:8080"]
