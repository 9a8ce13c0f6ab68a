"""Containers in a description: of a pod with their state, of a template without. Source: describeContainers and what it calls."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import ceil
from typing import Any
from urllib.parse import quote

from k8s_svc_trainer.printers.kubectl.age import rfc1123
from k8s_svc_trainer.printers.kubectl.labels import NONE
from k8s_svc_trainer.printers.kubectl.quantities import quantity
from k8s_svc_trainer.sim.objects import Container, ContainerPort, Probe

Resolver = Callable[[str], str]  # the value of a field path of the pod, "" where kubectl cannot say it
ATTRIBUTES = (
    ("delay=", "initialDelaySeconds", 0, "s"),
    ("timeout=", "timeoutSeconds", 1, "s"),
    ("period=", "periodSeconds", 10, "s"),
    ("successThreshold=", "successThreshold", 1, ""),
    ("failureThreshold=", "failureThreshold", 3, ""),
)


def containers(
    title: str, listed: Sequence[Container], statuses: Sequence[Mapping[str, Any]], resolve: Resolver, *, template: bool = False
) -> Iterator[str]:
    """All containers under a title; a template's stand deeper."""
    space = "  " if template else ""
    yield f"{space}{title}:{'' if listed else f' {NONE}'}"
    known = {one.get("name"): one for one in statuses}
    for one in listed:
        yield f"  {' ' if template else ''}{one.name}:"
        for line in _container(one, known.get(one.name), resolve):
            yield f"    {line}"


def _container(one: Container, status: Mapping[str, Any] | None, resolve: Resolver) -> Iterator[str]:
    if status is not None:
        yield f"Container ID:\t{status.get('containerID', '')}"
    yield f"Image:\t{one.image or ''}"
    if status is not None:
        yield f"Image ID:\t{status.get('imageID', '')}"
    yield _ports("Port", one.ports, lambda port: port.containerPort or 0)
    yield _ports("Host Port", one.ports, lambda port: port.hostPort or 0)
    yield from _words("Command", one.rest.get("command"))
    yield from _words("Args", one.rest.get("args"))
    if status is not None:
        yield from _state("State", status.get("state") or {})
        if (status.get("lastState") or {}).get("terminated"):
            yield from _state("Last State", status["lastState"])
        yield f"Ready:\t{status.get('ready', False)}"
        yield f"Restart Count:\t{status.get('restartCount', 0)}"
    yield from _resources(one.rest.get("resources") or {})
    for title, probe in (("Liveness", one.livenessProbe), ("Readiness", one.readinessProbe), ("Startup", one.startupProbe)):
        if probe is not None:
            yield f"{title}:\t{probe_text(probe)}"
    yield from _env_from(one.rest.get("envFrom") or ())
    yield from _env(one.rest.get("env") or (), resolve, one.rest.get("resources") or {})
    yield from _mounts(one.rest.get("volumeMounts") or ())


def _ports(title: str, ports: Sequence[ContainerPort], number: Callable[[ContainerPort], int]) -> str:
    texts = [f"{number(one)}/{one.protocol or 'TCP'}{f' ({one.name})' if one.name else ''}" for one in ports]
    return f"{title}{'s' if len(texts) > 1 else ''}:\t{', '.join(texts) or NONE}"


def _words(title: str, words: Sequence[str] | None) -> Iterator[str]:
    if words:
        yield f"{title}:"
        yield from (f"  {line}" for word in words for line in str(word).split("\n"))


def _state(title: str, state: Mapping[str, Any]) -> Iterator[str]:
    if "running" in state:
        yield f"{title}:\tRunning"
        yield f"  Started:\t{rfc1123(state['running'].get('startedAt'))}"
    elif "terminated" in state:
        end = state["terminated"]
        yield f"{title}:\tTerminated"
        yield from (f"  {word}:\t{end[key]}" for word, key in (("Reason", "reason"), ("Message", "message")) if end.get(key))
        yield f"  Exit Code:\t{end.get('exitCode', 0)}"
        yield from ([f"  Signal:\t{end['signal']}"] if end.get("signal") else [])
        yield f"  Started:\t{rfc1123(end.get('startedAt'))}"
        yield f"  Finished:\t{rfc1123(end.get('finishedAt'))}"
    else:
        yield f"{title}:\tWaiting"
        reason = (state.get("waiting") or {}).get("reason")
        yield from ([f"  Reason:\t{reason}"] if reason else [])


