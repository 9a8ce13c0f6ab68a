"""curl and what servers answer: lines seen of curl 8.14.1, asked on a loopback address."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from k8s_svc_trainer.printers.client.answers import headers, nginx_page, phrase, status_line
from k8s_svc_trainer.printers.client.curl import Curl, curl
from k8s_svc_trainer.printers.client.printed import Reached, local_port
from k8s_svc_trainer.sim import HostPort, Outcome, Rcode, Resolution
from tests.support.reached import NOT_FOUND, OWN, REFUSED, SILENT, SLOW, UNRESOLVED, reached


def asked(url: str = "http://web/", **options: Any) -> Curl:
    host, _, port = url.partition("://")[2].partition("/")[0].partition(":")
    return Curl(url=url, to=HostPort(host, int(port or 80)), **options)


CURLS = [
    ("an answer", asked(), reached(), "web-1\n", "", 0),
    ("a name that there is not", asked("http://nope/"), UNRESOLVED, "", "curl: (6) Could not resolve host: nope\n", 6),
    (
        "a resolver that never answers",
        asked(),
        reached(Outcome.UNRESOLVED, resolution=SILENT),
        "",
        "curl: (6) Could not resolve host: web\n",
        6,
    ),
    (
        "the same with a limit",
        asked(max_time=2),
        reached(Outcome.UNRESOLVED, resolution=SILENT),
        "",
        "curl: (28) Resolving timed out after 2001 milliseconds\n",
        28,
    ),
    (
        "a connection that is refused",
        asked(),
        REFUSED,
        "",
        "curl: (7) Failed to connect to web port 80 after 2 ms: Could not connect to server\n",
        7,
    ),
    (
        "the same by address",
        asked("http://10.96.1.3:81/"),
        reached(Outcome.REFUSED, resolution=None),
        "",
        "curl: (7) Failed to connect to 10.96.1.3 port 81 after 0 ms: Could not connect to server\n",
        7,
    ),
    (
        "no way there",
        asked(),
        reached(Outcome.UNREACHABLE),
        "",
        "curl: (7) Failed to connect to web port 80 after 2 ms: Could not connect to server\n",
        7,
    ),
    ("a limit for all of it", asked(max_time=2), SLOW, "", "curl: (28) Connection timed out after 2001 milliseconds\n", 28),
    ("a limit for the connection", asked(connect_timeout=0.5), SLOW, "", "curl: (28) Connection timed out after 501 milliseconds\n", 28),
    (
        "the shorter of two limits",
        asked(max_time=9, connect_timeout=3),
        SLOW,
        "",
        "curl: (28) Connection timed out after 3001 milliseconds\n",
        28,
    ),
    (
        "the kernel gives up where there is no limit",
        asked(),
        SLOW,
        "",
        "curl: (28) Failed to connect to web port 80 after 131072 ms: Could not connect to server\n",
        28,
    ),
    (
        "or a longer one",
        asked(max_time=500),
        SLOW,
        "",
        "curl: (28) Failed to connect to web port 80 after 131072 ms: Could not connect to server\n",
        28,
    ),
    ("silent says nothing of a failure", asked(silent=True), REFUSED, "", "", 7),
    (
        "unless it is to show errors",
        asked(silent=True, show_error=True, max_time=2),
        SLOW,
        "",
        "curl: (28) Connection timed out after 2001 milliseconds\n",
        28,
    ),
    ("a status above 400 is an answer", asked(), NOT_FOUND, "404 page not found\n", "", 0),
    ("but not with --fail", asked(fail=True), NOT_FOUND, "", "curl: (22) The requested URL returned error: 404\n", 22),
    ("the body goes elsewhere, silently", asked(silent=True, output="/dev/null"), reached(), "", "", 0),
    ("the status alone", asked(silent=True, output="/dev/null", write_out="%{http_code}\\n"), NOT_FOUND, "404\n", "", 0),
    ("000 where nothing answered", asked(silent=True, output="/dev/null", write_out="%{http_code}"), SLOW, "000", "", 28),
    (
        "variables of what was reached",
        asked(
            write_out="%{remote_ip}:%{remote_port} %{method} %{scheme} %{http_version} %{size_download} %{content_type} "
            "%{exitcode}%% %{x}\\t\\q"
        ),
        reached(),
        "web-1\n10.96.1.3:80 GET http 1.1 6 text/plain; charset=utf-8 0% \t\\q",
        "",
        0,
    ),
    (
        "variables of what was not",
        asked(silent=True, write_out="%{remote_ip}:%{remote_port} %{time_total} %{exitcode} %{errormsg}", max_time=2),
        SLOW,
        ":-1 2.001000 28 Connection timed out after 2001 milliseconds",
        "",
        28,
    ),
    ("time of what nobody refuses and nothing limits", asked(silent=True, write_out="%{time_total}"), SLOW, "131.072000", "", 28),
    (
        "headers and body",
        asked(include=True),
        reached(),
        "HTTP/1.1 200 OK\nDate: Tue, 13 Jan 2026 00:00:00 GMT\nContent-Length: 6\nContent-Type: text/plain; charset=utf-8\n\nweb-1\n",
        "",
        0,
    ),
    (
        "headers alone",
        asked(head=True, method="HEAD"),
        reached(headers=(("Server", "x"),)),
        "HTTP/1.1 200 OK\nServer: x\n\n",
        "",
        0,
    ),
]


@pytest.mark.parametrize(("command", "came", "stdout", "stderr", "status"), [row[1:] for row in CURLS], ids=[row[0] for row in CURLS])
def test_curl_prints_and_exits(command: Curl, came: Reached, stdout: str, stderr: str, status: int) -> None:
    done = curl(command, came)
    assert (done.stdout, done.stderr, done.status) == (stdout, stderr, status)


HEAD = "< HTTP/1.1 200 OK\n< Date: Tue, 13 Jan 2026 00:00:00 GMT\n< Content-Length: 6\n< Content-Type: text/plain; charset=utf-8\n< \n"
RESOLVED = "* Host web:80 was resolved.\n* IPv6: (none)\n* IPv4: 10.96.1.3\n*   Trying 10.96.1.3:80...\n"
CONNECTED = f"{RESOLVED}* Connected to web (10.96.1.3) port 80\n* using HTTP/1.x\n"
AGENT = "> User-Agent: curl/8.14.1\n> Accept: */*\n"
SENT = "> \n* Request completely sent off\n"
KEPT = "* Connection #0 to host web left intact\n"
VERBOSE = [
    ("an answer", asked(), reached(), f"{CONNECTED}> GET / HTTP/1.1\n> Host: web\n{AGENT}{SENT}{HEAD}web-1\n{KEPT}", 0),
    (
        "a body that goes elsewhere",
        asked(silent=True, output="/dev/null"),
        reached(),
        f"{CONNECTED}> GET / HTTP/1.1\n> Host: web\n{AGENT}{SENT}{HEAD}{{ [6 bytes data]\n{KEPT}",
        0,
    ),
    (
        "headers of one's own, some instead of curl's",
        asked("http://web/a?b=c#d", headers=(("host", "shop.example"), ("X-A", "b"), ("Accept", ""), ("X-None", ""))),
        reached(),
        f"{CONNECTED}> GET /a?b=c HTTP/1.1\n> Host: shop.example\n> User-Agent: curl/8.14.1\n> X-A: b\n{SENT}{HEAD}web-1\n{KEPT}",
        0,
    ),
    (
        "a body to send",
        asked("http://web:8080/", method="POST", data="a=b"),
        reached(),
        f"{CONNECTED.replace(':80', ':8080').replace('port 80', 'port 8080')}"
        f"> POST / HTTP/1.1\n> Host: web:8080\n{AGENT}> Content-Length: 3\n"
        f"> Content-Type: application/x-www-form-urlencoded\n> \n* upload completely sent off: 3 bytes\n{HEAD}web-1\n{KEPT}",
        0,
    ),
    (
        "--fail",
        asked(fail=True, include=True),
        NOT_FOUND,
        f"{CONNECTED}> GET / HTTP/1.1\n> Host: web\n{AGENT}{SENT}< HTTP/1.1 404 Not Found\n< Content-Type: text/plain; charset=utf-8\n"
        "< X-Content-Type-Options: nosniff\n< Date: Tue, 13 Jan 2026 00:00:00 GMT\n< Content-Length: 19\n"
        "* The requested URL returned error: 404\n< \n* closing connection #0\ncurl: (22) The requested URL returned error: 404\n",
        22,
    ),
    (
        "a connection that is refused",
        asked(),
        REFUSED,
        f"{RESOLVED}* connect to 10.96.1.3 port 80 from 10.244.2.2 port {local_port(OWN, 'web:80')} failed: Connection refused\n"
        "* Failed to connect to web port 80 after 2 ms: Could not connect to server\n* closing connection #0\n"
        "curl: (7) Failed to connect to web port 80 after 2 ms: Could not connect to server\n",
        7,
    ),
    (
        "no way there",
        asked(),
        reached(Outcome.UNREACHABLE, address="fd00::1", resolution=Resolution(rcode=Rcode.NOERROR, answers=("fd00::1", "fd00::2"))),
        "* Host web:80 was resolved.\n* IPv6: fd00::1, fd00::2\n* IPv4: (none)\n*   Trying [fd00::1]:80...\n"
        "* Immediate connect fail for fd00::1: Network is unreachable\n"
        "* Failed to connect to web port 80 after 2 ms: Could not connect to server\n* closing connection #0\n"
        "curl: (7) Failed to connect to web port 80 after 2 ms: Could not connect to server\n",
        7,
    ),
    (
        "a limit",
        asked(max_time=2),
        SLOW,
        f"{RESOLVED}* Connection timed out after 2001 milliseconds\n* closing connection #0\n"
        "curl: (28) Connection timed out after 2001 milliseconds\n",
        28,
    ),
    (
        "a name that there is not",
        asked("http://nope/"),
        UNRESOLVED,
        "* Could not resolve host: nope\n* shutting down connection #0\ncurl: (6) Could not resolve host: nope\n",
        6,
    ),
]


@pytest.mark.parametrize(("command", "came", "screen", "status"), [row[1:] for row in VERBOSE], ids=[row[0] for row in VERBOSE])
def test_curl_tells_what_happens_on_the_way(command: Curl, came: Reached, screen: str, status: int) -> None:
    done = curl(msgspec.structs.replace(command, verbose=True), came)
    assert (done.screen, done.status) == (screen, status)


METER = (
    "  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n"
    "                                 Dload  Upload   Total   Spent    Left  Speed\n"
)
METERS = [
    (
        "where the body goes to a file",
        asked(output="/dev/null"),
        reached(),
        "100     6  100     6    0     0   3000      0 --:--:-- --:--:-- --:--:--  3000\n",
    ),
    (
        "where stdout is no terminal",
        asked(meter=True),
        reached(),
        "100     6  100     6    0     0   3000      0 --:--:-- --:--:-- --:--:--  3000\n",
    ),
    (
        "where nothing came",
        asked(output="/dev/null"),
        REFUSED,
        "  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0\n"
        "curl: (7) Failed to connect to web port 80 after 2 ms: Could not connect to server\n",
    ),
]


@pytest.mark.parametrize(("command", "came", "end"), [row[1:] for row in METERS], ids=[row[0] for row in METERS])
def test_curl_shows_its_progress(command: Curl, came: Reached, end: str) -> None:
    assert curl(command, came).stderr == METER + end


PAGE = (
    "<html>\r\n<head><title>503 Service Temporarily Unavailable</title></head>\r\n<body>\r\n"
    "<center><h1>503 Service Temporarily Unavailable</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
)


def test_an_ingress_controllers_page() -> None:
    assert nginx_page(503) == PAGE
    assert len(nginx_page(404)) == 146  # what nginx gives as its Content-Length
    came = reached(status=503, body=PAGE)
    assert status_line(came) == "HTTP/1.1 503 Service Temporarily Unavailable"
    assert headers(came)[1:] == (("Content-Type", "text/html"), ("Content-Length", "190"), ("Connection", "keep-alive"))


def test_the_words_of_a_status() -> None:
    assert phrase(reached(status=503, body="")) == "Service Unavailable"
    assert phrase(reached(status=599)) == ""
