"""A text as words, clauses and sentences, each word with its place in the text.

Decides where one claim may end and another begin; knows no word of the field. Letter case and spacing within a line change nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import msgspec

from k8s_svc_trainer.interview.cues import (
    ASIDES,
    AUXILIARIES,
    BEGINS,
    CONTRACTED,
    DENIALS,
    FILLERS,
    JOINS,
    OPEN,
    PRAISE,
    RELATIVES,
    SAYING,
    SPLIT,
    VERBS,
)
from k8s_svc_trainer.interview.irregular import IRREGULAR

PARTS = {
    "LABEL": r"(?:[<{$]{1,2}[a-z0-9_ -]{1,24}[>}]|[a-z0-9_-]+)",
    "DOT": r"(?:\.|[ ]dot[ ])",
    "AFTER": r"(?:(?<!\S)|(?<=\.com)|(?<=\.org)|(?<=\.net)|(?<=\.io)|(?<=\.de)|(?<=\.eu)|(?<=\.test)|(?<=\.local)|(?<=\.example))",
    "NOHOST": r"(?:a|the|one|no|any|each|every|this|that|trailing|leading|final|last|first|extra|single)[ ]",
    "NODOMAIN": r"(?:conf|config|ya?ml|txt|md|go|js|json|sh|py|log|d|io|com|org|net|local|the|it|and|so|but|if|this|that|they|you|"
    r"we|then|when|only|all|"
    r"each|a|in|is|to|no|not|for|from|there|there's|it's|because|kube-?proxy)\b",
}
"""What the words below are made of. A name may be spoken: `cart dot shop`."""


def _made_of_parts(pattern: str) -> str:
    for name, part in PARTS.items():
        pattern = pattern.replace(name, part)
    return pattern


WORD = re.compile(
    _made_of_parts(r"""(?P<label>\b(?:app(?:\.kubernetes\.io/name)?|k8s-app|run|tier|role|env|component|track|version|release)
          (?:=|:[ ]?)[a-z][\w-]*)
      | (?P<address>\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?(?:/\d+)?)
      | (?P<full>LABEL(?:DOTLABEL)+DOTsvcDOT[a-z]{5,9}DOT[a-z]{3,6}\b(?::\d+)?)
      | (?P<suffix>(?:LABELDOT)?svcDOT[a-z]{5,9}DOT[a-z]{3,6}\b|\bclusterDOTlocal\b)
      | (?P<member>\b[a-z][a-z0-9]*(?:-[a-z0-9]+)*-(?:0\b|\d+(?=\.[a-z]))(?:DOT[a-z][a-z0-9-]*)*)
      | (?P<file>(?:/etc/|\b)re[solv]{3,5}e?r?DOTc[onf]{2,3}(?:ig)?\b)
      | (?P<hosts>/etc/hosts?\b)
      | (?P<bare>\bhttps?://[a-z0-9-]+(?::\d+)?(?![\w-]|\.[\w-])(?:/[\w/.-]*)?)
      | (?P<dotted>(?:\bhttps?://)?(?!NOHOST)\b[a-z][a-z0-9-]*DOT(?!NODOMAIN)(?<!spec\.)(?<!status\.)(?<!metadata\.)(?<!\be\.)(?<!\bi\.)
          [a-z][a-z0-9-]*\b(?![\w-]|\.[\w-]))
      | (?P<name>[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:svc(?:\.cluster(?:\.local)?)?|local|cluster\.local|com|io|org|net)\b(?::\d+)?)
      | (?P<path>AFTER/(?!etc|var|proc|sys|usr|bin|opt)[a-z][\w-]*(?:/[\w-]+)*(?![\w.]))
      | (?P<short>\bw/o\b)
      | (?P<arrow>-+>|=+>|<-+|→|⇒|➜|←|(?<=\s)>(?=\s))
      | (?P<unlike>!=|≠)
      | (?P<per>(?<=\d)/(?=[a-z]))
      | (?P<bullet>(?:(?<=\n)|\A)[ \t]*[-*•·][ ] | (?:(?<=\n)[ \t]*|\A|(?<=[.;:,!?][ ]))[1-9][.)](?=\s))
      | (?P<header>\bx-[a-z]+(?:-[a-z]+)+)
      | (?P<number>\d+(?:[.,]\d+)*%?)
      | (?P<word>[^\W\d_]+(?:'[^\W\d_]+)?\d*)
      | (?P<equal>(?<=\s)==?(?=\s))
      | (?P<stop>[.!?;…]+(?=[\s"')\]]|$) | (?<=[a-z])[.!?;]+(?=(?:the|it|and|so|but|if|this|that|they|you|we|then|when|only|all|each)\b)
          | \n[ \t]*\n)
      | (?P<line>\n)
      | (?P<pause>[,:()\[\]"/&+=]|\s[-–—]+\s|[—–])
    """),
    re.VERBOSE | re.IGNORECASE,
)
ABBREVIATED = re.compile(r"\b(?:e\.g|i\.e|etc|vs|approx|resp|incl|fig)\.(?=\s)", re.IGNORECASE)
PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " ", "\t": " ", "\r": " "})
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
    "hosts": "etchosts",
    "header": HEADER,
    "short": "without",
    "equal": "is",
    "per": "per",
    "unlike": "not",
}
PUBLIC, RESOLVERS = "<public>", frozenset({"8.8.8.8", "8.8.4.4", "1.1.1.1", "9.9.9.9"})
BULLET = "•"
LOOK_BACK = 12  # words back in which a denial is looked for
ORDINAL = re.compile(r"[^.]*-\d+\.|[^.]+\.[^.]+\.[^.]+\.(?:.*\.)?svc\.")
TOPIC = 5  # words before an ellipsis that name what the sentence is about
NODE_PORT = re.compile(r":(3(?:[01]\d|2[0-6])\d\d|327[0-5]\d|3276[0-7])(?!\d)")
"""A port of the range of node ports behind an address: it is a word of its own, since it tells what is called."""
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
    found: str = _stemmer().stemWord(IRREGULAR.get(word, word))  # type: ignore[attr-defined]  # snowballstemmer ships no types
    return found


def read(text: str) -> Text:
    """Split a text."""
    plain = ABBREVIATED.sub(
        lambda found: found[0].replace(".", " "), text.translate(PLAIN).lower() if len(text) == len(text.lower()) else text.translate(PLAIN)
    )
    quiet = ASIDES.sub(_quiet, plain)
    if "  " not in quiet:
        return _Reading(quiet).read(text)
    kept = [place for place, letter in enumerate(quiet) if letter != " " or quiet[place - 1 : place] != " "]
    return _placed(_Reading("".join(quiet[place] for place in kept)).read(text), kept)


def _placed(text: Text, kept: Sequence[int]) -> Text:
    """A text that was read with one space for many, its words where they stand. `kept`: the place of each letter that was read."""
    words = (msgspec.structs.replace(word, start=kept[word.start], end=kept[word.end - 1] + 1) for word in text.words)
    return Text(text.text, tuple(words), text.ends)


TAGGED = re.compile(r"\bright,\s*$", re.IGNORECASE)
"""Where an aside asks for assent, what it follows is said: `nobody types that in, right, there's a controller`."""


def _quiet(aside: re.Match[str]) -> str:
    """The word before an aside and as many spaces as the aside had letters; its comma stays where the sentence could stop."""
    comma = "" if aside[1].lower() in OPEN and not TAGGED.search(aside[0]) else ","
    return (aside[1] + comma).ljust(len(aside[0]))


LEADS = (OPEN - VERBS - DENIALS) | SPLIT | {"very"}
"""Words after which `well` or `okay` is no word: `and well it goes on`, but `it isn't feeling well`."""
SUBJECT = 4  # words of a noun, with what belongs to it, between an "and" and its verb


def _parted(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words, with a clause of its own for what an "and" begins anew: a noun with a verb."""
    parted: list[Word] = []
    more = 0
    for place, word in enumerate(words):
        if place > 1 and words[place - 1].norm == "and" and word.clause == words[place - 1].clause and _has_a_verb(words, place):
            more += 1
        parted.append(msgspec.structs.replace(word, clause=word.clause + more) if more else word)
    return tuple(parted)


def _has_a_verb(words: Sequence[Word], place: int) -> bool:
    """Whether a noun begins here, and its verb follows."""
    if words[place].norm in AUXILIARIES | DENIALS:
        return False
    after = words[place + 1 : place + 1 + SUBJECT]
    return any(word.norm in AUXILIARIES and word.clause == words[place].clause for word in after)


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
            if kind == "stop" and mark.startswith(("..", "…")) and self._is_topic():
                self._end_clause(",")
            elif kind in ("stop", "bullet"):
                self._end_sentence("?" if "?" in mark else "." if kind == "stop" else "")
                self.before += BULLET if kind == "bullet" else ""
            elif kind == "line" and self._is_note(found.start()):
                self._end_sentence("")
            elif kind in ("pause", "line"):
                self._end_clause(mark or "\n")
            else:
                norm = found[0].lower()
                self._word(kind, CONTRACTED.get(norm, norm), found.start(), found.end())
        self._end_sentence("")
        return Text(text, _parted(self.words), tuple(self.ends))

    def _is_topic(self) -> bool:
        """Whether no more than a topic was named: `About the short name... it works everywhere`."""
        said = [word for word in self.words if word.sentence == self.sentence]
        return 0 < len(said) <= TOPIC and not any(word.norm in VERBS for word in said)

    def _is_note(self, end: int) -> bool:
        """Whether the line that ends here is a note of its own, and not one of a paragraph that was wrapped."""
        line = self.plain[self.plain.rfind("\n", 0, end) + 1 : end].rstrip()
        return len(line) < NOTE and not line.endswith((",", ":", "/", "+", ">"))

    def _word(self, kind: str, norm: str, start: int, end: int) -> None:
        again = bool(self.words) and norm == self.words[-1].norm and len(norm) > 2
        stammered = again and (not self.before or (self.before == "," and (self.filled or norm in OPEN)))
        if (norm in FILLERS and not (norm in PRAISE and not self.before and self.words and self.words[-1].norm not in LEADS)) or stammered:
            self.filled = True
            return
        shown = MEMBER if kind == "full" and ORDINAL.match(norm) else PUBLIC if norm in RESOLVERS else SHOWN.get(kind, norm)
        if self.words and self.words[-1].clause == self.clause and self._begins(norm):
            self.clause += 1
        self.words.append(Word(shown, stem(shown), start, end, self.clause, self.sentence, self.before))
        if kind in ("address", "bare") and (port := NODE_PORT.search(norm)):
            self.words.append(Word(port[1], port[1], start + port.start(1), start + port.end(1), self.clause, self.sentence))
        self.before = ""
        self.filled = False

    def _begins(self, norm: str) -> bool:
        """Whether a word begins a clause. What is said more of a denied noun is in the scope of its denial: `no pod that is ready`."""
        last = self.words[-1].norm
        if norm == "which":
            return bool(self.before) or not self._denies()
        if norm in BEGINS and last in RELATIVES:
            return len(self.words) > 1 and self.words[-2].norm not in SAYING and not self._denies()
        if norm == "that's":
            return last not in SAYING | OPEN and not self._denies()
        return norm in SPLIT or (norm in BEGINS and last in JOINS)

    def _denies(self) -> bool:
        return any(word.norm in DENIALS for word in self.words[-LOOK_BACK:] if word.clause == self.clause)

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
