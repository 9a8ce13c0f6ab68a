"""exam: a paper over the sections by the clock, without a verdict until its end; and a test of one section, to have it known.

Every key is saved: Ctrl-C, a closed window or a power cut cost nothing but the seconds since the clock was last told. What an exam came to
is drawn by `exam_report`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import Enum, auto

import msgspec

from k8s_svc_trainer.cli import asking, data, door, prompts
from k8s_svc_trainer.cli.amounts import many
from k8s_svc_trainer.cli.desk import Desk, sit_down
from k8s_svc_trainer.cli.environment import Environment
from k8s_svc_trainer.cli.lines import cut
from k8s_svc_trainer.cli.paper import ACCENT, QUIET, STRONG, Paper
from k8s_svc_trainer.cli.quiz import LEVELS
from k8s_svc_trainer.cli.timer import Countdown, clock
from k8s_svc_trainer.course import Question, present
from k8s_svc_trainer.store import StoreFault
from k8s_svc_trainer.study import Item
from k8s_svc_trainer.study.exam import TEST_OUT, Exam, Mark, last_result
from k8s_svc_trainer.study.papers import hardest, minutes_for, needed, paper

LETTERS = "abcdegijkmqrs"  # what is left beside the keys of an exam
LEAVES = (prompts.ENDS, "")
KEYS = (("n", "next"), ("p", "previous"), ("f", "flag"), ("l", "list"), ("o", "the cluster"), LEAVES)
BESIDE = 11  # columns of a row of the list that are neither its text nor its state
RULES = (
    "No verdict until the end. Skip what you do not know yet, flag what you doubt, change what you like.",
    "The clock stands while you are away.",
)


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What kind of exam: how long, over which topic, by which seed."""

    minutes: int = 45
    topic: str | None = None
    seed: int | None = None


class Step(Enum):
    """What comes next."""

    QUESTION = auto()
    LIST = auto()
    PAUSE = auto()
    CONFIRM = auto()
    OVER = auto()  # the clock has run out
    DONE = auto()
    LEFT = auto()


def run(environment: Environment, wanted: Wanted) -> int:
    """Sit an exam, or go on with one that was left."""
    _need_terminal(environment)
    with sit_down(environment) as desk:
        paper_of(desk, wanted, 0)  # an unknown topic is told first
        sit(Paper(environment), desk, wanted)
    return door.DONE


def test_out(environment: Environment, lesson: str) -> int:
    """Test one section, to have it known."""
    _need_terminal(environment)
    with sit_down(environment) as desk:
        test(Paper(environment), desk, desk.find_lesson(lesson))
    return door.DONE


def show_last(environment: Environment, *, json: bool) -> int:
    """Print what the last exam came to."""
    with sit_down(environment) as desk:
        found = last_result(desk.store)
        if found is None:
            raise door.Refused("no exam was handed in yet; `exam` begins one")
        if json:
            data.put(environment, found)
        else:
            from k8s_svc_trainer.cli import exam_report

            exam_report.show(Paper(environment), desk, found, paged=False)
    return door.DONE


def subject(lesson: str) -> str:
    """What a lesson is about, by its id without pack and number."""
    return lesson.rpartition(":")[2].partition("-")[2].replace("-", " ")


def _need_terminal(environment: Environment) -> None:
    if not environment.interactive:
        raise door.Refused("an exam asks questions and needs a terminal; `exam --last --json` prints what the last one came to")


def sit(page: Paper, desk: Desk, wanted: Wanted) -> bool:
    """An exam over the sections; whether it was handed in, so that what it came to stands on the screen."""
    left = Exam.resume(desk.store, desk.items)
    if left is not None:
        match _go_on(page, left, "Exam"):
            case None:
                return False
            case "enter":
                return Hall(page, desk, left).hold()
    seed = wanted.seed if wanted.seed is not None else int(datetime.now(UTC).timestamp())
    items = paper_of(desk, wanted, seed)
    sections = len({item.lesson for item in items})
    page.fresh()
    page.gap()
    page.title("Exam", f"{many(wanted.minutes, 'minute')}, seed {seed}")
    page.text(f"{many(len(items), 'question')} over {many(sections, 'section')}.", STRONG)
    if not _agrees(page, "begin"):
        return False
    made = Exam.start(desk.store, items, datetime.now(UTC), minutes=wanted.minutes, seed=seed, topic=wanted.topic)
    return Hall(page, desk, made).hold()


