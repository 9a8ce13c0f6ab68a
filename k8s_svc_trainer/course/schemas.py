"""JSON Schemas of the content files, so that an editor completes their words and marks what cannot stand there.

Decides nothing: the words are those of the tables by which the files are read, said once more in another language. A schema knows less than
`check`, which alone says whether content is right: it takes whatever is read, and refuses unknown and missing words. Draft 7 is what
editors understand: https://json-schema.org/draft-07
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from k8s_svc_trainer.cases.grammar import ARGUMENTS, EXPECTATIONS, NULLABLE, Field
from k8s_svc_trainer.cases.steps import Protocol, RecordType, StepKind
from k8s_svc_trainer.course import interviews, labs, lessons, questions, words
from k8s_svc_trainer.course.checklist import FORMAT
from k8s_svc_trainer.course.present import STAGES
from k8s_svc_trainer.course.values import Kind, Rung
from k8s_svc_trainer.diagnosis.catalogue import CATALOGUE
from k8s_svc_trainer.sim.objects import KINDS
from k8s_svc_trainer.sim.results import Outcome, Rcode, Reason
from k8s_svc_trainer.sim.settings import CHECKS, CLOUDS, DNS_PODS, NEWEST, OLDEST, PROXY_MODES

Schema = dict[str, Any]
DRAFT = "http://json-schema.org/draft-07/schema#"
SUFFIX = ".schema.json"

TEXT: Schema = {"type": "string", "minLength": 1}
BOOLEAN: Schema = {"type": "boolean"}
ANYTHING: Schema = {"type": "object"}
SLUG: Schema = {"type": "string", "pattern": r"^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": words.LONGEST_ID}
VERSION: Schema = {"type": "string", "enum": [f"1.{minor}" for minor in range(OLDEST, NEWEST + 1)]}


def schemas() -> dict[str, Schema]:
    """The schema of each kind of file, by the name of the file that it is written to."""
    made: Mapping[str, Callable[[], Schema]] = {
        "course": _course,
        "checklist": _checklist,
        "lesson": _lesson,
        "questions": _questions,
        "interview": _interview,
        "lab": _lab,
        "cases": _cases,
    }
    return {f"{name}{SUFFIX}": _whole(name, make()) for name, make in made.items()}


def _whole(name: str, schema: Schema) -> Schema:
    head = {"$schema": DRAFT, "$id": f"k8s-svc-trainer/{name}{SUFFIX}", "title": f"k8s-svc-trainer: {name}"}
    return {**head, **schema, "definitions": _definitions()}


def _of(word: str) -> Schema:
    return {"$ref": f"#/definitions/{word}"}


def _list(of: Schema, *, least: int = 0, most: int | None = None) -> Schema:
    bounds = ({"minItems": least} if least else {}) | ({"maxItems": most} if most is not None else {})
    return {"type": "array", "items": of, **bounds}


def _map(of: Schema) -> Schema:
    return {"type": "object", "additionalProperties": of}


def _words(known: Iterable[object]) -> Schema:
    return {"type": "string", "enum": [str(word) for word in known]}


def _mapping(known: Mapping[str, Schema], required: Iterable[str] = ()) -> Schema:
    """A mapping of these words and no others."""
    return {"type": "object", "properties": dict(known), "required": list(required), "additionalProperties": False}


def _chosen(names: Iterable[str], known: Mapping[str, Schema]) -> dict[str, Schema]:
    return {name: known[name] for name in names}


# --- what several files have -----------------------------------------------------------------------------------------


def _definitions() -> Schema:
    return {"object": _object(), "objects": _objects(), "settings": _settings(), "step": _step(), "steps": _list(_of("step"))}


def _object() -> Schema:
    """A manifest: its fields are Kubernetes' own, which an editor has schemas of its own for."""
    metadata = {"type": "object", "properties": {"name": {"type": "string"}, "namespace": {"type": "string"}, "labels": ANYTHING}}
    known = {"apiVersion": TEXT, "kind": {"type": "string", "examples": list(KINDS)}, "metadata": metadata}
    return {"type": "object", "properties": known, "required": ["apiVersion", "kind"]}


def _objects() -> Schema:
    return {"anyOf": [_list(_of("object")), {"type": "string", "description": "YAML documents, as kubectl apply -f takes them"}]}


def _settings() -> Schema:
    closed = {"proxyMode": _words(PROXY_MODES), "cloud": _words(CLOUDS), "dnsPods": _words(DNS_PODS), "version": VERSION}
    return _mapping({name: closed.get(name, {}) for name in CHECKS})


def _step() -> Schema:
    """One thing that is done or asked: exactly one of the steps' words, with what must come of it."""
    around = {"name": TEXT, "times": {"type": "integer", "minimum": 1}}
    kinds = [_mapping({kind: _action(kind), **_expect(kind), **around}, [kind]) for kind in StepKind]
    return {"type": "object", "oneOf": kinds}


