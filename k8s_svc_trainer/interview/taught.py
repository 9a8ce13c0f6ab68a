"""What labelled texts taught: how much each word, pair of neighbours and concept of a sentence speaks for a part of a rubric.

For each part a logistic regression over labelled sentences (`make taught`), of which the weights that count most are kept. It knows no
pattern, and no grammar but how the speaker stands to a word: claimed, denied, asked, told of others. What nobody taught is not heard.
Knows nothing of rubrics. How much it adds to patterns stands in docs/grading.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import exp

import msgspec

from k8s_svc_trainer.course.values import Learned
from k8s_svc_trainer.interview.likeness import Sentence

MOST = 50.0
"""Beyond this the sum of weights says nothing more."""
DOUBTED = 0.3
"""A misconception that a pattern finds is doubted where no sentence is likelier than this to hold it."""
NAMED, SURE = 1, 0.9
"""A misconception that no pattern finds is held where a sentence claims so many of the concepts that its patterns name, and is likelier."""
NAMED_IN_POINTS, SURE_OF_POINTS = 2, 0.8
"""The same of points: what is right is said of something."""


class Heard(msgspec.Struct, frozen=True, gc=False):
    """How likely an answer says something, from 0 to 1, the sentence that says it most likely, and whether that is sure."""

    likely: float
    sentence: Sentence
    sure: bool


class Part(msgspec.Struct, frozen=True, gc=False):
    """A part of a rubric that was taught.

    `concepts`: those that its patterns name, as they are claimed; a sentence that could say it has at least `least` of them.
    """

    id: str
    learned: Learned
    concepts: frozenset[str]
    least: int = NAMED
    sure: float = SURE

    def likely(self, sentence: Sentence) -> float | None:
        """How likely a sentence says it; None for one that claims too few of its concepts."""
        if len(self.concepts & sentence.traits.concepts) < self.least:
            return None
        known = self.learned.weights
        total = self.learned.bias + sum(weight * known[trait] for trait, weight in sentence.traits.weights.items() if trait in known)
        return 1 / (1 + exp(-max(-MOST, min(MOST, total))))


def heard(parts: Iterable[Part], sentences: Sequence[Sentence]) -> dict[str, Heard]:
    """Each part as it is heard in the sentences of an answer; without those that no sentence could say."""
    found: dict[str, Heard] = {}
    for part in parts:
        for sentence in sentences:
            likely = part.likely(sentence)
            if likely is not None and (part.id not in found or likely > found[part.id].likely):
                found[part.id] = Heard(likely, sentence, likely > part.sure)
    return found