def test(page: Paper, desk: Desk, lesson: str) -> bool:
    """A test of one section; whether it was handed in. Raises Refused for a section without questions."""
    title = desk.lesson_title(lesson)
    left = Exam.resume(desk.store, desk.items, kind=TEST_OUT)
    if left is not None and left.held.lesson == lesson:
        match _go_on(page, left, title):
            case None:
                return False
            case "enter":
                return Hall(page, desk, left).hold()
    seed = int(datetime.now(UTC).timestamp())
    items = hardest(desk.items, desk.store.cards(), lesson, seed=seed)
    if not items:
        raise door.Refused(f"{lesson} has no questions, so it cannot be tested out")
    minutes = minutes_for(items)
    page.fresh()
    page.gap()
    page.title("Test out", title)
    page.text(f"Its {many(len(items), 'hardest question')}: with {needed(len(items))} right it counts as known. {minutes} minutes.", STRONG)
    if lesson in desk.store.known(desk.pack.name):
        page.text("It is known already; nothing is lost by another try.", QUIET)
    if not _agrees(page, "begin"):
        return False
    made = Exam.start(desk.store, items, datetime.now(UTC), minutes=minutes, seed=seed, kind=TEST_OUT, lesson=lesson)
    return Hall(page, desk, made).hold()


def paper_of(desk: Desk, wanted: Wanted, seed: int) -> tuple[Item, ...]:
    """The questions of an exam. Raises UnknownTopic, and Refused where none fits."""
    items = paper(desk.items, minutes=wanted.minutes, seed=seed, topic=wanted.topic)
    if not items:
        raise door.Refused(f"no question fits into {many(wanted.minutes, 'minute')}")
    return items


def _agrees(page: Paper, what: str) -> bool:
    for rule in RULES:
        page.text(rule, QUIET)
    return prompts.pause(page.environment, [("enter", what)]) is not None


def _go_on(page: Paper, left: Exam, title: str) -> str | None:
    """An exam that was left: `enter` goes on with it, `n` gives it up; None goes back."""
    page.fresh()
    page.gap()
    page.title(title, f"seed {left.seed}")
    page.text(f"You left one at question {left.place + 1} of {len(left.items)}, with {clock(left.left)} on the clock.", STRONG)
    page.text(f"{left.answered} answered, {left.flagged} flagged. A new one gives this one up, with its answers.", QUIET)
    return prompts.pause(page.environment, [("enter", "go on"), ("n", "a new one instead")])


# --- one sitting --------------------------------------------------------------------------------------------------


