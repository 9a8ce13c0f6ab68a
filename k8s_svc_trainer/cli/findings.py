"""What is wrong with a flow, on paper and as data: the causes, each with its proof, its hop, its repair and the sentence for it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from k8s_svc_trainer.cli.lines import continued, parted
from k8s_svc_trainer.cli.paper import ACCENT, BAD, MARGIN, QUIET, STRONG, Paper
from k8s_svc_trainer.diagnosis import Diagnosis, Finding, Goal, Repair
from k8s_svc_trainer.diagnosis.catalogue import entry
from k8s_svc_trainer.diagnosis.commands import commands, patch
from k8s_svc_trainer.diagnosis.evidence import evidence
from k8s_svc_trainer.sim import Cluster

MOST_CAUSES = 3  # more than that is no answer
MOST_LINES = 14  # of one output
LABELS = 8  # columns


def draw(paper: Paper, cluster: Cluster, names: list[str], diagnosis: Diagnosis) -> None:
    """The flows that one cause breaks, what came of them, and why."""
    paper.title(names[0], "does not work")
    for name in names[1:]:
        paper.entry("and", name, column=LABELS)
    paper.text(diagnosis.result.why)
    if not diagnosis.causes:
        paper.text("No single repair that is known here turns it, nor two or three together. `trace` shows the way.", QUIET)
    for place, cause in enumerate(diagnosis.causes[:MOST_CAUSES]):
        if place:
            paper.text("Or else:", QUIET)
        for finding in cause.findings:
            _finding(paper, cluster, diagnosis.goal, finding, proof=place == 0)


def _finding(paper: Paper, cluster: Cluster, goal: Goal, finding: Finding, *, proof: bool) -> None:
    known, repair = entry(finding.fault), finding.repair
    paper.entry(paper.sign("cross"), f"{known.title} ({known.code})", label_style=BAD, style=STRONG, column=3)
    paper.entry("", f"{repair.says}.", column=3)
    paper.gap()
    paper.entry("field", f"{repair.object} {repair.field}", column=LABELS)
    paper.entry("hop", f"{finding.hop.stage}: {finding.hop.text}", column=LABELS)
    for one in evidence(cluster, goal, finding) if proof else ():
        command(paper, "proof", f"$ {one.command}")
        _output(paper, one.output)
    for which in _shown(finding):
        _repair(paper, cluster, which)
    paper.entry("say", f"“{known.say}”", column=LABELS, label_style=ACCENT)
    paper.gap()


def _output(paper: Paper, output: str) -> None:
    """What a command printed, as it is; less set in where it then fits. A line may be wider than the screen, as it is in a terminal."""
    lines = output.rstrip("\n").split("\n")
    room = paper.environment.columns - max(map(len, lines[:MOST_LINES]))
    margin = " " * (MARGIN if MARGIN <= room < MARGIN + LABELS else MARGIN + LABELS)
    for line in lines[:MOST_LINES]:
        paper.write(margin, (line, QUIET))
    if len(lines) > MOST_LINES:
        paper.write(margin, (f"({len(lines) - MOST_LINES} more lines)", QUIET))


def _shown(finding: Finding) -> list[Repair]:
    """The likeliest repair of the cluster, and the likeliest of what is asked, in the order of their likelihood."""
    mends = next((one for one in finding.repairs if one.steps and one.instead is None), None)
    asks = next((one for one in finding.repairs if one.instead is not None), None)
    return [one for one in finding.repairs if one in (mends, asks)] or list(finding.repairs[:1])


def _repair(paper: Paper, cluster: Cluster, repair: Repair) -> None:
    for merge in _patches(repair):
        _copied(paper, "patch", merge, parted)
    for line in commands(cluster, repair):
        command(paper, "mend", line)


def command(paper: Paper, label: str, text: str, label_style: str = ACCENT) -> None:
    """A command that is to be copied: in several lines where it is wider than a terminal, as a shell takes them."""
    _copied(paper, label, text, continued, label_style)


def _copied(paper: Paper, label: str, text: str, part: Callable[[str, int], list[str]], label_style: str = ACCENT) -> None:
    """A text that is to be copied, and broken only where it stays the same; in one line on plain paper."""
    room = paper.environment.width - MARGIN - LABELS - 2  # as far as a line that goes on is set in
    for place, line in enumerate([text] if paper.environment.plain else part(text, room)):
        head = "" if place else label
        paper.write(" " * MARGIN, (head.ljust(LABELS), label_style), f"  {line}" if place else line)


def _patches(repair: Repair) -> list[str]:
    found = (patch(step) for step in repair.steps)
    return [json.dumps(one, ensure_ascii=False) for one in found if one is not None]


def as_data(cluster: Cluster, name: str, diagnosis: Diagnosis) -> dict[str, Any]:
    """What is wrong with a flow, as data."""
    return {
        "what": name,
        "why": diagnosis.result.why,
        "causes": [[_finding_data(cluster, diagnosis.goal, finding) for finding in cause.findings] for cause in diagnosis.causes],
    }


def _finding_data(cluster: Cluster, goal: Goal, finding: Finding) -> dict[str, Any]:
    known, repair = entry(finding.fault), finding.repair
    return {
        "code": finding.fault,
        "title": known.title,
        "object": str(repair.object),
        "field": repair.field,
        "says": repair.says,
        "hop": {"stage": str(finding.hop.stage), "at": finding.hop.at, "object": finding.hop.object, "text": finding.hop.text},
        "evidence": [{"command": one.command, "output": one.output} for one in evidence(cluster, goal, finding)],
        "repairs": [
            {"commands": list(commands(cluster, one)), "patches": [merge for step in one.steps if (merge := patch(step)) is not None]}
            for one in finding.repairs
        ],
        "say": known.say,
    }
