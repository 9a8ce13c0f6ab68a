"""Computes content/taught/, and what tells bags of names, from labelled texts: `python -m tests.grading.teach` (`make taught`).

Of each question logistic regressions over the traits of sentences and of whole answers (`learn.py`), and over all questions one that tells
bags of names, and one that judges by all these and by patterns. What judges is fitted to answers of `fresh/`, to which no pattern was ever
tuned, and each of these is heard by regressions that did not learn from its writer: otherwise patterns and regressions would seem to be
worth more than they are.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from k8s_svc_trainer.cases.document import read
from k8s_svc_trainer.course import default_pack_path, open_pack
from k8s_svc_trainer.course.pack import TAUGHT
from k8s_svc_trainer.course.taught import written, written_table
from k8s_svc_trainer.course.values import Table, Taught
from k8s_svc_trainer.interview import Grader, field_of, grader_of, naming
from k8s_svc_trainer.interview.judge import GRADES, Manner, beside, chance_of_error, traits
from k8s_svc_trainer.interview.spoken import Answer
from k8s_svc_trainer.interview.taught import Opinion, opinions, telling
from tests.grading.learn import Sample, Teaching, bags, judging, learned, teaching_of, what_tells

HERE = Path(__file__).parent
SOURCES = ("taught", "fresh", "development")
"""Folders of labelled texts from which may be learned."""
FRESH = "fresh"
TALK, ELSEWHERE = HERE / "talk.txt", HERE / "elsewhere.txt"
"""What people say besides, a line each, and what they tell of everyday life: neither tells anything of a question. The second is told in
the words of pictures, and a picture may make a point: so it teaches no part to be silent."""
BAG = "stuffing"
"""The kind of answers that only name things."""
SILENT = (BAG, "copied", "empty", "off-topic")
"""The kinds that tell nothing of the question."""
CONTRAST = "contrast"
"""The kind of two things side by side in one breath, half of them exchanged: it teaches of sentences, not of wholes, and nobody answers so
often wrong that it could tell what an opinion is worth."""
NAMING = Path(naming.__file__).with_suffix(".json")
NOBODY = Answer((), (), {})
FOLDS = 5
"""So many times the regressions are computed without a part of the writers of `fresh/`."""


DENYING = ("It is not true that {}", "Some people say that {}", "Nobody should believe that {}")
"""What is said in one of these ways is not said."""


class Short(msgspec.Struct, frozen=True):
    """Short texts that make a part, and that do not."""

    makes: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()


class Heard(msgspec.Struct, frozen=True):
    """A part of a fresh text: its label if it has one, what patterns say, and what regressions say that did not learn from its writer."""

    part: str
    label: float | None
    worth: float | None
    opinion: Opinion


class Fresh(msgspec.Struct, frozen=True):
    """A fresh text with all its parts, heard without those of its fold. `frame`: what the sentences are made of that tell something."""

    parts: tuple[Heard, ...]
    voided_by: dict[str, frozenset[str]]
    sentences: int
    fold: int
    frame: Mapping[str, float]


class Framed(msgspec.Struct, frozen=True):
    """What a text is made of, and whether it is a bag of names."""

    fold: int | None
    frame: Mapping[str, float]
    bag: bool


def fingerprint() -> str:
    """Of all that is labelled: another one where anything in it changed."""
    digest = hashlib.sha256()
    for file in (TALK, ELSEWHERE, *(file for folder in SOURCES for file in sorted((HERE / folder).glob("*.yaml")))):
        digest.update(f"{file.parent.name}/{file.name}\n".encode() + file.read_bytes())
    return digest.hexdigest()


def documents(question: str) -> Iterator[tuple[str, Any]]:
    """What is labelled of a question, with the folder."""
    for folder in SOURCES:
        file = HERE / folder / f"{question}.yaml"
        if file.exists():
            yield folder, read(file.read_text(encoding="utf-8"), file=file.name).value


def learn(path: Path) -> tuple[dict[str, Taught], Table]:
    """What the labelled texts teach of every question of a pack that has some, and of bags of names."""
    names = [question.id for question in open_pack(path).every_interview() if any(documents(question.id))]
    with ProcessPoolExecutor() as workers:
        known, fresh, framed = zip(*workers.map(partial(_question, path), names), strict=True)
    every = [one for question in framed for one in question]
    judges = _judges([answer for answers in fresh for answer in answers], [_bags(every, without=fold) for fold in range(FOLDS)])
    texts = fingerprint()
    taught = {
        name: msgspec.structs.replace(one, texts=texts, judges={part: judges[_full(name, part)] for part in one.parts})
        for name, one in zip(names, known, strict=True)
    }
    return taught, _bags(every)


def _question(path: Path, name: str) -> tuple[Taught, list[Fresh], list[Framed]]:
    """What is taught of a question before anything judges by it, its fresh answers as they are heard, and all as they are made."""
    pack = open_pack(path)
    field = field_of(pack.lexicon(), pack.every_interview())  # what was taught before does not teach
    grader = grader_of(pack.interview(name), field)
    teaching = _teaching(grader, documents(name))
    known = _taught(teaching)
    framed = [Framed(one.fold, _frame(one), one.bag) for one in teaching.samples if one.bag is not None]
    return known, list(_fresh(name, grader, teaching)), framed


def _taught(teaching: Teaching, *, without: int | None = None) -> Taught:
    """What is taught before anything judges by it; `without`: a fold that does not teach."""
    sentences, whole = learned(teaching, without=without)
    tells = what_tells(teaching, without=without)
    return Taught(texts="", parts=teaching.parts, telling=tells, sentences=sentences, whole=whole, judges={})


def _frame(sample: Sample) -> Mapping[str, float]:
    return naming.traits(sample.text, sample.claimed, [(0, len(sample.text.words))])


def _bags(framed: Iterable[Framed], *, without: int | None = None) -> Table:
    """What speaks for a bag of names; `without`: a fold that does not teach."""
    kept = [one for one in framed if without is None or one.fold != without]
    return bags([one.frame for one in kept], [one.bag for one in kept])


def _teaching(grader: Grader, documents: Iterable[tuple[str, Any]]) -> Teaching:
    """All that teaches of a question."""
    samples = []
    for folder, document in documents:
        for answer in document.get("answers", ()):
            fold = int(answer["writer"]) % FOLDS if folder == FRESH and answer["kind"] != CONTRAST else None
            samples.append(_answer(grader, answer, fold))
        for part, texts in document.get("texts", {}).items():
            samples += _short(grader, part, msgspec.convert(texts, Short), fresh=folder == FRESH)
    nothing = {rule.id: 0.0 for rule in (*grader.points, *grader.misconceptions)}
    samples += [Sample(*grader.said(line), nothing, tells=False) for line in TALK.read_text(encoding="utf-8").splitlines()]
    samples += [Sample(*grader.said(line), {}, whole=False, tells=False) for line in ELSEWHERE.read_text(encoding="utf-8").splitlines()]
    wrong = {rule.id for rule in grader.misconceptions}
    for rule in (*grader.rubric.points, *grader.rubric.misconceptions):
        if rule.id not in wrong:  # a rubric's own errors are written for patterns: people do not speak so
            samples += _short(grader, rule.id, Short(rule.makes, rule.misses))
    return teaching_of(samples, points=[rule.id for rule in grader.points], misconceptions=[rule.id for rule in grader.misconceptions])


def _answer(grader: Grader, answer: Any, fold: int | None) -> Sample:
    """A labelled answer, with the sentences in which patterns, or the rubric's own examples, find a part of it."""
    labels = {name: float(label) for name, label in answer["points"].items()}
    labels |= {rule.id: float(rule.id in answer["misconceptions"]) for rule in grader.misconceptions}
    evidence = grader.found(answer["text"])
    text, claimed, said = grader.said(answer["text"])
    places = [(text.words[one.first].start, text.words[one.last - 1].end) for one in said.sentences]
    found = {
        part: frozenset(place for place, (first, last) in enumerate(places) if any(first <= start < last for start, _ in spans))
        for part, spans in evidence.items()
    }
    worths = grader.worths(answer["text"]) if fold is not None else {}
    short = answer["kind"] == CONTRAST
    bag, tells = answer["kind"] == BAG, answer["kind"] not in SILENT or None
    return Sample(text, claimed, said, labels, found, fold, worths, whole=not short, together=short, bag=bag, tells=tells)