def _action(kind: StepKind) -> Schema:
    """What stands under a step's word."""
    known = ARGUMENTS.get(kind)
    if known is not None:
        closed = {"merge": ANYTHING, "headers": ANYTHING, "sourcePort": {}, "protocol": _words(Protocol), "type": _words(RecordType)}
        return _mapping({word: closed.get(word, {"type": "string"}) for word in (*known.required, *known.optional)}, known.required)
    return {StepKind.APPLY: _of("object"), StepKind.WAIT: {"type": "number", "minimum": 0}}.get(kind, TEXT)


def _expect(kind: StepKind) -> dict[str, Schema]:
    fields = {word: _field(field) for word, field in EXPECTATIONS[kind].items()}
    return {"expect": {**_mapping(fields), "minProperties": 1}} if fields else {}


def _field(field: Field) -> Schema:
    found = _FIELDS[field]
    return {"anyOf": [found, {"type": "null"}]} if field in NULLABLE else found


_TEXTS = _list({"type": "string"})
_FIELDS: Mapping[Field, Schema] = {
    Field.OUTCOME: _words(word for word in Outcome if word is not Outcome.BROKEN),
    Field.SENT: _words((Outcome.CONNECTED, Outcome.BROKEN)),
    Field.RCODE: _words(Rcode),
    Field.REASON: _words(Reason),
    Field.BOOLEAN: BOOLEAN,
    Field.TEXT: TEXT,
    Field.DOMAIN: TEXT,
    Field.DOMAINS: _TEXTS,
    Field.ANSWERS: _TEXTS,
    Field.ADDRESSES: _TEXTS,
    Field.WORDS: _TEXTS,
    Field.STATUS: {"type": "integer", "minimum": 100, "maximum": 599},
    Field.COUNT: {"type": "integer", "minimum": 0},
    Field.BACKEND: TEXT,
    Field.OBJECT: ANYTHING,
    Field.OBJECTS: _list(ANYTHING),
}

_SCENE: Mapping[str, Schema] = {"settings": _of("settings"), "objects": _of("objects")}
_WAS: Schema = {"anyOf": [SLUG, _list(SLUG)]}


# --- the files -------------------------------------------------------------------------------------------------------


def _course() -> Schema:
    return _mapping({"format": {"const": FORMAT}, "name": SLUG, "lessons": _list(SLUG, least=1)}, ("format", "lessons"))


def _checklist() -> Schema:
    item = _mapping({"id": SLUG, "text": TEXT, "means": TEXT, "lesson": SLUG, "interview": SLUG}, ("id", "text", "means"))
    return _mapping({"items": _list(item, least=1)}, ("items",))


def _lesson() -> Schema:
    section = _mapping({"id": SLUG, "title": TEXT, "often": TEXT, "text": TEXT, "show": _of("steps"), "since": VERSION}, ("id", "text"))
    known: dict[str, Schema] = {
        **_SCENE,
        "title": TEXT,
        "section": {"type": "integer", "minimum": 1, "maximum": lessons.SECTIONS_OF_THE_NOTES},
        "minutes": {"type": "integer", "minimum": 1, "maximum": lessons.LONGEST_MINUTES},
        "serves": _list(SLUG, least=1),
        "sources": _list({"type": "string", "format": "uri"}, least=1),
        "sections": _list({**section, "anyOf": [{"required": ["title"]}, {"required": ["often"]}]}, least=1),
    }
    return _mapping(_chosen((*lessons._NEEDED, *lessons._MAY), known), lessons._NEEDED)


def _questions() -> Schema:
    """Questions by their kind; what a template holds beside a question is left open, since values may stand for any part of it."""
    templates = _list({"type": "object", "required": ["id", "parameters"]})
    return _mapping({**_SCENE, "questions": _list(_question()), "templates": templates}, ("questions",))


def _question() -> Schema:
    kinds = {"type": "object", "properties": {"kind": _words(Kind)}, "required": ["kind"]}
    return {**kinds, "allOf": [{"if": {"properties": {"kind": {"const": str(kind)}}}, "then": _of_kind(kind)} for kind in Kind]}


def _of_kind(kind: Kind) -> Schema:
    form = questions.FORMS[kind]
    known = {**_ALL, **_OF_KIND[kind]}
    names = (*questions._ALL, *questions._MAY, *form.required, *form.optional)
    return _mapping(_chosen(names, known), (*questions._ALL, *form.required))


def _options() -> Schema:
    option = _mapping({"id": SLUG, "text": TEXT, "expect": ANYTHING, "holds": BOOLEAN, "why": TEXT}, ("id", "text"))
    return _list({**option, "oneOf": [{"required": ["expect"]}, {"required": ["holds"]}]}, least=2)


