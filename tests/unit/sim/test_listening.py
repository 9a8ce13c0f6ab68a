"""What a pod listens on, as cases.md's annotation says it."""

from __future__ import annotations

from typing import Any

import pytest

from k8s_svc_trainer.sim.listening import Listener, ListenFault, answers_200, listeners, listens, parse_listen
from k8s_svc_trainer.sim.objects import Container, ContainerPort, ObjectMeta, Pod, PodSpec


def pod(listen: str | None = None, paths: str | None = None, *ports: ContainerPort, **spec: Any) -> Pod:
    said = {"k8s-svc-trainer/listen": listen, "k8s-svc-trainer/paths": paths}
    meta = ObjectMeta(name="p", annotations={key: value for key, value in said.items() if value is not None})
    return Pod(metadata=meta, spec=PodSpec(containers=(Container(name="c", ports=ports),), **spec))


@pytest.mark.parametrize(
    ("text", "sockets"),
    [
        pytest.param("", set(), id="nothing"),
        pytest.param("8080", {Listener("TCP", 8080)}, id="a TCP port"),
        pytest.param("8080/TCP,53/UDP", {Listener("TCP", 8080), Listener("UDP", 53)}, id="two protocols"),
        pytest.param(" 8080 , 53/udp ", {Listener("TCP", 8080), Listener("UDP", 53)}, id="blanks and small letters"),
        pytest.param("127.0.0.1:8080", {Listener("TCP", 8080, "127.0.0.1")}, id="loopback only"),
        pytest.param("localhost:8080", {Listener("TCP", 8080, "127.0.0.1")}, id="loopback by name"),
        pytest.param("[::1]:8080/SCTP", {Listener("SCTP", 8080, "::1")}, id="an IPv6 address"),
        pytest.param("0.0.0.0:80,[::]:81,*:82", {Listener("TCP", 80), Listener("TCP", 81), Listener("TCP", 82)}, id="any address"),
    ],
)
def test_reading_what_is_listened_on(text: str, sockets: set[Listener]) -> None:
    assert parse_listen(text) == sockets


@pytest.mark.parametrize("text", ["http", "0", "65536", "8080/ICMP", "here:80", "80-90", "1/2/3"])
def test_what_is_nothing_to_listen_on(text: str) -> None:
    with pytest.raises(ListenFault, match=text.replace("/", ".")):
        parse_listen(text)


@pytest.mark.parametrize(
    ("said", "ip", "port", "protocol", "heard"),
    [
        pytest.param("8080", "10.0.0.1", 8080, "TCP", True, id="the port"),
        pytest.param("8080", "10.0.0.1", 8081, "TCP", False, id="another port"),
        pytest.param("8080", "10.0.0.1", 8080, "UDP", False, id="another protocol"),
        pytest.param("8080", "127.0.0.1", 8080, "TCP", True, id="all addresses, loopback too"),
        pytest.param("127.0.0.1:8080", "10.0.0.1", 8080, "TCP", False, id="loopback is not the pod's address"),
        pytest.param("127.0.0.1:8080", "127.0.0.1", 8080, "TCP", True, id="loopback from within"),
        pytest.param("127.0.0.1:8080", "127.0.0.2", 8080, "TCP", True, id="loopback is a whole network"),
        pytest.param("10.0.0.1:8080", "10.0.0.1", 8080, "TCP", True, id="one address"),
        pytest.param("10.0.0.1:8080", "10.0.0.2", 8080, "TCP", False, id="another address"),
    ],
)
def test_whether_a_pod_hears(said: str, ip: str, port: int, protocol: str, heard: bool) -> None:
    assert listens(pod(said), ip, port, protocol) is heard


def test_without_the_annotation_declared_ports_are_listened_on() -> None:
    made = pod(None, None, ContainerPort(containerPort=80), ContainerPort(containerPort=53, protocol="UDP"))
    assert listeners(made) == {Listener("TCP", 80), Listener("UDP", 53)}


def test_a_sidecars_ports_are_listened_on_and_an_init_containers_are_not() -> None:
    sidecar = Container(name="s", restartPolicy="Always", ports=(ContainerPort(containerPort=1),))
    once = Container(name="i", ports=(ContainerPort(containerPort=2),))
    assert listeners(pod(initContainers=(sidecar, once))) == {Listener("TCP", 1)}


@pytest.mark.parametrize(
    ("paths", "asked", "answered"),
    [
        pytest.param(None, "/anything", True, id="all paths where none is named"),
        pytest.param("/healthz,/", "/healthz", True, id="a named path"),
        pytest.param("/healthz,/", "/healthz?full=1", True, id="a query does not count"),
        pytest.param("/healthz,/", "", True, id="no path is the root"),
        pytest.param("/healthz", "/healthz/", False, id="another path"),
    ],
)
def test_which_paths_answer(paths: str | None, asked: str, answered: bool) -> None:
    assert answers_200(pod("80", paths), asked) is answered
