"""What CoreDNS replies to one question. The rows of upstream's tables keep upstream's names, addresses and replies."""

from __future__ import annotations

import pytest
from hand_made import endpoint, namespace, pod, service, slice_of, state

from k8s_svc_trainer.sim.dns_names import family_of
from k8s_svc_trainer.sim.dns_records import DnsServer, RecordType, answer, answer_outside
from k8s_svc_trainer.sim.results import Rcode

HTTP = {"name": "http", "port": 80, "protocol": "TCP"}
DOMAIN = "cluster.local"

# The objects of coredns plugin/kubernetes/handler_test.go: svcIndex and epsIndex.
UPSTREAM = state(
    namespace("testns"),
    namespace("podns"),
    service("testns/svc1", "10.0.0.1"),
    service("testns/svcempty", "10.0.0.1"),
    service("testns/svc6", "1234:abcd::1"),
    service("testns/svc-dual-stack", "10.0.0.3", "10::3"),
    service("testns/hdls1", "None", ports=()),
    service("testns/hdlsprtls", "None", ports=()),
    service("testns/hdlsempty", "None"),
    service("testns/external", type="ExternalName", externalName="ext.interwebs.test"),
    service("testns/external-to-service", type="ExternalName", externalName="svc1.testns.svc.cluster.local."),
    slice_of("testns/svc1", endpoint("172.0.0.1", hostname="ep1a"), ports=(HTTP,)),
    slice_of(
        "testns/hdls1",
        endpoint("172.0.0.2"),
        endpoint("172.0.0.3"),
        endpoint("172.0.0.4", hostname="dup-name"),
        endpoint("172.0.0.5", hostname="dup-name"),
        endpoint("5678:abcd::1"),
        endpoint("5678:abcd::2"),
        ports=(HTTP,),
    ),
    slice_of("testns/hdlsprtls", endpoint("172.0.0.20"), ports=()),
    pod("podns/foo", "10.240.0.1"),
    externalNames={"ext.interwebs.test": ["1.2.3.4"]},
)


