"""An interviewer's feedback on the screen: covered, missed and wrong, each with the candidate's own words; its build and its length."""

from __future__ import annotations

from collections.abc import Sequence

from k8s_svc_trainer.cli.amounts import many
from k8s_svc_trainer.cli.paper import ACCENT, BAD, GOOD, QUIET, STRONG, Paper
from k8s_svc_trainer.course import Misconception, Point
from k8s_svc_trainer.interview.feedback import PARTS, UNHEARD, Feedback, Wrong

SHORT, LONG = 30, 150  # seconds in which a spoken answer is neither thin nor a lecture
ADVICE = 14  # the column in which advice begins


def show(paper: Paper, found: Feedback, *, before: int | None = None, reveal: bool = True) -> None:
    """All of it; `before` is the score of the attempt before this one. What was missed is counted only, unless it is to be revealed."""
    change = "" if before is None else f" ({found.grade.score - before:+d})"
    paper.gap()
    paper.title(f"{found.grade.score} of 10{change}", f"{many(found.words, 'word')}, about {many(found.seconds, 'second')}")
    show_wrong(paper, found.wrong)
    for covered in found.covered:
        sign, style = ("tick", GOOD) if covered.worth == 1 else ("dot", ACCENT)
        paper.entry(paper.sign(sign), covered.point.text, label_style=style, column=3)
        said = f"“{covered.words}”" if covered.words else "by your own word"
        paper.entry("", said if covered.worth == 1 else f"only touched on: {said}", style=QUIET, column=3)
    if reveal:
        show_missed(paper, found.missed)
    elif found.missed:
        paper.entry(paper.sign("open"), f"{many(len(found.missed), 'point')} not made yet", label_style=QUIET, style=QUIET, column=3)
    advice = _advice(found)
    if advice:
        paper.gap()
    for part, says in advice:
        paper.entry(part, says, column=ADVICE, label_style=ACCENT)
    paper.gap()


def show_wrong(paper: Paper, wrong: Sequence[Wrong]) -> None:
    """What was said wrongly, and what to say in its place."""
    for one in wrong:
        paper.entry(paper.sign("cross"), f"“{one.words}”", label_style=BAD, style=STRONG, column=3)
        paper.entry("", instead(one.misconception), column=3)


def instead(misconception: Misconception) -> str:
    """What to say in place of a misconception."""
    return misconception.instead or f"Not so: {misconception.text}"


def show_missed(paper: Paper, missed: Sequence[Point]) -> None:
    """The points that were not made."""
    for point in missed:
        paper.entry(paper.sign("open"), point.text, label_style=QUIET, style=QUIET, column=3)


def _advice(found: Feedback) -> list[tuple[str, str]]:
    advice = [UNHEARD[found.grade.unheard]] if found.grade.unheard else []
    advice += [(part, PARTS[part]) for part in found.lacks]
    if found.seconds < SHORT:
        advice.append(("length", "an interviewer waits for one to two minutes"))
    elif found.seconds > LONG:
        advice.append(("length", "after two minutes they stop listening; say less"))
    return advice


def show_model(paper: Paper, text: str, level: str, found: Feedback) -> None:
    """The model answer of a level, and what it adds."""
    if paper.environment.plain:  # what was typed stands above; elsewhere an empty line does
        paper.gap()
    paper.title(f"A {level} would say")
    paper.text(text)
    if found.adds:
        paper.write("  ", ("What it adds to yours", STRONG))
        for point in found.adds:
            paper.entry(paper.sign("here"), point.text, column=3)
        paper.gap()
