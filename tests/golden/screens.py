"""The golden screens: what the small pack of the tests looks like at 60 and 80 columns, without colour, at one fixed hour.

`make golden` writes them again into tests/golden/screens/; read the difference before it is committed.
"""

from __future__ import annotations

import io
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Self
from unittest import mock

from k8s_svc_trainer.cli import checklist, desk, home, interview, learn, quiz, stats, trace
from k8s_svc_trainer.cli.desk import Desk, sit_down
from k8s_svc_trainer.cli.environment import Environment
from k8s_svc_trainer.study import Evidence, record

PACK = Path(__file__).parents[1] / "support" / "pack"
SCREENS = Path(__file__).with_name("screens")
WIDTHS = (60, 80)
NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
ANSWERED = {"01-one/one-of-three": True, "01-one/which-outcome": True, "01-one/how-many": False, "01-one/a-name": True}
MANIFESTS = """\
apiVersion: v1
kind: Pod
metadata: {name: client}
spec: {nodeName: node-1, containers: [{name: client, image: "client:1"}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {clusterIP: 10.96.0.50, selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "web:1", ports: [{containerPort: 8080}]}]}
"""


class Noon(datetime):
    """The clock of the golden screens: it stands still."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        """Always the same moment."""
        return cls.fromtimestamp(NOON.timestamp(), tz or UTC)

    def astimezone(self, tz: tzinfo | None = None) -> Self:
        """Every machine is in Greenwich."""
        return super().astimezone(tz or UTC)


def _question(environment: Environment) -> None:
    with sit_down(environment) as seat:
        quiz.sit(quiz.Paper(environment), seat, quiz.Asked(topic="outcome", seed=1))


def _trace(environment: Environment) -> None:
    flow = trace.Flow(source="pod/default/client", to="web:80", url=None, name=None)
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "web.yaml"
        file.write_text(MANIFESTS, encoding="utf-8")
        trace.run(environment, str(file), flow, case=None, save_case=None, json=False)


class Screen:
    """A screen: how it is drawn, what a person types meanwhile, and whether something was answered before."""

    def __init__(self, draw: Callable[[Environment], object], typed: str = "", *, begun: bool = True) -> None:
        self.draw, self.typed, self.begun = draw, typed, begun


DRAWN = {
    "home-empty": Screen(home.run, "b\n", begun=False),
    "home": Screen(home.run, "b\nb\n"),
    "learn": Screen(lambda here: learn.run(here, "one"), "b\n"),
    "question": Screen(_question, "1\nb\n"),
    "checklist": Screen(lambda here: checklist.run(here, json=False)),
    "interview": Screen(lambda here: interview.run(here, json=False)),
    "stats": Screen(lambda here: stats.run(here, json=False)),
    "trace": Screen(_trace),
}


def drawn(name: str, width: int) -> str:
    """A screen as text."""
    screen, out = DRAWN[name], io.StringIO()
    with tempfile.TemporaryDirectory() as place, _still():
        environment = Environment(
            stdin=io.StringIO(screen.typed),
            stdout=out,
            stderr=out,
            variables={"COLUMNS": str(width), "K8S_SVC_TRAINER_HOME": place},
            plain=True,
            interactive=True,
            colour=False,
            unicode=True,
        )
        if screen.begun:
            with sit_down(environment) as seat:
                _answer(seat)
        screen.draw(environment)
    return out.getvalue()


def _answer(seat: Desk) -> None:
    """What the learner of the golden screens answered, a day ago."""
    for item in seat.items:
        if item.id in ANSWERED:
            record(seat.store, item, Evidence(right=ANSWERED[item.id], seconds=20.0), NOON - timedelta(days=1))


@contextmanager
def _still() -> Iterator[None]:
    """The small pack in place of the course, and a clock that stands still."""
    with ExitStack() as patches:
        patches.enter_context(mock.patch.object(desk, "default_pack_path", return_value=PACK))
        for module in (home, learn, quiz, checklist, interview, stats):
            patches.enter_context(mock.patch.object(module, "datetime", Noon))
        patches.enter_context(mock.patch.object(time, "monotonic", return_value=0.0))
        yield


def file_of(name: str, width: int) -> Path:
    """Where a golden screen is kept."""
    return SCREENS / f"{name}-{width}.txt"


def main() -> None:
    """Write every golden screen again."""
    SCREENS.mkdir(exist_ok=True)
    for stale in SCREENS.glob("*.txt"):
        stale.unlink()
    for name in DRAWN:
        for width in WIDTHS:
            file_of(name, width).write_text(drawn(name, width), encoding="utf-8")


if __name__ == "__main__":
    main()
