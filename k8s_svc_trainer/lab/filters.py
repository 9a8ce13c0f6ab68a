"""grep, head, tail, wc, sort and cut, on what comes through a pipe: text in, text out.

Decides what these do here, by the options that people type; of files they know nothing. Sources: POSIX.1-2017 utilities, GNU coreutils
and GNU grep for options and messages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from k8s_svc_trainer.lab.command import Command
from k8s_svc_trainer.lab.options import Flag, Flags, Manners, Parsed, Takes
from k8s_svc_trainer.lab.regex import BadPattern, compiled
from k8s_svc_trainer.lab.view import Failed, View
from k8s_svc_trainer.printers.client.printed import Printed

LINES = 10
Filter = Callable[[Parsed, list[str]], Printed]


def _on_stdin(name: str, do: Filter, *, words: int = 0) -> Callable[[View, Parsed], Printed]:
    """A command of a filter: it takes what comes through the pipe, and no files."""

    def run(view: View, parsed: Parsed) -> Printed:
        given = parsed.all_words
        text, view.stdin = view.stdin, None
        if len(given) > words and given[words:] != ("-",) and text is not None:
            raise Failed(f"{name}: {given[words]}: there are no files here: write COMMAND | {name}", 2)
        if text is None:
            raise Failed(f"{name} filters what comes through a pipe: write COMMAND | {name} ...", 2)
        return do(parsed, text.splitlines())

    return run


def _joined(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


# --- grep ------------------------------------------------------------------------------------------------------------


def _grep(view: View, parsed: Parsed) -> Printed:
    patterns = parsed.every("regexp")
    words = parsed.all_words
    if not patterns and not words:
        raise Failed("Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.", 2)
    wanted = patterns or words[:1]
    return _on_stdin("grep", lambda _, lines: _found(parsed, _pattern(parsed, wanted), lines), words=0 if patterns else 1)(view, parsed)


def _pattern(parsed: Parsed, wanted: tuple[str, ...]) -> list[re.Pattern[str]]:
    """One pattern for each line of each PATTERNS; -w and -x are said in it."""
    extended, fixed = parsed.on("extended-regexp") or parsed.on("perl-regexp"), parsed.on("fixed-strings")
    found = []
    for text in (line for one in wanted for line in one.split("\n")):
        try:
            plain = compiled(text, extended=extended, fixed=fixed).pattern
            if parsed.on("word-regexp"):
                plain = rf"(?<!\w)(?:{plain})(?!\w)"
            if parsed.on("line-regexp"):
                plain = rf"^(?:{plain})$"
            found.append(re.compile(plain, re.IGNORECASE if parsed.on("ignore-case") else 0))
        except (BadPattern, re.error) as bad:
            raise Failed(f"grep: {bad}", 2) from None
    return found


def _found(parsed: Parsed, patterns: list[re.Pattern[str]], lines: list[str]) -> Printed:
    hits = [number for number, line in enumerate(lines) if any(one.search(line) for one in patterns) is not parsed.on("invert-match")]
    if parsed.has("max-count"):
        hits = hits[: max(0, parsed.number("max-count"))]
    status = 0 if hits else 1
    if parsed.on("quiet"):
        return Printed("", "", status)
    if parsed.on("count"):
        return Printed(f"{len(hits)}\n", "", status)
    if parsed.on("only-matching"):
        parts = (match[0] for number in hits for one in patterns for match in one.finditer(lines[number]) if match[0])
        return Printed("" if parsed.on("invert-match") else _joined(parts), "", status)
    return Printed(_joined(_with_context(parsed, lines, hits)), "", status)


def _with_context(parsed: Parsed, lines: list[str], hits: list[int]) -> list[str]:
    """The lines found and those around them; -- stands between groups that do not touch."""
    around = parsed.number("context")
    before, after = max(parsed.number("before-context"), around), max(parsed.number("after-context"), around)
    shown = sorted({at for hit in hits for at in range(max(0, hit - before), min(len(lines), hit + after + 1))})
    found, last = [], None
    hit_lines = set(hits)
    for at in shown:
        if (before or after) and last is not None and at > last + 1:
            found.append("--")
        mark = f"{at + 1}{':' if at in hit_lines else '-'}" if parsed.on("line-number") else ""
        found.append(f"{mark}{lines[at]}")
        last = at
    return found


# --- head, tail, wc --------------------------------------------------------------------------------------------------


def _count(parsed: Parsed, name: str) -> tuple[str, int]:
    """The number of lines, with its sign where one counts from the other end."""
    text = parsed.text("lines", str(LINES))
    found = re.fullmatch(r"([-+]?)(\d{1,9})", text, re.ASCII)
    if found is None:
        raise Failed(f"{name}: invalid number of lines: '{text}'", 1)
    return found[1], int(found[2])


def _head(parsed: Parsed, lines: list[str]) -> Printed:
    sign, count = _count(parsed, "head")
    return Printed(_joined(lines[: max(0, len(lines) - count)] if sign == "-" else lines[:count]))


def _tail(parsed: Parsed, lines: list[str]) -> Printed:
    sign, count = _count(parsed, "tail")
    return Printed(_joined(lines[max(0, count - 1) :] if sign == "+" else lines[max(0, len(lines) - count) :]))


def _wc(parsed: Parsed, lines: list[str]) -> Printed:
    counts = {
        "lines": len(lines),
        "words": sum(len(line.split()) for line in lines),
        "bytes": len(_joined(lines).encode(errors="replace")),
        "chars": len(_joined(lines)),
    }
    asked = [name for name in counts if parsed.on(name)]
    if len(asked) == 1:
        return Printed(f"{counts[asked[0]]}\n")
    return Printed(" ".join(f"{counts[name]:>7}" for name in asked or ("lines", "words", "bytes")) + "\n")


# --- sort, cut -------------------------------------------------------------------------------------------------------


def _sort(parsed: Parsed, lines: list[str]) -> Printed:
    key = _sort_key(parsed)
    found = sorted(lines, key=lambda line: (key(line), line), reverse=parsed.on("reverse"))  # equal keys: by the whole line
    if parsed.on("unique"):
        found = list({key(line): line for line in reversed(found)}.values())[::-1]
    return Printed(_joined(found))


def _sort_key(parsed: Parsed) -> Callable[[str], tuple[float, str]]:
    text = parsed.text("key")
    field = re.match(r"(\d{1,6})", text) if text else None
    if text and (field is None or not int(field[1])):
        raise Failed(f"sort: invalid number at field start: invalid count at start of '{text}'", 2)
    first, numeric = int(field[1]) if field else 1, parsed.on("numeric-sort") or "n" in text
    separator = parsed.text("field-separator") or None

    def key(line: str) -> tuple[float, str]:
        part = " ".join(line.split(separator)[first - 1 :]) if text else line
        number = re.match(r"\s*(-?\d{1,15}(\.\d{1,15})?)", part)
        return (float(number[1]) if number else 0.0, part) if numeric else (0.0, part)

    return key


def _cut(parsed: Parsed, lines: list[str]) -> Printed:
    if parsed.has("characters"):
        wanted = _ranges(parsed.text("characters"))
        return Printed(_joined("".join(char for at, char in enumerate(line, 1) if _within(at, wanted)) for line in lines))
    if not parsed.has("fields"):
        raise Failed("cut: you must specify a list of bytes, characters, or fields\nTry 'cut --help' for more information.", 1)
    by = parsed.text("delimiter", "\t")
    if len(by) != 1:
        raise Failed("cut: the delimiter must be a single character\nTry 'cut --help' for more information.", 1)
    wanted = _ranges(parsed.text("fields"))
    kept = (line for line in lines if by in line or not parsed.on("only-delimited"))
    return Printed(
        _joined(by.join(part for at, part in enumerate(line.split(by), 1) if _within(at, wanted)) if by in line else line for line in kept)
    )


def _ranges(text: str) -> list[tuple[int, int]]:
    found = []
    for part in text.split(","):
        span = re.fullmatch(r"(\d{0,9})(-?)(\d{0,9})", part, re.ASCII)
        if span is not None and (span[1] == "0" or span[3] == "0"):
            raise Failed("cut: fields are numbered from 1\nTry 'cut --help' for more information.", 1)
        if span is None or not (span[1] or span[3]):
            raise Failed(f"cut: invalid field value '{part}'\nTry 'cut --help' for more information.", 1)
        low = int(span[1] or 1)
        found.append((low, int(span[3] or 10**9) if span[2] else low))
    return found


def _within(at: int, ranges: list[tuple[int, int]]) -> bool:
    return any(low <= at <= high for low, high in ranges)


# --- the commands ----------------------------------------------------------------------------------------------------

COUNT: Flags = (Flag("lines", "n", Takes.TEXT, "how many lines; -5 is the same as -n 5", digits=True),)


def _command(name: str, about: str, usage: str, run: Callable[[View, Parsed], Printed], flags: Flags) -> Command:
    return Command(name=name, about=about, usage=usage, run=run, flags=flags, manners=Manners.GETOPT, reads=True)


FILTERS: tuple[Command, ...] = (
    _command(
        "grep",
        "Lines that fit a pattern",
        "[-ivcnowxEF] [-A|-B|-C LINES] PATTERN",
        _grep,
        (
            Flag("ignore-case", "i", help="capitals alone make no difference"),
            Flag("invert-match", "v", help="lines that do not fit"),
            Flag("count", "c", help="how many lines"),
            Flag("line-number", "n", help="with their numbers"),
            Flag("only-matching", "o", help="only the part that fits"),
            Flag("word-regexp", "w", help="whole words"),
            Flag("line-regexp", "x", help="whole lines"),
            Flag("quiet", "q", help="nothing but the exit status"),
            Flag("extended-regexp", "E", help="an extended pattern: a|b, a+"),
            Flag("fixed-strings", "F", help="a text and no pattern"),
            Flag("perl-regexp", "P", help="as -E"),
            Flag("basic-regexp", "G"),
            Flag("regexp", "e", Takes.TEXT, "a pattern; several may be given"),
            Flag("after-context", "A", Takes.NUMBER, "lines behind"),
            Flag("before-context", "B", Takes.NUMBER, "lines before"),
            Flag("context", "C", Takes.NUMBER, "lines around", digits=True),
            Flag("max-count", "m", Takes.NUMBER, "stop after so many lines"),
            Flag("color", "", Takes.TEXT, "accepted, and without effect here", implied="auto"),
        ),
    ),
    _command("head", "The first lines", "[-n LINES]", _on_stdin("head", _head), COUNT),
    _command("tail", "The last lines", "[-n LINES]", _on_stdin("tail", _tail), COUNT),
    _command(
        "wc",
        "How many lines, words and bytes",
        "[-lwcm]",
        _on_stdin("wc", _wc),
        (Flag("lines", "l"), Flag("words", "w"), Flag("bytes", "c"), Flag("chars", "m")),
    ),
    _command(
        "sort",
        "Lines in order",
        "[-rnu] [-k FIELD]",
        _on_stdin("sort", _sort),
        (
            Flag("reverse", "r", help="the other way round"),
            Flag("numeric-sort", "n", help="by number"),
            Flag("unique", "u", help="each once"),
            Flag("key", "k", Takes.TEXT, "by this field and those behind"),
            Flag("field-separator", "t", Takes.TEXT, "what stands between fields"),
        ),
    ),
    _command(
        "cut",
        "Parts of lines",
        "-d DELIMITER -f FIELDS | -c CHARACTERS",
        _on_stdin("cut", _cut),
        (
            Flag("delimiter", "d", Takes.TEXT, "what stands between fields"),
            Flag("fields", "f", Takes.TEXT, "fields, such as 1,3 or 2-"),
            Flag("characters", "c", Takes.TEXT, "characters, such as 1-10"),
            Flag("only-delimited", "s", help="no line without a delimiter"),
        ),
    ),
)
