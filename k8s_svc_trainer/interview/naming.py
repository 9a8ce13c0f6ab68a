"""Whether what is said only names things: `Selectors and endpoints. The role of kube-proxy.` states nothing, and earns nothing.

Tells it by the frame alone: small words and marks stand for themselves, any other word for its ending, in runs of one to three. Which runs
speak for a bag of names was learned by a logistic regression from labelled bags and answers (`make taught`). Knows no word of the field.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files

import msgspec

from k8s_svc_trainer.course.values import Table
from k8s_svc_trainer.interview.claims import Claims, Stand
from k8s_svc_trainer.interview.cues import AUXILIARIES, SMALL, TELLING
from k8s_svc_trainer.interview.taught import odds, sums
from k8s_svc_trainer.interview.text import Text, Word

LONGEST_RUN = 3
"""So many words and marks in a row are one trait."""
OFTEN = 12
"""A trait that is found once in so many words counts whole."""
ENDINGS = ("ing", "ed", "s")
SHORTEST = 5
"""Letters of a word whose ending says what it is."""
PLAIN = -2.0
"""Odds, as a logarithm, below which something is plainly said: that it could be plainer still makes no difference."""
LISTED = "listed"
"""The trait of words that only stand in a list: their share."""


def traits(text: Text, claimed: Claims, spans: Iterable[tuple[int, int]]) -> Mapping[str, float]:
    """What some words of a text are made of. `spans`: each from a first word to past a last."""
    places = [place for first, last in spans for place in range(first, last)]
    frame = ["^", *(part for place in places for part in _parts(text.words, place)), "$"]
    runs = Counter(
        " ".join(run) for length in range(1, LONGEST_RUN + 1) for run in zip(*(frame[start:] for start in range(length)), strict=False)
    )
    many = max(1, len(places))
    listed = sum(claimed.stands[place] is Stand.LISTED for place in places)
    return {run: min(1.0, times * OFTEN / many) for run, times in runs.items()} | {LISTED: listed / many}


def chance(traits: Mapping[str, float], table: Table | None = None) -> float:
    """The logarithm of the odds that words so made only name things, from PLAIN on; `table`: other weights than those that were learned."""
    return max(PLAIN, odds(sums(table or _learned(), traits)[0]))


def _parts(words: Sequence[Word], place: int) -> Iterable[str]:
    """The mark before a word, if there is one, and what stands for the word."""
    word = words[place]
    mark = word.before.strip()
    if mark or (place and word.sentence != words[place - 1].sentence):
        yield f"[{mark[:2] or '|'}"
    yield _standing(word.norm)


def _standing(norm: str) -> str:
    if norm in SMALL or norm in AUXILIARIES or norm.startswith("<"):
        return norm
    if norm in TELLING:
        return "tells"
    if norm[0].isdigit():
        return "9"
    return "x" + next((ending for ending in ENDINGS if len(norm) >= SHORTEST and norm.endswith(ending)), "")


@cache
def _learned() -> Table:
    return msgspec.json.decode((files(__package__) / "naming.json").read_bytes(), type=Table)
