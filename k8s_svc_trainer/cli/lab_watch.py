"""lab --watch: the lab's manifests in a directory, judged again at each save, for those who repair in an editor of their own.

The directory is the lab's own, marked by a file, and no other is written to. What the files say is applied to the cluster as it was found,
each time anew; an object whose file is gone is deleted.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import msgspec

from k8s_svc_trainer.cases.writer import write
from k8s_svc_trainer.cli import leaves, prompts
from k8s_svc_trainer.cli.desk import Desk
from k8s_svc_trainer.cli.door import Refused
from k8s_svc_trainer.cli.lab import OWN_SEED
from k8s_svc_trainer.cli.lab_screen import LabScreen
from k8s_svc_trainer.cli.paper import QUIET, Paper
from k8s_svc_trainer.course import Lab
from k8s_svc_trainer.course.judging import runnable
from k8s_svc_trainer.course.stage import stage, world
from k8s_svc_trainer.diagnosis.changing import bare
from k8s_svc_trainer.diagnosis.scene import key_of
from k8s_svc_trainer.lab import Session
from k8s_svc_trainer.sim import Cluster, ObjectKey
from k8s_svc_trainer.sim.manifest import from_mapping
from k8s_svc_trainer.sim.names import CLUSTER_SCOPED
from k8s_svc_trainer.study import Evidence, record

MARK = ".k8s-svc-trainer-lab"
KEYS = (("h", "hint"), ("g", "goals"), ("s", "solution"), ("r", "the files as they were"))


class Folder(msgspec.Struct, frozen=True):
    """A lab's directory: where it is, and the objects that have a file in it."""

    path: Path
    files: Mapping[str, ObjectKey]
    found: Mapping[str, str]  # each file as the lab writes it

    def texts(self) -> dict[str, str]:
        """The files as they are now; one that cannot be read is not there."""
        found = {}
        for file in sorted(self.path.glob("*.yaml")):
            try:
                found[file.name] = file.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError):
                continue
        return found


def watch(paper: Paper, desk: Desk, lab: Lab) -> None:
    """Write the manifests, and judge them at each save until all goals hold or the person leaves.

    Raises Refused where the directory is there and is not this lab's.
    """
    start = stage(lab)
    folder = opened(Path(f"lab-{lab.slug}"), lab, start)
    screen, session = LabScreen(paper, lab, typed=False), _session(lab)
    paper.fresh()
    leaves.flow(paper, lambda _: screen.tell(session, resumed=0))
    paper.text(f"The manifests are in ./{folder.path}/; save one, and it is judged.", QUIET)
    began, seen = time.monotonic(), dict(folder.found)  # what was changed before is judged at once
    while True:
        key = prompts.pause(paper.environment, KEYS, back="leave", until=partial(_saved, folder, seen))
        if key is None:
            name = lab.id if ":" in lab.lesson else lab.slug
            paper.text(f"The files stay; `lab --watch {name}` goes on with them.", QUIET)
            return
        if key in ("h", "s", "g"):
            _say(screen, session, {"h": "hint", "s": "solution", "g": "goals"}[key])
            paper.gap()
            continue
        if key == "r":
            _write_all(folder)
        seen = folder.texts()
        session = _judged(lab, folder, seen, screen, session)
        if session.judged.holds:
            screen.solved(session)
            evidence = Evidence(right=session.counts, helped=session.credit < 100, seconds=time.monotonic() - began, answer=seen)
            record(desk.store, desk.lab_item(lab), evidence, datetime.now(UTC))
            prompts.pause(paper.environment, [("enter", "done")], back="")
            return


def _saved(folder: Folder, seen: Mapping[str, str]) -> bool:
    return folder.texts() != seen


def opened(path: Path, lab: Lab, cluster: Cluster) -> Folder:
    """The lab's directory, made where it is not there. Raises Refused where it is there and not this lab's."""
    mark = path / MARK
    files = {_file(key): key for key in _keys(lab, cluster)}
    folder = Folder(path, files, {name: write(bare(cluster, key, status=False)) for name, key in files.items()})
    if path.exists():
        if not mark.is_file() or mark.read_text(encoding="utf-8").strip() != lab.id:
            raise Refused(f"{path} is there and is not this lab's: move it away, or stand in another directory")
        return folder
    path.mkdir()
    mark.write_text(f"{lab.id}\n", encoding="utf-8")
    _write_all(folder)
    return folder


def _keys(lab: Lab, cluster: Cluster) -> list[ObjectKey]:
    """The objects that the lab's author wrote, as far as they are there."""
    file, case = world(lab.scene)
    found = dict.fromkeys(_named(key_of(from_mapping(one.value))) for one in (*file.objects, *case.objects))
    return [key for key in found if cluster.get(key) is not None]


def _named(key: ObjectKey) -> ObjectKey:
    """With the namespace that a manifest may leave out."""
    return key if key.namespace or key.kind in CLUSTER_SCOPED else ObjectKey(key.kind, "default", key.name)


def _file(key: ObjectKey) -> str:
    return "-".join(part for part in (key.kind, key.namespace, key.name) if part) + ".yaml"


def _write_all(folder: Folder) -> None:
    for name, text in folder.found.items():
        (folder.path / name).write_text(text, encoding="utf-8")


def _session(lab: Lab) -> Session:
    return Session(runnable(lab), stage(lab), seed=OWN_SEED, read=lambda name: Path(name).read_text(encoding="utf-8"))


def _judged(lab: Lab, folder: Folder, texts: Mapping[str, str], screen: LabScreen, before: Session) -> Session:
    """A session in which the files were applied to the cluster as it was found."""
    session = _session(lab)
    session.record = msgspec.structs.replace(before.record, solved=False)
    for name, key in folder.files.items():
        if name not in texts:
            _say(screen, session, f"kubectl delete {key.kind} {key.name}{f' -n {key.namespace}' if key.namespace else ''}")
    for name in (name for name, text in texts.items() if text != folder.found.get(name)):
        turn = session.run(f"kubectl apply -f {folder.path / name}")
        if turn.output.status:
            screen.show(session, turn)
    screen.told = ()
    screen.judged(session)
    return session


def _say(screen: LabScreen, session: Session, line: str) -> None:
    screen.show(session, session.run(line))
