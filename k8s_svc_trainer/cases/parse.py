"""A document becomes a case file: every word known, every value of its type, every combination possible.

Decides what is a case file and what is not; `grammar` holds the tables, `reader` the wording. All faults of a file are kept and
raised together. `parse_steps`, `parse_expect`, `parse_objects` and `parse_settings` read the same things in other documents.
"""

from collections.abc import Mapping
from typing import Any

from k8s_svc_trainer.cases.actions import read_action, read_object
from k8s_svc_trainer.cases.document import Document, Faults, Node, decode, items_of, manifests_within, read
from k8s_svc_trainer.cases.expectation import read_expectation
from k8s_svc_trainer.cases.faults import meant, shown
from k8s_svc_trainer.cases.grammar import EXPECTATIONS
from k8s_svc_trainer.cases.reader import Reader
from k8s_svc_trainer.cases.steps import Case, CaseFile, Expectation, Manifest, Place, RecordType, Step, StepKind
from k8s_svc_trainer.sim.settings import Settings, SettingsFault

__all__ = ["Reader", "parse", "parse_case_file", "parse_expect", "parse_objects", "parse_settings", "parse_steps"]

MOST_TIMES = 1000
_STEP_WORDS = tuple(kind.value for kind in StepKind)
_RECORD_TYPES = frozenset(kind.value for kind in RecordType)
_AROUND = ("name", "expect")
_PROSE = ("about", "source")


def parse(text: str | bytes, *, file: str) -> CaseFile:
    """The case file that a text is. Raises Faults with everything that is wrong in it."""
    return parse_case_file(read(text if isinstance(text, str) else decode(text, file=file), file=file))


def parse_case_file(document: Document) -> CaseFile:
    """The case file that a document is. Raises Faults with everything that is wrong in it."""
    reader = Reader()
    found = _case_file(document.root, reader)
    reader.done()
    assert found is not None  # noqa: S101 -- whatever could not be read has left a fault
    return found