@pytest.mark.parametrize(
    ("name", "record_type", "rcode", "answers"),
    [
        pytest.param("svc1.testns.svc.cluster.local", "A", "NOERROR", ("10.0.0.1",), id="A Service"),
        pytest.param("svcempty.testns.svc.cluster.local", "A", "NOERROR", ("10.0.0.1",), id="A Service without endpoints"),
        pytest.param("svc1.testns.svc.cluster.local", "SRV", "NOERROR", ("0 100 80 svc1.testns.svc.cluster.local",), id="SRV bare name"),
        pytest.param("svc6.testns.svc.cluster.local", "SRV", "NOERROR", ("0 100 80 svc6.testns.svc.cluster.local",), id="SRV of IPv6"),
        pytest.param(
            "_http._tcp.svc1.testns.svc.cluster.local", "SRV", "NOERROR", ("0 100 80 svc1.testns.svc.cluster.local",), id="SRV Service"
        ),
        pytest.param(
            "_http._tcp.svcempty.testns.svc.cluster.local",
            "SRV",
            "NOERROR",
            ("0 100 80 svcempty.testns.svc.cluster.local",),
            id="SRV Service without endpoints",
        ),
        pytest.param(
            "hdls1.testns.svc.cluster.local",
            "A",
            "NOERROR",
            ("172.0.0.2", "172.0.0.3", "172.0.0.4", "172.0.0.5"),
            id="A Service (Headless)",
        ),
        pytest.param("hdlsprtls.testns.svc.cluster.local", "A", "NOERROR", ("172.0.0.20",), id="A Service (Headless and Portless)"),
        pytest.param("svc1.testns.svc.cluster.local", "AAAA", "NOERROR", (), id="AAAA Service with an A record, but no AAAA record"),
        pytest.param("svc0.testns.svc.cluster.local", "AAAA", "NXDOMAIN", (), id="AAAA Service (non-existing service)"),
        pytest.param("svc0.testns.svc.cluster.local", "A", "NXDOMAIN", (), id="A Service (non-existing service)"),
        pytest.param("svc0.svc-nons.svc.cluster.local", "A", "NXDOMAIN", (), id="A Service (non-existing namespace)"),
        pytest.param("dns-version.cluster.local", "TXT", "NOERROR", ("1.1.0",), id="TXT Schema"),
        pytest.param("svc1.testns.svc.cluster.local", "TXT", "NOERROR", (), id="TXT does not exist but another record does"),
        pytest.param("svc0.svc-nons.svc.cluster.local", "TXT", "NXDOMAIN", (), id="TXT does not exist and neither does another record"),
        pytest.param("bogusendpoint.hdls1.testns.svc.cluster.local", "A", "NXDOMAIN", (), id="an endpoint that a headless Service lacks"),
        pytest.param("bogusendpoint.svc0.testns.svc.cluster.local", "A", "NXDOMAIN", (), id="an endpoint of no Service"),
        pytest.param("svc6.testns.svc.cluster.local", "AAAA", "NOERROR", ("1234:abcd::1",), id="AAAA Service"),
        pytest.param("hdls1.testns.svc.cluster.local", "AAAA", "NOERROR", ("5678:abcd::1", "5678:abcd::2"), id="AAAA Service (Headless)"),
        pytest.param("svc.cluster.local", "A", "NOERROR", (), id="svc is an empty name"),
        pytest.param("pod.cluster.local", "A", "NOERROR", (), id="pod is an empty name"),
        pytest.param("testns.svc.cluster.local", "A", "NOERROR", (), id="a namespace is an empty name"),
        pytest.param("svc.cluster.local", "NS", "NOERROR", (), id="NS query for qname != zone (existing domain)"),
        pytest.param("testns.svc.cluster.local", "NS", "NOERROR", (), id="NS query for a namespace"),
        pytest.param("foo.cluster.local", "NS", "NXDOMAIN", (), id="NS query for qname != zone (non existing domain)"),
        pytest.param("foo.svc.cluster.local", "NS", "NXDOMAIN", (), id="NS query for a namespace that is not there"),
        pytest.param("svc-dual-stack.testns.svc.cluster.local", "A", "NOERROR", ("10.0.0.3",), id="Dual Stack ClusterIP A"),
        pytest.param("svc-dual-stack.testns.svc.cluster.local", "AAAA", "NOERROR", ("10::3",), id="Dual Stack ClusterIP AAAA"),
        pytest.param(
            "svc-dual-stack.testns.svc.cluster.local",
            "SRV",
            "NOERROR",
            ("0 50 80 svc-dual-stack.testns.svc.cluster.local",),
            id="Dual Stack SRV counts both addresses in the weight",
        ),
        pytest.param("svc1.testns.svc.cluster.local", "SOA", "NOERROR", (), id="SOA below the zone is empty"),
        pytest.param("endpoint.external.testns.svc.cluster.local", "CNAME", "NXDOMAIN", (), id="a subdomain of an external service"),
        pytest.param("a.b.external.testns.svc.cluster.local", "CNAME", "NXDOMAIN", (), id="a subdomain of a subdomain of one"),
        pytest.param(
            "_http._tcp.hdls1.testns.svc.cluster.local",
            "SRV",
            "NOERROR",
            (
                "0 16 80 172-0-0-2.hdls1.testns.svc.cluster.local",
                "0 16 80 172-0-0-3.hdls1.testns.svc.cluster.local",
                "0 16 80 dup-name.hdls1.testns.svc.cluster.local",
                "0 16 80 5678-abcd--1.hdls1.testns.svc.cluster.local",
                "0 16 80 5678-abcd--2.hdls1.testns.svc.cluster.local",
            ),
            id="SRV Service (Headless): the weight is shared by all six, one name has two of them",
        ),
        pytest.param("5678-abcd--2.hdls1.testns.svc.cluster.local", "AAAA", "NOERROR", ("5678:abcd::2",), id="AAAA Endpoint"),
        pytest.param("172-0-0-20.hdlsprtls.testns.svc.cluster.local", "A", "NOERROR", ("172.0.0.20",), id="An Endpoint with no port"),
        pytest.param("172-0-0-2.hdls1.testns.svc.cluster.local", "A", "NOERROR", ("172.0.0.2",), id="An Endpoint ip"),
        pytest.param("dup-name.hdls1.testns.svc.cluster.local", "A", "NOERROR", ("172.0.0.4", "172.0.0.5"), id="An Endpoint by name"),
        pytest.param("external.testns.svc.cluster.local", "CNAME", "NOERROR", ("ext.interwebs.test",), id="CNAME External"),
        pytest.param("external.testns.svc.cluster.local", "A", "NOERROR", ("1.2.3.4",), id="A External"),
        pytest.param("external-to-service.testns.svc.cluster.local", "A", "NOERROR", ("10.0.0.1",), id="External To Internal Service"),
        pytest.param("10-240-0-1.podns.pod.cluster.local", "A", "NOERROR", ("10.240.0.1",), id="a pod by its address"),
        pytest.param("172-0-0-2.podns.pod.cluster.local", "A", "NOERROR", ("172.0.0.2",), id="insecure: the pod need not exist"),
        pytest.param("blah.podns.pod.cluster.local", "A", "NXDOMAIN", (), id="a pod's name is no address"),
        pytest.param("blah.podns.pod.cluster.local", "MX", "NXDOMAIN", (), id="nor for another type"),
        pytest.param("blah.pod-nons.pod.cluster.local", "A", "NXDOMAIN", (), id="a pod of a namespace that is not there"),
        pytest.param("podns.pod.cluster.local", "A", "NOERROR", (), id="a namespace below pod is an empty name"),
        pytest.param(
            "cluster.local", "SOA", "NOERROR", ("ns.dns.cluster.local hostmaster.cluster.local 1 7200 1800 86400 30",), id="SOA at the apex"
        ),
        pytest.param("cluster.local", "NS", "NOERROR", ("ns.dns.cluster.local",), id="NS at the apex, of a server in no Service"),
        pytest.param("cluster.local", "A", "NOERROR", (), id="A at the apex"),
        pytest.param("cluster.local", "AAAA", "NOERROR", (), id="AAAA at the apex"),
        pytest.param("cluster.local", "SRV", "NOERROR", (), id="SRV at the apex"),
        pytest.param("svc1.testns.svc.cluster.local", "MX", "NOERROR", (), id="a Service has no MX"),
    ],
)
def test_upstreams_table(name: str, record_type: str, rcode: str, answers: tuple[str, ...]) -> None:
    reply = answer(UPSTREAM, DnsServer(("127.0.0.1",)), name, RecordType(record_type))
    assert (reply.rcode, reply.answers) == (rcode, answers)


