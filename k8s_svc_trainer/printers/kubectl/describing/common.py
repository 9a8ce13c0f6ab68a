"""What many descriptions share: labels and annotations over several lines, owners, events. Lines have tabs and no line break.

Source: printLabelsMultiline, printAnnotationsMultiline, DescribeEvents of kubectl/pkg/describe/describe.go.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from k8s_svc_trainer.printers.kubectl.age import human_duration
from k8s_svc_trainer.printers.kubectl.events import Event
from k8s_svc_trainer.printers.kubectl.labels import NONE
from k8s_svc_trainer.sim.objects import ObjectMeta

LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"  # never shown
LONGEST = 140  # of an annotation in one line


def listed(title: str, values: Iterable[str]) -> Iterator[str]:
    """A title with the first value, and the others below it; `<none>` where there are none."""
    every = list(values) or [NONE]
    yield f"{title}:\t{every[0]}"
    yield from (f"\t{value}" for value in every[1:])


def labels(title: str, given: Mapping[str, Any]) -> Iterator[str]:
    """Labels, one a line, by key."""
    return listed(title, (f"{key}={given[key]}" for key in sorted(given)))


def notes(title: str, given: Mapping[str, str]) -> Iterator[str]:
    """Annotations by key; what is long or has line breaks begins on a line of its own and is cut."""
    keys = [key for key in sorted(given) if key != LAST_APPLIED]
    if not keys:
        yield f"{title}:\t{NONE}"
    for index, key in enumerate(keys):
        head = "\t" if index else f"{title}:\t"
        value = given[key].removesuffix("\n")
        if len(value) + len(key) + 2 <= LONGEST and "\n" not in value:
            yield f"{head}{key}: {value}"
            continue
        yield f"{head}{key}:"
        for line in value.split("\n"):
            yield f"\t  {line[: LONGEST - 2]}{'...' if len(line) > LONGEST - 2 else ''}"


def named(meta: ObjectMeta) -> Iterator[str]:
    """Name and namespace."""
    yield f"Name:\t{meta.name}"
    yield f"Namespace:\t{meta.namespace or ''}"


def controller(meta: ObjectMeta) -> Iterator[str]:
    """Who made the object, where someone did."""
    owner = next((one for one in meta.ownerReferences if one.controller), None)
    if owner is not None:
        yield f"Controlled By:\t{owner.kind}/{owner.name}"


def event_lines(events: Iterable[Event]) -> Iterator[str]:
    """The Events section, the oldest first; laid out apart from what stands above it where there are any."""
    every = sorted(events, key=lambda one: -one.last)
    if not every:
        yield f"Events:\t{NONE}"
        return
    yield "Events:"
    yield "  Type\tReason\tAge\tFrom\tMessage"
    yield "  ----\t------\t----\t----\t-------"
    for one in every:
        where = f"{one.field}: " if one.field else ""
        yield f"  {one.type}\t{one.reason}\t{_interval(one)}\t{one.source}\t{where}{one.message}"


def _interval(one: Event) -> str:
    if one.count <= 1:
        return human_duration(one.first)
    return f"{human_duration(one.last)} (x{one.count} over {human_duration(one.first)})"
