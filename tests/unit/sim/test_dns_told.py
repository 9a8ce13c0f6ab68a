"""What is told of a look-up: every hop, in order, and which one decided."""

from __future__ import annotations

from typing import Any

import pytest

from k8s_svc_trainer.sim import Cluster, ExternalSource, Misuse, NamespaceSource, NodeSource, ObjectKey, PodSource, Settings
from k8s_svc_trainer.sim.dns import lookup


def manifest(kind: str, place: str, **body: Any) -> Any:
    namespace, _, name = place.rpartition("/")
    api = "networking.k8s.io/v1" if kind == "NetworkPolicy" else "v1"
    return {"apiVersion": api, "kind": kind, "metadata": {"name": name, "namespace": namespace}, **body}


def pod(place: str, *servers: str, **config: Any) -> Any:
    dns = {"dnsPolicy": "None", "dnsConfig": {"nameservers": list(servers)}} if servers else config
    return manifest("Pod", place, spec={"nodeName": "node-1", "containers": [{"name": "c", "image": "i"}], **dns})


def service(place: str, **spec: Any) -> Any:
    return manifest("Service", place, spec={"ports": [{"name": "http", "port": 80}], **spec})


def alias(place: str, target: str) -> Any:
    return manifest("Service", place, spec={"type": "ExternalName", "externalName": target})


OBJECTS = [
    manifest("Namespace", "prod"),
    pod("default/client"),
    pod("default/ndots", dnsConfig={"options": [{"name": "ndots", "value": "2"}]}),
    pod("default/plain", dnsPolicy="Default"),
    pod("default/world", "8.8.8.8"),
    pod("default/second", "10.96.9.9", "10.96.0.10"),
    pod("default/nobody", "10.244.200.200"),
    pod("default/shared", "198.51.100.53"),
    manifest(
        "Service",
        "kube-system/shared",
        spec={
            "selector": {"k8s-app": "kube-dns"},
            "clusterIP": "10.96.0.54",
            "externalIPs": ["198.51.100.53"],
            "ports": [{"port": 53, "protocol": "UDP"}],
        },
    ),
    service("default/web", clusterIP="10.96.0.50"),
    service("prod/api", clusterIP="10.96.0.52"),
    service("default/headless", clusterIP="None", selector={"app": "none"}),
    alias("default/gone", "no.example.com"),
    alias("default/address", "10.0.0.9"),
    alias("default/alias", "example.com"),
    alias("default/circle", "circle.default.svc.cluster.local"),
]
NAMES = {"example.com": ["198.51.100.1", "198.51.100.11"], "db.example.com": ["198.51.100.2"]}
CLUSTER = Cluster(Settings(externalNames=NAMES), OBJECTS)
CLIENT = PodSource("default", "client")


def told(hops: Any) -> list[str]:
    """Each hop in a line; the one that decided ends in an arrow."""
    return [f"{hop.stage} {hop.at} {hop.object}: {hop.text}{' <' if hop.decided else ''}" for hop in hops]


