"""Patterns: which mentions together make a point. `kube-proxy write > rules` is held against the claims of a text.

A pattern is terms in any order; each term is concepts parted by `|`, and stands

    dnat           for a mention that is claimed
    -process       for one that is denied
    ~request       for either; a sign holds for the concepts after it as well, up to the next sign: -dns|+coredns
    ?test          for one that is claimed or asked: "Is it a test? Then NodePort."
    *test          for one that is asked: "Are the pods ready?"
    !ipvs          for none that is claimed in the window; !~ipvs for none at all
    !!ipvs         for none that is claimed in the whole sentence, where the window is a clause
    a > b          for both, a before b

within a window: a sentence, or what the last word says: `@clause`, `@near` (a sentence and the one after it), `@all`, or
`@until:c|d`, which begins where a clause speaks of the first term and goes on, over two more sentences at most, until one
speaks of c or d. Words in quotes stand for themselves. What was asked, or only listed, counts nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from k8s_svc_trainer.interview.claims import Mention, Stand

WINDOWS = {"@clause": 0, "@sentence": 1, "@near": 2, "@all": 3}
UNTIL = "@until:"
FARTHEST = 2  # sentences after the one in which a topic is named that still speak of it
ANY = frozenset({Stand.CLAIMED, Stand.DENIED})
CLAIMED, DENIED = frozenset({Stand.CLAIMED}), frozenset({Stand.DENIED})
SIGNS = {"-": DENIED, "~": ANY, "+": CLAIMED, "?": frozenset({Stand.CLAIMED, Stand.ASKED}), "*": frozenset({Stand.ASKED})}


class PatternFault(ValueError):
    """A pattern that cannot be read; the message names it and what is wrong."""


class Term(msgspec.Struct, frozen=True, gc=False):
    """One term: any of some concepts, each in a stand; `absent` where none may be, in the window or the whole `sentence`; `after`: it comes
    after the term before it."""

    options: frozenset[tuple[str, Stand]]
    absent: bool = False
    after: bool = False
    sentence: bool = False

    @property
    def concepts(self) -> frozenset[str]:
        """What may be named."""
        return frozenset(name for name, _ in self.options)


class Pattern(msgspec.Struct, frozen=True, gc=False):
    """Terms, and the window in which they must stand together; `rivals`: the concepts that end a window begun by the first term."""

    source: str
    terms: tuple[Term, ...]
    window: int
    rivals: frozenset[str] = frozenset()

    def names(self) -> frozenset[str]:
        """All concepts that it names."""
        return self.rivals.union(*(one.concepts for one in self.terms))


def literals(sources: Iterable[str]) -> dict[str, list[str]]:
    """The quoted words of patterns as concepts of their own, by the name that the pattern knows them by."""
    return {
        word: [word.strip("'").replace("_", " ")]
        for source in sources
        for part in source.split()
        for word in map(_bare, part.split("|"))
        if word.startswith("'")
    }


def _bare(part: str) -> str:
    return part.lstrip("-~!+?*")


def parse(source: str, known: frozenset[str]) -> Pattern:
    """A pattern as it is written, over these concepts. Raises PatternFault."""
    parts = source.split()
    window, rivals = WINDOWS["@sentence"], frozenset[str]()
    if parts and parts[-1].startswith(UNTIL):
        rivals = _names(parts.pop().removeprefix(UNTIL), source, known)
    elif parts and parts[-1].startswith("@"):
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
    return Pattern(source, tuple(terms), window, rivals)


def _term(part: str, after: bool, source: str, known: frozenset[str]) -> Term:
    options: set[tuple[str, Stand]] = set()
    stands = CLAIMED
    for option in part.lstrip("!").split("|"):
        stands = SIGNS.get(option[:1], stands)
        options |= {(name, stand) for name in _names(_bare(option), source, known) for stand in stands}
    return Term(frozenset(options), absent=part.startswith("!"), after=after, sentence=part.startswith("!!"))


def _names(part: str, source: str, known: frozenset[str]) -> frozenset[str]:
    names = frozenset(part.split("|"))
    unknown = names - known
    if unknown:
        raise PatternFault(f"the pattern {source!r} names {', '.join(sorted(unknown))}, which the lexicon does not have")
    return names


def matches(pattern: Pattern, mentions: Sequence[Mention]) -> Iterator[tuple[Mention, ...]]:
    """The mentions of each window in which a pattern holds."""
    windows = _topics(pattern, mentions) if pattern.rivals else _windows(pattern.window, mentions)
    for window in windows:
        found = _held(pattern, window)
        if found is not None and not _barred(pattern, found[0].sentence, mentions):
            yield found


def _barred(pattern: Pattern, sentence: int, mentions: Sequence[Mention]) -> bool:
    """Whether the sentence has what may not stand anywhere in it."""
    barring = [term.options for term in pattern.terms if term.sentence]
    return bool(barring) and any((one.concept, one.stand) in options for one in mentions if one.sentence == sentence for options in barring)


def _windows(kind: int, mentions: Sequence[Mention]) -> Iterator[list[Mention]]:
    if kind == WINDOWS["@all"]:
        yield list(mentions)
        return
    groups: dict[int, list[Mention]] = {}
    for one in mentions:
        groups.setdefault(one.clause if kind == WINDOWS["@clause"] else one.sentence, []).append(one)
    for key in sorted(groups):
        yield groups[key] + (groups.get(key + 1, []) if kind == WINDOWS["@near"] else [])


def _topics(pattern: Pattern, mentions: Sequence[Mention]) -> Iterator[list[Mention]]:
    """What is said of the first term, from each place that speaks of it until one that speaks of a rival."""
    topics = pattern.terms[0].concepts | pattern.rivals
    heads = [one for one in mentions if one.concept in topics and not one.attached and (one.joined or _leads(one, topics, mentions))]
    for begin in heads:
        if begin.concept in pattern.terms[0].concepts:
            end = next((one for one in heads if one.concept in pattern.rivals and one.first >= begin.last), None)
            yield [
                one
                for one in mentions
                if begin.first <= one.first and one.sentence <= begin.sentence + FARTHEST and (end is None or one.last <= end.first)
            ]


def _leads(topic: Mention, topics: frozenset[str], mentions: Sequence[Mention]) -> bool:
    """Whether its clause speaks of it: no other topic is named before it there."""
    return not any(one.concept in topics and one.clause == topic.clause and one.first < topic.first for one in mentions)


def _held(pattern: Pattern, window: Sequence[Mention]) -> tuple[Mention, ...] | None:
    chosen: list[Mention] = []
    for term in pattern.terms:
        fitting = [one for one in window if (one.concept, one.stand) in term.options]
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
