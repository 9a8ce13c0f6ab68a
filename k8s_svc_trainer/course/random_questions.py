"""Random questions of kind `diagnose`, from the draws of random labs: which of some causes is it?

Decides which wrong causes stand beside the right ones: those of the same family first, and none of which a repair would mend the flow,
which the simulator has tried. One seed and level name one question.
"""

from __future__ import annotations

from random import Random
from typing import Any

from k8s_svc_trainer.cases.writer import write
from k8s_svc_trainer.course import incidents
from k8s_svc_trainer.course.generate import Draft, drafts, plain_flow, plain_step
from k8s_svc_trainer.diagnosis import Diagnosis, Goal, diagnose
from k8s_svc_trainer.diagnosis.catalogue import CATALOGUE, entry

OPTIONS = 4


def random_question(seed: int, level: int) -> str:
    """The text of a questions.yaml with the one question that a seed names, at a level from 1 to 3.

    Raises RuntimeError where none of many draws gives a question, which no seed is known to do.
    """
    for draft, _ in drafts(seed, level):
        for goal in draft.goals:
            found = diagnose(draft.broken, goal)
            named = {finding.fault for cause in found.causes[:1] for finding in cause.findings}
            if named and named <= {fault.fault for fault in draft.faults}:
                return _written(draft, goal, found, named)
    raise RuntimeError(f"seed {seed} gives no question of level {level}")


def _written(draft: Draft, goal: Goal, found: Diagnosis, named: set[str]) -> str:
    random = Random(f"{draft.name} question")  # noqa: S311 -- a seed names a question; nothing is kept secret by it
    first = min(named)
    flow = plain_flow(goal)
    several = " (several)" if len(named) > 1 else ""
    story = f"{incidents.who(goal.action)} {incidents.since(random, first)} {incidents.seen(goal, found.result)}"
    question: dict[str, Any] = {
        "id": "random",
        "kind": "diagnose",
        "level": draft.level,
        "tags": ["diagnosis"],
        "serves": ["endpoints"],
        "prompt": f"{story} What is the cause?{several}",
        "steps": [plain_step(step) for step in draft.steps],
        "ask": {word: value for word, value in flow.items() if word != "expect"},
        "should": flow["expect"],
        "options": [
            *({"cause": code} for code in sorted(named)),
            *({"cause": code, "why": f"That shows otherwise. {entry(code).shows}"} for code in _wrong(random, found, named)),
        ],
        "explain": " ".join(f"{finding.repair.says}." for cause in found.causes[:1] for finding in cause.findings),
        "say": entry(first).say,
        "source": entry(first).source,
    }
    return write({"settings": dict(draft.world.settings), "objects": list(draft.world.objects), "questions": [question]})


def _wrong(random: Random, found: Diagnosis, named: set[str]) -> list[str]:
    """Causes of which no repair turns the outcome, those of the same family first."""
    mending = {finding.fault for cause in found.causes for finding in cause.findings}
    others = [code for code in CATALOGUE if code not in mending]
    random.shuffle(others)
    families = {code[:5] for code in named}
    others.sort(key=lambda code: code[:5] not in families)
    return others[: max(2, OPTIONS - len(named))]
