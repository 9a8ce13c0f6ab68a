"""Arguments of a command told apart into words and flags, by a table of flags and the manners of the tool.

Decides how each tool reads its command line and how it words what it cannot read; parsing, help and completion use the same tables.
Must not know what any flag does.
Sources: spf13/pflag flag.go (kubectl); glibc getopt_long(3) (grep, wget, nc and the like); curl's tool_getparam.c.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import NoReturn, assert_never

import msgspec


class Takes(StrEnum):
    """What stands behind a flag. A closed set."""

    NOTHING = "bool"
    TEXT = "string"
    NUMBER = "int"
    LIST = "strings"  # parts at commas, and again with each mention
    EACH = "stringArray"  # one with each mention
    DURATION = "duration"


class Manners(StrEnum):
    """Whose way of reading a command line. A closed set."""

    PFLAG = "pflag"
    GETOPT = "getopt"
    CURL = "curl"
    RAW = "raw"  # the command reads its words itself


class Flag(msgspec.Struct, frozen=True, gc=False):
    """One flag. `implied` is its value where nothing stands behind it; `here`: whether the lab does what it says.

    `digits`: a number with a hyphen means this flag, as in head -5.
    `names` says what its value names, for completion: a kind of thing (`namespace`) or the choices themselves, with `|` between.
    """

    name: str
    short: str = ""
    takes: Takes = Takes.NOTHING
    help: str = ""
    default: str = ""
    implied: str | None = None
    names: str = ""
    here: bool = True
    digits: bool = False


Flags = tuple[Flag, ...]


class BadUsage(ValueError):
    """A command line that the tool would not read; the message is in the tool's own words."""


class Parsed(msgspec.Struct, frozen=True, gc=False):
    """Words and flags of one command. `rest` is what stands after `--`, None where there is no `--`."""

    words: tuple[str, ...] = ()
    values: Mapping[str, tuple[str, ...]] = {}
    rest: tuple[str, ...] | None = None

    def has(self, name: str) -> bool:
        """Whether a flag was written at all."""
        return name in self.values

    def on(self, name: str) -> bool:
        """Whether a flag that takes nothing is set."""
        return self.values.get(name, ("false",))[-1] == "true"

    def text(self, name: str, default: str = "") -> str:
        """The value of a flag, where it was written several times the last."""
        return self.values.get(name, (default,))[-1]

    def every(self, name: str) -> tuple[str, ...]:
        """All values of a flag, in order."""
        return self.values.get(name, ())

    def number(self, name: str, default: int = 0) -> int:
        """The value of a flag that takes a number."""
        found = self.values.get(name)
        return int(found[-1]) if found else default

    @property
    def all_words(self) -> tuple[str, ...]:
        """The words, and those after `--`."""
        return (*self.words, *(self.rest or ()))


TRUE = frozenset({"1", "t", "T", "true", "TRUE", "True"})  # strconv.ParseBool
FALSE = frozenset({"0", "f", "F", "false", "FALSE", "False"})
_DURATION = re.compile(r"[-+]?(0|((\d+\.?\d*|\.\d+)(ns|us|µs|ms|s|m|h))+)")
_NUMBER = re.compile(r"[-+]?\d{1,18}", re.ASCII)


def parse(args: tuple[str, ...], flags: Flags, *, manners: Manners = Manners.PFLAG, interspersed: bool = True) -> Parsed:
    """The words and flags of a command line. `interspersed`: flags may stand behind words too.

    Raises BadUsage, in the tool's words.
    """
    return Parsed(args) if manners is Manners.RAW else _Reader(args, flags, manners, interspersed).parsed()


