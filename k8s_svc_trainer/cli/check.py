"""check: everything that an author of content can get wrong, told at once; leaves with 1 where something is wrong."""

from __future__ import annotations

from pathlib import Path

from k8s_svc_trainer.cli import data, door
from k8s_svc_trainer.cli.environment import Environment


def run(environment: Environment, pack: str | None, *, json: bool) -> int:
    """Check a directory of content, or the trainer's own."""
    from k8s_svc_trainer.course import default_pack_path
    from k8s_svc_trainer.course.check import check

    path = Path(pack) if pack is not None else default_pack_path()
    if not path.is_dir():
        raise door.Refused(f"{path} is no directory of content: name one that has a course.yaml")
    report = check(path)
    if json:
        data.put(environment, report.plain())
    else:
        print(report.text(), file=environment.stdout)
    return door.DONE if report.ok else door.WRONG
