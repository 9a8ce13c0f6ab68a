"""Look-ups as glibc makes them: resolv.conf, the search path, servers that fail, and the words for what comes of it."""

from __future__ import annotations

from typing import Any

import pytest

from k8s_svc_trainer.sim import Cluster, ExternalSource, Misuse, NamespaceSource, NodeSource, ObjectKey, PodSource, Settings
from k8s_svc_trainer.sim.objects import Pod, PodDNSConfig, PodDNSConfigOption, PodSpec
from k8s_svc_trainer.sim.resolv_conf import of_pod, tenth


def manifest(kind: str, place: str, **body: Any) -> Any:
    namespace, _, name = place.rpartition("/")
    labels = body.pop("labels", {})
    api = "networking.k8s.io/v1" if kind == "NetworkPolicy" else "v1"
    return {"apiVersion": api, "kind": kind, "metadata": {"name": name, "namespace": namespace or None, "labels": labels}, **body}


def pod(place: str, **spec: Any) -> Any:
    return manifest("Pod", place, labels={"app": place.partition("/")[2]}, spec={"containers": [{"name": "c", "image": "i"}], **spec})


def service(place: str, ip: str, **spec: Any) -> Any:
    return manifest("Service", place, spec={"clusterIP": ip, "ports": [{"name": "http", "port": 80}], **spec})


OBJECTS = [
    manifest("Namespace", "prod"),
    pod("default/client"),
    pod("default/ndots", dnsConfig={"options": [{"name": "ndots", "value": "2"}]}),
    pod("default/plain", dnsPolicy="Default"),
    pod("default/host", hostNetwork=True),
    pod("default/hostdns", hostNetwork=True, dnsPolicy="ClusterFirstWithHostNet"),
    pod("default/world", dnsPolicy="None", dnsConfig={"nameservers": ["8.8.8.8"]}),
    pod("default/second", dnsPolicy="None", dnsConfig={"nameservers": ["10.96.9.9", "10.96.0.10"]}),
    pod("default/nobody", dnsPolicy="None", dnsConfig={"nameservers": ["10.244.200.200"]}),
    pod("default/local", dnsPolicy="None", dnsConfig={"nameservers": ["169.254.20.10"]}),
    pod("default/tcp", dnsConfig={"options": [{"name": "use-vc"}]}),
    pod("default/notld", dnsConfig={"options": [{"name": "no-tld-query"}]}),
    pod("default/root", dnsPolicy="None", dnsConfig={"nameservers": ["10.96.0.10"], "searches": ["."]}),
    pod("default/bare", dnsPolicy="None", dnsConfig={"nameservers": ["10.96.0.10"], "options": [{"name": "no-tld-query"}]}),
    pod("default/hole", dnsPolicy="None", dnsConfig={"nameservers": ["192.168.0.99"]}),
    pod("default/shared", dnsPolicy="None", dnsConfig={"nameservers": ["198.51.100.53"]}),
    manifest(
        "Service",
        "kube-system/shared",
        spec={"selector": {"k8s-app": "kube-dns"}, "externalIPs": ["198.51.100.53"], "ports": [{"port": 53, "protocol": "UDP"}]},
    ),
    service("default/web", "10.96.0.50"),
    service("prod/web", "10.96.0.51"),
    service("prod/api", "10.96.0.52"),
    service("default/example", "10.96.0.53"),
    manifest("Service", "default/gone", spec={"type": "ExternalName", "externalName": "no.example.com"}),
]
NAMES = {"example.com": ["198.51.100.1"], "db.example.com": ["198.51.100.2"], "single": ["198.51.100.3"]}
CLUSTER = Cluster(Settings(externalNames=NAMES), OBJECTS)
SEARCHED = [".default.svc.cluster.local", ".svc.cluster.local", ".cluster.local"]


