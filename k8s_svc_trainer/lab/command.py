"""What a command is: a name, flags as data, words of help, and what runs it; commands of a command are a tree.

Decides how a line's words find their command and how help and usage errors are worded; parsing, completion, help and errors all read
the same values. Must not know what any command does. Sources: cobra command.go (Find, findSuggestions, legacyArgs), kubectl
pkg/util/templates (FlagErrorFunc) and pkg/cmd/util/helpers.go (UsageErrorf).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches

import msgspec

from k8s_svc_trainer.lab.options import BadUsage, Flag, Flags, Manners, Parsed, Takes, parse
from k8s_svc_trainer.lab.view import Failed, View
from k8s_svc_trainer.printers.client.printed import Printed

Run = Callable[[View, Parsed], Printed]


class Command(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One command. Either `run` does it, or `subs` are its commands.

    `usage` is what stands behind its name; `names` says for each word what it names, the last for all that follow, for completion.
    `deep`: flags that its subcommands take too. `reads`: whether it can stand behind a pipe;
    `here`: whether the lab does what it says.
    """

    name: str
    about: str
    usage: str = ""
    flags: Flags = ()
    run: Run | None = None
    subs: tuple[Command, ...] = ()
    aliases: tuple[str, ...] = ()
    deep: Flags = ()
    manners: Manners = Manners.PFLAG
    interspersed: bool = True
    names: tuple[str, ...] = ()
    reads: bool = False
    example: str = ""
    here: bool = True

    def sub(self, word: str) -> Command | None:
        """The subcommand of a name or alias."""
        return next((one for one in self.subs if word == one.name or word in one.aliases), None)


ACCEPTED = "accepted, and without effect"
HELP = Flag("help", "h", help="help for this command")


class Found(msgspec.Struct, frozen=True, gc=False):
    """A command of the tree, the names that led to it, the flags it takes, and the words that are left."""

    command: Command
    path: tuple[str, ...]
    flags: Flags
    args: tuple[str, ...]

    @property
    def name(self) -> str:
        """The whole name: `kubectl set selector`."""
        return " ".join(self.path)


def find(command: Command, args: tuple[str, ...]) -> Found:
    """The command that some words mean, as deep as they lead."""
    path: tuple[str, ...] = (command.name,)
    flags = command.deep
    while command.subs:
        place = _first_word(args, (*command.flags, *flags))
        found = command.sub(args[place]) if place is not None else None
        if found is None or place is None:
            break
        args = (*args[:place], *args[place + 1 :])
        command, path, flags = found, (*path, found.name), (*flags, *found.deep)
    return Found(command, path, (*command.flags, *flags), args)


def _first_word(args: tuple[str, ...], flags: Flags) -> int | None:
    """Where the first word is that is no flag nor a flag's value."""
    taking = {f"--{flag.name}" for flag in flags if flag.takes is not Takes.NOTHING and flag.implied is None}
    taking |= {f"-{flag.short}" for flag in flags if flag.short and flag.takes is not Takes.NOTHING}
    at = 0
    while at < len(args):
        if args[at] == "--":
            return None
        if not args[at].startswith("-"):
            return at
        at += 2 if args[at] in taking else 1
    return None


def call(view: View, command: Command, args: tuple[str, ...]) -> Printed:
    """Run the command that some words mean. Raises Failed where the tool would not read them."""
    found = find(command, args)
    one = found.command
    if one.run is None:
        return _without_a_command(found)
    if found.args == ("--help",) or (one.manners is Manners.PFLAG and _asks_help(found.args)):
        return Printed(help_of(found))
    try:
        parsed = parse(found.args, found.flags, manners=one.manners, interspersed=one.interspersed)
    except BadUsage as wrong:
        raise Failed(*usage_error(found, str(wrong))) from None
    _refuse_absent(found, parsed)
    return one.run(view, parsed)


def _asks_help(args: tuple[str, ...]) -> bool:
    before = args[: args.index("--")] if "--" in args else args
    return "--help" in before or "-h" in before


