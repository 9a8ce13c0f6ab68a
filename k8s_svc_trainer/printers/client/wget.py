"""What wget prints: busybox's, and GNU's in the POSIX locale. Sources: busybox networking/wget.c; GNU wget src/http.c, src/progress.c."""

from __future__ import annotations

import msgspec

from k8s_svc_trainer.printers.client import answers
from k8s_svc_trainer.printers.client.printed import Printed, Reached
from k8s_svc_trainer.sim import HostPort, Outcome

ERRNO = {Outcome.REFUSED: "Connection refused", Outcome.UNREACHABLE: "Network is unreachable", Outcome.TIMEOUT: "Connection timed out"}
NETWORK, SERVER = 4, 8  # GNU wget's exit statuses
BAR = "|********************************|"


class Wget(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A wget command, its options read; `busybox` says whose wget it is. `timeout` is -T, in seconds; `output` is -O.

    `server_response` is -S, `tries` -t of GNU's; `time` is what GNU's wget writes in front of its lines.
    """

    url: str
    to: HostPort
    busybox: bool = True
    quiet: bool = False
    output: str | None = None
    spider: bool = False
    timeout: float | None = None
    server_response: bool = False
    tries: int = 20
    time: str = "2026-01-13 00:00:00"


def wget(asked: Wget, came: Reached) -> Printed:
    """What wget writes, and its exit status."""
    return _busybox(asked, came) if asked.busybox else _gnu(asked, came)


def _file(asked: Wget) -> str:
    """Where the body goes where no -O says it: the last part of the path."""
    path = asked.url.partition("://")[2].partition("/")[2]
    return path.rpartition("/")[2] or "index.html"


def _authority(asked: Wget) -> str:
    """The host as the URL writes it: port 80 is left out where it is not written."""
    host = asked.url.partition("://")[2].partition("/")[0]
    return host or str(asked.to)


# --- busybox -----------------------------------------------------------------------------------------------------


def _busybox(asked: Wget, came: Reached) -> Printed:
    if came.outcome is Outcome.UNRESOLVED:
        return Printed("", f"wget: bad address '{asked.to.host}'\n", 1)
    begun = "" if asked.quiet else f"Connecting to {_authority(asked)} ({HostPort(came.address, asked.to.port)})\n"
    if came.outcome is Outcome.TIMEOUT and asked.timeout:
        return Printed("", f"{begun}wget: download timed out\n", 1)
    if came.outcome is not Outcome.CONNECTED:
        words = ERRNO.get(came.outcome, "Connection refused")
        return Printed("", f"{begun}wget: can't connect to remote host ({came.address}): {words}\n", 1)
    if asked.server_response:
        begun += "".join(f"  {line}\n" for line in _head(came))
    if (came.status or 0) >= 400:
        return Printed("", f"{begun}wget: server returned error: {answers.status_line(came)}\n", 1)
    if asked.spider:
        return Printed("", begun + ("" if asked.quiet else "remote file exists\n"), 0)
    return _busybox_saved(asked, came, begun)


def _busybox_saved(asked: Wget, came: Reached, begun: str) -> Printed:
    body = came.body if asked.output == "-" else ""
    if asked.quiet:
        return Printed(body, begun, 0)
    name = _file(asked) if asked.output is None else asked.output
    first, last = ("writing to stdout\n", "written to stdout\n") if name == "-" else (f"saving to '{name}'\n", f"'{name}' saved\n")
    size = len(came.body.encode())
    bar = f"{name.rpartition('/')[2][:20]:<20} 100% {BAR} {size:5}  0:00:00 ETA\n"
    return Printed(body, begun + first + bar + last, 0, begun + first + body + bar + last)


def _head(came: Reached) -> tuple[str, ...]:
    return (answers.status_line(came), *(f"{name}: {value}" for name, value in answers.headers(came)), "")


# --- GNU ---------------------------------------------------------------------------------------------------------


def _gnu(asked: Wget, came: Reached) -> Printed:
    begun = "Spider mode enabled. Check if remote file exists.\n" if asked.spider else ""
    begun += f"--{asked.time}--  {_whole_url(asked)}\n"
    host = f"{asked.to.host} ({asked.to.host})"
    if came.resolution is not None:
        found = ", ".join(came.resolution.answers) if came.outcome is not Outcome.UNRESOLVED else "failed: Name or service not known."
        begun += f"Resolving {host}... {found}\n"
    if came.outcome is Outcome.UNRESOLVED:
        unresolved = f"wget: unable to resolve host address '{asked.to.host}'\n"
        return Printed("", unresolved if asked.quiet else begun + unresolved, NETWORK)
    place = f"{came.address}:{asked.to.port}" if came.resolution is None else f"{host}|{came.address}|:{asked.to.port}"
    begun += f"Connecting to {place}... "
    if came.outcome is not Outcome.CONNECTED:
        return Printed("", "" if asked.quiet else begun + _gnu_failed(asked, came, place), NETWORK)
    return _gnu_answered(asked, came, f"{begun}connected.\nHTTP request sent, awaiting response... ")


def _gnu_failed(asked: Wget, came: Reached, place: str) -> str:
    """A refused connection ends it at once; one that times out is tried again."""
    words = f"failed: {ERRNO.get(came.outcome, 'Connection refused')}.\n"
    if came.outcome is not Outcome.TIMEOUT:
        return words
    again = (f"--{asked.time}--  (try:{number:2})  {_whole_url(asked)}\nConnecting to {place}... " for number in range(2, asked.tries + 1))
    return "".join(f"{words}Retrying.\n\n{one}" for one in again) + f"{words}Giving up.\n\n"


def _whole_url(asked: Wget) -> str:
    return asked.url if "/" in asked.url.partition("://")[2] else f"{asked.url}/"


def _gnu_answered(asked: Wget, came: Reached, begun: str) -> Printed:
    status, words, size = came.status or 0, answers.phrase(came), len(came.body.encode())
    head = "".join(f"\n  {line}" for line in _head(came)[:-1]) if asked.server_response else f"{status} {words}"
    begun += f"{head}\n"
    if status >= 400:
        end = "Remote file does not exist -- broken link!!!\n\n" if asked.spider else f"{asked.time} ERROR {status}: {words}.\n\n"
        return Printed("", "" if asked.quiet else begun + end, SERVER)
    kind = next((value.partition(";")[0] for name, value in answers.headers(came) if name == "Content-Type"), "")
    begun += f"Length: {size} [{kind}]\n"
    if asked.spider:
        more = "and could contain further links,\nbut recursion is disabled -- not retrieving.\n\n" if kind == "text/html" else ".\n\n"
        gap = " " if kind == "text/html" else ""
        return Printed("", "" if asked.quiet else f"{begun}Remote file exists{gap}{more}", 0)
    return _gnu_saved(asked, came, begun, size)


def _gnu_saved(asked: Wget, came: Reached, begun: str, size: int) -> Printed:
    body = came.body if asked.output == "-" else ""
    if asked.quiet:
        return Printed(body, "", 0)
    name = _file(asked) if asked.output is None else asked.output
    shown = "STDOUT" if name == "-" else name
    bar = f"{name[:19]:<20}100%[===================>]{size:8}  --.-KB/s    in 0s      \n\n"
    saved = "written to stdout" if name == "-" else f"'{name}' saved"
    end = f"{asked.time} (1.81 MB/s) - {saved} [{size}/{size}]\n\n"
    begun += f"Saving to: '{shown}'\n\n"
    return Printed(body, begun + bar + end, 0, begun + body + bar + end)