@pytest.mark.parametrize(
    ("source", "name", "rcode", "answers", "answered", "queries"),
    [
        pytest.param("client", "web", "NOERROR", ["10.96.0.50"], "web.default.svc.cluster.local", 1, id="a bare name is found at once"),
        pytest.param("client", "api.prod", "NOERROR", ["10.96.0.52"], "api.prod.svc.cluster.local", 2, id="with a namespace, secondly"),
        pytest.param("client", "api.prod.svc", "NOERROR", ["10.96.0.52"], "api.prod.svc.cluster.local", 3, id="with svc, thirdly"),
        pytest.param(
            "client", "api.prod.svc.cluster.local", "NOERROR", ["10.96.0.52"], "api.prod.svc.cluster.local", 4, id="in full, last"
        ),
        pytest.param("client", "api.prod.svc.cluster.local.", "NOERROR", ["10.96.0.52"], "api.prod.svc.cluster.local", 1, id="final dot"),
        pytest.param("client", "WEB", "NOERROR", ["10.96.0.50"], "WEB.default.svc.cluster.local", 1, id="capital letters do not count"),
        pytest.param("client", "example.com", "NOERROR", ["198.51.100.1"], "example.com", 4, id="ndots:5 asks three times in vain first"),
        pytest.param("client", "example.com.", "NOERROR", ["198.51.100.1"], "example.com", 1, id="a final dot spares that"),
        pytest.param("client", "single", "NOERROR", ["198.51.100.3"], "single", 4, id="a name without dots is tried as it is, last"),
        pytest.param("client", "nothing", "NXDOMAIN", [], None, 4, id="not found anywhere"),
        pytest.param("client", "prod", "NOERROR", [], None, 4, id="a namespace's name exists, without a record"),
        pytest.param("client", "gone", "NOERROR", [], "gone.default.svc.cluster.local", 1, id="a CNAME alone ends the search"),
        pytest.param("ndots", "api.prod", "NOERROR", ["10.96.0.52"], "api.prod.svc.cluster.local", 2, id="ndots:2, one dot: search first"),
        pytest.param("ndots", "api.prod.svc", "NOERROR", ["10.96.0.52"], "api.prod.svc.cluster.local", 4, id="ndots:2, two dots: as it is"),
        pytest.param("ndots", "db.example.com", "NOERROR", ["198.51.100.2"], "db.example.com", 1, id="ndots:2 finds the outside at once"),
        pytest.param("plain", "web", "NXDOMAIN", [], None, 1, id="policy Default has no search path"),
        pytest.param("plain", "web.default.svc.cluster.local", "NXDOMAIN", [], None, 1, id="nor anything of the cluster"),
        pytest.param("plain", "example.com", "NOERROR", ["198.51.100.1"], "example.com", 1, id="but the outside"),
        pytest.param("host", "web", "NXDOMAIN", [], None, 1, id="hostNetwork with ClusterFirst acts as Default"),
        pytest.param(
            "hostdns", "web", "NOERROR", ["10.96.0.50"], "web.default.svc.cluster.local", 1, id="ClusterFirstWithHostNet does not"
        ),
        pytest.param("world", "web.default.svc.cluster.local", "NXDOMAIN", [], None, 1, id="a public resolver knows no cluster"),
        pytest.param("world", "example.com", "NOERROR", ["198.51.100.1"], "example.com", 1, id="and the outside"),
        pytest.param("second", "web.default.svc.cluster.local", "NOERROR", ["10.96.0.50"], "web.default.svc.cluster.local", 1, id="2nd"),
        pytest.param("nobody", "web", "TIMEOUT", [], None, 1, id="a nameserver that is nowhere"),
        pytest.param("local", "web", "TIMEOUT", [], None, 1, id="a link-local nameserver that nobody runs"),
        pytest.param("tcp", "web", "NOERROR", ["10.96.0.50"], "web.default.svc.cluster.local", 1, id="use-vc asks by TCP"),
        pytest.param("notld", "nothing", "NXDOMAIN", [], None, 3, id="no-tld-query leaves a name without dots alone"),
        pytest.param("notld", "no.thing", "NXDOMAIN", [], None, 4, id="no-tld-query: but not one with a dot"),
        pytest.param("notld", "single.", "NOERROR", ["198.51.100.3"], "single", 1, id="no-tld-query: nor one with a final dot"),
        pytest.param(
            "bare", "single", "NOERROR", ["198.51.100.3"], "single", 1, id="no-tld-query counts only where there is a search path"
        ),
        pytest.param("ndots", "a.b.c", "NXDOMAIN", [], None, 4, id="a name that was tried first is not tried again"),
        pytest.param("hole", "web", "TIMEOUT", [], None, 1, id="a nameserver in the nodes' network that nobody is"),
        pytest.param(
            "shared", "web.default.svc.cluster.local", "NOERROR", ["10.96.0.50"], "web.default.svc.cluster.local", 1, id="by external IP"
        ),
        pytest.param("root", "nothing", "NXDOMAIN", [], None, 1, id="the root as a search domain is the name as it is, once"),
    ],
)
def test_the_search_path(source: str, name: str, rcode: str, answers: list[str], answered: str | None, queries: int) -> None:
    found = CLUSTER.resolve(PodSource("default", source), name)
    assert (found.rcode, list(found.answers), found.name, len(found.queries)) == (rcode, answers, answered, queries)


