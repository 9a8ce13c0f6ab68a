"""The plan of a mock interview: which part takes how long, and what is asked in it."""

from __future__ import annotations

import pytest
from small_rubrics import question

from k8s_svc_trainer.course import InterviewQuestion
from k8s_svc_trainer.interview.plan import Part, Segment, plan

NAMES = ("why-service", "kube-proxy", "load-balance", "dns", "readiness", "way-in", "source-ip", "request-path", "debug-no-traffic")
QUESTIONS = tuple(question(name=name, lesson=f"of-{name}") for name in NAMES)
LABS = {"checkout-down": "of-dns", "slow-cart": "of-readiness"}


def planned(
    minutes: int = 30,
    *,
    level: str = "senior",
    seed: int = 1,
    questions: tuple[InterviewQuestion, ...] = QUESTIONS,
    labs: dict[str, str] = LABS,
    weights: dict[str, float] | None = None,
) -> tuple[Segment, ...]:
    return plan(weights or {}, minutes, level, seed, questions=questions, labs=labs)


@pytest.mark.parametrize(
    ("minutes", "labs", "parts"),
    [
        pytest.param(
            30,
            LABS,
            [("warm-up", 3), ("depth", 11), ("incident", 7), ("design", 6), ("closing", 3)],
            id="half an hour with an incident",
        ),
        pytest.param(
            30, {}, [("warm-up", 4), ("depth", 14), ("design", 8), ("closing", 4)], id="without a lab its minutes go to the other parts"
        ),
        pytest.param(10, LABS, [("warm-up", 1), ("depth", 4), ("incident", 2), ("design", 2), ("closing", 1)], id="ten minutes"),
        pytest.param(
            60,
            LABS,
            [("warm-up", 6), ("depth", 11), ("depth", 10), ("incident", 15), ("design", 12), ("closing", 6)],
            id="an hour has two questions in depth",
        ),
    ],
)
def test_the_parts_fill_the_minutes(minutes: int, labs: dict[str, str], parts: list[tuple[str, int]]) -> None:
    found = planned(minutes, labs=labs)
    assert [(one.part.value, one.minutes) for one in found] == parts
    assert sum(one.minutes for one in found) == minutes


@pytest.mark.parametrize("seed", range(8))
def test_each_part_asks_what_fits_it_and_nothing_twice(seed: int) -> None:
    found = planned(60, seed=seed)
    asked = {one.part: one.question for one in found}
    assert asked[Part.WARM_UP] in ("why-service", "kube-proxy")
    assert asked[Part.DEPTH] in ("why-service", "kube-proxy", "load-balance", "dns", "readiness")
    assert asked[Part.DESIGN] in ("way-in", "source-ip")
    assert asked[Part.CLOSING] in ("request-path", "debug-no-traffic")
    assert next(one.lab for one in found if one.part is Part.INCIDENT) in LABS
    names = [one.question for one in found if one.question]
    assert len(names) == len(set(names)) == 5


@pytest.mark.parametrize(
    ("level", "most"),
    [
        pytest.param("junior", [1, 3, 1, 0], id="a junior is asked back little"),
        pytest.param("senior", [1, 6, 2, 0], id="a senior is taken to the packet"),
        pytest.param("staff", [1, 8, 3, 0], id="and staff further"),
    ],
)
def test_how_often_each_part_asks_back(level: str, most: list[int]) -> None:
    assert [one.followUps for one in planned(level=level, labs={})] == most


def test_the_same_seed_gives_the_same_interview_and_another_seed_another() -> None:
    assert planned(seed=5) == planned(seed=5)
    assert len({planned(seed=seed) for seed in range(20)}) > 5


def test_what_is_weak_is_asked_more_often() -> None:
    strong = {f"of-{name}": 0.0 for name in NAMES} | {"of-dns": 1.0}
    asked = [one.question for seed in range(60) for one in planned(seed=seed, weights=strong, labs={}) if one.part is Part.DEPTH]
    assert asked.count("dns") > 30


def test_a_weak_lesson_is_also_where_the_incident_lies() -> None:
    weights = {"of-dns": 0.0, "of-readiness": 1.0}
    labs = [one.lab for seed in range(60) for one in planned(seed=seed, weights=weights) if one.lab]
    assert labs.count("slow-cart") > 40


def test_a_pack_with_one_question_has_an_interview_of_one_part() -> None:
    found = planned(questions=QUESTIONS[:1], labs={})
    assert [(one.part.value, one.minutes, one.question) for one in found] == [("warm-up", 30, "why-service")]


def test_where_questions_of_a_kind_are_used_up_another_takes_their_place() -> None:
    found = planned(questions=QUESTIONS[5:7], labs={})
    assert [one.part.value for one in found] == ["warm-up", "depth"]
    assert {one.question for one in found} == {"way-in", "source-ip"}


@pytest.mark.parametrize(
    ("minutes", "questions", "said"),
    [
        pytest.param(9, QUESTIONS, "ten minutes", id="no interview fits into nine minutes"),
        pytest.param(30, (), "no interview questions", id="a pack without questions has none"),
    ],
)
def test_what_cannot_be_planned(minutes: int, questions: tuple[InterviewQuestion, ...], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        planned(minutes, questions=questions)
