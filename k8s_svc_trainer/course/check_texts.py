"""What an author can get wrong in words: stubs, control characters, sources that are not official, doubles.

Decides which pages count as official and which words betray a stub. Must not know the simulator.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import urlsplit

from msgspec.structs import replace

from k8s_svc_trainer.cases.faults import Fault, shown
from k8s_svc_trainer.cases.nodes import Node

SENIOR_WORDS = range(60, 131)

# Kubernetes and its subprojects, CoreDNS, the projects of the CNCF (https://www.cncf.io/projects/) that have to do with Services; for DNS
# and sockets the manual pages, glibc's source and the IETF; for what the kernel does its own source. Of GitHub the projects' own
# organizations: KEPs and specifications are there.
HOSTS = frozenset(
    {
        "kubernetes.io", "www.kubernetes.dev", "blog.k8s.io", "github.com", "kubernetes.github.io", "kubernetes-sigs.github.io",
        "coredns.io", "cni.dev", "www.cni.dev", "etcd.io", "containerd.io", "grpc.io", "docs.cilium.io", "cilium.io", "www.envoyproxy.io",
        "gateway.envoyproxy.io", "istio.io", "linkerd.io", "kuma.io", "projectcontour.io", "antrea.io", "kube-vip.io", "metallb.io",
        "metallb.universe.tf", "prometheus.io", "helm.sh", "knative.dev", "www.cncf.io", "man7.org", "www.rfc-editor.org",
        "datatracker.ietf.org", "www.iana.org", "sourceware.org",
    }
)  # fmt: skip
SUBDOMAINS_OF = (".sigs.k8s.io",)
ORGANIZATIONS = frozenset(
    {
        "kubernetes", "kubernetes-sigs", "coredns", "cilium", "containernetworking", "containerd", "etcd-io", "envoyproxy", "istio",
        "linkerd", "kumahq", "projectcontour", "antrea-io", "kube-vip", "metallb", "grpc", "cloudnativelabs", "torvalds",
    }
)  # fmt: skip

SPOKEN = frozenset(
    {
        "prompt", "text", "title", "often", "why", "explain", "say", "means", "story", "hints", "instead", "notes", "answer", "junior",
        "senior", "staff",
    }
)  # fmt: skip
_STUB = re.compile(r"\b(?:TODO|FIXME|TBD|XXX)\b|\blorem ipsum\b", re.IGNORECASE)
_EMPTY = frozenset({"...", "…", "-", "?", "n/a", "none"})
# Control characters but tab and line feed, and the marks that turn the direction of a line around.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_SPACE = re.compile(r"[\W_]+")


def texts(root: Node) -> Iterator[Fault]:
    """Stubs in what is written for people, and control characters anywhere."""
    for word, node in _scalars(root, ""):
        if not isinstance(node.value, str):
            continue
        found = _CONTROL.search(node.value)
        if found:
            yield node.fault(f"the character U+{ord(found[0]):04X} would act on a terminal, or hide", "leave it out")
        if word in SPOKEN and (_STUB.search(node.value) or node.value.strip().lower() in _EMPTY):
            yield node.fault(f"this is a stub: {shown(node.value.strip())}", "write it")


def _scalars(node: Node, word: str) -> Iterator[tuple[str, Node]]:
    for key, child in node.members():
        if _CONTROL.search(key):
            yield "", _as_text(child, key)
        yield from _scalars(child, key)
    for child in node.elements():
        yield from _scalars(child, word)
    if not node.children:
        yield word, node


def _as_text(child: Node, key: str) -> Node:
    line, column = child.key or (child.line, child.column)
    return Node(file=child.file, trail=child.trail, line=line, column=column, value=key)


def source(node: Node | None) -> Iterator[Fault]:
    """A page that is not an official one of the projects that the course speaks of."""
    if node is None or not isinstance(node.value, str):
        return
    complaint = not_official(node.value)
    if complaint:
        yield node.fault(f"{shown(node.value)} {complaint}", "cite kubernetes.io, a KEP, CoreDNS or a CNCF project's documentation")


def case_source(node: Node | None) -> Iterator[Fault]:
    """As `source`; behind the page of a case may stand which test or section of it is meant."""
    if node is not None and isinstance(node.value, str):
        yield from source(replace(node, value=(node.value.split() or [""])[0]))


def not_official(url: str) -> str | None:
    """What is wrong with a page as a source; None where nothing is."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "is no URL"
    if parts.scheme != "https" or port is not None or parts.username is not None or any(char.isspace() for char in url):
        return "is no plain https page"
    host = parts.hostname or ""
    if host == "github.com" and parts.path.split("/")[1:2] and parts.path.split("/")[1] not in ORGANIZATIONS:
        return "is not of an official organization"
    official = host in HOSTS or host.endswith(SUBDOMAINS_OF)
    return None if official else "is not an official page"


def doubles(written: Iterable[tuple[str, Node]]) -> Iterator[Fault]:
    """Prompts, or options, that say the same, but for capitals, spaces and marks."""
    seen: dict[str, Node] = {}
    for text, node in written:
        plain = _SPACE.sub(" ", text).strip().lower()
        first = seen.setdefault(plain, node)
        if first is not node and plain:
            yield node.fault(f"the same stands in {first.file}:{first.line}", "say something else, or drop one")


def senior(answers: Mapping[str, str], node: Node) -> Iterator[Fault]:
    """A senior's model answer is as long as one speaks in a minute or less."""
    count = len(answers.get("senior", "").split())
    if answers.get("senior") and count not in SENIOR_WORDS:
        at = node.find("answers.senior")
        yield at.fault(f"the senior answer has {count} words", f"write {SENIOR_WORDS[0]} to {SENIOR_WORDS[-1]}")
