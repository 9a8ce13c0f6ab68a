"""`kubectl create`: from files, and deployment, service, ingress, namespace from flags.

Sources: kubectl pkg/cmd/create (create.go, create_deployment.go, create_service.go, create_ingress.go, create_namespace.go).
"""

from __future__ import annotations

import re
from typing import Any

from k8s_svc_trainer.lab.command import Command
from k8s_svc_trainer.lab.kubectl import flags
from k8s_svc_trainer.lab.kubectl.changing import each
from k8s_svc_trainer.lab.kubectl.files import documents
from k8s_svc_trainer.lab.kubectl.made import made, one_name, port_number, target_port
from k8s_svc_trainer.lab.kubectl.shown import told
from k8s_svc_trainer.lab.kubectl.targets import space
from k8s_svc_trainer.lab.kubectl.writing import create as send
from k8s_svc_trainer.lab.kubectl.writing import placed
from k8s_svc_trainer.lab.options import Flag, Flags, Parsed, Takes
from k8s_svc_trainer.lab.view import Failed, View
from k8s_svc_trainer.printers.client.printed import Printed

Manifest = dict[str, Any]
RULE = re.compile(
    r"^(?P<host>[\w\*\-\.]*)/(?P<path>[^=]*)=(?P<service>[\w\-]+):(?P<port>[\w\-]+)(,tls(=(?P<secret>[\w\-\.]*))?)?$", re.ASCII
)


def create(view: View, parsed: Parsed) -> Printed:
    """Make objects of files."""
    if parsed.words:
        words = " ".join(parsed.words)
        raise Failed(f"error: Unexpected args: [{words}]\nSee 'kubectl create -h' for help and examples")
    dry = flags.is_dry(parsed)

    def one(document: Any) -> Printed:
        manifest = placed(document, space(view, parsed), stated=parsed.has("namespace"))
        written = send(view, manifest, source=document.file, dry=dry)
        return Printed(told(view, parsed, written.manifest, "created"), written.warnings)

    return each(documents(view, parsed), one)


# --- deployment ------------------------------------------------------------------------------------------------------


def create_deployment(view: View, parsed: Parsed) -> Printed:
    """A Deployment whose pods carry app=NAME."""
    name = one_name(parsed, "kubectl create deployment")
    images = parsed.every("image")
    if not images:
        raise Failed('error: required flag(s) "image" not set')
    if len(images) > 1 and parsed.rest:
        raise Failed("error: cannot specify multiple --image options and command")
    containers = [_container(image, parsed) for image in images]
    if parsed.has("port"):
        containers[0]["ports"] = [{"containerPort": parsed.number("port")}]
    labels = {"app": name}
    template = {"metadata": {"labels": labels}, "spec": {"containers": containers}}
    spec = {"replicas": parsed.number("replicas", 1), "selector": {"matchLabels": labels}, "template": template}
    metadata = {"name": name, "namespace": space(view, parsed), "labels": labels}
    return made(view, parsed, {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata, "spec": spec}, "created")


def _container(image: str, parsed: Parsed) -> Manifest:
    name = re.sub(r"[._]", "-", image.rpartition("/")[2].partition(":")[0].partition("@")[0])
    found: Manifest = {"name": name, "image": image}
    if parsed.rest:
        found["command"] = list(parsed.rest)
    return found


# --- service ---------------------------------------------------------------------------------------------------------


def _create_service(view: View, parsed: Parsed, kind: str) -> Printed:
    name = one_name(parsed, f"kubectl create service {kind.lower()}")
    headless = parsed.text("clusterip") == "None"
    if headless and kind != "ClusterIP":
        raise Failed("error: ClusterIP=None can only be used with ClusterIP service type")
    if not headless and not parsed.has("tcp") and kind != "ExternalName":
        raise Failed("error: at least one tcp port specifier must be provided")
    spec: Manifest = {"type": kind, "selector": {"app": name}, "ports": [_port(text, parsed) for text in parsed.every("tcp")]}
    if parsed.text("clusterip"):
        spec["clusterIP"] = parsed.text("clusterip")
    if kind == "ExternalName":
        spec["externalName"] = parsed.text("external-name")
    metadata = {"name": name, "namespace": space(view, parsed), "labels": {"app": name}}
    return made(view, parsed, {"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": spec}, "created")


