"""Groups of commands, whose commands answer to every prefix that names just one of them. Imports typer alone, as `main` does."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperGroup

EPILOG = (
    "Exit status: 0 done; 1 verify, check or an unattended quiz found something wrong; 2 usage or bad input; "
    "130 Ctrl-C, with all saved. A prefix that names one command is enough. --plain, before or after a command, "
    "writes numbered lines fit for a screen reader; NO_COLOR takes colour away."
)


FEW = 6  # names that are told to who gave another


class Prefixed(TyperGroup):
    """A group whose commands answer to every prefix that names just one of them."""

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name, or the only one that begins so."""
        exact = super().get_command(ctx, cmd_name)
        begun = [name for name in self.commands if name.startswith(cmd_name)] if cmd_name else []
        return exact or (super().get_command(ctx, begun[0]) if len(begun) == 1 else None)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is meant; where none or several are, those that are near."""
        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            ctx.fail(f"No such command '{args[0]}'; {self._near(args[0]) or f'`{ctx.command_path} -h` lists them.'}")
        return super().resolve_command(ctx, args)

    def _near(self, word: str) -> str:
        """What a word may have meant; empty where nothing is near it, and the names are too many to be told."""
        from difflib import get_close_matches

        begun = sorted(name for name in self.commands if name.startswith(word))
        if begun:
            return f"so begin {', '.join(map(repr, begun))}."
        near = get_close_matches(word, self.commands, n=1)
        if near:
            return f"did you mean {near[0]!r}?"
        return f"there are {', '.join(map(repr, sorted(self.commands)))}." if len(self.commands) <= FEW else ""


def group(help_: str) -> typer.Typer:
    """A group of commands that does something of its own where none of them is named."""
    return typer.Typer(cls=Prefixed, help=help_, epilog=EPILOG, rich_markup_mode=None, invoke_without_command=True, no_args_is_help=False)