@pytest.mark.parametrize(
    ("source", "name", "hops"),
    [
        pytest.param(
            PodSource("default", "client"),
            "web",
            [
                "source pod/default/client file/etc/resolv.conf: web has 0 of the 5 dots that ndots asks for: the search domains "
                "default.svc.cluster.local svc.cluster.local cluster.local are tried first, then the name as it is",
                "source pod/default/client file/etc/resolv.conf: pod/default/client asks nameserver 10.96.0.10, the cluster DNS at "
                "10.244.1.9:53, 10.244.2.2:53",
                "resolve CoreDNS name/web.default.svc.cluster.local: CoreDNS answers web.default.svc.cluster.local: "
                "web.default.svc.cluster.local has A 10.96.0.50 <",
            ],
            id="the first search domain completes a bare name",
        ),
        pytest.param(
            PodSource("default", "client"),
            "web.default.svc.cluster.local.",
            [
                "source pod/default/client file/etc/resolv.conf: web.default.svc.cluster.local. ends in a dot: it is complete, and no "
                "search domain is tried",
                "source pod/default/client file/etc/resolv.conf: pod/default/client asks nameserver 10.96.0.10, the cluster DNS at "
                "10.244.1.9:53, 10.244.2.2:53",
                "resolve CoreDNS name/web.default.svc.cluster.local: CoreDNS answers web.default.svc.cluster.local: "
                "web.default.svc.cluster.local has A 10.96.0.50 <",
            ],
            id="a complete name",
        ),
        pytest.param(
            PodSource("default", "client"),
            "db.example.com",
            [
                "source pod/default/client file/etc/resolv.conf: db.example.com has 2 of the 5 dots that ndots asks for: the search "
                "domains default.svc.cluster.local svc.cluster.local cluster.local are tried first, then the name as it is",
                "source pod/default/client file/etc/resolv.conf: pod/default/client asks nameserver 10.96.0.10, the cluster DNS at "
                "10.244.1.9:53, 10.244.2.2:53",
                "resolve CoreDNS service/default/com: CoreDNS answers NXDOMAIN to db.example.com.default.svc.cluster.local: there is "
                "no Service com in namespace default",
                "resolve CoreDNS namespace/com: CoreDNS answers NXDOMAIN to db.example.com.svc.cluster.local: there is no namespace com",
                "resolve CoreDNS name/db.example.com.cluster.local: CoreDNS answers NXDOMAIN to db.example.com.cluster.local: "
                "db.example.com.cluster.local has not the form of a name in the cluster",
                "resolve the resolver outside the cluster name/db.example.com: the resolver outside the cluster answers "
                "db.example.com: db.example.com is outside the cluster, at 198.51.100.2 <",
            ],
            id="three search domains in vain, then the name as it is",
        ),
        pytest.param(
            PodSource("default", "ndots"),
            "a.b.c",
            [
                "source pod/default/ndots file/etc/resolv.conf: a.b.c has 2 of the 2 dots that ndots asks for: it is tried as it is "
                "first, then with the search domains default.svc.cluster.local svc.cluster.local cluster.local",
                "source pod/default/ndots file/etc/resolv.conf: pod/default/ndots asks nameserver 10.96.0.10, the cluster DNS at "
                "10.244.1.9:53, 10.244.2.2:53",
                "resolve the resolver outside the cluster name/a.b.c: the resolver outside the cluster answers NXDOMAIN to a.b.c: no "
                "name a.b.c exists outside the cluster <",
                "resolve CoreDNS service/default/c: CoreDNS answers NXDOMAIN to a.b.c.default.svc.cluster.local: there is no Service c "
                "in namespace default",
                "resolve CoreDNS namespace/c: CoreDNS answers NXDOMAIN to a.b.c.svc.cluster.local: there is no namespace c",
                "resolve CoreDNS name/a.b.c.cluster.local: CoreDNS answers NXDOMAIN to a.b.c.cluster.local: a.b.c.cluster.local has "
                "not the form of a name in the cluster",
            ],
            id="dots enough, and in vain: the name as it is decided",
        ),
        pytest.param(
            PodSource("default", "plain"),
            "example.com",
            [
                "source pod/default/plain file/etc/resolv.conf: pod/default/plain asks the resolver of its node, which knows nothing "
                "of the cluster",
                "resolve the resolver outside the cluster name/example.com: the resolver outside the cluster answers example.com: "
                "example.com is outside the cluster, at 198.51.100.1, 198.51.100.11 <",
            ],
            id="a pod that asks the resolver of its node",
        ),
        pytest.param(
            PodSource("default", "world"),
            "example.com",
            [
                "source pod/default/world file/etc/resolv.conf: pod/default/world asks nameserver 8.8.8.8, a resolver outside the cluster",
                "resolve the resolver outside the cluster name/example.com: the resolver outside the cluster answers example.com: "
                "example.com is outside the cluster, at 198.51.100.1, 198.51.100.11 <",
            ],
            id="a public resolver",
        ),
        pytest.param(
            PodSource("default", "shared"),
            "web.default.svc.cluster.local",
            [
                "source pod/default/shared file/etc/resolv.conf: pod/default/shared asks nameserver 198.51.100.53, the cluster DNS at "
                "10.244.1.9:53, 10.244.2.2:53",
                "resolve CoreDNS name/web.default.svc.cluster.local: CoreDNS answers web.default.svc.cluster.local: "
                "web.default.svc.cluster.local has A 10.96.0.50 <",
            ],
            id="the cluster DNS by an external IP",
        ),
        pytest.param(
            PodSource("default", "second"),
            "web.default.svc.cluster.local",
            [
                "source node-1 pod/default/second: pod/default/second (10.244.1.6) on node-1 sends a packet to 10.96.9.9 port 53/UDP",
                "rules node-1 node/node-1: no rule on node-1 is for 10.96.9.9 port 53/UDP",
                "route outside 10.96.9.9: 10.96.9.9 is nowhere in the cluster: the packet leaves by the default route and nothing answers",
                "source pod/default/second file/etc/resolv.conf: pod/default/second asks nameserver 10.96.0.10, the cluster DNS at "
                "10.244.1.9:53, 10.244.2.2:53",
                "resolve CoreDNS name/web.default.svc.cluster.local: CoreDNS answers web.default.svc.cluster.local: "
                "web.default.svc.cluster.local has A 10.96.0.50 <",
            ],
            id="a nameserver that is nowhere decides nothing where the second answers",
        ),
        pytest.param(
            PodSource("default", "nobody"),
            "web",
            [
                "source node-1 pod/default/nobody: pod/default/nobody (10.244.1.7) on node-1 sends a packet to 10.244.200.200 port 53/UDP",
                "rules node-1 node/node-1: no rule on node-1 is for 10.244.200.200 port 53/UDP",
                "route outside 10.244.200.200: 10.244.200.200 is nowhere in the cluster: the packet leaves by the default route and "
                "nothing answers <",
                "resolve nameserver 10.244.200.200 10.244.200.200: nameserver 10.244.200.200 never answers the question for web: "
                "10.244.200.200 is nowhere in the cluster: the packet leaves by the default route and nothing answers <",
            ],
            id="a nameserver that is nowhere, and no other",
        ),
        pytest.param(
            NodeSource("node-1"),
            "web",
            [
                "source node/node-1 file/etc/resolv.conf: node/node-1 asks the resolver of its node, which knows nothing of the cluster",
                "resolve the resolver outside the cluster name/web: the resolver outside the cluster answers NXDOMAIN to web: no name "
                "web exists outside the cluster <",
            ],
            id="a node",
        ),
        pytest.param(
            ExternalSource("198.51.100.7"),
            "example.com",
            [
                "source external/198.51.100.7 file/etc/resolv.conf: external/198.51.100.7 asks the resolver of its own network, which "
                "knows nothing of the cluster",
                "resolve the resolver outside the cluster name/example.com: the resolver outside the cluster answers example.com: "
                "example.com is outside the cluster, at 198.51.100.1, 198.51.100.11 <",
            ],
            id="a client outside",
        ),
        pytest.param(
            NamespaceSource("prod"),
            "api",
            [
                "source namespace/prod file/etc/resolv.conf: api has 0 of the 5 dots that ndots asks for: the search domains "
                "prod.svc.cluster.local svc.cluster.local cluster.local are tried first, then the name as it is",
                "source namespace/prod file/etc/resolv.conf: namespace/prod asks nameserver 10.96.0.10, the cluster DNS at "
                "10.244.1.9:53, 10.244.2.2:53",
                "resolve CoreDNS name/api.prod.svc.cluster.local: CoreDNS answers api.prod.svc.cluster.local: "
                "api.prod.svc.cluster.local has A 10.96.0.52 <",
            ],
            id="any pod of a namespace",
        ),
    ],
)
def test_every_hop_of_a_look_up(source: Any, name: str, hops: list[str]) -> None:
    assert told(CLUSTER.fork().resolve(source, name).hops) == hops  # a fork has nothing at hand: what was found once is found anew


