"""curl: from a pod, a node or the workstation. Source of options: curl's src/tool_getparam.c."""

from __future__ import annotations

from urllib.parse import urlsplit

import msgspec

from k8s_svc_trainer.lab.client.reaching import request
from k8s_svc_trainer.lab.command import Command
from k8s_svc_trainer.lab.options import Flag, Manners, Parsed, Takes
from k8s_svc_trainer.lab.values import InPod, OnNode, Workstation
from k8s_svc_trainer.lab.view import Failed, View
from k8s_svc_trainer.printers.client.curl import Curl
from k8s_svc_trainer.printers.client.curl import curl as printed
from k8s_svc_trainer.printers.client.printed import Printed, Reached
from k8s_svc_trainer.sim import HostPort, Misuse, NameFault, Outcome
from k8s_svc_trainer.sim.http import Url
from k8s_svc_trainer.sim.names import at

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
METRICS, HEALTHZ = 10249, 10256  # pkg/cluster/ports: ProxyStatusPort, ProxyHealthzPort


class Target(msgspec.Struct, frozen=True, gc=False):
    """A URL taken apart: where it goes, and what it asks for."""

    url: str
    to: HostPort
    path: str


def curl(view: View, parsed: Parsed) -> Printed:
    """One request for each URL."""
    urls = (*parsed.every("url"), *parsed.all_words)
    if not urls:
        raise Failed("curl: (2) no URL specified\ncurl: try 'curl --help' or 'curl --manual' for more information", 2)
    done = [_one(view, parsed, url) for url in urls]
    if len(done) == 1:
        return done[0]
    return Printed("".join(one.stdout for one in done), "".join(one.stderr for one in done), done[-1].status)


def _one(view: View, parsed: Parsed, url: str) -> Printed:
    try:
        target = read_url(url)
    except Failed as failed:
        return Printed("", failed.stderr, failed.status)
    asked = _asked(parsed, target, terminal=view.terminal)
    pairs = dict(asked.headers)
    answer = own_answer(view, target) or _sent(view, parsed, target, asked.method, pairs)
    return printed(asked, answer)


def read_url(url: str) -> Target:
    """A URL as curl reads it; without a scheme it is http. Raises Failed for one that curl refuses."""
    scheme = urlsplit_scheme(url)
    if scheme not in ("", "http", "https"):
        raise Failed(f'curl: (1) Protocol "{scheme}" not supported', 1)
    try:
        parsed = Url.parse(url)
    except Misuse:
        raise Failed("curl: (3) URL rejected: Malformed input to a URL function", 3) from None
    text = url if scheme else f"http://{url}"
    return Target(text, parsed.target, parsed.path)


def urlsplit_scheme(url: str) -> str:
    """The scheme that a URL states; empty where it states none."""
    head, found, _ = url.partition("://")
    return head.lower() if found and head.isascii() and head.replace("+", "").isalnum() else ""


def _asked(parsed: Parsed, target: Target, *, terminal: bool) -> Curl:
    pairs = [text.partition(":")[::2] for text in parsed.every("header")]
    headers = tuple((name.strip(), value.strip()) for name, value in pairs if name.strip())
    head, sends = parsed.on("head"), parsed.has("data")
    method = parsed.text("request") or ("HEAD" if head else "POST" if sends else "GET")
    output = parsed.text("output") if parsed.has("output") else None
    return Curl(
        url=target.url,
        to=target.to,
        method=method,
        headers=headers,
        silent=parsed.on("silent"),
        show_error=parsed.on("show-error"),
        verbose=parsed.on("verbose"),
        include=parsed.on("include"),
        head=head,
        fail=parsed.on("fail"),
        output=output,
        write_out=parsed.text("write-out"),
        max_time=_seconds(parsed, "max-time"),
        connect_timeout=_seconds(parsed, "connect-timeout"),
        data=parsed.text("data") if sends else None,
        meter=not terminal or output not in (None, "-"),
        **({"user_agent": parsed.text("user-agent")} if parsed.has("user-agent") else {}),
    )


def _seconds(parsed: Parsed, name: str) -> float | None:
    if not parsed.has(name):
        return None
    text = parsed.text(name)
    try:
        found = float(text)
    except ValueError:
        found = -1.0
    if not 0 <= found < 1e9:
        raise Failed(
            f"curl: option --{name}: expected a proper numerical parameter\n"
            "curl: try 'curl --help' or 'curl --manual' for more information",
            2,
        )
    return found


