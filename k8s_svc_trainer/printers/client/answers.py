"""What an HTTP answer looks like where the simulator says only its status: the status line, headers and a body.

Pods answer as a small server written in Go does; 502, 503, 504 and pages that begin as HTML are an nginx's.
Sources: net/http of Go (NotFound); nginx, ngx_http_special_response.c.
"""

from __future__ import annotations

from http import HTTPStatus

from k8s_svc_trainer.printers.client.printed import Headers, Reached

NGINX = {503: "Service Temporarily Unavailable", 504: "Gateway Time-out"}
PLAIN = "text/plain; charset=utf-8"


def status_line(came: Reached) -> str:
    """`HTTP/1.1 200 OK`."""
    return f"HTTP/1.1 {came.status} {phrase(came)}"


def phrase(came: Reached) -> str:
    """The words of a status: nginx has its own for two of them."""
    status = came.status or 0
    if status in NGINX and _is_page(came):
        return NGINX[status]
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def headers(came: Reached) -> Headers:
    """The headers of an answer: those given, or the ones that its server sends."""
    if came.headers:
        return came.headers
    length = ("Content-Length", str(len(came.body.encode())))
    if _is_page(came):
        return (("Date", came.date), ("Content-Type", "text/html"), length, ("Connection", "keep-alive"))
    kind = ("Content-Type", PLAIN)
    if came.status == HTTPStatus.NOT_FOUND:
        return (kind, ("X-Content-Type-Options", "nosniff"), ("Date", came.date), length)
    return (("Date", came.date), length, kind)


def _is_page(came: Reached) -> bool:
    return came.body.lstrip().startswith("<html>")


def nginx_page(status: int) -> str:
    """The page that an nginx writes itself, as ingress-nginx does for 404, 502, 503 and 504."""
    words = NGINX.get(status) or HTTPStatus(status).phrase
    title = f"{status} {words}"
    lines = (
        "<html>",
        f"<head><title>{title}</title></head>",
        "<body>",
        f"<center><h1>{title}</h1></center>",
        "<hr><center>nginx</center>",
        "</body>",
        "</html>",
    )
    return "".join(f"{line}\r\n" for line in lines)
