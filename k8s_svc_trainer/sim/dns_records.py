"""What CoreDNS answers: one name and one type in, a reply out, by the Corefile that kubeadm writes.

    kubernetes DOMAIN in-addr.arpa ip6.arpa { pods insecure; fallthrough in-addr.arpa ip6.arpa; ttl 30 }
    forward . /etc/resolv.conf

Follows plugin/kubernetes/handler.go and plugin/backend_lookup.go of coredns/coredns. Names here are in lower case and have no
final dot. Knows nothing of search paths, nor of how a query reaches CoreDNS; that is for `dns`.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from ipaddress import IPv6Address, ip_address

import msgspec

from k8s_svc_trainer.sim.dns_names import (
    IPV4_ARPA,
    IPV6_ARPA,
    NO_PORT,
    Absent,
    Records,
    address_of,
    domain_of,
    family_of,
    find,
    name_servers,
    owners_of,
    within,
)
from k8s_svc_trainer.sim.results import Rcode
from k8s_svc_trainer.sim.settings import Settings
from k8s_svc_trainer.sim.state import State

SCHEMA_VERSION = "1.1.0"  # kubernetes.go DNSSchemaVersion
MAX_CNAMES = 10  # backend_lookup.go maxCnameChainLength


class RecordType(StrEnum):
    """The record types that can be asked for."""

    A = "A"
    AAAA = "AAAA"
    SRV = "SRV"
    PTR = "PTR"
    CNAME = "CNAME"
    TXT = "TXT"
    NS = "NS"
    SOA = "SOA"
    MX = "MX"


FAMILIES = {RecordType.A: 4, RecordType.AAAA: 6}


class Reply(msgspec.Struct, frozen=True, gc=False):
    """A DNS reply. `answers` are those of the type asked for; `records` counts the answer section, a CNAME on the way too.

    `object` is what decided; `saying` with `parts` says why; `by` is who says it.
    """

    rcode: Rcode
    answers: tuple[str, ...] = ()
    records: int = 0
    object: str = ""
    saying: str = ""
    parts: tuple[str, ...] = ()
    by: str = "CoreDNS"


OUTSIDE = "the resolver outside the cluster"


class DnsServer(msgspec.Struct, frozen=True, gc=False):
    """The CoreDNS that answers: its own addresses, and whether it reaches the resolver of its node."""

    addresses: tuple[str, ...] = ()
    forwards: bool = True


def answer(state: State, server: DnsServer, name: str, record_type: RecordType) -> Reply:
    """What CoreDNS replies to one question.

    Source: coredns plugin/kubernetes/handler.go ServeDNS, and the forward plugin for every name outside its zones.
    """
    zone = _zone(state, name)
    if zone:
        reply = _serve(state, server, name, zone, record_type)
        falls_through = reply.rcode is Rcode.NXDOMAIN and zone in (IPV4_ARPA, IPV6_ARPA)
        if not falls_through or (server.forwards and name not in _outside_names(state.settings)):
            return reply
    if not server.forwards:
        saying = "CoreDNS would ask the resolver of its node about {}, and a NetworkPolicy holds that question back"
        return Reply(Rcode.SERVFAIL, object=f"name/{name}", saying=saying, parts=(name,))
    return answer_outside(state.settings, name, record_type)


def answer_outside(settings: Settings, name: str, record_type: RecordType) -> Reply:
    """What a resolver outside the cluster replies: it knows `externalNames` and nothing of the cluster."""
    place = f"name/{name}"
    addresses = _outside_names(settings).get(name)
    if addresses is None:
        return Reply(Rcode.NXDOMAIN, (), 0, place, "no name {} exists outside the cluster", (name,), OUTSIDE)
    found = tuple(address for address in addresses if family_of(address) == FAMILIES.get(record_type))
    if not found:
        return Reply(Rcode.NOERROR, (), 0, place, "{} exists outside the cluster, with no {} record", (name, record_type.value), OUTSIDE)
    return Reply(Rcode.NOERROR, found, len(found), place, "{} is outside the cluster, at {}", (name, ", ".join(found)), OUTSIDE)


def _outside_names(settings: Settings) -> dict[str, tuple[str, ...]]:
    return {name.lower().rstrip("."): tuple(addresses) for name, addresses in settings.externalNames.items()}


def _zone(state: State, name: str) -> str:
    """The zone of CoreDNS that a name lies in, or nothing (plugin/normalize.go Zones.Matches)."""
    for zone in (domain_of(state), IPV4_ARPA, IPV6_ARPA):  # a loop: each look-up comes here
        if within(name, zone):
            return zone
    return ""


def _serve(state: State, server: DnsServer, name: str, zone: str, record_type: RecordType) -> Reply:
    match record_type:
        case RecordType.A | RecordType.AAAA:
            return _addresses(state, server, name, zone, record_type, ())
        case RecordType.SRV:
            return _srv(state, name, zone)
        case RecordType.PTR:
            return _ptr(state, name, zone)
        case RecordType.CNAME:
            return _cname(state, name, zone)
        case RecordType.TXT:
            return _txt(state, name, zone)
        case RecordType.NS if name == zone:
            return _ns(state, server, zone)
        case RecordType.SOA:
            return _soa(name, zone)
    return _nodata(_found(state, name, zone), name, record_type)


def _found(state: State, name: str, zone: str) -> Records:
    """What a name stands for; ns.dns is a name that has addresses only (kubernetes.go Services)."""
    return () if name == f"ns.dns.{zone}" else find(state, name, zone)


def _nodata(found: Records, name: str, record_type: RecordType) -> Reply:
    if isinstance(found, Absent):
        return Reply(Rcode.NXDOMAIN, object=found.object, saying=found.saying, parts=found.parts)
    return Reply(Rcode.NOERROR, object=f"name/{name}", saying="{} exists, with no {} record", parts=(name, record_type.value))


def _reply(answers: Iterable[str], name: str, record_type: RecordType) -> Reply:
    told = tuple(dict.fromkeys(answers))
    return Reply(Rcode.NOERROR, told, len(told), f"name/{name}", "{} has {} {}", (name, record_type.value, ", ".join(told)))


# --- addresses, along CNAMEs -------------------------------------------------------------------------------------


def _addresses(state: State, server: DnsServer, name: str, zone: str, record_type: RecordType, passed: tuple[str, ...]) -> Reply:
    """Source: coredns plugin/backend_lookup.go A and AAAA; `passed` are the targets of the CNAMEs so far."""
    found = name_servers(state, server.addresses, zone) if name == f"ns.dns.{zone}" else find(state, name, zone)
    if isinstance(found, Absent):
        return _nodata(found, name, record_type)
    direct: list[str] = []
    aliases: dict[str, None] = {}
    for one in found:
        family = family_of(one.host)
        if family == FAMILIES[record_type]:
            direct.append(one.host if "." in one.host else _short(one.host))
        elif not family:
            aliases[one.host] = None
    followed = [_follow(state, server, name, target, zone, record_type, passed) for target in aliases]
    if len(followed) == 1 and not direct:
        return followed[0]
    if not followed:
        return _reply(direct, name, record_type) if direct else _nodata((), name, record_type)
    reply = _reply([*direct, *(address for one in followed for address in one.answers)], name, record_type)
    records = len(dict.fromkeys(direct)) + sum(one.records for one in followed)
    return msgspec.structs.replace(reply, records=records) if records else _nodata((), name, record_type)


def _short(address: str) -> str:
    ip = ip_address(address)
    return str(ip.ipv4_mapped) if isinstance(ip, IPv6Address) and ip.ipv4_mapped else str(ip)


def _follow(state: State, server: DnsServer, name: str, target: str, zone: str, record_type: RecordType, passed: tuple[str, ...]) -> Reply:
    """Where a CNAME leads; no records where it goes in a circle, or dangles inside the cluster."""
    place = f"name/{name}"
    if within(target, name) or target in passed:
        return Reply(Rcode.NOERROR, object=place, saying="the CNAME from {} to {} goes in a circle", parts=(name, target))
    if len(passed) > MAX_CNAMES:
        return Reply(Rcode.NOERROR, object=place, saying="the CNAME from {} to {} is one too many", parts=(name, target))
    inside = within(target, zone)
    if inside:
        reply = _addresses(state, server, target, zone, record_type, (*passed, target))
    else:
        reply = answer(state, server, target, record_type)
    records = 0 if inside and not reply.records else reply.records + 1
    return Reply(Rcode.NOERROR, reply.answers, records, place, "{} is a CNAME to {}; " + reply.saying, (name, target, *reply.parts))


# --- the other types ---------------------------------------------------------------------------------------------


def _srv(state: State, name: str, zone: str) -> Reply:
    """Source: coredns plugin/backend_lookup.go SRV: the weight is shared out before duplicates are dropped."""
    found = _found(state, name, zone)
    if isinstance(found, Absent):
        return _nodata(found, name, RecordType.SRV)
    internal = [one for one in found if family_of(one.host)]
    weight = max(100 // len(internal), 1) if internal else 0
    answers = [f"0 {weight} {one.port} {one.owner}" for one in internal if one.port != NO_PORT]
    return _reply(answers, name, RecordType.SRV) if answers else _nodata((), name, RecordType.SRV)


def _ptr(state: State, name: str, zone: str) -> Reply:
    """Source: coredns plugin/kubernetes/reverse.go Reverse."""
    ip = address_of(name)
    if not ip:
        return _nodata(find(state, name, zone), name, RecordType.PTR)
    owners = owners_of(state, ip)
    if owners:
        return _reply(owners, name, RecordType.PTR)
    return Reply(Rcode.NXDOMAIN, object=f"address/{ip}", saying="{} is neither a ClusterIP nor a ready endpoint of a Service", parts=(ip,))


def _cname(state: State, name: str, zone: str) -> Reply:
    found = _found(state, name, zone)
    if isinstance(found, Absent) or not found or family_of(found[0].host):
        return _nodata(found, name, RecordType.CNAME)
    return _reply([found[0].host], name, RecordType.CNAME)


def _txt(state: State, name: str, zone: str) -> Reply:
    """Source: coredns plugin/kubernetes/kubernetes.go Services, case TXT: a name without any record is no empty reply."""
    if name == f"dns-version.{zone}":
        return _reply([SCHEMA_VERSION], name, RecordType.TXT)
    found = find(state, name, zone)
    return _nodata(found or Absent(f"name/{name}", "{} has no record of any type", (name,)), name, RecordType.TXT)


def _soa(name: str, zone: str) -> Reply:
    """Source: coredns plugin/kubernetes/handler.go: below the zone's own name SOA is empty, whether the name exists or not."""
    if name != zone:
        return _nodata((), name, RecordType.SOA)
    return _reply([f"ns.dns.{zone} hostmaster.{zone} 1 7200 1800 86400 30"], name, RecordType.SOA)


def _ns(state: State, server: DnsServer, zone: str) -> Reply:
    names = [found.owner for found in name_servers(state, server.addresses, zone)]
    return _reply(names, zone, RecordType.NS) if names else _nodata((), zone, RecordType.NS)
