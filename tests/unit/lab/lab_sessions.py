"""Sessions on one shop for tests: a lab that is in no pack, and short ways to type into it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from k8s_svc_trainer.course.judging import Task, runnable
from k8s_svc_trainer.course.labs import read_lab
from k8s_svc_trainer.course.stage import stage
from k8s_svc_trainer.lab import Session, Turn
from k8s_svc_trainer.sim import Cluster

FILE = Path(__file__).parent / "shop.yaml"
LAB = read_lab(FILE.read_text(), file=FILE.name, lesson="01-one", slug="shop")
TASK: Task = runnable(LAB)
CLUSTER: Cluster = stage(LAB)


def reader(files: Mapping[str, str]):
    def read(name: str) -> str:
        if name not in files:
            raise FileNotFoundError(name)
        return files[name]

    return read


def shop(*lines: str, files: Mapping[str, str] | None = None, namespace: str = "shop", seed: int = 7) -> Session:
    """A session in which these lines were typed, in a namespace."""
    session = Session(TASK, CLUSTER, seed=seed, read=reader(files or {}))
    session.run(f"kubectl config set-context --current --namespace={namespace}")
    for line in lines:
        session.run(line)
    return session


def turn(*lines: str, files: Mapping[str, str] | None = None, namespace: str = "shop") -> Turn:
    """What came of the last line."""
    return shop(*lines[:-1], files=files, namespace=namespace).run(lines[-1])


def out(*lines: str, files: Mapping[str, str] | None = None, namespace: str = "shop") -> str:
    """What the last line printed, which did not fail."""
    done = turn(*lines, files=files, namespace=namespace).output
    assert done.status == 0, done.stderr
    return done.stdout


def err(*lines: str, files: Mapping[str, str] | None = None, namespace: str = "shop") -> str:
    """What the last line said in its failure."""
    done = turn(*lines, files=files, namespace=namespace).output
    assert done.status != 0, done.stdout
    return done.stderr