class _Reader:
    def __init__(self, args: tuple[str, ...], flags: Flags, manners: Manners, interspersed: bool) -> None:
        self.args, self.flags, self.manners, self.interspersed = args, flags, manners, interspersed
        self.long = {flag.name: flag for flag in flags if len(flag.name) > 1 or manners is Manners.PFLAG}
        self.short = {flag.short: flag for flag in flags if flag.short}
        self.values: dict[str, tuple[str, ...]] = {}
        self.words: list[str] = []
        self.at = 0

    def parsed(self) -> Parsed:
        rest: tuple[str, ...] | None = None
        while self.at < len(self.args):
            word = self.args[self.at]
            self.at += 1
            if word == "--":
                rest = self.args[self.at :]
                break
            if word.startswith("--"):
                self.read_long(word[2:])
            elif len(word) > 1 and word[0] == "-":
                self.read_short(word)
            elif self.interspersed:
                self.words.append(word)
            else:
                self.words += self.args[self.at - 1 :]
                break
        return Parsed(tuple(self.words), self.values, rest)

    # --- long ----------------------------------------------------------------------------------------------------

    def read_long(self, text: str) -> None:
        name, equals, value = text.partition("=")
        if self.manners is Manners.PFLAG and (not name or name[0] == "-"):
            raise BadUsage(f"bad flag syntax: --{text}")
        flag = self.long_flag(name, text)
        if equals:
            self.refuse_value(flag)
            self.keep(flag, value)
        elif flag.takes is Takes.NOTHING or flag.implied is not None:
            self.keep(flag, "true" if flag.implied is None else flag.implied)
        else:
            self.keep(flag, self.following(flag, f"--{name}", in_cluster=""))

    def refuse_value(self, flag: Flag) -> None:
        """Raise where a switch was given a value that its tool does not take."""
        if flag.takes is Takes.NOTHING and self.manners is Manners.GETOPT:
            raise BadUsage(f"option '--{flag.name}' doesn't allow an argument")
        if flag.takes is Takes.NOTHING and self.manners is Manners.CURL:
            raise BadUsage(f"option --{flag.name}: had unsupported trailing garbage")

    def long_flag(self, name: str, text: str) -> Flag:
        found = self.long.get(name)
        if found is not None:
            return found
        match self.manners:
            case Manners.PFLAG:
                raise BadUsage(f"unknown flag: --{name}")
            case Manners.CURL:
                raise BadUsage(f"option --{text}: is unknown")
            case Manners.GETOPT | Manners.RAW:
                return self.abbreviated(name)
            case _:
                assert_never(self.manners)

    def abbreviated(self, name: str) -> Flag:
        """getopt_long takes any beginning that one flag alone has."""
        fitting = [flag for full, flag in self.long.items() if name and full.startswith(name)]
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            choices = " ".join(f"'--{flag.name}'" for flag in fitting)
            raise BadUsage(f"option '--{name}' is ambiguous; possibilities: {choices}")
        raise BadUsage(f"unrecognized option '--{name}'")

    # --- short ---------------------------------------------------------------------------------------------------

    def read_short(self, word: str) -> None:
        """A cluster such as -it; what is behind a flag that takes something is its value."""
        letters = word[1:]
        counted = next((flag for flag in self.flags if flag.digits), None) if letters.isascii() and letters.isdigit() else None
        if counted is not None:
            self.keep(counted, letters)
            return
        for place, letter in enumerate(letters):
            flag = self.short.get(letter)
            if flag is None:
                self.refuse_short(letter, word)
            behind = letters[place + 1 :]
            pflag = self.manners is Manners.PFLAG
            if pflag and behind.startswith("="):
                self.keep(flag, behind[1:])
                return
            if flag.takes is Takes.NOTHING or (flag.implied is not None and not behind):
                self.keep(flag, "true" if flag.implied is None else flag.implied)
                continue
            self.keep(flag, behind or self.following(flag, f"-{letter}", in_cluster=word))
            return

    def refuse_short(self, letter: str, word: str) -> NoReturn:
        match self.manners:
            case Manners.PFLAG:
                raise BadUsage(f"unknown shorthand flag: {_quoted(letter)} in {word}")
            case Manners.CURL:
                raise BadUsage(f"option {word}: is unknown")
            case Manners.GETOPT | Manners.RAW:
                raise BadUsage(f"invalid option -- '{letter}'")
            case _:
                assert_never(self.manners)

    def following(self, flag: Flag, written: str, *, in_cluster: str) -> str:
        """The next argument, which is the flag's value whatever it looks like."""
        if self.at < len(self.args):
            self.at += 1
            return self.args[self.at - 1]
        match self.manners:
            case Manners.PFLAG:
                raise BadUsage(
                    f"flag needs an argument: {_quoted(flag.short)} in {in_cluster}" if in_cluster else f"flag needs an argument: {written}"
                )
            case Manners.CURL:
                raise BadUsage(f"option {written}: requires parameter")
            case Manners.GETOPT | Manners.RAW:
                raise BadUsage(
                    f"option requires an argument -- '{flag.short}'" if in_cluster else f"option '{written}' requires an argument"
                )
            case _:
                assert_never(self.manners)

    # --- values --------------------------------------------------------------------------------------------------

    def keep(self, flag: Flag, value: str) -> None:
        read = self.read_value(flag, value)
        before = self.values.get(flag.name, ())
        several = flag.takes in (Takes.LIST, Takes.EACH) or self.manners is not Manners.PFLAG
        self.values[flag.name] = (*before, *read) if several else read

    def read_value(self, flag: Flag, value: str) -> tuple[str, ...]:
        match flag.takes:
            case Takes.NOTHING:
                return (self.boolean(flag, value),)
            case Takes.NUMBER if not _NUMBER.fullmatch(value):
                raise BadUsage(self.not_a_number(flag, value))
            case Takes.NUMBER:
                return (str(int(value)),)
            case Takes.DURATION if not _DURATION.fullmatch(value):
                raise BadUsage(f'invalid argument "{value}" for "{_both(flag)}" flag: time: invalid duration "{value}"')
            case Takes.LIST:
                return tuple(value.split(",")) if value else ()
            case Takes.TEXT | Takes.EACH | Takes.DURATION:
                return (value,)
            case _:
                assert_never(flag.takes)

    def boolean(self, flag: Flag, value: str) -> str:
        if value in TRUE:
            return "true"
        if value in FALSE:
            return "false"
        raise BadUsage(f'invalid argument "{value}" for "{_both(flag)}" flag: strconv.ParseBool: parsing "{value}": invalid syntax')

    def not_a_number(self, flag: Flag, value: str) -> str:
        match self.manners:
            case Manners.PFLAG:
                return f'invalid argument "{value}" for "{_both(flag)}" flag: strconv.ParseInt: parsing "{value}": invalid syntax'
            case Manners.CURL:
                return f"option {_dashed(flag)}: expected a proper numerical parameter"
            case Manners.GETOPT | Manners.RAW:
                return f"invalid number '{value}'"
            case _:
                assert_never(self.manners)


def _both(flag: Flag) -> str:
    return f"-{flag.short}, --{flag.name}" if flag.short else f"--{flag.name}"


def _dashed(flag: Flag) -> str:
    return f"-{flag.short}" if flag.short else f"--{flag.name}"


def _quoted(letter: str) -> str:
    return "'\\''" if letter == "'" else f"'{letter}'"