def _short(grader: Grader, part: str, texts: Short, *, fresh: bool = False) -> Iterator[Sample]:
    """A sample for a text that makes a part, and nothing wrong besides; for its denial; and for a text that does not make it."""
    wrong = {rule.id: 0.0 for rule in grader.misconceptions}
    others = wrong | {rule.id: 0.0 for rule in grader.points} if part in wrong else wrong
    for place, text in enumerate(texts.makes):
        denied = DENYING[place % len(DENYING)].format(text[:1].lower() + text[1:])
        yield _sample(grader, text, others | {part: 1.0}, place if fresh else None, together=True)
        yield _sample(grader, denied, {part: 0.0}, place if fresh else None)
    for place, text in enumerate(texts.misses):
        yield _sample(grader, text, {part: 0.0}, place if fresh else None)


def _sample(grader: Grader, text: str, labels: Mapping[str, float], place: int | None, *, together: bool = False) -> Sample:
    """A short text; `place` of a fresh one, by which it is put into a fold."""
    fresh = {} if place is None else {"fold": place % FOLDS, "worths": grader.worths(text)}
    return Sample(
        *grader.said(text), labels, whole=False, together=together, bag=False if together else None, tells=together or None, **fresh
    )


def _fresh(name: str, grader: Grader, teaching: Teaching) -> Iterator[Fresh]:
    points = frozenset(rule.id for rule in grader.points)
    voided_by = {_full(name, rule.id): frozenset(_full(name, one) for one in rule.voided_by) for rule in grader.points}
    for fold in range(FOLDS):
        taught = _taught(teaching, without=fold)
        for sample in teaching.samples:
            said = telling(taught, sample.said) if sample.fold == fold else NOBODY
            heard = opinions(taught, said, points)
            if heard:
                parts = tuple(
                    Heard(_full(name, part), sample.labels.get(part), sample.worths[part], opinion) for part, opinion in heard.items()
                )
                frame = naming.traits(sample.text, sample.claimed, [(one.first, one.last) for one in said.sentences])
                yield Fresh(parts, voided_by, len(said.sentences), fold, frame)


