"""An answer becomes progress: one transaction with the review and the card that follows from it.

Decides the order of these steps. What a grade is stands in `grade`, what a memory is in `memory`; the file is `store`'s.
"""

import math
import os
from collections.abc import Iterable
from datetime import datetime

import msgspec

from k8s_svc_trainer.store import Card, Review, Store
from k8s_svc_trainer.study.grade import Evidence, Grade, grade, usual_seconds
from k8s_svc_trainer.study.items import Item, point_of
from k8s_svc_trainer.study.memory import after, remembered, scheduler


class Recorded(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What an answer came to: its grade, and when the item is due again."""

    grade: Grade
    right: bool
    due: datetime


def record(
    store: Store,
    item: Item,
    evidence: Evidence,
    now: datetime,
    *,
    seed: int | None = None,
    session: str | None = None,
    attempt: int = 1,
) -> Recorded:
    """Save an answer and schedule its item; a draft of it is forgotten. All or nothing.

    A graded answer to an interview question is an answer to each of its points too. An answer to what came back in its session (attempt 2
    and on) is never Easy: its explanation was read minutes ago. Raises StoreFault, and ValueError for seconds that no clock can have
    measured, a confidence that is no share, or a time without a zone.
    """
    seconds = evidence.seconds
    if seconds is not None and not (math.isfinite(seconds) and seconds >= 0):
        raise ValueError(f"seconds must be a finite number, 0 or more, not {seconds}")
    confidence = evidence.confidence
    if confidence is not None and not 0 <= confidence <= 1:
        raise ValueError(f"confidence must be from 0 to 1, not {confidence}")
    scheduler()  # the import takes longer than all the rest: not while other trainers wait
    with store.transaction():
        usual = usual_seconds(store.seconds(item.kind)) if attempt == 1 and evidence.rated is None else None
        earned = grade(evidence, usual)
        review = Review(
            uuid=os.urandom(16).hex(),
            pack=item.pack,
            item=item.id,
            kind=item.kind,
            grade=earned,
            right=earned is not Grade.AGAIN,
            helped=evidence.helped,
            rated=evidence.rated is not None,
            seconds=seconds,
            seed=seed,
            answer=None if evidence.answer is None else msgspec.json.encode(evidence.answer).decode(),
            hash=item.hash,
            at=now,
            session=session,
            attempt=attempt,
            confidence=confidence,
        )
        store.add_review(review, evidence.points)
        card = learn(store, review)
        for point, share in evidence.of_points().items():
            record(store, point_of(item, point), share, now, seed=seed, session=session, attempt=attempt)
        store.drop_draft(item.key)
    return Recorded(grade=earned, right=review.right, due=card.due)


def learn(store: Store, review: Review) -> Card:
    """Bring the item's card up to a review that is in the store already; what came late or changes the basis is computed from the log."""
    card = store.card(review.key)
    if card is not None and review.rated and not card.rated:
        return card  # a self-rating does not touch what evidence says
    if card is None or (review.rated == card.rated and review.at > card.last):
        new = after(card, review)
    else:
        new = remembered(store.reviews(review.key)) or after(None, review)
    store.put_card(new)
    return new


def adopt(store: Store, items: Iterable[Item]) -> list[tuple[str, str]]:
    """Move progress from the ids that items had before (`was`) to those they have; answers with (old, new) of each that moved.

    Writes nothing where nothing moved. Where progress exists under both ids, the card is computed from all of it.
    """
    renames = [(item, old) for item in items for old in item.was if store.knows((item.pack, old))]
    for item, old in renames:
        with store.transaction():
            store.rename(item.pack, old, item.id)
            card = remembered(store.reviews(item.key))
            if card is not None:
                store.put_card(card)
    return [(old, item.id) for item, old in renames]
