"""What a text claims: each concept that it names, with whether it is claimed, denied, only quoted or asked, or a bare word in a list.

Decides how a speaker stands to each thing named, out of `denials`, `reports`, `questions` and `lists`. Knows no rubric and no concept by
name. A denial that is a part of what is named (`not ready`) does not deny it.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from k8s_svc_trainer.interview.cues import JOINING
from k8s_svc_trainer.interview.denials import corrected, correcting_sentences, reached, under_a_denial
from k8s_svc_trainer.interview.lexicon import Found
from k8s_svc_trainer.interview.lists import listed
from k8s_svc_trainer.interview.questions import Asked, asked
from k8s_svc_trainer.interview.reports import cue_words, doubted, frames, refuted, told
from k8s_svc_trainer.interview.text import Text

ATTACHING = frozenset({"-", "–", "—", "+", "=", "(", ":"})
"""Marks behind which something is said of what stands before them."""


class Stand(StrEnum):
    """How the speaker stands to what is named."""

    CLAIMED = "claimed"
    DENIED = "denied"
    ASKED = "asked"
    LISTED = "listed"


class Mention(msgspec.Struct, frozen=True, gc=False):
    """One naming of a concept: (first, past the last) word, and how the speaker stands to it.

    `joined`: after an "and" something new is said of it. `attached`: it stands behind a dash, a plus or the like: `a - b + c` speaks of a.
    """

    concept: str
    first: int
    last: int
    clause: int
    sentence: int
    stand: Stand
    joined: bool = False
    attached: bool = False


class _Stands:
    """What is known of each word of a text."""

    def __init__(self, text: Text, found: Found, questions: Asked) -> None:
        taken, words = corrected(text)
        self.reached = reached(text, within=found.spoken_for, silent=cue_words(text) | words)
        self.told = told(text)
        self.doubted = doubted(text)
        self.turned = (refuted(text) | taken | under_a_denial(text)) - self.told
        self.questions = questions
        self.listed = listed(text)

    def of(self, first: int, last: int) -> Stand:
        """How the speaker stands to these words."""
        places = range(first, last)
        if not self.listed.isdisjoint(places):
            return Stand.LISTED
        if not self.questions.only.isdisjoint(places) or not self.doubted.isdisjoint(places):
            return Stand.ASKED
        own = set(places)
        denied = any(bool(self.reached[place] - own) != (place in self.turned) or place in self.questions.refuted for place in places)
        if not self.told.isdisjoint(places):
            return Stand.ASKED if denied else Stand.DENIED
        return Stand.DENIED if denied else Stand.CLAIMED


class Claims(msgspec.Struct, frozen=True, gc=False):
    """What a text names, in order, and how the speaker stands to each word; None to words that claim nothing."""

    mentions: tuple[Mention, ...]
    stands: tuple[Stand | None, ...]


def claims(text: Text, found: Found, *, copied: frozenset[int] = frozenset()) -> Claims:
    """What a text claims. `copied`: words that merely repeat the question, which claim nothing."""
    questions = asked(text)
    stands = _Stands(text, found, questions)
    sentences = _numbered(text, questions)
    silent = copied | frames(text) | corrected(text)[1]
    made = [
        Mention(
            concept,
            first,
            last,
            text.words[first].clause,
            sentences[text.words[first].sentence],
            stands.of(first, last),
            _joined(text, first, last),
            text.words[first].before.strip() in ATTACHING,
        )
        for concept, spans in found.spans.items()
        for first, last in spans
        if not silent.issuperset(range(first, last))
    ]
    each = tuple(None if place in silent else stands.of(place, place + 1) for place in range(len(text.words)))
    return Claims(tuple(sorted(made, key=lambda one: (one.first, one.last, one.concept))), each)


def mentions(text: Text, found: Found, *, copied: frozenset[int] = frozenset()) -> tuple[Mention, ...]:
    """What a text names, in order."""
    return claims(text, found, copied=copied).mentions


def _joined(text: Text, first: int, last: int) -> bool:
    """Whether an "and" comes before, and more than another "and" after: `a is small and b is big`, not `it has a and b`."""
    words = text.words
    if not first or words[first - 1].norm not in JOINING or last == len(words):
        return False
    return words[last].sentence == words[first].sentence and words[last].norm not in JOINING and not words[last].before


def _numbered(text: Text, questions: Asked) -> list[int]:
    """The number of each sentence, where a question and its answer have the same, and what is said and how it is corrected."""
    corrections = correcting_sentences(text)
    numbers: list[int] = []
    for sentence in range(len(text.ends)):
        joined = questions.joined.get(sentence - 1) == sentence or sentence in corrections
        numbers.append((numbers[-1] + (not joined)) if numbers else 0)
    return numbers
