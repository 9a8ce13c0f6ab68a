"""nslookup, dig and getent: texts seen of bind's tools 9.18, busybox 1.35 and glibc, asked of a server that answers as CoreDNS does."""

from __future__ import annotations

from typing import Any

import pytest

from k8s_svc_trainer.printers.client.dns import (
    Dig,
    Getent,
    Nslookup,
    busybox_names,
    chain,
    dig,
    getent,
    nslookup,
    nslookup_busybox,
    resolv_conf,
)
from k8s_svc_trainer.sim import Rcode, Resolution
from k8s_svc_trainer.sim.resolv_conf import ResolvConf

SERVER = "10.96.0.10"
WEB, DB, EXT, NOPE = (f"{name}.shop.svc.cluster.local" for name in ("web", "db", "ext", "nope"))
POINTER = "3.1.96.10.in-addr.arpa"


def found(name: str, *answers: str, rcode: Rcode = Rcode.NOERROR) -> Resolution:
    return Resolution(rcode=rcode, answers=answers, name=name if answers else None, queries=(name,))


ONE, TWO, SIX = found(WEB, "10.96.1.3"), found(DB, "10.244.1.3", "10.244.3.2"), found(DB, "fd00::1")
NONE, GONE = found(WEB), found(NOPE, rcode=Rcode.NXDOMAIN)
LINKED = found(EXT, "93.184.216.34")
SRV, PTR = found(f"_http._tcp.{WEB}", f"0 100 80 {WEB}"), found(POINTER, WEB)
SLOW, REJECTED, BROKEN = (found("web", rcode=rcode) for rcode in (Rcode.TIMEOUT, Rcode.REFUSED, Rcode.SERVFAIL))
HEAD = "Server:\t\t10.96.0.10\nAddress:\t10.96.0.10#53\n\n"
TARGET = ("example.com",)
LATE = ";; communications error to 10.96.0.10#53: timed out\n" * 3
CLOSED = ";; communications error to 10.96.0.10#53: connection refused\n" * 3


def named(name: str, ip: str) -> str:
    return f"Name:\t{name}\nAddress: {ip}\n"


def asked(name: str, kind: str | None = None, **more: Any) -> Nslookup:
    return Nslookup(name=name, server=SERVER, type=kind, **more)


NSLOOKUPS = [
    ("a Service", asked("web"), (ONE, NONE), f"{HEAD}{named(WEB, '10.96.1.3')}\n", 0),
    (
        "addresses of both families",
        asked("db"),
        (TWO, SIX),
        f"{HEAD}{named(DB, '10.244.1.3')}{named(DB, '10.244.3.2')}{named(DB, 'fd00::1')}\n",
        0,
    ),
    ("a name that there is not", asked("nope"), (GONE, GONE), f"{HEAD}** server can't find {NOPE}: NXDOMAIN\n\n", 1),
    (
        "an ExternalName",
        asked("ext", aliases=TARGET),
        (LINKED, found(EXT)),
        f"{HEAD}{EXT}\tcanonical name = example.com.\n{named('example.com', '93.184.216.34')}\n",
        0,
    ),
    ("its CNAME", asked("ext", "CNAME"), (found(EXT, "example.com"),), f"{HEAD}{EXT}\tcanonical name = example.com.\n\n", 0),
    ("a type without records", asked(WEB, "AAAA"), (NONE,), f"{HEAD}*** Can't find {WEB}: No answer\n\n", 0),
    ("SRV", asked(f"_http._tcp.{WEB}", "SRV"), (SRV,), f"{HEAD}_http._tcp.{WEB}\tservice = 0 100 80 {WEB}.\n\n", 0),
    ("an address backwards names no server", asked("10.96.1.3", "PTR"), (PTR,), f"{POINTER}\tname = {WEB}.\n\n", 0),
    (
        "an address that nobody has",
        asked("10.96.1.9", "PTR"),
        (found("9.1.96.10.in-addr.arpa", rcode=Rcode.NXDOMAIN),),
        "** server can't find 9.1.96.10.in-addr.arpa: NXDOMAIN\n\n",
        1,
    ),
    ("a pointer by its name does", asked(POINTER, "PTR"), (PTR,), f"{HEAD}{POINTER}\tname = {WEB}.\n\n", 0),
    (
        "TXT",
        asked("dns-version.cluster.local", "TXT"),
        (found("v.cluster.local", "1.1.0"),),
        f'{HEAD}v.cluster.local\ttext = "1.1.0"\n\n',
        0,
    ),
    (
        "SOA",
        asked("cluster.local", "SOA"),
        (found("cluster.local", "ns.dns.cluster.local hostmaster.cluster.local 1 7200 1800 86400 30"),),
        f"{HEAD}cluster.local\n\torigin = ns.dns.cluster.local\n\tmail addr = hostmaster.cluster.local\n\tserial = 1\n\trefresh = 7200\n"
        "\tretry = 1800\n\texpire = 86400\n\tminimum = 30\n\n",
        0,
    ),
    (
        "a server that fails",
        asked("web"),
        (BROKEN, BROKEN),
        f";; Got SERVFAIL reply from {SERVER}\n{HEAD}** server can't find web: SERVFAIL\n\n",
        1,
    ),
    ("a server that does not answer", asked("web"), (SLOW, SLOW), f"{LATE};; no servers could be reached\n\n", 1),
    ("a server that rejects the question", asked("web"), (REJECTED,), f"{CLOSED};; no servers could be reached\n\n", 1),
]


