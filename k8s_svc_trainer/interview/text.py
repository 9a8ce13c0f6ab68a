"""A text as words, clauses and sentences, each word with its place in the text.

Decides where one claim may end and another begin; knows no word of the field. Letter case and spacing within a line change nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import msgspec

from k8s_svc_trainer.interview.cues import ASIDES, BEGINS, FILLERS, JOINS, OPEN
from k8s_svc_trainer.interview.irregular import IRREGULAR

WORD = re.compile(
    r"""(?P<label>\b(?:app(?:\.kubernetes\.io/name)?|k8s-app|run|tier|role|env|component|track|version|release)(?:=|:[ ]?)[a-z][\w-]*)
      | (?P<address>\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?(?:/\d+)?)
      | (?P<full>[<{$]{0,2}[a-z0-9_-]+[>}]?(?:\.[<{$]{0,2}[a-z0-9_-]+[>}]?)+\.svc\.[a-z]{5,9}\.[a-z]{3,6}\b(?::\d+)?)
      | (?P<suffix>(?:[<{$]{0,2}[a-z0-9_-]+[>}]?\.)?svc\.[a-z]{5,9}\.[a-z]{3,6}\b|\bcluster\.local\b)
      | (?P<member>\b[a-z][a-z0-9]*(?:-[a-z0-9]+)*-(?:0\b|\d+(?=\.[a-z]))(?:\.[a-z][a-z0-9-]*)*)
      | (?P<file>(?:/etc/|\b)re[solv]{3,5}e?r?\.conf(?:ig)?\b)
      | (?P<hosts>/etc/hosts?\b)
      | (?P<bare>\bhttps?://[a-z0-9-]+(?::\d+)?(?![\w-]|\.[\w-])(?:/[\w/.-]*)?)
      | (?P<dotted>(?:\bhttps?://)?\b[a-z][a-z0-9-]*\.(?!(?:conf|config|ya?ml|txt|md|go|js|json|sh|py|log|d|io|com|org|net|local|the|it|and|so|but|if|this
          |that|they|you|we|then|when|only|all|each|a|in|is|to|no|not|for|from|there|there's|it's|because|kube-?proxy)\b)(?<!spec\.)(?<!status\.)
          (?<!metadata\.)(?<!e\.)(?<!i\.)[a-z][a-z0-9-]*\b(?![\w-]|\.[\w-]))
      | (?P<name>[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:svc(?:\.cluster(?:\.local)?)?|local|cluster\.local|com|io|org|net)\b(?::\d+)?)
      | (?P<path>(?<!\S)/(?!etc|var|proc|sys|usr|bin|opt)[a-z][\w-]*(?:/[\w-]+)*(?![\w.]))
      | (?P<short>\bw/o\b)
      | (?P<arrow>-+>|=+>|→|⇒|➜)
      | (?P<bullet>(?<=\n)[ \t]*[-*•·][ ] | (?:(?<=\n)[ \t]*|^|(?<=[.;:,!?][ ]))[1-9][.)](?=\s))
      | (?P<header>\bx-[a-z]+(?:-[a-z]+)+)
      | (?P<number>\d+(?:[.,]\d+)*%?)
      | (?P<word>[^\W\d_]+(?:'[^\W\d_]+)?\d*)
      | (?P<equal>(?<=\s)==?(?=\s))
      | (?P<stop>[.!?;…]+(?=[\s"')\]]|$) | (?<=[a-z])[.!?;]+(?=(?:the|it|and|so|but|if|this|that|they|you|we|then|when|only|all|each)\b)
          | \n[ \t]*\n)
      | (?P<line>\n)
      | (?P<pause>[,:()\[\]"/&+=]|\s[-–—]+\s|[—–])
    """,
    re.VERBOSE | re.IGNORECASE,
)
ABBREVIATED = re.compile(r"\b(?:e\.g|i\.e|etc|vs|approx|resp|incl|fig)\.(?=\s)", re.IGNORECASE)
PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " ", "\t": " ", "\r": " "})
SPLIT = frozenset(
    {
        "but",
        "however",
        "because",
        "since",
        "so",
        "whereas",
        "while",
        "although",
        "though",
        "therefore",
        "which",
        "instead",
        "if",
        "when",
        "then",
        "unless",
        "until",
        "yet",
        "otherwise",
    }
)
HEADER = "<header>"
FULL, SUFFIX, MEMBER, BARE, DOTTED = "<full>", "<suffix>", "<member>", "<bare>", "<dotted>"
"""`cart.shop.svc.cluster.local`; `svc.cluster.local`, with a namespace before it or without; `db-0.db`; `http://cart`; `cart.shop`."""
SHOWN = {
    "address": "<address>",
    "name": "<name>",
    "arrow": "<arrow>",
    "label": "<label>",
    "path": "<path>",
    "full": FULL,
    "suffix": SUFFIX,
    "member": MEMBER,
    "bare": BARE,
    "dotted": DOTTED,
    "file": "resolvconf",
    "header": HEADER,
    "hosts": "etchosts",
}
PUBLIC, RESOLVERS = "<public>", frozenset({"8.8.8.8", "8.8.4.4", "1.1.1.1", "9.9.9.9"})
ORDINAL = re.compile(r"[^.]*-\d+\.")
NOTE = 60  # letters: a line that is shorter is no line of a wrapped paragraph


class Word(msgspec.Struct, frozen=True, gc=False):
    """One word: as it is compared (`norm`, `stem`), its place in the text, its clause and sentence, and the punctuation before it."""

    norm: str
    stem: str
    start: int
    end: int
    clause: int
    sentence: int
    before: str = ""


class Text(msgspec.Struct, frozen=True, gc=False):
    """A text that was read: its words, and how each sentence ends."""

    text: str
    words: tuple[Word, ...]
    ends: tuple[str, ...]  # by sentence: ".", "?", "!", ":" or ""


@lru_cache(maxsize=1)
def _stemmer() -> object:
    import snowballstemmer

    return snowballstemmer.stemmer("english")


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A word's stem by Snowball's English rules, irregular verbs in their first form; addresses and arrows are their own."""
    if not word[:1].isalpha():
        return word
    found: str = _stemmer().stemWord(IRREGULAR.get(word, word))  # type: ignore[attr-defined]
    return found


def read(text: str) -> Text:
    """Split a text."""
    plain = ABBREVIATED.sub(
        lambda found: found[0].replace(".", " "), text.translate(PLAIN).lower() if len(text) == len(text.lower()) else text.translate(PLAIN)
    )
    return _Reading(ASIDES.sub(_quiet, plain)).read(text)


def _quiet(aside: re.Match[str]) -> str:
    """The word before an aside and as many spaces as the aside had letters; its comma stays where the sentence could stop."""
    comma = "" if aside[1].lower() in OPEN else ","
    return (aside[1] + comma).ljust(len(aside[0]))


class _Reading:
    """The places where clauses and sentences end, as the text is gone through once."""

    def __init__(self, plain: str) -> None:
        self.plain = plain
        self.words: list[Word] = []
        self.ends: list[str] = []
        self.clause = self.sentence = 0
        self.before = ""
        self.filled = False  # the last word was no word

    def read(self, text: str) -> Text:
        """All of it."""
        for found in WORD.finditer(self.plain):
            kind, mark = str(found.lastgroup), found[0].strip()
            if kind in ("stop", "bullet"):
                self._end_sentence("?" if "?" in mark else "." if kind == "stop" else "")
            elif kind == "line" and self._is_note(found.start()):
                self._end_sentence("")
            elif kind in ("pause", "line"):
                self._end_clause(mark or "\n")
            else:
                self._word(kind, found[0].lower(), found.start(), found.end())
        self._end_sentence("")
        return Text(text, tuple(self.words), tuple(self.ends))

    def _is_note(self, end: int) -> bool:
        """Whether the line that ends here is a note of its own, and not one of a paragraph that was wrapped."""
        line = self.plain[self.plain.rfind("\n", 0, end) + 1 : end].rstrip()
        return len(line) < NOTE and not line.endswith((",", ":", "/", "+", ">"))

    def _word(self, kind: str, norm: str, start: int, end: int) -> None:
        again = self.words and norm == self.words[-1].norm and len(norm) > 2 and (norm in OPEN or not self.before.strip())
        if norm in FILLERS or again:
            self.filled = True
            return
        norm = {"equal": "is", "short": "without"}.get(kind, norm)
        shown = MEMBER if kind == "full" and ORDINAL.match(norm) else PUBLIC if norm in RESOLVERS else SHOWN.get(kind, norm)
        if self.words and self.words[-1].clause == self.clause and (norm in SPLIT or (norm in BEGINS and self.words[-1].norm in JOINS)):
            self.clause += 1
        self.words.append(Word(shown, stem(shown), start, end, self.clause, self.sentence, self.before))
        self.before = ""
        self.filled = False

    def _end_clause(self, mark: str) -> None:
        if mark == "," and self.filled:
            self.filled = False
            return
        if self.words and self.words[-1].clause == self.clause:
            self.clause += 1
        self.before += mark

    def _end_sentence(self, mark: str) -> None:
        self._end_clause(mark or "\n")
        if self.words and self.words[-1].sentence == self.sentence:
            self.ends.append(mark)
            self.sentence += 1


def by_clause(words: tuple[Word, ...]) -> Iterator[tuple[int, int]]:
    """(first, past the last) word of each clause."""
    first = 0
    for place, word in enumerate(words):
        if place and word.clause != words[place - 1].clause:
            yield first, place
            first = place
    if words:
        yield first, len(words)


def by_sentence(words: tuple[Word, ...]) -> Iterator[tuple[int, int]]:
    """(first, past the last) word of each sentence."""
    first = 0
    for place, word in enumerate(words):
        if place and word.sentence != words[place - 1].sentence:
            yield first, place
            first = place
    if words:
        yield first, len(words)
