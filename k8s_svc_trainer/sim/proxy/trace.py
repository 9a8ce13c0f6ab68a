"""A packet walked through the rules of a service port, to every verdict that it can meet.

Decides nothing that the rules do not say. Where they choose at random, all that they can choose comes back.
"""

from __future__ import annotations

from typing import assert_never

import msgspec

from k8s_svc_trainer.sim.proxy.rules import Choose, Drop, Filter, Jump, Mark, Packet, PortRules, Reject, Role, Rule


class Walked(msgspec.Struct, frozen=True, gc=False):
    """Where a packet's walk ended: `verdict` is None where the rules left it as it was.

    `steps` are the chains and rules that it fitted, in order; `by` is the filter that stopped it.
    """

    verdict: Choose | Reject | Drop | None
    marked: bool = False
    steps: tuple[tuple[Role, Rule], ...] = ()
    by: Filter | None = None


def walk(rules: PortRules, packet: Packet) -> Walked:
    """Take a packet through the rules of the service port that it met: what filters first, translation, then the other filters."""
    capture = rules.captures[packet.kind]
    for stop in capture.filters:
        if (stop.early or not packet.first.isdisjoint(stop.hooks & packet.hooks)) and _stops(stop, packet):
            return Walked(stop.verdict, by=stop)
    if capture.enters is not None:
        steps: list[tuple[Role, Rule]] = []
        found = _chain(rules, capture.enters, packet, steps)
        if found is not None:
            return Walked(found, _marked(steps), tuple(steps))
    return filtered(rules, packet)


def _marked(steps: list[tuple[Role, Rule]]) -> bool:
    for _, rule in steps:  # noqa: SIM110  # any() with a generator takes three times as long, and each packet comes here
        if type(rule.verdict) is Mark:
            return True
    return False


def filtered(rules: PortRules, packet: Packet) -> Walked:
    """What the filters behind translation do with a packet that was not translated."""
    for stop in rules.captures[packet.kind].filters:
        if not stop.early and _stops(stop, packet):
            return Walked(stop.verdict, by=stop)
    return Walked(None)


def _stops(stop: Filter, packet: Packet) -> bool:
    return bool(stop.hooks & packet.hooks) and (stop.match is None or stop.match.fits(packet))


def _chain(rules: PortRules, role: Role, packet: Packet, steps: list[tuple[Role, Rule]]) -> Choose | Reject | Drop | None:
    for rule in rules.chains.get(role, ()):
        if rule.match is not None and not rule.match.fits(packet):
            continue
        steps.append((role, rule))
        verdict = rule.verdict
        match verdict:
            case Mark():
                continue
            case Jump():
                return _chain(rules, verdict.role, packet, steps)
            case Choose() | Reject() | Drop():
                return verdict
            case _:
                assert_never(verdict)
    return None
