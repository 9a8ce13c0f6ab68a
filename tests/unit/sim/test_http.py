"""HTTP requests: URLs, pods that answer, the health-check port, and an Ingress controller with its four ways to fail."""

from __future__ import annotations

from typing import Any

import pytest

from k8s_svc_trainer.sim import Cluster, ExternalSource, Misuse, NodeSource, ObjectKey, PodSource, Settings
from k8s_svc_trainer.sim.http import Url, plain_host

CLIENT = PodSource("default", "client")


@pytest.mark.parametrize(
    ("text", "target", "path"),
    [
        pytest.param("http://web", "web:80", "/", id="http is port 80"),
        pytest.param("https://web", "web:443", "/", id="https is port 443"),
        pytest.param("HTTP://Web:8080/A/b?q=1#f", "web:8080", "/A/b", id="port and path, without query and fragment"),
        pytest.param("web:8080/x", "web:8080", "/x", id="no scheme is http"),
        pytest.param("http://[fd00::1]:81/", "[fd00::1]:81", "/", id="IPv6"),
        pytest.param("http://user:secret@web/", "web:80", "/", id="a user does not count"),
    ],
)
def test_urls(text: str, target: str, path: str) -> None:
    found = Url.parse(text)
    assert (str(found.target), found.path) == (target, path)


@pytest.mark.parametrize(
    "text", ["", "http://", "ftp://web/", "http://web:0/", "http://web:99999/", "http://web:x/", "http://[fd00::1/", "http://a b/"]
)
def test_what_is_no_url(text: str) -> None:
    with pytest.raises(Misuse):
        Url.parse(text)


@pytest.mark.parametrize(
    ("header", "host"),
    [
        pytest.param("A.Example.com", "a.example.com", id="case"),
        pytest.param("a.example.com:8080", "a.example.com", id="port"),
        pytest.param("a.example.com.", "a.example.com", id="final dot"),
        pytest.param("[FD00::1]:80", "fd00::1", id="IPv6 in brackets"),
        pytest.param("fd00::1", "fd00::1", id="IPv6 bare"),
    ],
)
def test_host_headers(header: str, host: str) -> None:
    assert plain_host(header) == host


def pod(name: str, ip: str | None = None, *, annotations: Any = None, ports: tuple[int, ...] = (8080,), **metadata: Any) -> Any:
    containers = [{"name": "c", "image": "i", "ports": [{"containerPort": port} for port in ports]}]
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "labels": {"app": name.partition("-")[0]}, "annotations": annotations or {}, **metadata},
        "spec": {"nodeName": "node-1", "containers": containers},
        "status": {"podIP": ip, "podIPs": [{"ip": ip}]} if ip else {},
    }


def service(name: str, *ports: Any, **spec: Any) -> Any:
    listed = list(ports) or [{"name": "http", "port": 80, "targetPort": 8080}]
    body = {"selector": {"app": name}, "ports": listed, **spec}
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}, "spec": body}


def ingress(name: str, backend: str, *, number: int | None = 80, port: str | None = None, path: str = "/", host: str = "a.com") -> Any:
    wanted = {"name": port} if port else {"number": number}
    rule = {"path": path, "pathType": "Prefix", "backend": {"service": {"name": backend, "port": wanted}}}
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "Ingress",
        "metadata": {"name": name},
        "spec": {"rules": [{"host": host, "http": {"paths": [rule]}}]},
    }


def policy(name: str, app: str | None, namespace: str = "default", **spec: Any) -> Any:
    selector = {"matchLabels": {"app": app}} if app else {}
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": name, "namespace": namespace},
        "spec": {"podSelector": selector, **spec},
    }


OBJECTS = [
    pod("client", ports=()),
    pod("one-1", "10.244.0.11", annotations={"k8s-svc-trainer/paths": "/,/ok"}),
    pod("two-1", "10.244.0.21"),
    pod("two-2", "10.244.0.22", annotations={"k8s-svc-trainer/listen": ""}),
    pod("silent-1", "10.244.0.31"),
    pod("deaf-1", "10.244.0.41", annotations={"k8s-svc-trainer/listen": ""}),
    service("one"),
    service("two"),
    service("silent"),
    service("deaf"),
    service("empty"),
    service("headless", clusterIP="None", selector={"app": "one"}),
    service("outside", type="ExternalName", externalName="up.example.com"),
    service("dangling", type="ExternalName", externalName="no.example.com"),
    policy("silent", "silent"),
    ingress("a", "one"),
    ingress("b", "two", path="/two"),
    ingress("c", "silent", path="/silent"),
    ingress("d", "deaf", path="/deaf"),
    ingress("e", "empty", path="/empty"),
    ingress("f", "missing", path="/missing"),
    ingress("g", "one", number=81, path="/lacks"),
    ingress("h", "one", port="http", path="/ok"),
    ingress("i", "one", port="none", path="/unnamed"),
    ingress("j", "headless", number=80, path="/headless"),
    ingress("k", "outside", number=9000, path="/outside"),
    ingress("l", "dangling", path="/dangling"),
]
CLUSTER = Cluster(Settings(externalNames={"up.example.com": ["198.51.100.9"], "a.com": ["203.0.113.1"]}, cloud="generic"), OBJECTS)


