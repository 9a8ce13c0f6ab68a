"""What an exam came to: the score, the sections, what was taken for true, what to read, what comes back. Numbers are `study`'s."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import partial

from k8s_svc_trainer.cli import leaves, prompts
from k8s_svc_trainer.cli.amounts import many, when
from k8s_svc_trainer.cli.desk import Desk
from k8s_svc_trainer.cli.exam import subject
from k8s_svc_trainer.cli.feedback import sentence
from k8s_svc_trainer.cli.lines import cut
from k8s_svc_trainer.cli.paper import ACCENT, BAD, GOOD, QUIET, STRONG, Paper
from k8s_svc_trainer.cli.stats import bar
from k8s_svc_trainer.cli.summary import NO_MORE_THAN
from k8s_svc_trainer.cli.timer import clock
from k8s_svc_trainer.course import UnknownItem
from k8s_svc_trainer.course.grade import BadAnswer, grade
from k8s_svc_trainer.study.exam import Exam
from k8s_svc_trainer.study.gaps import Cause, Marked, Result

IN_WORDS: Mapping[Cause, str] = {
    Cause.BELIEF: "a wrong option was taken for true",
    Cause.PART: "right as far as it went, and not all of it",
    Cause.OTHER: "typed, ordered or mended otherwise than it is",
    Cause.UNANSWERED: "not answered",
}
BAR = 12


def show(paper: Paper, desk: Desk, found: Result, *, paged: bool) -> None:
    """The whole report; `paged` waits where a part no longer fits on the screen."""
    parts: list[tuple[str, leaves.Part]] = [("the score", partial(_score, found=found, desk=desk))]
    if len(found.sections) > 1:
        parts.append(("the sections", partial(_sections, found=found, desk=desk)))
    told = [one for one in found.missed if one.answered]
    titles = {Cause.BELIEF: "What you took for true", Cause.PART: "Almost", Cause.OTHER: "Otherwise than you said"}
    for cause, title in titles.items():
        group = [one for one in told if one.cause is cause]
        for place, one in enumerate(group):
            parts.append((title.lower() if place == 0 else "more", partial(_gap, one=one, title=title if place == 0 else "")))
    if found.read or any(one.comes_back for one in found.marked):
        parts.append(("what to read", partial(_next, found=found, desk=desk)))
    leaves.put(paper, parts, paged=paged)


def _score(paper: Paper, *, found: Result, desk: Desk) -> None:
    paper.gap()
    if found.lesson is None:
        paper.title("Exam", f"{found.percent} %")
    else:
        paper.title("Test out", _title(desk, found.lesson))
        _passed(paper, found)
    taken = f"{clock(found.seconds)} of {many(found.minutes, 'minute')}"
    points = f"{found.points:.3g} of {many(found.questions, 'point')}"
    paper.entry("score", f"{points}, {found.right} right", column=10)
    paper.entry("answered", f"{found.answered} of {many(found.questions, 'question')}, in {taken}", column=10)
    flagged = [one for one in found.marked if one.flagged]
    if flagged:
        paper.entry("flagged", f"{len(flagged)}, of these {sum(one.right for one in flagged)} right", column=10)
    longest = max(found.marked, key=lambda one: one.seconds)
    if len(found.marked) > 1 and longest.seconds >= 1:
        asked = longest.prompt.strip().split("\n")[0]
        room = paper.environment.width - 24
        short = cut(asked, room)
        paper.entry("longest", f"{clock(longest.seconds)}  {short}", column=10)
    if found.causes:
        paper.gap()
        paper.write("  ", ("The gaps by cause", STRONG))
        for cause, count in found.causes.items():
            paper.entry(str(count), IN_WORDS[cause], column=4)
    paper.gap()


def _passed(paper: Paper, found: Result) -> None:
    """Whether a section was tested out, and what is missing where it was not."""
    if found.passed:
        paper.text(f"Passed: {found.right} of {found.questions} right. This section counts as known.", f"{STRONG} {GOOD}")
    else:
        short = (found.needed or 0) - found.right
        paper.text(f"Not yet: {found.right} of {found.questions} right, {found.needed} are needed; {short} missing.", STRONG)


def _sections(paper: Paper, *, found: Result, desk: Desk) -> None:
    paper.write("  ", ("Sections, the weakest first", STRONG))
    room = max(18, paper.environment.width - BAR - 18)
    for part in found.sections:
        title = _title(desk, part.lesson)
        short = cut(title, room - 1)
        paper.write("  ", short.ljust(room), *bar(paper, part.points / part.of, BAR), (f"  {part.points:.2g} of {part.of}", QUIET))
    paper.gap()


def _gap(paper: Paper, *, one: Marked, title: str) -> None:
    """One question that brought less than its point: what was said, why one might think so, and what to say."""
    if title:
        paper.write("  ", (title, STRONG))
        paper.gap()
    paper.entry("", one.prompt.strip().split("\n")[0], style=QUIET, column=3)
    worth = f" ({one.credit:.2g} of 1)" if one.credit else ""
    if one.beliefs:
        for belief in one.beliefs:
            paper.entry(paper.sign("cross"), belief.text, label_style=BAD, column=3)
            paper.entry("", f"{sentence(belief.why).rstrip('.')}.", column=3)
    elif one.answer:
        paper.entry(paper.sign("cross"), f"{one.answer.rstrip('.')}.{worth}", label_style=BAD, column=3)
        if one.missing:
            paper.entry("", f"Not marked: {' '.join(one.missing)}", column=3)
        else:
            paper.entry("", sentence(one.so), column=3)
    else:
        paper.entry(paper.sign("cross"), sentence(one.so), label_style=BAD, column=3)
    paper.entry(paper.sign("tick"), one.say, label_style=GOOD, column=3)
    paper.gap()


def _next(paper: Paper, *, found: Result, desk: Desk) -> None:
    if found.read:
        paper.write("  ", ("Read", STRONG))
        for page in found.read:
            title = _title(desk, page.lesson).partition(":")[0]
            words = f"{title}, the page “{page.page}”" if page.page else title
            paper.entry(f"learn {_named(page.lesson)}", f"{words}: {many(page.gaps, 'gap')}", column=10, label_style=ACCENT)
        paper.gap()
    missed, rest = returns(found.missed), returns(one for one in found.marked if one.right)
    if missed or rest:
        said = [*([f"What was missed comes back: {missed}."] if missed else []), *([f"The rest: {rest}."] if rest else [])]
        paper.text(" ".join(said), QUIET)
    open_ = found.causes.get(Cause.UNANSWERED, 0)
    if open_:
        are = "is no evidence, and stays" if open_ == 1 else "are no evidence, and stay"
        paper.text(f"{many(open_, 'question')} without an answer {are} as before.", QUIET)


def _named(lesson: str) -> str:
    """How a lesson is called on the command line: by its number, where it is the course's own."""
    return lesson if ":" in lesson else lesson.partition("-")[0].lstrip("0")


