"""Rules as text: the lines that kube-proxy's own tests expect, and that the tools themselves take what is printed."""

from __future__ import annotations

import shutil
import subprocess
from typing import Any

import pytest

from k8s_svc_trainer.printers.rules import rules_text
from k8s_svc_trainer.sim.allocate import Allocator, Stated
from k8s_svc_trainer.sim.faults import Misuse
from k8s_svc_trainer.sim.manifest import from_mapping
from k8s_svc_trainer.sim.settings import Settings
from k8s_svc_trainer.sim.state import State

NODE = {
    "apiVersion": "v1",
    "kind": "Node",
    "metadata": {"name": "node-1"},
    "spec": {"podCIDRs": ["10.244.1.0/24"]},
    "status": {"addresses": [{"type": "InternalIP", "address": "192.168.0.11"}, {"type": "InternalIP", "address": "fd00:192:168::11"}]},
}


def service(name: str, *ips: str, status: dict[str, Any] | None = None, **spec: Any) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": name, "namespace": "ns1"},
        "spec": {"clusterIP": ips[0], "clusterIPs": list(ips), "ports": [{"name": "p80", "port": 80, "protocol": "TCP"}], **spec},
        "status": status or {},
    }


def slice_(name: str, *addresses: str, family: str = "IPv4") -> dict[str, Any]:
    return {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": {"name": f"{name}-{family}", "namespace": "ns1", "labels": {"kubernetes.io/service-name": name}},
        "addressType": family,
        "ports": [{"name": "p80", "port": 80, "protocol": "TCP"}],
        "endpoints": [{"addresses": [ip], "nodeName": "node-1"} for ip in addresses],
    }


PLAIN = (
    service("svc1", "10.96.0.1", "fd00:96::1"),
    slice_("svc1", "10.180.0.1", "10.180.0.2"),
    slice_("svc1", "fd00:180::1", family="IPv6"),
)
BALANCED = (
    service(
        "svc1",
        "10.96.0.1",
        type="LoadBalancer",
        ports=[{"name": "p80", "port": 80, "protocol": "TCP", "nodePort": 30001}],
        externalTrafficPolicy="Local",
        healthCheckNodePort=31001,
        sessionAffinity="ClientIP",
        externalIPs=["198.18.0.1"],
        loadBalancerSourceRanges=["198.51.100.0/25", "192.168.0.0/24"],
        status={"loadBalancer": {"ingress": [{"ip": "203.0.113.5"}]}},
    ),
    slice_("svc1", "10.180.0.1"),
)
EMPTY = (service("none", "10.96.0.9", type="NodePort", ports=[{"name": "p80", "port": 80, "protocol": "UDP", "nodePort": 30009}]),)


def text(*objects: dict[str, Any], mode: str = "iptables", family: int = 4, **settings: Any) -> str:
    chosen = Settings.parse(settings)
    state = State(chosen, Allocator(chosen, Stated()))
    for manifest in (NODE, *objects):
        state.put(from_mapping(manifest))
    return rules_text(state, "node-1", mode=mode, family=family)


