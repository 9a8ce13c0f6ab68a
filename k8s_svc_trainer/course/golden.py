"""Golden keys: the computed key of every question, a line each, so that no key flips in silence.

Decides how a key is written; `grade.key` computes it. `python -m k8s_svc_trainer.course.golden` prints the lines of the inner pack.
"""

import json
from collections.abc import Iterator
from typing import Any

from k8s_svc_trainer.course.grade import key
from k8s_svc_trainer.course.instances import drawn
from k8s_svc_trainer.course.pack import Pack, default_pack_path, open_pack
from k8s_svc_trainer.course.prove_templates import prove_template
from k8s_svc_trainer.course.templates import spelt

SEEDS = (1, 2, 3)


def golden_keys(pack: Pack) -> str:
    """The lines for all questions of a pack, in its order. Raises Faults.

    Of a template for each combination of its parameters, as far as `check` proves them, the key or why it has none; then which of them
    three seeds name, so that no seed moves in silence either.
    """
    return "".join(f"{line}\n" for lesson in pack.lesson_ids for line in _lines(pack, lesson))


def _lines(pack: Pack, lesson: str) -> Iterator[str]:
    found = pack.questions(lesson)
    for question in found.questions:
        yield f"{question.id}: {_written(key(question))}"
    for template in found.templates:
        proof = prove_template(template)
        for one in proof.instances:
            yield f"{template.id}[{spelt(one.question.parameters)}]: {_written(one.key)}"
        for chosen, reason in proof.rejected:
            yield f"{template.id}[{chosen}]: not asked, {reason}"
        for seed in SEEDS:
            yield f"{template.id}@{seed}: [{spelt(drawn(template, seed).parameters)}]"


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def main() -> None:
    """Print the lines of the pack that comes with the program."""
    print(golden_keys(open_pack(default_pack_path())), end="")


if __name__ == "__main__":
    main()
