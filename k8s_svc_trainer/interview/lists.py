"""Lists that say nothing: runs of bare names, and sentences that only tell that one must know them.

Decides which words only stand in a list. Knows no word of the field.

    "labels, selectors, endpoints, rules"             a bag of words
    "label selector endpoint rule pod node port ..."  the same without commas
    "label and selector and endpoint and rule ..."    the same in a chain
    "Labels! Selectors! Endpoints! Rules! ..."        the same one by one
    "You must know labels, selectors and rules."      the same in a sentence
    "Labels, ... These are the keywords."             the same, called so by the next one
    "none: refused"                                   something is said of none
"""

from __future__ import annotations

from collections.abc import Sequence

from k8s_svc_trainer.interview.cues import (
    BAG,
    BEGINS,
    DENIALS,
    FEWEST_IN_A_BAG,
    OPEN,
    POINTING_BACK,
    RELATING,
    SMALL,
    SPLIT,
    TELLING,
    VERBS,
)
from k8s_svc_trainer.interview.text import HEADER, Text, Word, by_clause, by_sentence

BARE = 3  # words in an item that says nothing
LONG = 5  # words in such an item of a sentence that is a long list throughout
FEWEST = 4  # items that make a list, and one less where a short sentence is nothing else
MOST = 8  # items that can explain a topic: `suspects: wrong label, no pod`; more are a bag of words
SHORT = 5  # words of such a sentence
NEARLY_ALL = 0.9  # the share of bare items in a list of more than `MOST`, which says nothing then
LONG_LIST, ITEM, HARDLY_A_SMALL_WORD = 9, 3, 0.15  # items of a list of keywords, words in each, and how many of them are small words
CHAIN = 6  # bare items that an "and" parts, in a sentence that is nothing else
FRAGMENTS, FRAGMENT = 6, 2  # sentences or lines in a row that only name something, and the words of each
RUN_ON, NO_SMALL_WORD = 14, 0.08  # words that stand in a row without commas, and how many of them are small words
ARROW = "<arrow>"
JOINED = frozenset({",", "/", "&", "+", "\n"})
ARTICLES = frozenset({"a", "an", "the", "and", "or"})
IN_ORDER = frozenset({"then", "first", "next", "after", "before"})


def listed(text: Text) -> set[int]:
    """Runs of short items that only name things (`labels, selectors, endpoints, kube-proxy`), and sentences that say no more of them."""
    found: set[int] = set()
    run: list[tuple[int, int]] = []
    for first, last in [*by_clause(text.words), (0, 0)]:
        if _bare(text, first, last) and (not run or text.words[first].before.strip() in JOINED):
            run.append((first, last))
            continue
        few = len(run) == FEWEST - 1 and run[-1][1] - run[0][0] <= SHORT and _is_sentence(text, run[0][0], run[-1][1])
        if few or (len(run) >= FEWEST and not (len(run) <= MOST and _explains(text, run[0][0]))):
            found |= {place for start, end in run for place in range(start, end)}
        run = [(first, last)] if _bare(text, first, last) else []
    before = (0, 0)
    for first, last in by_sentence(text.words):
        if _called_a_bag(text, before, (first, last)):
            found |= set(range(*before))
        before = first, last
        parts = [part for part in by_clause(text.words) if first <= part[0] < last]
        items_of = [part for part in parts if not _is_topic(text, part[1])]
        if len(items_of) > MOST and sum(_bare(text, *part, most=LONG) for part in items_of) >= NEARLY_ALL * len(items_of):
            found |= set(range(first, last))
        items = sum("," in word.before or "/" in word.before or word.norm in ("and", "or") for word in text.words[first:last])
        bare = any(_bare(text, begin, end) for begin, end in by_clause(text.words) if first <= begin < last)
        if bare and items >= FEWEST_IN_A_BAG and BAG.search(" ".join(word.norm for word in text.words[first:last])):
            found |= set(range(first, last))
        if _is_dump(text, first, last) or _is_chain(text, first, last) or (_points_back(text, first) and first - 1 in found):
            found |= set(range(first, last))
    return found | _fragments(text)


def _called_a_bag(text: Text, before: tuple[int, int], here: tuple[int, int]) -> bool:
    """Whether a sentence says of the items before it no more than that they matter: `These are the keywords.`"""
    if not _points_back(text, here[0]):
        return False
    bare = sum(_bare(text, *part, most=LONG) for part in by_clause(text.words) if before[0] <= part[0] < before[1])
    return bare >= FEWEST_IN_A_BAG and BAG.search(" ".join(word.norm for word in text.words[here[0] : here[1]])) is not None


def _points_back(text: Text, first: int) -> bool:
    """Whether a sentence only says what all of the list before it is good for: `With these, ...`."""
    return POINTING_BACK.match(" ".join(word.norm for word in text.words[first : first + 4])) is not None


def _is_dump(text: Text, first: int, last: int) -> bool:
    """Whether a sentence is keywords one after another: what people say, notes too, has small words between the names."""
    words = text.words[first:last]
    if any(":" in word.before or word.norm == ARROW for word in words):  # something is said of something
        return False
    items = len({word.clause for word in words})
    small = sum(word.norm in SMALL | SPLIT | BEGINS for word in words) / len(words)
    keywords = items >= LONG_LIST and len(words) <= ITEM * items and small <= HARDLY_A_SMALL_WORD
    return keywords or (len(words) >= RUN_ON and small < NO_SMALL_WORD)


def _is_chain(text: Text, first: int, last: int) -> bool:
    """Whether a sentence is one name after another with an "and" between: `IP and DNS and labels and endpoints ...`."""
    items: list[list[Word]] = [[]]
    for word in text.words[first:last]:
        if word.norm in ("and", "or"):
            items.append([])
        else:
            items[-1].append(word)
    named = [[word for word in item if word.norm not in ARTICLES] for item in items]
    return len(named) >= CHAIN and all(0 < len(item) <= BARE and _names_something(item) for item in named)


def _fragments(text: Text) -> set[int]:
    """Names alone, each a sentence or a line: `Labels! Readiness! Firewall!`; notes say something of something."""
    found: set[int] = set()
    run: list[tuple[int, int]] = []
    for first, last in [*by_sentence(text.words), (0, 0)]:
        if last - first <= FRAGMENT and _bare(text, first, last):
            run.append((first, last))
            continue
        if len(run) >= FRAGMENTS:
            found |= {place for start, end in run for place in range(start, end)}
        run = []
    return found


def _explains(text: Text, first: int) -> bool:
    """Whether a list stands in parentheses or after a topic that is something: `suspects: wrong label, no pod`."""
    if "(" in text.words[first].before:
        return True
    topic = [word.norm for word in text.words[:first] if word.sentence == text.words[first].sentence]
    return ":" in text.words[first].before and bool(topic) and not BAG.search(" ".join(topic))


def _is_topic(text: Text, last: int) -> bool:
    """Whether a colon follows the clause that ends here."""
    return last < len(text.words) and ":" in text.words[last].before


def _bare(text: Text, first: int, last: int, *, most: int = BARE) -> bool:
    """Whether a clause only names things. What a colon follows is a topic: something is said of it."""
    if _is_topic(text, last):
        return False
    words = [word for word in text.words[first:last] if word.norm not in ARTICLES]
    return 0 < len(words) <= most and _names_something(words)


def _names_something(words: Sequence[Word]) -> bool:
    norms = {word.norm for word in words}
    return (
        not any(norm.startswith("<") for norm in norms - {HEADER})
        and not norms & (VERBS | DENIALS | RELATING | IN_ORDER | (TELLING if len(words) > 1 else frozenset()))
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
