"""What a text claims: each concept that it names, with whether it is claimed, denied, only quoted or asked, or a bare word in a list.

Decides the scope of denial, quotation, question and correction. Knows no rubric and no concept by name.

    "kube-proxy does not use iptables"            both are denied: the verb is
    "the kernel forwards it, not kube-proxy"      kube-proxy alone is denied
    "round robin, no wait, random"                round robin is taken back
    "people say that it is round robin"           see `reports`
    "Is it round robin? No."                      see `questions`
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import msgspec

from k8s_svc_trainer.interview.cues import (
    BAG,
    BEGINS,
    DENIALS,
    DISMISSALS,
    ENDS_A_LIST,
    FEWEST_IN_A_BAG,
    HARMLESS,
    JOINS,
    LOCAL,
    LOCAL_PAIRS,
    OF_THE_VERB,
    OPEN,
    RELATING,
    TAKEN_BACK,
    VERBS,
)
from k8s_svc_trainer.interview.irregular import IRREGULAR
from k8s_svc_trainer.interview.lexicon import Found
from k8s_svc_trainer.interview.questions import Asked, asked
from k8s_svc_trainer.interview.reports import cue_words, refuted, told
from k8s_svc_trainer.interview.text import HEADER, SPLIT, Text, Word, by_clause, by_sentence


class Stand(StrEnum):
    """How the speaker stands to what is named."""

    CLAIMED = "claimed"
    DENIED = "denied"
    ASKED = "asked"
    LISTED = "listed"


class Mention(msgspec.Struct, frozen=True, gc=False):
    """One naming of a concept: (first, past the last) word, and how the speaker stands to it."""

    concept: str
    first: int
    last: int
    clause: int
    sentence: int
    stand: Stand


FARTHEST = 5  # words from a clause's begin that may take back the one before
LONGEST_ITEM = 4  # words in an item of a list that a denial goes on over


def mentions(text: Text, found: Found, *, copied: frozenset[int] = frozenset()) -> tuple[Mention, ...]:
    """All mentions, in order. `copied`: words that merely repeat the question, which claim nothing."""
    questions = asked(text)
    stands = _stands(text, found, questions)
    sentences = _numbered(text, questions)
    made = []
    for concept, spans in found.spans.items():
        for first, last in spans:
            if all(place in copied for place in range(first, last)):
                continue
            here = [stands[place] for place in range(first, last)]
            if any(place < first and last <= end for place, end in found.spoken_for):
                here.append(Stand.DENIED)
            stand = next((one for one in (Stand.LISTED, Stand.ASKED, Stand.DENIED) if one in here), Stand.CLAIMED)
            made.append(Mention(concept, first, last, text.words[first].clause, sentences[text.words[first].sentence], stand))
    return tuple(sorted(made, key=lambda one: (one.first, one.last, one.concept)))


def _numbered(text: Text, questions: Asked) -> list[int]:
    """The number of each sentence, where a question and its answer have the same, and what is said and how it is corrected."""
    corrections = {
        text.words[first].sentence for first, _ in by_sentence(text.words) if TAKEN_BACK.match(_said(text, first, first + FARTHEST))
    }
    numbers: list[int] = []
    for sentence in range(len(text.ends)):
        joined = questions.joined.get(sentence - 1) == sentence or sentence in corrections
        numbers.append((numbers[-1] + (not joined)) if numbers else 0)
    return numbers


def _stands(text: Text, found: Found, questions: Asked) -> list[Stand]:
    denied = _denied(text, found) | questions.refuted
    stands = [Stand.DENIED if place in denied else Stand.CLAIMED for place in range(len(text.words))]
    for place in told(text):
        stands[place] = Stand.ASKED if place in denied else Stand.DENIED
    for place in questions.only:
        stands[place] = Stand.ASKED
    for place in _listed(text):
        stands[place] = Stand.LISTED
    return stands


# --- denial --------------------------------------------------------------------------------------------------------


def _denied(text: Text, found: Found) -> set[int]:
    denied: set[int] = set()
    clauses = list(by_clause(text.words))
    corrected, corrections = _corrected(text, clauses)
    no_denials = {place for place, _ in found.spoken_for} | cue_words(text) | corrections
    for which in range(len(clauses)):
        denied |= _denied_in_clause(text, no_denials, clauses, which)
    return denied ^ (refuted(text) | corrected)


def _corrected(text: Text, clauses: list[tuple[int, int]]) -> tuple[set[int], set[int]]:
    """What is taken back, with the main clause on which it hangs: `it waits until one comes, no, it can't`; and the words that do it."""
    taken: set[int] = set()
    words: set[int] = set()
    for which, (start, end) in enumerate(clauses):
        if not which or not TAKEN_BACK.match(_said(text, start, start + FARTHEST)):
            continue
        words |= set(range(start, min(start + 2, end)))
        for first, last in reversed(clauses[:which]):
            taken |= set(range(first, last))
            if text.words[first].norm not in SPLIT or (first and text.words[first].sentence != text.words[first - 1].sentence):
                break
    return taken, words


def _said(text: Text, first: int, last: int) -> str:
    return " ".join(word.norm for word in text.words[first:last])


def _denied_in_clause(text: Text, no_denials: set[int], clauses: list[tuple[int, int]], which: int) -> set[int]:
    first, last = clauses[which]
    denied: set[int] = set()
    for place in range(first, last):
        word = text.words[place].norm
        if place in no_denials or (word not in DENIALS and not _local(text, place)):
            continue
        ahead = _said(text, place, min(last, place + 4))
        behind = _said(text, max(first, place - 1), min(last, place + 3))
        if HARMLESS.match(ahead) or HARMLESS.match(behind):
            continue
        if word in OF_THE_VERB or (word in ("not", "no", "none") and place > first and text.words[place - 1].norm in VERBS):
            denied |= set(range(_subject(text, first, place), last))
        elif _local(text, place):
            denied |= set(range(place, next((at for at in range(place + 2, last) if text.words[at].norm in BEGINS), last)))
            if place == first:
                continue
        else:
            denied |= set(range(place, last))
        denied |= _going_on(text, clauses, which)
    return denied


def _subject(text: Text, first: int, place: int) -> int:
    """Where the part of a clause begins whose verb is denied at `place`: `it must be ready or the traffic won't come`."""
    norms = [word.norm for word in text.words[first:place]]
    joins = [
        at
        for at, norm in enumerate(norms)
        if norm in JOINS and set(norms[:at]) & VERBS and (text.words[place].norm in OF_THE_VERB or set(norms[at:]) & VERBS)
    ]
    return first + max(joins, default=0)


def _local(text: Text, place: int) -> bool:
    """Whether a denial of what follows begins here without a word of denial: `lacks`, `instead of`."""
    word = text.words[place].norm
    following = text.words[place + 1].norm if place + 1 < len(text.words) else ""
    begins = place == 0 or text.words[place - 1].clause != text.words[place].clause
    return word in LOCAL or f"{word} {following}" in LOCAL_PAIRS or (begins and f"{word} {following}" in DISMISSALS)


def _going_on(text: Text, clauses: list[tuple[int, int]], which: int) -> set[int]:
    """A denial goes on over commas as long as bare nouns follow: `it looks at no load, latency (or so) or URL`."""
    denied: set[int] = set()
    for first, last in clauses[which + 1 :]:
        words = text.words[first:last]
        before = words[0].before.lstrip(")")
        if words[0].sentence != text.words[clauses[which][0]].sentence or len(words) > LONGEST_ITEM or before not in (",", "/", ":", "("):
            break
        if {word.norm for word in words} & (ENDS_A_LIST | VERBS) or any(map(_is_participle, words)):
            break
        if before != "(":
            denied |= set(range(first, last))
    return denied


def _is_participle(word: Word) -> bool:
    """Whether a word tells what was done, so that bare nouns end: `no hop, source kept`."""
    return word.norm in IRREGULAR or (word.norm.endswith("ed") and len(word.norm) > 4)


# --- lists of bare words -------------------------------------------------------------------------------------------

BARE = 3  # words in an item that says nothing
FEWEST = 4  # items that make a list, and one less where a sentence is nothing else
JOINED = frozenset({",", "/", "", "&", "+", "\n", "."})
ARTICLES = frozenset({"a", "an", "the", "and", "or"})
IN_ORDER = frozenset({"then", "first", "next", "after", "before"})


def _listed(text: Text) -> set[int]:
    """Runs of short items that only name things (`labels, selectors, endpoints, kube-proxy`), and sentences that say no more of them."""
    listed: set[int] = set()
    run: list[tuple[int, int]] = []
    for first, last in [*by_clause(text.words), (0, 0)]:
        if _bare(text, first, last) and (not run or text.words[first].before.strip() in JOINED):
            run.append((first, last))
            continue
        if len(run) >= FEWEST or (len(run) == FEWEST - 1 and _is_sentence(text, run[0][0], run[-1][1])):
            listed |= {place for start, end in run for place in range(start, end)}
        run = [(first, last)] if _bare(text, first, last) else []
    for first, last in by_sentence(text.words):
        items = sum("," in word.before or "/" in word.before or word.norm in ("and", "or") for word in text.words[first:last])
        bare = any(_bare(text, begin, end) for begin, end in by_clause(text.words) if first <= begin < last)
        if bare and items >= FEWEST_IN_A_BAG and BAG.search(_said(text, first, last)):
            listed |= set(range(first, last))
    return listed


def _bare(text: Text, first: int, last: int) -> bool:
    """Whether a clause only names things."""
    words = [word for word in text.words[first:last] if word.norm not in ARTICLES]
    return 0 < len(words) <= BARE and _names_something(words)


def _names_something(words: Sequence[Word]) -> bool:
    norms = {word.norm for word in words}
    return (
        not any(norm.startswith("<") for norm in norms - {HEADER})
        and not norms & (VERBS | DENIALS | RELATING | IN_ORDER)
        and not norms <= OPEN
    )


def _is_sentence(text: Text, first: int, last: int) -> bool:
    """Whether these words are one whole sentence."""
    words = text.words
    return (
        words[first].sentence == words[last - 1].sentence
        and (first == 0 or words[first - 1].sentence != words[first].sentence)
        and (last == len(words) or words[last].sentence != words[first].sentence)
    )
