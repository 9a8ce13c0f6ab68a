"""What a text claims: each concept that it names, with whether it is claimed, denied, only quoted or asked, or a bare word in a list.

Decides the scope of denial, quotation, question and correction. Knows no rubric and no concept by name.

    "kube-proxy does not use iptables"            both are denied: the verb is
    "the kernel forwards it, not kube-proxy"      kube-proxy alone is denied
    "people say that it is round robin"           quoted, and so denied: nobody reports a truth in this way
    "people say that it isn't round robin"        neither denied nor claimed
    "round robin, no wait, random"                round robin is taken back
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum

import msgspec

from k8s_svc_trainer.interview.cues import (
    CONDITIONAL,
    DENIALS,
    ENDS_A_LIST,
    HARMLESS,
    JOINING,
    LOCAL_PAIRS,
    OF_THE_VERB,
    OPEN,
    REFUTED,
    RELATING,
    REPORTED,
    TAKEN_BACK,
    TURN,
    VERBS,
)
from k8s_svc_trainer.interview.lexicon import Found
from k8s_svc_trainer.interview.text import Text, Word, by_clause


class Stand(StrEnum):
    """How the speaker stands to what is named."""

    CLAIMED = "claimed"
    DENIED = "denied"
    ASKED = "asked"
    LISTED = "listed"


class Mention(msgspec.Struct, frozen=True, gc=False):
    """One naming of a concept: (first, past the last) word, and how the speaker stands to it.

    `joined`: after an "and" something new is said of it.
    """

    concept: str
    first: int
    last: int
    clause: int
    sentence: int
    stand: Stand
    joined: bool = False


LONGEST_ITEM = 4  # words in an item of a list that a denial goes on over
POINTING = 2  # words before "is wrong" that only point back: "that", "this idea"


def mentions(text: Text, found: Found, *, copied: frozenset[int] = frozenset()) -> tuple[Mention, ...]:
    """All mentions, in order. `copied`: words that merely repeat the question, which claim nothing."""
    stands = _stands(text, found)
    made = []
    for concept, spans in found.spans.items():
        for first, last in spans:
            if all(place in copied for place in range(first, last)):
                continue
            here = [stands[place] for place in range(first, last)]
            stand = next((one for one in (Stand.LISTED, Stand.ASKED, Stand.DENIED) if one in here), Stand.CLAIMED)
            word = text.words[first]
            made.append(Mention(concept, first, last, word.clause, word.sentence, stand, _joined(text, first, last)))
    return tuple(sorted(made, key=lambda one: (one.first, one.last, one.concept)))


def _joined(text: Text, first: int, last: int) -> bool:
    """Whether an "and" comes before, and more than another "and" after: `a is small and b is big`, not `it has a and b`."""
    words = text.words
    if not first or words[first - 1].norm not in JOINING or last == len(words):
        return False
    return words[last].clause == words[first].clause and words[last].norm not in JOINING


def _stands(text: Text, found: Found) -> list[Stand]:
    stands = [Stand.CLAIMED] * len(text.words)
    denied = _denied(text, found)
    reported = {place for first, last in _by_sentence(text) for place in _reported(text, first, last)}
    for place in denied | reported:
        stands[place] = Stand.ASKED if place in denied & reported else Stand.DENIED
    for first, last in _by_sentence(text):
        sentence = text.words[first].sentence
        if text.ends[sentence] == "?":
            stands[first:last] = [Stand.ASKED] * (last - first)
    for place in _listed(text):
        stands[place] = Stand.LISTED
    return stands


def _by_sentence(text: Text) -> Iterator[tuple[int, int]]:
    first = 0
    for place, word in enumerate(text.words):
        if place and word.sentence != text.words[place - 1].sentence:
            yield first, place
            first = place
    if text.words:
        yield first, len(text.words)


# --- denial --------------------------------------------------------------------------------------------------------


def _denied(text: Text, found: Found) -> set[int]:
    denied: set[int] = set()
    clauses = list(by_clause(text.words))
    for which, (first, last) in enumerate(clauses):
        denied |= _denied_in_clause(text, found, clauses, which)
        said = _said(text, first, last)
        if which and TAKEN_BACK.search(said):
            denied |= set(range(*clauses[which - 1]))
    return denied


def _said(text: Text, first: int, last: int) -> str:
    return " ".join(word.norm for word in text.words[first:last])


def _denied_in_clause(text: Text, found: Found, clauses: list[tuple[int, int]], which: int) -> set[int]:
    first, last = clauses[which]
    denied: set[int] = set()
    for place in range(first, last):
        word = text.words[place].norm
        if place in found.spoken_for or (word not in DENIALS and not _local(text, place)):
            continue
        ahead = _said(text, place, min(last, place + 4))
        behind = _said(text, max(first, place - 1), min(last, place + 3))
        if HARMLESS.match(ahead) or HARMLESS.match(behind):
            continue
        if word in OF_THE_VERB or (word in ("not", "no", "none") and place > first and text.words[place - 1].norm in VERBS):
            denied |= set(range(first, last))
        else:
            denied |= set(range(place, last))
        denied |= _going_on(text, clauses, which)
    return denied


def _local(text: Text, place: int) -> bool:
    """Whether a denial of what follows begins here without a word of denial: `without`, `instead of`."""
    word = text.words[place].norm
    following = text.words[place + 1].norm if place + 1 < len(text.words) else ""
    return word == "without" or f"{word} {following}" in LOCAL_PAIRS


def _going_on(text: Text, clauses: list[tuple[int, int]], which: int) -> set[int]:
    """A denial goes on over commas as long as bare nouns follow: `it looks at no load, latency (or so) or URL`."""
    denied: set[int] = set()
    for first, last in clauses[which + 1 :]:
        words = text.words[first:last]
        before = words[0].before.lstrip(")")
        if words[0].sentence != text.words[clauses[which][0]].sentence or len(words) > LONGEST_ITEM or before not in (",", "/", ":", "("):
            break
        if {word.norm for word in words} & (ENDS_A_LIST | VERBS):
            break
        if before != "(":
            denied |= set(range(first, last))
    return denied


def _reported(text: Text, first: int, last: int) -> set[int]:
    """What is told as others' belief, or called wrong: in this sentence, or by the one that follows it."""
    said = _said(text, first, last)
    reported = REPORTED.search(said)
    if reported:
        begin = first + said[: reported.start()].count(" ")
        end = next((place for place in range(begin + 1, last) if text.words[place].norm in TURN), last)
        return set(range(begin, end))
    refuted = REFUTED.search(said)
    if not refuted:
        return set()
    head = said[: refuted.start()].split()
    clause = text.words[min(first + len(head), last - 1)].clause
    opening = next(word.norm for word in text.words[first:last] if word.clause == clause)
    if opening in CONDITIONAL:  # a setting that is false refutes nothing
        return set()
    if len(head) > POINTING or not first:
        return set(range(first, first + len(head)))
    before = text.words[first - 1].sentence
    return {place for place in range(first) if text.words[place].sentence == before}


