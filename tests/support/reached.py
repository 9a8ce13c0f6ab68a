"""What came of a client's asking, as rows of the printers' tests need it."""

from __future__ import annotations

from typing import Any

from k8s_svc_trainer.printers.client.printed import Reached
from k8s_svc_trainer.sim import Outcome, Rcode, Resolution

FOUND = Resolution(rcode=Rcode.NOERROR, answers=("10.96.1.3",), name="web.shop.svc.cluster.local")
GONE = Resolution(rcode=Rcode.NXDOMAIN, queries=("nope",))
SILENT = Resolution(rcode=Rcode.TIMEOUT, queries=("web",))
OWN = "10.244.2.2"


def reached(outcome: Outcome = Outcome.CONNECTED, **what: Any) -> Reached:
    filled = {"resolution": FOUND, "address": "10.96.1.3", "source": OWN, "status": 200, "body": "web-1\n", **what}
    return Reached(outcome=outcome, **filled)


UNRESOLVED = reached(Outcome.UNRESOLVED, resolution=GONE, address="")
REFUSED, SLOW = reached(Outcome.REFUSED), reached(Outcome.TIMEOUT)
NOT_FOUND = reached(status=404, body="404 page not found\n")
