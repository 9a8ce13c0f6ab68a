"""Computes content/taught/ from labelled texts: `python -m tests.grading.teach` (`make taught`).

Of each question logistic regressions over the traits of sentences and of whole answers (`learn.py`), and over all questions one that judges
by them and by patterns. What judges is fitted to answers of `fresh/`, to which no pattern was ever tuned, and each of these is heard by
regressions that did not learn from its writer: otherwise patterns and regressions would seem to be worth more than they are.
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
from k8s_svc_trainer.course.taught import written
from k8s_svc_trainer.course.values import Table, Taught
from k8s_svc_trainer.interview import Grader, field_of, grader_of
from k8s_svc_trainer.interview.judge import GRADES, beside, chance_of_error, traits
from k8s_svc_trainer.interview.spoken import Answer
from k8s_svc_trainer.interview.taught import Opinion, opinions, telling
from tests.grading.learn import Sample, Teaching, judging, learned, teaching_of

HERE = Path(__file__).parent
SOURCES = ("taught", "fresh", "development")
"""Folders of labelled texts from which may be learned."""
FRESH = "fresh"
TALK = HERE / "talk.txt"
"""What people say besides, a line each: it says nothing of any question."""
NOTHING, NOBODY = Table((), {}), Answer((), (), {})
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
    """A fresh text with all its parts, as it is heard."""

    parts: tuple[Heard, ...]
    voided_by: dict[str, frozenset[str]]
    sentences: int


def fingerprint() -> str:
    """Of all that is labelled: another one where anything in it changed."""
    digest = hashlib.sha256()
    for file in (TALK, *(file for folder in SOURCES for file in sorted((HERE / folder).glob("*.yaml")))):
        digest.update(f"{file.parent.name}/{file.name}\n".encode() + file.read_bytes())
    return digest.hexdigest()


def documents(question: str) -> Iterator[tuple[str, Any]]:
    """What is labelled of a question, with the folder."""
    for folder in SOURCES:
        file = HERE / folder / f"{question}.yaml"
        if file.exists():
            yield folder, read(file.read_text(encoding="utf-8"), file=file.name).value


def learn(path: Path) -> dict[str, Taught]:
    """What the labelled texts teach of every question of a pack that has some."""
    names = [question.id for question in open_pack(path).every_interview() if any(documents(question.id))]
    with ProcessPoolExecutor() as workers:
        known, fresh = zip(*workers.map(partial(_question, path), names), strict=True)
    errors, points = _judges([answer for answers in fresh for answer in answers])
    texts = fingerprint()
    return {
        name: msgspec.structs.replace(one, texts=texts, points=points, misconceptions=errors)
        for name, one in zip(names, known, strict=True)
    }


def _question(path: Path, name: str) -> tuple[Taught, list[Fresh]]:
    """What is taught of a question before anything judges by it, and its fresh answers as they are heard."""
    pack = open_pack(path)
    field = field_of(pack.lexicon(), pack.every_interview())  # what was taught before does not teach
    grader = grader_of(pack.interview(name), field)
    teaching = _teaching(grader, documents(name))
    sentences, whole = learned(teaching)
    known = Taught(texts="", parts=teaching.parts, sentences=sentences, whole=whole, points=(), misconceptions=())
    return known, list(_fresh(grader, teaching, known))


def _teaching(grader: Grader, documents: Iterable[tuple[str, Any]]) -> Teaching:
    """All that teaches of a question."""
    samples = []
    for folder, document in documents:
        for answer in document.get("answers", ()):
            fold = int(answer["writer"]) % FOLDS if folder == FRESH else None
            samples.append(_answer(grader, answer, fold))
        for part, texts in document.get("texts", {}).items():
            samples += _short(grader, part, msgspec.convert(texts, Short), fresh=folder == FRESH)
    nothing = {rule.id: 0.0 for rule in (*grader.points, *grader.misconceptions)}
    samples += [Sample(grader.said(line)[1], nothing) for line in TALK.read_text(encoding="utf-8").splitlines()]
    wrong = {rule.id for rule in grader.misconceptions}
    for rule in (*grader.rubric.points, *grader.rubric.misconceptions):
        if rule.id not in wrong:  # a rubric's own errors are written for patterns: people do not speak so
            samples += _short(grader, rule.id, Short(rule.makes, rule.misses))
    return teaching_of(samples, points=[rule.id for rule in grader.points], misconceptions=[rule.id for rule in grader.misconceptions])


def _answer(grader: Grader, answer: Any, fold: int | None) -> Sample:
    """A labelled answer, with the sentences in which patterns, or the rubric's own examples, find a part of it."""
    labels = {name: float(label) for name, label in answer["points"].items()}
    labels |= {rule.id: float(rule.id in answer["misconceptions"]) for rule in grader.misconceptions}
    evidence = grader.grade(answer["text"]).evidence
    text, said = grader.said(answer["text"])
    places = [(text.words[one.first].start, text.words[one.last - 1].end) for one in said.sentences]
    found = {
        part: frozenset(place for place, (first, last) in enumerate(places) if any(first <= start < last for start, _ in spans))
        for part, spans in evidence.items()
    }
    return Sample(said, labels, found, fold, grader.worths(answer["text"]) if fold is not None else {})


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
    return Sample(grader.said(text)[1], labels, whole=False, together=together, **fresh)


def _fresh(grader: Grader, teaching: Teaching, known: Taught) -> Iterator[Fresh]:
    points = frozenset(rule.id for rule in grader.points)
    voided_by = {rule.id: rule.voided_by for rule in grader.points}
    for fold in range(FOLDS):
        sentences, whole = learned(teaching, without=fold)
        taught = msgspec.structs.replace(known, sentences=sentences, whole=whole)
        for sample in teaching.samples:
            said = telling(taught, sample.said) if sample.fold == fold else NOBODY
            heard = opinions(taught, said, points)
            if heard:
                parts = tuple(Heard(part, sample.labels.get(part), sample.worths[part], opinion) for part, opinion in heard.items())
                yield Fresh(parts, voided_by, len(said.sentences))


def _judges(fresh: list[Fresh]) -> tuple[tuple[float, ...], tuple[tuple[float, ...], ...]]:
    """What judges misconceptions, and what judges points by them."""
    wrong = [one for answer in fresh for one in answer.parts if one.part not in answer.voided_by]
    known = [(traits(one.worth, one.opinion), one.label) for one in wrong if one.label is not None]
    (held,) = judging([row for row, _ in known], [label for _, label in known], (0.0, 1.0))
    judge = Taught(texts="", parts=(), sentences=NOTHING, whole=NOTHING, points=(), misconceptions=held)
    rows, labels = [], []
    for answer in fresh:
        chances = {one.part: chance_of_error(judge, one.worth, one.opinion) for one in answer.parts if one.part not in answer.voided_by}
        for one in answer.parts:
            if one.part in answer.voided_by and one.label is not None:
                voiding = max((chances[error] for error in answer.voided_by[one.part]), default=0.0)
                others = beside(voiding, sum(chances.values()), answer.sentences)
                rows.append(traits(one.worth, one.opinion) + others)
                labels.append(one.label)
    return held, judging(rows, labels, GRADES)


def main() -> None:
    """Write the files anew; numbers are summed by one thread, so that they come out the same with any number of them."""
    os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    path = default_pack_path()
    (path / TAUGHT).mkdir(exist_ok=True)
    for name, taught in learn(path).items():
        (path / TAUGHT / f"{name}.json").write_text(written(taught), encoding="utf-8")


if __name__ == "__main__":
    main()