def test_the_names_asked_are_listed_in_order() -> None:
    found = CLUSTER.resolve(PodSource("default", "client"), "db.example.com")
    assert list(found.queries) == [
        "db.example.com.default.svc.cluster.local",
        "db.example.com.svc.cluster.local",
        "db.example.com.cluster.local",
        "db.example.com",
    ]


@pytest.mark.parametrize(
    ("source", "name", "rcode"),
    [
        pytest.param(NodeSource("node-1"), "web.default.svc.cluster.local", "NXDOMAIN", id="a node knows nothing of the cluster"),
        pytest.param(NodeSource("node-1"), "example.com", "NOERROR", id="a node knows the outside"),
        pytest.param(ExternalSource("198.51.100.7"), "web", "NXDOMAIN", id="an outside client knows nothing of the cluster"),
        pytest.param(ExternalSource("198.51.100.7"), "example.com", "NOERROR", id="an outside client knows the outside"),
        pytest.param(NamespaceSource("prod"), "api", "NOERROR", id="any pod of a namespace"),
        pytest.param(NamespaceSource("default"), "api", "NXDOMAIN", id="any pod of another"),
    ],
)
def test_other_sources(source: Any, name: str, rcode: str) -> None:
    assert CLUSTER.resolve(source, name).rcode == rcode


@pytest.mark.parametrize(
    ("source", "name", "record_type"),
    [
        pytest.param(PodSource("default", "missing"), "web", "A", id="no such pod"),
        pytest.param(NamespaceSource("missing"), "web", "A", id="no such namespace"),
        pytest.param(NodeSource("node-9"), "web", "A", id="no such node"),
        pytest.param(PodSource("default", "client"), "web", "AXFR", id="no such type"),
        pytest.param(PodSource("default", "client"), "", "A", id="an empty name"),
        pytest.param(PodSource("default", "client"), "a..b", "A", id="an empty label"),
        pytest.param(PodSource("default", "client"), "a..", "A", id="two final dots"),
        pytest.param(PodSource("default", "client"), f"{'a' * 64}.b", "A", id="a label that is too long"),
        pytest.param(PodSource("default", "client"), ".".join(["a" * 60] * 5), "A", id="a name that is too long"),
    ],
)
def test_questions_that_make_no_sense(source: Any, name: str, record_type: str) -> None:
    with pytest.raises(Misuse):
        CLUSTER.resolve(source, name, record_type=record_type)


def test_a_name_may_have_253_letters() -> None:
    name = ".".join(["a" * 62] * 4) + ".b"
    assert CLUSTER.resolve(PodSource("default", "client"), f"{name}.").rcode == "NXDOMAIN"
    with pytest.raises(Misuse):
        CLUSTER.resolve(PodSource("default", "client"), f"{name}b.")


@pytest.mark.parametrize(
    ("name", "sense"),
    [
        pytest.param("a" * 63, True, id="a label of 63 letters"),
        pytest.param(f"{'a' * 63}.b", True, id="beside another"),
        pytest.param("a" * 64, False, id="of 64"),
        pytest.param(".a", False, id="an empty first label"),
        pytest.param(f"{'a' * 60}..{'b' * 60}", False, id="an empty label in a long name"),
    ],
)
def test_labels_have_1_to_63_letters(name: str, sense: bool) -> None:
    if sense:
        assert CLUSTER.resolve(PodSource("default", "client"), f"{name}.").rcode == "NXDOMAIN"
    else:
        with pytest.raises(Misuse, match="cannot be asked for: a name has labels of 1 to 63 letters, at most 253 in all"):
            CLUSTER.resolve(PodSource("default", "client"), name)


def test_a_name_outside_without_a_record_of_the_type_answers_nothing() -> None:
    found = CLUSTER.resolve(PodSource("default", "plain"), "example.com", record_type="AAAA")
    assert (found.rcode, found.answers, found.name) == ("NOERROR", (), None)


