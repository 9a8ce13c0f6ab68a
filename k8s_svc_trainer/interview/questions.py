"""Questions in a text: which words only ask, and which questions the speaker answers.

Decides by the shape of a sentence and by how the next one begins. Knows no word of the field.

    "Is it restarted?"                          asked: it claims nothing
    "Is it restarted? No, it stays."            answered with no: denied
    "Who keeps the list? A controller."         answered: the question and its answer are one claim
    "labels right? any pod ready?"              only asked, one after another
    "Is it there? If not, it fails."            asked, and what hangs on it: one window
    "And without a pod? It fails."              a topic: it and the next sentence are one claim
    "it's the list of the addresses, right?"    a statement with a rising voice
"""

from __future__ import annotations

import re

import msgspec

from k8s_svc_trainer.interview.cues import (
    ASKING_VERBS,
    ASKING_WORDS,
    FLAT_NO,
    FOLLOWED,
    JOINS,
    LEADING,
    NO,
    RELATIVE,
    RELATIVES,
    TAGS,
    VERBS,
    YES,
)
from k8s_svc_trainer.interview.text import BULLET, Text, by_clause, by_sentence

LONGEST_TOPIC = 8  # words of a question without a verb that asks: `And if it's empty? Then ...`
ARROW = "<arrow>"
FRAGMENT = 4  # words of a question that need no verb: "And the DNS?"


class Asked(msgspec.Struct, frozen=True, gc=False):
    """Places of words: only asked, and answered with no. `joined`: the sentence of a question → that of its answer."""

    only: frozenset[int]
    refuted: frozenset[int]
    joined: dict[int, int]


def asked(text: Text) -> Asked:
    """The questions of a text."""
    sentences = list(by_sentence(text.words))
    clauses = list(by_clause(text.words))
    only: set[int] = set()
    refuted: set[int] = set()
    joined: dict[int, int] = {}
    starts = [_opener(text, clauses, first, last) for first, last in sentences]
    for which, (first, last) in enumerate(sentences):
        start = starts[which]
        following = sentences[which + 1] if which + 1 < len(sentences) and starts[which + 1] is None else None
        if start is None:
            if text.ends[text.words[first].sentence] == "?" and following and FLAT_NO.match(_said(text, *following)):
                refuted.update(range(first, last))
            elif _only_asks(text, first, last, sentences[which + 1 : which + 2]):
                only.update(range(first, last))
            elif last - first <= LONGEST_TOPIC and text.ends[text.words[first].sentence] == "?":
                if following:
                    joined[text.words[first].sentence] = text.words[following[0]].sentence
                if last - first <= FRAGMENT and (not following or NO.match(_said(text, *following))):
                    (refuted if following else only).update(range(first, last))
            continue
        reply = _reply(text, start, following)
        places = set(range(start, last))
        if reply is None or following is None:
            only |= places
            if following and FOLLOWED.match(_said(text, *following)):
                joined[text.words[first].sentence] = text.words[following[0]].sentence
            continue
        joined[text.words[first].sentence] = text.words[following[0]].sentence
        if not reply:
            refuted |= places
    return Asked(frozenset(only), frozenset(refuted), joined)


def _only_asks(text: Text, first: int, last: int, following: list[tuple[int, int]]) -> bool:
    """Whether a short question without a verb is one of several: `labels right? any pod ready? port open?`"""
    if last - first > LONGEST_TOPIC or text.ends[text.words[first].sentence] != "?" or _says(text, first, last):
        return False
    return all(text.ends[text.words[begin].sentence] == "?" or BULLET in text.words[begin].before for begin, _ in following)


def _says(text: Text, first: int, last: int) -> bool:
    """Whether something is said of something."""
    return any(word.norm in VERBS | {ARROW} for word in text.words[first:last])


def _opener(text: Text, clauses: list[tuple[int, int]], first: int, last: int) -> int | None:
    """The word at which a sentence begins to ask."""
    if text.ends[text.words[first].sentence] != "?":
        return None
    here = [(begin, end) for begin, end in clauses if first <= begin < last]
    if len(here) > 1 and _said(text, *here[-1]) in TAGS:
        return None
    for begin, end in here:
        place = begin
        while place < end - 1 and text.words[place].norm in (LEADING if begin == first else JOINS):
            place += 1
        word = text.words[place].norm
        if begin > first and text.words[begin - 1].norm in RELATIVES:
            continue
        if word in ASKING_VERBS or (word in ASKING_WORDS and (begin == first or word not in RELATIVE)):
            return begin
    return None


def _reply(text: Text, start: int, following: tuple[int, int] | None) -> bool | None:
    """Whether the next sentence says yes or no to it; a question for who, what or why is answered by anything."""
    if following is None:
        return None
    said = _said(text, *following)
    if NO.match(said):
        return False
    if YES.match(said):
        return True
    place = start
    while text.words[place].norm in LEADING:
        place += 1
    return True if text.words[place].norm in ASKING_WORDS else None


def _said(text: Text, first: int, last: int) -> str:
    return re.sub(r"^(?:well|hmm|oh|ah) ", "", " ".join(word.norm for word in text.words[first:last]))
