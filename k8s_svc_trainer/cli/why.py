"""why: the reason why a flow through your manifests fails, and what would mend it; without a flow, every Service is judged."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from k8s_svc_trainer.cases.steps import Connect, Expectation, Http
from k8s_svc_trainer.cli import data, door
from k8s_svc_trainer.cli.door import Refused
from k8s_svc_trainer.cli.environment import Environment
from k8s_svc_trainer.cli.opening import open_cluster
from k8s_svc_trainer.cli.paper import ACCENT, BAD, GOOD, QUIET, STRONG, Paper
from k8s_svc_trainer.diagnosis import Diagnosis, Finding, Goal, diagnose
from k8s_svc_trainer.diagnosis.catalogue import entry
from k8s_svc_trainer.diagnosis.commands import commands
from k8s_svc_trainer.sim import Cluster, HostPort, parse_source
from k8s_svc_trainer.sim.objects import Unmodelled

WRONG = 1
MOST_CAUSES = 3  # more than that is no answer


def run(environment: Environment, file: str, *, source: str | None, to: str | None, case: str | None, json: bool) -> int:
    """Print what is wrong; 1 where something is."""
    cluster = open_cluster(environment, file, case).cluster
    judged = list(_judged(cluster, source, to))
    wrong = [(name, diagnosis) for name, diagnosis in judged if not diagnosis.holds]
    if json:
        data.put(
            environment, {"judged": len(judged), "wrong": [_as_data(name, one) for name, one in wrong], "not_looked_at": _kept(cluster)}
        )
    else:
        _print(Paper(environment), cluster, judged, wrong)
    return WRONG if wrong else door.DONE


def _judged(cluster: Cluster, source: str | None, to: str | None) -> Iterable[tuple[str, Diagnosis]]:
    from k8s_svc_trainer.diagnosis.survey import survey

    if source is None and to is None:
        return survey(cluster)
    if source is None or to is None:
        raise Refused("say both: --from pod/NAMESPACE/NAME, node/NAME or external/IP, and --to HOST:PORT or a URL; or neither")
    goal = _goal(source, to)
    return [(f"{source} to {to}", diagnose(cluster, goal))]


def _goal(source: str, to: str) -> Goal:
    if "://" in to:
        return Goal(Http(source=parse_source(source), url=to), Expectation({"status": 200}))
    return Goal(Connect(source=parse_source(source), to=HostPort.parse(to)), Expectation({"outcome": "connected"}))


def _print(paper: Paper, cluster: Cluster, judged: list[tuple[str, Diagnosis]], wrong: list[tuple[str, Diagnosis]]) -> None:
    paper.gap()
    for name, diagnosis in wrong:
        paper.title(name, "does not work")
        paper.text(diagnosis.result.why)
        _causes(paper, cluster, diagnosis)
    if not judged:
        paper.text("There is no Service here that could be judged.")
    elif not wrong:
        paper.write("  ", (paper.sign("tick"), GOOD), f" {_all(len(judged))}")
        paper.gap()
    kept = _kept(cluster)
    if kept:
        paper.text(f"Kept and not looked at: {', '.join(kept)}.", QUIET)


def _all(count: int) -> str:
    return "It works." if count == 1 else f"All {count} flows work."


def _causes(paper: Paper, diagnosis: Diagnosis) -> None:
    if not diagnosis.causes:
        paper.text("No single repair that is known here turns it, nor two or three together. `trace` shows the way.", QUIET)
    for place, cause in enumerate(diagnosis.causes[:MOST_CAUSES]):
        if place:
            paper.text("Or else:", QUIET)
        for finding in cause.findings:
            _finding(paper, finding)


def _finding(paper: Paper, finding: Finding) -> None:
    known, repair = entry(finding.fault), finding.repair
    paper.entry(paper.sign("cross"), f"{known.title} ({known.code})", label_style=BAD, style=STRONG, column=3)
    paper.entry("", f"{repair.says}.", column=3)
    paper.gap()
    paper.entry("field", f"{repair.object} {repair.field}", column=8)
    paper.entry("proof", known.proof, column=8)
    for line in commands(cluster, repair):
        paper.entry("mend", line, column=8, label_style=ACCENT)
    paper.entry("say", f"“{known.say}”", column=8, label_style=ACCENT)
    paper.gap()


def _kept(cluster: Cluster) -> list[str]:
    """The kinds that were read and are not modelled."""
    held = cluster.state.objects
    return sorted({one.kind for objects in held.values() for one in objects.values() if isinstance(one, Unmodelled)})


def _as_data(name: str, diagnosis: Diagnosis) -> dict[str, Any]:
    return {
        "what": name,
        "why": diagnosis.result.why,
        "causes": [[_finding_data(finding) for finding in cause.findings] for cause in diagnosis.causes],
    }


def _finding_data(finding: Finding) -> dict[str, Any]:
    repair = finding.repair
    return {
        "code": finding.fault,
        "title": entry(finding.fault).title,
        "object": str(repair.object),
        "field": repair.field,
        "says": repair.says,
        "repairs": [list(commands(cluster, one)) for one in finding.repairs],
    }
