"""Golden keys: the computed key of every question, a line each, so that no key flips in silence.

Decides how a key is written; `grade.key` computes it. `python -m k8s_svc_trainer.course.golden` prints the lines of the inner pack.
"""

import json
from collections.abc import Iterator

from k8s_svc_trainer.course.grade import key
from k8s_svc_trainer.course.pack import Pack, default_pack_path, open_pack
from k8s_svc_trainer.course.values import Question


def golden_keys(pack: Pack) -> str:
    """The lines for all questions of a pack, in its order; of a template for each instance. Raises Faults."""
    return "".join(f"{line}\n" for lesson in pack.lesson_ids for line in _lines(pack, lesson))


def _lines(pack: Pack, lesson: str) -> Iterator[str]:
    found = pack.questions(lesson)
    for question in found.questions:
        yield _line(question)
    for template in found.templates:
        yield from map(_line, template.instances)


def _line(question: Question) -> str:
    chosen = ",".join(f"{name}={value}" for name, value in question.parameters.items())
    name = f"{question.id}[{chosen}]" if chosen else question.id
    return f"{name}: {json.dumps(key(question), ensure_ascii=False, sort_keys=True)}"


def main() -> None:
    """Print the lines of the pack that comes with the program."""
    print(golden_keys(open_pack(default_pack_path())), end="")


if __name__ == "__main__":
    main()
