"""taught/QUESTION.json: what labelled texts taught of a question's rubric. It is computed, and nobody writes it by hand."""

from __future__ import annotations

import msgspec

from k8s_svc_trainer.cases.faults import Fault, Faults
from k8s_svc_trainer.course.values import Table, Taught

NUMBERS, BESIDE, GRADES = 30, 4, 3
"""By so many numbers a misconception is judged, by so many more a point, and so many grades it may get."""
JUDGES = ([NUMBERS], [NUMBERS + BESIDE] * GRADES)
"""The lengths of the rows that judge a misconception, and a point."""


def read_taught(text: str, *, file: str) -> Taught:
    """Raises Faults where it is not what `make taught` writes."""
    try:
        taught = msgspec.json.decode(text, type=Taught)
    except msgspec.DecodeError as error:
        raise _fault(file, str(error)) from None
    if not taught.parts:
        raise _fault(file, "there is no part")
    if any([len(row) for row in taught.judges.get(part, ())] not in JUDGES for part in taught.parts):
        raise _fault(file, f"a point is judged by {GRADES} rows of {NUMBERS + BESIDE} numbers, a misconception by one of {NUMBERS}")
    for table, columns in ((taught.telling, 1), (taught.sentences, len(taught.parts)), (taught.whole, len(taught.parts))):
        if any(len(row) != columns for row in (table.biases, *table.weights.values())):
            raise _fault(file, "a row has not as many weights as there are parts")
    return taught


def _fault(file: str, error: str) -> Faults:
    said = f"this is not what labelled texts taught: {error}"
    return Faults([Fault(file=file, line=1, column=1, field="", message=said, remedy="take the file away")])


def written(taught: Taught) -> str:
    """The file's text: a line for each trait, so that a difference can be read."""
    fields = {name: _json(getattr(taught, name)) for name in ("texts", "parts", "judges")}
    fields |= {name: written_table(getattr(taught, name)) for name in ("telling", "sentences", "whole")}
    return "{\n" + ",\n".join(f"{_json(name)}: {fields[name]}" for name in Taught.__struct_fields__) + "\n}\n"


def written_table(table: Table) -> str:
    """A table's text, a line for each trait."""
    lines = (f"{_json(trait)}: {_json(weights)}" for trait, weights in sorted(table.weights.items()))
    return f'{{"biases": {_json(table.biases)}, "weights": {{\n' + ",\n".join(lines) + "\n}}"


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