# --- lists of bare words -------------------------------------------------------------------------------------------

BARE = 3  # words in an item that says nothing
FEWEST = 4  # items that make a list, and one less where a sentence is nothing else
JOINED = frozenset({",", "/", "", "&", "+", "\n", "."})


def _listed(text: Text) -> set[int]:
    """Runs of short items that only name things: `labels, selectors, endpoints, kube-proxy, iptables`."""
    listed: set[int] = set()
    run: list[tuple[int, int]] = []
    for first, last in [*by_clause(text.words), (0, 0)]:
        words = text.words[first:last]
        bare = bool(words) and len(words) <= BARE and _names_something(words)
        if bare and (not run or words[0].before.strip() in JOINED):
            run.append((first, last))
            continue
        if len(run) >= FEWEST or (len(run) == FEWEST - 1 and _is_sentence(text, run[0][0], run[-1][1])):
            listed |= {place for start, end in run for place in range(start, end)}
        run = [(first, last)] if bare else []
    return listed


def _names_something(words: Sequence[Word]) -> bool:
    norms = {word.norm for word in words}
    return not norms & (VERBS | DENIALS | RELATING) and not norms <= OPEN


def _is_sentence(text: Text, first: int, last: int) -> bool:
    """Whether these words are one whole sentence."""
    words = text.words
    return (
        words[first].sentence == words[last - 1].sentence
        and (first == 0 or words[first - 1].sentence != words[first].sentence)
        and (last == len(words) or words[last].sentence != words[first].sentence)
    )
