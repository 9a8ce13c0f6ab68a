"""questions.yaml: a document becomes questions and templates.

Decides what may be written in a question of each kind; tables say it, code walks them. What is right is not looked at, and steps are kept
as nodes: `stage` makes them runnable, `check` proves them.
"""

from collections.abc import Callable, Mapping
from itertools import product
from typing import Any

import msgspec

from k8s_svc_trainer.cases.faults import meant, shown
from k8s_svc_trainer.cases.nodes import Node, substitute, variables
from k8s_svc_trainer.cases.reader import Reader
from k8s_svc_trainer.course import words
from k8s_svc_trainer.course.values import (
    Body,
    Choice,
    Diagnose,
    Fill,
    Fix,
    Kind,
    Option,
    Order,
    Predict,
    Question,
    Questions,
    Scene,
    Template,
)
from k8s_svc_trainer.diagnosis.catalogue import CATALOGUE

INPUT_TYPES = ("string", "integer")
MOST_INSTANCES = 200
_FILE = ("settings", "objects", "questions", "templates")
_ALL = ("id", "kind", "level", "tags", "serves", "prompt", "explain", "say", "source")
_MAY = ("since", "was", "settings", "objects", "steps", "ask")


class Form(msgspec.Struct, frozen=True):
    """What a question of one kind has besides what all have, and how that is read."""

    required: tuple[str, ...]
    optional: tuple[str, ...]
    read: Callable[[Mapping[str, Node], Reader], Body]


def read_questions(root: Node, lesson: str, reader: Reader) -> Questions:
    """All questions of a lesson's file; what is wrong is kept in the reader."""
    members = reader.fields(root, _FILE, required=("questions",))
    if members is None:
        return Questions()
    scene = scene_of(members, Scene())
    questions = tuple(_each(members.get("questions"), reader, lambda node: _question(node, lesson, scene, reader)))
    templates = tuple(_each(members.get("templates"), reader, lambda node: _template(node, lesson, scene, reader)))
    written = [(item.id.partition("/")[2], item.at) for item in (*questions, *templates)]
    words.once(written, "question", reader)
    _refuse_reuse(questions, reader)
    return Questions(questions, templates)


def scene_of(members: Mapping[str, Node], shared: Scene) -> Scene:
    """What a mapping adds to the cluster that it starts from."""
    settings, objects = members.get("settings"), members.get("objects")
    return Scene(
        (*shared.settings, settings) if settings else shared.settings,
        (*shared.objects, objects) if objects else shared.objects,
    )


def _each(node: Node | None, reader: Reader, read: Callable[[Node], Any]) -> list[Any]:
    found = [] if node is None else [read(element) for element in reader.elements(node)]
    return [item for item in found if item is not None]


def _refuse_reuse(questions: tuple[Question, ...], reader: Reader) -> None:
    """An id is never reused: what one question was called, no other may be called now."""
    now = {question.id for question in questions}
    for question in questions:
        for old in question.was:
            if old in now:
                reader.wrong(
                    question.at.get("was") or question.at,
                    f"{shown(old.partition('/')[2])} is the id of a question",
                    "an id is never reused",
                )


def _question(node: Node, lesson: str, shared: Scene, reader: Reader, parameters: Mapping[str, Any] | None = None) -> Question | None:
    form = _form(node, reader)
    if form is None:
        return None
    kind, rules = form
    members = reader.fields(node, (*_ALL, *_MAY, *rules.required, *rules.optional), required=(*_ALL, *rules.required))
    if members is None:
        return None
    name = words.slug(members["id"], reader) if "id" in members else ""
    scene = scene_of(members, shared)
    return Question(
        id=f"{lesson}/{name}",
        lesson=lesson,
        slug=name,
        kind=kind,
        level=(reader.integer(members["level"], low=1, high=3) if "level" in members else None) or 1,
        tags=words.slugs(members.get("tags"), reader, empty=False),
        serves=words.slugs(members.get("serves"), reader, empty=False),
        prompt=_text(members, "prompt", reader),
        body=rules.read(members, reader),
        explain=_text(members, "explain", reader),
        say=_text(members, "say", reader),
        source=_text(members, "source", reader),
        since=words.version(members.get("since"), reader),
        was=tuple(f"{lesson}/{old}" for old in words.former(members.get("was"), reader)),
        scene=scene,
        steps=members.get("steps"),
        ask=members.get("ask"),
        parameters=parameters or {},
        at=node,
    )


