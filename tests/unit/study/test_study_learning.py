"""A small run of `make learning`: learners whose memory is known, with the plan and without; and what the run writes."""

import pytest

from benchmarks import learning
from benchmarks.learners import Exponential, Fsrs, Steeper, by_plan, live
from k8s_svc_trainer.study import Item, point_of

DNS, TYPES = Item(id="checklist/dns", kind="checklist", lesson="a"), Item(id="checklist/types", kind="checklist", lesson="b")
TALK = Item(id="a/interview/talk", kind="interview", lesson="a", serves=("dns",))
SERVES = {"a": "dns", "b": "types", "c": "dns", "d": "types"}
QUESTIONS = [
    Item(id=f"{lesson}/{number}", kind="choice", lesson=lesson, serves=(serves,))
    for lesson, serves in SERVES.items()
    for number in range(20)
]
COURSE = [*QUESTIONS, TALK, point_of(TALK, "x"), point_of(TALK, "y"), Item(id="b/lab/broken", kind="lab", lesson="b", serves=("types",))]


@pytest.fixture(scope="module")
def figures() -> list[learning.Figure]:
    return learning.measure(COURSE, [DNS, TYPES], ((20, 8),), range(3))


@pytest.mark.parametrize(
    ("learner", "recall"),
    [
        pytest.param("as fsrs has it", {"plan": 0.834, "due first": 0.614}, id="who forgets as fsrs has it"),
        pytest.param("steeper", {"plan": 0.826, "due first": 0.639}, id="who forgets three times as steeply"),
        pytest.param("by half-lives", {"plan": 0.419, "due first": 0.319}, id="who forgets by half-lives"),
    ],
)
def test_recall_on_the_day_is_higher_with_the_plan_than_without(
    figures: list[learning.Figure], learner: str, recall: dict[str, float]
) -> None:
    found = {one.policy: one.recall for one in figures if one.learner == learner and one.policy in recall}
    assert found == pytest.approx(recall, abs=0.005)


def test_the_plan_keeps_its_promise_to_a_learner_as_fsrs_has_them(figures: list[learning.Figure]) -> None:
    promise = learning.promised(COURSE, [DNS, TYPES], days=20, minutes=8)
    kept = next(one.kept for one in figures if (one.learner, one.policy) == ("as fsrs has it", "plan"))
    assert kept == pytest.approx(promise, abs=0.05)


def test_the_same_seed_lives_the_same_life() -> None:
    one, other, another = (live(by_plan, Fsrs(seed), QUESTIONS, days=5, minutes=8, seed=seed) for seed in (3, 3, 4))
    assert one == other != another


@pytest.mark.parametrize("kind", [Fsrs, Steeper, Exponential])
def test_what_was_never_asked_is_unknown_and_what_was_fades(kind: type[Fsrs | Steeper]) -> None:
    learner, key = kind(1), ("core", "a/1")
    assert learner.chance(key, 0) is None
    learner.learn(key, 0, True)
    fresh, later = learner.chance(key, 0), learner.chance(key, 20)
    assert fresh is not None
    assert later is not None
    assert fresh == 1.0 > later
    learner.learn(key, 20, True)
    repeated = learner.chance(key, 40)
    assert repeated is not None
    assert repeated > later


def test_the_document_keeps_all_but_what_stands_between_its_marks() -> None:
    document = f"before\n{learning.BEGIN}old\n{learning.END}after\n"
    assert learning.written(document, "new\n") == f"before\n{learning.BEGIN}new\n{learning.END}after\n"
    with pytest.raises(ValueError, match="lacks the line"):
        learning.written("no marks\n", "new\n")


def test_the_document_and_the_plot_are_there_and_the_table_has_a_row_for_each_setting_and_learner() -> None:
    text = learning.DOCUMENT.read_text(encoding="utf-8")
    computed = text.partition(learning.BEGIN)[2].partition(learning.END)[0]
    rows = [line for line in computed.split("\n") if line.startswith("| ") and " % (" in line]
    assert len(rows) == len(learning.SETTINGS) * len(learning.LEARNERS)
    drawn = learning.PLOT.read_text(encoding="utf-8")
    assert drawn.startswith("<svg ")
    assert drawn.count("<polyline ") == len(learning.LEARNERS) * len(learning.POLICIES)
