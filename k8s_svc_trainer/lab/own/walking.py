"""The lab's own words that move: undo, reset, sleep, exit, quit, restart kube-proxy.

Decides what is gone back to; the session keeps the clusters.
"""

from __future__ import annotations

import re

from k8s_svc_trainer.lab.changes import differences, written
from k8s_svc_trainer.lab.command import Command
from k8s_svc_trainer.lab.kubectl.targets import Target
from k8s_svc_trainer.lab.kubectl.writing import delete
from k8s_svc_trainer.lab.options import Manners, Parsed
from k8s_svc_trainer.lab.values import InPod, Workstation
from k8s_svc_trainer.lab.view import Failed, View
from k8s_svc_trainer.printers.client.printed import Printed
from k8s_svc_trainer.printers.kubectl.kinds import BY_KIND
from k8s_svc_trainer.printers.kubectl.messages import deleted
from k8s_svc_trainer.sim import Cluster
from k8s_svc_trainer.sim.objects import Pod

LONGEST = 10_000_000  # seconds that pass in one command
MOST_SHOWN = 12
_SPAN = re.compile(r"(\d{1,9}(?:\.\d{1,3})?)([smhd]?)", re.ASCII)
UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}


def undo(view: View, parsed: Parsed) -> Printed:
    """Take the last change back."""
    if not view.history:
        raise Failed("There is nothing to take back: the cluster is as you found it.")
    before = view.history[-1]
    text = _told(view.cluster, before)
    view.cluster, view.history, view.rewound = before.fork(), view.history[:-1], True
    return Printed(f"The last change is taken back.\n{text}")


def _told(now: Cluster, then: Cluster) -> str:
    lines = list(differences(written(now), written(then)))
    more = [f"  and {len(lines) - MOST_SHOWN} more\n"] if len(lines) > MOST_SHOWN else []
    return "".join((*(f"  {line}\n" for line in lines[:MOST_SHOWN]), *more))


def reset(view: View, parsed: Parsed) -> Printed:
    """Go back to the cluster as it was found; `undo` takes that back too."""
    view.cluster, view.afresh = view.start.fork(), True
    return Printed("The cluster is as you found it; `undo` brings your changes back.\n")


def sleep(view: View, parsed: Parsed) -> Printed:
    """Let simulated time pass."""
    found = _SPAN.fullmatch(parsed.words[0]) if len(parsed.words) == 1 else None
    if found is None:
        raise Failed("sleep: write how long: `sleep 30`, `sleep 2m`")
    seconds = float(found[1]) * UNITS[found[2]]
    if seconds > LONGEST:
        raise Failed(f"sleep: at most {LONGEST} seconds pass in one command")
    view.cluster.advance(seconds)
    return Printed()


def leave(view: View, parsed: Parsed) -> Printed:
    """Leave a shell, or on the workstation the lab; a pod that was made for the shell goes with it."""
    if isinstance(view.place, Workstation):
        view.left = True
        return Printed()
    gone = view.leave()
    if isinstance(gone, InPod) and gone.fleeting:
        pod = view.cluster.state.one(Pod, gone.namespace, gone.name)
        if pod is not None:
            delete(view, Target(BY_KIND["Pod"], pod))
            return Printed(deleted(pod))
    return Printed()


def quit_lab(view: View, parsed: Parsed) -> Printed:
    """Leave the lab; it goes on where it was left."""
    view.left = True
    return Printed()


def restart(view: View, parsed: Parsed) -> Printed:
    """Restart the kube-proxy of a node."""
    if len(parsed.words) != 2 or parsed.words[0] != "kube-proxy":
        raise Failed("write `restart kube-proxy NODE`")
    node = parsed.words[1].removeprefix("node/")
    names = view.cluster.state.node_names()
    if node not in names:
        raise Failed(f"there is no node {node}: there are {', '.join(names) or 'none'}")
    stopped = node in view.cluster.state.stopped
    view.cluster.start(node)
    return Printed(f"kube-proxy on {node} {'runs again' if stopped else 'was restarted'}, and its rules follow the cluster.\n")


UNDO = Command(name="undo", about="Take the last change back", run=undo, manners=Manners.RAW)
RESET = Command(name="reset", about="Go back to the cluster as you found it", run=reset, manners=Manners.RAW)
SLEEP = Command(name="sleep", about="Let simulated time pass", usage="SECONDS", run=sleep, manners=Manners.RAW)
EXIT = Command(name="exit", aliases=("logout",), about="Leave a shell; on the workstation, the lab", run=leave, manners=Manners.RAW)
QUIT = Command(name="quit", about="Leave the lab; it goes on where it was left", run=quit_lab, manners=Manners.RAW)
RESTART = Command(
    name="restart",
    about="Restart the kube-proxy of a node",
    usage="kube-proxy NODE",
    run=restart,
    manners=Manners.RAW,
    names=("programs", "nodes"),
)