def _form(node: Node, reader: Reader) -> tuple[Kind, Form] | None:
    """The kind of a question and its rules; None, with a fault kept, where there is none."""
    if not node.is_mapping:
        reader.mapping(node)
        return None
    written = node.get("kind")
    if written is None:
        reader.wrong(node, '"kind" is missing', f"one of {', '.join(FORMS)}")
        return None
    if written.value not in FORMS:
        reader.wrong(written, f"{shown(written.value)} is no kind of question", meant(str(written.value), FORMS))
        return None
    return Kind(written.value), FORMS[written.value]


def _text(members: Mapping[str, Node], word: str, reader: Reader) -> str:
    return words.prose(members[word], reader) if word in members else ""


# --- the kinds -------------------------------------------------------------------------------------------------------


def _choice(members: Mapping[str, Node], reader: Reader) -> Choice:
    options = tuple(_each(members.get("options"), reader, lambda node: _option(node, reader, asks="ask" in members)))
    words.once(((option.id, option.at) for option in options), "option", reader)
    return Choice(options)


def _option(node: Node, reader: Reader, *, asks: bool) -> Option | None:
    members = reader.fields(node, ("id", "text", "expect", "holds", "why"), required=("id", "text"))
    if members is None:
        return None
    if ("expect" in members) == ("holds" in members):
        reader.wrong(node, "an option says when it is right: by expect, or by holds", "write one of the two")
    elif "expect" in members and not asks:
        reader.wrong(members["expect"], "nothing is asked, so nothing can be expected", "write ask: ..., or holds: true or false")
    return Option(
        id=words.slug(members.get("id"), reader) if "id" in members else "",
        text=_text(members, "text", reader),
        expect=members.get("expect"),
        holds=reader.boolean(members["holds"]) if "holds" in members else None,
        why=_text(members, "why", reader) if "why" in members else None,
        at=node,
    )


def _diagnose(members: Mapping[str, Node], reader: Reader) -> Diagnose:
    options = tuple(_each(members.get("options"), reader, lambda node: _cause(node, reader)))
    words.once(((option.id, option.at) for option in options), "cause", reader)
    return Diagnose(options, members.get("should"))


def _cause(node: Node, reader: Reader) -> Option | None:
    members = reader.fields(node, ("cause", "why"), required=("cause",))
    code = reader.text(members["cause"]) if members and "cause" in members else None
    if members is None or code is None:
        return None
    known = CATALOGUE.get(code)
    if known is None:
        reader.wrong(members["cause"], f"{shown(code)} is no fault of the catalogue", meant(code, CATALOGUE))
        return None
    return Option(id=code, text=known.title, why=_text(members, "why", reader) if "why" in members else None, at=node)


def _predict(members: Mapping[str, Node], reader: Reader) -> Predict:
    return Predict(_text(members, "field", reader))


def _fill(members: Mapping[str, Node], reader: Reader) -> Fill:
    inputs: dict[str, str] = {}
    for name, node in words.members_of(members.get("input"), reader).items():
        if not words.is_slug(name.lower()):
            reader.add(node.key_fault(f"{shown(name)} cannot be the name of an input", "write letters and digits"))
        elif node.value not in INPUT_TYPES:
            reader.wrong(node, f"{shown(node.value)} is no type of input", meant(str(node.value), INPUT_TYPES))
        inputs[name] = str(node.value)
    goals = members.get("goals")
    _refuse_undeclared(goals, inputs, reader)
    given = {word: _each(members.get(word), reader, lambda node: _inputs(node, inputs, reader)) for word in ("rights", "wrongs")}
    reference = members.get("reference")
    return Fill(
        inputs=inputs,
        goals=goals,
        reference=None if reference is None else _inputs(reference, inputs, reader),
        rights=tuple(given["rights"]),
        wrongs=tuple(given["wrongs"]),
    )


