"""What happened to a packet at a node's rules, told as hops when somebody asks for them.

Words only: what is told was decided by `proxy.trace`, `network`, `policy` and `path`.
"""

from __future__ import annotations

import msgspec

from k8s_svc_trainer.sim.network import Fate
from k8s_svc_trainer.sim.proxy import nftables
from k8s_svc_trainer.sim.proxy.rules import Choose, Drop, Mark, PortRules, Reject, Role, Rule, ToClusterIP, endpoint_chain
from k8s_svc_trainer.sim.proxy.seen import Backend
from k8s_svc_trainer.sim.proxy.tables import BALANCER, CLUSTER, EXTERNAL, NODE_PORT
from k8s_svc_trainer.sim.proxy.trace import Walked
from k8s_svc_trainer.sim.results import Hop, Stage

KIND_WORDS = {
    CLUSTER: "the cluster IP",
    EXTERNAL: "an external IP",
    BALANCER: "the load-balancer address",
    NODE_PORT: "the node port",
}
TABLES = {
    ("iptables", NODE_PORT): "KUBE-NODEPORTS",
    ("nftables", NODE_PORT): "service-nodeports",
    ("nftables", CLUSTER): "service-ips",
    ("nftables", EXTERNAL): "service-ips",
    ("nftables", BALANCER): "service-ips",
}


class Lead(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A packet at the rules of a node: what came before, the service port that it met, and its walk.

    `bound` by affinity to so many; `known` as the walk of an earlier datagram of the flow.
    """

    before: tuple[Hop, ...]
    node: str
    to: str
    protocol: str
    source: str
    rules: PortRules
    kind: int
    walked: Walked
    bound: int | None = None
    known: bool = False
    barred: bool = False
    minor: int

    @property
    def inline(self) -> bool:
        """Whether the chains of the service port translate by themselves, without chains for marking and for endpoints."""
        return self.rules.mode == nftables.MODE and nftables.layout(self.minor).inline

    @property
    def chooser(self) -> str:
        """The chain that chose among endpoints."""
        return self.rules.name(self.walked.steps[-1][0] if self.walked.steps else Role.CLUSTER)

    def tell(self) -> tuple[Hop, ...]:
        """The hops up to the choice of an endpoint, or to the end of the packet."""
        walked, rules = self.walked, self.rules
        table = "IPVS" if rules.mode == "ipvs" else TABLES.get((rules.mode, self.kind), "KUBE-SERVICES")
        place = f"{rules.port.namespace}/{rules.port.service}"
        if self.barred:
            shut = "{} is a node port of service {}, and {} takes no node ports at {}"
            address = self.to.rpartition(":")[0]
            return (*self.before, Hop(Stage.RULES, self.node, table, shut, (self.to, rules.port.label, self.node, address)), *self._end())
        words = (table, self.node, self.to, self.protocol, KIND_WORDS[self.kind], rules.port.label)
        met = Hop(Stage.RULES, self.node, table, "{} of {} knows {}/{} as {} of service {}", words)
        steps = tuple(_step(self, role, rule) for role, rule in walked.steps if type(rule.verdict) is Mark)
        if isinstance(walked.verdict, Choose):
            return (*self.before, met, *steps, *self._chosen(walked.verdict, place))
        return (*self.before, met, *self._end())

    def _end(self) -> tuple[Hop, ...]:
        verdict = self.walked.verdict
        return (self._stopped(verdict),) if isinstance(verdict, Reject | Drop) else ()

    def _chosen(self, verdict: Choose, place: str) -> tuple[Hop, ...]:
        rules, count = self.rules, len(verdict.targets)
        if self.bound is not None:
            words = "client {} is still bound to {} of the {} endpoints of service {} by session affinity"
            if rules.port.sticky is None:
                words = "the flow of {} is known, and stays with {} of the {} endpoints of service {}"
            if self.known:
                words = "the flow of {} is known and goes by no rule: it stays with {} of the {} endpoints that it had from service {}"
            return (Hop(Stage.AFFINITY, self.node, f"service/{place}", words, (self.source, str(self.bound), str(count), place)),)
        words = "{} has one endpoint to choose" if count == 1 else "{} chooses one of {} endpoints, each as likely"
        if rules.mode == "ipvs" and count > 1:
            words = "{} gives its {} real servers a turn each"
        return (Hop(Stage.CHOOSE, self.node, self.chooser, words, (self.chooser, str(count))),)

    def _stopped(self, verdict: Reject | Drop) -> Hop:
        by = self.walked.by
        comment = by.comment if by is not None else self.walked.steps[-1][1].comment
        chain = by.chain if by is not None else "IPVS"
        stage = Stage.FIREWALL if by is not None and "source ranges" in comment else Stage.RULES
        words = "{} on {} rejects the packet: {}" if isinstance(verdict, Reject) else "{} on {} drops the packet: {}"
        return Hop(stage, self.node, chain, words, (chain, self.node, comment), True)


def _step(lead: Lead, role: Role, rule: Rule) -> Hop:
    chain = "services" if lead.inline and isinstance(rule.match, ToClusterIP) else lead.rules.name(role)
    words = "{} marks the packet of {} for masquerading, so that the endpoint will see an address of {} ({})"
    return Hop(Stage.MASQUERADE, lead.node, chain, words, (chain, lead.source, lead.node, rule.comment))


class Story(msgspec.Struct, frozen=True, gc=False):
    """One way through a choice: the endpoint that was taken, and what was there. `stop` ended it before or after."""

    lead: Lead
    backend: Backend
    fate: Fate
    loops: bool
    stop: Hop | None = None
    let: tuple[Hop, ...] = ()

    def tell(self) -> tuple[Hop, ...]:
        """All hops of the way."""
        lead, one = self.lead, self.backend
        inline = lead.inline and lead.rules.port.sticky is None
        chain = lead.chooser if inline else endpoint_chain(lead.rules.mode, lead.rules.port, one)
        rewriter = "IPVS" if lead.rules.mode == "ipvs" else chain
        dnat = Hop(Stage.DNAT, lead.node, chain, "{} rewrites the destination {} to {}", (rewriter, lead.to, one.at))
        words = "{} is the client itself: {} masquerades it, or the answer would not come back"
        chain = "KUBE-LOOP-BACK" if lead.rules.mode == "ipvs" else "masquerading" if lead.inline else chain
        loop = (Hop(Stage.MASQUERADE, lead.node, chain, words, (one.at, chain)),) if self.loops else ()
        told = (*lead.tell(), *loop, dnat, *self.let)
        if self.stop is None:
            return (*told, *self.fate.hops)
        return (*told, *self.fate.hops[:1], self.stop) if self.stop.stage is not Stage.POLICY else (*told, self.stop)