@pytest.mark.parametrize(
    ("name", "record_type", "decided"),
    [
        pytest.param(
            "address.default.svc.cluster.local.",
            "A",
            "resolve CoreDNS service/default/address: CoreDNS answers NXDOMAIN to address.default.svc.cluster.local: the "
            "externalName 10.0.0.9 of service/default/address is an address and not a name <",
            id="an address as externalName",
        ),
        pytest.param(
            "x.alias.default.svc.cluster.local.",
            "A",
            "resolve CoreDNS service/default/alias: CoreDNS answers NXDOMAIN to x.alias.default.svc.cluster.local: "
            "service/default/alias is an ExternalName, and nothing has a name under it <",
            id="below an ExternalName",
        ),
        pytest.param(
            "alias.default.svc.cluster.local.",
            "A",
            "resolve CoreDNS name/alias.default.svc.cluster.local: CoreDNS answers alias.default.svc.cluster.local: "
            "alias.default.svc.cluster.local is a CNAME to example.com; example.com is outside the cluster, at 198.51.100.1, "
            "198.51.100.11 <",
            id="an ExternalName",
        ),
        pytest.param(
            "circle.default.svc.cluster.local.",
            "A",
            "resolve CoreDNS name/circle.default.svc.cluster.local: CoreDNS answers NOERROR to circle.default.svc.cluster.local, "
            "with no record: the CNAME from circle.default.svc.cluster.local to circle.default.svc.cluster.local goes in a circle "
            "<",
            id="an ExternalName of itself",
        ),
        pytest.param(
            "alias.default.svc.cluster.local.",
            "CNAME",
            "resolve CoreDNS name/alias.default.svc.cluster.local: CoreDNS answers alias.default.svc.cluster.local: "
            "alias.default.svc.cluster.local has CNAME example.com <",
            id="the CNAME itself",
        ),
        pytest.param(
            "gone.default.svc.cluster.local.",
            "A",
            "resolve CoreDNS name/gone.default.svc.cluster.local: CoreDNS answers NOERROR to gone.default.svc.cluster.local, with "
            "no record: gone.default.svc.cluster.local is a CNAME to no.example.com; no name no.example.com exists outside the "
            "cluster <",
            id="an ExternalName that leads nowhere",
        ),
        pytest.param(
            "headless.default.svc.cluster.local.",
            "A",
            "resolve CoreDNS service/default/headless: CoreDNS answers NXDOMAIN to headless.default.svc.cluster.local: "
            "service/default/headless is headless and has no ready endpoint, so its name does not exist <",
            id="headless without a ready endpoint",
        ),
        pytest.param(
            "nobody.headless.default.svc.cluster.local.",
            "A",
            "resolve CoreDNS service/default/headless: CoreDNS answers NXDOMAIN to nobody.headless.default.svc.cluster.local: no "
            "ready endpoint of service/default/headless is called nobody <",
            id="an endpoint that is not there",
        ),
        pytest.param(
            "_http._udp.web.default.svc.cluster.local.",
            "SRV",
            "resolve CoreDNS service/default/web: CoreDNS answers NXDOMAIN to _http._udp.web.default.svc.cluster.local: "
            "service/default/web answers for no port http with protocol UDP <",
            id="a port of another protocol",
        ),
        pytest.param(
            "_nope._tcp.headless.default.svc.cluster.local.",
            "SRV",
            "resolve CoreDNS service/default/headless: CoreDNS answers NXDOMAIN to _nope._tcp.headless.default.svc.cluster.local: "
            "service/default/headless answers for no port nope with protocol TCP <",
            id="a port that a headless Service lacks",
        ),
        pytest.param(
            "_._tcp.headless.default.svc.cluster.local.",
            "SRV",
            "resolve CoreDNS service/default/headless: CoreDNS answers NXDOMAIN to _._tcp.headless.default.svc.cluster.local: "
            "service/default/headless answers for no port (any) with protocol TCP <",
            id="any port of a protocol",
        ),
        pytest.param(
            "zz.default.svc.cluster.local.",
            "SRV",
            "resolve CoreDNS service/default/zz: CoreDNS answers NXDOMAIN to zz.default.svc.cluster.local: there is no Service zz "
            "in namespace default <",
            id="no Service, asked for SRV",
        ),
        pytest.param(
            "_http._tcp.web.default.svc.cluster.local.",
            "SRV",
            "resolve CoreDNS name/_http._tcp.web.default.svc.cluster.local: CoreDNS answers "
            "_http._tcp.web.default.svc.cluster.local: _http._tcp.web.default.svc.cluster.local has SRV 0 100 80 "
            "web.default.svc.cluster.local <",
            id="a port",
        ),
        pytest.param(
            "web.default.svc.cluster.local.",
            "AAAA",
            "resolve CoreDNS name/web.default.svc.cluster.local: CoreDNS answers NOERROR to web.default.svc.cluster.local, with no "
            "record: web.default.svc.cluster.local exists, with no AAAA record <",
            id="a Service of the other family",
        ),
        pytest.param(
            "web.default.svc.cluster.local.",
            "TXT",
            "resolve CoreDNS name/web.default.svc.cluster.local: CoreDNS answers NOERROR to web.default.svc.cluster.local, with no "
            "record: web.default.svc.cluster.local exists, with no TXT record <",
            id="no TXT",
        ),
        pytest.param(
            "web.default.svc.cluster.local.",
            "CNAME",
            "resolve CoreDNS name/web.default.svc.cluster.local: CoreDNS answers NOERROR to web.default.svc.cluster.local, with no "
            "record: web.default.svc.cluster.local exists, with no CNAME record <",
            id="no CNAME",
        ),
        pytest.param(
            "web.default.svc.cluster.local.",
            "NS",
            "resolve CoreDNS name/web.default.svc.cluster.local: CoreDNS answers NOERROR to web.default.svc.cluster.local, with no "
            "record: web.default.svc.cluster.local exists, with no NS record <",
            id="no NS below the zone",
        ),
        pytest.param(
            "web.default.svc.cluster.local.",
            "SOA",
            "resolve CoreDNS name/web.default.svc.cluster.local: CoreDNS answers NOERROR to web.default.svc.cluster.local, with no "
            "record: web.default.svc.cluster.local exists, with no SOA record <",
            id="no SOA below the zone",
        ),
        pytest.param(
            "web.default.svc.cluster.local.",
            "MX",
            "resolve CoreDNS name/web.default.svc.cluster.local: CoreDNS answers NOERROR to web.default.svc.cluster.local, with no "
            "record: web.default.svc.cluster.local exists, with no MX record <",
            id="no MX",
        ),
        pytest.param(
            "my-pod.default.pod.cluster.local.",
            "A",
            "resolve CoreDNS name/my-pod.default.pod.cluster.local: CoreDNS answers NXDOMAIN to my-pod.default.pod.cluster.local: "
            "my-pod is not an address written with dashes, and a pod's own name never counts <",
            id="the name of a pod",
        ),
        pytest.param(
            "10-1-2-3.default.pod.cluster.local.",
            "A",
            "resolve CoreDNS name/10-1-2-3.default.pod.cluster.local: CoreDNS answers 10-1-2-3.default.pod.cluster.local: "
            "10-1-2-3.default.pod.cluster.local has A 10.1.2.3 <",
            id="the address of a pod, with dashes",
        ),
        pytest.param(
            "x.y.z.a.default.svc.cluster.local.",
            "A",
            "resolve CoreDNS name/x.y.z.a.default.svc.cluster.local: CoreDNS answers NXDOMAIN to "
            "x.y.z.a.default.svc.cluster.local: x.y.z.a.default.svc.cluster.local has not the form of a name in the cluster <",
            id="too many labels",
        ),
        pytest.param(
            "web.nowhere.svc.cluster.local.",
            "A",
            "resolve CoreDNS namespace/nowhere: CoreDNS answers NXDOMAIN to web.nowhere.svc.cluster.local: there is no namespace nowhere <",
            id="no namespace",
        ),
        pytest.param(
            "default.svc.cluster.local.",
            "A",
            "resolve CoreDNS name/default.svc.cluster.local: CoreDNS answers NOERROR to default.svc.cluster.local, with no record: "
            "default.svc.cluster.local exists, with no A record <",
            id="the name of a namespace",
        ),
        pytest.param(
            "cluster.local.",
            "SOA",
            "resolve CoreDNS name/cluster.local: CoreDNS answers cluster.local: cluster.local has SOA ns.dns.cluster.local "
            "hostmaster.cluster.local 1 7200 1800 86400 30 <",
            id="the SOA of the zone",
        ),
        pytest.param(
            "cluster.local.",
            "NS",
            "resolve CoreDNS name/cluster.local: CoreDNS answers cluster.local: cluster.local has NS "
            "kube-dns.kube-system.svc.cluster.local, shared.kube-system.svc.cluster.local <",
            id="the name servers of the zone",
        ),
        pytest.param(
            "cluster.local.",
            "TXT",
            "resolve CoreDNS name/cluster.local: CoreDNS answers NXDOMAIN to cluster.local: cluster.local has no record of any type <",
            id="nothing at all at the zone",
        ),
        pytest.param(
            "dns-version.cluster.local.",
            "TXT",
            "resolve CoreDNS name/dns-version.cluster.local: CoreDNS answers dns-version.cluster.local: dns-version.cluster.local "
            "has TXT 1.1.0 <",
            id="the version of the schema",
        ),
        pytest.param(
            "zz.default.svc.cluster.local.",
            "CNAME",
            "resolve CoreDNS service/default/zz: CoreDNS answers NXDOMAIN to zz.default.svc.cluster.local: there is no Service zz "
            "in namespace default <",
            id="no Service, asked for CNAME",
        ),
        pytest.param(
            "50.0.96.10.in-addr.arpa.",
            "PTR",
            "resolve CoreDNS name/50.0.96.10.in-addr.arpa: CoreDNS answers 50.0.96.10.in-addr.arpa: 50.0.96.10.in-addr.arpa has "
            "PTR web.default.svc.cluster.local <",
            id="the name of a ClusterIP",
        ),
        pytest.param(
            "9.9.9.10.in-addr.arpa.",
            "PTR",
            "resolve CoreDNS address/10.9.9.9: CoreDNS answers NXDOMAIN to 9.9.9.10.in-addr.arpa: 10.9.9.9 is neither a ClusterIP "
            "nor a ready endpoint of a Service <",
            id="an address that nobody has",
        ),
        pytest.param(
            "foo.in-addr.arpa.",
            "PTR",
            "resolve CoreDNS name/foo.in-addr.arpa: CoreDNS answers NXDOMAIN to foo.in-addr.arpa: foo.in-addr.arpa has not the "
            "form of a name in the cluster <",
            id="no reverse name",
        ),
        pytest.param(
            "foo.ip6.arpa.",
            "PTR",
            "resolve CoreDNS name/foo.ip6.arpa: CoreDNS answers NXDOMAIN to foo.ip6.arpa: foo.ip6.arpa has not the form of a name "
            "in the cluster <",
            id="no reverse name of IPv6",
        ),
        pytest.param(
            "foo.in-addr.arpa.",
            "A",
            "resolve CoreDNS name/foo.in-addr.arpa: CoreDNS answers NXDOMAIN to foo.in-addr.arpa: foo.in-addr.arpa has not the "
            "form of a name in the cluster <",
            id="an A record in the reverse zone",
        ),
        pytest.param(
            "x.svc.in-addr.arpa.",
            "A",
            "resolve CoreDNS name/x.svc.in-addr.arpa: CoreDNS answers NXDOMAIN to x.svc.in-addr.arpa: "
            "x.svc.in-addr.arpa is no reverse name <",
            id="a Service in the reverse zone",
        ),
        pytest.param(
            "web.default.svc.cluster.local.",
            "PTR",
            "resolve CoreDNS name/web.default.svc.cluster.local: CoreDNS answers NOERROR to web.default.svc.cluster.local, with no "
            "record: web.default.svc.cluster.local exists, with no PTR record <",
            id="no PTR",
        ),
        pytest.param(
            "ns.dns.cluster.local.",
            "SRV",
            "resolve CoreDNS name/ns.dns.cluster.local: CoreDNS answers NOERROR to ns.dns.cluster.local, with no record: "
            "ns.dns.cluster.local exists, with no SRV record <",
            id="ns.dns has addresses only",
        ),
        pytest.param(
            "example.com.",
            "AAAA",
            "resolve the resolver outside the cluster name/example.com: the resolver outside the cluster answers NOERROR to "
            "example.com, with no record: example.com exists outside the cluster, with no AAAA record <",
            id="a name outside of the other family",
        ),
        pytest.param(
            "example.com.",
            "A",
            "resolve the resolver outside the cluster name/example.com: the resolver outside the cluster answers example.com: "
            "example.com is outside the cluster, at 198.51.100.1, 198.51.100.11 <",
            id="a name outside",
        ),
        pytest.param(
            "no.such.org.",
            "A",
            "resolve the resolver outside the cluster name/no.such.org: the resolver outside the cluster answers NXDOMAIN to "
            "no.such.org: no name no.such.org exists outside the cluster <",
            id="no name outside",
        ),
    ],
)
def test_the_record_that_decided(name: str, record_type: str, decided: str) -> None:
    assert told(CLUSTER.resolve(CLIENT, name, record_type=record_type).hops)[-1] == decided