NAMES = state(
    namespace("default"),
    namespace("prod"),
    namespace("kube-system"),
    service("default/web", "10.96.0.50", ports=(HTTP, {"name": "dns", "port": 53, "protocol": "UDP"})),
    service("default/plain", "10.96.0.51", ports=({"port": 80, "protocol": "TCP"},)),
    service("default/notready", "None"),
    service("default/unknown", "None"),
    service("default/fqdn", "None"),
    service("default/lonely", "10.96.0.52"),
    service("default/portless", "10.96.0.53", ports=()),
    service("default/dash6", "None"),
    service("kube-system/kube-dns", "10.96.0.10", ports=({"name": "dns", "port": 53, "protocol": "UDP"},)),
    slice_of("kube-system/kube-dns", endpoint("10.244.1.2"), endpoint("10.244.2.2"), ports=({"name": "dns", "port": 53},)),
    slice_of("default/web", endpoint("10.244.1.5"), endpoint("10.244.1.6", hostname="Six"), endpoint("10.244.1.7", ready=False)),
    slice_of("default/lonely", endpoint("10.244.1.5"), name="more"),
    slice_of("default/notready", endpoint("10.244.1.7", ready=False)),
    slice_of("default/unknown", endpoint("10.244.1.8", "10.244.1.9", ready=None)),
    slice_of("default/fqdn", endpoint("db.example.com"), family="FQDN"),
    service("default/both", "None"),
    slice_of("default/both", endpoint("db.example.com"), family="FQDN", name="f"),
    slice_of("default/both", endpoint("10.244.1.20"), name="4"),
    slice_of("default/dash6", endpoint("fd00::"), family="IPv6"),
    service("default/outside", type="ExternalName", externalName="DB.example.com."),
    service("default/nowhere", type="ExternalName", externalName="no.example.com"),
    service("default/address", type="ExternalName", externalName="10.0.0.1"),
    service("default/dangling", type="ExternalName", externalName="gone.default.svc.cluster.local"),
    service("default/self", type="ExternalName", externalName="self.default.svc.cluster.local"),
    service("default/below", type="ExternalName", externalName="x.below.default.svc.cluster.local"),
    service("default/ring-a", type="ExternalName", externalName="ring-b.default.svc.cluster.local"),
    service("default/ring-b", type="ExternalName", externalName="ring-a.default.svc.cluster.local"),
    service("default/alias", type="ExternalName", externalName="WEB.default.svc.cluster.local"),
    service("default/to-outside", type="ExternalName", externalName="nowhere.default.svc.cluster.local"),
    service("default/to-namespace", type="ExternalName", externalName="prod.svc.cluster.local"),
    service("default/to-web", type="ExternalName", externalName="web"),
    *(service(f"default/chain-{at}", type="ExternalName", externalName=f"chain-{at + 1}.default.svc.cluster.local") for at in range(1, 12)),
    service("default/chain-12", "10.96.0.99"),
    externalNames={
        "db.example.com": ["198.51.100.9", "2001:db8::9"],
        "8.8.8.8.in-addr.arpa": ["192.0.2.1"],
        "xcluster.local": ["2001:db8::1"],
    },
)
COREDNS = DnsServer(("10.244.1.2",))


