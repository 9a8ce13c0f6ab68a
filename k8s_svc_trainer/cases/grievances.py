"""What PyYAML says of a text that is not YAML, in words that tell a person what to do.

Decides only the wording; a sentence of PyYAML that is not in the table is passed on as it stands.
"""

from typing import Any

from k8s_svc_trainer.cases.faults import printable

_QUOTES = "put the text in quotes"
_INDENT = "indent it as the lines above"
_ESCAPE = "use single quotes, or write two backslashes"

# A part of PyYAML's or libyaml's sentence -> what is wrong, what to do. The first that fits is taken.
_WORDS: tuple[tuple[str, str, str], ...] = (
    ("mapping values are not allowed", "a colon and a space inside a text without quotes, or a line that is indented wrongly", _QUOTES),
    ("did not find expected ',' or ']'", "the list is not closed, or a comma is missing", "write ] or a comma before this"),
    ("expected ',' or ']'", "the list is not closed, or a comma is missing", "write ] or a comma before this"),
    ("did not find expected ',' or '}'", "the mapping is not closed, or a comma is missing", "write } or a comma before this"),
    ("expected ',' or '}'", "the mapping is not closed, or a comma is missing", "write } or a comma before this"),
    ("unexpected end of stream", "a quote is opened and never closed", "close it"),
    ("document indicator", "a quote is opened and never closed", "close it"),
    ("did not find expected '-' indicator", "the list ends here, and something else begins", f"{_INDENT}, or begin it with -"),
    ("expected <block end>, but found", "this line does not go on with what is above", _INDENT),
    ("did not find expected key", "this line does not go on with the mapping above", f"{_INDENT}, or {_QUOTES}"),
    ("could not find expected ':'", "a key without its colon, or a line that is indented wrongly", "write KEY: VALUE"),
    ("block sequence entries are not allowed", "a list cannot begin here", "begin it on a line of its own"),
    ("sequence entries are not allowed", "a list cannot begin here", "begin it on a line of its own"),
    ("mapping keys are not allowed", "a key cannot stand here", _QUOTES),
    ("block mapping keys", "a key cannot stand here", _QUOTES),
    ("expected <document start>", "something follows where the document has ended", "look for a bracket too many or a line indented less"),
    ("expected node content", "a value is missing here", "write it"),
    ("expected the node content", "a value is missing here", "write it"),
    ("undefined tag handle", "a tag, which is not read here", _QUOTES),
    ("while scanning a tag", "a tag, which is not read here", _QUOTES),
    ("unknown escape character", "a backslash in double quotes begins an escape, and this is none", _ESCAPE),
    ("escape sequence of", "an escape that is not complete", _ESCAPE),
    ("did not find expected hexdecimal number", "an escape that is not complete", _ESCAPE),
    ("invalid Unicode character escape code", "an escape that names no character", "write the character itself"),
    ("alphabetic or numeric character", "the sign & or * begins an anchor or an alias, and its name is missing", _QUOTES),
    ("found unknown directive", "a line that begins with % is a directive, and this one is unknown", _QUOTES),
    ("incompatible YAML document", "a version of YAML that is not read", "leave out the line that begins with %YAML"),
    ("directive", "a line that begins with % is a directive, and this is none", _QUOTES),
    ("tab character", "a tab stands where spaces are meant", "indent with spaces"),
    ("found unexpected ':'", "a colon inside a text without quotes", _QUOTES),
    ("expected comment or line break", "nothing but a comment may follow | or > on its line", "begin the text on the next line"),
    ("indentation indicator", "after | and > stand only -, + or a digit from 1 to 9", "begin the text on the next line"),
    ("found a tab character", "a tab stands where spaces are meant", "indent with spaces"),
    ("inappropriate", "a bracket too many", "leave it out"),
)


def blamed(error: Exception) -> Any:
    """The mark at which the fault lies; None when PyYAML gives none. A quote that is never closed is at fault, not the file's end."""
    problem, context = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    opened = "quoted scalar" in str(getattr(error, "context", None)) and "end of stream" in str(getattr(error, "problem", None))
    return context if opened or problem is None else problem


def in_our_words(error: Exception, text: str, mark: Any) -> tuple[str, str]:
    """What is wrong and what to do about it. `mark` is where in the text, None when PyYAML does not say."""
    said = " ".join(str(part) for part in (getattr(error, "problem", None), getattr(error, "context", None)) if part)
    if "cannot start any token" in said:
        return _character(_at(text, mark))
    for part, message, remedy in _WORDS:
        if part in said:
            return message, remedy
    return f"this is not YAML: {printable(said or str(error))}", ""


def _at(text: str, mark: Any) -> str:
    lines = text.splitlines() if mark is not None else []
    return lines[mark.line][mark.column : mark.column + 1] if mark is not None and mark.line < len(lines) else ""


def _character(char: str) -> tuple[str, str]:
    if char == "\t":
        return "a tab stands where spaces are meant", "indent with spaces"
    return f"a text without quotes cannot begin with {printable(char)}", _QUOTES
