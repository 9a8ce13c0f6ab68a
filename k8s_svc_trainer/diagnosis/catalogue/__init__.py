"""The catalogue: every fault that a diagnosis can name, by a stable code, with what it looks like and what to say of it.

Decides nothing about a cluster. Codes are never used again for something else. `explain SVC012` prints an entry as a page; how each is
put into a cluster is in `diagnosis.injections`.
"""

from __future__ import annotations

from collections.abc import Mapping

from k8s_svc_trainer.diagnosis.catalogue import endpoints, names, rules, traffic
from k8s_svc_trainer.diagnosis.catalogue.values import Entry

__all__ = ["CATALOGUE", "Entry", "entry"]

_ALL = (*endpoints.ENTRIES, *names.ENTRIES, *traffic.ENTRIES, *rules.ENTRIES)
CATALOGUE: Mapping[str, Entry] = {one.code: one for one in sorted(_ALL, key=lambda one: one.code)}


def entry(code: str) -> Entry:
    """The entry of a code, in any case.

    Raises KeyError where there is none.
    """
    return CATALOGUE[code.upper()]
