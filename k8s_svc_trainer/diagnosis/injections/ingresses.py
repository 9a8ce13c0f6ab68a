"""Faults of an Ingress: its class, host, path and path type, the Service and the port that it names."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from k8s_svc_trainer.cases.steps import Patch
from k8s_svc_trainer.diagnosis.changing import Manifest, patched
from k8s_svc_trainer.diagnosis.injections.ground import Ground
from k8s_svc_trainer.diagnosis.injections.making import injected, misspelt
from k8s_svc_trainer.diagnosis.injections.values import Injection
from k8s_svc_trainer.diagnosis.scene import called, key_of
from k8s_svc_trainer.sim.objects import Ingress


def class_name(ground: Ground) -> Iterator[Injection]:
    """The Ingress is of a class that nobody serves."""
    for ingress in _all(ground):
        for wrong in ("ngnix", "traefik"):
            steps = (Patch(key_of(ingress), {"spec": {"ingressClassName": wrong}}),)
            yield from injected(ground, "SVC070", key_of(ingress), steps, f"Ingress {called(ingress)} has class {wrong}")


def host(ground: Ground) -> Iterator[Injection]:
    """The Ingress has a rule for a host that is misspelt."""
    for ingress in _all(ground):
        for place, rule in enumerate(ingress.spec.rules):
            for wrong in misspelt(rule.host or ""):

                def change(manifest: Manifest, place: int = place, wrong: str = wrong) -> None:
                    manifest["spec"]["rules"][place]["host"] = wrong

                steps = patched(ground.cluster, key_of(ingress), change)
                yield from injected(ground, "SVC071", key_of(ingress), steps, f"Ingress {called(ingress)} has a rule for {wrong}")


def path(ground: Ground) -> Iterator[Injection]:
    """The Ingress has a rule for a path that is misspelt."""

    def change(entry: Manifest) -> None:
        entry["path"] = "/" + next(iter(misspelt(entry["path"].strip("/"))))

    yield from _paths(ground, "SVC072", change, "has a path that is misspelt")


def exact(ground: Ground) -> Iterator[Injection]:
    """The path is Exact, and clients ask for what lies under it."""

    def change(entry: Manifest) -> None:
        entry["pathType"] = "Exact"

    yield from _paths(ground, "SVC073", change, "has pathType Exact")


def service(ground: Ground) -> Iterator[Injection]:
    """The Ingress names a Service that is not there."""

    def change(entry: Manifest) -> None:
        entry["backend"]["service"]["name"] = next(iter(misspelt(entry["backend"]["service"]["name"])))

    yield from _paths(ground, "SVC074", change, "names a Service that is not there")


def port(ground: Ground) -> Iterator[Injection]:
    """The Ingress names a port that the Service does not have."""

    def change(entry: Manifest) -> None:
        entry["backend"]["service"]["port"] = {"number": 8443}

    yield from _paths(ground, "SVC075", change, "names a port that the Service does not have")


def _paths(ground: Ground, fault: str, change: Callable[[Manifest], None], says: str) -> Iterator[Injection]:
    for ingress in _all(ground):
        for place, rule in enumerate(ingress.spec.rules):
            for which in range(len(rule.http.paths) if rule.http else 0):

                def edit(manifest: Manifest, place: int = place, which: int = which) -> None:
                    change(manifest["spec"]["rules"][place]["http"]["paths"][which])

                steps = patched(ground.cluster, key_of(ingress), edit)
                yield from injected(ground, fault, key_of(ingress), steps, f"Ingress {called(ingress)} {says}")


def _all(ground: Ground) -> list[Ingress]:
    held: list[Ingress] = list(ground.cluster.state.all(Ingress))
    return sorted(held, key=lambda one: (str(one.metadata.namespace), str(one.metadata.name)))
