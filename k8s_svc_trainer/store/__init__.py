"""The learner's progress on disk: the only room that knows SQLite.

    with Store.open(directory) as store:
        store.save_place("core", "01-why-a-service", "agent", now)

Everything comes and goes as frozen values; every time is handed in; whatever keeps the file from being used is a StoreFault.
"""

from k8s_svc_trainer.store.connection import FILE
from k8s_svc_trainer.store.faults import StoreFault, Trouble
from k8s_svc_trainer.store.progress import Store, backup, reset
from k8s_svc_trainer.store.rows import Asked, Card, Draft, Key, Place, Review, Ruling, Sitting

__all__ = [
    "FILE",
    "Asked",
    "Card",
    "Draft",
    "Key",
    "Place",
    "Review",
    "Ruling",
    "Sitting",
    "Store",
    "StoreFault",
    "Trouble",
    "backup",
    "reset",
]