@pytest.mark.parametrize(
    ("objects", "mode", "line"),
    [
        pytest.param(
            PLAIN,
            "iptables",
            '-A KUBE-SERVICES -d 10.96.0.1/32 -p tcp -m comment --comment "ns1/svc1:p80 cluster IP" -m tcp --dport 80 '
            "-j KUBE-SVC-XPGD46QRK7WJZT7O",
            id="iptables: a cluster IP",
        ),
        pytest.param(
            PLAIN,
            "iptables",
            '-A KUBE-SVC-XPGD46QRK7WJZT7O ! -s 10.244.0.0/16 -d 10.96.0.1/32 -p tcp -m comment --comment "ns1/svc1:p80 cluster IP" '
            "-m tcp --dport 80 -j KUBE-MARK-MASQ",
            id="iptables: strangers are masqueraded",
        ),
        pytest.param(
            PLAIN,
            "iptables",
            '-A KUBE-SVC-XPGD46QRK7WJZT7O -m comment --comment "ns1/svc1:p80 -> 10.180.0.1:80" -m statistic --mode random '
            "--probability 0.50000000000 -j KUBE-SEP-SXIVWICOYRO3J4NJ",
            id="iptables: one of two",
        ),
        pytest.param(
            PLAIN,
            "iptables",
            '-A KUBE-SEP-SXIVWICOYRO3J4NJ -p tcp -m comment --comment "ns1/svc1:p80" -m tcp -j DNAT --to-destination 10.180.0.1:80',
            id="iptables: the translation",
        ),
        pytest.param(
            BALANCED,
            "iptables",
            '-A KUBE-PROXY-FIREWALL -d 203.0.113.5/32 -p tcp -m comment --comment "ns1/svc1:p80 traffic not accepted by its source ranges" '
            "-m tcp --dport 80 -j DROP",
            id="iptables: source ranges",
        ),
        pytest.param(
            BALANCED,
            "iptables",
            '-A KUBE-EXT-XPGD46QRK7WJZT7O -m comment --comment "masquerade LOCAL traffic for ns1/svc1:p80 external destinations" '
            "-m addrtype --src-type LOCAL -j KUBE-MARK-MASQ",
            id="iptables: the short-circuit of policy Local",
        ),
        pytest.param(
            EMPTY,
            "iptables",
            '-A KUBE-EXTERNAL-SERVICES -p udp -m comment --comment "ns1/none:p80 has no endpoints" -m addrtype --dst-type LOCAL '
            "-m udp --dport 30009 -j REJECT --reject-with icmp-port-unreachable",
            id="iptables: a node port without endpoints",
        ),
        pytest.param(
            PLAIN,
            "nftables",
            "\t\tip daddr 10.96.0.1 tcp dport 80 ip saddr != 10.244.0.0/16 jump mark-for-masquerade",
            id="nftables: strangers are masqueraded",
        ),
        pytest.param(
            BALANCED,
            "nftables",
            "\t\tnumgen random mod 1 vmap { 0 : goto endpoint-5OJB2KTY-ns1/svc1/tcp/p80__10.180.0.1/80 }",
            id="nftables: the choice",
        ),
        pytest.param(BALANCED, "nftables", "\t\tip saddr != { 198.51.100.0/25, 192.168.0.0/24 } drop", id="nftables: source ranges"),
        pytest.param(PLAIN, "ipvs", "TCP  10.96.0.1:80 rr", id="ipvs: a virtual server"),
        pytest.param(BALANCED, "ipvs", "TCP  192.168.0.11:30001 rr persistent 10800", id="ipvs: a node port with affinity"),
        pytest.param(PLAIN, "ipvs", "  -> 10.180.0.1:80                Masq    1      0          0", id="ipvs: a real server"),
    ],
)
def test_lines(objects: tuple[dict[str, Any], ...], mode: str, line: str) -> None:
    assert line in text(*objects, mode=mode).splitlines()


def test_ipv6_has_a_text_of_its_own() -> None:
    assert "-j DNAT --to-destination [fd00:180::1]:80" in text(*PLAIN, family=6)
    assert "dnat to [fd00:180::1]:80" in text(*PLAIN, mode="nftables", family=6)


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        pytest.param((), "-m addrtype --dst-type LOCAL -j KUBE-NODEPORTS", id="all addresses"),
        pytest.param(("192.168.0.0/24",), "-A KUBE-SERVICES -d 192.168.0.11/32", id="those of a range"),
        pytest.param(("127.0.0.0/8",), "-A KUBE-SERVICES -d 127.0.0.1/32", id="loopback"),
        pytest.param(("primary",), "-A KUBE-SERVICES -d 192.168.0.11/32", id="the primary address"),
    ],
)
def test_where_node_ports_are_served(named: tuple[str, ...], expected: str) -> None:
    assert expected in text(*EMPTY, nodePortAddresses=list(named))


def test_an_unknown_node_is_misuse() -> None:
    state = State(Settings(), Allocator(Settings(), Stated()))
    with pytest.raises(Misuse, match="there is no node node-1"):
        rules_text(state, "node-1")


TOOLS = {
    ("iptables", 4): ("iptables-restore", "--test"),
    ("iptables", 6): ("ip6tables-restore", "--test"),
    ("nftables", 4): ("nft", "-c", "-f", "-"),
}


def tool(command: tuple[str, ...], *, given: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["unshare", "-rn", *command], input=given, text=True, capture_output=True, check=False)


@pytest.mark.parametrize(("mode", "family"), [pytest.param(*key, id=f"{key[0]} IPv{key[1]}") for key in TOOLS])
def test_the_tools_take_what_is_printed(mode: str, family: int) -> None:
    command = TOOLS[mode, family]
    if not shutil.which(command[0]) or not shutil.which("unshare") or tool(("true",), given="").returncode:
        pytest.skip(f"{command[0]} cannot run here in a network namespace of its own")
    made = text(*BALANCED, *EMPTY, service("svc2", "10.96.0.2"), slice_("svc2", "10.180.0.3"), mode=mode, family=family)
    assert tool(command, given=made).stderr == ""