def closed(place: str) -> Any:
    return manifest("NetworkPolicy", place, spec={"podSelector": {}, "policyTypes": ["Egress"]})


def test_a_question_that_a_policy_holds_back() -> None:
    cluster = CLUSTER.fork()
    cluster.apply(closed("default/none"))
    assert told(cluster.resolve(PodSource("default", "plain"), "example.com").hops) == [
        "policy pod/default/plain networkpolicy/default/none: NetworkPolicy default/none isolates pod default/plain for egress, and it has "
        "no rule that allows UDP port 53 to 192.0.2.53: the packet is dropped <",
        "resolve nameserver 192.0.2.53 networkpolicy/default/none: nameserver 192.0.2.53 never answers the question for example.com: "
        "NetworkPolicy default/none isolates pod default/plain for egress, and it has no rule that allows UDP port 53 to 192.0.2.53: the "
        "packet is dropped <",
    ]


def test_a_question_that_is_rejected_at_once() -> None:
    cluster = CLUSTER.fork()
    cluster.patch(ObjectKey.parse("deployment/kube-system/coredns"), {"spec": {"replicas": 0}})
    assert told(cluster.resolve(CLIENT, "web").hops)[2:] == [
        "rules node-1 KUBE-SERVICES: KUBE-SERVICES of node-1 knows 10.96.0.10:53/UDP as the cluster IP of service kube-system/kube-dns:dns",
        "rules node-1 KUBE-SERVICES: KUBE-SERVICES on node-1 rejects the packet: kube-system/kube-dns:dns has no endpoints <",
        "resolve nameserver 10.96.0.10 KUBE-SERVICES: nameserver 10.96.0.10 never hears the question for web.default.svc.cluster.local, "
        "which is rejected at once: KUBE-SERVICES on node-1 rejects the packet: kube-system/kube-dns:dns has no endpoints <",
    ]


