"""A typed line becomes a pipeline of words, quoted as in a POSIX shell; nothing reaches a real one.

Decides what of a shell's language there is: words, quotes, backslashes, comments and pipes. Everything else a shell would act on
(lists, redirections, substitutions, variables, braces) is refused by name, with what to do instead. A pattern such as `web/*` stays as it
is, as in a shell that finds no file for it. Must not know any command.
Source: IEEE Std 1003.1-2017, Shell Command Language, 2.2 Quoting, 2.3 Token Recognition, 2.13.3 Patterns Used for Filename Expansion.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

LONGEST = 100_000  # characters of a line

SEPARATORS: Mapping[str, str] = {
    "&&": "give the commands one after the other",
    "||": "give the commands one after the other",
    ";": "give the commands one after the other",
    "&": "every command runs in front, and ends at once",
    "|&": "write |; errors are shown all the same",
    "(": "there is no subshell; put a bracket that is meant as one in quotes",
    ")": "there is no subshell; put a bracket that is meant as one in quotes",
    "\n": "give the commands one after the other",
}
REDIRECTIONS = "the output is shown here; tools that write a file have an option for it, such as curl -o /dev/null"
INPUTS = "name a file by -f FILE, or pipe: echo '...' | kubectl apply -f -"
_OPERATOR = re.compile(r"&&|\|\||\|&|;|&|\(|\)|\n")
_REDIRECTION = re.compile(r"\d*(>>|>&|>\||>|<<<|<<|<&|<>|<)(&?\d+|-)?")
_EXPANSION = re.compile(r"\$(\(\(|\(|\{|[A-Za-z_][A-Za-z_0-9]*|[0-9@*#?$!-])")
_BRACES = re.compile(r"\{[^{}]*(,|\.\.)[^{}]*\}")
_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z_0-9]*=")
_END_OF_WORD = frozenset(" \t\r\f\v\n|&;<>()")


class Unshellable(ValueError):
    """A line that is more than words and pipes; the message names what is not there, and what to do instead."""


def pipeline(line: str) -> tuple[tuple[str, ...], ...]:
    """The stages of a line, each a tuple of words; none for an empty line or a comment.

    Raises Unshellable where the line asks for more of a shell than there is.
    """
    if len(line) > LONGEST:
        raise Unshellable(f"a line of more than {LONGEST} characters")
    stages = _Reader(line).stages()
    if stages and any(not stage for stage in stages):
        raise Unshellable("a pipe stands between two commands, and one of them is missing")
    if stages and stages[0] and stages[0][0][1] and _ASSIGNMENT.match(stages[0][0][0]):
        raise Unshellable("there are no variables here: write the value where it is used")
    return tuple(tuple(word for word, _ in stage) for stage in stages)


class _Reader:
    """Walks over a line once. A word is kept with whether it began without quotes."""

    def __init__(self, line: str) -> None:
        self.line = line.rstrip("\r\n")
        self.at = 0

    def stages(self) -> list[list[tuple[str, bool]]]:
        found: list[list[tuple[str, bool]]] = [[]]
        while self.at < len(self.line):
            char = self.line[self.at]
            if char in " \t\r\f\v":
                self.at += 1
            elif char == "#":
                break
            elif char == "|" and not _OPERATOR.match(self.line, self.at):
                self.at += 1
                found.append([])
            else:
                self.refuse()
                bare = char not in "'\"\\"
                found[-1].append((self.word(), bare))
        return [] if found == [[]] else found

    def refuse(self) -> None:
        """Raise where an operator stands here."""
        operator = _OPERATOR.match(self.line, self.at)
        if operator:
            name = "a second line" if operator[0] == "\n" else operator[0]
            raise Unshellable(f"{name} is not understood here: {SEPARATORS[operator[0]]}")
        redirection = _REDIRECTION.match(self.line, self.at)
        if redirection:
            remedy = INPUTS if "<" in redirection[1] else REDIRECTIONS
            raise Unshellable(f"{redirection[0]} redirects, which is not done here: {remedy}")

    def word(self) -> str:
        """One word, quotes taken away; what is not quoted is looked at for braces."""
        parts: list[str] = []
        bare: list[str] = []  # the word with what is quoted blotted out
        while self.at < len(self.line) and self.line[self.at] not in _END_OF_WORD:
            char = self.line[self.at]
            if char == "'":
                part = self.single()
                shown = "_" * len(part)
            elif char == '"':
                part = self.double()
                shown = "_" * len(part)
            elif char == "\\":
                part = self.escaped()
                shown = "_" * len(part)
            else:
                self.expansion()
                part = shown = char
                self.at += 1
            parts.append(part)
            bare.append(shown)
        if _BRACES.search("".join(bare)):
            raise Unshellable("a shell would expand { , }: put the word in single quotes")
        return "".join(parts)

    def single(self) -> str:
        end = self.line.find("'", self.at + 1)
        if end < 0:
            raise Unshellable("a quote ' is not closed")
        part = self.line[self.at + 1 : end]
        self.at = end + 1
        return part

    def double(self) -> str:
        self.at += 1
        parts: list[str] = []
        while self.at < len(self.line):
            char = self.line[self.at]
            following = self.line[self.at + 1 : self.at + 2]
            if char == '"':
                self.at += 1
                return "".join(parts)
            if char == "\\" and following and following in '$`"\\\n':
                parts.append("" if following == "\n" else following)
                self.at += 2
            else:
                self.expansion()
                parts.append(char)
                self.at += 1
        raise Unshellable('a quote " is not closed')

    def escaped(self) -> str:
        following = self.line[self.at + 1 : self.at + 2]
        if not following:
            raise Unshellable("the line ends in a backslash: a command stands on one line here")
        self.at += 2
        return "" if following == "\n" else following

    def expansion(self) -> None:
        """Raise where a shell would put something else here."""
        if self.line[self.at] == "`":
            raise Unshellable("` runs a command within a command, which is not done here: run it first, and copy what it says")
        found = _EXPANSION.match(self.line, self.at) if self.line[self.at] == "$" else None
        if found is None:
            return
        if found[1].startswith("("):
            raise Unshellable("$( ) runs a command within a command, which is not done here: run it first, and copy what it says")
        raise Unshellable(f"{found[0]} is a variable, and there are none here: write the value, or put a $ that is meant in single quotes")
