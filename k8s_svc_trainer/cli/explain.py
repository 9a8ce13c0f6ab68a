"""explain: the page of a fault that `why` names: how it shows, what proves it, how it is mended, what to say of it."""

from __future__ import annotations

from k8s_svc_trainer.cli import data, door
from k8s_svc_trainer.cli.door import Refused
from k8s_svc_trainer.cli.environment import Environment
from k8s_svc_trainer.cli.paper import ACCENT, QUIET, Paper
from k8s_svc_trainer.diagnosis.catalogue import CATALOGUE, Entry, entry


def run(environment: Environment, code: str | None, *, json: bool) -> int:
    """Print a page, or the list of all faults."""
    entries = list(CATALOGUE.values()) if code is None else [_entry(code)]
    paper = Paper(environment)
    if json:
        data.put(environment, [{name: getattr(one, name) for name in one.__struct_fields__} for one in entries])
    elif code is None:
        paper.gap()
        for one in entries:
            paper.entry(one.code, one.title, column=8)
        paper.gap()
    else:
        _page(paper, entries[0])
    return door.DONE


def _entry(code: str) -> Entry:
    try:
        return entry(code)
    except KeyError:
        raise Refused(f"there is no fault {code}; `k8s-svc-trainer explain` lists them all") from None


def _page(paper: Paper, found: Entry) -> None:
    paper.gap()
    paper.title(found.title, found.code)
    for label, text in (("shows", found.shows), ("proof", found.proof), ("mend", found.mend)):
        paper.entry(label, text, column=8)
    paper.entry("say", f"“{found.say}”", column=8, label_style=ACCENT)
    paper.gap()
    paper.write("  ", (found.source, QUIET))
    paper.gap()
