"""A line is run: each stage is found in the table of its place; the output of one is the input of the next.

Decides which commands there are where, and what is said of those that are not. What a command does is its own. Nothing here starts a
program.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from k8s_svc_trainer.lab.client import curl, files, lookups, node, tools
from k8s_svc_trainer.lab.command import Command, call, find
from k8s_svc_trainer.lab.filters import FILTERS
from k8s_svc_trainer.lab.kubectl.executing import SHELLS
from k8s_svc_trainer.lab.kubectl.verbs import KUBECTL
from k8s_svc_trainer.lab.options import Manners, Parsed
from k8s_svc_trainer.lab.own import explaining, helping, judged, supposing, tracing, walking
from k8s_svc_trainer.lab.values import InPod, OnNode, Place, Workstation
from k8s_svc_trainer.lab.view import Failed, View, framed
from k8s_svc_trainer.lab.words import Unshellable, pipeline
from k8s_svc_trainer.printers.client.printed import Printed
from k8s_svc_trainer.sim import Misuse

DEEPEST = 5  # a line that runs a line that runs a line: sh -c within what-if within ...
CLIENTS: tuple[Command, ...] = (curl.COMMAND, tools.WGET, tools.NC, lookups.NSLOOKUP, lookups.DIG, lookups.GETENT)
LOCAL: tuple[Command, ...] = (files.CAT, files.HOSTNAME, files.ENV, files.SS, files.NETSTAT, files.ECHO, walking.SLEEP)
OWN: tuple[Command, ...] = (
    judged.STORY,
    judged.GOALS,
    judged.DIFF,
    tracing.TRACE,
    supposing.WHAT_IF,
    walking.UNDO,
    walking.RESET,
    helping.HINT,
    helping.CAUSE,
    helping.SOLUTION,
    tracing.SAVE_CASE,
    walking.EXIT,
    walking.QUIT,
)
WORKSTATION: tuple[Command, ...] = (KUBECTL, node.SSH, walking.RESTART, *CLIENTS, *LOCAL)
NODE: tuple[Command, ...] = (*node.NODE_TOOLS, *CLIENTS, *LOCAL)
POD: tuple[Command, ...] = (*CLIENTS, *LOCAL)
NEITHER = "nothing answers a ping on a Service's address: only its protocol and port are translated; try `curl` or `nc -zv HOST PORT`"
INSTEAD: Mapping[str, str] = {
    "ping": NEITHER,
    "traceroute": "`trace` shows the way of a packet, hop by hop",
    "tracepath": "`trace` shows the way of a packet, hop by hop",
    "tcpdump": "`trace` shows the way of a packet, hop by hop",
    "telnet": "`nc -zv HOST PORT` tries a connection",
    "host": "`nslookup NAME` or `dig NAME` looks a name up",
    "ip": "`hostname -i` prints the addresses, `trace` the way of a packet",
    "ifconfig": "`hostname -i` prints the addresses",
    "route": "`trace` shows the way of a packet",
    "vi": "`kubectl edit TYPE NAME` opens your own editor",
    "vim": "`kubectl edit TYPE NAME` opens your own editor",
    "nano": "`kubectl edit TYPE NAME` opens your own editor",
    "emacs": "`kubectl edit TYPE NAME` opens your own editor",
    "sed": "`kubectl patch`, `kubectl set` and `kubectl edit` change objects; grep, cut and sort filter",
    "awk": "`-o jsonpath=` and `-o custom-columns=` pick fields; grep, cut and sort filter",
    "jq": "`-o jsonpath=` picks fields",
    "yq": "`-o jsonpath=` picks fields",
    "xargs": "name the objects behind one command, or pick them with -l",
    "tee": "the output is shown here",
    "less": "the output is shown here; head and tail shorten it",
    "more": "the output is shown here; head and tail shorten it",
    "watch": "nothing happens between two commands here: run it again",
    "for": "there are no loops here: give the commands one after the other",
    "while": "there are no loops here: give the commands one after the other",
    "if": "there are no conditions here: give the commands one after the other",
    "export": "there are no variables here: write the value where it is used",
    "alias": "`k` is kubectl here",
    "source": "there are no scripts here",
    "ls": "there are no files here but /etc/resolv.conf, /etc/hosts and /etc/hostname; kubectl reads your own by -f FILE",
    "cd": "there are no directories here",
    "pwd": "there are no directories here",
    "ps": "`kubectl get pods` shows what runs, `ss -ltn` what listens",
    "docker": "containers are looked at with kubectl here",
    "crictl": "containers are looked at with kubectl here",
    "journalctl": "`kubectl describe` and `kubectl logs` tell what there is to tell",
    "helm": "objects are changed with kubectl here",
    "clear": "Ctrl-L clears the screen",
    "history": "the arrow keys walk through what was typed",
    "man": "`help COMMAND` tells what a command takes",
}


def run(view: View, line: str) -> Printed:
    """Run a line. What it is refused for is in what is printed; no error leaves this but that an editor is needed."""
    try:
        stages = pipeline(line)
    except Unshellable as error:
        return Printed("", f"lab: {error}\n", 2)
    return run_stages(view, stages)


def run_stages(view: View, stages: Sequence[tuple[str, ...]]) -> Printed:
    """Run the stages of a pipe: what each prints goes to the next, errors are shown, the last one's status counts."""
    errors, done, terminal = "", Printed(), view.terminal
    view.stdin = None
    for place, words in enumerate(stages):
        view.terminal = terminal and place == len(stages) - 1
        if place:
            view.stdin = done.stdout
            refusal = _not_behind_a_pipe(view, words)
            if refusal:
                return Printed("", errors + refusal, 2)
        done = run_words(view, words)
        errors += done.stderr if place < len(stages) - 1 else ""
    view.stdin, view.terminal = None, terminal
    return framed(done, before=errors)