@pytest.mark.parametrize(
    ("path", "status", "service_", "backends"),
    [
        pytest.param("/", 200, "default/one:80", ["10.244.0.11:8080"], id="a ready endpoint"),
        pytest.param("/x", 404, "default/one:80", ["10.244.0.11:8080"], id="the backend's own 404"),
        pytest.param("/ok", 200, "default/one:80", ["10.244.0.11:8080"], id="a port by name is told as a number"),
        pytest.param("/two", 200, "default/two:80", ["10.244.0.21:8080"], id="an endpoint that fails is followed by the next"),
        pytest.param("/silent", 504, "default/silent:80", ["10.244.0.31:8080"], id="an endpoint that does not answer"),
        pytest.param("/deaf", 502, "default/deaf:80", ["10.244.0.41:8080"], id="an endpoint that refuses"),
        pytest.param("/empty", 503, "default/empty:80", [], id="no endpoint"),
        pytest.param("/missing", 503, "default/missing:80", [], id="no Service"),
        pytest.param("/lacks", 503, "default/one:81", [], id="no such port"),
        pytest.param("/unnamed", 503, None, [], id="no port of that name"),
        pytest.param("/headless", 404, "default/headless:80", ["10.244.0.11:8080"], id="a headless Service"),
        pytest.param("/outside", 200, "default/outside:9000", ["198.51.100.9:9000"], id="an ExternalName"),
        pytest.param("/dangling", 503, "default/dangling:80", [], id="an ExternalName that does not resolve"),
    ],
)
def test_through_an_ingress(path: str, status: int, service_: str | None, backends: list[str]) -> None:
    made = CLUSTER.fork().http(CLIENT, f"http://ingress-controller.ingress-system{path}?q=1", headers={"host": "A.com:8443"})
    assert (made.outcome, made.status, made.service) == ("connected", status, service_)
    if status not in (502, 504):
        assert list(made.backends) == backends


@pytest.mark.parametrize(
    ("source", "url"),
    [
        pytest.param(CLIENT, "http://a.com/", id="a pod by the public name"),
        pytest.param(CLIENT, "https://a.com/", id="by https"),
        pytest.param(NodeSource("node-2"), "http://203.0.113.1/", id="a node by the address"),
        pytest.param(ExternalSource("198.51.100.7"), "http://203.0.113.1/", id="a client outside"),
        pytest.param(ExternalSource("198.51.100.7"), "http://a.com/", id="a client outside by name"),
    ],
)
def test_the_ways_to_the_controller(source: Any, url: str) -> None:
    made = CLUSTER.fork().http(source, url, headers={"Host": "a.com"})
    assert (made.outcome, made.status, made.backends) == ("connected", 200, ("10.244.0.11:8080",))


def test_no_rule_for_the_host_is_the_controllers_own_404() -> None:
    made = CLUSTER.fork().http(CLIENT, "http://ingress-controller.ingress-system/")
    assert (made.outcome, made.status, made.service, made.backends) == ("connected", 404, None, ())
    assert made.why == (
        "no Ingress has a rule for host ingress-controller.ingress-system and path /, nor a default backend: the controller answers 404"
    )


def test_policies_see_the_controllers_pod() -> None:
    cluster = CLUSTER.fork()
    cluster.apply(
        policy(
            "one", "one", ingress=[{"from": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "ingress-system"}}}]}]
        )
    )
    assert cluster.http(CLIENT, "http://one/").outcome == "timeout"
    assert cluster.http(CLIENT, "http://a.com/").status == 200
    cluster.apply(policy("out", None, "ingress-system", policyTypes=["Egress"]))
    assert cluster.http(CLIENT, "http://a.com/").status == 504


def test_the_controllers_503_says_why() -> None:
    made = CLUSTER.fork().http(CLIENT, "http://a.com/empty")
    assert made.why == (
        "Ingress default/e, host a.com Prefix /empty: service default/empty has no ready endpoint for port 80, "
        "so the controller answers 503"
    )