def test_the_pod_of_a_namespace_stands_at_the_last_free_address_of_the_first_node() -> None:
    cluster = CLUSTER.fork()
    cluster.apply(closed("default/none"))
    hops = told(cluster.resolve(NamespaceSource("default"), "web").hops)
    assert hops[1] == (
        "source node-1 namespace/default: namespace/default (10.244.1.254) on node-1 sends a packet to 10.96.0.10 port 53/UDP"
    )
    assert hops[5].startswith(
        "policy pod/default/any networkpolicy/default/none: NetworkPolicy default/none isolates pod default/any for egress, and it has no "
        "rule that allows UDP port 53 to 10.244.1."
    )
    spec = {"nodeName": "node-1", "containers": [{"name": "c", "image": "i"}]}
    cluster.apply(manifest("Pod", "default/last", spec=spec, status={"podIP": "10.244.1.254"}))
    assert told(cluster.resolve(NamespaceSource("default"), "web").hops)[1].startswith(
        "source node-1 namespace/default: namespace/default (10.244.1.253) on node-1"
    )


def test_a_node_that_is_full_leaves_the_pod_of_a_namespace_to_the_next() -> None:
    node = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "node-1"}, "spec": {"podCIDR": "10.244.1.0/30"}}
    next_one = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "node-2"}, "spec": {"podCIDR": "10.244.2.0/24"}}
    full = [{**pod(f"default/p{at}"), "status": {"podIP": f"10.244.1.{at}"}} for at in (1, 2)]
    cluster = Cluster(Settings(), [node, next_one, *full, closed("default/none")])
    assert told(cluster.resolve(NamespaceSource("default"), "web").hops)[1].startswith(
        "source node-2 namespace/default: namespace/default (10.244.2.254) on node-2 sends a packet"
    )


