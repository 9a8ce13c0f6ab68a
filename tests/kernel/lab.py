"""Three nodes, four pods and an outsider as network namespaces: loads rules, connects for real, says what came of it.

`answers` runs it as a program of its own inside `unshare -rmnpf --mount-proc --kill-child`, so that all of it is gone when it ends: a
plan as JSON on standard input, answers as JSON on standard output. Knows nothing of the simulator.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

OUTSIDER = "198.51.100.7"
ROUTER = "169.254.1.1"
QUIET = "net.ipv4.icmp_ratemask=0 net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0 net.ipv4.conf.all.send_redirects=0"
QUIET_FOR = 1.0  # seconds without any answer, after which what did not answer is silent: a busy machine answers late, but goes on
SERVER = """
import socket
server = socket.create_server(("", {port}), backlog=4096)
print("listening", flush=True)
while True:
    client, (address, _) = server.accept()
    client.sendall(("{ip}:{port} " + address).encode())
    client.close()
"""


def missing(mode: str = "") -> str:
    """Why this machine cannot do it, in one mode or in both; nothing where it can."""
    lists = {"iptables": "iptables -t nat -L", "nftables": "nft list ruleset"}
    wanted = [one for name, one in lists.items() if mode in ("", name)]
    for tool in ("unshare", "ip", "sysctl", *(one.split()[0] for one in wanted)):
        if not shutil.which(tool):
            return f"{tool} is not installed"
    command = " && ".join(wanted)
    tried = subprocess.run(["unshare", "-rn", "sh", "-c", command], capture_output=True, text=True, check=False)
    return f"no netfilter in a network namespace here: {tried.stderr.strip()}" if tried.returncode else ""


def answers(plan: dict[str, Any]) -> dict[str, Any]:
    """What came of a plan, by mode and source, from this program run in namespaces of its own."""
    from tests.support.measuring import unmeasured  # as a program, this file is no part of the tests

    command = ["unshare", "-rmnpf", "--mount-proc", "--kill-child", sys.executable, __file__]
    env = unmeasured(os.environ)
    done = subprocess.run(command, input=json.dumps(plan), text=True, capture_output=True, check=False, timeout=120, env=env)
    if done.returncode:
        raise RuntimeError(done.stderr)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def run(*commands: str, given: str | None = None) -> None:
    for command in commands:
        done = subprocess.run(command.split(), input=given, text=True, capture_output=True, check=False)
        if done.returncode:
            sys.exit(f"{command}: {done.stderr.strip()}")


def namespace(name: str) -> None:
    run(f"ip netns add {name}", f"ip -n {name} link set lo up", f"ip netns exec {name} sysctl -qw {QUIET}")


def leg(name: str, device: str, ip: str, *, of: str = "") -> None:
    """A wire from a namespace to its router: the fabric, or the node `of` which it is a pod."""
    inside = f"ip -n {of}" if of else "ip"
    sysctl = f"ip netns exec {of} sysctl" if of else "sysctl"
    run(
        f"{inside} link add {device} type veth peer name eth0 netns {name}",
        f"{inside} link set {device} up",
        f"{sysctl} -qw net.ipv4.conf.{device}.proxy_arp=1 net.ipv4.neigh.{device}.proxy_delay=0",
        f"{inside} route add {ip}/32 dev {device}",
        f"ip -n {name} addr add {ip}/32 dev eth0",
        f"ip -n {name} link set eth0 up",
        f"ip -n {name} route add {ROUTER} dev eth0 scope link",
        f"ip -n {name} route add default via {ROUTER} dev eth0 onlink src {ip}",
    )


def build(plan: dict[str, Any]) -> None:
    run("mount -t tmpfs tmpfs /run", "mkdir /run/netns", "ip link set lo up", f"sysctl -qw net.ipv4.ip_forward=1 {QUIET}")
    run(f"ip addr add {ROUTER}/32 dev lo", "ip route add blackhole 0.0.0.0/0")
    for number, (node, ip) in enumerate(plan["nodes"].items(), 1):
        namespace(node)
        run(f"ip netns exec {node} sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.route_localnet=1")
        leg(node, f"fabric{number}", ip)
        run(
            f"ip route add {plan['ranges'][node]} via {ip} dev fabric{number} onlink",
            f"ip -n {node} route add unreachable {plan['ranges'][node]}",
        )
        for balanced in plan["balanced"].get(node, ()):
            run(f"ip route add {balanced}/32 via {ip} dev fabric{number} onlink")
    namespace("outside")
    leg("outside", "fabric0", OUTSIDER)
    for number, (pod, (node, ip, port)) in enumerate(plan["pods"].items()):
        namespace(pod)
        leg(pod, f"pod{number}", ip, of=node)
        if port:
            command = ["ip", "netns", "exec", pod, sys.executable, "-c", SERVER.format(ip=ip, port=port)]
            server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
            if server.stdout is None or server.stdout.readline() != "listening\n":
                raise RuntimeError(f"the server of {pod} does not listen")


def load(plan: dict[str, Any], mode: str) -> None:
    for node in plan["nodes"]:
        if mode == "iptables":
            run(f"ip netns exec {node} iptables-restore", given=plan["rules"][mode][node])
        else:
            if "iptables" in plan["rules"]:
                run(f"ip netns exec {node} iptables -F", f"ip netns exec {node} iptables -t nat -F")
            run(f"ip netns exec {node} nft flush ruleset")
            run(f"ip netns exec {node} nft -f -", given=plan["rules"][mode][node])


def probe() -> None:
    """Connect to every destination several times at once, from the namespace that this runs in."""
    import select

    asked = json.load(sys.stdin)
    waiting: dict[socket.socket, str] = {}
    answers: dict[str, list[str]] = {to: [] for to, _ in asked}
    for to, tries in asked:
        ip, _, port = to.rpartition(":")
        for _ in range(tries):
            one = socket.socket()
            one.setblocking(False)
            one.connect_ex((ip, int(port)))
            waiting[one] = to
    while waiting:
        _, ready, _ = select.select([], list(waiting), [], QUIET_FOR)
        if not ready:
            break
        for one in ready:
            to = waiting.pop(one)
            failed = one.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            one.settimeout(10)
            answers[to].append(f"errno {failed}" if failed else one.recv(100).decode())
    for to in waiting.values():
        answers[to].append("silence")
    json.dump(answers, sys.stdout)


def clock() -> None:
    """Microseconds that each of some connections in turn takes, from the namespace that this runs in."""
    to, tries = json.load(sys.stdin)
    ip, _, port = to.rpartition(":")
    taken = []
    for _ in range(tries):
        began = time.perf_counter()
        with socket.create_connection((ip, int(port)), timeout=5) as one:
            taken.append((time.perf_counter() - began) * 1e6)
            one.recv(100)
    json.dump(taken, sys.stdout)


def main() -> None:
    plan = json.load(sys.stdin)
    build(plan)
    results: dict[str, dict[str, Any]] = {}
    for mode in plan["rules"]:
        load(plan, mode)
        results[mode] = {}
        with ThreadPoolExecutor() as pool:  # all sources at once: they wait most of the time
            probing = {source: pool.submit(ask, "probes", source, asked) for source, asked in plan.get("probes", {}).items()}
        results[mode] |= {source: probe.result() for source, probe in probing.items()}
        for source, asked in plan.get("timed", {}).items():
            results[mode][source] = ask("timed", source, asked)
    json.dump(results, sys.stdout)


def ask(task: str, source: str, asked: Any) -> Any:
    """What a task finds in the namespace of a source."""
    command = ["ip", "netns", "exec", source, sys.executable, __file__, task]
    done = subprocess.run(command, input=json.dumps(asked), text=True, capture_output=True, check=True)
    return json.loads(done.stdout)


TASKS = {"probes": probe, "timed": clock}

if __name__ == "__main__":
    next((task for name, task in TASKS.items() if name in sys.argv), main)()
