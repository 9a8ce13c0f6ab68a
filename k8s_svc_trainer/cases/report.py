"""What `verify` found: the object that `--json` prints, and the text for a person.

Decides the words of a report, not what is right. Must not read files or print.
"""

import json
from collections.abc import Iterable
from typing import Any

import msgspec

from k8s_svc_trainer.cases.contain import show
from k8s_svc_trainer.cases.faults import Faults, Gather, printable
from k8s_svc_trainer.cases.parse import parse
from k8s_svc_trainer.cases.run import StepResult, run_case
from k8s_svc_trainer.cases.steps import CaseFile


class Row(msgspec.Struct, frozen=True, gc=False):
    """One step of one case of one file."""

    file: str
    case: str
    outcome: StepResult


class Report(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What came of case files.

    `cases` counts the cases, `steps` all steps that were done, those without an expectation too; `rows` are the steps that have an
    expectation, and every one that failed.
    """

    cases: int
    steps: int
    rows: tuple[Row, ...]

    @property
    def failed(self) -> int:
        """How many steps failed."""
        return sum(not row.outcome.ok for row in self.rows)

    @property
    def ok(self) -> bool:
        """Whether every expectation holds and every step could be done."""
        return self.failed == 0

    def plain(self) -> dict[str, Any]:
        """The object that `verify --json` prints."""
        rows = [_plain_row(row) for row in self.rows]
        return {"cases": self.cases, "steps": self.steps, "failed": self.failed, "results": rows}

    def json(self) -> str:
        """`plain()` as JSON, on one line."""
        return json.dumps(self.plain(), ensure_ascii=False, separators=(", ", ": "))

    def text(self) -> str:
        """The failed steps, then one line of counts. Nothing in it can be obeyed by a terminal."""
        parts = [_failure(row) for row in self.rows if not row.outcome.ok]
        return "\n".join([*parts, _counts(self)])


def verify(files: Iterable[tuple[str, str | bytes]]) -> Report:
    """Run the case files, each given by its name and text.

    Raises Faults, of all files together, when one is not a case file or starts with an object that is refused.
    """
    gather, parsed = Gather(), []
    for file, text in files:
        try:
            parsed.append((file, parse(text, file=file)))
        except Faults as faults:
            _keep(gather, faults)
    gather.done()
    reports = [_run(file, case_file, gather) for file, case_file in parsed]
    gather.done()
    rows = tuple(row for report in reports for row in report.rows)
    return Report(cases=sum(report.cases for report in reports), steps=sum(report.steps for report in reports), rows=rows)


def _run(file: str, case_file: CaseFile, gather: Gather) -> Report:
    rows: list[Row] = []
    steps = 0
    for case in case_file.cases:
        try:
            outcomes = run_case(case_file, case)
        except Faults as faults:
            _keep(gather, faults)
            continue
        steps += len(outcomes)
        rows += [Row(file, case.name, one) for one in outcomes if one.expected is not None or not one.ok]
    return Report(cases=len(case_file.cases), steps=steps, rows=tuple(rows))


def _keep(gather: Gather, faults: Faults) -> None:
    """An object of the file that is refused is refused in every case: once is enough."""
    for fault in faults.faults:
        if fault not in gather.faults:
            gather.add(fault)


def _plain_row(row: Row) -> dict[str, Any]:
    one = row.outcome
    return {
        "file": row.file,
        "case": row.case,
        "step": one.index,
        "ok": one.ok,
        "expected": one.expected,
        "actual": one.actual,
        "why": one.why,
    }


def _failure(row: Row) -> str:
    one = row.outcome
    named = f" ({one.step.name})" if one.step.name else ""
    place = one.step.at.node
    line = f":{place.line}" if place else ""
    lines = [printable(f"{row.file}{line}: {row.case}: step {one.index}, {one.step.kind}{named}")]
    if one.mismatch:
        lines += [f"  expected: {show(one.expected)}", f"  actual:   {show(one.actual)}", f"  {printable(one.mismatch.message)}"]
    lines.append(f"  why: {printable(one.why)}")
    return "\n".join(lines)


def _counts(report: Report) -> str:
    return f"{_many(report.cases, 'case')}, {_many(report.steps, 'step')}, {report.failed} failed"


def _many(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
