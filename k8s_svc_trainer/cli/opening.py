"""A file as a cluster: manifests as kubectl takes them, or a case of a case file after its steps."""

from __future__ import annotations

import msgspec

from k8s_svc_trainer.cases import parse as cases
from k8s_svc_trainer.cases.document import manifests
from k8s_svc_trainer.cases.run import build, build_manifests, run_step
from k8s_svc_trainer.cases.steps import Case, CaseFile
from k8s_svc_trainer.cli import data
from k8s_svc_trainer.cli.door import Refused
from k8s_svc_trainer.cli.environment import Environment
from k8s_svc_trainer.sim import Cluster


class Opened(msgspec.Struct, frozen=True):
    """The cluster, and the case whose steps led to it, where there is one."""

    cluster: Cluster
    after: tuple[CaseFile, Case] | None = None


def open_cluster(environment: Environment, file: str, case: str | None) -> Opened:
    """The cluster of a file (`-`: standard input).

    Raises Faults for what cannot be read or is refused, OSError, Misuse for a step that makes no sense, and Refused for a case that is
    not there.
    """
    text = data.read(environment, file)
    shown = "standard input" if file == "-" else file
    found = manifests(text, file=shown)
    if case is None and not (len(found) == 1 and isinstance(found[0].value, dict) and "cases" in found[0].value):
        return Opened(build_manifests(found))
    case_file = cases.parse(text, file=shown)
    chosen = _chosen(case_file, case, shown)
    cluster = build(case_file, chosen)
    for step in chosen.steps:
        run_step(cluster, step)
    return Opened(cluster, (case_file, chosen))


def _chosen(case_file: CaseFile, case: str | None, shown: str) -> Case:
    names = [one.name for one in case_file.cases]
    wanted = names[0] if case is None and len(names) == 1 else case
    for one in case_file.cases:
        if one.name == wanted:
            return one
    what = f"has no case {case}" if case else f"has {len(names)} cases: say which by --case NAME"
    raise Refused(f"{shown} {what}; there are {', '.join(names)}")