@pytest.mark.parametrize(("question", "came", "text", "status"), [row[1:] for row in NSLOOKUPS], ids=[row[0] for row in NSLOOKUPS])
def test_nslookup_prints_and_exits(question: Nslookup, came: tuple[Resolution, ...], text: str, status: int) -> None:
    done = nslookup(question, came)
    assert (done.stdout, done.stderr, done.status) == (text, "", status)


BUSY = "Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\n"
BUSYBOX = [
    ("a Service", [("A", ONE), ("AAAA", NONE)], (), f"{BUSY}{named(WEB, '10.96.1.3')}\n\n", 0),
    (
        "both families",
        [("A", TWO), ("AAAA", SIX)],
        (),
        f"{BUSY}{named(DB, '10.244.1.3')}{named(DB, '10.244.3.2')}\n{named(DB, 'fd00::1')}\n",
        0,
    ),
    (
        "a name that there is not is told for each question",
        [("A", GONE), ("AAAA", GONE)],
        (),
        f"{BUSY}** server can't find {NOPE}: NXDOMAIN\n\n** server can't find {NOPE}: NXDOMAIN\n\n",
        1,
    ),
    (
        "an ExternalName",
        [("A", LINKED), ("AAAA", found(EXT))],
        TARGET,
        f"{BUSY}{EXT}\tcanonical name = example.com\n{named('example.com', '93.184.216.34')}\n{EXT}\tcanonical name = example.com\n\n",
        0,
    ),
    ("SRV", [("SRV", SRV)], (), f"{BUSY}_http._tcp.{WEB}\tservice = 0 100 80 {WEB}\n\n", 0),
    ("a pointer", [("PTR", PTR)], (), f"{BUSY}{POINTER}\tname = {WEB}\n\n", 0),
    ("no answer", [("A", SLOW), ("AAAA", SLOW)], (), f"{BUSY};; connection timed out; no servers could be reached\n\n", 1),
    (
        "a rejection",
        [("A", REJECTED)],
        (),
        f"{BUSY};; connection timed out; no servers could be reached\n\nnslookup: write to '{SERVER}': Connection refused\n",
        1,
    ),
]


@pytest.mark.parametrize(("came", "aliases", "screen", "status"), [row[1:] for row in BUSYBOX], ids=[row[0] for row in BUSYBOX])
def test_busyboxs_nslookup_prints_and_exits(came: list[tuple[str, Resolution]], aliases: tuple[str, ...], screen: str, status: int) -> None:
    done = nslookup_busybox(SERVER, came, aliases=aliases)
    assert (done.screen, done.status) == (screen, status)


SEARCHES = ("shop.svc.cluster.local", "svc.cluster.local")
BUSY_NAMES = [
    ("a plain name is asked for in every search domain", "web", SEARCHES, ("web.shop.svc.cluster.local.", "web.svc.cluster.local.")),
    ("one with a dot as it is", "web.shop", SEARCHES, ("web.shop.",)),
    ("and any without search domains", "web", (), ("web.",)),
    ("an address too", "fd00::1", SEARCHES, ("fd00::1.",)),
]


@pytest.mark.parametrize(("name", "searches", "expected"), [row[1:] for row in BUSY_NAMES], ids=[row[0] for row in BUSY_NAMES])
def test_what_busybox_asks_for(name: str, searches: tuple[str, ...], expected: tuple[str, ...]) -> None:
    assert busybox_names(name, searches) == expected


def question(name: str, kind: str = "A", **more: Any) -> Dig:
    return Dig(name=name, server=SERVER, type=kind, **more)


