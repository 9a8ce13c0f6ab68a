"""How long `why` takes for what `kubectl get svc,pods,endpointslices,ingress,networkpolicy,nodes -A` prints of a cluster of 5,000 objects.

The whole process is timed, from start to end, for a dump as YAML and as JSON, with no Service broken and with a hundred.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from k8s_svc_trainer.printers.kubectl.output import json_of, yaml_of
from k8s_svc_trainer.printers.kubectl.served import manifest
from k8s_svc_trainer.sim import Cluster, Settings

APPLICATIONS, NODES, SPACES, WISHED = 1225, 50, 40, 10  # of each application a Service, two pods and a slice
KINDS = ("Service", "Pod", "EndpointSlice", "Ingress", "NetworkPolicy", "Node")
PROGRAM = [sys.executable, "-m", "k8s_svc_trainer", "why", "-f"]


def measure() -> list[dict[str, object]]:
    """Each figure in seconds, and what is wished for."""
    found: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory() as folder:
        for broken in (0, 100):
            objects = dump(broken)
            for word, text in (("YAML", yaml_of(objects, single=False)), ("JSON", json_of(objects, single=False))):
                file = Path(folder) / "dump"
                file.write_text(text, encoding="utf-8")
                began = time.perf_counter()
                done = subprocess.run([*PROGRAM, str(file)], check=False, capture_output=True)
                seconds = round(time.perf_counter() - began, 2)
                assert done.returncode == bool(broken), done.stderr
                found.append(
                    {"name": f"why: {len(objects)} objects as {word}, {broken} broken", "value": seconds, "unit": "s", "wished": WISHED}
                )
    return found


def dump(broken: int) -> list[dict[str, Any]]:
    """The manifests of a cluster as kubectl prints them, some Services with a label that no pod has."""
    objects = [one for number in range(APPLICATIONS) for one in application(number, broken=number < broken)]
    cluster = Cluster(Settings.parse({"nodes": NODES, "podCIDRs": ["10.0.0.0/8"], "serviceCIDRs": ["172.20.0.0/16"]}), objects)
    return [manifest(cluster, one) for kind in KINDS for one in cluster.state.held(kind).values()]


def application(number: int, *, broken: bool) -> list[dict[str, Any]]:
    name, space = f"app-{number}", f"team-{number % SPACES}"
    meta, labels = {"name": name, "namespace": space}, {"app": name}
    container = {"name": "c", "image": "c:1", "ports": [{"name": "http", "containerPort": 8080}]}
    container |= {"readinessProbe": {"httpGet": {"path": "/ready", "port": 8080}}}
    template = {"metadata": {"labels": labels}, "spec": {"containers": [container]}}
    deployment = {"replicas": 2, "selector": {"matchLabels": labels}, "template": template}
    service = {"selector": {"app": f"{name}x" if broken else name}, "ports": [{"port": 80, "targetPort": "http"}]}
    return [
        {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": meta, "spec": deployment},
        {"apiVersion": "v1", "kind": "Service", "metadata": meta, "spec": service},
    ]
