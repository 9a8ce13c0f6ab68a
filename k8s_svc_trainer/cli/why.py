"""why: the reason why a flow through your manifests fails, and what would mend it; without a flow, every Service is judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from k8s_svc_trainer.cases.steps import Connect, Expectation, Http
from k8s_svc_trainer.cli import data, door
from k8s_svc_trainer.cli.door import Refused
from k8s_svc_trainer.cli.environment import Environment
from k8s_svc_trainer.cli.findings import as_data, draw
from k8s_svc_trainer.cli.opening import open_cluster
from k8s_svc_trainer.cli.paper import BAD, GOOD, QUIET, Paper, tame
from k8s_svc_trainer.diagnosis import Diagnosis, Goal, diagnose
from k8s_svc_trainer.diagnosis.assumed import assuming
from k8s_svc_trainer.diagnosis.unlooked import unlooked
from k8s_svc_trainer.sim import Cluster, HostPort, parse_source

WRONG = 1
MOST_TOLD = 10  # what is told in full; of the rest a line each
EVERY = 25  # judgements between two signs of life


class Judged(msgspec.Struct, frozen=True):
    """What was judged: the cluster, how many flows of what was stated, those that are wrong by their names, and what was not looked at."""

    cluster: Cluster
    count: int
    wrong: list[tuple[str, Diagnosis]]
    left: list[str]


def run(environment: Environment, file: str, *, source: str | None, to: str | None, case: str | None, json: bool) -> int:
    """Print what is wrong; 1 where something is."""
    _sign(environment, "reading" if file == "-" else f"reading {file}")
    cluster, assumed = assuming(open_cluster(environment, file, case).cluster)
    _sign(environment, "")
    judged = _flow(cluster, source, to) if source or to else _all(environment, cluster)
    judged.left.extend(unlooked(cluster, assumed))
    if json:
        data.put(environment, _as_data(judged))
    else:
        _print(Paper(environment), judged)
    return WRONG if judged.wrong else door.DONE


def _flow(cluster: Cluster, source: str | None, to: str | None) -> Judged:
    if source is None or to is None:
        raise Refused("say both: --from pod/NAMESPACE/NAME, node/NAME or external/IP, and --to HOST:PORT or a URL; or neither")
    found = diagnose(cluster, _goal(source, to))
    return Judged(cluster, 1, [] if found.holds else [(f"{source} to {to}", found)], [])


def _goal(source: str, to: str) -> Goal:
    if "://" in to:
        return Goal(Http(source=parse_source(source), url=to), Expectation({"status": 200}))
    return Goal(Connect(source=parse_source(source), to=HostPort.parse(to)), Expectation({"outcome": "connected"}))


def _all(environment: Environment, cluster: Cluster) -> Judged:
    from k8s_svc_trainer.diagnosis.survey import plan

    planned = plan(cluster)
    wrong = [(name, found) for name, found in _watched(environment, planned.judged(), planned.count) if not found.holds]
    return Judged(cluster, planned.stated, wrong, list(planned.left))


def _watched(environment: Environment, judged: Iterable[tuple[str, Diagnosis]], count: int) -> Iterator[tuple[str, Diagnosis]]:
    """The same, with how far it is."""
    for place, one in enumerate(judged):
        yield one
        if place % EVERY == 0:
            _sign(environment, f"{place + 1} of {count} flows judged")
    _sign(environment, "")


def _sign(environment: Environment, text: str) -> None:
    """A sign of life on a terminal's standard error, in place of the one before it; an empty one takes that away."""
    if environment.stderr.isatty() and not environment.plain:
        print(f"\r\x1b[K{tame(text)}", end="", file=environment.stderr, flush=True)


# --- telling -----------------------------------------------------------------------------------------------------


def _print(paper: Paper, judged: Judged) -> None:
    paper.gap()
    groups = _grouped(judged.wrong)
    for names, found in groups[:MOST_TOLD]:
        draw(paper, judged.cluster, names, found)
    for names, found in groups[MOST_TOLD:]:
        codes = " and ".join(finding.fault for cause in found.causes[:1] for finding in cause.findings) or "no cause is known"
        paper.entry(paper.sign("cross"), f"{', '.join(names)}: {codes}", label_style=BAD, column=3)
    if len(groups) > MOST_TOLD:
        paper.gap()
        paper.text("The first ten are told in full; `--json` tells all, and `explain CODE` what a fault is.", QUIET)
    if not judged.count and not judged.wrong:
        paper.text("There is no Service here that could be judged.")
    elif not judged.wrong:
        paper.write("  ", (paper.sign("tick"), GOOD), f" {'It works.' if judged.count == 1 else f'All {judged.count} flows work.'}")
        paper.gap()
    for line in judged.left:
        paper.text(line, QUIET)


def _grouped(wrong: list[tuple[str, Diagnosis]]) -> list[tuple[list[str], Diagnosis]]:
    """Flows that one cause breaks stand together: two ports of a Service, an Ingress before it."""
    found: dict[Any, tuple[list[str], Diagnosis]] = {}
    for name, diagnosis in wrong:
        about = tuple(finding.repair.about for cause in diagnosis.causes[:1] for finding in cause.findings)
        found.setdefault(about or name, ([], diagnosis))[0].append(name)
    return list(found.values())


def _as_data(judged: Judged) -> dict[str, Any]:
    return {
        "judged": judged.count,
        "wrong": [as_data(judged.cluster, name, found) for name, found in judged.wrong],
        "not_looked_at": judged.left,
    }
