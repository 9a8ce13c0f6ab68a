"""help: what there is here, and the page of a command."""

from __future__ import annotations

from collections.abc import Sequence

from k8s_svc_trainer.lab.command import Command, find, help_of
from k8s_svc_trainer.lab.view import Failed
from k8s_svc_trainer.printers.client.printed import Printed

WIDTH = 12


def overview(groups: Sequence[tuple[str, Sequence[Command]]]) -> Printed:
    """All commands of a place, in groups, with a line for each."""
    parts = []
    for title, commands in groups:
        parts.append(f"{title}:\n")
        parts += [f"  {one.name:<{WIDTH}} {one.about}\n" for one in commands]
    return Printed("".join(parts) + "`help COMMAND` tells more: `help kubectl get`.\n")


def page(commands: Sequence[Command], words: tuple[str, ...]) -> Printed:
    """The page of a command. Raises Failed where there is none of that name."""
    one = next((command for command in commands if words[0] == command.name or words[0] in command.aliases), None)
    if one is None:
        raise Failed(f"there is no command {words[0]} here: `help` lists all")
    found = find(one, words[1:])
    if found.args and one.subs:
        raise Failed(f"there is no command {' '.join(words)}: `help {found.name}` lists its commands")
    return Printed(help_of(found))
