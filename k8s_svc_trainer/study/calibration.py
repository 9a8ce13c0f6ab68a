"""Whether a person knows what they know: how sure they said they were, held against how often they were right.

Decides what the words for sureness mean as numbers, and the measures. Only first attempts count: what came back in its session was
explained minutes ago. The score is Brier's (Glenn W. Brier, Verification of forecasts expressed in terms of probability, Monthly Weather
Review 78, 1950), halved as is usual for yes and no: the mean squared distance between what was said and what came, 0 at best.
"""

from collections.abc import Iterable

import msgspec

from k8s_svc_trainer.store import Review

SAID = {"guess": 0.25, "unsure": 0.5, "rather sure": 0.75, "sure": 0.95}
"""How sure a person may say they are, and what that means. A blind guess among four is right one time in four."""

COIN = 0.25
"""The score of who says a half each time."""

ENOUGH = 5
"""So many answers are needed before a share of them means something."""

NEAR = 0.1
"""Said and right may lie so far apart and still agree."""


class Bucket(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """All answers of one sureness: the `word`, what it means (`stated`), how many `answers`, and the `share` of them that was right."""

    word: str
    stated: float
    answers: int
    right: int
    share: float


class Calibration(msgspec.Struct, frozen=True, kw_only=True):
    """What was said against what came, from the least sure. `brier` from 0 (perfect) to 1, None where nothing was said."""

    answers: int
    brier: float | None
    buckets: tuple[Bucket, ...]


def calibration(reviews: Iterable[Review]) -> Calibration:
    """From every first answer before which something was said."""
    said = [(review.confidence, review.right) for review in reviews if review.confidence is not None and review.attempt == 1]
    groups: dict[float, list[bool]] = {}
    for stated, right in said:
        groups.setdefault(stated, []).append(right)
    return Calibration(
        answers=len(said),
        brier=sum((stated - right) ** 2 for stated, right in said) / len(said) if said else None,
        buckets=tuple(_bucket(stated, groups[stated]) for stated in sorted(groups)),
    )


def _bucket(stated: float, came: list[bool]) -> Bucket:
    word = min(SAID, key=lambda one: abs(SAID[one] - stated))  # a store may come from another version
    return Bucket(word=word, stated=stated, answers=len(came), right=sum(came), share=sum(came) / len(came))


def in_words(found: Calibration) -> str:
    """One sentence on what to make of it, of the sureness that misleads most among those said often enough.

    Being too sure comes first: in an interview it costs more than doubt.
    """
    telling = [bucket for bucket in found.buckets if bucket.answers >= ENOUGH]
    if not telling:
        return f"Too few answers yet to say more: {ENOUGH} of one kind are needed."
    too_sure = [bucket for bucket in telling if bucket.stated - bucket.share > NEAR]
    worst = max(too_sure or telling, key=lambda bucket: abs(bucket.share - bucket.stated))
    often = f"When you say {worst.word}, you are right {round(10 * worst.share)} of 10 times"
    if too_sure:
        return f"{often}, not {round(100 * worst.stated)} % of them: doubt more."
    return f"{often}: trust yourself more." if worst.share - worst.stated > NEAR else f"{often}: you know what you know."