def test_dig_prints_an_answer_in_the_columns_of_a_zone_file() -> None:
    assert dig(question(WEB, given=True, line=f"@{SERVER} {WEB}"), ONE).stdout == (
        f"\n; <<>> DiG 9.20.11 <<>> @10.96.0.10 {WEB}\n; (1 server found)\n;; global options: +cmd\n;; Got answer:\n"
        ";; WARNING: .local is reserved for Multicast DNS\n;; You are currently testing what happens when an mDNS query is leaked to DNS\n"
        ";; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 27438\n;; flags: qr aa rd; QUERY: 1, ANSWER: 1, AUTHORITY: 0, ADDITIONAL: 1\n"
        ";; WARNING: recursion requested but not available\n\n;; OPT PSEUDOSECTION:\n; EDNS: version: 0, flags:; udp: 1232\n"
        "; COOKIE: 1241d4c2534b6b2e (echoed)\n;; QUESTION SECTION:\n;web.shop.svc.cluster.local.\tIN\tA\n\n;; ANSWER SECTION:\n"
        "web.shop.svc.cluster.local. 30\tIN\tA\t10.96.1.3\n\n;; Query time: 1 msec\n;; SERVER: 10.96.0.10#53(10.96.0.10) (UDP)\n"
        ";; WHEN: Tue Jan 13 00:00:00 UTC 2026\n;; MSG SIZE  rcvd: 109\n\n"
    )


SOA = "cluster.local.\t\t30\tIN\tSOA\tns.dns.cluster.local. hostmaster.cluster.local. 1768262400 7200 1800 86400 30\n"
SECTIONS = [
    (
        "no record, with the zone's SOA",
        question(WEB, "AAAA"),
        NONE,
        [f";{WEB}.\tIN\tAAAA\n", f";; AUTHORITY SECTION:\n{SOA}", " rcvd: 160\n"],
    ),
    ("a name that there is not", question(NOPE), GONE, ["status: NXDOMAIN", "AUTHORITY: 1", SOA, " rcvd: 161\n"]),
    (
        "an ExternalName and what it leads to",
        question(EXT, aliases=TARGET),
        LINKED,
        [f"{EXT}. 30\tIN\tCNAME\texample.com.\nexample.com.\t\t30\tIN\tA\t93.184.216.34\n", " rcvd: 145\n"],
    ),
    ("its CNAME alone", question(EXT, "CNAME"), found(EXT, "example.com"), [f"{EXT}. 30\tIN\tCNAME\texample.com.\n\n"]),
    (
        "SRV, past the columns",
        question(f"_http._tcp.{WEB}", "SRV"),
        SRV,
        [f";_http._tcp.{WEB}. IN SRV\n", f"_http._tcp.{WEB}. 30 IN SRV 0 100 80 {WEB}.\n", " rcvd: 161\n"],
    ),
    ("a pointer", question(POINTER, "PTR"), PTR, [f";{POINTER}.\t\tIN\tPTR\n", f"{POINTER}.\t30\tIN\tPTR\t{WEB}.\n", " rcvd: 125\n"]),
    ("TXT", question("v.cluster.local", "TXT"), found("v.cluster.local", "1.1.0"), ['v.cluster.local.\t30\tIN\tTXT\t"1.1.0"\n']),
    (
        "SOA",
        question("cluster.local", "SOA"),
        found("cluster.local", "ns.dns.cluster.local hostmaster.cluster.local 1 7200 1800 86400 30"),
        ["cluster.local.\t\t30\tIN\tSOA\tns.dns.cluster.local. hostmaster.cluster.local. 1 7200 1800 86400 30\n"],
    ),
    ("AAAA", question(DB, "AAAA"), SIX, [f"{DB}. 30\tIN\tAAAA\tfd00::1\n", " rcvd: 119\n"]),
    (
        "a name outside the cluster, of which CoreDNS is no authority",
        question("example.com"),
        found("example.com", "93.184.216.34"),
        [";; Got answer:\n;; ->>HEADER<<-", "flags: qr rd ra; QUERY", "ANSWER: 1", "ADDITIONAL: 1\n\n;; OPT"],
    ),
    (
        "one that there is not",
        question("nope.example"),
        found("nope.example", rcode=Rcode.NXDOMAIN),
        [".\t\t\t30\tIN\tSOA\ta.root-servers.net. nstld.verisign-grs.com. 2026011300 1800 900 604800 86400\n"],
    ),
    ("a server that fails has no SOA", question("web"), BROKEN, ["status: SERVFAIL", ";web.\t\t\t\tIN\tA\n\n;; Query time"]),
]