def _full(question: str, part: str) -> str:
    return f"{question}/{part}"


def _judges(fresh: list[Fresh], bags_without: list[Table]) -> dict[str, tuple[tuple[float, ...], ...]]:
    """What judges misconceptions, and what judges points by them; `bags_without`: what tells bags, by the fold that did not teach it."""
    rows, labels, parts = [], [], []
    for answer in fresh:
        for one in answer.parts:
            if one.part not in answer.voided_by and one.label is not None:
                rows.append(traits(one.worth, one.opinion))
                labels.append(one.label)
                parts.append(one.part)
    judges = judging(rows, labels, parts, (0.0, 1.0))
    rows, labels, parts = [], [], []
    for answer in fresh:
        errors = [one for one in answer.parts if one.part not in answer.voided_by]
        chances = {one.part: chance_of_error(judges[one.part], one.worth, one.opinion) for one in errors}
        manner = Manner(answer.sentences, naming.chance(answer.frame, bags_without[answer.fold]))
        for one in answer.parts:
            if one.part in answer.voided_by and one.label is not None:
                voiding = max((chances[error] for error in answer.voided_by[one.part]), default=0.0)
                rows.append(traits(one.worth, one.opinion) + beside(voiding, sum(chances.values()), manner))
                labels.append(one.label)
                parts.append(one.part)
    return judges | judging(rows, labels, parts, GRADES)


def main() -> None:
    """Write the files anew; numbers are summed by one thread, so that they come out the same with any number of them."""
    os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    path = default_pack_path()
    (path / TAUGHT).mkdir(exist_ok=True)
    every, bag = learn(path)
    for name, taught in every.items():
        (path / TAUGHT / f"{name}.json").write_text(written(taught), encoding="utf-8")
    NAMING.write_text(written_table(bag) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