def test_a_type_may_be_written_in_small_letters() -> None:
    assert CLUSTER.resolve(PodSource("default", "client"), "web", record_type="srv").answers == ("0 100 80 web.default.svc.cluster.local",)


@pytest.mark.parametrize(
    ("searches", "name", "queries"),
    [
        pytest.param(["."], "MAX", ["MAX"], id="capital letters stay as they are"),
        pytest.param(
            [".", "svc.cluster.local"], "web.default", ["web.default", "web.default.svc.cluster.local"], id="the root comes first"
        ),
        pytest.param(["svc.cluster.local."], "web.default", ["web.default.svc.cluster.local"], id="a domain with a final dot"),
        pytest.param(["svc.cluster.local", "."], "web.prod", ["web.prod.svc.cluster.local"], id="the root comes last"),
    ],
)
def test_search_domains_with_dots_of_their_own(searches: list[str], name: str, queries: list[str]) -> None:
    config = {"nameservers": ["10.96.0.10"], "searches": searches, "options": [{"name": "ndots", "value": "5"}]}
    cluster = CLUSTER.fork()
    assert cluster.apply(pod("default/searching", dnsPolicy="None", dnsConfig=config)).accepted
    assert list(cluster.resolve(PodSource("default", "searching"), name).queries) == queries


def test_the_root_is_a_name() -> None:
    assert CLUSTER.resolve(PodSource("default", "client"), ".", record_type="NS").rcode == "NXDOMAIN"


def test_a_name_that_grows_too_long_with_a_search_domain_is_tried_as_it_is() -> None:
    name = ".".join(["a" * 60] * 4)
    found = CLUSTER.resolve(PodSource("default", "client"), name)
    assert (found.rcode, list(found.queries)) == ("NXDOMAIN", [name])


# --- the servers -------------------------------------------------------------------------------------------------

CLIENT = PodSource("default", "client")
WEB = "web.default.svc.cluster.local."


def test_a_dns_service_without_endpoints_rejects_at_once_and_ends_the_search() -> None:
    cluster = CLUSTER.fork()
    cluster.patch(ObjectKey.parse("deployment/kube-system/coredns"), {"spec": {"replicas": 0}})
    found = cluster.resolve(CLIENT, "web")
    assert (found.rcode, list(found.queries)) == ("REFUSED", ["web.default.svc.cluster.local"])
    assert cluster.connect(CLIENT, "web:80").outcome == "unresolved"


def policy(place: str, **spec: Any) -> Any:
    return manifest("NetworkPolicy", place, spec=spec)


def test_a_question_that_is_dropped_is_asked_once_more_as_it_is() -> None:
    cluster = CLUSTER.fork()
    cluster.apply(policy("default/none", podSelector={}, policyTypes=["Egress"]))
    found = cluster.resolve(CLIENT, "web")
    assert (found.rcode, list(found.queries)) == ("TIMEOUT", ["web.default.svc.cluster.local", "web"])
    assert "NetworkPolicy default/none isolates pod default/client for egress" in found.why


@pytest.mark.parametrize(
    ("place", "spec", "source", "rcode"),
    [
        pytest.param(
            "kube-system/closed", {"podSelector": {"matchLabels": {"k8s-app": "kube-dns"}}}, CLIENT, "TIMEOUT", id="closed DNS pods"
        ),
        pytest.param(
            "default/dns",
            {"podSelector": {}, "policyTypes": ["Egress"], "egress": [{"ports": [{"port": 53, "protocol": "UDP"}]}]},
            CLIENT,
            "NOERROR",
            id="egress to UDP 53",
        ),
        pytest.param(
            "default/dns",
            {"podSelector": {}, "policyTypes": ["Egress"], "egress": [{"ports": [{"port": 53}]}]},
            CLIENT,
            "TIMEOUT",
            id="egress to TCP 53 is not enough",
        ),
        pytest.param(
            "default/dns",
            {"podSelector": {}, "policyTypes": ["Egress"], "egress": [{"ports": [{"port": 53}]}]},
            PodSource("default", "tcp"),
            "NOERROR",
            id="but for a resolver that asks by TCP",
        ),
        pytest.param("default/none", {"podSelector": {}, "policyTypes": ["Egress"]}, NamespaceSource("default"), "TIMEOUT", id="any pod"),
        pytest.param("default/none", {"podSelector": {}, "policyTypes": ["Egress"]}, NamespaceSource("prod"), "NXDOMAIN", id="elsewhere"),
        pytest.param(
            "default/none", {"podSelector": {}, "policyTypes": ["Egress"]}, PodSource("default", "plain"), "TIMEOUT", id="Default"
        ),
        pytest.param(
            "default/none", {"podSelector": {}, "policyTypes": ["Egress"]}, PodSource("default", "hostdns"), "NOERROR", id="hostNetwork"
        ),
        pytest.param(
            "default/none", {"podSelector": {}, "policyTypes": ["Egress"]}, PodSource("default", "world"), "TIMEOUT", id="8.8.8.8"
        ),
    ],
)
def test_policies_hold_for_dns_too(place: str, spec: dict[str, Any], source: Any, rcode: str) -> None:
    cluster = CLUSTER.fork()
    cluster.apply(policy(place, **spec))
    name = "web" if source != NamespaceSource("prod") else "nothing"
    if source == PodSource("default", "plain"):
        name = "example.com"
    assert cluster.resolve(source, name).rcode == rcode


