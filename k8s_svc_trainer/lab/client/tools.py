"""wget and nc. Sources of options: busybox networking/wget.c, OpenBSD's nc(1)."""

from __future__ import annotations

from k8s_svc_trainer.lab.client.curl import read_url
from k8s_svc_trainer.lab.client.reaching import connect, request
from k8s_svc_trainer.lab.command import Command
from k8s_svc_trainer.lab.options import Flag, Manners, Parsed, Takes
from k8s_svc_trainer.lab.view import Failed, View
from k8s_svc_trainer.printers.client.nc import Nc
from k8s_svc_trainer.printers.client.nc import nc as printed_nc
from k8s_svc_trainer.printers.client.printed import Printed
from k8s_svc_trainer.printers.client.wget import Wget
from k8s_svc_trainer.printers.client.wget import wget as printed_wget
from k8s_svc_trainer.sim import HostPort, NameFault
from k8s_svc_trainer.sim.names import at

WGET_USAGE = (
    "BusyBox v1.37.0 () multi-call binary.\n\nUsage: wget [-cqS] [--spider] [-O FILE] [-o LOGFILE] [--header STR]\n\t[-T SEC] URL..."
)


def wget(view: View, parsed: Parsed) -> Printed:
    """One request, by busybox's wget."""
    if not parsed.all_words:
        raise Failed(WGET_USAGE)
    url = parsed.all_words[0]
    try:
        target = read_url(url)
    except Failed:
        raise Failed(f"wget: not an http or ftp url: {url}" if "://" in url else f"wget: bad address '{url}'") from None
    headers = {name.strip(): value.strip() for name, value in (text.partition(":")[::2] for text in parsed.every("header"))}
    came = request(view, target.url, target.to, target.path, method="GET", headers=headers)
    asked = Wget(
        url=target.url,
        to=target.to,
        quiet=parsed.on("quiet"),
        output=parsed.text("output-document") if parsed.has("output-document") else None,
        spider=parsed.on("spider"),
        timeout=seconds(parsed, "timeout", "wget"),
        server_response=parsed.on("server-response"),
    )
    return printed_wget(asked, came)


def seconds(parsed: Parsed, name: str, tool: str) -> float | None:
    """A number of seconds of an option; None where it was not written. Raises Failed where it is no number."""
    if not parsed.has(name):
        return None
    text = parsed.text(name)
    if not text.replace(".", "", 1).isdigit() or not text.isascii() or len(text) > 9:
        raise Failed(f"{tool}: invalid number '{text}'")
    return float(text)


def nc(view: View, parsed: Parsed) -> Printed:
    """One connection."""
    words = parsed.all_words
    if parsed.on("l"):
        raise Failed("nc -l listens, and nothing can connect to a prompt: what listens in a pod is what its containers declare")
    if len(words) != 2:
        raise Failed("nc: usage: nc [-nuvz] [-w SECONDS] HOST PORT")
    try:
        to = HostPort.parse(at(words[0].strip("[]"), int(words[1]) if words[1].isascii() and words[1].isdigit() else 0))
    except (NameFault, ValueError):
        raise Failed(f"nc: port number invalid: {words[1]}" if _is_host(words[0]) else f"nc: bad host {words[0]}") from None
    udp = parsed.on("u")
    came = connect(view, to, protocol="UDP" if udp else "TCP")
    asked = Nc(to=to, verbose=parsed.on("v"), zero=parsed.on("z"), udp=udp, numeric=parsed.on("n"), wait=seconds(parsed, "w", "nc"))
    return printed_nc(asked, came)


def _is_host(text: str) -> bool:
    try:
        HostPort.parse(at(text.strip("[]"), 1))
    except NameFault:
        return False
    return True


WGET = Command(
    name="wget",
    about="Fetch a URL",
    usage="[-qS] [-O FILE] [-T SECONDS] [--spider] URL",
    run=wget,
    manners=Manners.GETOPT,
    names=("hosts",),
    example="wget -qO- -T 2 http://web",
    flags=(
        Flag("quiet", "q", help="print nothing"),
        Flag("output-document", "O", Takes.TEXT, "where the body goes; - for here"),
        Flag("timeout", "T", Takes.TEXT, "seconds"),
        Flag("spider", "", help="only ask whether it is there"),
        Flag("server-response", "S", help="with the headers of the answer"),
        Flag("header", "", Takes.TEXT, "NAME: VALUE"),
        Flag("tries", "t", Takes.TEXT, "accepted, and without effect here"),
        Flag("no-check-certificate", "", help="accepted: no TLS is simulated"),
    ),
)
NC = Command(
    name="nc",
    about="Try a connection",
    usage="[-vzun] [-w SECONDS] HOST PORT",
    run=nc,
    manners=Manners.GETOPT,
    names=("hosts",),
    example="nc -zv -w 2 web 80",
    flags=(
        Flag("z", "z", help="only try it"),
        Flag("v", "v", help="say what came of it"),
        Flag("u", "u", help="by UDP"),
        Flag("n", "n", help="no names"),
        Flag("w", "w", Takes.TEXT, "seconds"),
        Flag("l", "l", help="refused: nothing can connect to a prompt"),
    ),
)
