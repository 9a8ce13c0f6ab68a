"""Healthy clusters of every shape, drawn by a seed: what a random lab breaks, and what `why` must not accuse.

Decides which objects stand together. Everything in a world works; some of it looks broken and is not (a Service without a selector, one
pod, policy Local with pods on some nodes). Must not know what could be broken in it: that is `diagnosis.injections`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

import msgspec

Manifest = dict[str, Any]
LISTEN, PATHS = "k8s-svc-trainer/listen", "k8s-svc-trainer/paths"
TEAMS: Mapping[str, tuple[str, ...]] = {
    "shop": ("cart", "orders", "catalog", "prices", "stock"),
    "pay": ("billing", "invoices", "refunds", "fraud"),
    "media": ("images", "thumbs", "encoder", "subtitles"),
    "people": ("accounts", "profiles", "logins", "invites"),
    "maps": ("routes", "tiles", "traffic", "places"),
}
CLIENTS = ("checkout", "front", "worker", "cron", "mobile-api", "batch")
STORES = ("db", "ledger", "queue", "cache")
PORTS = (8080, 8000, 3000, 5000, 9000, 7070)
STORE_PORTS = (5432, 6379, 3306, 9092)
FIRST_NODE_PORT = 30500
FIRST_STATED = 200  # the last byte of the addresses that pods state here


class World(msgspec.Struct, frozen=True, gc=False):
    """Settings and objects of one cluster, as they would stand in a file."""

    settings: Mapping[str, Any]
    objects: tuple[Manifest, ...]


class App(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One application: where it lives, how its pods are labelled, what they listen on."""

    namespace: str
    name: str
    kind: str
    replicas: int
    port: int
    portName: str | None
    labels: Mapping[str, str]
    selector: Mapping[str, str]
    paths: tuple[str, ...] = ()

    @property
    def meta(self) -> Manifest:
        """Its name and namespace."""
        return {"name": self.name, "namespace": self.namespace}


def healthy(seed: str) -> World:
    """The healthy cluster of a seed: the same on every machine and in every process."""
    return _Drawing(Random(seed)).world()  # noqa: S311 -- a seed names a cluster; nothing is kept secret by it


