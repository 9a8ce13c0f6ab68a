"""Numbers to look at: what home and `stats` show, as plain values.

Decides what is counted and over which days; a day is the learner's own, so the time that is handed in carries their zone. Draws nothing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

import msgspec

from k8s_svc_trainer.store import Card, Key, Review, Store
from k8s_svc_trainer.study.choose import is_due
from k8s_svc_trainer.study.items import Item
from k8s_svc_trainer.study.ready import Readiness, Strength, readiness, strength

FORECAST_DAYS = 14
RETENTION_DAYS = 30
A_DAY = timedelta(days=1)


class Home(msgspec.Struct, frozen=True, kw_only=True):
    """What the first screen needs: how much is due and new, when the next is due, how ready, and whether anything was ever answered."""

    due: int
    new: int
    next_due: datetime | None
    readiness: Readiness
    begun: bool


class Retention(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Of the answers given a day or more after the one before, in the last RETENTION_DAYS: how many, and the share that was right."""

    answers: int
    share: float | None


class Day(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One day and how many: answers given, or reviews to come."""

    day: date
    count: int


class Stats(msgspec.Struct, frozen=True, kw_only=True):
    """All that `stats` shows. Sections from the weakest; the first day of the forecast holds all that is overdue."""

    readiness: Readiness
    sections: tuple[Strength, ...]
    forecast: tuple[Day, ...]
    history: tuple[Day, ...]
    items: int
    seen: int
    due: int
    answers: int
    right: int
    helped: int
    self_rated: int
    seconds: float
    streak: int
    retention: Retention


def home(store: Store, items: Sequence[Item], checklist: Sequence[Item], now: datetime) -> Home:
    """One read of the cards, and no more."""
    cards = store.cards()
    ahead = [card.due for item in items if (card := cards.get(item.key)) and not is_due(item, card, now)]
    return Home(
        due=due_now(items, cards, now),
        new=sum(item.key not in cards for item in items),
        next_due=min(ahead, default=None),
        readiness=readiness(checklist, items, cards, now),
        begun=bool(cards),
    )


def stats(store: Store, items: Sequence[Item], checklist: Sequence[Item], now: datetime) -> Stats:
    """Everything, from every answer ever given. `now` in the learner's own zone, for its days."""
    cards, reviews = store.cards(), store.reviews()
    judged = [review for review in reviews if not review.rated]
    days = Counter(local_day(review.at, now) for review in reviews)
    return Stats(
        readiness=readiness(checklist, items, cards, now),
        sections=sections(items, cards, now),
        forecast=forecast(items, cards, now),
        history=tuple(Day(day=day, count=days[day]) for day in sorted(days)),
        items=len(items),
        seen=sum(item.key in cards for item in items),
        due=due_now(items, cards, now),
        answers=len(judged),
        right=sum(review.right for review in judged),
        helped=sum(review.right and review.helped for review in judged),
        self_rated=len(reviews) - len(judged),
        seconds=sum(review.seconds or 0.0 for review in reviews),
        streak=streak(days, local_day(now, now)),
        retention=retention(judged, now),
    )


def due_now(items: Iterable[Item], cards: Mapping[Key, Card], now: datetime) -> int:
    """How many were answered before and are to be asked again."""
    return sum(item.key in cards and is_due(item, cards[item.key], now) for item in items)


def sections(items: Iterable[Item], cards: Mapping[Key, Card], now: datetime) -> tuple[Strength, ...]:
    """Each lesson's strength, the weakest first; equals stay in the order of the course."""
    lessons: dict[str, list[Item]] = {}
    for item in items:
        lessons.setdefault(item.lesson, []).append(item)
    return tuple(sorted((strength(name, group, cards, now) for name, group in lessons.items() if name), key=lambda part: part.strength))


def forecast(items: Iterable[Item], cards: Mapping[Key, Card], now: datetime) -> tuple[Day, ...]:
    """How many are due on each of the coming days, today with all that is overdue."""
    today = local_day(now, now)
    known = ((item, cards[item.key]) for item in items if item.key in cards)
    due = Counter(today if is_due(item, card, now) else local_day(card.due, now) for item, card in known)
    return tuple(Day(day=day, count=due[day]) for day in (today + A_DAY * ahead for ahead in range(FORECAST_DAYS)))


def retention(judged: Iterable[Review], now: datetime) -> Retention:
    """What was kept over a night or longer, from answers in the order of time."""
    last: dict[Key, datetime] = {}
    kept = []
    for review in judged:
        before = last.get(review.key)
        last[review.key] = review.at
        if before is not None and review.at - before >= A_DAY and now - review.at <= A_DAY * RETENTION_DAYS:
            kept.append(review.right)
    return Retention(answers=len(kept), share=sum(kept) / len(kept) if kept else None)


def streak(days: Mapping[date, int], today: date) -> int:
    """Days in a row with an answer, up to today, or to yesterday while today has none yet."""
    day = today if days.get(today) else today - A_DAY
    count = 0
    while days.get(day):
        count, day = count + 1, day - A_DAY
    return count


def local_day(when: datetime, now: datetime) -> date:
    """The calendar day of `when` in the zone of `now`."""
    return when.astimezone(now.tzinfo).date()