def test_coredns_that_may_not_ask_the_outside_says_so() -> None:
    cluster = CLUSTER.fork()
    cluster.apply(closed("kube-system/none"))
    assert told(cluster.resolve(CLIENT, "example.com.").hops)[-1] == (
        "resolve CoreDNS name/example.com: CoreDNS answers SERVFAIL to example.com: CoreDNS would ask the resolver of its node about "
        "example.com, and a NetworkPolicy holds that question back <"
    )


def test_without_a_node_there_is_no_pod_to_ask_from_and_the_hops_say_so() -> None:
    found = Cluster(Settings(nodes=0)).resolve(NamespaceSource("default"), "kubernetes.default.svc.cluster.local.")
    assert told(found.hops)[1:] == [
        "source namespace/default namespace/default: there is no node on which a pod of namespace/default could run <",
        "resolve nameserver 10.96.0.10 namespace/default: nameserver 10.96.0.10 never answers the question for "
        "kubernetes.default.svc.cluster.local: there is no node on which a pod of namespace/default could run <",
    ]


def test_a_resolver_outside_that_a_service_before_the_cluster_stands_for() -> None:
    """A nameserver that answers by an EndpointSlice of the user's own, and is no pod."""
    names = {"ns.example.com": ["198.51.100.53"], **NAMES}
    cluster = Cluster(Settings(externalNames=names), [pod("default/client", "198.51.100.53")])
    assert told(cluster.resolve(CLIENT, "db.example.com").hops) == [
        "source pod/default/client file/etc/resolv.conf: pod/default/client asks nameserver 198.51.100.53, a resolver outside the cluster",
        "resolve the resolver outside the cluster name/db.example.com: the resolver outside the cluster answers db.example.com: "
        "db.example.com is outside the cluster, at 198.51.100.2 <",
    ]


