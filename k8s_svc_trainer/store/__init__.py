"""The learner's progress on disk: the only room that knows SQLite.

    with Store.open(directory) as store:
        store.save_place("core", "01-why-a-service", "agent", now)

What a screen needs is here; `store.whole` reads and writes all at once, `store.restoring` makes copies and takes them back.
Everything comes and goes as frozen values; every time is handed in; whatever keeps the file from being used is a StoreFault.
"""

from k8s_svc_trainer.store.connection import FILE
from k8s_svc_trainer.store.faults import StoreFault, Trouble
from k8s_svc_trainer.store.progress import Store, backup, reset
from k8s_svc_trainer.store.rows import Asked, Card, Draft, Key, Known, Place, Review, Ruling, Setting, Sitting

__all__ = [
    "FILE",
    "Asked",
    "Card",
    "Draft",
    "Key",
    "Known",
    "Place",
    "Review",
    "Ruling",
    "Setting",
    "Sitting",
    "Store",
    "StoreFault",
    "Trouble",
    "backup",
    "reset",
]