class _Drawing:
    """One cluster while it is drawn."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.settings: dict[str, Any] = {}
        self.objects: list[Manifest] = []
        self.apps: list[App] = []
        self.clients: list[tuple[str, str]] = []
        self.stated = FIRST_STATED
        self.key = random.choice(("app", "app", "app.kubernetes.io/name"))

    def world(self) -> World:
        """All of it, in the order in which a person would write it."""
        self._settings()
        self.spaces = self.random.sample(sorted(TEAMS), self.random.choice((2, 2, 3)))
        for space in self.spaces:
            self._put("v1", "Namespace", {"name": space, "labels": {"team": space}})
        for space in self.spaces:
            for name in self.random.sample(TEAMS[space], self.random.choice((1, 2, 2, 3))):
                self._application(space, name)
            for name in self.random.sample(CLIENTS, self.random.choice((1, 2))):
                self._client(space, name)
        for part in _PARTS:
            if self.random.random() < part.chance:
                part.draw(self)
        return World(self.settings, tuple(self.objects))

    def chance(self, share: float) -> bool:
        """True in this share of all draws."""
        return self.random.random() < share

    def _settings(self) -> None:
        draw = self.random.choice
        found: dict[str, Any] = {
            "proxyMode": draw(("iptables", "iptables", "nftables", "ipvs")),
            "version": draw(("1.29", "1.31", "1.33", "1.35", "1.37")),
            "nodes": draw((2, 3, 3, 4)),
            "cloud": draw(("none", "generic", "generic", "generic-direct")),
            "externalNames": {"db.example.com": ["198.51.100.9"], "api.vendor.example": ["198.51.100.20"]},
        }
        if self.chance(0.12):
            found |= {"serviceCIDRs": ["10.96.0.0/16", "fd00:96::/112"], "podCIDRs": ["10.244.0.0/16", "fd00:244::/56"]}
        self.settings.update(found)

    def _put(self, version: str, kind: str, metadata: Manifest, **rest: Any) -> None:
        self.objects.append({"apiVersion": version, "kind": kind, "metadata": metadata, **rest})

    def _node(self) -> str:
        return f"node-{self.random.randint(1, self.settings['nodes'])}"

    def _address(self, node: str) -> str:
        """An address of a node's own range that the allocator has not come to."""
        self.stated += 1
        return f"10.244.{node.removeprefix('node-')}.{self.stated}"

    # --- applications --------------------------------------------------------------------------------------------

    def _application(self, space: str, name: str) -> None:
        labels = {self.key: name, "tier": "back"}
        app = App(
            namespace=space,
            name=name,
            kind=self.random.choice(("Deployment", "Deployment", "Deployment", "Deployment", "DaemonSet", "Pod")),
            replicas=self.random.choice((1, 2, 2, 3)),
            port=self.random.choice(PORTS),
            portName=self.random.choice((None, "http", "http", "web")),
            labels=labels,
            selector=labels if self.chance(0.3) else {self.key: name},
            paths=("/", "/ready", f"/{name}", f"/{name}/7"),
        )
        self.apps.append(app)
        self._workload(app)
        self._service(app)

    def _workload(self, app: App) -> None:
        container = self._container(app)
        if app.kind == "Pod":
            for number in range(1, app.replicas + 1):
                node = f"node-{(number + self.stated) % self.settings['nodes'] + 1}"
                meta = {"name": f"{app.name}-{number}", "namespace": app.namespace, **self._template_meta(app)}
                alone = {"nodeName": node, "containers": [container]}
                self._put("v1", "Pod", meta, spec=alone, status={"podIP": self._address(node)})
            return
        template = {"metadata": self._template_meta(app), "spec": {"containers": [container]}}
        spec: Manifest = {"selector": {"matchLabels": {self.key: app.name}}, "template": template}
        if app.kind == "Deployment":
            spec = {"replicas": app.replicas, **self._strategy(), **spec}
        self._put("apps/v1", app.kind, app.meta, spec=spec)

    def _strategy(self) -> Manifest:
        drawn = self.random.random()
        if drawn < 0.2:
            return {"strategy": {"type": "Recreate"}}
        return {"strategy": {"rollingUpdate": {"maxUnavailable": "100%", "maxSurge": 0}}} if drawn < 0.3 else {}

    def _template_meta(self, app: App) -> Manifest:
        return {"labels": dict(app.labels), **({"annotations": {PATHS: ",".join(app.paths)}} if app.paths else {})}

    def _container(self, app: App) -> Manifest:
        port = {"containerPort": app.port} if app.portName is None else {"name": app.portName, "containerPort": app.port}
        found: Manifest = {"name": app.name, "image": f"registry.example/{app.name}:1", "ports": [port]}
        probe = self.random.choice(("none", "http", "http", "tcp"))
        number = self.random.choice((app.port, app.portName or app.port))
        if probe == "http" and app.paths:
            found["readinessProbe"] = {"httpGet": {"path": "/ready", "port": number}}
        elif probe == "tcp":
            found["readinessProbe"] = {"tcpSocket": {"port": number}}
        return found

    def _service(self, app: App) -> None:
        kind = self.random.choice(self._types())
        target = app.portName if app.portName and self.chance(0.5) else app.port
        port: Manifest = {"port": self.random.choice((80, 80, 8080)), "targetPort": target}
        if self.chance(0.25):
            port = {"name": "http", **port}
        if kind != "ClusterIP":
            port["nodePort"] = FIRST_NODE_PORT + len(self.apps)
        spec: Manifest = {"selector": dict(app.selector), "ports": [port]}
        if kind != "ClusterIP":
            spec = {"type": kind, **spec}
            spec |= {"externalTrafficPolicy": "Local"} if self.chance(0.3) else {}
        if kind == "LoadBalancer":
            spec["loadBalancerIP"] = f"203.0.113.{20 + len(self.apps)}"
        if kind == "LoadBalancer" and self.settings["cloud"] == "generic" and self.chance(0.3):
            spec["loadBalancerSourceRanges"] = ["198.51.100.0/24"]
        if self.chance(0.1) and app.kind == "DaemonSet":
            spec["internalTrafficPolicy"] = "Local"
        if self.chance(0.1):
            spec["sessionAffinity"] = "ClientIP"
        self._put("v1", "Service", app.meta, spec=spec)

    def _types(self) -> tuple[str, ...]:
        usual = ("ClusterIP", "ClusterIP", "ClusterIP", "NodePort")
        return usual if self.settings["cloud"] == "none" else (*usual, "LoadBalancer")

    def _client(self, space: str, name: str) -> None:
        if any((space, name) == one for one in self.clients) or any(app.name == name for app in self.apps):
            return
        self.clients.append((space, name))
        container = {"name": name, "image": f"registry.example/{name}:1"}
        labels = {self.key: name, "tier": "front"}
        node = self._node()
        spec: Manifest = {"nodeName": node, "containers": [container]}
        old = "serviceCIDRs" in self.settings and self.chance(0.5)  # a pod from before the cluster had two families
        status = {"status": {"podIP": self._address(node)}} if old else {}
        self._put("v1", "Pod", {"name": name, "namespace": space, "labels": labels}, spec=spec, **status)

    # --- what may stand beside them ------------------------------------------------------------------------------

    def store(self) -> None:
        """A StatefulSet and its headless Service."""
        space, name = self.random.choice(self.spaces), self.random.choice(STORES)
        port = self.random.choice(STORE_PORTS)
        labels = {self.key: name}
        meta = {"name": name, "namespace": space}
        ports = [{"name": "client", "port": port}]
        self._put("v1", "Service", meta, spec={"clusterIP": "None", "selector": labels, "ports": ports})
        container = {"name": name, "image": f"registry.example/{name}:1", "ports": [{"name": "client", "containerPort": port}]}
        template = {"metadata": {"labels": labels}, "spec": {"containers": [container]}}
        spec = {"serviceName": name, "replicas": self.random.choice((1, 2, 3)), "selector": {"matchLabels": labels}, "template": template}
        self._put("apps/v1", "StatefulSet", meta, spec=spec)

    def written(self) -> None:
        """A Service without a selector, with a hand-written slice to pods that have no labels of their own."""
        space, node, port = self.random.choice(self.spaces), self._node(), self.random.choice(PORTS)
        name = self.random.choice(("legacy", "mainframe", "printer"))
        ip = self._address(node)
        container = {"name": name, "image": f"registry.example/{name}:1", "ports": [{"containerPort": port}]}
        self._put(
            "v1",
            "Pod",
            {"name": f"{name}-0", "namespace": space, "labels": {"role": name}},
            spec={"nodeName": node, "containers": [container]},
            status={"podIP": ip},
        )
        port_name = self.random.choice((None, "http"))
        named = {"name": port_name} if port_name else {}
        self._put("v1", "Service", {"name": name, "namespace": space}, spec={"ports": [{**named, "port": 80, "targetPort": port}]})
        self._put(
            "discovery.k8s.io/v1",
            "EndpointSlice",
            {"name": f"{name}-1", "namespace": space, "labels": {"kubernetes.io/service-name": name}},
            addressType="IPv4",
            ports=[{**named, "port": port}],
            endpoints=[{"addresses": [ip]}],
        )

    def external(self) -> None:
        """An ExternalName: it has no endpoint, and needs none."""
        space, name = self.random.choice(self.spaces), self.random.choice(("vendor", "warehouse"))
        target = self.random.choice(sorted(self.settings["externalNames"]))
        self._put("v1", "Service", {"name": name, "namespace": space}, spec={"type": "ExternalName", "externalName": target})

    def ingress(self) -> None:
        """An Ingress for some applications of one namespace."""
        space = self.random.choice(self.spaces)
        mine = [app for app in self.apps if app.namespace == space and app.paths]
        services = {(one["metadata"]["namespace"], one["metadata"]["name"]): one for one in self.objects if one["kind"] == "Service"}
        rules = [
            {
                "host": f"{space}.example.com",
                "http": {"paths": [self._path(app, services[(space, app.name)]) for app in mine]},
            }
        ]
        spec: Manifest = {"rules": rules}
        if self.chance(0.7):
            spec = {"ingressClassName": "nginx", **spec}
        self._put("networking.k8s.io/v1", "Ingress", {"name": space, "namespace": space}, spec=spec)

    def _path(self, app: App, service: Manifest) -> Manifest:
        port = service["spec"]["ports"][0]
        named = {"name": port["name"]} if "name" in port and self.chance(0.5) else {"number": port["port"]}
        kind = self.random.choice(("Prefix", "Prefix", "Exact"))
        return {"path": f"/{app.name}", "pathType": kind, "backend": {"service": {"name": app.name, "port": named}}}

    def closed(self) -> None:
        """A namespace that is closed by default, and one rule for each application in it that lets in some clients."""
        space = self.random.choice(self.spaces)
        self._policy(space, "default-deny", {"podSelector": {}, "policyTypes": ["Ingress"]})
        for app in [one for one in self.apps if one.namespace == space]:
            peers = [self._peer(space, *client) for client in self.random.sample(self.clients, min(2, len(self.clients)))]
            peers.append({"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "ingress-system"}}})
            ports = [{"port": self.random.choice((app.port, app.portName or app.port))}]
            rules = [{"from": peers, "ports": ports}]
            self._policy(space, f"allow-{app.name}", {"podSelector": {"matchLabels": {self.key: app.name}}, "ingress": rules})

    def _peer(self, space: str, namespace: str, name: str) -> Manifest:
        pods = {"podSelector": {"matchLabels": {self.key: name}}}
        if namespace == space:
            return pods
        label = self.random.choice(({"kubernetes.io/metadata.name": namespace}, {"team": namespace}))
        return {"namespaceSelector": {"matchLabels": label}, **pods}

    def leaving(self) -> None:
        """A client that may call the DNS and some applications, and nothing else."""
        space, name = self.random.choice(self.clients)
        dns = {
            "to": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}}}],
            "ports": [{"protocol": "UDP", "port": 53}, {"protocol": "TCP", "port": 53}],
        }
        app = self.random.choice(self.apps)
        rule = {"to": [self._app_peer(space, app)], "ports": [{"port": app.port}]}
        spec = {"podSelector": {"matchLabels": {self.key: name}}, "policyTypes": ["Egress"], "egress": [dns, rule]}
        self._policy(space, f"{name}-out", spec)

    def _app_peer(self, space: str, app: App) -> Manifest:
        pods = {"podSelector": {"matchLabels": {self.key: app.name}}}
        if app.namespace == space:
            return pods
        return {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": app.namespace}}, **pods}

    def _policy(self, space: str, name: str, spec: Manifest) -> None:
        self._put("networking.k8s.io/v1", "NetworkPolicy", {"name": name, "namespace": space}, spec=spec)

    def firewall(self) -> None:
        """The cloud's firewall in front of the nodes, with the node ports open."""
        ports = ["30000-32767", 80, 443, 8080]
        rules = [{"ports": ports, "protocol": "TCP", "cidrs": ["0.0.0.0/0"]}]
        self._put("sim.k8s-svc-trainer/v1", "SecurityGroup", {"name": "nodes"}, spec={"ingress": rules})

    def agent(self) -> None:
        """A pod in its node's network that asks the cluster's DNS."""
        space, node = self.random.choice(self.spaces), self._node()
        spec = {
            "nodeName": node,
            "hostNetwork": True,
            "dnsPolicy": "ClusterFirstWithHostNet",
            "containers": [{"name": "agent", "image": "registry.example/agent:1"}],
        }
        self._put("v1", "Pod", {"name": "agent", "namespace": space, "labels": {self.key: "agent"}}, spec=spec)

    def twin(self) -> None:
        """A second Service for the same pods, headless: two Services with one selector, and nothing wrong with it."""
        app = self.random.choice([one for one in self.apps if one.kind == "Pod"] or self.apps)
        meta = {"name": f"{app.name}-pods", "namespace": app.namespace}
        spec = {"clusterIP": "None", "selector": dict(app.selector), "ports": [{"port": app.port}]}
        self._put("v1", "Service", meta, spec=spec)

    def ended(self) -> None:
        """A Job's pod that has ended, with the labels of an application."""
        app = self.random.choice(self.apps)
        meta = {"name": f"{app.name}-migrate", "namespace": app.namespace, "labels": dict(app.labels)}
        spec = {"restartPolicy": "Never", "containers": [{"name": "migrate", "image": "registry.example/migrate:1"}]}
        self._put("v1", "Pod", meta, spec=spec, status={"phase": "Succeeded"})

    def waiting(self) -> None:
        """A Service without a selector that nobody has given a slice yet."""
        meta = {"name": "reserved", "namespace": self.random.choice(self.spaces)}
        self._put("v1", "Service", meta, spec={"ports": [{"port": 80}]})

    def early(self) -> None:
        """A headless Service that publishes pods which are not ready."""
        space, node = self.random.choice(self.spaces), self._node()
        labels = {self.key: "quorum"}
        container = {"name": "quorum", "image": "registry.example/quorum:1", "ports": [{"containerPort": 2380}]}
        status = {"podIP": self._address(node), "conditions": [{"type": "Ready", "status": "False"}]}
        meta = {"name": "quorum-0", "namespace": space, "labels": labels}
        self._put("v1", "Pod", meta, spec={"nodeName": node, "containers": [container]}, status=status)
        spec = {"clusterIP": "None", "publishNotReadyAddresses": True, "selector": labels, "ports": [{"port": 2380}]}
        self._put("v1", "Service", {"name": "quorum", "namespace": space}, spec=spec)

    def shadowed(self) -> None:
        """A name outside that is spelt like a Service of another namespace."""
        app = self.random.choice(self.apps)
        outside = {f"{app.name}.{app.namespace}": ["198.51.100.77"]}
        self.settings["externalNames"] = {**self.settings["externalNames"], **outside}


class _Part(msgspec.Struct, frozen=True, gc=False):
    """Something that may stand in a cluster, and how often it does."""

    draw: Callable[[_Drawing], None]
    chance: float


_PARTS = (
    _Part(_Drawing.store, 0.5),
    _Part(_Drawing.written, 0.4),
    _Part(_Drawing.external, 0.4),
    _Part(_Drawing.ingress, 0.5),
    _Part(_Drawing.closed, 0.4),
    _Part(_Drawing.leaving, 0.25),
    _Part(_Drawing.firewall, 0.25),
    _Part(_Drawing.agent, 0.25),
    _Part(_Drawing.twin, 0.25),
    _Part(_Drawing.ended, 0.2),
    _Part(_Drawing.waiting, 0.15),
    _Part(_Drawing.early, 0.15),
    _Part(_Drawing.shadowed, 0.2),
)
