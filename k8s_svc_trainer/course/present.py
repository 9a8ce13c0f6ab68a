"""A question as it is laid before a person: its options or stages in an order that a seed names for ever.

Decides the order, and the words of stages and fields; knows neither screens nor what is right.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import assert_never

import msgspec
from msgspec.structs import replace

from k8s_svc_trainer.course.values import Choice, Diagnose, Fill, Fix, Kind, Order, Predict, Question

STAGES: Mapping[str, str] = {
    "source": "the client sends, from its own network",
    "resolve": "the name becomes an address",
    "policy": "a NetworkPolicy lets it pass, or drops it",
    "firewall": "the cloud's firewall lets it pass, or drops it",
    "balancer": "the load balancer picks a node",
    "rules": "kube-proxy's rules for the address are met",
    "affinity": "an earlier choice is remembered",
    "choose": "a ready endpoint is picked",
    "dnat": "the destination is rewritten to the endpoint",
    "masquerade": "the packet is marked, to leave with the node's address as its source",
    "route": "the network carries the packet",
    "listen": "a process listens and accepts",
    "ingress": "the Ingress controller matches host and path",
    "answer": "the answer comes back",
}


FIELDS: Mapping[str, str] = {
    "readyCount": "ready endpoints",
    "answers": "addresses",
    "backends": "endpoints",
    "status": "HTTP status",
    "service": "Service",
}


def in_words(field: str) -> str:
    """What a field that is to be predicted is called before a person; Kubernetes' and DNS's own words stay."""
    return FIELDS.get(field, field)


class Line(msgspec.Struct, frozen=True, gc=False):
    """One thing to choose or to put in order: its id, which is the answer, and its text."""

    id: str
    text: str


class Presented(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What is shown. `lines` are options or stages, shuffled; `several`: the prompt says that more than one may be right.

    `inputs` are the names to be typed for `fill`; `field` is what `predict` asks for; `edit` the objects that `fix` may change.
    """

    id: str
    kind: Kind
    prompt: str
    lines: tuple[Line, ...] = ()
    several: bool = False
    inputs: tuple[str, ...] = ()
    field: str | None = None
    edit: tuple[str, ...] = ()
    since: str | None = None


def present(question: Question, seed: int) -> Presented:
    """The question as it is shown. The same seed gives the same order, on every machine."""
    bare = Presented(id=question.id, kind=question.kind, prompt=question.prompt, since=question.since)
    match question.body:
        case Choice(options) | Diagnose(options):
            lines = tuple(Line(option.id, option.text) for option in options)
            return replace(bare, lines=shuffled(lines, question.id, seed), several=asks_for_several(question))
        case Order(stages):
            lines = tuple(Line(stage, STAGES.get(stage, stage)) for stage in stages)
            return replace(bare, lines=shuffled(lines, question.id, seed))
        case Predict(field):
            return replace(bare, field=field)
        case Fill():
            return replace(bare, inputs=tuple(question.body.inputs))
        case Fix():
            return replace(bare, edit=question.body.edit)
        case _:
            assert_never(question.body)


def shuffled(lines: tuple[Line, ...], name: str, seed: int) -> tuple[Line, ...]:
    """The lines in an order of their own: that of the file would give the answer away."""
    return tuple(sorted(lines, key=lambda line: sha256(f"{name} {seed} {line.id}".encode()).digest()))


def asks_for_several(question: Question) -> bool:
    """Whether a person may tick more than one option: the prompt says so, by the word "several"."""
    return "several" in question.prompt.lower()