def _port(text: str, parsed: Parsed) -> Manifest:
    port, colon, target = text.partition(":")
    found: Manifest = {
        "name": text.replace(":", "-"),
        "port": port_number(port),
        "protocol": "TCP",
        "targetPort": target_port(target if colon else port),
    }
    if parsed.number("node-port"):
        found["nodePort"] = parsed.number("node-port")
    return found


def create_clusterip(view: View, parsed: Parsed) -> Printed:
    """A Service of type ClusterIP."""
    return _create_service(view, parsed, "ClusterIP")


def create_nodeport(view: View, parsed: Parsed) -> Printed:
    """A Service of type NodePort."""
    return _create_service(view, parsed, "NodePort")


def create_loadbalancer(view: View, parsed: Parsed) -> Printed:
    """A Service of type LoadBalancer."""
    return _create_service(view, parsed, "LoadBalancer")


def create_externalname(view: View, parsed: Parsed) -> Printed:
    """A Service of type ExternalName."""
    if not parsed.text("external-name"):
        raise Failed('error: required flag(s) "external-name" not set')
    return _create_service(view, parsed, "ExternalName")


# --- ingress, namespace ----------------------------------------------------------------------------------------------


def create_ingress(view: View, parsed: Parsed) -> Printed:
    """An Ingress of rules HOST/PATH=SERVICE:PORT; a path that ends in * is a Prefix, else it is Exact."""
    name = one_name(parsed, "kubectl create ingress")
    if not parsed.every("rule") and not parsed.text("default-backend"):
        raise Failed(
            "error: not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) "
            "or a list of rules (which catch specific paths)"
        )
    spec: Manifest = {"rules": _rules(parsed.every("rule"))}
    if parsed.text("class"):
        spec["ingressClassName"] = parsed.text("class")
    if parsed.text("default-backend"):
        service, colon, port = parsed.text("default-backend").partition(":")
        if not colon or ":" in port:
            raise Failed("error: default-backend should be in format servicename:serviceport")
        spec["defaultBackend"] = _backend(service, port)
    tls = [rule for rule in map(RULE.match, parsed.every("rule")) if rule and ",tls" in rule[0] and rule["host"]]
    if tls:
        spec["tls"] = [{"hosts": [rule["host"]], **({"secretName": rule["secret"]} if rule["secret"] else {})} for rule in tls]
    metadata: Manifest = {"name": name, "namespace": space(view, parsed)}
    if parsed.every("annotation"):
        metadata["annotations"] = dict(_annotation(text) for text in parsed.every("annotation"))
    return made(view, parsed, {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": metadata, "spec": spec}, "created")


def _rules(texts: tuple[str, ...]) -> list[Manifest]:
    hosts: dict[str, list[Manifest]] = {}
    for text in texts:
        rule = RULE.match(text)
        if rule is None:
            raise Failed(f"error: rule {text} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]")
        path = f"/{rule['path']}"
        prefix = path.endswith("*")
        found = {
            "path": path.removesuffix("*"),
            "pathType": "Prefix" if prefix else "Exact",
            "backend": _backend(rule["service"], rule["port"]),
        }
        hosts.setdefault(rule["host"], []).append(found)
    return [{**({"host": host} if host else {}), "http": {"paths": paths}} for host, paths in hosts.items()]


def _backend(service: str, port: str) -> Manifest:
    found = target_port(port)
    return {"service": {"name": service, "port": {"number": found} if isinstance(found, int) else {"name": found}}}


def _annotation(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals:
        raise Failed(f"error: annotation {text} is invalid and should be in format key=[value]")
    return key, value


def create_namespace(view: View, parsed: Parsed) -> Printed:
    """A namespace."""
    name = one_name(parsed, "kubectl create namespace")
    return made(view, parsed, {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}, "created")


SHARED: Flags = (flags.DRY_RUN, flags.OUTPUT, *flags.QUIETLY)
TCP = Flag("tcp", "", Takes.LIST, "PORT or PORT:TARGETPORT")
SERVICE = Command(
    name="service",
    aliases=("svc",),
    about="Make a Service",
    subs=(
        Command(
            name="clusterip",
            about="Make a ClusterIP Service, which selects app=NAME",
            usage="NAME --tcp=PORT:TARGETPORT",
            run=create_clusterip,
            flags=(TCP, Flag("clusterip", "", Takes.TEXT, "an address of its own, or None"), *SHARED),
        ),
        Command(
            name="nodeport",
            about="Make a NodePort Service, which selects app=NAME",
            usage="NAME --tcp=PORT:TARGETPORT",
            run=create_nodeport,
            flags=(TCP, Flag("node-port", "", Takes.NUMBER, "the port on every node"), *SHARED),
        ),
        Command(
            name="loadbalancer",
            about="Make a LoadBalancer Service, which selects app=NAME",
            usage="NAME --tcp=PORT:TARGETPORT",
            run=create_loadbalancer,
            flags=(TCP, *SHARED),
        ),
        Command(
            name="externalname",
            about="Make an ExternalName Service",
            usage="NAME --external-name=DOMAIN",
            run=create_externalname,
            flags=(TCP, Flag("external-name", "", Takes.TEXT, "the name that it stands for"), *SHARED),
        ),
    ),
)

COMMAND = Command(
    name="create",
    about="Create a resource from a file, from stdin, or from flags",
    usage="-f FILE | COMMAND",
    run=create,
    reads=True,
    example="kubectl create -f web.yaml\nkubectl create service clusterip web --tcp=80:8080",
    flags=(
        *flags.FILES,
        Flag("edit", here=False),
        Flag("raw", "", Takes.TEXT, here=False),
        *SHARED,
    ),
    subs=(
        Command(
            name="deployment",
            aliases=("deploy",),
            about="Make a Deployment, whose pods carry app=NAME",
            usage="NAME --image=IMAGE [--port=PORT] [--replicas=COUNT] [-- COMMAND ARGS...]",
            run=create_deployment,
            example="kubectl create deployment web --image=web:1 --port=8080 --replicas=2",
            flags=(
                Flag("image", "", Takes.LIST, "an image; one container for each"),
                Flag("port", "", Takes.NUMBER, "the containerPort; in this lab it is what the container listens on"),
                Flag("replicas", "r", Takes.NUMBER, "how many pods", "1"),
                *SHARED,
            ),
        ),
        SERVICE,
        Command(
            name="ingress",
            aliases=("ing",),
            about="Make an Ingress",
            usage="NAME --rule=HOST/PATH=SERVICE:PORT",
            run=create_ingress,
            example="kubectl create ingress shop --class=nginx --rule='shop.example/*=web:80'",
            flags=(
                Flag("rule", "", Takes.EACH, "HOST/PATH=SERVICE:PORT[,tls[=SECRET]]; a * at the end means Prefix"),
                Flag("class", "", Takes.TEXT, "the IngressClass"),
                Flag("default-backend", "", Takes.TEXT, "SERVICE:PORT for all other requests"),
                Flag("annotation", "", Takes.EACH, "KEY=VALUE"),
                *SHARED,
            ),
        ),
        Command(
            name="namespace",
            aliases=("ns",),
            about="Make a namespace",
            usage="NAME",
            run=create_namespace,
            flags=SHARED,
        ),
    ),
)
