"""what-if: a command run on a fork, and what it would change: goals, and flows among the Services.

Decides which flows are looked at: from a pod of each workload, a node and the outside, to each port of each Service. Changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from k8s_svc_trainer.cases.run import run_action
from k8s_svc_trainer.cases.steps import Action, Connect, Protocol
from k8s_svc_trainer.course.judging import Judgement, judge
from k8s_svc_trainer.diagnosis.changing import kinds_of_pods
from k8s_svc_trainer.diagnosis.successors import by_successor
from k8s_svc_trainer.lab.command import Command
from k8s_svc_trainer.lab.options import Manners, Parsed
from k8s_svc_trainer.lab.own.tracing import headline
from k8s_svc_trainer.lab.values import CLIENT
from k8s_svc_trainer.lab.view import Failed, View
from k8s_svc_trainer.printers.client.printed import Printed
from k8s_svc_trainer.sim import Cluster, Connection, ExternalSource, HostPort, Misuse, NodeSource, PodSource, Source
from k8s_svc_trainer.sim.builtins import INGRESS_NAMESPACE
from k8s_svc_trainer.sim.objects import Node, Pod, Service

Place = tuple[HostPort, Protocol]

MOST_FLOWS = 600
MOST_SOURCES = 15
MOST_SHOWN = 20


def what_if(view: View, parsed: Parsed) -> Printed:
    """What a command would change."""
    words = parsed.all_words
    if not words:
        raise Failed("write `what-if COMMAND`, such as `what-if kubectl scale deployment web --replicas=0`")
    if words[0] == "what-if":
        raise Failed("one what-if is enough")
    before, record, standing, history = view.cluster, view.record, view.standing, view.history
    view.cluster = before.fork()
    try:
        said = view.run(words)
        after = view.cluster
    finally:
        view.cluster, view.record, view.standing, view.history = before, record, standing, history
        view.left, view.save, view.rewound, view.afresh = False, None, False, False
    lines = list(_differences(view, before, after))
    told = "".join(f"{line}\n" for line in (lines or ["No goal and no flow among the Services would change."]))
    return Printed(f"{said.stdout}{told}", said.stderr, said.status)


def _differences(view: View, before: Cluster, after: Cluster) -> Iterator[str]:
    now = judge(view.task, view.start, after)
    goals = list(_of_goals(view.judged, now))
    if goals:
        yield "goals that would change:"
        yield from (f"  {line}" for line in goals)
    flows = list(_of_flows(before, after))
    if flows:
        yield "flows that would change:"
        yield from (f"  {line}" for line in flows[:MOST_SHOWN])
    if len(flows) > MOST_SHOWN:
        yield f"  and {len(flows) - MOST_SHOWN} more"


def _of_goals(before: Judgement, after: Judgement) -> Iterator[str]:
    was = {(goal.kind, goal.name): goal.holds for goal in before.goals}
    for goal in after.goals:
        held = was.get((goal.kind, goal.name))
        if held is not None and held is not goal.holds:
            yield f"{goal.name}: {'fails, and would hold' if goal.holds else 'holds, and would fail'}"


def _of_flows(before: Cluster, after: Cluster) -> Iterator[str]:
    gone: dict[str, None] = {}
    for flow in _flows(before, after):
        asked = by_successor(before, after, flow)
        if isinstance(asked, Connect) and isinstance(asked.source, PodSource) and _is_gone(after, asked.source):
            gone[f"{flow.source} is gone, and no pod has taken its place"] = None
            continue
        old, new = _ended(before, flow), _ended(after, asked)
        if old != new:
            protocol = "" if flow.protocol is Protocol.TCP else f"/{flow.protocol}"
            yield f"{flow.source} to {flow.to}{protocol}: {old} -> {new}"
    yield from gone


def _is_gone(cluster: Cluster, source: PodSource) -> bool:
    return cluster.state.one(Pod, source.namespace, source.name) is None


def _ended(cluster: Cluster, flow: Action) -> str:
    """How a flow ends, with where it ends."""
    try:
        found = run_action(cluster.fork(), flow)
    except Misuse:
        return "nothing runs there"
    return headline(found) if isinstance(found, Connection) else ""


def _flows(before: Cluster, after: Cluster) -> Iterator[Connect]:
    """From each kind of client to each port of each Service that one of both clusters has; from outside to what is open there."""
    sources = list(_sources(before))
    inside = [(source, place) for place in dict.fromkeys((*_places(before), *_places(after))) for source in sources]
    client = ExternalSource(CLIENT)
    outside = [(client, place) for place in dict.fromkeys((*_outside(before), *_outside(after)))]
    for source, (to, protocol) in [*inside, *outside][:MOST_FLOWS]:
        yield Connect(source=source, to=to, protocol=protocol)


def _services(cluster: Cluster) -> list[Service]:
    found: list[Service] = list(cluster.state.all(Service))
    return sorted(found, key=lambda one: (str(one.metadata.namespace), str(one.metadata.name)))


def _places(cluster: Cluster) -> Iterator[Place]:
    for service in _services(cluster):
        name = f"{service.metadata.name}.{service.metadata.namespace}"
        for port in service.spec.ports:
            yield HostPort(name, port.port or 1), Protocol(port.protocol or "TCP")


def _outside(cluster: Cluster) -> Iterator[Place]:
    """Addresses of load balancers, and node ports at the first node."""
    nodes: list[Node] = sorted(cluster.state.all(Node), key=lambda one: str(one.metadata.name))
    node = next((one.address for each in nodes for one in each.status.addresses if one.type == "InternalIP" and one.address), None)
    for service in _services(cluster):
        for port in service.spec.ports:
            protocol = Protocol(port.protocol or "TCP")
            yield from ((HostPort(one.ip, port.port or 1), protocol) for one in service.status.loadBalancer.ingress if one.ip)
            if port.nodePort and node:
                yield HostPort(node, port.nodePort), protocol


def _sources(cluster: Cluster) -> Iterator[Source]:
    """A pod of each workload, and one node."""
    pods = [pod for _, pod in kinds_of_pods(cluster.state) if _is_client(pod)]
    yield from (PodSource(str(pod.metadata.namespace), str(pod.metadata.name)) for pod in pods[:MOST_SOURCES])
    yield from (NodeSource(name) for name in cluster.state.node_names()[:1])


def _is_client(pod: Pod) -> bool:
    return pod.metadata.namespace not in ("kube-system", INGRESS_NAMESPACE) and pod.status.phase == "Running"


WHAT_IF = Command(
    name="what-if",
    about="What a command would change, without running it",
    usage="COMMAND",
    run=what_if,
    manners=Manners.RAW,
    names=("line",),
    example="what-if kubectl scale deployment web --replicas=0",
)
