"""The golden screens: what the small pack of the tests looks like at 60, 80 and 120 columns, plain and in both themes, at one fixed hour.

`make golden` writes them again into tests/golden/screens/; read the difference before it is committed.
"""

from __future__ import annotations

import io
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cache
from pathlib import Path
from typing import Self
from unittest import mock

import msgspec

from k8s_svc_trainer.cli import (
    checklist,
    desk,
    drill,
    exam,
    exam_report,
    explain,
    home,
    interview,
    lab,
    learn,
    plan,
    quiz,
    stats,
    today,
    trace,
    why,
)
from k8s_svc_trainer.cli.desk import Desk, sit_down
from k8s_svc_trainer.cli.environment import Environment
from k8s_svc_trainer.cli.theme import VARIABLE, Theme
from k8s_svc_trainer.study import Evidence, record
from k8s_svc_trainer.study.exam import Exam
from k8s_svc_trainer.study.front import set_goal
from k8s_svc_trainer.study.plan import Goal
from tests.golden.glass import ROWS, glass, pictured

PACK = Path(__file__).parents[1] / "support" / "pack"
SCREENS = Path(__file__).with_name("screens")
WIDTHS = (60, 80, 120)
LOOKS = ("plain", *Theme)
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


IN_EIGHT_DAYS = (NOON + timedelta(days=8)).date()


def _planned(draw: Callable[[Environment], object], day: date = IN_EIGHT_DAYS) -> Callable[[Environment], object]:
    """A screen with the day of the interview set."""

    def with_a_day(environment: Environment) -> None:
        with sit_down(environment) as seat:
            set_goal(seat.store, Goal(day=day, minutes=20), NOON)
        draw(environment)

    return with_a_day


REPAIR = ("kubectl get endpointslices", "cause SVC001", "kubectl set selector service/web app=web")


def _labs(environment: Environment) -> None:
    with sit_down(environment) as seat:
        lab.show_list(lab.Paper(environment), seat)


def _lab(environment: Environment) -> None:
    with sit_down(environment) as seat:
        lab.hold(lab.Paper(environment), seat, seat.pack.lab("web-is-silent"))


def _why(environment: Environment) -> None:
    broken = MANIFESTS.replace("selector: {app: web}, ports", "selector: {app: wbe}, ports")
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "web.yaml"
        file.write_text(broken, encoding="utf-8")
        quiet = msgspec.structs.replace(environment, stderr=io.StringIO())  # how far it is goes to standard error
        why.run(quiet, str(file), source=None, to=None, case=None, json=False)


def _exam(environment: Environment) -> None:
    with sit_down(environment) as seat:
        exam.sit(exam.Paper(environment), seat, exam.Wanted(seed=1))


def _test_out(environment: Environment) -> None:
    with sit_down(environment) as seat:
        exam.test(exam.Paper(environment), seat, "01-one")


def _drill(environment: Environment) -> None:
    with sit_down(environment) as seat:
        drill.sit(drill.Paper(environment), seat, topic="single")


EXAMINED: Mapping[str, object] = {
    "one-of-three": ["refusal"],
    "two-of-three": ["pod"],
    "which-outcome": "refused",
    "how-many": "2",
    "the-way": ["choose", "resolve", "listen"],
    "which-cause": ["SVC001"],
}


def _report(environment: Environment) -> None:
    """What an exam came to: half of it right, one question open."""
    from k8s_svc_trainer.cli.asking import said
    from k8s_svc_trainer.cli.marking import marker
    from k8s_svc_trainer.course import present

    with sit_down(environment) as seat:
        sat = Exam.start(seat.store, seat.items, NOON, minutes=45, seed=1)
        for place, item in enumerate(seat.items):
            sat.go(place, NOON)
            answer = EXAMINED.get(item.id.partition("/")[2])
            if answer is not None:
                question = seat.pack.question(item.id)
                sat.answer(answer, said(answer, present(question, sat.question_seed(place))), NOON)
        sat.flag(NOON)
        sat.spend(1234, NOON)
        exam_report.show(exam.Paper(environment), seat, sat.hand_in(marker(seat), NOON), paged=False)


def _months(environment: Environment) -> None:
    """Stats after some months of answers, right and wrong, sure and unsure."""
    _bring(environment.variables, _answered_for_months)
    with sit_down(environment) as seat:
        stats.show(stats.Paper(environment), seat)


def _answered_for_months(seat: Desk) -> None:
    _answer(seat)
    sure = (0.95, 0.95, 0.75, 0.5, 0.25)
    items = [item for item in seat.items if item.id.endswith("of-three")]
    for ago in range(170, 0, -1):
        for item in items[: 1 + ago % 2] if ago * ago % 7 < 3 else ():
            right = ago * 7919 % 10 > 2 + ago % 3
            answer = ["answer"] if right else ["silence"]
            evidence = Evidence(right=right, seconds=20.0 + ago % 50, answer=answer, confidence=sure[ago % 5])
            record(seat.store, item, evidence, NOON - timedelta(days=ago, minutes=30))


class Screen:
    """A screen: how it is drawn, what a person types on plain paper or presses at a terminal, whether something was answered before."""

    def __init__(
        self,
        draw: Callable[[Environment], object],
        typed: str = "",
        *,
        pressed: Sequence[str] = "",
        begun: bool = True,
        prompts: bool = True,
    ) -> None:
        self.draw, self.typed, self.pressed, self.begun, self.prompts = draw, typed, pressed, begun, prompts


