"""A text as words, clauses and sentences, each word with its place in the text.

Decides where one claim may end and another begin; knows no word of the field. Letter case and spacing within a line change nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import msgspec

from k8s_svc_trainer.interview.cues import FILLERS

WORD = re.compile(
    r"""(?P<address>\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?(?:/\d+)?)
      | (?P<name>[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:svc(?:\.cluster(?:\.local)?)?|local|cluster\.local|com|io|org|net)\b(?::\d+)?)
      | (?P<arrow>-+>|=+>|→|⇒|➜)
      | (?P<number>\d+(?:[.,]\d+)*%?)
      | (?P<word>[^\W\d_]+(?:'[^\W\d_]+)?\d*)
      | (?P<bullet>(?<=\n)[ \t]*[-*•·][ ])
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
ADDRESS, NAME, ARROW, NUMBER = "<address>", "<name>", "<arrow>", "<number>"


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
    """A word's stem by Snowball's English rules; addresses, numbers and arrows are their own."""
    if not word[:1].isalpha():
        return word
    found: str = _stemmer().stemWord(word)  # type: ignore[attr-defined]
    return found


def read(text: str) -> Text:
    """Split a text."""
    plain = ABBREVIATED.sub(
        lambda found: found[0].replace(".", " "), text.translate(PLAIN).lower() if len(text) == len(text.lower()) else text.translate(PLAIN)
    )
    return _Reading(plain).read(text)


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
            elif kind in ("pause", "line"):
                self._end_clause(mark or "\n")
            else:
                self._word(kind, found[0].lower(), found.start(), found.end())
        self._end_sentence("")
        return Text(text, tuple(self.words), tuple(self.ends))

    def _word(self, kind: str, norm: str, start: int, end: int) -> None:
        if norm in FILLERS or (self.words and norm == self.words[-1].norm and len(norm) > 2):
            self.filled = True
            return
        shown = {"address": ADDRESS, "name": NAME, "arrow": ARROW}.get(kind, norm)
        if norm in SPLIT and self.words and self.words[-1].clause == self.clause:
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
