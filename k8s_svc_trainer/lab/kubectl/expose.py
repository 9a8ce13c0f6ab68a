"""`kubectl expose`: a Service made for a workload, a pod or another Service. Source: kubectl pkg/cmd/expose/expose.go."""

from __future__ import annotations

from typing import Any

from k8s_svc_trainer.lab.command import Command
from k8s_svc_trainer.lab.kubectl import flags
from k8s_svc_trainer.lab.kubectl.changing import Manifest, targets_of
from k8s_svc_trainer.lab.kubectl.made import labels_of, made, port_number, target_port
from k8s_svc_trainer.lab.kubectl.targets import Target, one, space
from k8s_svc_trainer.lab.options import Flag, Parsed, Takes
from k8s_svc_trainer.lab.view import Failed, View
from k8s_svc_trainer.printers.client.printed import Printed
from k8s_svc_trainer.sim.manifest import to_mapping
from k8s_svc_trainer.sim.objects import Deployment, Pod, ReplicaSet, Service

LONGEST = 63
NO_SELECTOR = "error: couldn't retrieve selectors via --selector flag or introspection:"
NO_PORT = "error: couldn't find port via --port flag or introspection"


def expose(view: View, parsed: Parsed) -> Printed:
    """Make a Service for an object."""
    named = Parsed(parsed.words, {name: value for name, value in parsed.values.items() if name != "selector"})
    target = one(targets_of(view, named, parsed.words, verb="expose"))
    if not isinstance(target.obj, Deployment | ReplicaSet | Pod | Service):
        raise Failed(f"error: cannot expose a {target.resource.kind}{'.' + target.resource.group if target.resource.group else ''}")
    return made(view, parsed, _service(view, parsed, target), "exposed")


def _service(view: View, parsed: Parsed, target: Target) -> Manifest:
    spec: Manifest = {"selector": _selector(parsed, target), "ports": _ports(parsed, target)}
    for flag, field in (("type", "type"), ("cluster-ip", "clusterIP"), ("session-affinity", "sessionAffinity")):
        if parsed.text(flag):
            spec[field] = parsed.text(flag)
    if spec.get("sessionAffinity", "None") not in ("None", "ClientIP"):
        raise Failed(f"error: unknown session affinity: {spec['sessionAffinity']}")
    if parsed.text("external-ip"):
        spec["externalIPs"] = [parsed.text("external-ip")]
    if parsed.text("type") == "LoadBalancer" and parsed.text("load-balancer-ip"):
        spec["loadBalancerIP"] = parsed.text("load-balancer-ip")
    labels = labels_of(parsed.text("labels")) if parsed.text("labels") else dict(target.obj.metadata.labels)
    metadata = {
        "name": parsed.text("name") or target.name[:LONGEST],
        "namespace": space(view, parsed),
        **({"labels": labels} if labels else {}),
    }
    return {"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": spec}


def _selector(parsed: Parsed, target: Target) -> dict[str, str]:
    if parsed.text("selector"):
        return labels_of(parsed.text("selector"))
    obj = target.obj
    found: dict[str, str] = {}
    if isinstance(obj, Deployment | ReplicaSet):
        selector = obj.spec.selector
        if selector is not None and selector.matchExpressions:
            raise Failed(f"{NO_SELECTOR} couldn't convert expressions to map-based selector format")
        found = dict(selector.matchLabels) if selector is not None else {}
    elif isinstance(obj, Pod):
        found = dict(obj.metadata.labels)
        if not found:
            raise Failed(f"{NO_SELECTOR} the pod has no labels and cannot be exposed")
    elif isinstance(obj, Service):
        found = dict(obj.spec.selector)
        if not found:
            raise Failed(f"{NO_SELECTOR} the service has no pod selector set")
    if not found:
        raise Failed("error: selector must be specified")
    return found


def _ports(parsed: Parsed, target: Target) -> list[Manifest]:
    """Each port of the object, or the one that is named; several are named port-1, port-2 ..."""
    declared = list(_declared(target))
    numbers = parsed.text("port").split(",") if parsed.text("port") else list(dict.fromkeys(str(number) for number, _ in declared))
    if not numbers:
        if parsed.text("cluster-ip") == "None":
            return []
        raise Failed(NO_PORT)
    ports: list[Manifest] = []
    for place, text in enumerate(numbers, start=1):
        number = port_number(text)
        protocols = [protocol for port, protocol in declared if port == number] or ["TCP"]
        chosen = [parsed.text("protocol")] if parsed.text("protocol") else list(dict.fromkeys(protocols))
        for protocol in chosen:
            name = f"port-{place}-{protocol.lower()}" if len(chosen) > 1 else (f"port-{place}" if len(numbers) > 1 else "")
            port: Manifest = {"port": number, "protocol": protocol, "targetPort": target_port(parsed.text("target-port") or text)}
            ports.append({**({"name": name} if name else {}), **port})
    return ports


def _declared(target: Target) -> list[tuple[int, str]]:
    """The ports of the object, with their protocols (polymorphichelpers, PortsForObject)."""
    manifest: Any = to_mapping(target.obj)
    spec = manifest["spec"]
    if target.resource.kind == "Service":
        return [(port["port"], port.get("protocol", "TCP")) for port in spec.get("ports", ())]
    pod = spec if target.resource.kind == "Pod" else (spec.get("template") or {}).get("spec") or {}
    return [(port["containerPort"], port.get("protocol", "TCP")) for one in pod.get("containers", ()) for port in one.get("ports", ())]


COMMAND = Command(
    name="expose",
    about="Make a Service for a deployment, replica set, pod or Service",
    usage="TYPE NAME [--port=PORT] [--target-port=PORT] [--name=NAME] [--type=TYPE]",
    run=expose,
    names=("kinds", "names"),
    example="kubectl expose deployment web --port=80 --target-port=8080",
    flags=(
        Flag("port", "", Takes.TEXT, "the port of the Service; that of the object where it is left out"),
        Flag("target-port", "", Takes.TEXT, "number or name of the port of the pods"),
        Flag("protocol", "", Takes.TEXT, "TCP, UDP or SCTP", names="TCP|UDP|SCTP"),
        Flag("name", "", Takes.TEXT, "the Service's name; that of the object where it is left out"),
        Flag("type", "", Takes.TEXT, "the Service's type", "ClusterIP", names="ClusterIP|NodePort|LoadBalancer|ExternalName"),
        Flag("selector", "", Takes.TEXT, "KEY=VALUE,...; that of the object where it is left out"),
        Flag("labels", "l", Takes.TEXT, "KEY=VALUE,... for the Service itself"),
        Flag("external-ip", "", Takes.TEXT, "an address that nodes own besides"),
        Flag("load-balancer-ip", "", Takes.TEXT, "the balancer's address"),
        Flag("session-affinity", "", Takes.TEXT, "None or ClientIP", names="None|ClientIP"),
        Flag("cluster-ip", "", Takes.TEXT, "an address of its own, or None"),
        Flag("overrides", "", Takes.TEXT, here=False),
        flags.DRY_RUN,
        flags.OUTPUT,
        *flags.FILES,
        *flags.QUIETLY,
    ),
)