class Hall:
    """One sitting: the page, the desk, the exam and its clock."""

    def __init__(self, page: Paper, desk: Desk, exam: Exam) -> None:
        self.page, self.desk, self.exam = page, desk, exam
        self.untold = 0.0  # seconds that are not kept yet
        self.asking = False  # whether a question is on the screen: its seconds are counted too
        self.timer = Countdown(60.0 * exam.held.minutes, exam.held.spent, keep=self._spend)

    def _spend(self, seconds: float) -> None:
        """Keep what went by; where the store cannot be written now, with the next that does, which tells the person if it still cannot."""
        self.untold += seconds
        try:
            self.exam.spend(self.untold, datetime.now(UTC), here=self.asking)
        except StoreFault:
            return
        self.untold = 0.0

    def hold(self) -> bool:
        """Until it is handed in, or left: whether it was handed in."""
        step = Step.OVER if self.timer.over() else Step.QUESTION
        steps = {Step.QUESTION: self._question, Step.LIST: self._list, Step.PAUSE: self._pause, Step.CONFIRM: self._confirm}
        try:
            while step in steps:
                step = steps[step]()
        finally:
            self.timer.stop()
        if step is Step.LEFT:
            how = f"exam --test-out {self.exam.held.lesson}" if self.exam.held.lesson else "exam"
            self.page.fresh()
            self.page.gap()
            self.page.title(self._kind, self.timer.said())
            self.page.text(f"All is kept, and the clock stands: `k8s-svc-trainer {how}` goes on at question {self.exam.place + 1}.")
            return False
        self._end(over=step is Step.OVER)
        return True

    @property
    def _kind(self) -> str:
        return "Test out" if self.exam.held.lesson else "Exam"

    def _question(self) -> Step:
        """The question on the screen, until it is answered or another is wanted."""
        exam, page = self.exam, self.page
        question = self.desk.pack.question(exam.items[exam.place].id, seed=exam.question_seed(exam.place))
        shown = present(question, exam.question_seed(exam.place))
        page.fresh()
        self._head(question, exam.mark)
        self.timer.go()
        keys = Keys(self, question)
        begun = asking.Begun(exam.mark.answer, exam.mark.begun)
        self.asking = True
        answer = asking.take(page, question, shown, keys, begun)
        self.timer.tell()
        self.asking = False
        if answer is None:
            exam.begin(begun.part, datetime.now(UTC))
            return self.turn(keys.by) if keys.by else keys.went or Step.PAUSE
        exam.answer(answer, asking.said(answer, shown), datetime.now(UTC))
        return Step.OVER if self.timer.over() else self.turn(1)

    def turn(self, by: int) -> Step:
        """To a neighbour; after the last comes the list, before the first the last."""
        exam = self.exam
        if exam.place + by >= len(exam.items):
            return Step.LIST
        exam.go(exam.place + by, datetime.now(UTC))
        return Step.QUESTION

    def _head(self, question: Question, mark: Mark) -> None:
        page, exam = self.page, self.exam
        flag = f" {page.sign('dot')} flagged" if mark.flagged else ""
        page.gap()
        page.title(
            f"Question {exam.place + 1} of {len(exam.items)}{flag}",
            f"{subject(question.lesson)} {page.sign('dot')} {LEVELS[question.level]}",
        )
        page.text(question.prompt, STRONG)
        if question.since:
            page.text(f"Kubernetes {question.since} and later.", QUIET)
        if mark.answered:
            for place, line in enumerate(mark.said or ("the manifests, as you left them",)):
                page.entry("" if place else "yours", line, label_style=ACCENT, column=7)
            page.gap()

    def _list(self) -> Step:
        """All questions with what became of them; one is chosen, or the paper handed in."""
        exam, page = self.exam, self.page
        page.fresh()
        page.gap()
        page.title(self._kind, f"{exam.answered} of {len(exam.items)} answered, {exam.flagged} flagged")
        self.timer.go()
        rows = [self._row(place, mark) for place, mark in enumerate(exam.held.marks)]
        keys = [("h", "hand in"), LEAVES]
        here = [str(exam.place + 1)]
        answer = prompts.choose(page.environment, rows, further=keys, back="pause", marked=here, timer=self.timer, above=page.used)
        self.timer.tell()
        match answer:
            case prompts.Picked():
                exam.go(int(answer.key) - 1, datetime.now(UTC))
                return Step.QUESTION
            case prompts.Pressed("h"):
                return Step.CONFIRM
            case prompts.Pressed(prompts.ENDS):
                return Step.LEFT
            case prompts.Pressed():
                return Step.OVER
            case prompts.Back():
                return Step.PAUSE

    def _row(self, place: int, mark: Mark) -> prompts.Row:
        prompt = " ".join(self.desk.pack.question(self.exam.items[place].id, seed=self.exam.question_seed(place)).prompt.split())
        state = "answered" if mark.answered else "begun" if mark.begun else "open"
        aside = f"{'flagged, ' if mark.flagged else ''}{state}"
        room = self.page.environment.width - len(aside) - BESIDE
        text = cut(prompt, room)
        return prompts.Row(key=str(place + 1), text=text, aside=aside)

    def _pause(self) -> Step:
        """The clock stands and the question is hidden."""
        self.timer.stop()
        self.page.fresh()
        self.page.gap()
        self.page.title("Paused", self.timer.said())
        exam = self.exam
        self.page.text(f"{exam.answered} of {len(exam.items)} answered, {exam.flagged} flagged. The clock stands.")
        key = prompts.pause(self.page.environment, [("enter", "go on"), ("l", "list"), ("h", "hand in"), LEAVES], back="leave")
        return {"enter": Step.QUESTION, "l": Step.LIST, "h": Step.CONFIRM}.get(key or "", Step.LEFT)

    def _confirm(self) -> Step:
        """Say what is open before it is handed in; the clock stands."""
        exam, page = self.exam, self.page
        self.timer.stop()
        left = len(exam.items) - exam.answered
        page.fresh()
        page.gap()
        page.title("Hand in?", self.timer.said())
        without = f"{many(left, 'question')} {'has' if left == 1 else 'have'} no answer yet" if left else "Every question has an answer"
        flagged = {0: "none is", 1: "1 is"}.get(exam.flagged, f"{exam.flagged} are")
        page.text(f"{without}, {flagged} flagged.")
        page.text("Then come the verdicts, and nothing can be changed any more.", QUIET)
        key = "h" if left or exam.flagged else "enter"  # Enter is pressed without a thought
        wants = prompts.pause(page.environment, [(key, "hand in"), LEAVES], back="back to the list")
        return {key: Step.DONE, prompts.ENDS: Step.LEFT}.get(wants or "", Step.LIST)

    def _end(self, *, over: bool) -> None:
        from k8s_svc_trainer.cli import exam_report
        from k8s_svc_trainer.cli.marking import marker

        self.page.fresh()
        if over:
            self.page.text("Time is up: the paper is handed in as it is.", STRONG)
        result = self.exam.hand_in(marker(self.desk), datetime.now(UTC))
        exam_report.show(self.page, self.desk, result, paged=True)
        exam_report.after(self.page, self.desk, self.exam)


class Keys:
    """What the keys of an exam do beside an answer: hints are off."""

    def __init__(self, hall: Hall, question: Question) -> None:
        self.hall, self.question = hall, question
        self.by = 0
        self.went: Step | None = None
        self.ways = asking.Ways(keys=KEYS, typed=(("!", "the cluster"),), letters=LETTERS, turns=True, back="pause", timer=hall.timer)

    def pressed(self, key: str) -> bool:
        """Flag, show the cluster, or turn away; whether the question goes on."""
        match key:
            case "o" | "!":
                asking.objects(self.hall.page, self.question)
            case "f":
                self.hall.exam.flag(datetime.now(UTC))
                self.went = Step.QUESTION  # drawn again, with its flag
            case "n":
                self.by = 1
            case "p":
                self.by = -1
            case "l":
                self.went = Step.LIST
            case prompts.ENDS:
                self.went = Step.LEFT
            case prompts.HAPPENED:
                self.went = Step.OVER
        return self.went is None and not self.by
