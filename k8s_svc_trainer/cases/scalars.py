"""What a word of YAML without quotes is: text, number, boolean or nothing.

Decides it by the core schema of YAML 1.2 (https://yaml.org/spec/1.2.2/#103-core-schema), less everything in which YAML 1.1,
which kubectl reads, and 1.2 disagree: such a word is the text that stands there. So `22:22`, `012`, `0o14`, `0b1`, `1_000`,
`2024-01-01`, `yes`, `no`, `on`, `off`, `y`, `n`, `=` and `<<` are texts, and octal and sexagesimal numbers do not exist.
`.inf`, `.nan` and whole numbers of more than 64 bits are refused. Must not know where a word stands.
"""

import math
import re

Plain = str | int | float | bool | None

_WORDS: dict[str, Plain] = {
    "": None,
    "~": None,
    **dict.fromkeys(("null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_HEX = re.compile(r"0x[0-9a-fA-F]+")
_PADDED = re.compile(r"[-+]?0[0-9]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_MAYBE_NUMBER = frozenset("0123456789+-.")
_LOWEST, _HIGHEST = -(2**63), 2**64 - 1
_DIGITS = 20

# Words that some reader of YAML 1.1 takes for something else than text, in any mixture of capitals.
_TRAPS = frozenset({"", "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n", ".inf", ".nan", "=", "<<"})
_SAFE = re.compile(r"[A-Za-z_/](?:[A-Za-z0-9_./@+,;()'-]|:(?=//)| (?=[A-Za-z0-9_./@+,;()'-]))*")
_SAFE_FLOW = re.compile(r"[A-Za-z_/](?:[A-Za-z0-9_./@+-]| (?=[A-Za-z0-9_./]))*")
_IPV4 = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{1,3}){3}(?:/[0-9]{1,2})?")


class RefusedScalar(ValueError):
    """A word that means something which no value here can be; `remedy` says what to write."""

    def __init__(self, message: str, remedy: str) -> None:
        self.message, self.remedy = message, remedy
        super().__init__(message)


def resolve(text: str) -> Plain:
    """The value of a plain word.

    Raises RefusedScalar for infinity, not-a-number and whole numbers of more than 64 bits.
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _MAYBE_NUMBER:
        return text
    if _WHOLE.fullmatch(text):
        return _whole(text, 10)
    if _HEX.fullmatch(text):
        return _whole(text[2:], 16)
    if _NOT_FINITE.fullmatch(text):
        raise RefusedScalar("infinity and not-a-number are no values here", "put it in quotes when a text is meant")
    if _FLOAT.fullmatch(text) and not _PADDED.fullmatch(text):
        number = float(text)
        return number if math.isfinite(number) else text
    return text


def is_plain(text: str, *, flow: bool) -> bool:
    """Whether the text can be written without quotes and is read as this text by every reader of YAML, 1.1 or 1.2."""
    if _IPV4.fullmatch(text):
        return True
    return text.lower() not in _TRAPS and (_SAFE_FLOW if flow else _SAFE).fullmatch(text) is not None


def _whole(digits: str, base: int) -> int:
    number = int(digits, base) if len(digits) <= _DIGITS else _HIGHEST + 1
    if not _LOWEST <= number <= _HIGHEST:
        raise RefusedScalar("a whole number of more than 64 bits", "put it in quotes when a text is meant")
    return number
