"""An interview answer that was graded is evidence of each of its points; one that was rated by oneself is of none."""

from datetime import UTC, datetime, timedelta

import pytest

from k8s_svc_trainer.store import Store
from k8s_svc_trainer.study import Evidence, Grade, Item, point_of, readiness, record

NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
TALK = Item(
    id="04-kube-proxy/interview/kube-proxy", kind="interview", lesson="04-kube-proxy", serves=("kube-proxy",), was=("old/interview/x",)
)
POINTS = ("every-node", "watches-api", "no-traffic")


@pytest.mark.parametrize(
    ("share", "grade", "strength"),
    [
        pytest.param(1.0, Grade.GOOD, 1.0, id="made in full"),
        pytest.param(0.5, Grade.HARD, 0.5, id="touched on: half, as an answer with help"),
        pytest.param(0.0, Grade.AGAIN, 0.0, id="not made"),
    ],
)
def test_a_point_is_scheduled_and_proven_by_itself(share: float, grade: Grade, strength: float) -> None:
    with Store.in_memory() as store:
        record(store, TALK, Evidence.by_score({"every-node": share, "watches-api": 1.0}, 7), NOON)
        point = point_of(TALK, "every-node")
        card = store.card(point.key)
        assert card is not None
        assert (card.item, card.grade, card.rated) == ("04-kube-proxy/interview/kube-proxy#every-node", grade, False)
        found = readiness([Item(id="checklist/kube-proxy", kind="checklist")], [TALK, point], store.cards(), NOON)
    assert found.items[0].strength == strength
    assert found.items[0].questions == 1, "the question itself counts by its points alone"


def test_the_question_has_a_review_of_its_own_as_before() -> None:
    with Store.in_memory() as store:
        got = record(store, TALK, Evidence.by_score({"every-node": 1.0, "watches-api": 0.5}, 8, seconds=200.0), NOON)
        assert (got.grade, store.points(TALK.key)) == (Grade.GOOD, {"every-node": True, "watches-api": False})
        assert [(review.kind, review.seconds) for review in store.reviews(TALK.key)] == [("interview", 200.0)]
        assert {review.kind for review in store.reviews()} == {"interview", "point"}


def test_a_rehearsal_judged_by_oneself_proves_no_point() -> None:
    with Store.in_memory() as store:
        record(store, TALK, Evidence.by_points({"every-node": True}), NOON)
        assert [review.item for review in store.reviews()] == [TALK.id]


def test_a_point_fades_and_comes_back_stronger_with_the_next_answer() -> None:
    with Store.in_memory() as store:
        for days in (0, 3):
            record(store, TALK, Evidence.by_score(dict.fromkeys(POINTS, 1.0), 10), NOON + timedelta(days=days))
        card = store.card(point_of(TALK, "no-traffic").key)
        assert card is not None
        assert (card.reviews, card.stability > 9) == (2, True)


def test_a_point_keeps_the_names_that_its_question_had() -> None:
    assert point_of(TALK, "every-node").was == ("old/interview/x#every-node",)
    assert point_of(TALK, "every-node").asked_by == TALK.id