_INPUTS = ANYTHING
_REPAIRS = _map(_of("steps"))
_ALL: Mapping[str, Schema] = {
    **_SCENE,
    "id": SLUG,
    "kind": TEXT,
    "level": {"type": "integer", "minimum": 1, "maximum": 3},
    "tags": _list(SLUG, least=1),
    "serves": _list(SLUG, least=1),
    "prompt": TEXT,
    "explain": TEXT,
    "say": TEXT,
    "source": {"type": "string", "format": "uri"},
    "since": VERSION,
    "was": _WAS,
    "steps": _of("steps"),
    "ask": _of("step"),
}
_OF_KIND: Mapping[Kind, Mapping[str, Schema]] = {
    Kind.CHOICE: {"options": _options()},
    Kind.DIAGNOSE: {"options": _list(_mapping({"cause": _words(CATALOGUE), "why": TEXT}, ("cause",)), least=2), "should": ANYTHING},
    Kind.PREDICT: {"field": TEXT},
    Kind.FILL: {
        "input": {**_map(_words(questions.INPUT_TYPES)), "minProperties": 1},
        "goals": _list(ANYTHING, least=1),  # inputs may stand for any value in them
        "reference": _INPUTS,
        "rights": _list(_INPUTS),
        "wrongs": _list(_INPUTS),
    },
    Kind.ORDER: {"stages": _list(_words(STAGES), least=3)},
    Kind.FIX: {
        "edit": _list(TEXT, least=1),
        "goals": _of("steps"),
        "keep": _of("steps"),
        "reference": _of("steps"),
        "rights": _REPAIRS,
        "wrongs": _REPAIRS,
    },
}

_WORDING: Mapping[str, Schema] = {**dict.fromkeys(words.TEXTS, _list(TEXT)), "enough": {"type": "integer", "minimum": 2}}


def _interview() -> Schema:
    points = _list(_mapping({"id": SLUG, "text": TEXT, **_WORDING}, ("id", "text")), least=1)
    follow_up = _mapping(
        {
            "id": SLUG, "text": TEXT, "missed": _list(SLUG), "rung": _words(rung for rung in Rung if rung is not Rung.MISSED),
            "points": points, "answer": TEXT, "allows": _list(SLUG),
        },
        ("id", "text", "points"),
    )  # fmt: skip
    misconception = _mapping({"id": SLUG, "text": TEXT, "instead": TEXT, "refute": _of("steps"), **_WORDING}, ("id", "text"))
    known: dict[str, Schema] = {
        **_SCENE,
        "id": SLUG,
        "text": TEXT,
        "serves": _list(SLUG, least=1),
        "points": points,
        "misconceptions": _list(misconception),
        "notes": _list(TEXT),
        "answers": _mapping(dict.fromkeys(interviews.LEVELS, TEXT), interviews.LEVELS),
        "followUps": _list({**follow_up, "oneOf": [{"required": ["missed"]}, {"required": ["rung"]}]}),
        "was": _WAS,
    }
    question = _mapping(_chosen((*interviews._NEEDED, *interviews._MAY), known), interviews._NEEDED)
    return _mapping({**_SCENE, "questions": _list(question, least=1)}, ("questions",))


def _lab() -> Schema:
    miss = _mapping({"steps": _of("steps"), "fails": TEXT}, ("steps", "fails"))
    known: dict[str, Schema] = {
        **_SCENE,
        "title": TEXT,
        "level": _ALL["level"],
        "serves": _list(SLUG, least=1),
        "story": {**_list(TEXT, least=3, most=3), "description": labs.STORY},
        "steps": _of("steps"),
        "cause": _list(_words(CATALOGUE), least=1),
        "goals": _of("steps"),
        "keep": _of("steps"),
        "untouched": _list(TEXT, least=1),
        "hints": {**_list(TEXT, least=3, most=3), "description": labs.HINTS},
        "reference": _mapping({"commands": _list(TEXT, least=1), "steps": _of("steps")}, ("commands", "steps")),
        "rights": _REPAIRS,
        "wrongs": _map(miss),
        "say": TEXT,
        "expert": {"type": "integer", "minimum": 1, "maximum": labs.MOST_COMMANDS},
        "was": _WAS,
    }
    return _mapping(_chosen((*labs._NEEDED, *labs._MAY), known), labs._NEEDED)


def _cases() -> Schema:
    prose = {"about": TEXT, "source": TEXT}
    case = _mapping({**_SCENE, "name": TEXT, **prose, "steps": _list(_of("step"), least=1)}, ("name", "steps"))
    return _mapping({**_SCENE, **prose, "cases": _list(case, least=1)}, ("cases",))
