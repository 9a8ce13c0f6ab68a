"""dump: a cluster of your manifests, with all that a real one would have filled in, as a case file to which steps can be added."""

from __future__ import annotations

from collections.abc import Iterator

from k8s_svc_trainer.cases.dump import dump
from k8s_svc_trainer.cases.flows import case_file_of, expectation_of
from k8s_svc_trainer.cases.steps import Endpoints, Step, StepKind, Wait
from k8s_svc_trainer.cli import door
from k8s_svc_trainer.cli.environment import Environment
from k8s_svc_trainer.cli.opening import open_cluster
from k8s_svc_trainer.sim import Cluster, ObjectKey


def run(environment: Environment, file: str, *, case: str | None) -> int:
    """Print the cluster as a case file; its steps say which endpoints each Service has now."""
    cluster = open_cluster(environment, file, case).cluster
    steps = tuple(_services(cluster)) or (Step(kind=StepKind.WAIT, action=Wait(0)),)
    environment.stdout.write(dump(case_file_of(cluster, steps, case or "dumped")))
    return door.DONE


def _services(cluster: Cluster) -> Iterator[Step]:
    for manifest in cluster.list("service"):
        if manifest["spec"].get("type") != "ExternalName":
            key = ObjectKey("service", manifest["metadata"]["namespace"], manifest["metadata"]["name"])
            yield Step(kind=StepKind.ENDPOINTS, action=Endpoints(key), expect=expectation_of(StepKind.ENDPOINTS, cluster.endpoints(key)))
