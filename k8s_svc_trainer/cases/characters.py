"""Bytes and characters before they are YAML: UTF-8, no character that YAML refuses or mistakes for a line break, bounded size.

Decides which texts reach the parser at all, so that it meets none which it would answer with an error of another kind or with hours
of work. Must not know YAML's grammar.
"""

import re
from typing import Any

import msgspec

from k8s_svc_trainer.cases.faults import MAX_FAULTS, Fault, Faults

MAX_CHARACTERS = 5_000_000
MAX_DIRECTIVES = 100  # libyaml compares each %TAG with all before it

# What YAML 1.1 does not count as printable (https://yaml.org/spec/1.1/#c-printable), and the characters that it takes for line
# breaks where editors, JSON and YAML 1.2 do not.
_UNWELCOME = "[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
_SURROGATES = r"(?<!\\)((?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})"
_BREAKS = str.maketrans("", "", "\t\n\r")


class Origin(msgspec.Struct, frozen=True):
    """Where the first character of a text stands in its file; not `exact`: the positions within are not known."""

    line: int = 1
    column: int = 1
    exact: bool = True

    def place(self, mark: Any) -> tuple[int, int]:
        """Line and column in the file of a mark in the text, which counts from 0; of the text itself where there is none."""
        if mark is None or not self.exact:
            return self.line, self.column
        return mark.line + self.line, mark.column + self.column


def decode(data: bytes, *, file: str) -> str:
    """The text of a file's bytes. Raises Faults when they are not UTF-8; a byte order mark at the start is dropped."""
    if len(data) > MAX_CHARACTERS * 4:
        raise Faults([_too_large(file)])
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        line, column = _position(before, len(before))
        message = f"byte 0x{data[error.start]:02x} is not UTF-8"
        raise Faults([Fault(file=file, line=line, column=column, field="", message=message, remedy="save the file as UTF-8")]) from None


def prepare(text: str, *, file: str, origin: Origin, json: bool, most: int = MAX_CHARACTERS) -> str:
    """The text as the parser may have it. `json`: where it is JSON, pairs of escapes that stand for one character are joined.

    Raises Faults for characters that may not stand in YAML, and for a text that is too large.
    """
    text = text.removeprefix("\ufeff")
    if len(text) > most:
        raise Faults([_too_large(file, most)])
    _refuse_characters(text, file, origin)
    if text.count("\n%") > MAX_DIRECTIVES:
        message = f"more than {MAX_DIRECTIVES} lines begin with %"
        raise Faults([Fault(file=file, line=origin.line, column=origin.column, field="", message=message, remedy="leave them out")])
    if json and text.lstrip()[:1] in ("{", "["):
        # JSON writes a character beyond 16 bits as two escapes, YAML as one.
        return re.sub(_SURROGATES, lambda match: f"{match[1]}\\U{_joined(match[2], match[3]):08x}", text)
    return text


def _joined(high: str, low: str) -> int:
    return 0x10000 + ((int(high, 16) - 0xD800) << 10) + (int(low, 16) - 0xDC00)


def _too_large(file: str, most: int = MAX_CHARACTERS) -> Fault:
    message = f"more than {most // 1_000_000} million characters"
    return Fault(file=file, line=1, column=1, field="", message=message, remedy="split the file")


def _refuse_characters(text: str, file: str, origin: Origin) -> None:
    if text.translate(_BREAKS).isprintable():
        return  # nearly every text; the pattern below takes longer to compile than all the rest
    faults = []
    for match in re.finditer(_UNWELCOME, text):
        line, column = _position(text, match.start())
        line, column = (line + origin.line - 1, column + origin.column - 1) if origin.exact else (origin.line, origin.column)
        message = f"the character U+{ord(match[0]):04X} may not stand in YAML"
        remedy = "leave it out, or write it as an escape in double quotes"
        faults.append(Fault(file=file, line=line, column=column, field="", message=message, remedy=remedy))
        if len(faults) == MAX_FAULTS:
            break
    if faults:
        raise Faults(faults)


def _position(text: str, offset: int) -> tuple[int, int]:
    before = text[:offset].replace("\r\n", "\n").replace("\r", "\n")
    return before.count("\n") + 1, len(before) - before.rfind("\n")
