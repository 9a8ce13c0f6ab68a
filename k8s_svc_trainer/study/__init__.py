"""Learning: what to ask, what an answer is worth, when it comes again, and how ready a person is. The only room that knows fsrs.

    session = Session.start(store, items, now, seed=7, wish=Wish(topic="dns"))
    while prompt := session.next():
        outcome = session.submit(Evidence(right=True, seconds=12.5), now)

Items are handed in as light descriptors, times by the caller; nothing here opens content, draws, or compares an answer.
"""

from k8s_svc_trainer.study.choose import Selection, Wish, choose
from k8s_svc_trainer.study.grade import Evidence, Grade, grade
from k8s_svc_trainer.study.items import INNER_PACK, POINT, Item, UnknownTopic, point_of, topics
from k8s_svc_trainer.study.ready import MATURE, READY_AT, Raise, Readiness, Strength, raises, raises_of, readiness, shares
from k8s_svc_trainer.study.record import Recorded, adopt, record
from k8s_svc_trainer.study.session import Outcome, Prompt, Session, Summary, lessons_known
from k8s_svc_trainer.study.stats import Day, Retention, Stats, stats

__all__ = [
    "INNER_PACK",
    "MATURE",
    "POINT",
    "READY_AT",
    "Day",
    "Evidence",
    "Grade",
    "Item",
    "Outcome",
    "Prompt",
    "Raise",
    "Readiness",
    "Recorded",
    "Retention",
    "Selection",
    "Session",
    "Stats",
    "Strength",
    "Summary",
    "UnknownTopic",
    "Wish",
    "adopt",
    "choose",
    "grade",
    "lessons_known",
    "point_of",
    "raises",
    "raises_of",
    "readiness",
    "record",
    "shares",
    "stats",
    "topics",
]
