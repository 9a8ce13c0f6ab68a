"""Progress carried from one machine to another: what stands here and what comes in become one, whichever goes into which.

Decides which of two rows is the better one, and that cards are computed again from the reviews of both. A review is never changed, lost or
doubled: it has a uuid. The file's words are `carry_format`'s, the store's are `store`'s.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace

from k8s_svc_trainer.store import Draft, Key, Known, Place, Review, Ruling, Setting, Store
from k8s_svc_trainer.store.whole import Everything, everything, put
from k8s_svc_trainer.study.carry_format import CarryFault
from k8s_svc_trainer.study.memory import remembered, scheduler

Row = TypeVar("Row")


class Coming(msgspec.Struct, frozen=True, kw_only=True):
    """What an import brings, in numbers, and the copy that was made before it (None where nothing came, or nothing was there)."""

    reviews: int
    items: int
    drafts: int
    rulings: int
    places: int
    settings: int
    known: int
    here_already: int
    kept: Path | None = None

    @property
    def nothing(self) -> bool:
        """All that is in the file is here."""
        return not (self.reviews or self.drafts or self.rulings or self.places or self.settings or self.known)


def take_in(store: Store, there: Everything, now: datetime, *, dry_run: bool = False) -> Coming:
    """Merge what another machine exported into a store: a dated copy first, then everything, or nothing.

    `dry_run` counts and writes nothing. Raises StoreFault, and CarryFault for a review that is here with another answer.
    """
    scheduler()  # the import takes longer than all the rest: not while other trainers wait
    with store.transaction():
        here = everything(store)
        new = news(here, there)
        touched = {review.key for review in new.reviews}
        coming = _counted(new, there, touched)
        if dry_run or coming.nothing:
            return coming
        kept = store.copy(now) if here != Everything() else None
        try:
            put(store, new)
            _remember(store, touched)
        except BaseException:
            if kept is not None:
                kept.unlink(missing_ok=True)
            raise
    return replace(coming, kept=kept)


def _remember(store: Store, keys: Iterable[Key]) -> None:
    """Compute cards again, from all answers that are there now."""
    for key in sorted(keys):
        card = remembered(store.reviews(key))
        if card is not None:
            store.put_card(card)


def _counted(new: Everything, there: Everything, touched: set[Key]) -> Coming:
    return Coming(
        reviews=len(new.reviews),
        items=len(touched),
        drafts=len(new.drafts),
        rulings=len(new.rulings),
        places=len(new.places),
        settings=len(new.settings),
        known=len(new.known),
        here_already=len(there.reviews) - len(new.reviews),
    )


# --- which row is the better one -------------------------------------------------------------------------------------


def news(here: Everything, there: Everything) -> Everything:
    """The rows that have to be written here so that all of `there` is here too. Raises CarryFault."""
    reviews = _new_reviews(here, there)
    return Everything(
        reviews=reviews,
        points={review.uuid: there.points[review.uuid] for review in reviews if review.uuid in there.points},
        drafts=_better(here.drafts, _not_handed_in(here, there), _draft_key, lambda one, two: max(one, two, key=_draft_rank)),
        rulings=_better(here.rulings, there.rulings, _ruling_key, lambda one, two: max(one, two, key=_ruling_rank)),
        places=_better(here.places, there.places, _lesson_key, _later_place),
        settings=_better(here.settings, there.settings, _setting_key, lambda one, two: max(one, two, key=_setting_rank)),
        known=_better(here.known, there.known, _lesson_key, lambda one, two: min(one, two, key=_known_rank)),
    )


def _new_reviews(here: Everything, there: Everything) -> tuple[Review, ...]:
    """Those whose uuid is not here. One that is here must be the same answer; its item may have been renamed meanwhile."""
    known = {review.uuid: review for review in here.reviews}
    for review in there.reviews:
        mine = known.get(review.uuid)
        if mine is not None and replace(mine, item="") != replace(review, item=""):
            what = f"the answer {review.uuid}, to {review.item}, is here already and reads otherwise"
            raise CarryFault(what, "one of the two was changed by hand; import an export as it was written")
    return tuple(review for review in there.reviews if review.uuid not in known)


def _not_handed_in(here: Everything, there: Everything) -> list[Draft]:
    """Drafts of items that were not answered here since: what was handed in is no draft any more."""
    answered: dict[Key, datetime] = {}
    for review in here.reviews:
        answered[review.key] = max(review.at, answered.get(review.key, review.at))
    return [draft for draft in there.drafts if (draft.pack, draft.item) not in answered or answered[draft.pack, draft.item] < draft.at]


def _better(mine: Iterable[Row], theirs: Iterable[Row], key: Callable[[Row], Any], best: Callable[[Row, Row], Row]) -> tuple[Row, ...]:
    """Of `theirs` and what is better than mine, only what changes something here."""
    known: Mapping[Any, Row] = {key(row): row for row in mine}
    found = ((known.get(key(row)), row) for row in theirs)
    chosen = ((old, row if old is None else best(old, row)) for old, row in found)
    return tuple(row for old, row in chosen if row != old)


def _later_place(one: Place, two: Place) -> Place:
    """The place where the lesson was left last; that it was once finished stays, from the first time on."""
    last = max(one, two, key=lambda place: (place.at, place.section))
    return replace(last, finished=min((place.finished for place in (one, two) if place.finished is not None), default=None))


def _lesson_key(row: Place | Known) -> tuple[str, str]:
    return row.pack, row.lesson


def _draft_key(row: Draft) -> Key:
    return row.pack, row.item


def _draft_rank(row: Draft) -> tuple[datetime, str]:
    return row.at, row.text


def _ruling_key(row: Ruling) -> tuple[Any, ...]:
    return row.pack, row.item, row.point, row.at


def _ruling_rank(row: Ruling) -> tuple[Any, ...]:
    return row.ruled, row.graded, row.answer


def _setting_key(row: Setting) -> str:
    return row.name


def _setting_rank(row: Setting) -> tuple[datetime, str]:
    return row.at, row.value


def _known_rank(row: Known) -> datetime:
    return row.at
