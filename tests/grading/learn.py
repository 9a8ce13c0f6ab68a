"""Logistic regressions over traits: what a question's labelled texts teach, as tables of weights, and what judges by them.

A sentence of a labelled answer says a part if the answer is labelled with it and patterns find it there. Where they find it nowhere, the
sentence says it that is likeliest to, by what the others taught: so wordings are learned that no pattern knows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from k8s_svc_trainer.course.values import Table
from k8s_svc_trainer.interview.claims import Claims
from k8s_svc_trainer.interview.spoken import Answer
from k8s_svc_trainer.interview.taught import UNIT
from k8s_svc_trainer.interview.text import Text

FEWEST = 3
"""A trait counts that so many samples have."""
STRENGTH_OF_SENTENCES, STRENGTH_OF_WHOLE = 0.3, 0.1
"""Of the regressions: the smaller, the more evenly the weights."""
STRENGTH_OF_BAGS = 3.0
LIGHTEST = 2
"""A trait is kept that weighs so many units for some part: what is lighter changes hardly any grade."""
RARITY = 3.0
"""A trait weighs by the logarithm of how rare it is, over this."""

OWN, FREEDOM = (0, 3, 4, 5, 6), 0.25
"""Parts are judged each in its own way by these numbers (the bias, what patterns make, what sentences and the whole say), and so far."""


class Sample(msgspec.Struct, frozen=True):
    """A labelled text. `found`: by part the sentences in which it was found. `fold`: of a fresh answer, with what its patterns say.

    `whole`: whether it is an answer; a short text is a single sentence, all of it `together` where it makes something. `bag`: whether it
    only names things, `tells`: whether it tells something of the question, where that is known.
    """

    text: Text
    claimed: Claims
    said: Answer
    labels: Mapping[str, float]
    found: Mapping[str, frozenset[int]] = {}
    fold: int | None = None
    worths: Mapping[str, float | None] = {}
    whole: bool = True
    together: bool = False
    bag: bool | None = None
    tells: bool | None = None


class Matrix(msgspec.Struct, frozen=True):
    """Rows of traits, each weighed by its rarity; by row the sample and the place of the sentence in it."""

    rows: Any
    names: tuple[str, ...]
    rarity: Any
    samples: tuple[int, ...]
    places: tuple[int, ...]


class Teaching(msgspec.Struct, frozen=True):
    """All samples of a question as matrices of sentences and of wholes."""

    parts: tuple[str, ...]
    samples: tuple[Sample, ...]
    sentences: Matrix
    whole: Matrix


def teaching_of(samples: Sequence[Sample], *, points: Sequence[str], misconceptions: Sequence[str]) -> Teaching:
    """The samples as rows; sentences are told beside what comes before and after."""
    rows: list[tuple[Mapping[str, float], int, int]] = []
    for number, sample in enumerate(samples):
        said = [{**one.said, **one.after} for one in sample.said.sentences]
        if sample.together:
            rows.append(({trait: weight for one in said for trait, weight in one.items()}, number, 0))
        else:
            rows += [(one, number, place) for place, one in enumerate(said)]
    whole = [(sample.said.whole, number, 0) for number, sample in enumerate(samples) if sample.whole]
    return Teaching((*points, *misconceptions), tuple(samples), _matrix(rows), _matrix(whole))


def _matrix(rows: Sequence[tuple[Mapping[str, float], int, int]]) -> Matrix:
    import numpy as np  # only here: it takes seconds to load, and `make taught` to have
    from scipy import sparse
    from sklearn.feature_extraction import DictVectorizer

    vectors = DictVectorizer()
    every = vectors.fit_transform([traits for traits, _, _ in rows])
    often = np.asarray((every > 0).sum(0)).ravel()
    kept = often >= FEWEST
    rarity = np.log((every.shape[0] + 1) / (often[kept] + 0.5)) / RARITY
    names = tuple(str(name) for name in vectors.get_feature_names_out()[kept])
    weighed = (every[:, kept] @ sparse.diags(rarity)).tocsr()
    return Matrix(weighed, names, rarity, tuple(number for _, number, _ in rows), tuple(place for _, _, place in rows))


def learned(teaching: Teaching, *, without: int | None = None) -> tuple[Table, Table]:
    """What sentences and wholes teach of each part; `without`: a fold that does not teach."""
    columns = [(_sentences(teaching, part, without), _whole(teaching, part, without)) for part in teaching.parts]
    return _table(teaching.sentences, [one for one, _ in columns]), _table(teaching.whole, [one for _, one in columns])


def what_tells(teaching: Teaching, *, without: int | None = None) -> Table:
    """What speaks for a sentence that tells something of the question; `without`: a fold that does not teach."""
    import numpy as np

    matrix = teaching.sentences
    samples = (teaching.samples[number] for number in matrix.samples)
    tells = [None if without is not None and sample.fold == without else sample.tells for sample in samples]
    labels = np.array([np.nan if one is None else float(one) for one in tells])
    return _table(matrix, [_regression(matrix.rows, labels, STRENGTH_OF_SENTENCES)])


def _sentences(teaching: Teaching, part: str, without: int | None) -> Any:
    """The regression of a part, computed again when each answer that makes it has a sentence that does."""
    import numpy as np

    matrix = teaching.sentences
    labels = np.full(len(matrix.samples), np.nan)
    rows_of: dict[int, list[int]] = {}
    for row, (number, place) in enumerate(zip(matrix.samples, matrix.places, strict=True)):
        sample = teaching.samples[number]
        label = sample.labels.get(part)
        if without is not None and sample.fold == without:
            continue
        if label == 0 or (label == 1 and (not sample.whole or place in sample.found.get(part, ()))):
            labels[row] = label
        if label == 1:
            rows_of.setdefault(number, []).append(row)
    model = _regression(matrix.rows, labels, STRENGTH_OF_SENTENCES)
    likely = matrix.rows @ model.coef_[0]
    for rows in rows_of.values():
        if not (labels[rows] == 1).any():
            labels[max(rows, key=lambda row: likely[row])] = 1
    return _regression(matrix.rows, labels, STRENGTH_OF_SENTENCES)


def _whole(teaching: Teaching, part: str, without: int | None) -> Any:
    import numpy as np

    labels = np.full(len(teaching.whole.samples), np.nan)
    for row, number in enumerate(teaching.whole.samples):
        sample = teaching.samples[number]
        if sample.labels[part] in (0, 1) and (without is None or sample.fold != without):
            labels[row] = sample.labels[part]
    return _regression(teaching.whole.rows, labels, STRENGTH_OF_WHOLE)


def _regression(rows: Any, labels: Any, strength: float) -> Any:
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    known = ~np.isnan(labels)
    return LogisticRegression(C=strength, class_weight="balanced", max_iter=300, tol=1e-3).fit(rows[known], labels[known])


def _table(matrix: Matrix, models: Sequence[Any]) -> Table:
    """Weights of traits as they stand in a text: each with its rarity in it."""
    import numpy as np

    weights = np.rint(np.array([model.coef_[0] * matrix.rarity for model in models]).T * UNIT).astype(int)
    biases = tuple(round(float(model.intercept_[0]) * UNIT) for model in models)
    return Table(biases, {name: tuple(row.tolist()) for name, row in zip(matrix.names, weights, strict=True) if abs(row).max() >= LIGHTEST})


def bags(rows: Sequence[Mapping[str, float]], labels: Sequence[bool]) -> Table:
    """What speaks for a bag of names: of texts that are one as often as here, so that the odds are those of such texts."""
    from sklearn.linear_model import LogisticRegression

    matrix = _matrix([(traits, number, 0) for number, traits in enumerate(rows)])
    return _table(matrix, [LogisticRegression(C=STRENGTH_OF_BAGS, max_iter=3000).fit(matrix.rows, labels)])


def judging(
    rows: Sequence[Sequence[float]], labels: Sequence[float], parts: Sequence[str], grades: Sequence[float]
) -> dict[str, tuple[tuple[float, ...], ...]]:
    """By part, a row of weights for each grade, or one row for two grades: those of all parts, and how far this part departs from them.

    The first number of each row is 1, for the bias.
    """
    import numpy as np
    from scipy import sparse
    from sklearn.linear_model import LogisticRegression

    table = np.array(rows)
    scale = table.std(0)
    scale[scale == 0] = 1.0
    scaled = table / scale
    names = sorted(set(parts))
    places = np.array([names.index(part) for part in parts])
    shape, numbers = (len(rows), len(names)), np.arange(len(rows))
    own = [sparse.csr_matrix((scaled[:, column] * FREEDOM, (numbers, places)), shape=shape) for column in OWN]
    model = LogisticRegression(C=1.0, max_iter=5000).fit(
        sparse.hstack([sparse.csr_matrix(scaled[:, 1:]), *own]).tocsr(), [grades.index(label) for label in labels]
    )
    common = np.hstack([model.intercept_[:, None], model.coef_[:, : table.shape[1] - 1]])
    departing = model.coef_[:, table.shape[1] - 1 :].reshape(len(common), len(OWN), len(names)) * FREEDOM
    found = {}
    for place, part in enumerate(names):
        weights = common.copy()
        weights[:, list(OWN)] += departing[:, :, place]
        found[part] = tuple(tuple(round(float(one), 4) for one in row) for row in weights / scale)
    return found
