"""What `ipvsadm -Ln` prints on a node in ipvs mode: virtual servers and their real servers.

Decides nothing about rules. Source: syncProxyRules of pkg/proxy/ipvs/proxier.go; ipvsadm 1.31's layout.
"""

from __future__ import annotations

from collections.abc import Iterator

from k8s_svc_trainer.printers.iptables_save import addresses
from k8s_svc_trainer.printers.programmed import Programmed
from k8s_svc_trainer.sim.names import at
from k8s_svc_trainer.sim.proxy.rules import Choose, PortRules, Role
from k8s_svc_trainer.sim.proxy.seen import Backend
from k8s_svc_trainer.sim.proxy.sync import takes_node_ports
from k8s_svc_trainer.sim.proxy.tables import BALANCER, CLUSTER, EXTERNAL, NODE_PORT

HEAD = (
    "IP Virtual Server version 1.2.1 (size=4096)",
    "Prot LocalAddress:Port Scheduler Flags",
    "  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn",
)


def ipvsadm(rules: Programmed) -> str:
    """The table of virtual servers of one family."""
    lines = list(HEAD)
    for place, protocol, one, kind in sorted(_servers(rules), key=lambda server: (server[1], server[0])):
        flags = f" persistent {one.port.sticky}" if one.port.sticky is not None else ""
        lines.append(f"{protocol:<4} {place} rr{flags}")
        lines += [f"  -> {backend.at:<28} Masq    1      0          0" for backend in _real(one, kind)]
    return "\n".join(lines) + "\n"


def _servers(rules: Programmed) -> Iterator[tuple[str, str, PortRules, int]]:
    for one in rules.ports:
        port = one.port
        for kind in (CLUSTER, EXTERNAL, BALANCER):
            for ip in addresses(port, kind):
                yield at(ip, port.port), port.protocol, one, kind
        for ip in rules.node.addresses if port.nodePort else ():
            if (":" in ip) == (rules.family == 6) and takes_node_ports(rules.settings, rules.node, ip):
                yield at(ip, port.nodePort), port.protocol, one, NODE_PORT


def _real(one: PortRules, kind: int) -> tuple[Backend, ...]:
    chain = one.chains[Role.CLUSTER if kind == CLUSTER else Role.EXTERNAL]
    verdict = chain[-1].verdict
    return verdict.targets if isinstance(verdict, Choose) else ()
