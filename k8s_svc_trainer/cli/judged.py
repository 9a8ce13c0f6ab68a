"""An interviewer's feedback on the screen: covered, missed and wrong, each with the candidate's own words; its build and its length."""

from __future__ import annotations

from k8s_svc_trainer.cli.paper import ACCENT, BAD, GOOD, QUIET, STRONG, Paper
from k8s_svc_trainer.interview.feedback import PARTS, Feedback

SHORT, LONG = 30, 150  # seconds in which a spoken answer is neither thin nor a lecture


def show(paper: Paper, found: Feedback, *, before: int | None = None) -> None:
    """All of it; `before` is the score of the attempt before this one."""
    change = "" if before is None else f" ({found.grade.score - before:+d})"
    paper.gap()
    paper.title(f"{found.grade.score} of 10{change}", f"{found.words} words, about {found.seconds} seconds")
    for wrong in found.wrong:
        paper.entry(paper.sign("cross"), f"“{wrong.words}”", label_style=BAD, style=STRONG, column=3)
        paper.entry("", wrong.misconception.instead or f"It is not so that: {wrong.misconception.text}", column=3)
    for covered in found.covered:
        sign, style = ("tick", GOOD) if covered.worth == 1 else ("dot", ACCENT)
        paper.entry(paper.sign(sign), covered.point.text, label_style=style, column=3)
        said = f"“{covered.words}”" if covered.words else "by your own word"
        paper.entry("", said if covered.worth == 1 else f"only touched on: {said}", style=QUIET, column=3)
    for point in found.missed:
        paper.entry(paper.sign("open"), point.text, label_style=QUIET, style=QUIET, column=3)
    paper.gap()
    for advice in _advice(found):
        paper.entry(paper.sign("here"), advice, column=3, label_style=ACCENT)
    paper.gap()


def _advice(found: Feedback) -> list[str]:
    advice = [f"{part}: {PARTS[part]}" for part in found.lacks]
    if found.seconds < SHORT:
        advice.append("length: an interviewer waits for one to two minutes")
    elif found.seconds > LONG:
        advice.append("length: after two minutes they stop listening; say less")
    return advice


def show_model(paper: Paper, text: str, level: str, found: Feedback) -> None:
    """The model answer of a level, and what it adds."""
    paper.gap()
    paper.title(f"A {level} would say")
    paper.text(text)
    if found.adds:
        paper.write("  ", ("What it adds to yours", STRONG))
        for point in found.adds:
            paper.entry(paper.sign("here"), point.text, column=3)
        paper.gap()