def parse_settings(node: Node, reader: Reader, *, over: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
    """Settings as they were written, checked together with those that they are merged over."""
    written = reader.plain(node)
    if written is None:
        return {}
    for field, message in _settings_faults({**(over or {}), **written}):
        child = node.get(field)
        if child is not None:  # else it is a fault of the settings beneath, and is told there
            reader.add(child.fault(message) if field in Settings.__struct_fields__ else child.key_fault(message))
    return written


def parse_objects(node: Node, reader: Reader) -> tuple[Manifest, ...]:
    """Manifests as `kubectl apply -f` takes them: a list of mappings, or one text of YAML documents; a List is opened."""
    found = tuple(manifest for one in _written_objects(node, reader) if (manifest := _manifest(one, reader)) is not None)
    seen: dict[tuple[str, str, str], Node] = {}
    for manifest in found:
        here, key = manifest.at.node, identity(manifest.value)
        if here is None or key is None:
            continue
        if key in seen:
            reader.wrong(here, f"{key[0]} {key[1]}/{key[2]} stands in this list twice, first in line {seen[key].line}", "keep one")
        seen.setdefault(key, here)
    return found


def parse_steps(node: Node, reader: Reader, *, times: bool = False, expects: bool | None = None, empty: bool = True) -> tuple[Step, ...]:
    """The steps of a list.

    `times` allows a step to say how often; `expects` whether each must (True) or must not (False) expect something; `empty` whether
    there may be none.
    """
    found = (parse_step(one, reader, times=times, expects=expects) for one in reader.elements(node, empty=empty))
    return tuple(step for step in found if step is not None)


def parse_step(node: Node, reader: Reader, *, times: bool = False, expects: bool | None = None) -> Step | None:
    """One step; see `parse_steps`."""
    members = reader.mapping(node)
    if members is None:
        return None
    words = [word for word in members if word in _STEP_WORDS]
    _refuse_unknown(members, reader, times=times)
    if len(words) != 1:
        _refuse_kinds(node, members, words, reader)
        return None
    kind = StepKind(words[0])
    action = read_action(members[kind], kind, reader)
    expect = _step_expect(node, members, kind, reader, expects=expects)
    name = reader.text(members["name"]) if "name" in members else None
    often = reader.integer(members["times"], low=1, high=MOST_TIMES) if times and "times" in members else 1
    if action is None:
        return None
    return Step(kind=kind, action=action, expect=expect, name=name, times=often or 1, at=Place(node))


def parse_expect(node: Node, kind: StepKind, reader: Reader, *, record_type: RecordType = RecordType.A) -> Expectation | None:
    """What must come of a step of this kind. An expectation that says nothing is a fault, because it could not fail."""
    if not EXPECTATIONS[kind]:
        reader.add(node.key_fault(f"nothing can be expected of {kind}", "leave it out"))
        return None
    return read_expectation(node, kind, reader, record_type=record_type)


def identity(value: Mapping[str, Any]) -> tuple[str, str, str] | None:
    """Kind, namespace and name by which one object replaces another; None where it has no name."""
    metadata = value.get("metadata")
    metadata = metadata if isinstance(metadata, Mapping) else {}
    kind, name, namespace = value.get("kind"), metadata.get("name"), metadata.get("namespace")
    if not isinstance(kind, str) or not isinstance(name, str):
        return None
    return kind.lower(), namespace if isinstance(namespace, str) and namespace else "default", name


def _settings_faults(settings: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    try:
        Settings.parse(settings)
    except SettingsFault as error:
        return error.faults
    return ()


# --- files and cases -------------------------------------------------------------------------------------------------


def _case_file(root: Node, reader: Reader) -> CaseFile | None:
    members = reader.fields(root, ("settings", "objects", *_PROSE, "cases"), required=("cases",))
    if members is None:
        return None
    settings = parse_settings(members["settings"], reader) if "settings" in members else {}
    objects = parse_objects(members["objects"], reader) if "objects" in members else ()
    cases = _cases(members["cases"], settings, reader) if "cases" in members else ()
    about, source = (reader.text(members.get(word)) for word in _PROSE)
    return CaseFile(cases=cases, settings=settings, objects=objects, about=about, source=source, file=Place(root))


def _cases(node: Node, settings: Mapping[str, Any], reader: Reader) -> tuple[Case, ...]:
    found: dict[str, Case] = {}
    for one in reader.elements(node, empty=False):
        case = _case(one, settings, reader)
        if case is None:
            continue
        if case.name in found:
            reader.wrong(one.find("name"), f"a second case named {shown(case.name)}", "give it another name")
        found[case.name] = case
    return tuple(found.values())


def _case(node: Node, settings: Mapping[str, Any], reader: Reader) -> Case | None:
    members = reader.fields(node, ("name", "settings", "objects", *_PROSE, "steps"), required=("name", "steps"))
    if members is None:
        return None
    own = parse_settings(members["settings"], reader, over=settings) if "settings" in members else {}
    objects = parse_objects(members["objects"], reader) if "objects" in members else ()
    steps = parse_steps(members["steps"], reader, empty=False) if "steps" in members else ()
    name, about, source = (reader.text(members.get(word)) for word in ("name", *_PROSE))
    return Case(name=name or "", steps=steps, settings=own, objects=objects, about=about, source=source)


# --- objects ---------------------------------------------------------------------------------------------------------


def _written_objects(node: Node, reader: Reader) -> list[Node]:
    if isinstance(node.value, str):
        try:
            return manifests_within(node)
        except Faults as faults:
            reader.also(faults)
            return []
    return [item for one in reader.elements(node) for item in items_of(one)]


def _manifest(node: Node, reader: Reader) -> Manifest | None:
    value = read_object(node, reader)
    return None if value is None else Manifest(value, Place(node))


# --- steps -----------------------------------------------------------------------------------------------------------


def _refuse_unknown(members: Mapping[str, Node], reader: Reader, *, times: bool) -> None:
    around = (*_AROUND, "times") if times else _AROUND
    for word, child in members.items():
        if word == "times" and not times:
            reader.add(child.key_fault('"times" may not stand here', "leave it out, or write the step so often"))
        elif word not in around and word not in _STEP_WORDS:
            reader.add(child.key_fault(f"{shown(word)} is not a step", meant(word, (*_STEP_WORDS, *around))))


def _refuse_kinds(node: Node, members: Mapping[str, Node], words: list[str], reader: Reader) -> None:
    if words:
        reader.add(members[words[1]].key_fault(f"a step does one thing: {words[0]} or {words[1]}", "write two steps"))
    elif not any(word not in (*_AROUND, "times") for word in members):
        reader.wrong(node, "a step says what is done", f"one of {', '.join(_STEP_WORDS)}")


def _step_expect(node: Node, members: Mapping[str, Node], kind: StepKind, reader: Reader, *, expects: bool | None) -> Expectation | None:
    written = members.get("expect")
    if written is None:
        if expects:
            reader.wrong(node, '"expect" is missing', "write what must come of it")
        return None
    if expects is False:
        reader.add(written.key_fault('"expect" may not stand here', "leave it out"))
        return None
    asked = members[kind].get("type")
    record_type = RecordType(asked.value) if asked is not None and asked.text in _RECORD_TYPES else RecordType.A
    return parse_expect(written, kind, reader, record_type=record_type)
