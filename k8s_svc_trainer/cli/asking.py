"""How each kind of question is put to a person, and their answer taken. What is right is for `course.grade` to say.

What else may be pressed beside an answer is the caller's `Aside`: hints and the cluster in a quiz; flags, turning and the clock in an exam.
`?` alone, where a line is typed, asks for a hint, and `!` shows the cluster; with rows these are the keys h and o.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Protocol, assert_never

import msgspec

from k8s_svc_trainer.cli import leaves, prompts
from k8s_svc_trainer.cli.door import Refused
from k8s_svc_trainer.cli.paper import ACCENT, QUIET, STRONG, Paper
from k8s_svc_trainer.course import Choice, Diagnose, Fill, Fix, Order, Predict, Presented, Question
from k8s_svc_trainer.course.present import in_words

LETTERS = "abcdefgijklmnpqrsuvwxyz"  # h and o are keys of their own
FURTHER = (("o", "the cluster"), ("h", "a hint"))
WORDS_OF = {
    "outcome": ("connected", "refused", "timeout", "unreachable", "unresolved", "broken", "mixed"),
    "rcode": ("NOERROR", "NXDOMAIN", "SERVFAIL", "REFUSED", "TIMEOUT"),
    "masqueraded": ("true", "false"),
    "accepted": ("true", "false"),
    "exists": ("true", "false"),
}
MEANING = {
    "connected": "a connection is made",
    "refused": "a refusal comes back at once",
    "timeout": "no answer, until the client gives up",
    "unreachable": "no route to host",
    "unresolved": "the name does not resolve",
    "broken": "the open connection is cut",
    "mixed": "it depends on the endpoint",
    "true": "yes",
    "false": "no",
}


class Given(msgspec.Struct, frozen=True, gc=False):
    """An answer as `grade` takes it, and whether a hint was used."""

    answer: Any
    helped: bool
    said: tuple[str, ...] = ()  # the answer in the words of the screen


class Ways(msgspec.Struct, frozen=True, kw_only=True):
    """What may be pressed beside an answer: `keys`, and signs where a line is `typed`; `letters` name the rows.

    `turns`: keys turn to other questions, so they are offered before a line is typed. `quick`: a row's letter answers without Enter.
    """

    keys: tuple[tuple[str, str], ...] = FURTHER
    typed: tuple[tuple[str, str], ...] = (("?", "a hint"), ("!", "the cluster"))
    letters: str = LETTERS
    turns: bool = False
    quick: bool = False
    back: str = "back"
    timer: prompts.Timer | None = None


class Aside(Protocol):
    """What is done with the keys beside an answer."""

    ways: Ways

    def pressed(self, key: str) -> bool:
        """Do what the key says; whether the question goes on."""


class Hinting:
    """The hints of one question, told one after another, and its cluster."""

    def __init__(self, paper: Paper, question: Question, ways: Ways = Ways()) -> None:  # noqa: B008 - frozen
        self.ways = ways
        self.paper, self.question, self.told = paper, question, 0

    def pressed(self, key: str) -> bool:
        """Tell a hint, or show the cluster."""
        if key in ("h", "?"):
            self.hint()
        else:
            objects(self.paper, self.question)
        return True

    def hint(self) -> None:
        """Tell the next hint."""
        from k8s_svc_trainer.cli import hints  # brings the simulator

        said = hints.hint(self.question, self.told)
        self.told += 1
        self.paper.entry("hint", said, label_style=ACCENT, column=8)


def objects(paper: Paper, question: Question) -> None:
    """Show what is in the cluster."""
    from k8s_svc_trainer.cli import hints

    def listed(page: Paper) -> None:
        page.gap()
        for line in hints.objects(question).split("\n"):
            page.write("    ", (line, QUIET))

    leaves.flow(paper, listed)
    paper.used = 0  # below the list the question is asked again: it may have scrolled away
    paper.text(question.prompt, STRONG)


def ask(paper: Paper, question: Question, shown: Presented) -> Given | None:
    """Take an answer, with hints; None where the person goes. Raises Refused where nobody can answer."""
    hinting = Hinting(paper, question)
    answer = take(paper, question, shown, hinting)
    return None if answer is None else Given(answer, hinting.told > 0, said(answer, shown))


class Begun:
    """What is there already: an `answer` that may be changed, and the `part` of one that was left half done; `take` keeps it up to date."""

    def __init__(self, answer: Any = None, part: Any = None) -> None:
        self.answer, self.part = answer, part

    def keep(self, part: Any) -> None:
        """Keep what was begun; nothing, where it is empty."""
        self.part = part or None


def take(paper: Paper, question: Question, shown: Presented, aside: Aside, before: Begun | None = None) -> Any:
    """Take an answer as `grade` wants it; None where the person goes, or a key of `aside` ended the question.

    Raises Refused where nobody can answer.
    """
    begun = before or Begun()
    match question.body:
        case Choice() | Diagnose():
            return _choice(paper, shown, aside, begun)
        case Predict(field):
            words = offered(field, question.prompt)
            return _predict(paper, field, words, aside, begun) if words else _line(paper, question, field, aside, begun)
        case Order():
            return _order(paper, shown, aside, begun)
        case Fill():
            return _fill(paper, question, shown, aside, begun)
        case Fix():
            return _fix(paper, question, aside, begun)
        case _:
            assert_never(question.body)


def said(answer: Any, shown: Presented) -> tuple[str, ...]:
    """An answer in the words of the screen; a mended manifest is too long to be said again."""
    texts: dict[str, str] = {line.id: line.text for line in shown.lines}
    match answer:
        case list():
            return tuple(texts.get(name, str(name)) for name in answer) if shown.several or len(answer) == 1 else (", ".join(answer),)
        case dict():
            return tuple(f"{name}: {value}" for name, value in answer.items())
        case str() if "\n" not in answer:
            return (answer,)
        case _:
            return ()


def _choice(paper: Paper, shown: Presented, aside: Aside, begun: Begun) -> list[str] | None:
    rows = [prompts.Row(key=letter, text=line.text) for letter, line in zip(aside.ways.letters, shown.lines, strict=False)]
    ids = {row.key: line.id for row, line in zip(rows, shown.lines, strict=True)}
    held = [key for key, name in ids.items() if name in (begun.part or begun.answer or ())]
    picked = _pick(paper, rows, aside, several=shown.several, at_once=aside.ways.quick, held=held)
    if picked is None:
        begun.part = [ids[key] for key in held] if shown.several and held else None
        return None
    for key in picked:
        paper.entry(key, next(row.text for row in rows if row.key == key), label_style=ACCENT, column=3)
    return [ids[key] for key in picked]


def _pick(
    paper: Paper,
    rows: list[prompts.Row],
    aside: Aside,
    *,
    several: bool = False,
    at_once: bool = False,
    held: list[str],
) -> tuple[str, ...] | None:
    """The keys of what was picked; None where the person went. `held`: the rows that were marked before, and those that were left so."""
    while True:
        answer = prompts.choose(
            paper.environment,
            rows,
            several=several,
            at_once=at_once,
            further=aside.ways.keys,
            back=aside.ways.back,
            marked=held,
            timer=aside.ways.timer,
            above=paper.used,
        )
        match answer:
            case prompts.Picked(keys):
                return keys
            case prompts.Pressed(key):
                held[:] = answer.marked if several else (answer.row,)
                if not aside.pressed(key):
                    return None
            case prompts.Back():
                held[:] = answer.marked if several else ()
                return None


def _ready(paper: Paper, aside: Aside, what: str) -> bool:
    """Where keys turn to other questions, they are offered before a line is typed; whether the person wants to answer."""
    while aside.ways.turns:
        key = prompts.pause(paper.environment, [("enter", what), *aside.ways.keys], back=aside.ways.back, timer=aside.ways.timer)
        if key == "enter":
            return True
        if key is None or not aside.pressed(key):
            return False
    return True


def offered(field: str, prompt: str) -> tuple[str, ...]:
    """The words to choose among: those that the prompt lists ("connected", "refused" or "timeout"), else all that the field knows.

    Empty where the field has no closed list, and an answer is typed.
    """
    words = WORDS_OF.get(field, ())
    if not words:
        return ()
    word = f'"?(?:{"|".join(words)})"?'
    listed = re.search(rf"(?:{word}, )*{word} or {word}", prompt)
    return tuple(re.findall("|".join(words), listed[0])) if listed else words


def _predict(paper: Paper, field: str, words: tuple[str, ...], aside: Aside, begun: Begun) -> str | None:
    rows = [
        prompts.Row(key=letter, text=word, aside=MEANING.get(word, "")) for letter, word in zip(aside.ways.letters, words, strict=False)
    ]
    held = [row.key for row in rows if row.text == begun.answer]
    picked = _pick(paper, rows, aside, at_once=aside.ways.quick, held=held)
    if picked is None:
        return None
    word = next(row.text for row in rows if row.key == picked[0])
    paper.entry(in_words(field), word, label_style=ACCENT, column=len(in_words(field)) + 2)
    return word


def _line(paper: Paper, question: Question, field: str, aside: Aside, begun: Begun) -> str | None:
    """A value that is typed; asked for again where it can be no answer."""
    if not _ready(paper, aside, "type your answer"):
        return None
    known = str(begun.part or begun.answer or "")
    while (typed := _typed(paper, in_words(field), aside, begun.keep, default=known)) is not None and not _read(paper, question, typed):
        known = ""
    return typed


def _read(paper: Paper, question: Question, typed: Any) -> bool:
    """Whether it can be judged; where it cannot, it is told what is expected, and nothing is counted."""
    from k8s_svc_trainer.course.readable import unreadable  # brings the simulator

    trouble = unreadable(question, typed)
    if trouble:
        paper.text(trouble, STRONG)
    return not trouble


def _typed(paper: Paper, label: str, aside: Aside, left: Callable[[str], None], *, default: str = "") -> str | None:
    """A line that is not empty; what `aside` knows as typed signs are no answers. Who goes back leaves what was typed to `left`."""
    signs = [f"{sign} {what}" for sign, what in aside.ways.typed]
    paper.write("  ", (", ".join([*signs, f"Esc {aside.ways.back}"]), QUIET))
    ended = partial(aside.pressed, prompts.ENDS) if prompts.ENDS in dict(aside.ways.keys) else None
    while True:
        typed = prompts.line(paper.environment, label, default=default, timer=aside.ways.timer, left=left, ended=ended)
        paper.used += 1
        if typed is None:
            return None
        answer = typed.strip()
        if answer in dict(aside.ways.typed):
            aside.pressed(answer)
        elif answer:
            return answer
        else:
            hints = "; ? tells a hint" if "?" in dict(aside.ways.typed) else ""
            paper.write("  ", (f"Type an answer{hints}.", QUIET))


def _order(paper: Paper, shown: Presented, aside: Aside, begun: Begun) -> list[str] | None:
    """The stages one after another; what is left is offered again."""
    texts = {line.id: line.text for line in shown.lines}
    if begun.answer and not begun.part and not _ready(paper, aside, "put them in order anew"):
        return None
    order: list[str] = [name for name in begun.part or () if name in texts]
    for place, name in enumerate(order, 1):
        paper.entry(f"{place}.", f"{name}: {texts[name]}", label_style=ACCENT, column=4)
    while len(order) < len(texts) - 1:
        left = [name for name in texts if name not in order]
        rows = [prompts.Row(key=letter, text=f"{name}: {texts[name]}") for letter, name in zip(aside.ways.letters, left, strict=False)]
        paper.write("  ", (f"Which comes {'first' if not order else 'next'}?", QUIET))
        picked = _pick(paper, rows, aside, at_once=True, held=[])
        if picked is None:
            return None
        order.append(left[[row.key for row in rows].index(picked[0])])
        begun.part = list(order)
        paper.entry(f"{len(order)}.", f"{order[-1]}: {texts[order[-1]]}", label_style=ACCENT, column=4)
    order += [name for name in texts if name not in order]
    paper.entry(f"{len(order)}.", f"{order[-1]}: {texts[order[-1]]}", label_style=ACCENT, column=4)
    return order


def _fill(paper: Paper, question: Question, shown: Presented, aside: Aside, begun: Begun) -> dict[str, str] | None:
    """A value for each input; asked for again, with what was typed, where they can be no answer."""
    if not _ready(paper, aside, "type your answer"):
        return None
    known: dict[str, str] = {**(begun.answer or {}), **(begun.part or {})}
    while (values := _values(paper, shown, aside, begun, known)) is not None and not _read(paper, question, values):
        known = values
    return values


def _values(paper: Paper, shown: Presented, aside: Aside, begun: Begun, known: Mapping[str, str]) -> dict[str, str] | None:
    """A line for each input, which holds already what is `known` of it; None where the person went."""
    values: dict[str, str] = {}
    for name in shown.inputs:
        typed = _typed(paper, name, aside, partial(_half, begun, values, name), default=known.get(name, ""))
        if typed is None:
            return None
        values[name] = typed
        begun.keep(dict(values))
    return values


def _half(begun: Begun, values: Mapping[str, str], name: str, text: str) -> None:
    """Keep the values that were typed, and what was begun of the next."""
    begun.keep({**values, name: text} if text or values else None)


def _fix(paper: Paper, question: Question, aside: Aside, begun: Begun) -> str | None:
    """The manifests as the person left them in their editor; what does not read is given back to be mended, never lost."""
    from k8s_svc_trainer.course.answers import BadAnswer, attempt
    from k8s_svc_trainer.course.editing import to_edit

    first = to_edit(question)
    text = begun.part or begun.answer or first
    for line in text.split("\n"):
        paper.write("    ", line)
    while True:
        match prompts.pause(paper.environment, [("enter", "edit"), *aside.ways.keys], back=aside.ways.back, timer=aside.ways.timer):
            case None:
                return None
            case "enter":
                text = _edited(paper, text)
                if text.strip() == first.strip():
                    paper.write("  ", ("Nothing was changed yet.", STRONG))
                    continue
                begun.part = text
                try:
                    attempt(question, text)
                except BadAnswer as bad:
                    paper.text(f"{bad}. Your text is kept: edit it again.")
                    continue
                return text
            case key:
                if not aside.pressed(key):
                    return None


def _edited(paper: Paper, text: str) -> str:
    from k8s_svc_trainer.cli import editor

    try:
        return editor.edit(paper.environment, text, suffix=".yaml")
    except Refused as refused:
        paper.text(str(refused))
        return text
