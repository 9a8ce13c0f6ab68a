"""A list with a pointer at a terminal: arrows, letters, numbers; drawn anew at each key and at each change of width."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from k8s_svc_trainer.cli.choice import ENDS, HAPPENED, RESIZED, Answer, Back, Picked, Pressed, Row, Timer
from k8s_svc_trainer.cli.environment import WIDEST, Environment
from k8s_svc_trainer.cli.lines import cut, wrap
from k8s_svc_trainer.cli.paper import MARGIN, SIGNS, Paper, foot_lines
from k8s_svc_trainer.cli.theme import ACCENT, QUIET, STRONG, style_of

if TYPE_CHECKING:
    from prompt_toolkit.application import Application
    from prompt_toolkit.formatted_text import StyleAndTextTuples
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
    from prompt_toolkit.output import ColorDepth
    from prompt_toolkit.styles import Style

LEAST_WIDTH = 30
POINTER = 3  # columns, with its margin
LEAST = 16  # columns of a row's text, however long what stands beside it
FEWEST = 6  # lines of a list, however long what stands above it
PARTS = {"here": f"{ACCENT} {STRONG}", "key": QUIET, "aside": QUIET, "foot": QUIET, "text": ""}
TYPED = {"qmark": "", "question": "noinherit", "answer": "noinherit", "instruction": "noinherit", "text": "noinherit"}  # not questionary's
LOOKS_EVERY = 0.4  # seconds
ESC_WAITS = 0.1  # seconds in which more may come of a key that begins as Esc does


def style(environment: Environment) -> Style:
    """How prompts are drawn."""
    from prompt_toolkit.styles import Style

    if not environment.colour:
        return Style.from_dict({**TYPED, "here": STRONG})
    colours = {part: style_of(words, environment.theme) for part, words in PARTS.items()}
    return Style.from_dict({**TYPED, **{part: _ansi(words) for part, words in colours.items()}})


def _ansi(words: str) -> str:
    """prompt_toolkit's spelling of a terminal's own colours: `bright_black` is `ansibrightblack`."""
    return " ".join(word if word == STRONG else f"ansi{word.replace('_', '')}" for word in words.split())


def depth(environment: Environment) -> ColorDepth:
    """The sixteen colours of the terminal, or none."""
    from prompt_toolkit.output import ColorDepth

    return ColorDepth.DEPTH_4_BIT if environment.colour else ColorDepth.DEPTH_1_BIT


def fitting(heights: Sequence[int], here: int, room: int) -> range:
    """The rows that fit into so many lines, the one with the pointer among them."""
    first = 0
    while first < here and sum(heights[first : here + 1]) > room:
        first += 1
    last = here + 1
    while last < len(heights) and sum(heights[first : last + 1]) <= room:
        last += 1
    return range(first, min(last, len(heights)))


class Chooser:
    """A list with a pointer, drawn anew at each key and at each change of width."""

    def __init__(
        self,
        environment: Environment,
        rows: Sequence[Row],
        *,
        several: bool,
        at_once: bool,
        further: Sequence[tuple[str, str]],
        back: str,
        until: Callable[[], bool] | None = None,
        clock: bool = False,
        timer: Timer | None = None,
        above: int = 0,
        redraws: bool = False,
    ) -> None:
        self.until = timer.over if timer is not None else until
        self.clock = time.monotonic() if clock else None
        self.timer = timer
        self.above, self.redraws = above, redraws
        self.environment, self.rows, self.several, self.at_once = environment, rows, several, at_once
        self.further, self.back = further, back
        self.place = 0
        self.chosen: set[int] = set()
        self.told = ""

    def mark(self, keys: Sequence[str]) -> None:
        """Put the pointer on the first of these rows, and a mark on each where several are chosen."""
        places = [place for place, row in enumerate(self.rows) if row.key in keys]
        self.place = places[0] if places else 0
        self.chosen = set(places) if self.several else set()

    def run(self) -> Answer:
        """Ask; the list is wiped away when it was answered."""
        from prompt_toolkit.application import Application
        from prompt_toolkit.layout import Layout, Window
        from prompt_toolkit.layout.controls import FormattedTextControl

        window = Window(FormattedTextControl(self._draw, focusable=True, show_cursor=False), dont_extend_height=True, wrap_lines=False)
        asked: Application[Answer] = Application(
            layout=Layout(window),
            key_bindings=self._bindings(),
            style=style(self.environment),
            color_depth=depth(self.environment),
            erase_when_done=True,
            refresh_interval=None if self.clock is None and self.timer is None else 0.5,
        )
        asked.ttimeoutlen = ESC_WAITS
        asked.timeoutlen = ESC_WAITS if len(self.rows) < 10 else 0.5  # for 1 to become 12
        try:
            return asked.run(pre_run=partial(self._watch, asked))
        except (KeyboardInterrupt, EOFError):
            return Back()

    def _watch(self, asked: Application[Answer]) -> None:
        """Ask again and again whether what is waited for has happened, while the keys are waited for too."""
        columns = asked.output.get_size().columns
        if self.until is not None:
            self._wait(asked, self.until, HAPPENED)
        if self.redraws:
            self._wait(asked, lambda: asked.output.get_size().columns != columns, RESIZED)

    def _wait(self, asked: Application[Answer], happened: Callable[[], bool], key: str) -> None:
        async def ask() -> None:
            while not happened():
                await asyncio.sleep(LOOKS_EVERY)
            asked.exit(result=Pressed(key, self._pointed, self._marked))

        asked.create_background_task(ask())

    def _draw(self) -> StyleAndTextTuples:
        from prompt_toolkit.application import get_app

        size = get_app().output.get_size()
        width = max(LEAST_WIDTH, min(size.columns, WIDEST))
        drawn: list[StyleAndTextTuples] = []
        for place, row in enumerate(self.rows):
            drawn.append([])
            self._draw_row(drawn[-1], place, row, width)
        if self.clock is not None:
            minutes, seconds = divmod(int(time.monotonic() - self.clock), 60)
            drawn.append([("class:here", f"{' ' * MARGIN}{minutes}:{seconds:02}\n\n")])
        foot = wrap(self.told, width - MARGIN) or foot_lines(self._foot(), self._sign("dot"), width - MARGIN)
        if self.timer is not None:
            foot = [self.timer.said(), *foot]
        below = len(foot) + 2
        room = max(size.rows - self.above - below, min(FEWEST, size.rows - below))
        shown = fitting([sum(text == "\n" for _, text, *_ in row) for row in drawn], self.place, room)
        made: StyleAndTextTuples = [piece for place in shown for piece in drawn[place]]
        if self.rows:
            made.append(("class:foot", f"{' ' * MARGIN}{self._hidden(shown)}".rstrip() + "\n"))
        for line_ in foot:
            made.append(("class:foot", f"{' ' * MARGIN}{line_}\n"))
        return made

    def _hidden(self, shown: range) -> str:
        """How many rows there is no room for, and on which side."""
        sides = ((shown.start, "above"), (len(self.rows) - shown.stop, "below"))
        return f" {self._sign('dot')} ".join(f"{count} more {side}" for count, side in sides if count)

    def _draw_row(self, made: StyleAndTextTuples, place: int, row: Row, width: int) -> None:
        here = place == self.place
        pointer = self._sign("here") if here else " "
        box = f"{self._sign('full' if place in self.chosen else 'open')} " if self.several else ""
        head = f"{row.key.ljust(max(len(one.key) for one in self.rows))}  {box}"
        paper = Paper(self.environment)
        whole, least = width - POINTER - len(head), min(LEAST, len(row.text))
        aside = paper.fit(cut(f"  {row.aside}" if row.aside else "", whole - least))
        room = max(least, 1, whole - len(aside))
        for index, part in enumerate(wrap(paper.fit(row.text), room) or [""]):
            made.append(("class:here", f" {pointer} " if index == 0 else " " * POINTER))
            made.append(("class:here" if here else "class:key", head if index == 0 else " " * len(head)))
            made.append(("class:here" if here else "class:text", part))
            if index == 0 and aside:
                made.append(("class:aside", f"{' ' * (room - len(part))}{aside}"))
            made.append(("", "\n"))

    def _sign(self, name: str) -> str:
        return SIGNS[name][0 if self.environment.unicode else 1]

    def _foot(self) -> list[str]:
        arrows = "↑↓" if self.environment.unicode else "arrows"
        keys = [f"{arrows} move"] if len(self.rows) > 1 else []
        keys += ["Space mark"] if self.several else []
        keys += ["Enter choose"] if self.rows else []
        keys += [f"{key.capitalize() if key == 'enter' else key} {what}" for key, what in self.further if what]
        return keys + ([f"Esc {self.back}"] if self.back else [])

    def _bindings(self) -> KeyBindings:
        from prompt_toolkit.key_binding import KeyBindings

        bindings = KeyBindings()
        moves = {"up": -1, "c-p": -1, "down": 1, "c-n": 1, "tab": 1, "s-tab": -1}
        for key, step in moves.items():
            bindings.add(key)(lambda _event, step=step: self._move(step))
        for key in ("escape", "c-c", "c-d"):
            bindings.add(key)(lambda event: event.app.exit(result=Back(self._marked)))
        bindings.add("enter")(self._enter)
        if self.clock is not None:
            bindings.add("<any>")(self._enter)
        bindings.add("space")(self._mark)
        for place, row in enumerate(self.rows):
            for key in {row.key.lower(), row.key.upper(), str(place + 1)}:  # beyond nine rows a number is two keys
                bindings.add(*key)(lambda event, place=place: self._jump(event, place))
        for key, _ in self.further:
            for way in (ENDS, "c-d") if key == ENDS else (key,) if key != "enter" else ():
                bindings.add(way)(lambda event, key=key: event.app.exit(result=Pressed(key, self._pointed, self._marked)))
        return bindings

    @property
    def _marked(self) -> tuple[str, ...]:
        """The keys of the rows that carry a mark."""
        return tuple(self.rows[place].key for place in sorted(self.chosen))

    @property
    def _pointed(self) -> str:
        """The key of the row with the pointer."""
        return self.rows[self.place].key if self.rows else ""

    def _move(self, step: int) -> None:
        self.told = ""
        if self.rows:
            self.place = (self.place + step) % len(self.rows)

    def _jump(self, event: KeyPressEvent, place: int) -> None:
        self.told, self.place = "", place
        if self.several:
            self.chosen ^= {place}
        elif self.at_once:
            self._enter(event)

    def _mark(self, event: KeyPressEvent) -> None:
        if self.several:
            self.chosen ^= {self.place}
        elif not self.rows:
            self._enter(event)

    def _enter(self, event: KeyPressEvent) -> None:
        if not self.rows:
            if any(key == "enter" for key, _ in self.further):
                event.app.exit(result=Pressed("enter"))
        elif not self.several:
            event.app.exit(result=Picked((self.rows[self.place].key,)))
        elif self.chosen:
            event.app.exit(result=Picked(self._marked))
        else:
            self.told = "Nothing is marked yet: Space marks a row."
