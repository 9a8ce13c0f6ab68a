"""taught.json: what labelled texts taught of the parts of rubrics, by question and part. It is computed, and nobody writes it by hand."""

from __future__ import annotations

import msgspec

from k8s_svc_trainer.cases.faults import Fault, Faults
from k8s_svc_trainer.course.values import Learned


class TaughtFile(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """The file: `texts` is a fingerprint of what it was computed from."""

    texts: str
    questions: dict[str, dict[str, Learned]]


def read_taught(text: str, *, file: str) -> TaughtFile:
    """Raises Faults where it is not what `make taught` writes."""
    try:
        return msgspec.json.decode(text, type=TaughtFile)
    except msgspec.DecodeError as error:
        said = f"this is not what labelled texts taught: {error}"
        raise Faults([Fault(file=file, line=1, column=1, field="", message=said, remedy="take the file away")]) from None


def written(taught: TaughtFile) -> str:
    """The file's text: a line for each part, so that a difference can be read."""
    lines = []
    for question, parts in sorted(taught.questions.items()):
        inner = ",\n".join(f"  {_json(name)}: {_json(part)}" for name, part in sorted(parts.items()))
        lines.append(f"{_json(question)}: {{\n{inner}\n}}")
    return f'{{"texts": {_json(taught.texts)}, "questions": {{\n{",".join(lines)}\n}}}}\n'


def _json(value: object) -> str:
    return msgspec.json.encode(value, order="sorted").decode()