@pytest.mark.parametrize(
    ("name", "record_type", "rcode", "answers"),
    [
        pytest.param("_http._tcp.web.default.svc.cluster.local", "A", "NOERROR", ("10.96.0.50",), id="a port's name has the address too"),
        pytest.param("http.tcp.web.default.svc.cluster.local", "SRV", "NOERROR", ("0 100 80 web.default.svc.cluster.local",), id="bare"),
        pytest.param("_._udp.web.default.svc.cluster.local", "SRV", "NOERROR", ("0 100 53 web.default.svc.cluster.local",), id="any port"),
        pytest.param("_http._udp.web.default.svc.cluster.local", "SRV", "NXDOMAIN", (), id="the protocol belongs to the port"),
        pytest.param("_http._tcp.plain.default.svc.cluster.local", "SRV", "NXDOMAIN", (), id="a port without a name has no SRV name"),
        pytest.param(
            "web.default.svc.cluster.local",
            "SRV",
            "NOERROR",
            ("0 50 80 web.default.svc.cluster.local", "0 50 53 web.default.svc.cluster.local"),
            id="the bare name lists every port",
        ),
        pytest.param("portless.default.svc.cluster.local", "A", "NOERROR", ("10.96.0.53",), id="no port, an address all the same"),
        pytest.param("portless.default.svc.cluster.local", "SRV", "NOERROR", (), id="no port, no SRV"),
        pytest.param("_http._tcp.portless.default.svc.cluster.local", "A", "NXDOMAIN", (), id="no port, so none of any name"),
        pytest.param("_http._.portless.default.svc.cluster.local", "A", "NXDOMAIN", (), id="by name alone"),
        pytest.param("_._tcp.portless.default.svc.cluster.local", "A", "NXDOMAIN", (), id="or by protocol alone"),
        pytest.param("_http._.outside.default.svc.cluster.local", "A", "NXDOMAIN", (), id="an ExternalName has no port by name alone"),
        pytest.param("_._tcp.outside.default.svc.cluster.local", "A", "NXDOMAIN", (), id="or by protocol alone, either"),
        pytest.param("_http._tcp.unknown.default.svc.cluster.local", "A", "NOERROR", ("10.244.1.8", "10.244.1.9"), id="headless by port"),
        pytest.param("_nope._tcp.unknown.default.svc.cluster.local", "A", "NXDOMAIN", (), id="headless by a port that it lacks"),
        pytest.param("_http._udp.unknown.default.svc.cluster.local", "A", "NXDOMAIN", (), id="headless by the wrong protocol"),
        pytest.param("xcluster.local", "AAAA", "NOERROR", ("2001:db8::1",), id="a name beside the zone may exist outside"),
        pytest.param("fd00-0-0-0-0-0-0-5.default.pod.cluster.local", "AAAA", "NOERROR", ("fd00::5",), id="IPv6 without a double dash"),
        pytest.param("fd00--1-2.default.pod.cluster.local", "AAAA", "NOERROR", ("fd00::1:2",), id="IPv6 with three dashes"),
        pytest.param("0-0-0-0-0-ffff-102-304.default.pod.cluster.local", "A", "NOERROR", ("1.2.3.4",), id="IPv4 written as IPv6"),
        pytest.param("fe80--1%eth0.default.pod.cluster.local", "AAAA", "NXDOMAIN", (), id="an address with a scope is none"),
        pytest.param("a.b.c.web.default.svc.cluster.local", "A", "NXDOMAIN", (), id="too many labels"),
        pytest.param("web.default.cluster.local", "A", "NXDOMAIN", (), id="svc left out"),
        pytest.param("*.default.svc.cluster.local", "A", "NXDOMAIN", (), id="a star is no wildcard"),
        pytest.param("any.default.svc.cluster.local", "A", "NXDOMAIN", (), id="nor is any"),
        pytest.param("10-244-1-5.web.default.svc.cluster.local", "A", "NOERROR", ("10.244.1.5",), id="endpoint names under ClusterIPs"),
        pytest.param("six.web.default.svc.cluster.local", "A", "NOERROR", ("10.244.1.6",), id="a hostname is a name"),
        pytest.param("10-244-1-6.web.default.svc.cluster.local", "A", "NXDOMAIN", (), id="which has no dashed name beside it"),
        pytest.param("10-244-1-7.web.default.svc.cluster.local", "A", "NXDOMAIN", (), id="not ready, no name"),
        pytest.param(
            "10-244-1-5.web.default.svc.cluster.local",
            "SRV",
            "NOERROR",
            ("0 100 8080 10-244-1-5.web.default.svc.cluster.local",),
            id="SRV of an endpoint gives the endpoint's port",
        ),
        pytest.param("notready.default.svc.cluster.local", "A", "NXDOMAIN", (), id="headless without a ready endpoint does not exist"),
        pytest.param("notready.default.svc.cluster.local", "AAAA", "NXDOMAIN", (), id="in no family"),
        pytest.param("notready.default.svc.cluster.local", "SRV", "NXDOMAIN", (), id="nor as SRV"),
        pytest.param("_http._tcp.notready.default.svc.cluster.local", "SRV", "NXDOMAIN", (), id="nor by port"),
        pytest.param(
            "unknown.default.svc.cluster.local",
            "A",
            "NOERROR",
            ("10.244.1.8", "10.244.1.9"),
            id="no ready condition is ready; all addresses",
        ),
        pytest.param("fqdn.default.svc.cluster.local", "A", "NOERROR", ("198.51.100.9",), id="an FQDN endpoint is a CNAME"),
        pytest.param("fqdn.default.svc.cluster.local", "CNAME", "NOERROR", ("db.example.com",), id="and says so"),
        pytest.param("fqdn.default.svc.cluster.local", "SRV", "NOERROR", (), id="and is left out of SRV"),
        pytest.param(
            "both.default.svc.cluster.local", "A", "NOERROR", ("10.244.1.20", "198.51.100.9"), id="addresses and a CNAME together"
        ),
        pytest.param("both.default.svc.cluster.local", "AAAA", "NOERROR", ("2001:db8::9",), id="of the other family the CNAME alone"),
        pytest.param("web.default.svc.cluster.local", "CNAME", "NOERROR", (), id="a Service has no CNAME"),
        pytest.param("default.svc.cluster.local", "CNAME", "NOERROR", (), id="nor has a namespace"),
        pytest.param("fd00--0.dash6.default.svc.cluster.local", "AAAA", "NOERROR", ("fd00::",), id="a dashed name does not end in a dash"),
        pytest.param("outside.default.svc.cluster.local", "A", "NOERROR", ("198.51.100.9",), id="an ExternalName outside"),
        pytest.param("outside.default.svc.cluster.local", "AAAA", "NOERROR", ("2001:db8::9",), id="in the other family"),
        pytest.param("outside.default.svc.cluster.local", "CNAME", "NOERROR", ("db.example.com",), id="its CNAME"),
        pytest.param("outside.default.svc.cluster.local", "SRV", "NOERROR", (), id="it has no SRV"),
        pytest.param("outside.default.svc.cluster.local", "TXT", "NOERROR", (), id="nor TXT"),
        pytest.param("_http._tcp.outside.default.svc.cluster.local", "SRV", "NXDOMAIN", (), id="nor anything under it"),
        pytest.param("nowhere.default.svc.cluster.local", "A", "NOERROR", (), id="an outside target that does not exist: the CNAME alone"),
        pytest.param("to-outside.default.svc.cluster.local", "A", "NOERROR", (), id="and through another"),
        pytest.param("address.default.svc.cluster.local", "A", "NXDOMAIN", (), id="an ExternalName that looks like an address"),
        pytest.param("address.default.svc.cluster.local", "CNAME", "NXDOMAIN", (), id="in any type"),
        pytest.param("dangling.default.svc.cluster.local", "A", "NOERROR", (), id="a target in the cluster that is not there"),
        pytest.param("dangling.default.svc.cluster.local", "CNAME", "NOERROR", ("gone.default.svc.cluster.local",), id="but its CNAME is"),
        pytest.param("self.default.svc.cluster.local", "A", "NOERROR", (), id="a name that points at itself"),
        pytest.param("below.default.svc.cluster.local", "A", "NOERROR", (), id="or below itself"),
        pytest.param("ring-a.default.svc.cluster.local", "A", "NOERROR", (), id="a circle"),
        pytest.param("alias.default.svc.cluster.local", "A", "NOERROR", ("10.96.0.50",), id="case does not count in a target"),
        pytest.param("to-namespace.default.svc.cluster.local", "A", "NOERROR", (), id="a target that is an empty name"),
        pytest.param("to-web.default.svc.cluster.local", "A", "NOERROR", (), id="no search path on the target"),
        pytest.param("chain-2.default.svc.cluster.local", "A", "NOERROR", ("10.96.0.99",), id="ten CNAMEs in a row"),
        pytest.param("chain-1.default.svc.cluster.local", "A", "NOERROR", ("10.96.0.99",), id="eleven"),
        pytest.param("50.0.96.10.in-addr.arpa", "PTR", "NOERROR", ("web.default.svc.cluster.local",), id="PTR of a ClusterIP"),
        pytest.param(
            "5.1.244.10.in-addr.arpa",
            "PTR",
            "NOERROR",
            ("10-244-1-5.web.default.svc.cluster.local", "10-244-1-5.lonely.default.svc.cluster.local"),
            id="PTR of an endpoint of two Services",
        ),
        pytest.param("6.1.244.10.in-addr.arpa", "PTR", "NOERROR", ("Six.web.default.svc.cluster.local",), id="PTR of a hostname"),
        pytest.param("7.1.244.10.in-addr.arpa", "PTR", "NXDOMAIN", (), id="no PTR of what is not ready"),
        pytest.param(
            "0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa",
            "PTR",
            "NOERROR",
            ("fd00--0.dash6.default.svc.cluster.local",),
            id="PTR of IPv6",
        ),
        pytest.param("0.96.10.in-addr.arpa", "PTR", "NXDOMAIN", (), id="part of an address"),
        pytest.param("0.d.f.ip6.arpa", "PTR", "NXDOMAIN", (), id="part of an IPv6 address"),
        pytest.param("in-addr.arpa", "PTR", "NOERROR", (), id="the reverse zone itself"),
        pytest.param("x.svc.in-addr.arpa", "A", "NXDOMAIN", (), id="no Services in the reverse zone"),
        pytest.param("50.0.96.10.in-addr.arpa", "A", "NXDOMAIN", (), id="a reverse name has no address"),
        pytest.param("8.8.8.8.in-addr.arpa", "A", "NOERROR", ("192.0.2.1",), id="a reverse name of the outside falls through"),
        pytest.param("web.default.svc.cluster.local", "PTR", "NOERROR", (), id="a Service's name has no PTR"),
        pytest.param("cluster.local", "NS", "NOERROR", ("kube-dns.kube-system.svc.cluster.local",), id="NS is the Service of the server"),
        pytest.param("ns.dns.cluster.local", "A", "NOERROR", ("10.96.0.10",), id="ns.dns has its address"),
        pytest.param("ns.dns.cluster.local", "AAAA", "NOERROR", (), id="in its family"),
        pytest.param("ns.dns.cluster.local", "SRV", "NOERROR", (), id="and nothing else"),
        pytest.param("ns.dns.cluster.local", "TXT", "NXDOMAIN", (), id="TXT takes it for no name"),
        pytest.param("dns.cluster.local", "A", "NXDOMAIN", (), id="dns alone is no name"),
        pytest.param("dns-version.cluster.local", "A", "NXDOMAIN", (), id="dns-version has TXT alone"),
        pytest.param("default.svc.cluster.local", "TXT", "NXDOMAIN", (), id="a namespace has no TXT, not even an empty one"),
        pytest.param("nothing.at.all.cluster.local", "SOA", "NOERROR", (), id="SOA never says that a name is missing"),
        pytest.param("prod.svc.cluster.local", "MX", "NOERROR", (), id="MX of a namespace is empty"),
        pytest.param("x.10-244-1-5.default.pod.cluster.local", "A", "NOERROR", ("10.244.1.5",), id="labels before a pod name are ignored"),
        pytest.param("fd00--5.default.pod.cluster.local", "AAAA", "NOERROR", ("fd00::5",), id="an IPv6 pod name"),
        pytest.param("10-244-1-5.default.pod.cluster.local", "AAAA", "NOERROR", (), id="a pod name has one family"),
        pytest.param(
            "10-244-1-5.default.pod.cluster.local",
            "SRV",
            "NOERROR",
            ("0 100 0 10-244-1-5.default.pod.cluster.local",),
            id="SRV of a pod name has port 0",
        ),
        pytest.param("10-244-1-500.default.pod.cluster.local", "A", "NXDOMAIN", (), id="no address"),
        pytest.param("10-244-01-5.default.pod.cluster.local", "A", "NXDOMAIN", (), id="leading zeros are no address"),
        pytest.param("db.example.com", "A", "NOERROR", ("198.51.100.9",), id="a name outside"),
        pytest.param("db.example.com", "TXT", "NOERROR", (), id="a name outside, another type"),
        pytest.param("example.com", "A", "NXDOMAIN", (), id="every other outside name"),
        pytest.param("ycluster.local", "A", "NXDOMAIN", (), id="a name that only ends like the domain is outside"),
    ],
)
def test_what_coredns_replies(name: str, record_type: str, rcode: str, answers: tuple[str, ...]) -> None:
    reply = answer(NAMES, COREDNS, name, RecordType(record_type))
    assert (reply.rcode, reply.answers) == (rcode, answers)


