"""ss and netstat. The columns are those of misc/ss.c of iproute2 and of netstat.c of net-tools."""

from __future__ import annotations

import pytest

from k8s_svc_trainer.printers.client.sockets import Socket, netstat, ss

LISTENING = (
    Socket(80, process="nginx"),
    Socket(8080, address="127.0.0.1", process="app"),
    Socket(53, "UDP", "::1", process="app"),
    Socket(10250),
)


@pytest.mark.parametrize(
    ("protocols", "processes", "text"),
    [
        pytest.param(
            ("TCP",),
            False,
            "State  Recv-Q Send-Q Local Address:Port  Peer Address:Port\n"
            "LISTEN 0      4096               *:80               *:*\n"
            "LISTEN 0      4096       127.0.0.1:8080       0.0.0.0:*\n"
            "LISTEN 0      4096               *:10250            *:*\n",
            id="-ltn",
        ),
        pytest.param(
            ("TCP",),
            True,
            "State  Recv-Q Send-Q Local Address:Port  Peer Address:PortProcess\n"
            'LISTEN 0      4096               *:80               *:*    users:(("nginx",pid=802,fd=3))\n'
            'LISTEN 0      4096       127.0.0.1:8080       0.0.0.0:*    users:(("app",pid=801,fd=3))\n'
            "LISTEN 0      4096               *:10250            *:*   \n",
            id="-ltnp",
        ),
        pytest.param(
            ("TCP", "UDP"),
            False,
            "Netid State  Recv-Q Send-Q Local Address:Port  Peer Address:Port\n"
            "udp   UNCONN 0      0              [::1]:53            [::]:*\n"
            "tcp   LISTEN 0      4096               *:80               *:*\n"
            "tcp   LISTEN 0      4096       127.0.0.1:8080       0.0.0.0:*\n"
            "tcp   LISTEN 0      4096               *:10250            *:*\n",
            id="-ltun",
        ),
        pytest.param(("SCTP",), False, "State Recv-Q Send-Q Local Address:Port Peer Address:Port\n", id="nothing"),
    ],
)
def test_ss(protocols: tuple[str, ...], processes: bool, text: str) -> None:
    assert ss(LISTENING, protocols, processes=processes) == text


@pytest.mark.parametrize(
    ("processes", "lines"),
    [
        pytest.param(
            False,
            [
                "Proto Recv-Q Send-Q Local Address           Foreign Address         State      ",
                "tcp6       0      0 :::80                   :::*                    LISTEN     ",
                "tcp        0      0 127.0.0.1:8080          0.0.0.0:*               LISTEN     ",
                "tcp6       0      0 :::10250                :::*                    LISTEN     ",
                "udp6       0      0 ::1:53                  :::*                               ",
            ],
            id="-ltun",
        ),
        pytest.param(
            True,
            [
                "Proto Recv-Q Send-Q Local Address           Foreign Address         State       PID/Program name    ",
                "tcp6       0      0 :::80                   :::*                    LISTEN      802/nginx           ",
                "tcp        0      0 127.0.0.1:8080          0.0.0.0:*               LISTEN      801/app             ",
                "tcp6       0      0 :::10250                :::*                    LISTEN      -                   ",
                "udp6       0      0 ::1:53                  :::*                                801/app             ",
            ],
            id="-ltunp",
        ),
    ],
)
def test_netstat(processes: bool, lines: list[str]) -> None:
    shown = netstat(LISTENING, ("TCP", "UDP"), processes=processes).splitlines()
    assert shown == ["Active Internet connections (only servers)", *lines]
