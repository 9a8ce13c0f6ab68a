"""Lines that a learner might type, and lines that nobody would: for fuzzing a lab's session.

Decides nothing about what is right: the lines are made from the tables of commands, from names of the cluster, and from noise.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from typing import Any

from k8s_svc_trainer.lab import Session
from k8s_svc_trainer.lab.command import Command
from k8s_svc_trainer.lab.kubectl.verbs import KUBECTL
from k8s_svc_trainer.lab.options import Flag, Manners, Takes
from k8s_svc_trainer.lab.shell import commands_at
from k8s_svc_trainer.printers.kubectl.kinds import RESOURCES

NOISE = "abz019.-_/:=,@+%{}[]()*?!$&;|<>\"'`\\ \t\n\r\x00\x1b\x7f\x9b\u00e4\u4e2d\u202e\ud800\U0001f600#~^"
WORDS = (
    "web",
    "",
    "-",
    "--",
    "-1",
    "0",
    "80",
    "65536",
    "99999999999999999999",
    "None",
    "null",
    "true",
    "app=web",
    "app",
    "app-",
    "a/b/c",
    "*",
    "..",
)
HOSTS = (
    "web",
    "web.default",
    "web:80",
    "http://web",
    "http://web/x?y=1",
    "10.96.0.1",
    "[::1]:80",
    "localhost:10249/proxyMode",
    "a..b",
    "ftp://x",
    "http://:80",
)
PIPES = (
    "grep web",
    "grep -v -i 'a.*b'",
    "head -n 1",
    "tail -2",
    "wc -l",
    "sort -k 2 -r",
    "cut -d' ' -f 1-3",
    "grep -E '(a|b)+'",
    "kubectl apply -f -",
    "cut -c 1-5",
)
PATHS = (
    "spec",
    "selector",
    "ports",
    "type",
    "clusterIP",
    "template",
    "metadata",
    "labels",
    "annotations",
    "name",
    "replicas",
    "status",
    "containers",
    "rules",
)
TEMPLATES = (
    "kubectl get {kind} {name} -n {ns}",
    "kubectl get {kind} -A -o wide",
    "kubectl get {kind}/{name} -o yaml",
    "kubectl get {kind} -o jsonpath='{{.items[*].metadata.name}}'",
    "kubectl get {kind} -o custom-columns=N:.metadata.name,S:.spec",
    "kubectl get {kind} -A -l 'app in ({name},{word}),!x' --show-labels",
    "kubectl get {kind},svc -n {ns} --sort-by=.metadata.{word}",
    "kubectl get {kind} -A --field-selector metadata.name={name},spec.{word}={word}",
    "kubectl get {kind} {name} -n {ns} -o jsonpath='{{range .items[*]}}{{.{word}}}{{end}}'",
    "kubectl get events -n {ns} --sort-by=.lastTimestamp --for {kind}/{name}",
    "kubectl explain {kind}.spec.{word}",
    "kubectl describe {kind} {name} -n {ns}",
    "kubectl delete {kind} {name} -n {ns}",
    "kubectl edit {kind} {name} -n {ns}",
    "kubectl label {kind} {name} {word}=x -n {ns} --overwrite",
    "kubectl annotate {kind} {name} k8s-svc-trainer/listen={word} -n {ns} --overwrite",
    "kubectl set env {kind}/{name} {word}={word} -n {ns}",
    "kubectl label {kind} -l app={name} app={word} -n {ns} --overwrite",
    "kubectl label ns {ns} {word}- x=y",
    "kubectl rollout undo {kind}/{name} -n {ns} --to-revision={number}",
    "kubectl wait {kind}/{name} -n {ns} --for=condition={word} --timeout={number}s",
    "kubectl wait {kind}/{name} -n {ns} --for=jsonpath='{{.spec.{word}}}'={word}",
    "kubectl delete {kind} -l app={name} -n {ns}",
    "kubectl config {verb}",
    "kubectl scale {kind} {name} --replicas={number} -n {ns}",
    "kubectl expose {kind} {name} --port={number} -n {ns} --name={word}",
    "kubectl set selector svc/{name} app={word} -n {ns}",
    "kubectl set image {kind}/{name} '*={word}' -n {ns}",
    "kubectl rollout {verb} {kind} {name} -n {ns}",
    "kubectl exec -n {ns} {name} -- curl -sv -m 2 {host}",
    "kubectl exec -n {ns} {name} -- sh -c 'wget -qO- {host} | head -1'",
    "kubectl exec -it -n {ns} {name} -- sh",
    "kubectl run {word} --rm -it --image=busybox -- nslookup {host}",
    "kubectl run {word} --image=nginx --port={number} --expose",
    "kubectl port-forward -n {ns} {kind}/{name} {number}:{number}",
    "kubectl logs -n {ns} {name}",
    "kubectl config set-context --current --namespace={ns}",
    "kubectl create deployment {word} --image={word} --replicas={number} -n {ns}",
    "kubectl create service clusterip {word} --tcp={number}:{number} -n {ns}",
    "kubectl create ingress {word} --rule='{word}/*={word}:{number}' -n {ns}",
    "ssh {node}",
    "ssh {node} ss -ltn{verb}",
    "ssh {node} nft list ruleset | grep -c {word}",
    "ssh {node} ipvsadm -Ln",
    "getent hosts {host}",
    "cat /etc/resolv.conf",
    "ssh {node} iptables-save | grep {word}",
    "systemctl {verb} kube-proxy",
    "curl {host}",
    "dig {host} +short",
    "nslookup {host}",
    "nc -zv {host} {number}",
    "trace {name} {host}",
    "what-if kubectl delete {kind} {name} -n {ns}",
    "exit",
    "undo",
    "reset",
    "hint",
    "cause {word}",
    "cause {number}",
    "solution",
    "diff",
    "goals",
    "save-case {word}",
    "sleep {number}",
    "help {word}",
)
VERBS = ("status", "restart", "undo", "history", "start", "stop", "frobnicate")


class Lines:
    """Lines for one session, by one seed."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.makers: tuple[Callable[[Session], str], ...] = (
            self.template,
            self.template,
            self.template,
            self.tree,
            self.tree,
            self.patch,
            self.manifest,
            self.noise,
        )

    def line(self, session: Session) -> str:
        """One line."""
        line = self.random.choice(self.makers)(session)
        if self.random.random() < 0.15:
            line = f"{line} | {self.random.choice(PIPES)}"
        return self.mutated(line) if self.random.random() < 0.2 else line

    # --- names ---------------------------------------------------------------------------------------------------

    def obj(self, session: Session) -> tuple[str, str, str]:
        """(kind, namespace, name) of some object, or of none."""
        if self.random.random() < 0.1:
            return self.random.choice(RESOURCES).plural, self.word(), self.word()
        kind = self.random.choice([one for one in RESOURCES if session.cluster.state.held(one.kind).values()] or list(RESOURCES))
        held: list[Any] = list(session.cluster.state.held(kind.kind).values())
        if not held:
            return kind.plural, "default", self.word()
        found = self.random.choice(held)
        word = self.random.choice((kind.plural, kind.singular, *kind.short))
        return word, found.metadata.namespace or "default", found.metadata.name

    def word(self) -> str:
        """Some word."""
        if self.random.random() < 0.7:
            return self.random.choice(WORDS)
        return "".join(self.random.choice(NOISE) for _ in range(self.random.randint(1, 8)))

    def number(self) -> str:
        """Some number, or what is none."""
        return self.random.choice(("0", "1", "2", "3", "80", "8080", "30080", "-1", "65536", "1e9", "x", "501", ""))

    # --- makers --------------------------------------------------------------------------------------------------

    def template(self, session: Session) -> str:
        """A line of those that people type."""
        kind, namespace, name = self.obj(session)
        return self.random.choice(TEMPLATES).format(
            kind=kind,
            ns=namespace,
            name=name,
            word=self.word(),
            number=self.number(),
            host=self.random.choice(HOSTS) if self.random.random() < 0.7 else f"{name}.{namespace}:{self.number()}",
            node=self.random.choice([*session.cluster.state.node_names(), "node-99"]),
            verb=self.random.choice(VERBS),
        )

    def tree(self, session: Session) -> str:
        """A command of the tables with flags of its own and words that may fit."""
        command = self.random.choice((KUBECTL, *commands_at(session.place)))
        words = [command.name]
        flags = list(command.deep)
        while command.subs and self.random.random() < 0.95:
            command = self.random.choice(command.subs)
            words.append(command.name)
        flags += command.flags
        for _ in range(self.random.randint(0, 4)):
            words += self.flag(self.random.choice(flags), command) if flags and self.random.random() < 0.6 else [self.argument(session)]
        return " ".join(words)

    def flag(self, flag: Flag, command: Command) -> list[str]:
        """A flag, mostly with a value that it may have."""
        choices = flag.names.split("|") if "|" in flag.names else []
        value = self.random.choice([*choices, *WORDS, "shop", "yaml", "wide"])
        name = f"-{flag.short}" if flag.short and self.random.random() < 0.5 else f"--{flag.name}"
        if flag.takes is Takes.NOTHING or self.random.random() < 0.1:
            return [name]
        return [f"{name}={value}"] if name.startswith("--") and command.manners is Manners.PFLAG else [name, value]

    def argument(self, session: Session) -> str:
        """A word that may name something."""
        kind, namespace, name = self.obj(session)
        return self.random.choice(
            (kind, name, f"{kind}/{name}", namespace, f"pod/{namespace}/{name}", self.word(), self.random.choice(HOSTS))
        )

    def value(self, depth: int = 0) -> Any:
        """Some plain value."""
        pick = self.random.random()
        if depth < 3 and pick < 0.35:
            return {self.random.choice((*PATHS, "app", "port", "$patch")): self.value(depth + 1) for _ in range(self.random.randint(0, 3))}
        if depth < 3 and pick < 0.5:
            return [self.value(depth + 1) for _ in range(self.random.randint(0, 2))]
        return self.random.choice(
            (None, True, 0, 80, 8080, -1, 1.5, "web", "", "ClusterIP", "None", "10.96.0.50", "ExternalName", "delete", "replace")
        )

    def patch(self, session: Session) -> str:
        """A patch of an object."""
        kind, namespace, name = self.obj(session)
        head = f"kubectl patch {kind} {name} -n {namespace}"
        if self.random.random() < 0.3:
            path = "/" + "/".join(self.random.choice((*PATHS, "0", "-", "1")) for _ in range(self.random.randint(0, 4)))
            operation = {
                "op": self.random.choice(("add", "replace", "remove", "move", "copy", "test", "x")),
                "path": path,
                "value": self.value(),
            }
            return f"{head} --type json -p {_quoted([{**operation, 'from': path[:-1]}])}"
        way = self.random.choice(("", "--type merge", "--type strategic", "--subresource=status"))
        return (
            f"{head} {way} -p {_quoted({'spec': self.value(), 'metadata': self.value()} if self.random.random() < 0.5 else self.value())}"
        )

    def manifest(self, session: Session) -> str:
        """A manifest that is applied, created or replaced: that of an object, with something else in it."""
        kind, namespace, name = self.obj(session)
        verb = self.random.choice(("apply", "create", "replace --force", "delete", "replace"))
        if self.random.random() < 0.5:
            return f"kubectl get {kind} {name} -n {namespace} -o {self.random.choice(('yaml', 'json'))} | kubectl {verb} -f -"
        metadata = {"name": self.random.choice((name, self.word())), "namespace": namespace}
        found = {
            "apiVersion": "v1",
            "kind": self.random.choice(("Service", "Pod", "Namespace", "ConfigMap", "Deployment")),
            "metadata": metadata,
        }
        return f"echo {_quoted({**found, 'spec': self.value()})} | kubectl {verb} -f -"

    def noise(self, session: Session) -> str:
        """Characters."""
        return "".join(self.random.choice(NOISE) for _ in range(self.random.randint(0, 40)))

    def mutated(self, line: str) -> str:
        """The line with something changed, lost or doubled."""
        at = self.random.randint(0, len(line))
        match self.random.randint(0, 3):
            case 0:
                return line[:at] + self.random.choice(NOISE) + line[at:]
            case 1:
                return line[:at] + line[at + 1 :]
            case 2:
                words = line.split(" ")
                self.random.shuffle(words)
                return " ".join(words)
            case _:
                return line[:at] + line[max(0, at - 5) :]

    def edited(self, text: str) -> str | None:
        """What an editor might give back."""
        pick = self.random.random()
        if pick < 0.1:
            return None
        if pick < 0.3:
            return text
        for _ in range(self.random.randint(1, 3)):
            old, new = self.random.choice(
                (("80", "81"), ("app", "apq"), (": ", ":"), ("- ", "  "), ("web", "wbe"), ("ClusterIP", "NodePort"), ("\n", "\n#"))
            )
            text = text.replace(old, new, self.random.randint(1, 3))
        return self.mutated(text) if pick > 0.8 else text


def _quoted(value: Any) -> str:
    return "'" + json.dumps(value).replace("'", "'\\''") + "'"