@pytest.mark.parametrize(
    ("name", "records"),
    [
        pytest.param("nowhere.default.svc.cluster.local", 1, id="a CNAME that leads outside stands in the answer"),
        pytest.param("dangling.default.svc.cluster.local", 0, id="one that dangles inside does not"),
        pytest.param("ring-a.default.svc.cluster.local", 0, id="nor one in a circle"),
        pytest.param("alias.default.svc.cluster.local", 2, id="a CNAME and its address"),
        pytest.param("web.default.svc.cluster.local", 1, id="two ports, one address, one record"),
        pytest.param("both.default.svc.cluster.local", 3, id="an address, and a CNAME with its address"),
    ],
)
def test_how_long_the_answer_section_is(name: str, records: int) -> None:
    assert answer(NAMES, COREDNS, name, RecordType.A).records == records


def test_addresses_and_a_cname_together_are_told_as_one_answer() -> None:
    reply = answer(NAMES, COREDNS, "both.default.svc.cluster.local", RecordType.A)
    assert reply.object == "name/both.default.svc.cluster.local"
    assert reply.saying.format(*reply.parts) == "both.default.svc.cluster.local has A 10.244.1.20, 198.51.100.9"


def test_two_cnames_that_dangle_are_a_name_without_records() -> None:
    """coredns plugin/backend_lookup.go A: a CNAME into the zone whose target gives nothing is left out."""
    targets = [endpoint(f"{name}.default.svc.cluster.local") for name in ("gone", "lost")]
    cluster = state(namespace("default"), service("default/two", "None"), slice_of("default/two", *targets, family="FQDN"))
    reply = answer(cluster, COREDNS, "two.default.svc.cluster.local", RecordType.A)
    assert (reply.rcode, reply.answers, reply.records) == (Rcode.NOERROR, (), 0)
    assert reply.saying.format(*reply.parts) == "two.default.svc.cluster.local exists, with no A record"


