"""After an answer: right or wrong, what the cluster did, why, the sentence for an interview, the source; then try, dispute, or go on."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from k8s_svc_trainer.cli import prompts
from k8s_svc_trainer.cli.desk import Desk
from k8s_svc_trainer.cli.flow import draw
from k8s_svc_trainer.cli.paper import ACCENT, BAD, GOOD, QUIET, STRONG, Paper
from k8s_svc_trainer.course import Kind, Question
from k8s_svc_trainer.course.grade import Verdict
from k8s_svc_trainer.course.telling import doing

WHERE_TO_SEND = "an issue of the k8s-svc-trainer project, with what you think is so and the page that says it"


def tell(paper: Paper, question: Question, verdict: Verdict, answer: Any) -> None:
    """Everything that an answer teaches."""
    paper.gap()
    word, _, said = verdict.first_line.partition(": ")
    style = f"{STRONG} {GOOD if verdict.right else BAD}"
    said = said if question.kind is Kind.PREDICT else said[:1].upper() + said[1:]  # a field keeps its spelling
    paper.entry(f"{word.rstrip('.')}.", said, label_style=style, style=STRONG, column=len(word) + 2)
    paper.gap()
    if verdict.trouble and verdict.trouble not in said:
        paper.text(verdict.trouble)
    if verdict.asked is not None:
        draw(paper, doing(verdict.asked.step), verdict.asked.result)
    _options(paper, verdict)
    _goals(paper, verdict)
    paper.text(question.explain)
    paper.entry("say", f"“{question.say}”", label_style=ACCENT, column=8)
    paper.entry("source", question.source, style=QUIET, column=8)
    paper.gap()


def _options(paper: Paper, verdict: Verdict) -> None:
    """What was chosen and wrong, with why one might think so; what was right and not chosen; then the others."""
    shown = [one for one in verdict.options if one.chosen != one.right]
    for one in shown:
        sign, style = (paper.sign("cross"), BAD) if one.chosen else (paper.sign("tick"), GOOD)
        paper.entry(sign, one.text, label_style=style, style=STRONG, column=3)
        if one.why and one.chosen:
            paper.entry("", one.why, column=3)
        paper.gap()


def _goals(paper: Paper, verdict: Verdict) -> None:
    if len(verdict.goals) < 2:
        return
    for goal in verdict.goals:
        sign, style = (paper.sign("tick"), GOOD) if goal.holds else (paper.sign("cross"), BAD)
        paper.entry(sign, f"{goal.name}{' (was to be kept)' if goal.kept else ''}", label_style=style, column=3)
    paper.gap()


def after(paper: Paper, desk: Desk, question: Question, verdict: Verdict, *, last: bool) -> bool:
    """Try another flow, dispute, look at all options, or go on; False where the person goes."""
    wrong = [one for one in verdict.options if not one.right and not one.chosen and one.why]
    keys = [("enter", "end" if last else "next"), ("t", "try another flow")]
    keys += [("w", "why not the others")] if wrong else []
    keys += [("c", "dispute it")]
    while True:
        match prompts.pause(paper.environment, keys):
            case "enter":
                return True
            case "t":
                _try(paper, question, verdict)
            case "w":
                for one in wrong:
                    paper.entry(paper.sign("cross"), one.text, label_style=QUIET, style=STRONG, column=3)
                    paper.entry("", str(one.why), column=3)
                paper.gap()
            case "c":
                paper.text(_dispute(desk, question))
            case _:
                return False


def _try(paper: Paper, question: Question, verdict: Verdict) -> None:
    from k8s_svc_trainer.cli.tryout import try_flow
    from k8s_svc_trainer.course.stage import cluster_of

    try_flow(paper, cluster_of(question), verdict.asked.step if verdict.asked else None)


def _dispute(desk: Desk, question: Question) -> str:
    """Save cluster, flow and version as a case file; gives where it is and where to send it."""
    from k8s_svc_trainer.cli.save import save_text
    from k8s_svc_trainer.course.stage import as_case_file
    from k8s_svc_trainer.version import VERSION

    about = f"Disputed: {question.id}, k8s-svc-trainer {VERSION}. Write into expect what you think is so."
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    path = Path(desk.environment.home) / "disputes" / f"{question.slug}-{stamp}.yaml"
    save_text(path, as_case_file(question, about=about))
    return f"Saved as {path}. Look at it, run it with `verify`, and send it to {WHERE_TO_SEND}."
