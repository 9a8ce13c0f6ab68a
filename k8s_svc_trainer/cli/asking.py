"""How each kind of question is put to a person, and their answer taken. What is right is for `course.grade` to say.

`?` alone, where a line is typed, asks for a hint, and `!` shows the cluster; with rows these are the keys h and o.
"""

from __future__ import annotations

import re
from typing import Any, assert_never

import msgspec

from k8s_svc_trainer.cli import prompts
from k8s_svc_trainer.cli.door import Refused
from k8s_svc_trainer.cli.paper import ACCENT, QUIET, STRONG, Paper
from k8s_svc_trainer.course import Choice, Diagnose, Fill, Fix, Order, Predict, Presented, Question

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


class Hinting:
    """The hints of one question, told one after another."""

    def __init__(self, paper: Paper, question: Question) -> None:
        self.paper, self.question, self.told = paper, question, 0

    def hint(self) -> None:
        """Tell the next hint."""
        from k8s_svc_trainer.cli import hints  # brings the simulator

        said = hints.hint(self.question, self.told)
        self.told += 1
        self.paper.entry("hint", said, label_style=ACCENT, column=8)

    def objects(self) -> None:
        """Show what is in the cluster."""
        from k8s_svc_trainer.cli import hints

        self.paper.gap()
        for line in hints.objects(self.question).split("\n"):
            self.paper.write("    ", (line, QUIET))
        self.paper.text(self.question.prompt, STRONG)  # it may have scrolled away


def ask(paper: Paper, question: Question, shown: Presented) -> Given | None:
    """Take an answer; None where the person goes. Raises Refused where nobody can answer."""
    hinting = Hinting(paper, question)
    match question.body:
        case Choice() | Diagnose():
            answer: Any = _choice(paper, shown, hinting)
        case Predict(field):
            answer = _predict(paper, field, offered(field, question.prompt), hinting)
        case Order():
            answer = _order(paper, shown, hinting)
        case Fill():
            answer = _fill(paper, shown, hinting)
        case Fix():
            answer = _fix(paper, question, hinting)
        case _:
            assert_never(question.body)
    return None if answer is None else Given(answer, hinting.told > 0, _said(answer, shown))


def _said(answer: Any, shown: Presented) -> tuple[str, ...]:
    """An answer in the words of the screen; a mended manifest is too long to be said again."""
    texts = {line.id: line.text for line in shown.lines}
    match answer:
        case list():
            return tuple(texts[name] for name in answer) if shown.several or len(answer) == 1 else (", ".join(answer),)
        case dict():
            return tuple(f"{name}: {value}" for name, value in answer.items())
        case str() if "\n" not in answer:
            return (answer,)
        case _:
            return ()


def _choice(paper: Paper, shown: Presented, hinting: Hinting) -> list[str] | None:
    rows = [prompts.Row(key=letter, text=line.text) for letter, line in zip(LETTERS, shown.lines, strict=False)]
    ids = {row.key: line.id for row, line in zip(rows, shown.lines, strict=True)}
    picked = _pick(paper, rows, hinting, several=shown.several)
    if picked is None:
        return None
    for key in picked:
        paper.entry(key, next(row.text for row in rows if row.key == key), label_style=ACCENT, column=3)
    return [ids[key] for key in picked]


def _pick(
    paper: Paper, rows: list[prompts.Row], hinting: Hinting, *, several: bool = False, at_once: bool = False
) -> tuple[str, ...] | None:
    while True:
        match prompts.choose(paper.environment, rows, several=several, at_once=at_once, further=FURTHER):
            case prompts.Picked(keys):
                return keys
            case prompts.Pressed("h"):
                hinting.hint()
            case prompts.Pressed():
                hinting.objects()
            case prompts.Back():
                return None


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


def _predict(paper: Paper, field: str, words: tuple[str, ...], hinting: Hinting) -> str | None:
    if not words:
        return _typed(paper, field, hinting)
    rows = [prompts.Row(key=letter, text=word, aside=MEANING.get(word, "")) for letter, word in zip(LETTERS, words, strict=False)]
    picked = _pick(paper, rows, hinting)
    if picked is None:
        return None
    word = next(row.text for row in rows if row.key == picked[0])
    paper.entry(field, word, label_style=ACCENT, column=len(field) + 2)
    return word


def _typed(paper: Paper, label: str, hinting: Hinting) -> str | None:
    """A line that is not empty; `?` and `!` are not answers."""
    paper.write("  ", ("? a hint, ! the cluster, Esc back", QUIET))
    while True:
        typed = prompts.line(paper.environment, label)
        paper.used += 1
        if typed is None:
            return None
        match typed.strip():
            case "":
                paper.write("  ", ("Type an answer; ? tells a hint.", QUIET))
            case "?":
                hinting.hint()
            case "!":
                hinting.objects()
            case answer:
                return answer


def _order(paper: Paper, shown: Presented, hinting: Hinting) -> list[str] | None:
    """The stages one after another; what is left is offered again."""
    texts = {line.id: line.text for line in shown.lines}
    order: list[str] = []
    while len(order) < len(texts) - 1:
        left = [name for name in texts if name not in order]
        rows = [prompts.Row(key=letter, text=f"{name}: {texts[name]}") for letter, name in zip(LETTERS, left, strict=False)]
        paper.write("  ", (f"Which comes {'first' if not order else 'next'}?", QUIET))
        picked = _pick(paper, rows, hinting, at_once=True)
        if picked is None:
            return None
        order.append(left[[row.key for row in rows].index(picked[0])])
        paper.entry(f"{len(order)}.", f"{order[-1]}: {texts[order[-1]]}", label_style=ACCENT, column=4)
    order += [name for name in texts if name not in order]
    paper.entry(f"{len(order)}.", f"{order[-1]}: {texts[order[-1]]}", label_style=ACCENT, column=4)
    return order


def _fill(paper: Paper, shown: Presented, hinting: Hinting) -> dict[str, str] | None:
    values: dict[str, str] = {}
    for name in shown.inputs:
        typed = _typed(paper, name, hinting)
        if typed is None:
            return None
        values[name] = typed
    return values


def _fix(paper: Paper, question: Question, hinting: Hinting) -> str | None:
    """The manifests as the person left them in their editor; what does not read is given back to be mended, never lost."""
    from k8s_svc_trainer.course.answers import BadAnswer, attempt
    from k8s_svc_trainer.course.editing import to_edit

    first = text = to_edit(question)
    for line in text.split("\n"):
        paper.write("    ", line)
    while True:
        match prompts.pause(paper.environment, [("enter", "edit"), *FURTHER]):
            case None:
                return None
            case "h":
                hinting.hint()
            case "o":
                hinting.objects()
            case _:
                text = _edited(paper, text)
                if text.strip() == first.strip():
                    paper.write("  ", ("Nothing was changed yet.", STRONG))
                    continue
                try:
                    attempt(question, text)
                except BadAnswer as bad:
                    paper.text(f"{bad}. Your text is kept: edit it again.")
                    continue
                return text


def _edited(paper: Paper, text: str) -> str:
    from k8s_svc_trainer.cli import editor

    try:
        return editor.edit(paper.environment, text, suffix=".yaml")
    except Refused as refused:
        paper.text(str(refused))
        return text