def returns(marked: Iterable[Marked]) -> str:
    """When the questions of the paper come back, the soonest first."""
    now = datetime.now(UTC)
    due = sorted(one.comes_back for one in marked if one.comes_back is not None)
    times = Counter(when(moment - now) for moment in due)
    shown = [f"{count} {time}" for time, count in list(times.items())[:NO_MORE_THAN]]
    rest = len(due) - sum(list(times.values())[:NO_MORE_THAN])
    return f"{', '.join(shown)}{f', {rest} later' if rest else ''}"


def _title(desk: Desk, lesson: str) -> str:
    """What a lesson is called; one that the course no longer has goes by its name."""
    try:
        return desk.lesson_title(lesson)
    except UnknownItem:
        return lesson


def after(paper: Paper, desk: Desk, exam: Exam) -> None:
    """Done, or through the missed questions one by one, as a quiz would have told them."""
    missed = [place for place, mark in enumerate(exam.held.marks) if mark.answered and not _right(exam, place)]
    if missed and prompts.pause(paper.environment, [("enter", "done"), ("w", "what was missed, one by one")], back="") == "w":
        for number, place in enumerate(missed, 1):
            if not _tell(paper, desk, exam, place, f"Missed {number} of {len(missed)}", last=number == len(missed)):
                return


def _right(exam: Exam, place: int) -> bool:
    return exam.held.result is not None and exam.held.result.marked[place].right


def _tell(paper: Paper, desk: Desk, exam: Exam, place: int, title: str, *, last: bool) -> bool:
    from k8s_svc_trainer.cli import feedback

    mark = exam.held.marks[place]
    question = desk.pack.question(exam.items[place].id, seed=exam.question_seed(place))
    try:
        verdict = grade(question, mark.answer)
    except BadAnswer:
        return True

    def asked(page: Paper) -> None:
        page.gap()
        page.title(title, subject(question.lesson))
        page.text(question.prompt, STRONG)
        for line in mark.said:
            page.entry("you", line, column=5)

    paper.fresh()
    asked(paper)
    near = feedback.tell_fitting(paper, question, verdict, asked, returns="")
    return feedback.after(paper, desk, question, verdict, last=last, near=near)
