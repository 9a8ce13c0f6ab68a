"""Patterns: which mentions together make a point. `kube-proxy write > rules` is held against the claims of a text.

A pattern is terms in any order; each term is concepts parted by `|`, and stands

    dnat           for a mention that is claimed
    -process       for one that is denied
    ~request       for either
    !ipvs          for none that is claimed in the window
    a > b          for both, a before b

within a window: a sentence, or what the last word says: `@clause`, `@near` (a sentence and the one after it), `@all`. Words in quotes stand
for themselves. What was asked, or only listed, counts nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from k8s_svc_trainer.interview.claims import Mention, Stand

WINDOWS = {"@clause": 0, "@sentence": 1, "@near": 2, "@all": 3}
ANY = frozenset({Stand.CLAIMED, Stand.DENIED})
CLAIMED, DENIED = frozenset({Stand.CLAIMED}), frozenset({Stand.DENIED})


class PatternFault(ValueError):
    """A pattern that cannot be read; the message names it and what is wrong."""


class Term(msgspec.Struct, frozen=True, gc=False):
    """One term: any of some concepts, in a stand; `absent` where none may be; `after`: it comes after the term before it."""

    concepts: frozenset[str]
    stands: frozenset[Stand]
    absent: bool = False
    after: bool = False


class Pattern(msgspec.Struct, frozen=True, gc=False):
    """Terms, and the window in which they must stand together."""

    source: str
    terms: tuple[Term, ...]
    window: int


def literals(sources: Iterable[str]) -> dict[str, list[str]]:
    """The quoted words of patterns as concepts of their own, by the name that the pattern knows them by."""
    return {
        word: [word.strip("'").replace("_", " ")]
        for source in sources
        for part in source.split()
        for word in _bare(part).split("|")
        if word.startswith("'")
    }


def _bare(part: str) -> str:
    return part.lstrip("-~!")


def parse(source: str, known: frozenset[str]) -> Pattern:
    """A pattern as it is written, over these concepts. Raises PatternFault."""
    parts = source.split()
    window = WINDOWS["@sentence"]
    if parts and parts[-1].startswith("@"):
        if parts[-1] not in WINDOWS:
            raise PatternFault(f"{parts[-1]} is no window in {source!r}; there are {', '.join(WINDOWS)}")
        window = WINDOWS[parts.pop()]
    terms: list[Term] = []
    after = False
    for part in parts:
        if part == ">":
            after = True
            continue
        terms.append(_term(part, after, source, known))
        after = False
    if after or not any(not one.absent for one in terms):
        raise PatternFault(f"the pattern {source!r} asks for nothing")
    return Pattern(source, tuple(terms), window)


def _term(part: str, after: bool, source: str, known: frozenset[str]) -> Term:
    names = frozenset(_bare(part).split("|"))
    unknown = names - known
    if unknown:
        raise PatternFault(f"the pattern {source!r} names {', '.join(sorted(unknown))}, which the lexicon does not have")
    stands = {"-": DENIED, "~": ANY}.get(part[0], CLAIMED)
    return Term(names, stands, absent=part.startswith("!"), after=after)


def matches(pattern: Pattern, mentions: Sequence[Mention]) -> Iterator[tuple[Mention, ...]]:
    """The mentions of each window in which a pattern holds."""
    for window in _windows(pattern.window, mentions):
        found = _held(pattern, window)
        if found is not None:
            yield found


def _windows(kind: int, mentions: Sequence[Mention]) -> Iterator[list[Mention]]:
    if kind == WINDOWS["@all"]:
        yield list(mentions)
        return
    groups: dict[int, list[Mention]] = {}
    for one in mentions:
        groups.setdefault(one.clause if kind == WINDOWS["@clause"] else one.sentence, []).append(one)
    for key in sorted(groups):
        yield groups[key] + (groups.get(key + 1, []) if kind == WINDOWS["@near"] else [])


def _held(pattern: Pattern, window: Sequence[Mention]) -> tuple[Mention, ...] | None:
    chosen: list[Mention] = []
    for term in pattern.terms:
        fitting = [one for one in window if one.concept in term.concepts and one.stand in term.stands]
        if term.absent:
            if fitting:
                return None
            continue
        if term.after and chosen:
            fitting = [one for one in fitting if one.first >= chosen[-1].last]
        if not fitting:
            return None
        chosen.append(fitting[0])
    return tuple(chosen)
