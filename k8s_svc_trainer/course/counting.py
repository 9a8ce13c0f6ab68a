"""What a pack holds, counted: its questions by lesson, level and kind, its near misses, its sources by age, and how guessing does.

Decides what counts as what; says nothing about right and wrong. A template counts as one question. Text alone, fit for a document.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from textwrap import wrap

import msgspec

from k8s_svc_trainer.course.check_guessing import percent
from k8s_svc_trainer.course.guessing import Guesser
from k8s_svc_trainer.course.pack import Pack
from k8s_svc_trainer.course.prove import is_computed
from k8s_svc_trainer.course.sources import facts_by_page
from k8s_svc_trainer.course.values import Choice, Diagnose, Fill, Fix, Kind, Question

LINE = 60  # characters: so many names stand in one line of a table
LEVELS: Mapping[int, str] = {1: "junior", 2: "senior", 3: "staff"}

# What a page's address says of its age, the first that fits; {0} is what was found. All other pages are kept current by their projects.
AGES: Sequence[tuple[re.Pattern[str], str]] = (
    (re.compile(r"/blog/(20[0-9]{2})/"), "articles of {0}"),
    (re.compile(r"/blob/v(1\.[0-9]+)\."), "source code of {0}"),
    (re.compile(r"/CHANGELOG-(1\.[0-9]+)"), "changes of {0}"),
    (re.compile(r"/enhancements/(?:.*/)?(?=keps/)()"), "design documents (KEPs)"),
    (re.compile(r"rfc-editor\.org/rfc/()"), "RFCs"),
)
CURRENT = "documentation, kept current"


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """A table: its columns and its rows."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]

    def text(self) -> str:
        """The table with columns as wide as what stands in them; numbers to the right."""
        lines = [tuple(map(str, row)) for row in (self.columns, *self.rows)]
        widths = [max(len(line[place]) for line in lines) for place in range(len(self.columns))]
        numbers = [all(_is_number(row[place]) for row in self.rows) for place in range(len(self.columns))]
        return "\n".join(
            "  ".join(
                cell.rjust(width) if number else cell.ljust(width) for cell, width, number in zip(line, widths, numbers, strict=True)
            ).rstrip()
            for line in lines
        )

    def plain(self) -> list[dict[str, str | int]]:
        """The rows as mappings."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def _is_number(cell: str | int) -> bool:
    return isinstance(cell, int) or cell.endswith(" %")


def counted(pack: Pack, instances: Mapping[str, int], guessing: Iterable[Guesser]) -> dict[str, Counted]:
    """The tables of a pack that `check` found to be sound, by name. `instances`: how many each template has. Raises Faults."""
    banks = {lesson: _bank(pack, lesson) for lesson in pack.lesson_ids}
    return {
        "levels": _levels(banks, instances),
        "kinds": _kinds(banks),
        "templates": _templates(banks, instances),
        "misses": _misses(pack, banks),
        "sources": _sources(pack),
        "guessing": _guessing(guessing),
    }


def _bank(pack: Pack, lesson: str) -> list[Question]:
    found = pack.questions(lesson)
    return [*found.questions, *(template.first for template in found.templates)]


def _summed(columns: tuple[str, ...], rows: Iterable[tuple[str | int, ...]]) -> Counted:
    """With a row of sums at the end."""
    rows = tuple(rows)
    sums = [sum(int(row[place]) for row in rows) for place in range(1, len(columns))]
    return Counted(columns=columns, rows=(*rows, ("in all", *sums)))


def _levels(banks: Mapping[str, list[Question]], instances: Mapping[str, int]) -> Counted:
    def row(lesson: str, bank: list[Question]) -> tuple[str | int, ...]:
        levels = Counter(question.level for question in bank)
        made = [instances[question.id] for question in bank if question.id in instances]
        return (lesson, len(bank), *(levels[level] for level in LEVELS), sum(map(is_computed, bank)), len(made), sum(made))

    columns = ("lesson", "questions", *LEVELS.values(), "computed", "templates", "instances")
    return _summed(columns, (row(lesson, bank) for lesson, bank in banks.items()))


def _kinds(banks: Mapping[str, list[Question]]) -> Counted:
    def row(lesson: str, bank: list[Question]) -> tuple[str | int, ...]:
        kinds = Counter(question.kind for question in bank)
        return (lesson, *(kinds[kind] for kind in Kind))

    return _summed(("lesson", *(kind.value for kind in Kind)), (row(lesson, bank) for lesson, bank in banks.items()))


def _templates(banks: Mapping[str, list[Question]], instances: Mapping[str, int]) -> Counted:
    """How many instances each template has, as many to a line as one reads at a glance."""
    rows: list[tuple[str | int, ...]] = []
    for lesson, bank in banks.items():
        each = [f"{question.slug} {instances[question.id]}".replace(" ", "\xa0") for question in bank if question.id in instances]
        lines = wrap(", ".join(each), LINE, break_on_hyphens=False)
        rows += [(lesson if place == 0 else "", line.replace("\xa0", " ")) for place, line in enumerate(lines)]
    return Counted(columns=("lesson", "instances of each template"), rows=tuple(rows))


def _misses(pack: Pack, banks: Mapping[str, list[Question]]) -> Counted:
    """What is shown to be wrong: options with their why, inputs and repairs that were tried and fail, those of labs."""
    bank = [question for found in banks.values() for question in found]
    options = [option for question in bank if isinstance(question.body, Choice | Diagnose) for option in question.body.options]
    tried = [len(question.body.wrongs) for question in bank if isinstance(question.body, Fill | Fix)]
    labs = [pack.lab(entry.id) for entry in pack.lab_index()]
    rows = (
        ("wrong options, each with its why", sum(option.why is not None for option in options)),
        ("wrong answers of fill and fix, each tried", sum(tried)),
        ("repairs of labs that fail, each tried", sum(len(lab.wrongs) for lab in labs)),
    )
    return Counted(columns=("near misses", "count"), rows=rows)


def _sources(pack: Pack) -> Counted:
    """Pages that lessons and questions rest on, by what their address says of their age."""
    facts = facts_by_page(pack)
    pages, claims = Counter[str](), Counter[str]()
    for page, found in facts.items():
        pages[age_of(page)] += 1
        claims[age_of(page)] += len(found)
    rows = sorted(pages, key=lambda age: (age != CURRENT, age))
    return Counted(columns=("sources", "pages", "cited"), rows=tuple((age, pages[age], claims[age]) for age in rows))


def age_of(page: str) -> str:
    """How old a page is, as far as its address says."""
    found = next(((pattern.search(page), words) for pattern, words in AGES if pattern.search(page)), None)
    return CURRENT if found is None or found[0] is None else found[1].format(found[0][1])


def _guessing(guessing: Iterable[Guesser]) -> Counted:
    rows = tuple((one.name, percent(one.share), percent(one.chance)) for one in guessing)
    return Counted(columns=("whoever always takes", "is right", "by chance"), rows=rows)
