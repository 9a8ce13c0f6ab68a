"""The course as notes with two sides, for a program that asks cards: what is asked in front, what the simulated cluster answers behind.

Decides what stands on either side and how it is tagged. Every text of the content is escaped: nothing in it is obeyed as HTML, as a sound
or as LaTeX. The right answer is computed here, as for a quiz, and never what an author thinks is right. Knows no file format.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Any, assert_never

import msgspec

from k8s_svc_trainer.cases.contain import show
from k8s_svc_trainer.cases.document import write
from k8s_svc_trainer.cases.expect import Result
from k8s_svc_trainer.cases.run import check_step, objects_of
from k8s_svc_trainer.course import (
    STAGES,
    ChecklistItem,
    Choice,
    Diagnose,
    Fill,
    Fix,
    InterviewQuestion,
    Order,
    Pack,
    Predict,
    Question,
    present,
)
from k8s_svc_trainer.course.answers import Filled
from k8s_svc_trainer.course.grade import causes_of, grade, key, rights_of, verdict_of
from k8s_svc_trainer.course.judging import judge, task_of
from k8s_svc_trainer.course.present import in_words
from k8s_svc_trainer.course.stage import Asked, ask, cluster_of, steps_in, steps_of, world
from k8s_svc_trainer.course.telling import doing, told
from k8s_svc_trainer.sim import Cluster
from k8s_svc_trainer.study.items import Item, about

LEVELS = {1: "junior", 2: "senior", 3: "staff"}
CHECKLIST = "checklist"
_FORMULA = re.compile(r"\\(?=[()\[\]])")
_ENTITIES = str.maketrans({"[": "&#91;", "]": "&#93;", "{": "&#123;", "}": "&#125;", "\n": "<br>"})


class Note(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One note. `pack` and `item` name it for ever; `deck` is a lesson, or the checklist; both sides are HTML."""

    pack: str
    item: str
    deck: str
    tags: tuple[str, ...]
    front: str
    back: str


def notes(pack: Pack, topic: str | None = None) -> list[Note]:
    """A note for each question (of a template for its first instance), each interview question and each of its points, each checklist item.

    With a topic only those that answer to it. Raises UnknownTopic, and Faults for content that cannot be read or run.
    """
    wanted = [item.id for item in (about(_items(pack), topic) if topic is not None else _items(pack))]
    interviews = {one.item: one for one in pack.every_interview()}
    checklist = {f"{CHECKLIST}/{one.id}": one for one in pack.checklist}
    found: list[Note] = []
    for item in wanted:
        if item in interviews:
            found += _of_interview(pack.name, interviews[item])
        elif item in checklist:
            found.append(_of_checklist(pack.name, checklist[item]))
        else:
            found.append(_of_question(pack.name, pack.question(item)))
    return found


def _items(pack: Pack) -> list[Item]:
    """What may be asked for by a topic, in the order of the course."""
    found = [Item(**msgspec.structs.asdict(entry)) for entry in pack.index()]
    for lesson in pack.lesson_ids:
        found += [Item(id=one.item, kind="interview", lesson=lesson, serves=one.serves) for one in pack.interviews(lesson)]
    found += [Item(id=f"{CHECKLIST}/{one.id}", kind=CHECKLIST, lesson=one.lesson or "", serves=(one.id,)) for one in pack.checklist]
    return found


# --- questions -------------------------------------------------------------------------------------------------------


def _of_question(pack: str, question: Question) -> Note:
    cluster = cluster_of(question)
    return Note(
        pack=pack,
        item=question.id,
        deck=question.lesson,
        tags=_tags(question.lesson, question.kind, question.serves, level=question.level, topics=question.tags),
        front=_front(question),
        back="".join([*_answer(question, cluster), _before(question), *_taught(question)]),
    )


def _taught(question: Question) -> list[str]:
    source = f'<a href="{escape(question.source)}">{text(question.source)}</a>'
    return [
        paragraphs(question.explain),
        f"<p><b>say</b> “{text(question.say)}”</p>",
        f"<p>{source if question.source.startswith('https://') else text(question.source)}</p>",
    ]


def _front(question: Question) -> str:
    shown = present(question, 0)
    parts = [paragraphs(shown.prompt)]
    parts += [_list(line.text for line in shown.lines)] if shown.lines else []
    parts += [f"<p><i>{text(', '.join(shown.inputs))}</i>: ?</p>"] if shown.inputs else []
    parts += [f"<p>{text(in_words(shown.field))}: ?</p>"] if shown.field else []
    parts += [f"<p><i>You may change</i> {text(', '.join(shown.edit))}.</p>"] if shown.edit else []
    case_file, case = world(question.scene)
    objects = "---\n".join(write(manifest.value) for manifest in objects_of(case_file, case))
    parts += [f"<details><summary>the cluster</summary><pre>{text(objects)}</pre></details>"] if objects.strip() else []
    return "".join(parts)


def _before(question: Question) -> str:
    """What was done to the cluster before anything was asked; behind, since in front it would name a cause that is to be found."""
    done = _list(doing(step) for step in steps_of(question))
    return f"<p><i>Before the question:</i></p>{done}" if done else ""