@pytest.mark.parametrize(
    ("mode", "told_of"),
    [
        pytest.param(
            "disabled",
            "resolve CoreDNS configmap/kube-system/coredns: CoreDNS answers NXDOMAIN to 10-1-2-3.default.pod.cluster.local: CoreDNS has "
            "its pod names switched off (pods disabled) <",
            id="disabled",
        ),
        pytest.param(
            "verified",
            "resolve CoreDNS name/10-1-2-3.default.pod.cluster.local: CoreDNS answers NXDOMAIN to 10-1-2-3.default.pod.cluster.local: no "
            "pod of namespace default has the address 10.1.2.3 (pods verified) <",
            id="verified",
        ),
    ],
)
def test_why_there_is_no_pod_name(mode: str, told_of: str) -> None:
    cluster = Cluster(Settings(dnsPods=mode), [pod("default/client")])
    assert told(cluster.resolve(CLIENT, "10-1-2-3.default.pod.cluster.local.").hops)[-1] == told_of


def test_a_chain_that_is_too_long_ends_with_the_link_that_is_one_too_many() -> None:
    chain = [alias(f"default/c{at}", f"c{at + 1}.default.svc.cluster.local") for at in range(13)]
    cluster = Cluster(Settings(), [pod("default/client"), *chain])
    found = cluster.resolve(CLIENT, "c0.default.svc.cluster.local.")
    assert found.why.endswith(
        "; c10.default.svc.cluster.local is a CNAME to c11.default.svc.cluster.local; "
        "the CNAME from c11.default.svc.cluster.local to c12.default.svc.cluster.local is one too many"
    )