def test_a_chain_of_twelve_cnames_is_cut() -> None:
    longer = NAMES.fork()
    for_one_more = state(service("default/chain-0", type="ExternalName", externalName="chain-1.default.svc.cluster.local"))
    longer.put(next(iter(for_one_more.held("Service").values())))
    reply = answer(longer, COREDNS, "chain-0.default.svc.cluster.local", RecordType.A)
    assert (reply.rcode, reply.answers) == (Rcode.NOERROR, ())


PODS = (
    namespace("default"),
    namespace("prod"),
    pod("default/a", "10.244.1.5", "fd00::5"),
    pod("default/b", "10.244.1.6", phase="Failed"),
    pod("default/c", "10.244.1.7", phase="Succeeded"),
    pod("default/d", "10.244.1.8", phase="Unknown"),
    pod("default/e", "10.244.1.10", phase="Pending"),
)


@pytest.mark.parametrize(
    ("mode", "name", "record_type", "rcode"),
    [
        pytest.param("verified", "10-244-1-5.default.pod", "A", "NOERROR", id="verified: the pod is there"),
        pytest.param("verified", "10-244-1-5.default.pod", "SRV", "NOERROR", id="verified: in any type"),
        pytest.param("verified", "10-244-1-5.prod.pod", "A", "NXDOMAIN", id="verified: it is in another namespace"),
        pytest.param("verified", "10-244-1-6.default.pod", "A", "NXDOMAIN", id="verified: it has failed"),
        pytest.param("verified", "10-244-1-7.default.pod", "A", "NXDOMAIN", id="verified: it has succeeded"),
        pytest.param("verified", "10-244-1-8.default.pod", "A", "NXDOMAIN", id="verified: nobody knows how it is"),
        pytest.param("verified", "10-244-1-10.default.pod", "A", "NOERROR", id="verified: it is pending, and has its address"),
        pytest.param("verified", "10-244-1-9.default.pod", "A", "NXDOMAIN", id="verified: no pod has the address"),
        pytest.param("verified", "fd00--5.default.pod", "AAAA", "NXDOMAIN", id="verified: a second address does not count"),
        pytest.param("verified", "default.pod", "A", "NOERROR", id="verified: a namespace is an empty name"),
        pytest.param("disabled", "10-244-1-5.default.pod", "A", "NXDOMAIN", id="disabled: no pod names"),
        pytest.param("disabled", "default.pod", "A", "NXDOMAIN", id="disabled: no namespaces below pod"),
        pytest.param("disabled", "pod", "A", "NOERROR", id="disabled: but pod itself"),
        pytest.param("insecure", "10-244-1-9.nowhere.pod", "A", "NXDOMAIN", id="insecure: the namespace must exist"),
    ],
)
def test_pod_names_by_mode(mode: str, name: str, record_type: str, rcode: str) -> None:
    cluster = state(*PODS, dnsPods=mode)
    assert answer(cluster, COREDNS, f"{name}.cluster.local", RecordType(record_type)).rcode == rcode