DRAWN = {
    "home-empty": Screen(home.run, "b\n", begun=False),
    "home": Screen(home.run, "b\nb\n"),
    "home-planned": Screen(_planned(home.run), "b\nb\n"),
    "plan": Screen(_planned(lambda here: plan.run(here, plan.Asked(), json=False)), prompts=False),
    "plan-on-the-day": Screen(_planned(lambda here: plan.run(here, plan.Asked(), json=False), NOON.date()), prompts=False),
    "home-on-the-eve": Screen(_planned(home.run, IN_EIGHT_DAYS - timedelta(days=7)), "b\nb\n"),
    "learn": Screen(lambda here: learn.run(here, "one"), "b\n"),
    "question": Screen(_question, "1\nb\n"),
    "verdict": Screen(_question, "1\n\nb\n", pressed="a\r"),
    "checklist": Screen(lambda here: checklist.run(here, json=False), prompts=False),
    "interview": Screen(lambda here: interview.run(here, json=False), prompts=False),
    "exam-begins": Screen(_exam, "b\n"),
    "exam": Screen(_exam, "\nf\nb\nb\n", pressed="\rf"),
    "exam-list": Screen(_exam, "\nf\nn\nl\nb\nb\n", pressed="\rfnl"),
    "exam-paused": Screen(_exam, "\nb\nb\n", pressed=["\r", "\x1bx"]),
    "exam-report": Screen(_report, prompts=False),
    "test-out": Screen(_test_out, "b\n"),
    "drill": Screen(_drill, "b\n"),
    "drill-verdict": Screen(_drill, "2\nb\n", pressed="b"),
    "drill-ends": Screen(_drill, "1\nb\n", pressed=["a", "\x03"], prompts=False),
    "stats-months": Screen(_months, prompts=False),
    "stats": Screen(lambda here: stats.run(here, json=False), prompts=False),
    "trace": Screen(_trace, prompts=False),
    "labs": Screen(_labs, prompts=False),
    "lab": Screen(_lab, "quit\n"),
    "lab-repaired": Screen(_lab, "".join(f"{line}\n" for line in REPAIR), pressed=[f"{line}\r" for line in REPAIR]),
    "why": Screen(_why, prompts=False),
    "explain": Screen(lambda here: explain.run(here, "SVC001", json=False), prompts=False),
}


def drawn(name: str, width: int, look: str) -> str:
    """A screen as text."""
    screen = DRAWN[name]
    with tempfile.TemporaryDirectory() as place, _still():
        variables = {"COLUMNS": str(width), "K8S_SVC_TRAINER_HOME": place}
        if screen.begun:
            _bring(variables, _answer)
        if look == "plain":
            out = io.StringIO()
            screen.draw(_plain(variables, screen.typed, out))
            return out.getvalue()
        return _in_colour(screen, {**variables, "LINES": str(ROWS), VARIABLE: look}, width)


def _plain(variables: Mapping[str, str], typed: str, out: io.StringIO) -> Environment:
    return Environment(
        stdin=io.StringIO(typed), stdout=out, stderr=out, variables=variables, plain=True, interactive=True, colour=False, unicode=True
    )


def _in_colour(screen: Screen, variables: Mapping[str, str], width: int) -> str:
    with glass(width, screen.pressed) as terminal:
        screen.draw(
            Environment(
                stdin=io.StringIO(),
                stdout=terminal,
                stderr=terminal,
                variables=variables,
                plain=False,
                interactive=True,
                colour=True,
                unicode=True,
            )
        )
    return terminal.picture if screen.prompts else pictured(terminal.screen)


def _answer(seat: Desk) -> None:
    """What the learner of the golden screens answered, a day ago."""
    for item in seat.items:
        if item.id in ANSWERED:
            record(seat.store, item, Evidence(right=ANSWERED[item.id], seconds=20.0), NOON - timedelta(days=1))


def _bring(variables: Mapping[str, str], answer: Callable[[Desk], None]) -> None:
    """The progress of who gave some answers, as it was kept when they were given for the first screen."""
    (Path(variables["K8S_SVC_TRAINER_HOME"]) / "progress.db").write_bytes(_progress(answer))


@cache
def _progress(answer: Callable[[Desk], None]) -> bytes:
    with tempfile.TemporaryDirectory() as place:
        with sit_down(_plain({"K8S_SVC_TRAINER_HOME": place}, "", io.StringIO())) as seat:
            answer(seat)
        return (Path(place) / "progress.db").read_bytes()


@contextmanager
def _still() -> Iterator[None]:
    """The small pack in place of the course, and a clock that stands still."""
    with ExitStack() as patches:
        patches.enter_context(mock.patch.object(desk, "default_pack_path", return_value=PACK))
        for module in (home, learn, quiz, checklist, interview, lab, stats, exam, exam_report, drill, plan, today):
            patches.enter_context(mock.patch.object(module, "datetime", Noon))
        patches.enter_context(mock.patch.object(time, "monotonic", return_value=0.0))
        yield


def file_of(name: str, width: int, look: str) -> Path:
    """Where a golden screen is kept."""
    return SCREENS / f"{name}-{look}-{width}.txt"


def main() -> None:
    """Write every golden screen again."""
    SCREENS.mkdir(exist_ok=True)
    for stale in SCREENS.glob("*.txt"):
        stale.unlink()
    for name in DRAWN:
        for look in LOOKS:
            for width in WIDTHS:
                file_of(name, width, look).write_text(drawn(name, width, look), encoding="utf-8")


if __name__ == "__main__":
    main()