def test_a_name_without_an_address_of_either_family_is_told_of_the_first() -> None:
    addresses, found = lookup(CLUSTER.state, CLIENT, "default.svc.cluster.local.")
    assert (addresses, found.rcode) == ((), "NOERROR")
    assert found.why == (
        "CoreDNS answers NOERROR to default.svc.cluster.local, with no record: default.svc.cluster.local exists, with no A record"
    )


@pytest.mark.parametrize(
    ("host", "found", "name", "hop"),
    [
        pytest.param("localhost", ("127.0.0.1",), "localhost", "localhost is 127.0.0.1", id="localhost"),
        pytest.param("LocalHost.", ("127.0.0.1",), "LocalHost", "LocalHost. is 127.0.0.1", id="in another spelling"),
        pytest.param("db", ("10.1.1.1", "10.1.1.2"), "db", "db is 10.1.1.1, 10.1.1.2", id="an alias of the pod's"),
        pytest.param("maX", ("10.1.1.2",), "maX", "maX is 10.1.1.2", id="as it was asked for"),
    ],
)
def test_what_stands_in_etc_hosts_asks_no_server(host: str, found: tuple[str, ...], name: str, hop: str) -> None:
    aliases = [{"ip": "10.1.1.1", "hostnames": ["db"]}, {"ip": "10.1.1.2", "hostnames": ["db", "max"]}]
    cluster = Cluster(Settings(), [pod("default/client", hostAliases=aliases)])
    addresses, seen = lookup(cluster.state, CLIENT, host)
    assert (addresses, seen.rcode, seen.answers, seen.name, seen.queries) == (found, "NOERROR", found, name, ())
    assert told(seen.hops) == [f"resolve pod/default/client file/etc/hosts: /etc/hosts says that {hop}"]


@pytest.mark.parametrize(
    ("name", "record_type", "words"),
    [
        pytest.param(
            ".a",
            "A",
            "'.a' cannot be asked for: a name has labels of 1 to 63 letters, at most 253 in all",
            id="a name that begins with a dot",
        ),
        pytest.param("web", "axfr", "DNS look-ups are of type A, AAAA, SRV, PTR, CNAME, TXT, NS, SOA, MX, not 'axfr'", id="no such type"),
    ],
)
def test_a_question_that_cannot_be_asked_says_why(name: str, record_type: str, words: str) -> None:
    with pytest.raises(Misuse) as caught:
        CLUSTER.resolve(CLIENT, name, record_type=record_type)
    assert str(caught.value) == words


def test_a_host_that_is_no_name_is_named() -> None:
    with pytest.raises(Misuse) as caught:
        lookup(CLUSTER.state, CLIENT, "a..b")
    assert str(caught.value) == "'a..b' is no host name"