def _not_behind_a_pipe(view: View, words: tuple[str, ...]) -> str:
    one = command_of(view.place, words[0])
    if one is None or one.name == "cat" or one in FILTERS:
        return ""
    if one is KUBECTL and find(KUBECTL, words[1:]).command.reads:
        return ""
    names = ", ".join(one.name for one in FILTERS)
    return f"lab: {words[0]} does not read from a pipe: behind a pipe stand {names}, or kubectl apply, create and replace with -f -\n"


def run_words(view: View, words: tuple[str, ...]) -> Printed:
    """Run one command where the learner stands."""
    view.depth += 1
    try:
        return _run_words(view, words)
    except Failed as failed:
        return Printed("", failed.stderr, failed.status)
    except Misuse as error:
        return Printed("", f"error: {error}\n", 1)
    finally:
        view.depth -= 1


def _run_words(view: View, words: tuple[str, ...]) -> Printed:
    if view.depth > DEEPEST:
        raise Failed("lab: commands within commands within commands: write the inner one alone", 2)
    words = words[1:] if words[:1] == ("sudo",) and len(words) > 1 else words
    if not words:
        return Printed()
    if words[0] in SHELLS:
        return _shell(view, words)
    if words[0] == "help":
        view.own = view.own or view.depth == 1
        return _help(view, words[1:])
    one = command_of(view.place, words[0])
    if one is None:
        raise Failed(_unknown(view.place, words[0]), 127)
    if one in OWN and view.depth == 1:
        view.own = True
    return call(view, one, words[1:])


def _shell(view: View, words: tuple[str, ...]) -> Printed:
    """`sh -c 'LINE'`, as it stands behind kubectl exec."""
    if len(words) == 3 and words[1] in ("-c", "-lc", "-ec"):
        stdin = view.stdin
        try:
            return run_stages(view, pipeline(words[2]))
        except Unshellable as error:
            raise Failed(f"lab: {error}", 2) from None
        finally:
            view.stdin = stdin
    raise Failed("this is a shell already: type the command, or `exit` to leave" if len(words) == 1 else "write sh -c 'COMMAND'", 2)


# --- the tables ------------------------------------------------------------------------------------------------------


def commands_at(place: Place) -> tuple[Command, ...]:
    """All commands of a place; the lab's own words are everywhere."""
    match place:
        case Workstation():
            tools_here = WORKSTATION
        case OnNode():
            tools_here = NODE
        case _:
            tools_here = POD
    return (*tools_here, *FILTERS, *OWN, HELP)


def command_of(place: Place, word: str) -> Command | None:
    """The command of a name or alias in a place."""
    return next((one for one in commands_at(place) if word == one.name or word in one.aliases), None)


def _unknown(place: Place, word: str) -> str:
    shell = "sh" if isinstance(place, InPod) else "bash"
    said = f"{shell}: {word}: {'not found' if shell == 'sh' else 'command not found'}"
    if word in INSTEAD:
        return f"{said}\n({INSTEAD[word]})"
    elsewhere = next((where for where, table in ELSEWHERE if any(word in (one.name, *one.aliases) for one in table)), None)
    if elsewhere is not None:
        return f"{said}\n({elsewhere})"
    near = get_close_matches(word, [one.name for one in commands_at(place)], 1)
    return f"{said}\n(did you mean `{near[0]}`?)" if near else f"{said}\n(`help` lists what there is)"


ELSEWHERE: tuple[tuple[str, tuple[Command, ...]], ...] = (
    ("that is on the workstation: `exit` leads back", WORKSTATION),
    ("that is on a node: `ssh NODE` leads there, from the workstation", NODE),
)


def _help(view: View, words: tuple[str, ...]) -> Printed:
    if words:
        return explaining.page(commands_at(view.place), words)
    here = {Workstation: WORKSTATION, OnNode: NODE, InPod: POD}[type(view.place)]
    groups = [("Commands of the trade", here), ("Behind a pipe", FILTERS), ("The lab's own", OWN)]
    return explaining.overview(groups)


def _run_help(view: View, parsed: Parsed) -> Printed:
    return _help(view, parsed.all_words)


HELP = Command(
    name="help",
    about="What there is here; `help COMMAND` tells more",
    usage="[COMMAND]",
    run=_run_help,
    manners=Manners.RAW,
    names=("commands",),
)
