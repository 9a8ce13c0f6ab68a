"""wget and nc: lines seen of busybox 1.35, GNU wget 1.21 and OpenBSD's nc 1.219, asked on a loopback address."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from k8s_svc_trainer.printers.client.nc import Nc, nc
from k8s_svc_trainer.printers.client.printed import Printed, Reached, local_port
from k8s_svc_trainer.printers.client.wget import Wget, wget
from k8s_svc_trainer.sim import HostPort, Outcome
from tests.support.reached import NOT_FOUND, OWN, REFUSED, SLOW, UNRESOLVED, reached


def wasked(url: str = "http://web/", **options: Any) -> Wget:
    host, _, port = url.partition("://")[2].partition("/")[0].partition(":")
    return Wget(url=url, to=HostPort(host, int(port or 80)), **options)


BAR = "100% |********************************|     6  0:00:00 ETA\n"
TO = "Connecting to web (10.96.1.3:80)\n"
BUSYBOX = [
    ("to the screen", wasked(output="-", quiet=True), reached(), "web-1\n", 0),
    (
        "to the screen, told",
        wasked(output="-"),
        reached(),
        f"{TO}writing to stdout\nweb-1\n-                    {BAR}written to stdout\n",
        0,
    ),
    ("to a file", wasked("http://web/a/b.html"), reached(), f"{TO}saving to 'b.html'\nb.html               {BAR}'b.html' saved\n", 0),
    ("to a file without a name", wasked(), reached(), f"{TO}saving to 'index.html'\nindex.html           {BAR}'index.html' saved\n", 0),
    ("to nowhere", wasked(output="/dev/null"), reached(), f"{TO}saving to '/dev/null'\nnull                 {BAR}'/dev/null' saved\n", 0),
    ("a status above 400", wasked(output="-"), NOT_FOUND, f"{TO}wget: server returned error: HTTP/1.1 404 Not Found\n", 1),
    ("the same quietly", wasked(output="-", quiet=True), NOT_FOUND, "wget: server returned error: HTTP/1.1 404 Not Found\n", 1),
    ("a connection that is refused", wasked(), REFUSED, f"{TO}wget: can't connect to remote host (10.96.1.3): Connection refused\n", 1),
    (
        "no way there",
        wasked(quiet=True),
        reached(Outcome.UNREACHABLE),
        "wget: can't connect to remote host (10.96.1.3): Network is unreachable\n",
        1,
    ),
    ("a limit", wasked(timeout=2), SLOW, f"{TO}wget: download timed out\n", 1),
    ("no limit", wasked(), SLOW, f"{TO}wget: can't connect to remote host (10.96.1.3): Connection timed out\n", 1),
    ("a name that there is not", wasked("http://nope/"), UNRESOLVED, "wget: bad address 'nope'\n", 1),
    ("only looking", wasked(spider=True), reached(), f"{TO}remote file exists\n", 0),
    ("only looking, quietly", wasked(spider=True, quiet=True), reached(), "", 0),
    (
        "with the server's headers",
        wasked("http://web:8080/", spider=True, server_response=True),
        reached(headers=(("A", "b"),)),
        "Connecting to web:8080 (10.96.1.3:8080)\n  HTTP/1.1 200 OK\n  A: b\n  \nremote file exists\n",
        0,
    ),
]


@pytest.mark.parametrize(("command", "came", "screen", "status"), [row[1:] for row in BUSYBOX], ids=[row[0] for row in BUSYBOX])
def test_busyboxs_wget_prints_and_exits(command: Wget, came: Reached, screen: str, status: int) -> None:
    done = wget(command, came)
    assert (done.screen, done.status) == (screen, status)


BEGUN = "--2026-01-13 00:00:00--  http://web/\nResolving web (web)... 10.96.1.3\nConnecting to web (web)|10.96.1.3|:80... "
ANSWERED = f"{BEGUN}connected.\nHTTP request sent, awaiting response... "
SAVED = "100%[===================>]       6  --.-KB/s    in 0s      \n\n2026-01-13 00:00:00 (1.81 MB/s) - "
HTML = (("Content-Type", "text/html"),)
SPIDER = "Spider mode enabled. Check if remote file exists.\n"
GNU = [
    ("to the screen", wasked(output="-", quiet=True), reached(), "web-1\n", 0),
    (
        "to the screen, told",
        wasked(output="-"),
        reached(),
        f"{ANSWERED}200 OK\nLength: 6 [text/plain]\nSaving to: 'STDOUT'\n\nweb-1\n-                   {SAVED}written to stdout [6/6]\n\n",
        0,
    ),
    (
        "to a file, by an address, with the server's headers",
        wasked("http://10.96.1.3:81", server_response=True),
        reached(resolution=None, headers=HTML),
        "--2026-01-13 00:00:00--  http://10.96.1.3:81/\nConnecting to 10.96.1.3:81... connected.\n"
        "HTTP request sent, awaiting response... \n"
        "  HTTP/1.1 200 OK\n  Content-Type: text/html\nLength: 6 [text/html]\nSaving to: 'index.html'\n\n"
        f"index.html          {SAVED}'index.html' saved [6/6]\n\n",
        0,
    ),
    ("a status above 400", wasked(), NOT_FOUND, f"{ANSWERED}404 Not Found\n2026-01-13 00:00:00 ERROR 404: Not Found.\n\n", 8),
    ("the same quietly", wasked(quiet=True), NOT_FOUND, "", 8),
    ("a connection that is refused", wasked(), REFUSED, f"{BEGUN}failed: Connection refused.\n", 4),
    ("a limit, once", wasked(tries=1), SLOW, f"{BEGUN}failed: Connection timed out.\nGiving up.\n\n", 4),
    (
        "a limit, twice",
        wasked(tries=2),
        SLOW,
        f"{BEGUN}failed: Connection timed out.\nRetrying.\n\n--2026-01-13 00:00:00--  (try: 2)  http://web/\n"
        "Connecting to web (web)|10.96.1.3|:80... failed: Connection timed out.\nGiving up.\n\n",
        4,
    ),
    (
        "a name that there is not",
        wasked("http://nope/"),
        UNRESOLVED,
        "--2026-01-13 00:00:00--  http://nope/\nResolving nope (nope)... failed: Name or service not known.\n"
        "wget: unable to resolve host address 'nope'\n",
        4,
    ),
    ("the same quietly", wasked("http://nope/", quiet=True), UNRESOLVED, "wget: unable to resolve host address 'nope'\n", 4),
    ("a refusal quietly", wasked(quiet=True), REFUSED, "", 4),
    (
        "only looking at a page",
        wasked(spider=True),
        reached(headers=HTML),
        f"{SPIDER}{ANSWERED}200 OK\nLength: 6 [text/html]\nRemote file exists and could contain further links,\n"
        "but recursion is disabled -- not retrieving.\n\n",
        0,
    ),
    (
        "only looking at text",
        wasked(spider=True),
        reached(),
        f"{SPIDER}{ANSWERED}200 OK\nLength: 6 [text/plain]\nRemote file exists.\n\n",
        0,
    ),
    (
        "only looking at nothing",
        wasked(spider=True),
        NOT_FOUND,
        f"{SPIDER}{ANSWERED}404 Not Found\nRemote file does not exist -- broken link!!!\n\n",
        8,
    ),
]


@pytest.mark.parametrize(("command", "came", "screen", "status"), [row[1:] for row in GNU], ids=[row[0] for row in GNU])
def test_gnus_wget_prints_and_exits(command: Wget, came: Reached, screen: str, status: int) -> None:
    done = wget(msgspec.structs.replace(command, busybox=False), came)
    assert (done.screen, done.status) == (screen, status)


WEB, IP = HostPort("web", 80), HostPort("10.96.1.3", 8443)
PLAIN = reached(resolution=None)
NCS = [
    ("open, by name", Nc(to=WEB, verbose=True, zero=True), reached(), "Connection to web (10.96.1.3) 80 port [tcp/http] succeeded!\n", 0),
    (
        "open, by address, a port without a name",
        Nc(to=IP, verbose=True, zero=True),
        PLAIN,
        "Connection to 10.96.1.3 8443 port [tcp/*] succeeded!\n",
        0,
    ),
    ("open, numbers only", Nc(to=WEB, verbose=True, zero=True, numeric=True), PLAIN, "Connection to web 80 port [tcp/*] succeeded!\n", 0),
    ("open, without a word", Nc(to=WEB, zero=True), reached(), "", 0),
    ("open, and what comes", Nc(to=WEB), reached(), "web-1\n", 0),
    ("refused", Nc(to=WEB, verbose=True), REFUSED, "nc: connect to web (10.96.1.3) port 80 (tcp) failed: Connection refused\n", 1),
    (
        "refused, by address",
        Nc(to=IP, verbose=True),
        reached(Outcome.REFUSED, resolution=None),
        "nc: connect to 10.96.1.3 port 8443 (tcp) failed: Connection refused\n",
        1,
    ),
    ("refused, without a word", Nc(to=WEB), REFUSED, "", 1),
    (
        "a limit",
        Nc(to=WEB, verbose=True, wait=2),
        SLOW,
        "nc: connect to web (10.96.1.3) port 80 (tcp) timed out: Operation now in progress\n",
        1,
    ),
    ("no limit", Nc(to=WEB, verbose=True), SLOW, "nc: connect to web (10.96.1.3) port 80 (tcp) failed: Connection timed out\n", 1),
    (
        "no way there",
        Nc(to=WEB, verbose=True),
        reached(Outcome.UNREACHABLE),
        "nc: connect to web (10.96.1.3) port 80 (tcp) failed: Network is unreachable\n",
        1,
    ),
    (
        "UDP that nobody rejects",
        Nc(to=HostPort("web", 53), verbose=True, zero=True, udp=True),
        SLOW,
        "Connection to web (10.96.1.3) 53 port [udp/domain] succeeded!\n",
        0,
    ),
    (
        "a name that there is not",
        Nc(to=HostPort("nope", 80)),
        UNRESOLVED,
        'nc: getaddrinfo for host "nope" port 80: Name or service not known\n',
        1,
    ),
]


@pytest.mark.parametrize(("command", "came", "screen", "status"), [row[1:] for row in NCS], ids=[row[0] for row in NCS])
def test_nc_prints_and_exits(command: Nc, came: Reached, screen: str, status: int) -> None:
    done = nc(command, came)
    assert (done.screen, done.status) == (screen, status)


def test_a_screen_shows_stdout_first_where_no_order_is_told() -> None:
    assert Printed("out", "err").screen == "outerr"
    assert Printed("out", "err", 0, "errout").screen == "errout"


def test_a_client_connects_from_one_port_always() -> None:
    assert local_port(OWN, "web:80") == local_port(OWN, "web:80")
    assert 32768 <= local_port(OWN, "web:80") < 61000
