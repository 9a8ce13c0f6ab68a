"""What curl prints: its messages and exit statuses by outcome. As curl 8.14.

Sources: lib/connect.c and lib/cf-socket.c (failf, infof), lib/multi.c (timeouts), src/tool_operate.c, src/tool_writeout.c.
"""

from __future__ import annotations

import msgspec

from k8s_svc_trainer.printers.client import answers
from k8s_svc_trainer.printers.client.curl_words import Told, said, write_out
from k8s_svc_trainer.printers.client.printed import Printed, Reached, local_port
from k8s_svc_trainer.sim import HostPort, Outcome, Rcode

VERSION = "8.14.1"
GIVEN_UP_AFTER = 131_072  # ms: six repeated SYNs, four of them in line (tcp_syn_retries, tcp_syn_linear_timeouts of Linux' ip-sysctl)
RESOLVE, REFUSED, HTTP_ERROR, TIMED_OUT = 6, 7, 22, 28
ERRNO = {Outcome.REFUSED: "Connection refused", Outcome.UNREACHABLE: "Network is unreachable", Outcome.TIMEOUT: "Connection timed out"}
METER = (
    "  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n"
    "                                 Dload  Upload   Total   Spent    Left  Speed\n"
)


class Curl(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A curl command, its options read. `output` is -o; seconds are seconds; `meter` says that stdout is no terminal."""

    url: str
    to: HostPort
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    silent: bool = False
    show_error: bool = False
    verbose: bool = False
    include: bool = False
    head: bool = False
    fail: bool = False
    output: str | None = None
    write_out: str = ""
    max_time: float | None = None
    connect_timeout: float | None = None
    data: str | None = None
    user_agent: str = f"curl/{VERSION}"
    meter: bool = False


def curl(asked: Curl, came: Reached) -> Printed:
    """What curl writes, and its exit status."""
    told = _connected(asked, came) if came.outcome is Outcome.CONNECTED else _failed(asked, came)
    if asked.write_out:
        told.out(write_out(asked.write_out, _variables(asked, came, told)))
    if told.error and not (asked.silent and not asked.show_error):
        told.err(f"curl: ({told.status}) {told.error}\n")
    return said(told)


# --- no connection -----------------------------------------------------------------------------------------------


def _failed(asked: Curl, came: Reached) -> Told:
    told = Told()
    _metered(asked, told, 0)
    if came.outcome is Outcome.UNRESOLVED:
        _unresolved(asked, came, told)
    else:
        _resolved(asked, came, told)
        _unconnected(asked, came, told)
    return told


def _unresolved(asked: Curl, came: Reached, told: Told) -> None:
    limit = _limit(asked)
    silent = came.resolution is not None and came.resolution.rcode is Rcode.TIMEOUT
    if silent and limit is not None:
        told.fail(TIMED_OUT, f"Resolving timed out after {limit} milliseconds")
    else:
        told.fail(RESOLVE, f"Could not resolve host: {asked.to.host}")
    if asked.verbose:
        told.err(f"* {told.error}\n* {'closing' if told.status == TIMED_OUT else 'shutting down'} connection #0\n")


def _unconnected(asked: Curl, came: Reached, told: Told) -> None:
    """A connection that was refused, or that no one answered before a limit or before the kernel gave up."""
    limit = _limit(asked)
    late = came.outcome is Outcome.TIMEOUT and limit is not None and limit <= GIVEN_UP_AFTER
    if late:
        told.fail(TIMED_OUT, f"Connection timed out after {limit} milliseconds")
    else:
        after = GIVEN_UP_AFTER if came.outcome is Outcome.TIMEOUT else 0 if came.resolution is None else 2
        status = TIMED_OUT if came.outcome is Outcome.TIMEOUT else REFUSED
        told.fail(status, f"Failed to connect to {asked.to.host} port {asked.to.port} after {after} ms: Could not connect to server")
    if asked.verbose:
        if not late:
            told.err(f"* {_attempt(asked, came)}\n")
        told.err(f"* {told.error}\n* closing connection #0\n")


def _attempt(asked: Curl, came: Reached) -> str:
    words, port = ERRNO.get(came.outcome, "Connection refused"), asked.to.port
    if came.outcome is Outcome.UNREACHABLE:
        return f"Immediate connect fail for {came.address}: {words}"
    own = f"{came.source} port {local_port(came.source, str(asked.to))}"
    return f"connect to {came.address} port {port} from {own} failed: {words}"


def _limit(asked: Curl) -> int | None:
    """After how many milliseconds curl stops waiting: one after the limit has passed; None without a limit."""
    limits = [limit for limit in (asked.max_time, asked.connect_timeout) if limit]
    return int(min(limits) * 1000) + 1 if limits else None


def _resolved(asked: Curl, came: Reached, told: Told) -> None:
    """Which addresses a name has, and that the first is tried."""
    if not asked.verbose:
        return
    if came.resolution is not None:
        found = came.resolution.answers
        families = (("IPv6", [one for one in found if ":" in one]), ("IPv4", [one for one in found if ":" not in one]))
        told.err(f"* Host {asked.to} was resolved.\n")
        told.err("".join(f"* {family}: {', '.join(listed) or '(none)'}\n" for family, listed in families))
    told.err(f"*   Trying {HostPort(came.address, asked.to.port)}...\n")


# --- a connection ------------------------------------------------------------------------------------------------


def _connected(asked: Curl, came: Reached) -> Told:
    told = Told()
    body = "" if asked.head or asked.method == "HEAD" else came.body
    refused = asked.fail and (came.status or 0) >= 400
    _metered(asked, told, 0 if refused else len(body.encode()))
    _resolved(asked, came, told)
    if asked.verbose:
        told.err(f"* Connected to {asked.to.host} ({came.address}) port {asked.to.port}\n* using HTTP/1.x\n")
        told.err("".join(f"> {line}\n" for line in _request(asked)) + "> \n")
        told.err(f"* upload completely sent off: {len(asked.data)} bytes\n" if asked.data else "* Request completely sent off\n")
    _head(asked, came, told, refused=refused)
    if refused:
        told.fail(HTTP_ERROR, f"The requested URL returned error: {came.status}")
    elif asked.output not in (None, "-"):
        told.err(f"{{ [{len(body.encode())} bytes data]\n" if asked.verbose and body else "")
    else:
        told.out(body)
    if asked.verbose:
        told.err("* closing connection #0\n" if refused else f"* Connection #0 to host {asked.to.host} left intact\n")
    return told


def _head(asked: Curl, came: Reached, told: Told, *, refused: bool) -> None:
    """The head of the answer: with -v on stderr, with -i or -I on stdout, each line by itself."""
    lines = [answers.status_line(came), *(f"{name}: {value}" for name, value in answers.headers(came))]
    shown = (asked.include or asked.head) and asked.output in (None, "-") and not refused
    for line in (*lines, ""):
        if refused and asked.verbose and not line:
            told.err(f"* The requested URL returned error: {came.status}\n")
        if asked.verbose:
            told.err(f"< {line}\n")
        if shown:
            told.out(f"{line}\n")


def _request(asked: Curl) -> list[str]:
    """The request's lines: Host first; a header that is given replaces the one that curl would send, an empty one takes it away."""
    own = {name.lower(): value for name, value in asked.headers}
    path = asked.url.partition("://")[2].partition("/")[2].partition("#")[0]
    usual = [("Host", _authority(asked)), ("User-Agent", asked.user_agent), ("Accept", "*/*")]
    lines = [f"{asked.method} /{path} HTTP/1.1"]
    lines += [f"{name}: {own.get(name.lower(), value)}" for name, value in usual if own.get(name.lower(), value)]
    taken = {name.lower() for name, _ in usual}
    lines += [f"{name}: {value}" for name, value in asked.headers if name.lower() not in taken and value]
    if asked.data is not None:
        lines += [f"Content-Length: {len(asked.data.encode())}"]
        lines += [] if "content-type" in own else ["Content-Type: application/x-www-form-urlencoded"]
    return lines


def _authority(asked: Curl) -> str:
    """The host as the URL writes it: the scheme's own port is left out."""
    usual = 443 if asked.url.lower().startswith("https:") else 80
    text = str(asked.to)
    return text.removesuffix(f":{usual}") if asked.to.port == usual else text


# --- around it ---------------------------------------------------------------------------------------------------


def _metered(asked: Curl, told: Told, size: int) -> None:
    """The progress meter: on stderr where the body goes elsewhere than to the terminal."""
    if asked.silent or not (asked.meter or asked.output not in (None, "-")):
        return
    percent, speed = (100, size * 500) if size else (0, 0)
    numbers = f"{percent:3} {size:5}  {percent:3} {size:5}    0     0  {speed:5}      0"
    told.err(f"{METER}{numbers} --:--:-- --:--:-- --:--:-- {speed:5}\n")


def _variables(asked: Curl, came: Reached, told: Told) -> dict[str, str]:
    """What --write-out can print. Times are what a quiet cluster shows; a limit that was reached is itself."""
    answered = came.outcome is Outcome.CONNECTED
    total = _total(asked, came)
    size = 0 if asked.head or told.status == HTTP_ERROR or not answered else len(came.body.encode())
    kind = next((value for name, value in answers.headers(came) if name == "Content-Type"), "") if answered else ""
    code = f"{came.status or 0:03}" if answered else "000"
    return {
        "http_code": code,
        "response_code": code,
        "url": asked.url,
        "url_effective": asked.url,
        "method": asked.method,
        "scheme": asked.url.partition(":")[0].lower() if "://" in asked.url else "http",
        "http_version": "1.1" if answered else "0",
        "content_type": kind,
        "remote_ip": came.address if answered else "",
        "remote_port": str(asked.to.port) if answered else "-1",
        "local_ip": came.source if answered else "",
        "local_port": str(local_port(came.source, str(asked.to))) if answered else "-1",
        "num_connects": str(int(answered)),
        "num_redirects": "0",
        "redirect_url": "",
        "size_download": str(size),
        "size_upload": str(len(asked.data or "")),
        "speed_download": str(int(size / total)) if answered else "0",
        "time_namelookup": "0.001204" if came.resolution is not None and came.outcome is not Outcome.UNRESOLVED else "0.000021",
        "time_connect": "0.001718" if answered else "0.000000",
        "time_pretransfer": "0.001792" if answered else "0.000000",
        "time_starttransfer": "0.002893" if answered else "0.000000",
        "time_total": f"{total:.6f}",
        "exitcode": str(told.status),
        "errormsg": told.error,
        "ssl_verify_result": "0",
    }


def _total(asked: Curl, came: Reached) -> float:
    silent = came.outcome is Outcome.TIMEOUT or (came.resolution is not None and came.resolution.rcode is Rcode.TIMEOUT)
    if silent:
        return (_limit(asked) or GIVEN_UP_AFTER) / 1000
    return 0.002964 if came.outcome is Outcome.CONNECTED else 0.001412
