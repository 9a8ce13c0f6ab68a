"""questions.yaml: a document becomes questions and templates.

Decides what may be written in a question of each kind; tables say it, code walks them. What is right is not looked at, and steps are kept
as nodes: `stage` makes them runnable, `check` proves them.
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from k8s_svc_trainer.cases.faults import meant, shown
from k8s_svc_trainer.cases.nodes import Node, substitute, variables
from k8s_svc_trainer.cases.reader import Reader
from k8s_svc_trainer.course import templates, words
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
    drawn = tuple(_each(members.get("templates"), reader, lambda node: _template(node, lesson, scene, reader)))
    written = [(item.id.partition("/")[2], item.at) for item in (*questions, *drawn)]
    words.once(written, "question", reader)
    _refuse_reuse((*questions, *(template.first for template in drawn)), reader)
    return Questions(questions, drawn)


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
    own = Reader()
    parameters = templates.read_parameters(members["parameters"], own)
    derived = templates.read_derived(members.get("derived"), parameters, own) if not own.faults else {}
    rejects = own.boolean(members["rejects"]) if "rejects" in members else False
    body = _without(node, ("parameters", "derived", "rejects"))
    if not own.faults:
        _refuse_strangers(node, body, (*templates.names_of(parameters), *derived), own)
        templates.refuse_misuse(node, parameters, derived, body, own)
    for fault in own.faults:
        reader.add(fault)
    if own.faults:
        return None
    first = _read_instance(body, lesson, shared, reader, next(templates.combinations(parameters)), derived)
    if first is None:
        return None
    return Template(
        id=first.id,
        lesson=lesson,
        kind=first.kind,
        parameters=parameters,
        derived=derived,
        rejects=bool(rejects),
        first=first,
        shared=shared,
        body=body,
        at=node,
    )


def _refuse_strangers(node: Node, body: Node, declared: tuple[str, ...], reader: Reader) -> None:
    """Names that stand for nothing, and inputs that are called as a parameter is."""
    inputs = _inputs_of(body)
    for name, child in inputs.items():
        if name in declared:
            reader.add(child.key_fault(f"{shown(name)} is a parameter as well", "give the input another name"))
    _refuse_undeclared(body, dict.fromkeys((*declared, *inputs)), reader)
    for name, child in words.members_of(node.get("parameters"), Reader()).items():
        for inner, at in variables(child):
            reader.wrong(at, f"${{{inner}}} stands in the values of {name}", "write it out: what was put in is not looked at again")


def _inputs_of(body: Node) -> Mapping[str, Node]:
    return words.members_of(body.get("input"), Reader())


def instance(template: Template, chosen: Mapping[str, Any], *, seed: int | None = None) -> Question:
    """The question that a combination makes of a template. Raises Faults where it makes none."""
    reader = Reader()
    found = _read_instance(template.body, template.lesson, template.shared, reader, chosen, template.derived)
    reader.done()
    if found is None:
        raise AssertionError("what could not be read has left a fault")
    return msgspec.structs.replace(found, seed=seed)


def _read_instance(
    body: Node, lesson: str, shared: Scene, reader: Reader, chosen: Mapping[str, Any], derived: Mapping[str, str]
) -> Question | None:
    try:
        values = templates.bound(chosen, derived)
    except ValueError as error:
        reader.wrong(body, str(error), "mend derived")
        return None
    kept = {name: f"${{{name}}}" for name in _inputs_of(body)}
    return _question(substitute(body, {**values, **kept}), lesson, shared, reader, templates.brief(chosen))


def _without(node: Node, left_out: tuple[str, ...]) -> Node:
    children = {key: child for key, child in node.members() if key not in left_out}
    return msgspec.structs.replace(node, children=children, value={key: child.value for key, child in children.items()})
