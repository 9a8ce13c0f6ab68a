"""What kubectl prints of the shop, as files under `printers/`: `python -m tests.golden.printers` writes them again.

They were held against the real kubectl 1.33 reading the same objects; where the newest kubectl prints otherwise (names of ports, words of
probes, lines of StatefulSets and nodes), its source decided. Read every difference before it is committed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import reduce
from pathlib import Path

from k8s_svc_trainer.printers.kubectl.describe import describe
from k8s_svc_trainer.printers.kubectl.get import table, tables
from k8s_svc_trainer.printers.kubectl.output import json_of, yaml_of
from k8s_svc_trainer.printers.kubectl.served import manifest
from k8s_svc_trainer.sim import Cluster
from k8s_svc_trainer.sim.objects import KubeObject
from k8s_svc_trainer.sim.reading import every, find
from tests.support.shop import shop

# what follows from how many objects were made before, and says nothing about a format
CHANCE = (
    (re.compile(r"(?<=0000-4000-8000-)[0-9]{12}"), "0" * 12),
    (re.compile(r'(?<=esourceVersion": )"[0-9]{6}"|(?<=esourceVersion: )"[0-9]{6}"'), '"000000"'),
    (re.compile(r"(?<=containerd://)[0-9a-f]{64}"), "0" * 64),
    (re.compile(r"(?<=kube-api-access-)[0-9a-z]{5}"), "x" * 5),
    (re.compile(r"((?:Machine ID|System UUID|Boot ID): +)[0-9a-f-]+"), r"\1..."),
)
FILES = Path(__file__).parent / "printers"
TABLES = ("Service", "Pod", "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Endpoints", "EndpointSlice")
MORE_TABLES = ("Ingress", "IngressClass", "NetworkPolicy", "Node", "Namespace")
DESCRIBED = (
    ("Service", "web"), ("Service", "api"), ("Service", "pay"), ("Service", "mail"), ("Service", "db"), ("Deployment", "web"),
    ("StatefulSet", "db"), ("DaemonSet", "agent"), ("Endpoints", "web"), ("Endpoints", "db"), ("Ingress", "web"),
    ("NetworkPolicy", "deny"), ("NetworkPolicy", "web"), ("Pod", "client"),
)  # fmt: skip


def of_shop(cluster: Cluster, kind: str) -> list[KubeObject]:
    """The objects of a kind in the shop, or of the cluster where they have no namespace."""
    return [one for one in every(cluster.state, kind) if one.metadata.namespace in (None, "shop")]


def texts(cluster: Cluster) -> Iterator[tuple[str, str]]:
    """Every file's name and what it holds."""
    yield from ((name, reduce(lambda text, chance: chance[0].sub(chance[1], text), CHANCE, printed)) for name, printed in _printed(cluster))


def _printed(cluster: Cluster) -> Iterator[tuple[str, str]]:
    yield "get-wide", "\n".join(table(cluster, kind, of_shop(cluster, kind), wide=True) for kind in (*TABLES, *MORE_TABLES))
    yield "get-everywhere", table(cluster, "Service", every(cluster.state, "Service"), all_namespaces=True, show_labels=True)
    yield (
        "get-several",
        tables(cluster, {"Service": of_shop(cluster, "Service"), "Endpoints": of_shop(cluster, "Endpoints"), "Ingress": []}),
    )
    for kind, name in DESCRIBED:
        yield f"describe-{kind.lower()}-{name}", describe(cluster, _the(cluster, kind, name))
    for kind, prefix in (("Pod", "web-"), ("ReplicaSet", "web-"), ("EndpointSlice", "db-")):
        obj = next(one for one in of_shop(cluster, kind) if str(one.metadata.name).startswith(prefix))
        yield f"describe-{kind.lower()}-{prefix}x", describe(cluster, obj)
    for kind, name in (("Node", "node-1"), ("Namespace", "shop"), ("IngressClass", "nginx")):
        yield f"describe-{kind.lower()}", describe(cluster, _the(cluster, kind, name, namespace=None))
    for kind in ("Service", "Pod", "Deployment"):
        yield f"{kind.lower()}.yaml", yaml_of([manifest(cluster, one) for one in of_shop(cluster, kind)], single=False)
    yield "service.json", json_of([manifest(cluster, _the(cluster, "Service", "web"))])


def _the(cluster: Cluster, kind: str, name: str, *, namespace: str | None = "shop") -> KubeObject:
    found = find(cluster.state, kind, namespace, name)
    assert found is not None
    return found


if __name__ == "__main__":
    FILES.mkdir(exist_ok=True)
    for name, text in texts(shop()):
        (FILES / name).write_text(text, encoding="utf-8")
