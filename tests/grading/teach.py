"""Computes content/taught.json from labelled texts: `python -m tests.grading.teach` (`make taught`).

For each part of each rubric a logistic regression over sentences, each told by its words, pairs of neighbours and concepts as the grader
reads them. A sentence of a labelled answer is of a part if the answer is labelled with it and patterns find it there; what is labelled and
found nowhere says nothing. Texts of `taught/` and the rubrics' own examples make a part or miss it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from k8s_svc_trainer.cases.document import read
from k8s_svc_trainer.course import default_pack_path, open_pack
from k8s_svc_trainer.course.pack import TAUGHT, Pack
from k8s_svc_trainer.course.taught import TaughtFile, written
from k8s_svc_trainer.course.values import Learned
from k8s_svc_trainer.interview import Field, Grader, field_of, grader_of
from k8s_svc_trainer.interview.likeness import Sentence
from k8s_svc_trainer.interview.text import Text

HERE = Path(__file__).parent
SOURCES = ("taught", "development")
"""Folders of labelled answers from which may be learned."""
MOST = 200
"""So many weights of a part are kept, those that count most."""
STRENGTH = 1.0
"""Of the regression: the smaller, the more evenly the weights."""


class Sample(msgspec.Struct, frozen=True):
    """Traits with what they weigh, and for some parts whether they are said."""

    weights: Mapping[str, float]
    said: Mapping[str, bool]


def documents() -> dict[str, list[Any]]:
    """What is labelled, by question."""
    found: dict[str, list[Any]] = {}
    for folder in SOURCES:
        for file in sorted((HERE / folder).glob("*.yaml")):
            found.setdefault(file.stem, []).append(read(file.read_text(encoding="utf-8"), file=file.name).value)
    return found


def fingerprint() -> str:
    """Of all that is labelled: another one where anything in it changed."""
    digest = hashlib.sha256()
    for folder in SOURCES:
        for file in sorted((HERE / folder).glob("*.yaml")):
            digest.update(f"{folder}/{file.name}\n".encode() + file.read_bytes())
    return digest.hexdigest()


def learn(pack: Pack) -> TaughtFile:
    """What the labelled texts teach of every question that has some."""
    field = field_of(pack.lexicon(), pack.every_interview())  # what was taught before does not teach
    taught = {name: _question(pack, field, name, documents) for name, documents in documents().items()}
    return TaughtFile(texts=fingerprint(), questions=taught)


def _question(pack: Pack, field: Field, name: str, documents: list[Any]) -> dict[str, Learned]:
    grader = grader_of(pack.interview(name), field)
    samples = [sample for document in documents for sample in _samples(grader, document)]
    samples += [sample for rule in (*grader.rubric.points, *grader.rubric.misconceptions) for sample in _texts(grader, rule.id, rule)]
    parts = [rule.id for rule in (*grader.rubric.points, *grader.rubric.misconceptions)]
    return _regressions(samples, parts)


def _samples(grader: Grader, document: Any) -> Iterator[Sample]:
    for answer in document.get("answers", ()):
        yield from _answer(grader, answer)
    for part, texts in document.get("texts", {}).items():
        yield from _texts(grader, part, msgspec.convert(texts, Texts))


class Texts(msgspec.Struct, frozen=True):
    """Short texts that make a part, and that do not."""

    makes: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()


def _answer(grader: Grader, answer: Any) -> Iterator[Sample]:
    """A sample for each sentence of a labelled answer."""
    labels = {name: float(label) for name, label in answer["points"].items()}
    labels |= {rule.id: float(rule.id in answer["misconceptions"]) for rule in grader.misconceptions}
    evidence = grader.grade(answer["text"]).evidence
    text, sentences = grader.sentences(answer["text"])
    for sentence in sentences:
        said = {}
        for part, label in labels.items():
            found = any(_within(start, sentence, text) for start, _ in evidence.get(part, ()))
            if label in (0, 1) and (found or not label):
                said[part] = bool(label)
        yield Sample(sentence.traits.weights, said)


def _within(letter: int, sentence: Sentence, text: Text) -> bool:
    return text.words[sentence.first].start <= letter < text.words[sentence.last - 1].end


def _texts(grader: Grader, part: str, texts: Any) -> Iterator[Sample]:
    """A sample for a text that makes a part, and nothing wrong besides; one for each sentence of a text that does not."""
    wrong = {rule.id: False for rule in grader.misconceptions}
    others = wrong | {rule.id: False for rule in grader.points} if part in wrong else wrong
    for text in texts.makes:
        weights = {trait: weight for sentence in grader.sentences(text)[1] for trait, weight in sentence.traits.weights.items()}
        yield Sample(weights, others | {part: True})
    for text in texts.misses:
        for sentence in grader.sentences(text)[1]:
            yield Sample(sentence.traits.weights, {part: False})


def _regressions(samples: list[Sample], parts: list[str]) -> dict[str, Learned]:
    from sklearn.feature_extraction import DictVectorizer  # only here: it takes seconds to load, and the `taught` extra to have
    from sklearn.linear_model import LogisticRegression

    vectors = DictVectorizer()
    matrix = vectors.fit_transform([sample.weights for sample in samples])
    names = vectors.get_feature_names_out()
    learned = {}
    for part in parts:
        rows = [row for row, sample in enumerate(samples) if part in sample.said]
        said = [samples[row].said[part] for row in rows]
        model = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=3000).fit(matrix[rows], said)
        heaviest = sorted(zip(names, model.coef_[0], strict=True), key=lambda one: (-abs(one[1]), one[0]))[:MOST]
        weights = {name: round(float(weight), 2) for name, weight in heaviest}
        learned[part] = Learned(bias=round(float(model.intercept_[0]), 2), weights={name: one for name, one in weights.items() if one})
    return learned


def main() -> None:
    """Write the file anew."""
    path = default_pack_path()
    (path / TAUGHT).write_text(written(learn(open_pack(path))), encoding="utf-8")


if __name__ == "__main__":
    main()
