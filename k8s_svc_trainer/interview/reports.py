"""What a speaker repeats and does not hold: others' beliefs, sentences quoted in order to refute them, and what is called wrong.

Decides which words are told as a belief, and which are called untrue. Knows no word of the field.

    "people say that it is round robin"           nobody reports a truth in this way
    '"It has no name": it does.'                  quoted, and refuted by what follows
    "It waits. That is wrong."                    called wrong
"""

from __future__ import annotations

import re

from k8s_svc_trainer.interview.cues import (
    CONDITIONAL,
    DOUBTED,
    FLATLY_NOT,
    LEADING,
    NOT_SO,
    QUOTED_FROM,
    QUOTED_REFUTED,
    REFUTED,
    REPORTED,
    SAID_SO,
    SPLIT,
    TAKEN_BACK,
    TURN,
    YES,
)
from k8s_svc_trainer.interview.text import Text, by_sentence

QUOTE = re.compile(r"[\"“]([^\"“”]{6,240})[\"”]")
FEWEST = 3  # words in quotes that state something; fewer are a name
POINTING = 2  # words before "is wrong" that only point back: "that", "this idea"
FLAT = 6  # words of a clause that only says no, and more than one has
SPEAKERS = frozenset({"i", "i'm", "we", "we're", "sorry"})
"""How somebody in a picture begins to speak of himself: that is no belief."""
SAYING_OF_ITSELF = re.compile(r"\b(?:that|who|which|it|they|one|pod) (?:say|says|report|reports|answer|answers|signal|signals)$")
"""Before what a thing says of itself: `pods that say "I'm not ready" get nothing`."""
AHEAD = 8  # words after or before a quotation that say what it is worth


def told(text: Text) -> frozenset[int]:
    """The places of words that are told as somebody's belief: a claim among them is denied, a denial says nothing."""
    quoted = _quoted(text)
    found = (
        _after(text, first, last, REPORTED) | _before(text, first, last, SAID_SO)
        for first, last in by_sentence(text.words)
        if not quoted & set(range(first, last))
    )
    return frozenset(place for places in found for place in places)


def refuted(text: Text) -> frozenset[int]:
    """The places of words that the speaker calls untrue: a claim among them is denied, and a denial is claimed."""
    quoted = _quoted(text)
    found = set(quoted)
    for first, last in by_sentence(text.words):
        if not quoted & set(range(first, last)):
            found |= _flatly_not(text, first) - quoted
            found |= _after(text, first, last, NOT_SO) or _called_wrong(text, first, last) - quoted
    return frozenset(found)


def doubted(text: Text) -> frozenset[int]:
    """The places of words that the speaker leaves open: `whether it is ready I don't know`."""
    found: set[int] = set()
    for first, last in by_sentence(text.words):
        if DOUBTED.search(_said(text, first, last)):
            begin = next((place for place in range(first, last) if text.words[place].norm == "whether"), last)
            found |= {place for place in range(begin, last) if text.words[place].clause == text.words[begin].clause}
    return frozenset(found)


def frames(text: Text) -> frozenset[int]:
    """The places of words that only say whose belief something is: `some people say`. They name nothing of the field."""
    found: set[int] = set()
    for first, last in by_sentence(text.words):
        said = _said(text, first, last)
        for hit in REPORTED.finditer(said):
            if hit[0].startswith("they "):  # a list may say something, too
                continue
            found |= set(range(first + said[: hit.start()].count(" "), first + said[: hit.end()].count(" ") + 1))
    return frozenset(found)


def cue_words(text: Text) -> frozenset[int]:
    """The places of words that only say that something is a belief or wrong: a denial among them denies nothing else."""
    found: set[int] = set()
    for first, last in by_sentence(text.words):
        said = _said(text, first, last)
        for cue in (REPORTED, NOT_SO, REFUTED):
            for hit in cue.finditer(said):
                found |= set(range(first + said[: hit.start()].count(" "), first + said[: hit.end()].count(" ") + 1))
    return frozenset(found)


def _said(text: Text, first: int, last: int) -> str:
    return " ".join(word.norm for word in text.words[max(first, 0) : last])


def _after(text: Text, first: int, last: int, cue: re.Pattern[str]) -> set[int]:
    """What follows a cue in its sentence, up to where the speaker's own words go on."""
    said = _said(text, first, last)
    found = cue.search(said)
    if not found:
        return set()
    begin = first + said[: found.end()].count(" ")
    words = text.words
    ends = (place for place in range(begin + 1, last) if words[place].norm in TURN or (cue is NOT_SO and ":" in words[place].before))
    return set(range(begin, next(ends, last)))


def _before(text: Text, first: int, last: int, cue: re.Pattern[str]) -> set[int]:
    """What precedes a cue in its sentence."""
    said = _said(text, first, last)
    found = cue.search(said)
    return set(range(first, first + said[: found.start()].count(" "))) if found else set()


def _flatly_not(text: Text, first: int) -> set[int]:
    """The sentence before, where this one begins by calling it untrue: `Wrong, every one answers.`"""
    clause = [word for word in text.words[first : first + FLAT] if word.clause == text.words[first].clause]
    if not first or not FLATLY_NOT.match(" ".join(word.norm for word in clause)) or TAKEN_BACK.match(_said(text, first, first + FLAT)):
        return set()
    before = text.words[first - 1].sentence
    return {place for place in range(first) if text.words[place].sentence == before} if text.ends[before] != "?" else set()


def _called_wrong(text: Text, first: int, last: int) -> set[int]:
    """What is called wrong: what stands before it in the sentence, or the sentence before."""
    said = _said(text, first, last)
    found = REFUTED.search(said)
    if not found:
        return set()
    head = said[: found.start()].split()
    if _is_attribute(text, first, first + len(head)):
        return set()
    clause = text.words[min(first + len(head), last - 1)].clause
    if next(word.norm for word in text.words[first:last] if word.clause == clause) in CONDITIONAL:  # a setting that is false
        return set()
    if len(head) > POINTING or not first:
        return set(range(first, first + len(head)))
    before = text.words[first - 1].sentence
    return {place for place in range(first) if text.words[place].sentence == before}


def _is_attribute(text: Text, first: int, place: int) -> bool:
    """Whether "that's" only tells of the noun before it: `an MTU that's wrong for it`."""
    if place == first or place >= len(text.words) or text.words[place].norm != "that's" or text.words[place].before.strip():
        return False
    return text.words[place - 1].norm not in LEADING | SPLIT


def _quoted(text: Text) -> set[int]:
    """Statements in quotes that are refuted by what follows, or told as what is heard."""
    found: set[int] = set()
    for quote in QUOTE.finditer(text.text):
        places = [place for place, word in enumerate(text.words) if quote.start(1) <= word.start and word.end <= quote.end(1)]
        told = text.text[quote.end() :].lstrip()[:1] == ":"
        if not places or (len(places) < FEWEST and not (told and len(places) > 1)):
            continue
        after = _said(text, places[-1] + 1, places[-1] + 1 + AHEAD)
        before = _said(text, places[0] - AHEAD, places[0])
        commented = told and len(places) > FEWEST and not YES.match(after)
        spoken = text.words[places[0]].norm in SPEAKERS
        if spoken and SAYING_OF_ITSELF.search(before):
            continue
        if commented or QUOTED_REFUTED.match(after) or (QUOTED_FROM.search(before) and not spoken):
            found |= set(places)
    return found