@pytest.mark.parametrize(("command", "came", "parts"), [row[1:] for row in SECTIONS], ids=[row[0] for row in SECTIONS])
def test_dig_prints_the_lines(command: Dig, came: Resolution, parts: list[str]) -> None:
    done = dig(command, came)
    assert [part for part in parts if part not in done.stdout] == []
    assert done.status == 0


SHORT = [
    ("addresses", question(DB, short=True), TWO, "10.244.1.3\n10.244.3.2\n", 0),
    ("an ExternalName and what it leads to", question(EXT, short=True, aliases=TARGET), LINKED, "example.com.\n93.184.216.34\n", 0),
    ("SRV", question(f"_http._tcp.{WEB}", "SRV", short=True), SRV, f"0 100 80 {WEB}.\n", 0),
    ("nothing", question(NOPE, short=True), GONE, "", 0),
    ("no server", question("web", short=True), SLOW, f"{LATE};; no servers could be reached\n", 9),
    (
        "no server, told",
        question("web"),
        REJECTED,
        f"{CLOSED}\n; <<>> DiG 9.20.11 <<>> web\n;; global options: +cmd\n;; no servers could be reached\n",
        9,
    ),
]


@pytest.mark.parametrize(("command", "came", "text", "status"), [row[1:] for row in SHORT], ids=[row[0] for row in SHORT])
def test_dig_prints_little(command: Dig, came: Resolution, text: str, status: int) -> None:
    done = dig(command, came)
    assert (done.stdout, done.status) == (text, status)


GETENTS = [
    ("a Service", Getent(database="hosts", name="web"), (NONE, ONE), f"10.96.1.3       {WEB}\n", 0),
    ("IPv6 before IPv4", Getent(database="hosts", name="db"), (TWO, SIX), f"fd00::1         {DB}\n", 0),
    ("several addresses", Getent(database="hosts", name="db"), (TWO,), f"10.244.1.3      {DB}\n10.244.3.2      {DB}\n", 0),
    ("an ExternalName", Getent(database="hosts", name="ext", aliases=TARGET), (LINKED,), f"93.184.216.34   example.com {EXT}\n", 0),
    ("nothing", Getent(database="hosts", name="nope"), (GONE, GONE), "", 2),
    (
        "for each kind of socket",
        Getent(database="ahosts", name="web"),
        (ONE, NONE),
        f"10.96.1.3       STREAM {WEB}\n10.96.1.3       DGRAM  \n10.96.1.3       RAW    \n",
        0,
    ),
    (
        "the same of an ExternalName",
        Getent(database="ahostsv4", name="ext", aliases=TARGET),
        (LINKED,),
        "93.184.216.34   STREAM example.com\n93.184.216.34   DGRAM  \n93.184.216.34   RAW    \n",
        0,
    ),
]


@pytest.mark.parametrize(("command", "came", "text", "status"), [row[1:] for row in GETENTS], ids=[row[0] for row in GETENTS])
def test_getent_prints_and_exits(command: Getent, came: tuple[Resolution, ...], text: str, status: int) -> None:
    done = getent(command, came)
    assert (done.stdout, done.status) == (text, status)


LINKS = {
    "a.": ("b",),
    "b.": ("c.",),
    "ring.": ("ring",),
    "loop.": ("pool",),
    "pool.": ("loop",),
    **{f"n{n}.": (f"n{n + 1}",) for n in range(20)},
}
CHAINS = [("a", ("b", "c")), ("c", ()), ("ring", ()), ("loop", ("pool",)), ("n0", ("n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8"))]


@pytest.mark.parametrize(("name", "expected"), CHAINS)
def test_a_chain_of_cnames_is_followed_and_ends(name: str, expected: tuple[str, ...]) -> None:
    assert chain(lambda one: found(one, *LINKS.get(one, ())), name) == expected


FILES = [
    (
        "a pod's",
        ResolvConf(
            nameservers=(SERVER,), searches=("shop.svc.cluster.local", "svc.cluster.local", "cluster.local"), options=(("ndots", "5"),)
        ),
        "search shop.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n",
    ),
    (
        "options without a value",
        ResolvConf(nameservers=("1.1.1.1", "1.0.0.1"), options=(("use-vc", ""),)),
        "nameserver 1.1.1.1\nnameserver 1.0.0.1\noptions use-vc\n",
    ),
    ("a node's", ResolvConf(), "nameserver 192.0.2.53\n"),
]


@pytest.mark.parametrize(("conf", "text"), [row[1:] for row in FILES], ids=[row[0] for row in FILES])
def test_resolv_conf(conf: ResolvConf, text: str) -> None:
    assert resolv_conf(conf) == text
