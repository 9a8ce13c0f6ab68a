"""The whole rule set of a service port in each mode, written out: what meets each kind of address, chains, filters, comments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from k8s_svc_trainer.sim.names import at
from k8s_svc_trainer.sim.proxy import iptables, ipvs, nftables
from k8s_svc_trainer.sim.proxy.endpoints import categorize
from k8s_svc_trainer.sim.proxy.ranges import parse_range, ranges_text
from k8s_svc_trainer.sim.proxy.rules import Choose, Filter, Jump, PortRules, Rule, SourceIn, SourceLocal, SourceNotIn, ToClusterIP
from k8s_svc_trainer.sim.proxy.seen import Backend, Port

BUILD = {"iptables": iptables.build, "nftables": nftables.build, "ipvs": ipvs.build}
PODS = (parse_range("10.244.0.0/16"),)
KINDS = ("cluster IP", "external IP", "balancer IP", "node port")


def backend(ip: str, node: str) -> Backend:
    return Backend(
        ip=ip, port=80, at=at(ip, 80), ready=True, serving=True, terminating=False, node=node, zone=None, slice="ns/web-1", written=True
    )


HERE, THERE = backend("10.244.1.5", "here"), backend("10.244.2.7", "there")


def rules(mode: str, *backends: Backend, masquerade_all: bool = False, **fields: Any) -> PortRules:
    plain = {"namespace": "ns", "service": "web", "name": "http", "protocol": "TCP", "family": 4, "clusterIP": "10.96.0.1", "port": 80}
    made = Port(**{**plain, "nodePort": 30080, "balancerIPs": ("203.0.113.5",), **fields})
    return BUILD[mode](made, categorize(backends, made, "here", "", minor=37), PODS, masquerade_all=masquerade_all)


def lines(made: PortRules) -> list[str]:
    """What meets packets to each kind of address, then the chains."""
    met = [
        f"{kind} -> {capture.enters or 'on'}" + "".join(f"; {_filter(stop)}" for stop in capture.filters)
        for kind, capture in zip(KINDS, made.captures, strict=True)
    ]
    return [*met, *(f"{role}: {_rule(rule)}" for role, chain in made.chains.items() for rule in chain)]


def _filter(stop: Filter) -> str:
    words = [stop.chain, "early" if stop.early else "", *sorted(stop.hooks), *_match(stop.match), type(stop.verdict).__name__.lower()]
    return f"{' '.join(word for word in words if word)} # {stop.comment}"


def _rule(rule: Rule) -> str:
    verdict = type(rule.verdict).__name__.lower()
    match rule.verdict:
        case Jump(role):
            verdict += f" {role}"
        case Choose(targets, sticky):
            verdict += f" {' '.join(one.at for one in targets)}" + (f" for {sticky} s" if sticky is not None else "")
    return f"{' '.join((*_match(rule.match), verdict))}" + (f" # {rule.comment}" if rule.comment else "")


def _match(match: Any) -> Iterator[str]:
    match match:
        case SourceIn(ranges):
            yield f"from {' '.join(ranges_text(ranges))}"
        case SourceNotIn(ranges):
            yield f"not from {' '.join(ranges_text(ranges))}"
        case ToClusterIP(ranges):
            yield f"to the cluster IP, not from {' '.join(ranges_text(ranges)) or 'anywhere'}"
        case SourceLocal():
            yield "from the node"


@pytest.mark.parametrize(
    ("mode", "backends", "fields", "written"),
    [
        pytest.param(
            "iptables",
            (HERE, THERE),
            {},
            [
                "cluster IP -> SVC",
                "external IP -> EXT",
                "balancer IP -> EXT",
                "node port -> EXT",
                "EXT: mark # masquerade traffic for ns/web:http external destinations",
                "EXT: jump SVC",
                "SVC: to the cluster IP, not from 10.244.0.0/16 mark # ns/web:http cluster IP",
                "SVC: choose 10.244.1.5:80 10.244.2.7:80 # ns/web:http",
            ],
            id="iptables: policy Cluster",
        ),
        pytest.param(
            "iptables",
            (),
            {"sourceRanges": (parse_range("198.51.100.0/25"),)},
            [
                "cluster IP -> on; KUBE-SERVICES FORWARD OUTPUT reject # ns/web:http has no endpoints",
                "external IP -> on; KUBE-EXTERNAL-SERVICES FORWARD INPUT reject # ns/web:http has no endpoints",
                "balancer IP -> on; KUBE-EXTERNAL-SERVICES FORWARD INPUT reject # ns/web:http has no endpoints",
                "node port -> on; KUBE-EXTERNAL-SERVICES FORWARD INPUT reject # ns/web:http has no endpoints",
            ],
            id="iptables: no endpoint",
        ),
        pytest.param(
            "iptables",
            (HERE, THERE),
            {"externalLocal": True, "internalLocal": True},
            [
                "cluster IP -> SVL",
                "external IP -> EXT",
                "balancer IP -> EXT",
                "node port -> EXT",
                "EXT: from 10.244.0.0/16 jump SVC # pod traffic for ns/web:http external destinations",
                "EXT: from the node mark # masquerade LOCAL traffic for ns/web:http external destinations",
                "EXT: from the node jump SVC # route LOCAL traffic for ns/web:http external destinations",
                "EXT: jump SVL",
                "SVC: choose 10.244.1.5:80 10.244.2.7:80 # ns/web:http",
                "SVL: to the cluster IP, not from 10.244.0.0/16 mark # ns/web:http cluster IP",
                "SVL: choose 10.244.1.5:80 # ns/web:http",
            ],
            id="iptables: policy Local, one endpoint here",
        ),
        pytest.param(
            "iptables",
            (THERE,),
            {"externalLocal": True, "internalLocal": True},
            [
                "cluster IP -> on; KUBE-SERVICES FORWARD OUTPUT drop # ns/web:http has no local endpoints",
                "external IP -> EXT; KUBE-EXTERNAL-SERVICES FORWARD INPUT drop # ns/web:http has no local endpoints",
                "balancer IP -> EXT; KUBE-EXTERNAL-SERVICES FORWARD INPUT drop # ns/web:http has no local endpoints",
                "node port -> EXT; KUBE-EXTERNAL-SERVICES FORWARD INPUT drop # ns/web:http has no local endpoints",
                "EXT: from 10.244.0.0/16 jump SVC # pod traffic for ns/web:http external destinations",
                "EXT: from the node mark # masquerade LOCAL traffic for ns/web:http external destinations",
                "EXT: from the node jump SVC # route LOCAL traffic for ns/web:http external destinations",
                "SVC: choose 10.244.2.7:80 # ns/web:http",
            ],
            id="iptables: policy Local, none here",
        ),
        pytest.param(
            "iptables",
            (HERE,),
            {"sourceRanges": (parse_range("198.51.100.0/25"),), "sticky": 600},
            [
                "cluster IP -> SVC",
                "external IP -> EXT",
                "balancer IP -> FW; KUBE-PROXY-FIREWALL FORWARD INPUT OUTPUT drop # ns/web:http traffic not accepted by its source ranges",
                "node port -> EXT",
                "EXT: mark # masquerade traffic for ns/web:http external destinations",
                "EXT: jump SVC",
                "FW: from 198.51.100.0/25 jump EXT # ns/web:http loadbalancer IP",
                "SVC: to the cluster IP, not from 10.244.0.0/16 mark # ns/web:http cluster IP",
                "SVC: choose 10.244.1.5:80 for 600 s # ns/web:http",
            ],
            id="iptables: source ranges and affinity",
        ),
        pytest.param(
            "iptables",
            (HERE,),
            {"masquerade_all": True},
            [
                "cluster IP -> SVC",
                "external IP -> EXT",
                "balancer IP -> EXT",
                "node port -> EXT",
                "EXT: mark # masquerade traffic for ns/web:http external destinations",
                "EXT: jump SVC",
                "SVC: to the cluster IP, not from anywhere mark # ns/web:http cluster IP",
                "SVC: choose 10.244.1.5:80 # ns/web:http",
            ],
            id="iptables: all masqueraded",
        ),
        pytest.param(
            "nftables",
            (HERE, THERE),
            {},
            [
                "cluster IP -> SVC",
                "external IP -> EXT",
                "balancer IP -> EXT",
                "node port -> EXT",
                "EXT: mark # masquerade traffic for ns/web:http external destinations",
                "EXT: jump SVC",
                "SVC: to the cluster IP, not from 10.244.0.0/16 mark # ns/web:http cluster IP",
                "SVC: choose 10.244.1.5:80 10.244.2.7:80 # ns/web:http",
            ],
            id="nftables: policy Cluster",
        ),
        pytest.param(
            "nftables",
            (),
            {"sourceRanges": (parse_range("198.51.100.0/25"),)},
            [
                "cluster IP -> on; service-endpoints-check FORWARD INPUT OUTPUT reject # ns/web:http has no endpoints",
                "external IP -> on; service-endpoints-check FORWARD INPUT OUTPUT reject # ns/web:http has no endpoints",
                "balancer IP -> on; service-endpoints-check FORWARD INPUT OUTPUT reject # ns/web:http has no endpoints; "
                "firewall-check early FORWARD INPUT OUTPUT not from 198.51.100.0/25 drop # ns/web:http accepts its source ranges only",
                "node port -> on; nodeport-endpoints-check INPUT reject # ns/web:http has no endpoints",
            ],
            id="nftables: no endpoint",
        ),
        pytest.param(
            "nftables",
            (HERE, THERE),
            {"externalLocal": True, "internalLocal": True},
            [
                "cluster IP -> SVL",
                "external IP -> EXT",
                "balancer IP -> EXT",
                "node port -> EXT",
                "EXT: from 10.244.0.0/16 jump SVC # pod traffic for ns/web:http external destinations",
                "EXT: from the node mark # masquerade LOCAL traffic for ns/web:http external destinations",
                "EXT: from the node jump SVC # route LOCAL traffic for ns/web:http external destinations",
                "EXT: jump SVL",
                "SVC: choose 10.244.1.5:80 10.244.2.7:80 # ns/web:http",
                "SVL: to the cluster IP, not from 10.244.0.0/16 mark # ns/web:http cluster IP",
                "SVL: choose 10.244.1.5:80 # ns/web:http",
            ],
            id="nftables: policy Local, one endpoint here",
        ),
        pytest.param(
            "nftables",
            (THERE,),
            {"externalLocal": True, "internalLocal": True},
            [
                "cluster IP -> on; service-endpoints-check FORWARD INPUT OUTPUT drop # ns/web:http has no local endpoints",
                "external IP -> EXT; service-endpoints-check FORWARD INPUT OUTPUT drop # ns/web:http has no local endpoints",
                "balancer IP -> EXT; service-endpoints-check FORWARD INPUT OUTPUT drop # ns/web:http has no local endpoints",
                "node port -> EXT; nodeport-endpoints-check INPUT drop # ns/web:http has no local endpoints",
                "EXT: from 10.244.0.0/16 jump SVC # pod traffic for ns/web:http external destinations",
                "EXT: from the node mark # masquerade LOCAL traffic for ns/web:http external destinations",
                "EXT: from the node jump SVC # route LOCAL traffic for ns/web:http external destinations",
                "SVC: choose 10.244.2.7:80 # ns/web:http",
            ],
            id="nftables: policy Local, none here",
        ),
        pytest.param(
            "nftables",
            (HERE,),
            {"sourceRanges": (parse_range("198.51.100.0/25"),), "sticky": 600},
            [
                "cluster IP -> SVC",
                "external IP -> EXT",
                "balancer IP -> EXT; firewall-check early FORWARD INPUT OUTPUT not from 198.51.100.0/25 drop # ns/web:http accepts its "
                "source ranges only",
                "node port -> EXT",
                "EXT: mark # masquerade traffic for ns/web:http external destinations",
                "EXT: jump SVC",
                "SVC: to the cluster IP, not from 10.244.0.0/16 mark # ns/web:http cluster IP",
                "SVC: choose 10.244.1.5:80 for 600 s # ns/web:http",
            ],
            id="nftables: source ranges and affinity",
        ),
        pytest.param(
            "nftables",
            (HERE,),
            {"masquerade_all": True},
            [
                "cluster IP -> SVC",
                "external IP -> EXT",
                "balancer IP -> EXT",
                "node port -> EXT",
                "EXT: mark # masquerade traffic for ns/web:http external destinations",
                "EXT: jump SVC",
                "SVC: to the cluster IP, not from anywhere mark # ns/web:http cluster IP",
                "SVC: choose 10.244.1.5:80 # ns/web:http",
            ],
            id="nftables: all masqueraded",
        ),
        pytest.param(
            "ipvs",
            (HERE, THERE),
            {},
            [
                "cluster IP -> SVC",
                "external IP -> EXT",
                "balancer IP -> EXT",
                "node port -> EXT",
                "SVC: to the cluster IP, not from 10.244.0.0/16 mark # ns/web:http cluster IP",
                "SVC: choose 10.244.1.5:80 10.244.2.7:80 # ns/web:http",
                "EXT: mark # ns/web:http external destinations",
                "EXT: choose 10.244.1.5:80 10.244.2.7:80 # ns/web:http",
            ],
            id="ipvs: policy Cluster",
        ),
        pytest.param(
            "ipvs",
            (),
            {"sourceRanges": (parse_range("198.51.100.0/25"),)},
            [
                "cluster IP -> SVC",
                "external IP -> EXT",
                "balancer IP -> EXT; KUBE-PROXY-FIREWALL early FORWARD INPUT OUTPUT not from 198.51.100.0/25 drop # ns/web:http "
                "accepts its source ranges only",
                "node port -> EXT",
                "SVC: to the cluster IP, not from 10.244.0.0/16 mark # ns/web:http cluster IP",
                "SVC: reject # ns/web:http has no real servers",
                "EXT: mark # ns/web:http external destinations",
                "EXT: reject # ns/web:http has no real servers",
            ],
            id="ipvs: no endpoint",
        ),
        pytest.param(
            "ipvs",
            (HERE, THERE),
            {"externalLocal": True, "internalLocal": True},
            [
                "cluster IP -> SVC",
                "external IP -> EXT",
                "balancer IP -> EXT",
                "node port -> EXT",
                "SVC: to the cluster IP, not from 10.244.0.0/16 mark # ns/web:http cluster IP",
                "SVC: choose 10.244.1.5:80 # ns/web:http",
                "EXT: choose 10.244.1.5:80 # ns/web:http",
            ],
            id="ipvs: policy Local, one endpoint here",
        ),
        pytest.param(
            "ipvs",
            (THERE,),
            {"externalLocal": True, "internalLocal": True},
            [
                "cluster IP -> SVC",
                "external IP -> EXT",
                "balancer IP -> EXT",
                "node port -> EXT",
                "SVC: to the cluster IP, not from 10.244.0.0/16 mark # ns/web:http cluster IP",
                "SVC: choose 10.244.2.7:80 # ns/web:http",
                "EXT: choose 10.244.2.7:80 # ns/web:http",
            ],
            id="ipvs: policy Local, none here",
        ),
        pytest.param(
            "ipvs",
            (HERE,),
            {"sourceRanges": (parse_range("198.51.100.0/25"),), "sticky": 600},
            [
                "cluster IP -> SVC",
                "external IP -> EXT",
                "balancer IP -> EXT; KUBE-PROXY-FIREWALL early FORWARD INPUT OUTPUT not from 198.51.100.0/25 drop # ns/web:http "
                "accepts its source ranges only",
                "node port -> EXT",
                "SVC: to the cluster IP, not from 10.244.0.0/16 mark # ns/web:http cluster IP",
                "SVC: choose 10.244.1.5:80 for 600 s # ns/web:http",
                "EXT: mark # ns/web:http external destinations",
                "EXT: choose 10.244.1.5:80 for 600 s # ns/web:http",
            ],
            id="ipvs: source ranges and affinity",
        ),
        pytest.param(
            "ipvs",
            (HERE,),
            {"masquerade_all": True},
            [
                "cluster IP -> SVC",
                "external IP -> EXT",
                "balancer IP -> EXT",
                "node port -> EXT",
                "SVC: to the cluster IP, not from anywhere mark # ns/web:http cluster IP",
                "SVC: choose 10.244.1.5:80 # ns/web:http",
                "EXT: mark # ns/web:http external destinations",
                "EXT: choose 10.244.1.5:80 # ns/web:http",
            ],
            id="ipvs: all masqueraded",
        ),
    ],
)
def test_the_rules_of_a_service_port(mode: str, backends: tuple[Backend, ...], fields: dict[str, Any], written: list[str]) -> None:
    assert lines(rules(mode, *backends, **fields)) == written