def test_an_ingress_of_another_class_changes_nothing() -> None:
    cluster = CLUSTER.fork()
    other = ingress("z", "two", host="b.com")
    other["spec"]["ingressClassName"] = "other"
    cluster.apply(other)
    assert cluster.http(CLIENT, "http://a.com/", headers={"Host": "b.com"}).status == 404


def test_a_terminating_endpoint_is_not_ready_for_the_controller() -> None:
    cluster = CLUSTER.fork()
    cluster.terminate(ObjectKey.parse("pod/default/one-1"))
    assert cluster.http(CLIENT, "http://one/").status == 200
    assert cluster.http(CLIENT, "http://a.com/").status == 503


@pytest.mark.parametrize(
    ("url", "outcome", "status"),
    [
        pytest.param("http://one/", "connected", 200, id="a path that the pod names"),
        pytest.param("http://one/other", "connected", 404, id="one that it does not"),
        pytest.param("http://10.244.0.21:8080/anything", "connected", 200, id="a pod that names none answers all"),
        pytest.param("http://two/", "mixed", None, id="endpoints that end differently"),
        pytest.param("http://deaf/", "refused", None, id="refused"),
        pytest.param("http://silent/", "timeout", None, id="dropped"),
        pytest.param("http://nothing/", "unresolved", None, id="no such name"),
        pytest.param("http://outside:9000/x", "connected", 200, id="a host outside answers"),
    ],
)
def test_straight_to_a_service(url: str, outcome: str, status: int | None) -> None:
    made = CLUSTER.fork().http(CLIENT, url)
    assert (made.outcome, made.status) == (outcome, status)


def test_endpoints_that_answer_differently_have_no_status_in_common() -> None:
    cluster = CLUSTER.fork()
    cluster.patch(
        ObjectKey.parse("pod/default/two-2"),
        {"metadata": {"annotations": {"k8s-svc-trainer/listen": "8080", "k8s-svc-trainer/paths": "/ok"}}},
    )
    assert cluster.http(CLIENT, "http://two/").status is None
    assert cluster.http(CLIENT, "http://two/ok").status == 200
    assert cluster.http(CLIENT, "http://a.com/two").status is None


def test_a_backend_that_is_no_service_is_unavailable() -> None:
    cluster = CLUSTER.fork()
    made = ingress("z", "one", host="b.com")
    made["spec"]["rules"][0]["http"]["paths"][0]["backend"] = {"resource": {"apiGroup": "k.example.com", "kind": "Bucket", "name": "b"}}
    assert cluster.apply(made).accepted
    assert cluster.http(CLIENT, "http://a.com/", headers={"Host": "b.com"}).status == 503


def test_hand_written_endpoints_behind_the_controller() -> None:
    cluster = CLUSTER.fork()
    cluster.apply(service("written", selector=None))
    cluster.apply(ingress("z", "written", host="b.com"))
    for kind, address in (("FQDN", "db.example.com"), ("IPv4", "192.168.50.1")):
        assert cluster.http(CLIENT, "http://a.com/", headers={"Host": "b.com"}).status == 503
        cluster.apply(
            {
                "apiVersion": "discovery.k8s.io/v1",
                "kind": "EndpointSlice",
                "metadata": {"name": f"written-{kind.lower()}", "labels": {"kubernetes.io/service-name": "written"}},
                "addressType": kind,
                "ports": [{"name": "http", "port": 8080}],
                "endpoints": [{"addresses": [address]}, {"addresses": [address[:-1] + "2"], "conditions": {"ready": False}}],
            }
        )
    made = cluster.http(CLIENT, "http://a.com/", headers={"Host": "b.com"})
    assert (made.status, made.backends) == (200, ("192.168.50.1:8080",))


def test_the_health_check_port() -> None:
    cluster = CLUSTER.fork()
    cluster.apply(service("one", type="LoadBalancer", externalTrafficPolicy="Local", healthCheckNodePort=31110))
    outside = ExternalSource("198.51.100.7")
    for node, status in (("192.168.0.11", 200), ("192.168.0.12", 503)):
        made = cluster.http(outside, f"http://{node}:31110/healthz")
        assert (made.outcome, made.status) == ("connected", status)
    assert cluster.http(outside, "http://192.168.0.12:31111/healthz").outcome == "refused"


@pytest.mark.parametrize("method", ["", "FETCH"])
def test_methods_that_http_does_not_have(method: str) -> None:
    with pytest.raises(Misuse):
        CLUSTER.http(CLIENT, "http://one/", method=method)


def test_the_last_hop_is_the_answer() -> None:
    made = CLUSTER.fork().http(CLIENT, "http://one/ok", method="post")
    assert made.why == "pod/default/one-1 answers 200 for /ok"
