"""The tools of a node: iptables-save, nft, ipvsadm, systemctl; and ssh, which leads there.

Decides which tool has something to show in which proxy mode; the rules' text is the printers'.
"""

from __future__ import annotations

from k8s_svc_trainer.lab.command import Command
from k8s_svc_trainer.lab.options import Flag, Manners, Parsed, Takes
from k8s_svc_trainer.lab.values import OnNode
from k8s_svc_trainer.lab.view import Failed, View
from k8s_svc_trainer.printers.client.printed import Printed
from k8s_svc_trainer.printers.rules import rules_text

NO_SERVERS = (
    "IP Virtual Server version 1.2.1 (size=4096)\nProt LocalAddress:Port Scheduler Flags\n"
    "  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn\n"
)
UNITS = ("kube-proxy", "kubelet", "containerd")


def node_here(view: View) -> str:
    """The node on which the learner stands. Raises Failed elsewhere."""
    if not isinstance(view.place, OnNode):
        raise Failed("this is a tool of a node: `ssh NODE` leads there", 127)
    return view.place.name


def _mode(view: View) -> str:
    return view.cluster.settings.proxyMode


def iptables_save(view: View, parsed: Parsed, *, family: int = 4) -> Printed:
    """The rules that kube-proxy wrote, in iptables mode."""
    node = node_here(view)
    if _mode(view) != "iptables":
        return Printed()
    text = rules_text(view.cluster.state, node, family=family)
    table = parsed.text("table")
    return Printed(_table(text, table) if table else text)


def _table(text: str, wanted: str) -> str:
    """One table of a dump: from its * line to its COMMIT."""
    kept: list[str] = []
    inside = False
    for line in text.splitlines():
        if line.startswith("*"):
            inside = line == f"*{wanted}"
        if inside:
            kept.append(f"{line}\n")
        if line == "COMMIT":
            inside = False
    return "".join(kept)


def ip6tables_save(view: View, parsed: Parsed) -> Printed:
    """As iptables-save, of IPv6."""
    return iptables_save(view, parsed, family=6)


def iptables(view: View, parsed: Parsed) -> Printed:
    """Rules are not changed by hand here, and read by iptables-save."""
    node_here(view)
    raise Failed("write `iptables-save`, with -t nat for one table: this lab shows rules in that form alone, and kube-proxy writes them", 2)


def nft(view: View, parsed: Parsed) -> Printed:
    """The rules that kube-proxy wrote, in nftables mode."""
    node = node_here(view)
    words = parsed.all_words
    if words[:2] not in (("list", "ruleset"), ("list", "table"), ("list", "tables")):
        raise Failed("write `nft list ruleset`: this lab shows rules and changes none by hand", 1)
    if _mode(view) != "nftables":
        return Printed()
    if words[1] == "tables":
        return Printed("table ip kube-proxy\n")
    if words[1] == "table" and words[2:] not in (("ip", "kube-proxy"), ("kube-proxy",), ("ip6", "kube-proxy")):
        raise Failed("Error: No such file or directory", 1)
    return Printed(rules_text(view.cluster.state, node, family=6 if words[2:3] == ("ip6",) else 4))


def ipvsadm(view: View, parsed: Parsed) -> Printed:
    """The virtual servers that kube-proxy made, in ipvs mode."""
    node = node_here(view)
    return Printed(rules_text(view.cluster.state, node) if _mode(view) == "ipvs" else NO_SERVERS)


def systemctl(view: View, parsed: Parsed) -> Printed:
    """Start, stop or look at kube-proxy, which is a service of the node here where no DaemonSet has it."""
    node = node_here(view)
    words = parsed.all_words
    if len(words) != 2:
        raise Failed("write `systemctl status|restart|start|stop kube-proxy`", 1)
    action, unit = words[0], words[1].removesuffix(".service")
    if unit not in UNITS:
        raise Failed(f"Unit {unit}.service could not be found.", 4)
    if action in ("restart", "start", "stop", "reload"):
        if unit != "kube-proxy":
            raise Failed(f"this lab starts and stops kube-proxy alone, and leaves {unit} as it is", 1)
        (view.cluster.stop if action == "stop" else view.cluster.start)(node)
        return Printed()
    running = unit != "kube-proxy" or node not in view.cluster.state.stopped
    word = "active" if running else "inactive"
    if action == "is-active":
        return Printed(f"{word}\n", "", 0 if running else 3)
    if action != "status":
        raise Failed(f"Unknown command verb {action}.", 1)
    state = "active (running)" if running else "inactive (dead)"
    return Printed(f"{'●' if running else '○'} {unit}.service\n     Loaded: loaded\n     Active: {state}\n", "", 0 if running else 3)


def ssh(view: View, parsed: Parsed) -> Printed:
    """Go to a node, or run a command there."""
    if not parsed.words:
        raise Failed("usage: ssh NODE [COMMAND]", 255)
    name = parsed.words[0].rpartition("@")[2]
    names = view.cluster.state.node_names()
    if name not in names:
        raise Failed(f"ssh: Could not resolve hostname {name}: there are {', '.join(names) or 'no nodes'}", 255)
    command = parsed.all_words[1:]
    command = command[1:] if command[:1] == ("--",) else command
    if command:
        return view.at(OnNode(name), command)
    view.enter(OnNode(name))
    return Printed()


TABLE = (Flag("table", "t", Takes.TEXT, "one table: nat or filter", names="nat|filter"), Flag("counters", "c"))
SSH = Command(
    name="ssh",
    about="Go to a node; `exit` leads back",
    usage="NODE [COMMAND]",
    run=ssh,
    manners=Manners.GETOPT,
    interspersed=False,
    names=("nodes",),
)
NODE_TOOLS = (
    Command(
        name="iptables-save",
        about="kube-proxy's rules in iptables mode",
        usage="[-t nat]",
        run=iptables_save,
        manners=Manners.GETOPT,
        flags=TABLE,
    ),
    Command(name="ip6tables-save", about="the same of IPv6", usage="[-t nat]", run=ip6tables_save, manners=Manners.GETOPT, flags=TABLE),
    Command(name="iptables", about="refused: write iptables-save", run=iptables, manners=Manners.RAW),
    Command(name="nft", about="kube-proxy's rules in nftables mode", usage="list ruleset", run=nft, manners=Manners.RAW),
    Command(name="ipvsadm", about="kube-proxy's virtual servers in ipvs mode", usage="-Ln", run=ipvsadm, manners=Manners.RAW),
    Command(
        name="systemctl",
        about="Look at kube-proxy, restart or stop it",
        usage="status|restart|start|stop kube-proxy",
        run=systemctl,
        manners=Manners.GETOPT,
        names=("actions", "units"),
    ),
)
