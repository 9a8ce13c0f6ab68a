"""Which backend an Ingress controller chooses for a host and a path. Knows Ingress objects; opens no connections.

Follows kubernetes.io/docs/concepts/services-networking/ingress (path types, multiple matches, hostname wildcards, DefaultBackend)
and networking/v1 types.go. The host is chosen first, as a virtual server: the rules of an exact host hide those of a wildcard,
which hide those without a host. Within it the longest path wins, Exact before Prefix, and of equal rules the older Ingress's.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from k8s_svc_trainer.sim.controllers.ingresses import served
from k8s_svc_trainer.sim.objects import HTTPIngressPath, Ingress, IngressBackend, IngressRule


class Match(msgspec.Struct, frozen=True, gc=False):
    """The Ingress that decides, its backend, and the rule in words."""

    ingress: Ingress
    backend: IngressBackend
    rule: str


class _Candidate(msgspec.Struct, frozen=True, gc=False):
    ingress: Ingress
    rule: IngressRule
    path: HTTPIngressPath


def match(ingresses: Iterable[Ingress], host: str, path: str) -> Match | None:
    """The backend for a request, or None where no rule matches and no Ingress has a default backend.

    `host` has neither port nor capital letters; `path` no query.
    """
    mine = sorted((ingress for ingress in ingresses if served(ingress)), key=_age)
    rules = [(ingress, rule) for ingress in mine for rule in ingress.spec.rules]
    chosen = _server(rules, host)
    paths = [_Candidate(ingress, rule, one) for ingress, rule in chosen for one in (rule.http.paths if rule.http else ())]
    fitting = [one for one in paths if one.path.backend is not None and path_matches(one.path, path)]
    if fitting:
        best = max(fitting, key=lambda one: _precedence(one.path))  # max keeps the first of equals: the older Ingress
        words = f"host {best.rule.host or '*'} {best.path.pathType} {best.path.path or '/'}"
        return Match(best.ingress, best.path.backend or IngressBackend(), words)
    return _default([ingress for ingress, _ in chosen], mine)


def _age(ingress: Ingress) -> tuple[str, str, str, str]:
    meta = ingress.metadata
    return (meta.creationTimestamp or "", meta.uid or "", meta.namespace or "", meta.name or "")


def _server(rules: list[tuple[Ingress, IngressRule]], host: str) -> list[tuple[Ingress, IngressRule]]:
    """The rules of the most exact host that matches."""
    wildcard = "*." + host.partition(".")[2]
    for wanted in (host, wildcard, ""):
        chosen = [(ingress, rule) for ingress, rule in rules if (rule.host or "").lower() == wanted]
        if chosen:
            return chosen
    return []


def _default(named: list[Ingress], mine: list[Ingress]) -> Match | None:
    """Source: the Ingress page, DefaultBackend; an Ingress that names the host comes before the others."""
    for ingress in (*named, *mine):
        if ingress.spec.defaultBackend is not None:
            return Match(ingress, ingress.spec.defaultBackend, "default backend")
    return None


def path_matches(rule: HTTPIngressPath, path: str) -> bool:
    """Whether a rule's path fits a request's.

    Source: networking/v1 types.go PathType: Exact is the same text, Prefix goes element by element; ImplementationSpecific is
    Prefix here.
    """
    if rule.pathType == "Exact":
        return path == rule.path
    wanted = elements(rule.path or "/")
    return elements(path)[: len(wanted)] == wanted


def elements(path: str) -> list[str]:
    """The labels of a path between its slashes; slashes at the end do not count."""
    stripped = path.strip("/")
    return stripped.split("/") if stripped else []


def _precedence(rule: HTTPIngressPath) -> tuple[bool, int]:
    return (rule.pathType == "Exact", len(elements(rule.path or "/")))
