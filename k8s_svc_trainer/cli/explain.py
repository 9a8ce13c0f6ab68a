"""explain: the page of a fault that `why` names: how it shows, what proves it, how it is mended, how it comes about, what to say of it."""

from __future__ import annotations

from typing import Any

from k8s_svc_trainer.cli import data, door
from k8s_svc_trainer.cli.door import Refused
from k8s_svc_trainer.cli.environment import Environment
from k8s_svc_trainer.cli.findings import command
from k8s_svc_trainer.cli.paper import ACCENT, QUIET, Paper
from k8s_svc_trainer.diagnosis.catalogue import CATALOGUE, Entry, entry

COLUMN = 8


def run(environment: Environment, code: str | None, *, json: bool) -> int:
    """Print a page, or the list of all faults."""
    entries = list(CATALOGUE.values()) if code is None else [_entry(code)]
    paper = Paper(environment)
    if json:
        data.put(environment, [_as_data(one, whole=code is not None) for one in entries])
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


def _as_data(found: Entry, *, whole: bool) -> dict[str, Any]:
    """An entry as data; the whole of one with how it comes about."""
    plain = {name: getattr(found, name) for name in found.__struct_fields__}
    return plain | _injected(found.code) if whole else plain


def _injected(code: str) -> dict[str, Any]:
    """How a fault is put into a healthy cluster: by steps, tried on the exhibit, or by a setting of the cluster."""
    from k8s_svc_trainer.diagnosis.injections import BY_SETTING
    from k8s_svc_trainer.diagnosis.injections.exhibit import shown

    tried = shown(code)
    if tried is None:
        return {"inject": [f"settings: {name}: {value}" for name, value in BY_SETTING[code].items()]}
    return {"inject": list(tried.commands), "flow": tried.flow, "why": tried.why}


def _page(paper: Paper, found: Entry) -> None:
    paper.gap()
    paper.title(found.title, found.code)
    for label, text in (("shows", found.shows), ("proof", found.proof), ("mend", found.mend)):
        paper.entry(label, text, column=COLUMN)
    injected = _injected(found.code)
    for line in injected["inject"]:
        command(paper, "inject", line, QUIET)
    if "flow" in injected:
        paper.entry("gives", f"{injected['flow']}: {injected['why']}", column=COLUMN)
    paper.entry("say", f"“{found.say}”", column=COLUMN, label_style=ACCENT)
    paper.gap()
    paper.write("  ", (found.source, QUIET))
    paper.gap()
