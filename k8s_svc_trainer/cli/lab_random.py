"""lab --random: a cluster broken at random, by a seed that names it for ever."""

from __future__ import annotations

from datetime import UTC, datetime

from k8s_svc_trainer.cli import lab, prompts
from k8s_svc_trainer.cli.desk import Desk
from k8s_svc_trainer.cli.paper import QUIET, Paper
from k8s_svc_trainer.course.generate import random_lab
from k8s_svc_trainer.course.labs import read_lab

LEVEL = 2


def hold(paper: Paper, desk: Desk, *, level: int | None, seed: int | None) -> bool:
    """Make the lab and hold it."""
    level = level or LEVEL
    seed = seed if seed is not None else int(datetime.now(UTC).timestamp()) % 1_000_000
    paper.text(f"Breaking a cluster: level {level}, seed {seed} ...", QUIET)
    name = f"random-{level}-{seed}"
    made = read_lab(random_lab(seed, level), file=name, slug=name)
    lab.hold(paper, desk, made, seed=seed)
    paper.text(f"`lab --random --level {level} --seed {seed}` is this lab again.", QUIET)
    prompts.pause(paper.environment, [("enter", "done")], back="")
    return True