def test_dns_pods_that_may_not_go_out_know_the_cluster_alone() -> None:
    cluster = CLUSTER.fork()
    cluster.apply(policy("kube-system/inside", podSelector={}, policyTypes=["Egress"]))
    assert cluster.resolve(CLIENT, "web").rcode == "NOERROR"
    assert cluster.resolve(CLIENT, "example.com.").rcode == "SERVFAIL"
    assert cluster.resolve(CLIENT, "nothing").rcode == "SERVFAIL"


def test_one_silent_dns_pod_of_two_delays_and_does_no_more() -> None:
    cluster = CLUSTER.fork()
    first = cluster.list("pod")
    name = next(one["metadata"]["name"] for one in first if one["metadata"]["namespace"] == "kube-system")
    cluster.patch(ObjectKey.parse(f"pod/kube-system/{name}"), {"metadata": {"labels": {"silent": "yes"}}})
    cluster.apply(policy("kube-system/silent", podSelector={"matchLabels": {"silent": "yes"}}))
    assert cluster.resolve(CLIENT, WEB).rcode == "NOERROR"


def test_what_a_nameserver_leads_to_follows_every_change() -> None:
    cluster = CLUSTER.fork()
    assert cluster.resolve(CLIENT, WEB).rcode == "NOERROR"
    cluster.apply(policy("default/none", podSelector={}, policyTypes=["Egress"]))
    fork = cluster.fork()
    assert cluster.resolve(CLIENT, WEB).rcode == "TIMEOUT"
    cluster.delete(ObjectKey.parse("networkpolicy/default/none"))
    assert cluster.resolve(CLIENT, WEB).rcode == "NOERROR"
    assert fork.resolve(CLIENT, WEB).rcode == "TIMEOUT"


def test_a_stopped_kube_proxy_keeps_its_old_dns_pods() -> None:
    cluster = CLUSTER.fork()
    for node in ("node-1", "node-2", "node-3"):
        cluster.stop(node)
    cluster.patch(ObjectKey.parse("deployment/kube-system/coredns"), {"spec": {"replicas": 0}})
    assert cluster.resolve(CLIENT, WEB).rcode == "TIMEOUT"
    for node in ("node-1", "node-2", "node-3"):
        cluster.start(node)
    assert cluster.resolve(CLIENT, WEB).rcode == "REFUSED"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        pytest.param(WEB, "CoreDNS answers web.default.svc.cluster.local: web.default.svc.cluster.local has A 10.96.0.50", id="found"),
        pytest.param(
            "api", "CoreDNS answers NXDOMAIN to api.default.svc.cluster.local: there is no Service api in namespace default", id="missing"
        ),
        pytest.param(
            "prod",
            "CoreDNS answers NOERROR to prod.svc.cluster.local, with no record: prod.svc.cluster.local exists, with no A record",
            id="empty",
        ),
        pytest.param(
            "no.such.org.",
            "the resolver outside the cluster answers NXDOMAIN to no.such.org: no name no.such.org exists outside the cluster",
            id="outside",
        ),
    ],
)
def test_why_names_the_record_that_decided(name: str, why: str) -> None:
    assert CLUSTER.resolve(CLIENT, name).why == why


def test_the_hops_begin_with_resolv_conf() -> None:
    order, server = (hop.text for hop in CLUSTER.resolve(CLIENT, "web").hops[:2])
    assert order == (
        "web has 0 of the 5 dots that ndots asks for: the search domains default.svc.cluster.local svc.cluster.local "
        "cluster.local are tried first, then the name as it is"
    )
    assert server.startswith("pod/default/client asks nameserver 10.96.0.10, the cluster DNS at 10.244.")


