"""verify: run case files, print what does not hold, leave with 1 where something does not."""

from __future__ import annotations

from k8s_svc_trainer.cases.faults import Fault, Faults
from k8s_svc_trainer.cases.report import verify
from k8s_svc_trainer.cli import data, door
from k8s_svc_trainer.cli.environment import Environment


def run(environment: Environment, files: list[str], *, json: bool) -> int:
    """Run every file; all that is wrong with their form is told together, and then none is run."""
    report = verify(_read(environment, files))
    if json:
        data.put(environment, report.plain())
    else:
        print(report.text(), file=environment.stdout)
    return door.DONE if report.ok else door.WRONG


def _read(environment: Environment, files: list[str]) -> list[tuple[str, str | bytes]]:
    texts: list[tuple[str, str | bytes]] = []
    faults = []
    for name in files:
        try:
            texts.append((name, data.read(environment, name)))
        except (OSError, UnicodeDecodeError) as error:
            why = error.strerror if isinstance(error, OSError) else None
            message = why or (door.words(error) or [str(error)])[0]
            faults.append(Fault(file=name, line=1, column=1, field="", message=message, remedy="name a file that can be read"))
    if faults:
        raise Faults(faults)
    return texts