def test_a_verified_pod_name_has_an_srv_with_port_0() -> None:
    cluster = state(*PODS, dnsPods="verified")
    found = answer(cluster, COREDNS, "10-244-1-5.default.pod.cluster.local", RecordType.SRV)
    assert found.answers == ("0 100 0 10-244-1-5.default.pod.cluster.local",)


def test_ns_of_a_headless_dns_service_names_its_endpoints() -> None:
    cluster = state(
        namespace("dns"),
        service("dns/coredns", "None"),
        slice_of("dns/coredns", endpoint("10.244.1.2"), endpoint("10.244.2.2", hostname="two")),
        slice_of("dns/gone", endpoint("10.244.1.2")),
    )
    reply = answer(cluster, DnsServer(("10.244.1.2",)), "cluster.local", RecordType.NS)
    assert reply.answers == ("10-244-1-2.coredns.dns.svc.cluster.local", "two.coredns.dns.svc.cluster.local")


def test_ns_names_every_service_that_the_server_is_an_endpoint_of() -> None:
    """coredns plugin/kubernetes/ns.go nsAddrs: a slice whose Service is gone is passed over, and the others count."""
    cluster = state(
        namespace("dns"),
        service("dns/first", "10.0.0.1"),
        service("dns/headless", "None"),
        service("dns/second", "10.0.0.2"),
        slice_of("dns/first", endpoint("10.244.1.2")),
        slice_of("dns/gone", endpoint("10.244.1.2")),
        slice_of("dns/headless", endpoint("10.244.1.2", hostname="one")),
        slice_of("dns/second", endpoint("10.244.1.2")),
    )
    server = DnsServer(("10.244.1.2",))
    names = {"first.dns.svc.cluster.local", "one.headless.dns.svc.cluster.local", "second.dns.svc.cluster.local"}
    assert set(answer(cluster, server, "cluster.local", RecordType.NS).answers) == names
    assert set(answer(cluster, server, "ns.dns.cluster.local", RecordType.A).answers) == {"10.0.0.1", "10.244.1.2", "10.0.0.2"}


def test_a_server_that_no_slice_lists_is_ns_dns_itself() -> None:
    cluster = state(namespace("dns"))
    server = DnsServer(("10.244.1.2",))
    assert answer(cluster, server, "cluster.local", RecordType.NS).answers == ("ns.dns.cluster.local",)
    assert answer(cluster, server, "ns.dns.cluster.local", RecordType.A).answers == ("10.244.1.2",)


def test_a_weight_is_at_least_one() -> None:
    """coredns plugin/backend_lookup.go SRV: a hundred is shared out, and rounded down to one where there are more."""
    many = [endpoint(f"10.244.{at // 100}.{at % 100 + 1}") for at in range(150)]
    cluster = state(namespace("default"), service("default/many", "None"), slice_of("default/many", *many))
    answers = answer(cluster, COREDNS, "many.default.svc.cluster.local", RecordType.SRV).answers
    assert len(answers) == 150
    assert answers[0] == "0 1 8080 10-244-0-1.many.default.svc.cluster.local"


def test_port_1_is_a_port_like_any_other() -> None:
    cluster = state(namespace("default"), service("default/mux", "10.96.0.60", ports=({"name": "tcpmux", "port": 1, "protocol": "TCP"},)))
    assert answer(cluster, COREDNS, "mux.default.svc.cluster.local", RecordType.SRV).answers == ("0 100 1 mux.default.svc.cluster.local",)