@pytest.mark.parametrize(
    ("source", "name", "text"),
    [
        pytest.param("client", "web.", "web. ends in a dot: it is complete, and no search domain is tried", id="complete"),
        pytest.param(
            "ndots",
            "a.b.c",
            "a.b.c has 2 of the 2 dots that ndots asks for: it is tried as it is first, then with the search domains "
            "default.svc.cluster.local svc.cluster.local cluster.local",
            id="dots enough",
        ),
        pytest.param("plain", "web", "pod/default/plain asks the resolver of its node, which knows nothing of the cluster", id="Default"),
    ],
)
def test_the_first_hop_says_what_will_be_tried(source: str, name: str, text: str) -> None:
    assert CLUSTER.resolve(PodSource("default", source), name).hops[0].text == text


def test_an_outside_client_asks_the_resolver_of_its_own_network() -> None:
    found = CLUSTER.resolve(ExternalSource("198.51.100.7"), "web")
    assert found.hops[0].text == "external/198.51.100.7 asks the resolver of its own network, which knows nothing of the cluster"


# --- resolv.conf -------------------------------------------------------------------------------------------------


def conf(version: str = "1.37", policy: str = "ClusterFirst", **config: Any) -> Any:
    options = tuple(PodDNSConfigOption(name=name, value=value) for name, value in config.pop("options", ()))
    spec = PodSpec(dnsPolicy=policy, dnsConfig=PodDNSConfig(options=options, **config))
    made = Pod(spec=spec)
    return of_pod(Cluster(Settings(version=version)).state, made)


def test_what_the_kubelet_writes() -> None:
    written = conf(nameservers=("1.1.1.1", "10.96.0.10", "1.0.0.1", "9.9.9.9"), searches=("a.com", "svc.cluster.local"))
    assert written.nameservers == ("10.96.0.10", "1.1.1.1", "1.0.0.1")
    assert written.searches == ("None.svc.cluster.local", "svc.cluster.local", "cluster.local", "a.com")


@pytest.mark.parametrize(
    ("options", "ndots"),
    [
        pytest.param((), 5, id="the kubelet's"),
        pytest.param((("ndots", "2"),), 2, id="the pod's own"),
        pytest.param((("ndots", "0"),), 0, id="none"),
        pytest.param((("ndots", "99"),), 15, id="glibc's most"),
        pytest.param((("ndots", None),), 1, id="without a value: glibc's default"),
        pytest.param((("ndots", "many"),), 1, id="no number: glibc's default"),
        pytest.param((("timeout", "1"),), 5, id="another option"),
    ],
)
def test_ndots(options: tuple[Any, ...], ndots: int) -> None:
    assert conf(options=options).ndots == ndots


@pytest.mark.parametrize(
    ("version", "domains", "letters", "kept"),
    [
        pytest.param("1.24", 10, 3, 6, id="six domains before 1.26"),
        pytest.param("1.25", 3, 120, 4, id="256 letters before 1.26"),
        pytest.param("1.26", 40, 3, 32, id="32 domains since"),
        pytest.param("1.37", 20, 200, 12, id="2048 letters since"),
        pytest.param("1.37", 1, 254, 3, id="a domain that is too long is left out"),
    ],
)
def test_how_many_search_domains(version: str, domains: int, letters: int, kept: int) -> None:
    written = conf(version, searches=tuple(f"{at:02}{'x' * (letters - 2)}" for at in range(domains)))
    assert len(written.searches) == kept


@pytest.mark.parametrize(
    ("cidr", "address"),
    [
        pytest.param("10.96.0.0/16", "10.96.0.10", id="IPv4"),
        pytest.param("fd00:10:96::/112", "fd00:10:96::a", id="IPv6"),
        pytest.param("10.96.0.0/29", "10.96.0.7", id="a range too small"),
    ],
)
def test_where_the_cluster_dns_stands(cidr: str, address: str) -> None:
    assert tenth(cidr) == address


