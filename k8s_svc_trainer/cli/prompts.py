"""Asking a person: choose from rows, write a line, say yes or no. Esc or Ctrl-C goes back, and so does the end of input.

In plain mode a list is numbered and answered by one line. Without a terminal a prompt refuses, with a sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from k8s_svc_trainer.cli.choice import ENDS, HAPPENED, RESIZED, Answer, Back, Picked, Pressed, Row, Timer
from k8s_svc_trainer.cli.chooser import ESC_WAITS, Chooser, depth, style
from k8s_svc_trainer.cli.door import Refused
from k8s_svc_trainer.cli.environment import WIDEST, Environment
from k8s_svc_trainer.cli.paper import Paper
from k8s_svc_trainer.cli.theme import QUIET

if TYPE_CHECKING:
    from prompt_toolkit.formatted_text import StyleAndTextTuples
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

__all__ = [
    "ENDS",
    "HAPPENED",
    "Answer",
    "Back",
    "Picked",
    "Pressed",
    "Row",
    "Timer",
    "agree",
    "choose",
    "choose_below",
    "line",
    "pause",
]


def choose(
    environment: Environment,
    rows: Sequence[Row],
    *,
    several: bool = False,
    at_once: bool = False,
    further: Sequence[tuple[str, str]] = (),
    back: str = "back",
    marked: Sequence[str] = (),
    timer: Timer | None = None,
    above: int = 0,
    redraws: bool = False,
) -> Answer:
    """Let a person choose among rows. `at_once`: a row's key chooses it without Enter; `further`: other keys and what they do.

    `marked`: keys of rows that were chosen before; the pointer stands at the first. `above`: lines that stay in sight above a long list.
    When a `timer` is over, the answer is Pressed(HAPPENED); on plain paper that is seen when a line was typed. Who `redraws` gets
    Pressed(RESIZED) where the window gets another width. Raises Refused where nobody can answer.
    """
    _need_person(environment)
    if environment.plain:
        return _timed(environment, timer, lambda: _choose_by_line(environment, rows, several=several, further=further, back=back))
    chooser = Chooser(
        environment, rows, several=several, at_once=at_once, further=further, back=back, timer=timer, above=above, redraws=redraws
    )
    chooser.mark(marked)
    return chooser.run()


def choose_below(
    paper: Paper,
    draw: Callable[[], object],
    rows: Sequence[Row],
    *,
    at_once: bool = False,
    further: Sequence[tuple[str, str]] = (),
    back: str = "back",
) -> Answer:
    """The same on a screen of its own, below what `draw` draws: anew where the window gets another width, with the pointer where it was.

    Raises Refused where nobody can answer.
    """
    pointed: tuple[str, ...] = ()
    while True:
        paper.fresh()
        draw()
        answer = choose(
            paper.environment, rows, at_once=at_once, further=further, back=back, marked=pointed, above=paper.used, redraws=True
        )
        if not isinstance(answer, Pressed) or answer.key != RESIZED:
            return answer
        pointed = (answer.row,)


def _timed(environment: Environment, timer: Timer | None, ask: Callable[[], Answer]) -> Answer:
    """Ask on plain paper: the clock is shown before, and looked at after."""
    if timer is None:
        return ask()
    if timer.over():
        return Pressed(HAPPENED)
    Paper(environment).write("  ", (timer.said(), QUIET))
    answer = ask()
    return Pressed(HAPPENED) if timer.over() else answer


def line(
    environment: Environment,
    label: str,
    *,
    default: str = "",
    timer: Timer | None = None,
    left: Callable[[str], None] | None = None,
    ended: Callable[[], object] | None = None,
) -> str | None:
    """One line of text; None where the person went back, and `left` is given what they had typed by then.

    Ctrl-C and Ctrl-D, which may end more than the line, call `ended` too.
    A `timer` is shown, and does not cut off who types. On plain paper a line that was not finished is not seen.

    Raises Refused where nobody can answer.
    """
    _need_person(environment)
    if environment.plain:
        typed = _read_line(environment, f"{label}{f' [{default}]' if default else ''}: ", default)
        if typed is None and ended is not None:
            ended()
        return typed
    import questionary

    shown: dict[str, Any] = {} if timer is None else {"rprompt": partial(_at_the_right, timer), "refresh_interval": 0.5}
    try:
        asked = questionary.text(
            f"{label}:",
            default=default,
            qmark=" ",
            style=style(environment),
            key_bindings=_leaving(left, ended),
            color_depth=depth(environment),
            **shown,
        )
        asked.application.ttimeoutlen = asked.application.timeoutlen = ESC_WAITS
        answer: str | None = asked.unsafe_ask()
    except (KeyboardInterrupt, EOFError):
        return None
    return answer


def _leaving(left: Callable[[str], None] | None, ended: Callable[[], object] | None) -> KeyBindings:
    """The keys that leave a line unanswered."""
    from prompt_toolkit.key_binding import KeyBindings

    bindings = KeyBindings()

    @bindings.add("escape", eager=True)  # not the first half of Alt and a key
    @bindings.add("c-c")
    @bindings.add("c-d")
    def _(event: KeyPressEvent) -> None:
        if left is not None:
            left(event.current_buffer.text)
        if ended is not None and event.key_sequence[0].key != "escape":
            ended()
        event.app.exit(result=None)

    return bindings


def _at_the_right(timer: Timer) -> StyleAndTextTuples:
    """The clock beside a line that is typed; it goes when the line is done."""
    from prompt_toolkit.application import get_app

    timer.over()
    beyond = get_app().output.get_size().columns - WIDEST  # of a screen that is wider than lines are
    return [] if get_app().is_done else [("class:foot", timer.said() + " " * max(0, beyond))]


def agree(environment: Environment, question: str) -> bool:
    """Whether the person says yes; anything else is no.

    Raises Refused where nobody can answer.
    """
    answer = line(environment, f"{question} Type yes to go on")
    return (answer or "").strip().lower() in ("y", "yes")


def pause(
    environment: Environment,
    keys: Sequence[tuple[str, str]],
    *,
    back: str = "back",
    until: Callable[[], bool] | None = None,
    clock: bool = False,
    timer: Timer | None = None,
) -> str | None:
    """Wait for one of some keys ("enter", "t" ...); None where the person went back, HAPPENED where `until` came to be true.

    A key without words works and is not shown. With a `clock` the time runs, and any key is Enter. When a `timer` is over, that is
    HAPPENED too.

    On plain paper nothing is waited for: an empty line asks `until` again. Raises Refused where nobody can answer.
    """
    _need_person(environment)
    if environment.plain:
        answer = _timed(
            environment, timer, partial(_pause_by_line, environment, [*keys, *([("enter", "look again")] if until else [])], back)
        )
    else:
        chooser = Chooser(environment, (), several=False, at_once=True, further=keys, back=back, until=until, clock=clock, timer=timer)
        answer = chooser.run()
    return answer.key if isinstance(answer, Pressed) else None


def _need_person(environment: Environment) -> None:
    if not environment.interactive:
        raise Refused("this asks questions and needs a terminal; `quiz --answers FILE --json` runs without one")


# --- plain: numbered lines, one line of input ---------------------------------------------------------------------


def _read_line(environment: Environment, label: str, default: str = "") -> str | None:
    try:  # from the label on: who sees it may press Ctrl-C before anything is read
        environment.stdout.write(f"  {label}")
        environment.stdout.flush()
        typed = environment.stdin.readline()
    except KeyboardInterrupt:
        environment.stdout.write("\n")
        return None
    if not typed:
        environment.stdout.write("\n")
        return None
    return typed.rstrip("\r\n") or default


def _choose_by_line(
    environment: Environment, rows: Sequence[Row], *, several: bool, further: Sequence[tuple[str, str]], back: str
) -> Answer:
    paper = Paper(environment)
    for number, row in enumerate(rows, 1):
        aside = f" ({row.aside})" if row.aside else ""
        paper.entry(f"{number}.", f"{row.text}{aside}", column=4)
    paper.gap()
    others = "".join(f", {key} {what}" for key, what in further if what and key != "enter")
    wanted = f"Type {'numbers, such as 1 3' if several else 'a number'}{others}, b {back}: "
    while True:
        typed = _read_line(environment, wanted)
        if typed is None and ENDS in dict(further):
            return Pressed(ENDS)
        if typed is None or typed.strip().lower() in ("b", "q", "back", "quit"):
            return Back()
        words = typed.replace(",", " ").lower().split()
        if words and words[0] in {key for key, _ in further}:
            named = _row_key(words[1], rows) if len(words) == 2 else ""
            if named is not None and len(words) < 3:
                return Pressed(words[0], named)
        if not words and any(key == "enter" for key, _ in further):
            return Pressed("enter")
        keys = [_row_key(word, rows) for word in words]
        if keys and None not in keys and (several or len(keys) == 1):
            return Picked(tuple(dict.fromkeys(key for key in keys if key is not None)))
        paper.write("  ", f"That is not one of them: type a number from 1 to {len(rows)}.")


def _row_key(word: str, rows: Sequence[Row]) -> str | None:
    if word.isascii() and word.isdigit() and 1 <= int(word) <= len(rows):
        return rows[int(word) - 1].key
    return next((row.key for row in rows if row.key.lower() == word), None)


def _pause_by_line(environment: Environment, keys: Sequence[tuple[str, str]], back: str) -> Answer:
    shown = ", ".join(f"{key.capitalize() if key == 'enter' else key} {what}" for key, what in keys if what)
    leaves = f", b {back}" if back else ""
    while True:
        typed = _read_line(environment, f"{shown}{leaves}: ")
        if typed is None and ENDS in dict(keys):
            return Pressed(ENDS)
        if typed is None or typed.strip().lower() in ("b", "q", "back", "quit"):
            return Back()
        word = typed.strip().lower() or "enter"
        if word in {key for key, _ in keys}:
            return Pressed(word)
