"""The lab's own words that help: hint, cause, solution. What they cost is for `credit`; here it is only said."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from msgspec.structs import replace

from k8s_svc_trainer.cases.faults import nearest
from k8s_svc_trainer.diagnosis.catalogue import CATALOGUE, Entry
from k8s_svc_trainer.lab.command import Command
from k8s_svc_trainer.lab.credit import credit
from k8s_svc_trainer.lab.options import Manners, Parsed
from k8s_svc_trainer.lab.view import Failed, View
from k8s_svc_trainer.printers.client.printed import Printed

MOST_NAMED = 8
LITTLE = 3  # shorter words say nothing of a cause
MOST_AKIN = 5  # so many are offered for words that name none
STEM = 5  # letters by which two words are taken for one


def hint(view: View, parsed: Parsed) -> Printed:
    """The next of three hints."""
    hints = view.task.lab.hints if view.task.lab is not None else ()
    if not hints:
        return Printed("This task has no hints: `goals` and `diff` say what fails.\n")
    if view.record.hints >= len(hints):
        lines = [f"{place}. {text}" for place, text in enumerate(hints, start=1)]
        return Printed(
            "".join(f"{line}\n" for line in (*lines, "There is no further hint; `solution` shows the repair, and does not count."))
        )
    text = hints[view.record.hints]
    if not view.record.solved:
        view.record = replace(view.record, hints=view.record.hints + 1)
    return Printed(f"{view.record.hints or 1}. {text}\n{_price(view)}\n")


def _price(view: View) -> str:
    share = credit(view.record)
    if view.record.solution_shown:
        return "The solution was shown: this does not count any more."
    return "This hint is free." if share == 100 else f"{share} per cent of the credit is left."


# --- the cause -------------------------------------------------------------------------------------------------------


def cause(view: View, parsed: Parsed) -> Printed:
    """Name what is wrong, by its code or in words; before the repair it counts on its own."""
    lab = view.task.lab
    text = " ".join(parsed.all_words).strip()
    if not text or text == "list":
        shown = "".join(f"{code}  {entry.title}\n" for code, entry in CATALOGUE.items())
        return Printed(f"{shown}Write `cause CODE`, or the words of one.\n")
    if lab is None:
        raise Failed("This task has no cause to name.")
    fitting = causes_of(text)
    if len(fitting) == 1:
        return _named(view, fitting[0], lab.cause)
    offered = fitting[:MOST_NAMED] or akin_to(text)
    if not offered:
        raise Failed("That names no cause of the catalogue: `cause list` shows them all.")
    rows = "".join(f"  {one.code}  {one.title}\n" for one in offered)
    more = f"  and {len(fitting) - MOST_NAMED} more\n" if len(fitting) > MOST_NAMED else ""
    return Printed(f"Which of these is meant? Write its code.\n{rows}{more}")


def _named(view: View, entry: Entry, right: tuple[str, ...]) -> Printed:
    said = f"{entry.title} ({entry.code})"
    if entry.code not in right:
        if not view.record.solved:
            view.record = replace(view.record, wrong_causes=view.record.wrong_causes + 1)
        return Printed(f"No: {said} is not what is wrong here.\n")
    if view.record.solved:
        return Printed(f"Yes: {said}. It counts where it is named before the repair.\n")
    view.record = replace(view.record, causes=tuple(dict.fromkeys((*view.record.causes, entry.code))))
    left = len(set(right) - set(view.record.causes))
    more = f" There {'is one more' if left == 1 else f'are {left} more'} to find." if left else ""
    return Printed(f"Yes: {said}.{more}\n")


def causes_of(text: str) -> tuple[Entry, ...]:
    """The entries of the catalogue that a code or some words mean; several where the words fit several."""
    known: Mapping[str, Entry] = CATALOGUE
    code = known.get(text.upper())
    if code is not None:
        return (code,)
    titles = {entry.title.lower(): entry for entry in known.values()}
    exact = titles.get(text.lower())
    if exact is not None:
        return (exact,)
    words = [word for word in text.lower().split() if len(word) >= LITTLE]
    fitting = tuple(entry for entry in known.values() if words and all(word in entry.title.lower() for word in words))
    if fitting:
        return fitting
    near = nearest(text.lower(), titles)
    return (titles[near],) if near is not None else ()


def akin_to(text: str) -> tuple[Entry, ...]:
    """The entries that share the rarest words with a text which names none of them: a word of a title weighs as three of the rest."""
    asked = _stems(text)
    titles = {one.code: _stems(one.title) for one in CATALOGUE.values()}
    bodies = {one.code: _stems(f"{one.shows} {one.mend} {one.say}") for one in CATALOGUE.values()}

    def weight(code: str) -> float:
        return 3 * _rarity(asked & titles[code], titles.values()) + _rarity(asked & bodies[code], bodies.values())

    weights = {code: weight(code) for code in CATALOGUE}
    ranked = sorted(CATALOGUE, key=lambda code: (-weights[code], code))
    return tuple(CATALOGUE[code] for code in ranked[:MOST_AKIN] if weights[code])


def _rarity(stems: Iterable[str], texts: Collection[frozenset[str]]) -> float:
    return sum((1 / sum(stem in text for text in texts) for stem in stems), start=0.0)


def _stems(text: str) -> frozenset[str]:
    words = (word.strip(".,:;`'\"()").lower() for word in text.split())
    return frozenset(word[:STEM].rstrip("s") for word in words if len(word) >= LITTLE)


# --- the solution ----------------------------------------------------------------------------------------------------


def solution(view: View, parsed: Parsed) -> Printed:
    """A repair, by its commands; shown before the repair, the lab does not count as solved."""
    lab = view.task.lab
    if lab is None:
        raise Failed("This task has no solution to show.")
    if not view.record.solved:
        view.record = replace(view.record, solution_shown=True)
    causes = [f"{CATALOGUE[code].title} ({code})" for code in lab.cause if code in CATALOGUE]
    lines = [f"What is wrong: {'; '.join(causes)}.", "One repair:", *(f"  {line}" for line in lab.commands), f"Say: {lab.say}"]
    note = "" if view.record.solved else "It was shown: this lab does not count as solved, and comes back sooner.\n"
    return Printed("".join(f"{line}\n" for line in lines) + note)


HINT = Command(
    name="hint", about="The next of three hints: the first is free, then 75 and 50 per cent are left", run=hint, manners=Manners.RAW
)
CAUSE = Command(
    name="cause",
    about="Name what is wrong, by code or in words; `cause list` shows all",
    usage="CODE | WORDS",
    run=cause,
    manners=Manners.RAW,
    names=("causes",),
)
SOLUTION = Command(name="solution", about="A repair; shown before yours, the lab does not count", run=solution, manners=Manners.RAW)
