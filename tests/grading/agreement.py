"""How far the grader agrees with people's labels: `python -m tests.grading.agreement HALF [QUESTION] [--why]`.

Points exactly right, Cohen's kappa over their three grades, F1 of misconceptions, scores within one; by question and by kind of answer.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from k8s_svc_trainer.cases.document import read
from k8s_svc_trainer.course import default_pack_path, open_pack
from k8s_svc_trainer.interview import Grade, field_of_pack, grader_of

HERE = Path(__file__).parent
NOTHING = ("stuffing", "copied", "off-topic")
"""Kinds of answers that must not earn a point."""


class Judged(msgspec.Struct, frozen=True):
    """An answer with its labels, and what the grader made of it."""

    question: str
    answer: dict[str, Any]
    grade: Grade

    @property
    def points(self) -> list[tuple[float, float]]:
        """(label, grade) of each point."""
        return [(float(label), self.grade.points[name]) for name, label in self.answer["points"].items()]


def judged(half: str, question: str | None = None) -> Iterator[Judged]:
    """Every answer of a half, graded."""
    pack = open_pack(default_pack_path())
    field = field_of_pack(pack)
    for file in sorted((HERE / half).glob("*.yaml")):
        name = file.stem
        if question in (None, name):
            grader = grader_of(pack.interview(name), field)
            for answer in read(file.read_text(encoding="utf-8"), file=file.name).value["answers"]:
                yield Judged(name, answer, grader.grade(answer["text"]))


class Agreement(msgspec.Struct, frozen=True):
    """The figures of some answers."""

    answers: int
    exact: float
    kappa: float
    f1: float
    within_one: float
    earned_by_nothing: int

    def row(self, name: str) -> str:
        """One line of the table."""
        shares = f"{self.exact:>7.1%} {self.kappa:>6.2f} {self.f1:>6.2f} {self.within_one:>7.1%}"
        return f"{name:<24} {self.answers:>4} {shares} {self.earned_by_nothing:>5}"


HEAD = f"{'':<24} {'n':>4} {'exact':>7} {'kappa':>6} {'F1':>6} {'score±1':>7} {'false':>5}"


def agreement(answers: Iterable[Judged]) -> Agreement:
    """Count it up."""
    answers = list(answers)
    pairs = [pair for one in answers for pair in one.points]
    held = [(set(one.answer["misconceptions"]), set(one.grade.misconceptions)) for one in answers]
    both = sum(len(label & found) for label, found in held)
    either = sum(len(label) + len(found) for label, found in held)
    near = sum(abs(one.answer["score"] - one.grade.score) <= 1 for one in answers)
    return Agreement(
        answers=len(answers),
        exact=sum(label == found for label, found in pairs) / len(pairs),
        kappa=kappa(pairs),
        f1=2 * both / either if either else 1.0,
        within_one=near / len(answers),
        earned_by_nothing=sum(any(one.grade.points.values()) for one in answers if one.answer["kind"] in NOTHING),
    )


def kappa(pairs: list[tuple[float, float]]) -> float:
    """Cohen's kappa, unweighted."""
    total = len(pairs)
    seen = sum(one == other for one, other in pairs) / total
    ours, theirs = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    chance = sum(ours[value] * theirs[value] for value in ours) / total**2
    return 1.0 if chance == 1 else (seen - chance) / (1 - chance)


def table(answers: list[Judged]) -> str:
    """All figures: in all, by question, by kind."""
    lines = [HEAD, agreement(answers).row("all"), ""]
    for key in ("question", "kind"):
        groups: dict[str, list[Judged]] = defaultdict(list)
        for one in answers:
            groups[one.question if key == "question" else one.answer["kind"]].append(one)
        lines += [agreement(groups[name]).row(name) for name in sorted(groups)] + [""]
    return "\n".join(lines)


def reasons(one: Judged) -> Iterator[str]:
    """Where the grader and the labels part, with the words that the grader took for it."""
    text, grade = one.answer["text"], one.grade
    wrong = [
        f"  {name}: labelled {label:g}, graded {grade.points[name]:g}"
        for name, label in one.answer["points"].items()
        if float(label) != grade.points[name]
    ]
    labels = set(one.answer["misconceptions"])
    wrong += [f"  misconception {name} is labelled and was not found" for name in sorted(labels - set(grade.misconceptions))]
    wrong += [f"  misconception {name} was found and is not labelled" for name in sorted(set(grade.misconceptions) - labels)]
    if wrong:
        yield f"{one.question} {one.answer['id']} ({one.answer['kind']}) score {one.answer['score']}, graded {grade.score}"
        yield f"    {' '.join(text.split())}"
        for line in wrong:
            name = line.split(":")[0].split()[-1] if ":" in line else line.split()[1]
            words = " / ".join(text[start:end] for start, end in grade.evidence.get(name, ()))
            yield line + (f"  ← {words}" if words else "")


def main() -> None:
    """Print the table, and where asked the reasons."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("half")
    parser.add_argument("question", nargs="?")
    parser.add_argument("--why", action="store_true")
    asked = parser.parse_args()
    answers = list(judged(asked.half, asked.question))
    if asked.why:
        print("\n".join(line for one in answers for line in reasons(one)))
    print(table(answers))


if __name__ == "__main__":
    main()