def _refuse_absent(found: Found, parsed: Parsed) -> None:
    for flag in found.flags:
        if not flag.here and parsed.has(flag.name):
            raise Failed(f"{found.path[0]} has --{flag.name}, and this lab does not: leave it out")


def _without_a_command(found: Found) -> Printed:
    """kubectl alone, or a group such as `kubectl set`, or a word that is no command."""
    args = found.args
    place = _first_word(args, (*found.flags, HELP))
    if place is None:
        try:
            parse(args, (*found.flags, HELP))
        except BadUsage as wrong:
            raise Failed(*usage_error(found, str(wrong))) from None
        return Printed(help_of(found))
    if len(found.path) == 1 and args[place] == "help":
        return Printed(help_of(find(found.command, (*args[:place], *args[place + 1 :]))))
    if len(found.path) == 1:
        raise Failed(f'error: unknown command "{args[place]}" for "{found.name}"{_suggestions(args[place], found.command)}')
    raise Failed(f"error: unknown command \"{args[place]}\"\nSee '{found.name} -h' for help and examples")


def _suggestions(word: str, command: Command) -> str:
    names = [one.name for one in command.subs]
    near = [name for name in names if name.startswith(word.lower()) and word]
    near += [name for name in get_close_matches(word, names, 3, 0.6) if name not in near]
    return "\n\nDid you mean this?\n" + "".join(f"\t{name}\n" for name in near) if near else ""


def usage_error(found: Found, message: str) -> tuple[str, int]:
    """A command line that cannot be read, in the words of its tool, and the exit status."""
    tool = found.path[0]
    match found.command.manners:
        case Manners.PFLAG:
            return f"error: {message}\nSee '{found.name} --help' for usage.", 1
        case Manners.CURL:
            return f"curl: {message}\ncurl: try 'curl --help' or 'curl --manual' for more information", 2
        case Manners.GETOPT | Manners.RAW:
            return f"{tool}: {message}\nTry '{tool} --help' for more information.", 2


# --- help ------------------------------------------------------------------------------------------------------------


def help_of(found: Found) -> str:
    """A page of help: what it does, how it is written, its commands or flags."""
    one = found.command
    parts = [f"{one.about}.\n", f"\nUsage:\n  {found.name}{' ' if one.usage else ''}{one.usage or _usage(one)}\n"]
    if one.example:
        parts.append("\nExamples:\n" + "".join(f"  {line}\n" for line in one.example.splitlines()))
    if one.subs:
        parts.append("\nCommands:\n" + _columns((sub.name, sub.about) for sub in one.subs if sub.here))
    shown = [flag for flag in one.flags if flag.here and not flag.help.startswith(ACCEPTED)]
    if shown:
        parts.append("\nOptions:\n" + _columns((_spelt(flag, one.manners), flag.help) for flag in shown))
    idle = [f"--{flag.name}" for flag in one.flags if flag.here and flag.help.startswith(ACCEPTED)]
    if idle:
        parts.append(f"\nTaken, and without effect here: {', '.join(idle)}\n")
    absent = [f"--{flag.name}" for flag in one.flags if not flag.here] + [sub.name for sub in one.subs if not sub.here]
    if absent:
        parts.append(f"\nNot in this lab: {', '.join(absent)}\n")
    return "".join(parts)


def _usage(one: Command) -> str:
    return " COMMAND" if one.subs else ""


def _spelt(flag: Flag, manners: Manners) -> str:
    short = f"-{flag.short}, " if flag.short else "    "
    if len(flag.name) == 1 and manners is not Manners.PFLAG:
        return f"-{flag.name}"
    value = "" if flag.takes is Takes.NOTHING else (f"={flag.default or flag.takes}" if manners is Manners.PFLAG else f" {flag.takes}")
    return f"{short}--{flag.name}{value}"


def _columns(pairs: Iterable[tuple[str, str]]) -> str:
    rows = list(pairs)
    width = min(28, max(len(left) for left, _ in rows))
    return "".join(f"  {left:<{width}}  {right}\n" if right else f"  {left}\n" for left, right in rows)