def test_a_nameserver_outside_that_answers_is_no_coredns() -> None:
    names = {"ns.example.com": ["198.51.100.53"]}
    client = pod("default/client", dnsPolicy="None", dnsConfig={"nameservers": ["198.51.100.53"]})
    cluster = Cluster(Settings(externalNames=names), [client, service("default/web", "10.96.0.50")])
    assert cluster.resolve(CLIENT, "ns.example.com").rcode == "NOERROR"
    assert cluster.resolve(CLIENT, "web.default.svc.cluster.local").rcode == "NXDOMAIN"


def test_a_dns_service_with_session_affinity_is_asked_anew_each_time() -> None:
    cluster = CLUSTER.fork()
    cluster.patch(ObjectKey.parse("service/kube-system/kube-dns"), {"spec": {"sessionAffinity": "ClientIP"}})
    assert [cluster.resolve(CLIENT, WEB).rcode for _ in range(2)] == ["NOERROR", "NOERROR"]


def test_a_dns_of_ones_own_that_no_pod_holds_is_taken_for_coredns() -> None:
    cluster = Cluster(
        Settings(),
        [
            pod("default/client"),
            service("default/web", "10.96.0.50"),
            manifest("Service", "kube-system/kube-dns", spec={"clusterIP": "10.96.0.10", "ports": [{"port": 53, "protocol": "UDP"}]}),
            {
                "apiVersion": "discovery.k8s.io/v1",
                "kind": "EndpointSlice",
                "metadata": {"name": "own", "namespace": "kube-system", "labels": {"kubernetes.io/service-name": "kube-dns"}},
                "addressType": "IPv4",
                "ports": [{"name": "", "port": 53, "protocol": "UDP"}],
                "endpoints": [{"addresses": ["192.168.0.99"]}],
            },
        ],
    )
    assert cluster.resolve(CLIENT, "web").answers == ("10.96.0.50",)


def test_a_family_that_no_node_has_leaves_no_pod_to_ask_from() -> None:
    cluster = Cluster(Settings(serviceCIDRs=("fd00:10:96::/112",)))
    assert cluster.resolve(NamespaceSource("default"), "kubernetes").rcode == "TIMEOUT"


def test_search_domains_that_are_all_too_long_leave_nothing_to_ask() -> None:
    config = {"nameservers": ["10.96.0.10"], "searches": [".".join(["x" * 60] * 4)], "options": [{"name": "no-tld-query"}]}
    cluster = Cluster(Settings(), [pod("default/client", dnsPolicy="None", dnsConfig=config)])
    found = cluster.resolve(CLIENT, "a" * 60)
    assert (found.rcode, found.queries) == ("NXDOMAIN", ())


def test_two_servers_that_fail_differently() -> None:
    config = {"nameservers": ["10.96.0.10", "10.244.0.250"]}
    cluster = Cluster(Settings(), [pod("default/client", dnsPolicy="None", dnsConfig=config)])
    cluster.patch(ObjectKey.parse("deployment/kube-system/coredns"), {"spec": {"replicas": 0}})
    assert cluster.resolve(CLIENT, "web").rcode == "TIMEOUT"


def test_without_a_node_there_is_no_pod_to_ask_from() -> None:
    cluster = Cluster(Settings(nodes=0))
    assert cluster.resolve(NamespaceSource("default"), "kubernetes").rcode == "TIMEOUT"


@pytest.mark.parametrize(
    ("source", "name", "server", "rcode", "answers"),
    [
        pytest.param(NodeSource("node-1"), "web.prod.svc.cluster.local", "10.96.0.10", "NOERROR", ["10.96.0.51"], id="a node asks CoreDNS"),
        pytest.param(PodSource("default", "plain"), "web.prod.svc.cluster.local", "10.96.0.10", "NOERROR", ["10.96.0.51"], id="a pod does"),
        pytest.param(PodSource("default", "client"), "web.prod", "8.8.8.8", "NXDOMAIN", [], id="a resolver of the world knows no Service"),
        pytest.param(PodSource("default", "client"), "web", "10.96.0.50", "TIMEOUT", [], id="a Service that is no nameserver"),
    ],
)
def test_another_nameserver_is_asked_in_place_of_resolv_confs(source: Any, name: str, server: str, rcode: str, answers: list[str]) -> None:
    found = CLUSTER.resolve(source, name, server=server)
    assert (found.rcode, list(found.answers)) == (rcode, answers)


def test_a_nameserver_is_named_by_its_address() -> None:
    with pytest.raises(Misuse, match="'kube-dns' is none"):
        CLUSTER.resolve(PodSource("default", "client"), "web", server="kube-dns")