def _sent(view: View, parsed: Parsed, target: Target, method: str, headers: dict[str, str]) -> Reached:
    """The request, to another address where --resolve says so, and through port-forward on the workstation."""
    forward = view.standing.forwards.get(target.to.port) if target.to.host in LOOPBACK and isinstance(view.place, Workstation) else None
    if forward is not None:
        inside = InPod(forward.namespace, forward.pod, "")
        view.enter(inside)
        try:
            to = HostPort("127.0.0.1", forward.port)
            return request(view, f"http://{to}{target.path}", to, target.path, method=method, headers=headers)
        except Misuse:
            return Reached(outcome=Outcome.REFUSED, address="127.0.0.1")
        finally:
            view.leave()
    for text in parsed.every("resolve"):
        host, _, rest = text.partition(":")
        port, _, address = rest.partition(":")
        if host.lower() == target.to.host.lower() and port == str(target.to.port):
            target, headers = _redirected(target, address, text), {"Host": target.to.host, **headers}
    return request(view, target.url, target.to, target.path, method=method, headers=headers)


def _redirected(target: Target, address: str, text: str) -> Target:
    try:
        to = HostPort.parse(at(address.strip("[]"), target.to.port))
    except NameFault:
        raise Failed(f"curl: (49) Couldn't parse CURLOPT_RESOLVE entry '{text}'", 49) from None
    scheme = urlsplit(target.url).scheme
    return Target(f"{scheme}://{to}{target.path}", to, target.path)


def own_answer(view: View, target: Target) -> Reached | None:
    """What kube-proxy answers on its own node: its mode at 10249 (loopback only), its health at 10256; None for anything else.

    Sources: cmd/kube-proxy/app/server.go (serveMetrics), pkg/proxy/healthcheck/proxy_health.go.
    """
    place = view.place
    if not isinstance(place, OnNode) or target.to.host not in LOOPBACK or target.to.port not in (METRICS, HEALTHZ):
        return None
    if place.name in view.cluster.state.stopped:
        return Reached(outcome=Outcome.REFUSED, address="127.0.0.1", source="127.0.0.1")
    known = {(METRICS, "/proxyMode"): view.cluster.settings.proxyMode, (METRICS, "/healthz"): "ok", (HEALTHZ, "/healthz"): HEALTHY}
    body = known.get((target.to.port, target.path))
    status = 404 if body is None else 200
    return Reached(outcome=Outcome.CONNECTED, address="127.0.0.1", source="127.0.0.1", status=status, body=body or "404 page not found\n")


HEALTHY = '{"lastUpdated": "2026-01-01 00:00:00 +0000 UTC","currentTime": "2026-01-01 00:00:00 +0000 UTC", "nodeEligible": true}'

COMMAND = Command(
    name="curl",
    about="Send an HTTP request",
    usage="[OPTIONS] URL",
    run=curl,
    manners=Manners.CURL,
    names=("hosts",),
    example="curl -s http://web\ncurl -sv -m 3 http://web.shop:8080/healthz\ncurl -H 'Host: shop.example' http://203.0.113.1/",
    flags=(
        Flag("silent", "s", help="no progress and no errors"),
        Flag("show-error", "S", help="errors all the same"),
        Flag("verbose", "v", help="what happens on the way"),
        Flag("include", "i", help="with the headers of the answer"),
        Flag("head", "I", help="only the headers"),
        Flag("fail", "f", help="status 400 and above is an error"),
        Flag("output", "o", Takes.TEXT, "where the body goes: /dev/null, or - for here"),
        Flag("write-out", "w", Takes.TEXT, "what to print at the end: '%{http_code}'"),
        Flag("max-time", "m", Takes.TEXT, "seconds for all of it"),
        Flag("connect-timeout", "", Takes.TEXT, "seconds for the connection"),
        Flag("header", "H", Takes.TEXT, "NAME: VALUE"),
        Flag("request", "X", Takes.TEXT, "the method"),
        Flag("data", "d", Takes.TEXT, "a body to send; the method is then POST"),
        Flag("resolve", "", Takes.TEXT, "HOST:PORT:ADDRESS"),
        Flag("url", "", Takes.TEXT, "the URL"),
        Flag("insecure", "k", help="accepted: no TLS is simulated"),
        Flag("location", "L", help="accepted: nothing redirects here"),
        Flag("ipv4", "4", help="accepted, and without effect here"),
        Flag("ipv6", "6", here=False),
        Flag("user-agent", "A", Takes.TEXT, "what curl calls itself"),
        Flag("user", "u", Takes.TEXT, "accepted, and without effect here"),
        Flag("retry", "", Takes.TEXT, "accepted, and without effect here"),
        Flag("compressed", "", help="accepted, and without effect here"),
        Flag("http1.1", "", help="accepted, and without effect here"),
        Flag("no-progress-meter", "", help="accepted, and without effect here"),
        Flag("remote-name", "O", here=False),
        Flag("proxy", "x", Takes.TEXT, here=False),
    ),
)
