"""trace: the way of one connection, request or look-up through the cluster that a file describes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from k8s_svc_trainer.cases.flows import flow_case
from k8s_svc_trainer.cli import data, door
from k8s_svc_trainer.cli.door import Refused
from k8s_svc_trainer.cli.environment import Environment
from k8s_svc_trainer.cli.flow import draw
from k8s_svc_trainer.cli.opening import open_cluster
from k8s_svc_trainer.cli.paper import Paper
from k8s_svc_trainer.cli.save import save_text
from k8s_svc_trainer.sim import Cluster, Connection, HttpResponse, Resolution, Source, Way, parse_source

PROTOCOLS = ("TCP", "UDP", "SCTP")


class Flow(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What is to be traced, as the options say it."""

    source: str | None
    to: str | None
    url: str | None
    name: str | None
    record_type: str = "A"
    protocol: str = "TCP"

    def words(self) -> str:
        """The flow in one line."""
        return f"{self.source} looks up {self.name} ({self.record_type})" if self.name else f"{self.source} calls {self.to or self.url}"


def run(environment: Environment, file: str, flow: Flow, *, case: str | None, save_case: str | None, json: bool) -> int:
    """Trace a flow and print its way."""
    source = _source(flow)
    opened = open_cluster(environment, file, case)
    result = follow(opened.cluster.fork(), source, flow)
    if save_case is not None:
        save_text(Path(save_case), flow_case(opened.cluster, step_of(flow), result, about=flow.words(), after=opened.after))
    if json:
        data.put(environment, as_data(result))
    else:
        paper = Paper(environment)
        paper.gap()
        draw(paper, flow.words(), result)
        if save_case is not None:
            paper.write("  ", f"Saved in {save_case}; `k8s-svc-trainer verify {save_case}` runs it.")
    return door.DONE


def follow(cluster: Cluster, source: Source, flow: Flow) -> Connection | HttpResponse | Resolution:
    """What comes of a flow. Raises Misuse where it makes no sense for the cluster."""
    if flow.name is not None:
        return cluster.resolve(source, flow.name, record_type=flow.record_type)
    if flow.url is not None:
        return cluster.http(source, flow.url)
    return cluster.connect(source, str(flow.to), protocol=flow.protocol)


def as_data(result: Connection | HttpResponse | Resolution) -> dict[str, Any]:
    """The words of `expect`, and the ways with their hops."""
    if isinstance(result, Resolution):
        way = {"node": None, "backend": None, "outcome": result.rcode, "masqueraded": False, "hops": _hops(result.hops)}
        return {"rcode": result.rcode, "answers": result.answers, "name": result.name, "queries": result.queries, "ways": [way]}
    fields = ("outcome", "status", "service", "backends", "masqueraded", "node", "zones")
    found = {name: getattr(result, name) for name in fields if hasattr(result, name)}
    return {**found, "ways": [_way(way) for way in result.ways]}


def _way(way: Way) -> dict[str, Any]:
    fields = ("node", "backend", "outcome", "masqueraded")
    return {**{name: getattr(way, name) for name in fields}, "hops": _hops(way.hops)}


def _hops(hops: Any) -> list[dict[str, Any]]:
    return [{"stage": hop.stage, "at": hop.at, "object": hop.object, "text": hop.text, "decided": hop.decided} for hop in hops]


def _source(flow: Flow) -> Source:
    if flow.source is None:
        raise Refused("say where it comes from: --from pod/NAMESPACE/NAME, node/NAME or external/IP")
    wanted = [option for option, value in (("--to", flow.to), ("--url", flow.url), ("--name", flow.name)) if value is not None]
    if len(wanted) != 1:
        raise Refused("say one of --to HOST:PORT, --url URL and --name NAME" + (f", not {' and '.join(wanted)}" if wanted else ""))
    if flow.protocol not in PROTOCOLS:
        raise Refused(f"--protocol is one of {', '.join(PROTOCOLS)}, not {flow.protocol}")
    return parse_source(flow.source)


def step_of(flow: Flow) -> dict[str, Any]:
    """The flow as a step of a case, without what is expected."""
    if flow.name is not None:
        return {"resolve": {"from": flow.source, "name": flow.name, "type": flow.record_type}}
    if flow.url is not None:
        return {"http": {"from": flow.source, "url": flow.url}}
    protocol = {} if flow.protocol == "TCP" else {"protocol": flow.protocol}
    return {"connect": {"from": flow.source, "to": flow.to, **protocol}}
