"""Numbers to look at: what `stats` shows, as plain values.

Decides what is counted and over which days; a day is the learner's own, so the time that is handed in carries their zone. Draws nothing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

import msgspec

from k8s_svc_trainer.store import Card, Key, Review, Store
from k8s_svc_trainer.study.calibration import Calibration, calibration
from k8s_svc_trainer.study.choose import is_due
from k8s_svc_trainer.study.items import Item
from k8s_svc_trainer.study.ready import Readiness, Strength, readiness, strength
from k8s_svc_trainer.study.session import lessons_known

FORECAST_DAYS = 14
RETENTION_DAYS = 30
WEEKS = 12
"""Over so many weeks retention is told week by week."""

PARTS = frozenset({"point"})
"""Kinds that are answered as part of another: the points of an interview answer. Who gave one answer gave no nine."""

OPTION_KINDS = frozenset({"choice", "diagnose"})
"""Kinds whose answer is a list of options."""
A_DAY = timedelta(days=1)


class Retention(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Of the answers given a day or more after the one before, in the last RETENTION_DAYS: how many, and the share that was right."""

    answers: int
    share: float | None


class Day(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One day and how many: answers given, with the seconds that they took, or reviews to come."""

    day: date
    count: int
    seconds: float = 0.0


class Week(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Retention in one week, by the Monday that begins it; `share` None where nothing came back after a day or more."""

    monday: date
    answers: int
    share: float | None


class Wrong(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """An option that was marked in a wrong answer: how often, when last, by which seed, and whether the question was answered right since.

    Whether the option is a wrong one is the content's to say: of an answer of several options some may be right.
    """

    pack: str
    item: str
    option: str
    times: int
    last: datetime
    seed: int
    mended: bool


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
    weeks: tuple[Week, ...]
    wrongs: tuple[Wrong, ...]
    calibration: Calibration


def stats(store: Store, items: Sequence[Item], checklist: Sequence[Item], now: datetime, *, evidence: Sequence[Item] = ()) -> Stats:
    """Everything, from every answer ever given. `now` in the learner's own zone, for its days.

    `evidence`: all that can prove an item of the checklist, where that is more than `items`.
    """
    cards, reviews = store.cards(), [review for review in store.reviews() if review.kind not in PARTS]
    judged = [review for review in reviews if not review.rated]
    days = Counter(local_day(review.at, now) for review in reviews)
    return Stats(
        readiness=readiness(checklist, evidence or items, cards, now, known=lessons_known(store, items)),
        sections=sections(items, cards, now),
        forecast=forecast(items, cards, now),
        history=history(reviews, now),
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
        weeks=weeks(judged, now),
        wrongs=wrongs(judged),
        calibration=calibration(judged),
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


def history(reviews: Iterable[Review], now: datetime) -> tuple[Day, ...]:
    """Every day on which something was answered: how many answers, and how long they took."""
    counts: dict[date, int] = {}
    seconds: dict[date, float] = {}
    for review in reviews:
        day = local_day(review.at, now)
        counts[day] = counts.get(day, 0) + 1
        seconds[day] = seconds.get(day, 0.0) + (review.seconds or 0.0)
    return tuple(Day(day=day, count=counts[day], seconds=seconds[day]) for day in sorted(counts))


def kept(judged: Iterable[Review]) -> list[Review]:
    """The answers that came a day or more after the one before, from answers in the order of time."""
    last: dict[Key, datetime] = {}
    found = []
    for review in judged:
        before = last.get(review.key)
        last[review.key] = review.at
        if before is not None and review.at - before >= A_DAY:
            found.append(review)
    return found


def retention(judged: Iterable[Review], now: datetime) -> Retention:
    """What was kept over a night or longer, from answers in the order of time."""
    right = [review.right for review in kept(judged) if now - review.at <= A_DAY * RETENTION_DAYS]
    return Retention(answers=len(right), share=sum(right) / len(right) if right else None)


def weeks(judged: Iterable[Review], now: datetime) -> tuple[Week, ...]:
    """The same for each of the last WEEKS, this one the last."""
    this = monday(local_day(now, now))
    found: dict[date, list[bool]] = {this - 7 * A_DAY * ago: [] for ago in reversed(range(WEEKS))}
    for review in kept(judged):
        week = monday(local_day(review.at, now))
        if week in found:
            found[week].append(review.right)
    return tuple(Week(monday=day, answers=len(came), share=sum(came) / len(came) if came else None) for day, came in found.items())


def wrongs(judged: Sequence[Review]) -> tuple[Wrong, ...]:
    """The options marked in wrong answers: what is not mended first, then the most frequent, then the latest."""
    last = {review.key: review.right for review in judged}
    found: dict[tuple[str, str, str], Wrong] = {}
    for review in judged:
        if review.right or review.kind not in OPTION_KINDS:
            continue
        for option in options_of(review):
            key = (review.pack, review.item, option)
            times = found[key].times + 1 if key in found else 1
            found[key] = Wrong(
                pack=review.pack,
                item=review.item,
                option=option,
                times=times,
                last=review.at,
                seed=review.seed or 0,
                mended=last[review.key],
            )
    return tuple(sorted(found.values(), key=lambda one: (one.mended, -one.times, -one.last.timestamp())))


def options_of(review: Review) -> list[str]:
    """The options that an answer marked; none where it is of another shape."""
    try:
        given = msgspec.json.decode(review.answer or "null")
    except msgspec.DecodeError:
        return []
    words = [given] if isinstance(given, str) else given
    return [word for word in words if isinstance(word, str)] if isinstance(words, list) else []


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return day - A_DAY * day.weekday()


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