def _refuse_undeclared(node: Node | None, declared: Mapping[str, Any], reader: Reader) -> None:
    for name, at in variables(node) if node else ():
        if name not in declared:
            reader.wrong(at, f"${{{name}}} is not declared", f"there are {', '.join(declared) or 'none'}")


def _inputs(node: Node, declared: Mapping[str, str], reader: Reader) -> Node | None:
    return None if reader.fields(node, declared, required=tuple(declared)) is None else node


def _order(members: Mapping[str, Node], reader: Reader) -> Order:
    return Order(words.slugs(members.get("stages"), reader, empty=False))


def _fix(members: Mapping[str, Node], reader: Reader) -> Fix:
    edit = reader.texts(members["edit"], empty=False) if "edit" in members else ()
    rights, wrongs = (words.members_of(members.get(word), reader) for word in ("rights", "wrongs"))
    reference, goals, keep = (members.get(word) for word in ("reference", "goals", "keep"))
    return Fix(edit=edit, goals=goals, keep=keep, reference=reference, rights=rights, wrongs=wrongs)


FORMS: Mapping[str, Form] = {
    Kind.CHOICE: Form(("options",), (), _choice),
    Kind.DIAGNOSE: Form(("ask", "options"), ("should",), _diagnose),
    Kind.PREDICT: Form(("ask", "field"), (), _predict),
    Kind.FILL: Form(("input", "goals", "reference", "wrongs"), ("rights",), _fill),
    Kind.ORDER: Form(("ask", "stages"), (), _order),
    Kind.FIX: Form(("edit", "goals", "reference", "wrongs"), ("keep", "rights"), _fix),
}


# --- templates -------------------------------------------------------------------------------------------------------


def _template(node: Node, lesson: str, shared: Scene, reader: Reader) -> Template | None:
    members = reader.mapping(node)
    if members is None or "parameters" not in members:
        reader.wrong(node, "a template has parameters", "write parameters: {NAME: [VALUE, VALUE]}")
        return None
    parameters = _parameters(members["parameters"], reader)
    count = _size(parameters)
    if not parameters or not 1 <= count <= MOST_INSTANCES:
        reader.wrong(members["parameters"], f"{count} questions of one template", f"write from 1 to {MOST_INSTANCES}")
        return None
    bare = _without(node, "parameters")
    inputs = {name: f"${{{name}}}" for name, _ in words.members_of(members.get("input"), Reader()).items()}
    _refuse_undeclared(bare, {**parameters, **inputs}, reader)
    instances: list[Question] = []
    for values in product(*parameters.values()):
        chosen = dict(zip(parameters, values, strict=True))
        own = Reader()
        try:
            question = _question(substitute(bare, {**chosen, **inputs}), lesson, shared, own, chosen)
        except KeyError:
            return None
        instances += [question] if question is not None else []
        for fault in own.faults:
            if fault not in reader.faults:
                reader.add(fault)
    name = members.get("id")
    slug = words.slug(name, Reader()) if name is not None else ""
    return Template(id=f"{lesson}/{slug}", parameters=parameters, instances=tuple(instances), at=node)


def _parameters(node: Node, reader: Reader) -> dict[str, tuple[Any, ...]]:
    found: dict[str, tuple[Any, ...]] = {}
    for name, values in words.members_of(node, reader).items():
        elements = reader.elements(values, empty=False)
        if any(element.is_mapping or element.is_list for element in elements):
            reader.wrong(values, "a parameter is a text, a number, true or false", "write a list of such")
        found[name] = tuple(element.value for element in elements)
    return found


def _size(parameters: Mapping[str, tuple[Any, ...]]) -> int:
    size = 1
    for values in parameters.values():
        size *= len(values)
    return size


def _without(node: Node, word: str) -> Node:
    children = {key: child for key, child in node.members() if key != word}
    return msgspec.structs.replace(node, children=children, value={key: child.value for key, child in children.items()})