def test_a_slice_port_without_a_number_has_no_srv() -> None:
    """coredns plugin/kubernetes/object/endpoint.go: a port that is nil is -1, and plugin/backend_lookup.go leaves that out of SRV."""
    ports = ({"name": "http", "protocol": "TCP"},)
    cluster = state(namespace("default"), service("default/any", "None"), slice_of("default/any", endpoint("10.244.1.5"), ports=ports))
    assert answer(cluster, COREDNS, "any.default.svc.cluster.local", RecordType.A).answers == ("10.244.1.5",)
    assert answer(cluster, COREDNS, "any.default.svc.cluster.local", RecordType.SRV).answers == ()


def test_a_server_in_a_service_that_is_gone_names_no_server() -> None:
    cluster = state(namespace("dns"), slice_of("dns/gone", endpoint("10.244.1.2")))
    reply = answer(cluster, DnsServer(("10.244.1.2",)), "cluster.local", RecordType.NS)
    assert (reply.rcode, reply.answers) == (Rcode.NOERROR, ())
    assert reply.saying.format(*reply.parts) == "cluster.local exists, with no NS record"


@pytest.mark.parametrize(
    ("name", "rcode"),
    [
        pytest.param("50.0.96.10.in-addr.arpa", "NOERROR", id="a ClusterIP's reverse name"),
        pytest.param("db.example.com", "SERVFAIL", id="a name outside"),
        pytest.param("9.9.9.9.in-addr.arpa", "SERVFAIL", id="a reverse name that falls through"),
        pytest.param("web.default.svc.cluster.local", "NOERROR", id="a name of the cluster needs no one else"),
        pytest.param("nothing.cluster.local", "NXDOMAIN", id="even where it is missing"),
        pytest.param("outside.default.svc.cluster.local", "NOERROR", id="the CNAME alone"),
    ],
)
def test_a_coredns_that_cannot_reach_its_nodes_resolver(name: str, rcode: str) -> None:
    record_type = RecordType.PTR if "arpa" in name else RecordType.A
    assert answer(NAMES, DnsServer(("10.244.1.2",), forwards=False), name, record_type).rcode == rcode


def test_the_domain_may_be_another() -> None:
    cluster = state(namespace("default"), service("default/web", "10.96.0.50"), clusterDomain="Corp.Example.")
    assert answer(cluster, COREDNS, "web.default.svc.corp.example", RecordType.A).answers == ("10.96.0.50",)
    assert answer(cluster, COREDNS, "web.default.svc.cluster.local", RecordType.A).rcode == Rcode.NXDOMAIN
    assert answer(cluster, COREDNS, "50.0.96.10.in-addr.arpa", RecordType.PTR).answers == ("web.default.svc.corp.example",)


@pytest.mark.parametrize(
    ("text", "family"),
    [
        pytest.param("10.0.0.1", 4, id="IPv4"),
        pytest.param("fd00::1", 6, id="IPv6"),
        pytest.param("::ffff:10.0.0.1", 4, id="IPv4 written as IPv6"),
        pytest.param("", 0, id="nothing"),
        pytest.param("web", 0, id="a name"),
        pytest.param("1.example.com", 0, id="a name that begins with a digit"),
        pytest.param("10.0.0.01", 0, id="leading zeros"),
        pytest.param("fe80::1%eth0", 0, id="an address with a zone"),
        pytest.param("abcd", 0, id="hexadecimal digits"),
    ],
)
def test_what_coredns_takes_for_an_address(text: str, family: int) -> None:
    """plugin/etcd/msg/type.go HostType, by Go's net.ParseIP."""
    assert family_of(text) == family


def test_outside_names_compare_without_case() -> None:
    cluster = state(externalNames={"API.Example.com.": ["198.51.100.1"]})
    assert answer_outside(cluster.settings, "api.example.com", RecordType.A).answers == ("198.51.100.1",)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param(
            "dangling.default.svc",
            "dangling.default.svc.cluster.local is a CNAME to gone.default.svc.cluster.local; "
            "there is no Service gone in namespace default",
            id="a chain tells every link",
        ),
        pytest.param(
            "notready.default.svc",
            "service/default/notready is headless and has no ready endpoint, so its name does not exist",
            id="headless and empty",
        ),
        pytest.param(
            "_x._tcp.notready.default.svc",
            "service/default/notready answers for no port x with protocol TCP",
            id="headless and empty, by port",
        ),
        pytest.param("_x._.web.default.svc", "service/default/web answers for no port x with protocol (any)", id="a port by name"),
        pytest.param("_._sctp.web.default.svc", "service/default/web answers for no port (any) with protocol SCTP", id="by protocol"),
        pytest.param("no.web.default.svc", "no ready endpoint of service/default/web is called no", id="an endpoint"),
        pytest.param("web.nowhere.svc", "there is no namespace nowhere", id="a namespace"),
        pytest.param("ring-a.default.svc", "ring-b.default.svc.cluster.local goes in a circle", id="a circle"),
    ],
)
def test_why_is_a_sentence(name: str, text: str) -> None:
    reply = answer(NAMES, COREDNS, f"{name}.cluster.local", RecordType.A)
    assert text in reply.saying.format(*reply.parts)