def _resources(given: Mapping[str, Any]) -> Iterator[str]:
    for title, key in (("Limits", "limits"), ("Requests", "requests")):
        amounts = given.get(key) or {}
        if amounts:
            yield f"{title}:"
            yield from (f"  {name}:\t{amounts[name]}" for name in sorted(amounts))


def probe_text(probe: Probe) -> str:
    """A probe in one line (DescribeProbe)."""
    values = ((label, getattr(probe, name), default, unit) for label, name, default, unit in ATTRIBUTES)
    attributes = " ".join(f"{label}{default if value is None else value}{unit}" for label, value, default, unit in values)
    return f"{_action(probe)} {attributes}"


def _action(probe: Probe) -> str:
    if probe.exec is not None:
        return f"exec [{' '.join(map(str, probe.exec.get('command') or ()))}]"
    if probe.httpGet is not None:
        act = probe.httpGet
        host = f"[{act.host}]" if act.host and ":" in act.host else act.host or ""
        path = quote(act.path or "", safe="/$&+,:;=@-_.~")
        return f"http-get {(act.scheme or 'HTTP').lower()}://{host}:{act.port}{'/' if path and path[0] != '/' else ''}{path}"
    if probe.tcpSocket is not None:
        return f"tcp-socket {probe.tcpSocket.host or ''}:{probe.tcpSocket.port}"
    if probe.grpc is not None:
        return f"grpc <pod>:{probe.grpc.port} {probe.grpc.service or ''}"
    return "unknown"


def _env_from(given: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if given:
        yield "Environment Variables from:"
    for one in given:
        kind, source = ("ConfigMap", one["configMapRef"]) if one.get("configMapRef") else ("Secret", one.get("secretRef") or {})
        prefix = f" with prefix '{one['prefix']}'" if one.get("prefix") else ""
        yield f"  {source.get('name', '')}\t{kind}{prefix}\tOptional: {_true(source.get('optional'))}"


def _env(given: Sequence[Mapping[str, Any]], resolve: Resolver, resources: Mapping[str, Any]) -> Iterator[str]:
    yield "Environment:" if given else f"Environment:\t{NONE}"
    for one in given:
        yield from _variable(one.get("name", ""), one, resolve, resources)


def _variable(name: str, one: Mapping[str, Any], resolve: Resolver, resources: Mapping[str, Any]) -> Iterator[str]:
    source: Mapping[str, Any] = one.get("valueFrom") or {}
    match source:
        case {"fieldRef": {"fieldPath": path, **rest}}:
            yield f"  {name}:\t{resolve(path)} ({rest.get('apiVersion', 'v1')}:{path})"
        case {"resourceFieldRef": {"resource": resource, **rest}}:
            yield f"  {name}:\t{_amount(resource, rest.get('divisor'), resources)} ({resource})"
        case {"secretKeyRef": {"key": key, "name": secret, **rest}}:
            yield f"  {name}:\t<set to the key '{key}' in secret '{secret}'>\tOptional: {_true(rest.get('optional'))}"
        case {"configMapKeyRef": {"key": key, "name": config, **rest}}:
            yield f"  {name}:\t<set to the key '{key}' of config map '{config}'>\tOptional: {_true(rest.get('optional'))}"
        case _:
            first, *others = str(one.get("value", "")).split("\n")
            yield f"  {name}:\t{first}"
            yield from (f"  \t{line}" for line in others)


def _amount(resource: str, divisor: Any, resources: Mapping[str, Any]) -> str:
    """What a container asks for or may use, in units of the divisor, rounded up (ExtractContainerResourceValue)."""
    kind, _, name = resource.partition(".")
    amount = ceil(quantity((resources.get(kind) or {}).get(name, "0")) / (quantity(divisor or "1") or 1))
    return "node allocatable" if not amount and resource in ("limits.cpu", "limits.memory") else str(amount)


def _mounts(given: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield "Mounts:" if given else f"Mounts:\t{NONE}"
    for one in sorted(given, key=lambda mount: str(mount.get("mountPath"))):
        path = f',path="{one["subPath"]}"' if one.get("subPath") else ""
        yield f"  {one.get('mountPath', '')} from {one.get('name', '')} ({'ro' if one.get('readOnly') else 'rw'}{path})"


def _true(value: Any) -> str:
    return "true" if value else "false"
