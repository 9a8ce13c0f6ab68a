"""learn: a lesson, one section a screen; each mechanism is run before the reader's eyes, and the reader may try another flow."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial

from k8s_svc_trainer.cli import door, leaves, prompts
from k8s_svc_trainer.cli.amounts import many
from k8s_svc_trainer.cli.desk import Desk, sit_down
from k8s_svc_trainer.cli.environment import Environment
from k8s_svc_trainer.cli.flow import draw
from k8s_svc_trainer.cli.paper import ACCENT, QUIET, STRONG, Paper
from k8s_svc_trainer.cli.showing import show_step
from k8s_svc_trainer.cli.tryout import try_flow
from k8s_svc_trainer.course import Lesson, Section
from k8s_svc_trainer.course.kinship import by_section
from k8s_svc_trainer.course.show import ShowResult, run_show
from k8s_svc_trainer.course.telling import doing
from k8s_svc_trainer.store import Place
from k8s_svc_trainer.study import Session

BACK = ("p", "page back")
KEYS = (("w", "why: every hop"), ("t", "try another flow"))  # of what was run
TEST_OUT = ("t", "test out")
WAITING = ("", "one question", "two questions")


def run(environment: Environment, lesson: str | None) -> int:
    """Read one lesson, or choose among them; without a terminal a lesson is printed from end to end."""
    paper = Paper(environment)
    with sit_down(environment, forgetful=not environment.interactive) as desk:
        if lesson is None and not environment.interactive:
            _list(paper, desk)
        elif lesson is None:
            shelf(paper, desk)
        elif environment.interactive:
            read(paper, desk, desk.find_lesson(lesson))
        else:
            _print(paper, desk, desk.find_lesson(lesson))
    return door.DONE


def shelf(paper: Paper, desk: Desk) -> None:
    """Choose a lesson and read it."""
    places, known = desk.store.places(desk.pack.name), desk.store.known(desk.pack.name)
    lessons = [desk.pack.lesson(name) for name in desk.pack.lesson_ids]
    asides = [f"{'known, ' if lesson.id in known else ''}{_state(lesson, places)}" for lesson in lessons]
    rows = [prompts.Row(key=str(number + 1), text=lesson.title, aside=asides[number]) for number, lesson in enumerate(lessons)]
    read_so_far = sum(lesson.id in places and places[lesson.id].finished is not None for lesson in lessons)
    knows = f", {len(known)} known" if known else ""
    head = partial(paper.head, "Learn", f"{read_so_far} of {len(lessons)} read{knows}")
    match prompts.choose_below(paper, head, rows, further=[TEST_OUT]):
        case prompts.Picked(keys):
            read(paper, desk, desk.pack.lesson_ids[int(keys[0]) - 1])
        case prompts.Pressed(_, row):
            _test_out(paper, desk, row)


def _test_out(paper: Paper, desk: Desk, row: str) -> None:
    """Test the lesson of a row; on plain paper, where no row has a pointer, the line names it: `t 3`."""
    from k8s_svc_trainer.cli import exam

    if not row:
        paper.text("Say which one: t and its number, such as t 3.")
    elif exam.test(paper, desk, desk.pack.lesson_ids[int(row) - 1]) and not paper.environment.plain:
        prompts.pause(paper.environment, [("enter", "done")], back="")


def _state(lesson: Lesson, places: Mapping[str, Place]) -> str:
    """How far a lesson was read, or how long it takes."""
    place = places.get(lesson.id)
    if place is None:
        return f"{lesson.minutes} min"
    ids = [section.id for section in lesson.sections]
    at = ids.index(place.section) + 1 if place.section in ids else 1
    return "read" if place.finished else f"page {at} of {len(ids)}"


def read(paper: Paper, desk: Desk, name: str, *, closes: bool = True, asks: Collection[str] | None = None) -> bool:
    """A lesson from where it was left, page by page; the place is kept at each. Whether it was read to its end, which `closes` may tell.

    `asks`: the questions that its pages may ask; None for any, as many as there are.
    """
    lesson = desk.pack.lesson(name)
    place = desk.store.places(desk.pack.name).get(name)
    ids = [section.id for section in lesson.sections]
    page = ids.index(place.section) if place and place.section in ids and not place.finished else 0
    while page < len(ids):
        desk.store.save_place(desk.pack.name, name, ids[page], datetime.now(UTC))
        step = _page(paper, desk, lesson, page, asks)
        if step is None:
            return False
        page = max(0, page + step)
    desk.store.save_place(desk.pack.name, name, ids[-1], datetime.now(UTC), finished=True)
    if closes:
        _end(paper, desk, lesson)
    return True


def _page(paper: Paper, desk: Desk, lesson: Lesson, page: int, asks: Collection[str] | None) -> int | None:
    """One section, until the reader turns the page: how far, or None where they went back."""
    section = lesson.sections[page]
    paper.fresh()
    shown = _draw(paper, lesson, section, _where(paper, page, len(lesson.sections)))
    if shown is None:
        return None
    waiting = _questions(desk, lesson, page, asks)
    on = "next page" if page + 1 < len(lesson.sections) else "end of the lesson"
    keys = [("enter", WAITING[len(waiting)] or on), ("n", on if waiting else ""), *([BACK] if page else []), *(KEYS if shown else ())]
    while True:
        match prompts.pause(paper.environment, keys):
            case "enter" if waiting and not _ask(paper, desk, waiting):
                return None
            case "enter" | "n":
                return 1
            case "p":
                return -1
            case "w":
                leaves.flow(paper, partial(_every_hop, shown=shown))
            case "t":
                try_flow(paper, shown[-1].before, shown[-1].step)
            case _:
                return None


def _every_hop(paper: Paper, shown: Sequence[ShowResult]) -> None:
    for one in shown:
        draw(paper, doing(one.step), one.result)


def _questions(desk: Desk, lesson: Lesson, page: int, asks: Collection[str] | None) -> list[str]:
    """Up to two questions that were never answered, of this section first, then of those before it; of those in `asks` alone."""
    homes = by_section(lesson, desk.pack.questions(lesson.id).questions)
    seen = desk.store.cards()
    known = [question.id for section in lesson.sections[page::-1] for question in homes[section.id]]
    return [name for name in known if (desk.pack.name, name) not in seen and (asks is None or name in asks)][:2]


def _ask(paper: Paper, desk: Desk, names: list[str]) -> bool:
    """Ask these questions; whether the reader stayed to the end."""
    from k8s_svc_trainer.cli import quiz

    items = [item for item in desk.items if item.id in names]
    session = Session.start(desk.store, items, datetime.now(UTC), seed=int(datetime.now(UTC).timestamp()), kind="page", repeats=False)
    return quiz.ask_all(paper, desk, session)


def _where(paper: Paper, page: int, pages: int) -> str:
    """How far the reader is: in signs, and in words for those who do not see them."""
    words = f"{page + 1} of {pages}"
    return words if paper.environment.plain else f"{paper.sign('full') * (page + 1)}{paper.sign('open') * (pages - page - 1)}  {words}"


def _draw(paper: Paper, lesson: Lesson, section: Section, where: str) -> list[ShowResult] | None:
    """A page: its text, and its steps run one after another; None where the reader went back before all were run."""
    if not leaves.on(paper, partial(_told, lesson=lesson, section=section, where=where)):
        return None
    shown = run_show(lesson, section)
    for one in shown:
        if not paper.fits(partial(show_step, one=one)):  # what was not read yet must not scroll away
            if prompts.pause(paper.environment, [("enter", "run the next step")]) is None:
                return None
            paper.used = 0
        leaves.on(paper, partial(show_step, one=one))
    return shown


def _told(paper: Paper, *, lesson: Lesson, section: Section, where: str) -> None:
    """The words of a page."""
    paper.gap()
    paper.title(lesson.title, where)
    if section.often:
        paper.entry("You will often hear:", f"“{section.often}”", column=21, style=STRONG)
    else:
        paper.write("  ", (section.title, STRONG))
    paper.gap()
    paper.text(section.text)
    if section.since:
        paper.text(f"Kubernetes {section.since} and later.", QUIET)


def _end(paper: Paper, desk: Desk, lesson: Lesson) -> None:
    from k8s_svc_trainer.cli import quiz

    paper.fresh()
    paper.gap()
    paper.title("Read to the end", lesson.title)
    served = [desk.pack.item(name).text for name in lesson.serves]
    paper.text(f"It served: {', '.join(served)}." if served else "It served no item of the checklist.")
    following = _following(desk, lesson)
    cards = desk.store.cards()
    new = sum(item.lesson == lesson.id and item.key not in cards for item in desk.items)
    paper.entry("asked", f"{new} of its questions are new to you" if new else "you have met all of its questions", column=8)
    if following is not None:
        paper.entry("next", f"{following.title}, {many(following.minutes, 'minute')}", column=8)
    paper.gap()
    keys = [("enter", "its questions"), *([("n", "next lesson")] if following is not None else [])]
    match prompts.pause(paper.environment, keys):
        case "enter":
            if quiz.sit(paper, desk, quiz.Asked(topic=lesson.id)):
                prompts.pause(paper.environment, [("enter", "done")], back="")
        case "n" if following is not None:
            read(paper, desk, following.id)


def _following(desk: Desk, lesson: Lesson) -> Lesson | None:
    """The next lesson of the course that was not read to its end."""
    places = desk.store.places(desk.pack.name)
    later = desk.pack.lesson_ids[desk.pack.lesson_ids.index(lesson.id) + 1 :]
    return next((desk.pack.lesson(name) for name in later if name not in places or not places[name].finished), None)


def _list(paper: Paper, desk: Desk) -> None:
    column = 2 + max(map(len, desk.pack.lesson_ids))
    for name in desk.pack.lesson_ids:
        lesson = desk.pack.lesson(name)
        paper.entry(name, f"{lesson.title} ({many(lesson.minutes, 'minute')})", label_style=ACCENT, column=column)


def _print(paper: Paper, desk: Desk, name: str) -> None:
    lesson = desk.pack.lesson(name)
    for page, section in enumerate(lesson.sections, 1):
        _draw(paper, lesson, section, f"{page} of {len(lesson.sections)}")
