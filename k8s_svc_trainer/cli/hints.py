"""Help before an answer: the cluster's objects, and hints, each telling a little more. A right answer with a hint counts as Hard."""

from __future__ import annotations

from typing import Any, assert_never

from k8s_svc_trainer.course import Choice, Diagnose, Fill, Fix, Order, Predict, Question
from k8s_svc_trainer.course.grade import grade, key
from k8s_svc_trainer.course.judging import judge, task_of
from k8s_svc_trainer.course.stage import ask, cluster_of, world

NO_MORE = "There is no further hint. Answer as best you can: a wrong answer teaches too."


def hint(question: Question, told: int) -> str:
    """The hint of this number, from 0."""
    found = _hints(question)
    return found[told] if told < len(found) else NO_MORE


def _hints(question: Question) -> list[str]:
    match question.body:
        case Choice(options):
            right = set(key(question))
            wrong = [option for option in options if option.id not in right]
            return [f"It is not “{option.text.rstrip('.')}”." for option in wrong[: max(0, len(wrong) - 1)]]
        case Diagnose(options):
            right = set(key(question))
            wrong = [option for option in options if option.id not in right]
            return [_died(question), *(f"It is not “{option.text.rstrip('.')}”." for option in wrong[: max(0, len(wrong) - 1)])]
        case Predict():
            return [_near(key(question))]
        case Order():
            stages = key(question)
            return [f"It begins with {stages[0]}.", f"It ends with {stages[-1]}."]
        case Fill(wrongs=wrongs):
            return [f"{_values(wrong.value)} does not work: {grade(question, wrong.value).did}." for wrong in wrongs[:2]]
        case Fix() as body:
            begun = cluster_of(question)
            failing = [goal for goal in judge(task_of(body), begun, begun).goals if not goal.holds]
            return [f"{goal.name}: {goal.message}." for goal in failing[:1]] + [_why(goal) for goal in failing[:1] if _why(goal)]
        case _:
            assert_never(question.body)


def _died(question: Question) -> str:
    asked = ask(question)
    return f"What decided: {asked.result.why}." if asked is not None else NO_MORE


def _near(value: Any) -> str:
    match value:
        case list():
            return f"It is a list of {len(value)}."
        case bool():
            return "Think of who sees whose address."
        case int():
            return f"It is {'more' if value > 1 else 'less'} than {'one' if value > 1 else 'two'}."
        case str() if value:
            return f"It begins with “{value[0]}” and has {len(value)} letters."
        case _:
            return "It is nothing at all."


def _values(value: Any) -> str:
    return ", ".join(f"{name} {text}" for name, text in value.items()) if isinstance(value, dict) else str(value)


def _why(goal: Any) -> str:
    return f"What decided: {goal.result.why}" if goal.result is not None and goal.result.why else ""


def objects(question: Question) -> str:
    """What the question's cluster starts with, as YAML, and how many steps were done since."""
    from k8s_svc_trainer.cases.document import write
    from k8s_svc_trainer.cases.run import objects_of

    case_file, case = world(question.scene)
    return "---\n".join(write(manifest.value) for manifest in objects_of(case_file, case))
