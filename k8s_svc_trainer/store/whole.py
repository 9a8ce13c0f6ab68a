"""Everything that a learner did, as one value: read from a store, and written into one. For export, import and restore.

Decides which rows are a learner's doing. Cards are left out, since they follow from the reviews, and so are sittings, which end within a
day. Knows no file format, and does not judge which of two rows is the better one: that is `study`'s.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from k8s_svc_trainer.store import rows
from k8s_svc_trainer.store.progress import Store
from k8s_svc_trainer.store.rows import Draft, Known, Place, Review, Ruling, Setting


class Everything(msgspec.Struct, frozen=True, kw_only=True):
    """All that a learner did. `points`: by the uuid of a review, which points of it were met."""

    reviews: tuple[Review, ...] = ()
    points: Mapping[str, Mapping[str, bool]] = {}
    drafts: tuple[Draft, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    places: tuple[Place, ...] = ()
    settings: tuple[Setting, ...] = ()
    known: tuple[Known, ...] = ()


def everything(store: Store) -> Everything:
    """What stands in a store now, each kind in an order of its own that does not depend on how it came there. Raises StoreFault."""
    with store.transaction():
        met: dict[str, dict[str, bool]] = {}
        for review, point, made in store._rows(f"{rows.POINTS} ORDER BY review, point"):
            met.setdefault(review, {})[point] = bool(made)
        return Everything(
            reviews=tuple(store.reviews()),
            points=met,
            drafts=tuple(map(rows.row_to_draft, store._rows(f"{rows.DRAFTS} ORDER BY pack, item"))),
            rulings=tuple(map(rows.row_to_ruling, store._rows(f"{rows.RULINGS} ORDER BY at, pack, item, point"))),
            places=tuple(map(rows.row_to_place, store._rows(f"{rows.PLACES} ORDER BY pack, lesson"))),
            settings=tuple(map(rows.row_to_setting, store._rows(f"{rows.SETTINGS} ORDER BY name"))),
            known=tuple(map(rows.row_to_known, store._rows(f"{rows.KNOWN} ORDER BY pack, lesson"))),
        )


def put(store: Store, what: Everything) -> None:
    """Write rows into a store, in one transaction: a review that is there already stays as it is, anything else is replaced.

    Raises StoreFault.
    """
    points = [(review, point, int(met)) for review, made in what.points.items() for point, met in made.items()]
    written: Sequence[tuple[str, list[tuple[Any, ...]]]] = (
        (rows.ADD_REVIEW, list(map(rows.review_to_row, what.reviews))),
        (rows.PUT_POINT, points),
        (rows.PUT_DRAFT, list(map(rows.draft_to_row, what.drafts))),
        (rows.PUT_RULING, list(map(rows.ruling_to_row, what.rulings))),
        (rows.PUT_PLACE, list(map(rows.place_to_row, what.places))),
        (rows.PUT_SETTING, list(map(rows.setting_to_row, what.settings))),
        (rows.PUT_KNOWN, list(map(rows.known_to_row, what.known))),
    )
    with store.transaction():
        for statement, values in written:
            store._write(statement, values)