def _answer(question: Question, cluster: Cluster) -> Iterator[str]:
    """The right answer, what the cluster did, and why what is wrong is not right."""
    match question.body:
        case Choice() as body:
            asked = ask(question, cluster)
            right = rights_of(question, body, asked)
            yield _list((one.text for one in body.options if right[one.id]), style="right")
            yield _did(asked)
            yield _refuted((one.text, one.why or "") for one in body.options if not right[one.id])
        case Diagnose() as body:
            named, found = causes_of(question, body, cluster)
            yield _list((one.text for one in body.options if one.id in named), style="right")
            asked = ask(question, cluster)
            yield _did(None if asked is None else Asked(asked.step, found.result))
            yield _list(finding.repair.says for cause in found.causes[:1] for finding in cause.findings)
            yield _refuted((one.text, one.why or "") for one in body.options if one.id not in named)
        case Predict() as body:
            yield f'<p class="right">{text(in_words(body.field))}: {text(show(key(question, cluster=cluster)))}</p>'
            yield _did(ask(question, cluster))
        case Order():
            yield _list((STAGES.get(stage, stage) for stage in key(question, cluster=cluster)), style="right", ordered=True)
            yield _did(ask(question, cluster))
        case Fill() as body:
            values = {name: _written(value) for name, value in (body.reference.value if body.reference else {}).items()}
            yield _list((f"{name}: {value}" for name, value in values.items()), style="right")
            yield _did(grade(question, Filled(values), cluster=cluster).asked)
        case Fix() as body:
            mended, steps = cluster.fork(), steps_in(body.reference)
            for step in steps:
                check_step(mended, step)
            yield _list((doing(step) for step in steps), style="right")
            yield _did(verdict_of(judge(task_of(body), cluster, mended)).asked)
        case _:
            assert_never(question.body)


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _did(asked: Asked | None) -> str:
    """What the cluster did, and its hops, the deciding one marked."""
    if asked is None:
        return ""
    hops = "".join(_hop(str(hop.stage), hop.text, hop.decided) for hop in asked.result.hops)
    return f"<p>{text(doing(asked.step))}: {text(told(asked.result))}</p>" + (f"<table>{hops}</table>" if hops else _why(asked.result))


def _hop(stage: str, said: str, decided: bool) -> str:
    return f"<tr{_class('decided' if decided else '')}><td>{text(stage)}</td><td>{text(said)}</td></tr>"


def _class(name: str) -> str:
    return f' class="{name}"' if name else ""


def _why(result: Result) -> str:
    return f"<p>{text(result.why)}</p>" if result.why and result.why != told(result) else ""


def _refuted(options: Iterable[tuple[str, str]]) -> str:
    """What is wrong, and why one might think so, or what to say instead."""
    rows = [f"<li>{text(one)}{f'<br><i>{text(why)}</i>' if why else ''}</li>" for one, why in options]
    return f'<p>Not:</p><ul class="wrong">{"".join(rows)}</ul>' if rows else ""


# --- interview and checklist -----------------------------------------------------------------------------------------


def _of_interview(pack: str, question: InterviewQuestion) -> list[Note]:
    tags = _tags(question.lesson, "interview", question.serves)
    answers = [f"<details><summary>{text(level)}</summary>{paragraphs(said)}</details>" for level, said in question.answers.items()]
    wrong = _refuted((one.text, one.instead) for one in question.misconceptions)
    back = "".join([_list(point.text for point in question.points), wrong, *answers])
    whole = Note(pack=pack, item=question.item, deck=question.lesson, tags=tags, front=paragraphs(question.text), back=back)
    return [whole, *(_of_point(pack, question, point.id, point.text) for point in question.points)]


def _of_point(pack: str, question: InterviewQuestion, point: str, said: str) -> Note:
    return Note(
        pack=pack,
        item=f"{question.item}/{point}",
        deck=question.lesson,
        tags=_tags(question.lesson, "interview-point", question.serves),
        front=f"{paragraphs(question.text)}<p><i>What do you say of</i> {text(point.replace('-', ' '))}?</p>",
        back=paragraphs(said),
    )


def _of_checklist(pack: str, one: ChecklistItem) -> Note:
    return Note(
        pack=pack,
        item=f"{CHECKLIST}/{one.id}",
        deck=CHECKLIST,
        tags=_tags(one.lesson or "", CHECKLIST, (one.id,)),
        front=paragraphs(one.text),
        back=paragraphs(one.means),
    )


# --- small things ----------------------------------------------------------------------------------------------------


def _tags(lesson: str, kind: str, serves: Sequence[str], *, level: int | None = None, topics: Sequence[str] = ()) -> tuple[str, ...]:
    """Words in Anki's tree of tags; the ids of content have neither spaces nor colons."""
    found = [f"lesson::{lesson}"] if lesson else []
    found += [f"level::{LEVELS[level]}"] if level is not None else []
    found += [f"kind::{kind}", *(f"serves::{name}" for name in serves), *(f"topic::{name}" for name in topics)]
    return tuple(found)


def text(plain: object) -> str:
    """A text as HTML that shows it and does nothing.

    Anki reads `[sound:...]` and `[latex]` in a field, and MathJax `\\(`: brackets are written as entities, and what begins a formula is
    parted by a space of no width. https://docs.ankiweb.net/templates/fields.html, https://docs.ankiweb.net/math.html
    """
    parted = _FORMULA.sub("\\\\\u200b", str(plain))
    return escape(parted).translate(_ENTITIES)


def paragraphs(plain: str) -> str:
    """Paragraphs, and what stands in a fence as it is."""
    parts = plain.strip().split("```")
    found = []
    for number, part in enumerate(parts):
        if number % 2:
            found.append(f"<pre>{text(part.strip(chr(10)))}</pre>")
        else:
            found += [f"<p>{text(' '.join(block.split()))}</p>" for block in part.split("\n\n") if block.strip()]
    return "".join(found)


def _list(lines: Iterable[object], *, style: str = "", ordered: bool = False) -> str:
    rows, word = "".join(f"<li>{text(line)}</li>" for line in lines), "ol" if ordered else "ul"
    return f"<{word}{_class(style)}>{rows}</{word}>" if rows else ""
