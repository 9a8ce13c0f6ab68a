"""The only user of fsrs: how a memory fades, and when it is to be asked for again.

Decides stability, difficulty and due date, from a card and a grade; the clock is handed in, and no chance is left in it (fuzz is off).
A card is what follows from an item's reviews in the order of (time, uuid), so two trainers that answer at once agree whoever wrote first.

fsrs is imported when the first answer is graded, never to show a question. What home needs, how likely a thing is still known, is one
line of the same model, with fractions of a day where fsrs counts whole days.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from k8s_svc_trainer.store import Card, Review
from k8s_svc_trainer.study.grade import Grade

if TYPE_CHECKING:
    from fsrs import Scheduler

# A wrong answer is due again in ten minutes, one given with help in fifteen; an unaided right one leaves learning at once and is due in
# days. What comes back within a session is the session's affair, so there is no one-minute step.
LEARNING_STEPS = (timedelta(minutes=10),)
RELEARNING_STEPS = (timedelta(minutes=10),)
WANTED_RETENTION = 0.9
LONGEST_DAYS = 365

# py-fsrs 6, scheduler.py: DEFAULT_PARAMETERS[20] and get_card_retrievability
DECAY = -0.1542
FACTOR = 0.9 ** (1 / DECAY) - 1
DAY = 86_400.0

LEARNING, REVIEWING = 1, 2  # fsrs.State; the third is relearning


@cache
def scheduler() -> "Scheduler":
    """fsrs with its default parameters and the settings above."""
    from fsrs import Scheduler

    return Scheduler(
        desired_retention=WANTED_RETENTION,
        learning_steps=LEARNING_STEPS,
        relearning_steps=RELEARNING_STEPS,
        maximum_interval=LONGEST_DAYS,
        enable_fuzzing=False,
    )


def recall(card: Card, now: datetime) -> float:
    """How likely the answer is known at `now`, from 0 to 1: fsrs's forgetting curve."""
    days = max(0.0, (now - card.last).total_seconds() / DAY)
    return float((1 + FACTOR * days / card.stability) ** DECAY)


def after(card: Card | None, review: Review) -> Card:
    """The card once this review was made, on top of all before it."""
    import fsrs

    at = review.at.astimezone(UTC)
    before = fsrs.Card(card_id=0, due=at)
    if card is not None:
        memory = (card.stability, card.difficulty, card.due, card.last)
        before = fsrs.Card(0, fsrs.State(card.state), card.step, *memory)
    new, _ = scheduler().review_card(before, fsrs.Rating(review.grade), at)
    if new.stability is None or new.difficulty is None:
        raise AssertionError("fsrs reviewed a card and left it without memory")
    forgot = card is not None and card.state == REVIEWING and review.grade == Grade.AGAIN
    return Card(
        pack=review.pack,
        item=review.item,
        rated=review.rated,
        state=int(new.state),
        step=new.step,
        stability=new.stability,
        difficulty=new.difficulty,
        due=new.due,
        last=at,
        grade=review.grade,
        reviews=1 + (card.reviews if card else 0),
        lapses=int(forgot) + (card.lapses if card else 0),
        hash=review.hash,
    )


def remembered(reviews: Iterable[Review]) -> Card | None:
    """The card of one item, computed from all its reviews. Self-ratings count only until the first evidence, which begins anew."""
    ordered = sorted(reviews, key=lambda review: (review.at, review.uuid))
    card: Card | None = None
    for review in [review for review in ordered if not review.rated] or ordered:
        card = after(card, review)
    return card
