"""Type lines into labs until one raises:  python -m tests.support.fuzz_lab --lines 1000000 --seed 1

Each session is a lab of the course. After some changes `undo` is tried, and after some sessions the session is run again from its
entries; both must come to what was there. A line that raises ends the run with its seed, its lab and the lines before it.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import NoReturn

from k8s_svc_trainer.course import open_pack
from k8s_svc_trainer.course.judging import Task, runnable
from k8s_svc_trainer.course.stage import stage
from k8s_svc_trainer.lab import Session
from k8s_svc_trainer.lab.changes import written
from k8s_svc_trainer.lab.complete import complete
from k8s_svc_trainer.sim import Cluster
from tests.support.lab_lines import Lines

CONTENT = Path(__file__).parents[2] / "content"
LINES_OF_A_SESSION = 120
SLOW = 2.0


def unread(name: str) -> NoReturn:
    raise FileNotFoundError(name)


def labs() -> list[tuple[str, Task, Cluster]]:
    """All labs of the course, ready to be begun."""
    pack = open_pack(CONTENT)
    read = [pack.lab(entry.id) for entry in pack.lab_index()]
    return [(lab.id, runnable(lab), stage(lab)) for lab in read]


def sessions(lines: int, seed: int) -> Iterator[tuple[str, int]]:
    """Run sessions until so many lines were typed; gives the lab and the lines typed so far."""
    random = Random(seed)
    known = labs()
    done = 0
    while done < lines:
        name, task, start = random.choice(known)
        session_seed = random.randrange(1 << 30)
        count = min(LINES_OF_A_SESSION, lines - done)
        one_session(name, task, start, session_seed, count)
        done += count
        yield name, done


def one_session(name: str, task: Task, start: Cluster, seed: int, count: int) -> None:
    """One session of random lines. Raises AssertionError with what was typed where something does not hold."""
    random = Random(seed)
    maker = Lines(random)
    session = Session(task, start, seed=seed, read=unread)
    try:
        for _ in range(count):
            step(session, maker, random)
        if random.random() < 0.2:
            again(session, task, start, seed)
    except Exception:
        print(f"lab {name}, seed {seed}; the lines:", *session.commands, sep="\n  ", file=sys.stderr)
        raise


def step(session: Session, maker: Lines, random: Random) -> None:
    line = maker.line(session)
    before, began = session.cluster.fork(), time.perf_counter()
    try:
        turn = session.run(line)
        while turn.edit is not None:
            turn = session.edited(maker.edited(turn.edit.text) if random.random() < 0.9 else None)
        if random.random() < 0.05:
            complete(session, line[: random.randint(0, len(line))])
    except Exception:
        print(f"the line: {line!r}", file=sys.stderr)
        raise
    took = time.perf_counter() - began
    if took > SLOW:
        print(f"slow, {took:.1f} s: {line!r}", file=sys.stderr)
    if turn.changed and random.random() < 0.05 and not line.lstrip().startswith("undo"):
        undone = session.run("undo")
        assert undone.output.stderr == "", f"undo has nothing to take back behind {line!r}"
        assert written(session.cluster) == written(before), f"undo does not take back {line!r}"


def again(session: Session, task: Task, start: Cluster, seed: int) -> None:
    twin = Session.resume(task, start, session.entries, seed=seed, read=unread)
    assert written(twin.cluster) == written(session.cluster), "a session that is resumed is another"
    assert (twin.record, twin.place, twin.namespace) == (session.record, session.place, session.namespace)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    began = time.perf_counter()
    for number, (_, done) in enumerate(sessions(options.lines, options.seed)):
        if number % 100 == 99:
            print(f"{done} lines, {done / (time.perf_counter() - began):.0f} a second", flush=True)
    print(f"{options.lines} lines, no error, {time.perf_counter() - began:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
