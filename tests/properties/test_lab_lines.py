"""What must hold of every session, whatever is typed into it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from random import Random
from typing import NoReturn

import hypothesis.strategies as some
import pytest
from hypothesis import given, settings

from k8s_svc_trainer.course.judging import runnable
from k8s_svc_trainer.course.labs import read_lab
from k8s_svc_trainer.course.stage import stage
from k8s_svc_trainer.lab import Session
from k8s_svc_trainer.lab.changes import moment, written
from k8s_svc_trainer.lab.complete import complete
from k8s_svc_trainer.lab.words import Unshellable, pipeline
from tests.support import fuzz_lab
from tests.support.lab_lines import Lines

FILE = Path(__file__).parents[1] / "unit" / "lab" / "shop.yaml"
LAB = read_lab(FILE.read_text(), file=FILE.name, lesson="01-one", slug="shop")
TASK, CLUSTER = runnable(LAB), stage(LAB)
SEEDS = some.integers(0, 1 << 30)


def unread(name: str) -> NoReturn:
    raise FileNotFoundError(name)


def begun(seed: int) -> tuple[Session, Lines]:
    return Session(TASK, CLUSTER, seed=seed, read=unread), Lines(Random(seed))


@given(SEEDS)
@settings(max_examples=60)
def test_no_line_raises_and_what_it_prints_is_text(seed: int) -> None:
    session, lines = begun(seed)
    for _ in range(12):
        turn = session.run(lines.line(session))
        while turn.edit is not None:
            turn = session.edited(lines.edited(turn.edit.text))
        turn.output.screen.encode()
        assert turn.output.status >= 0


@given(SEEDS)
@settings(max_examples=40)
def test_undo_is_the_inverse_of_every_change(seed: int) -> None:
    session, lines = begun(seed)
    for _ in range(10):
        before, was = written(session.cluster), moment(session.cluster)
        line = lines.line(session)
        turn = session.run(line)
        if turn.changed and not line.strip().startswith("undo"):
            session.run("undo")
            assert written(session.cluster) == before
            assert moment(session.cluster) == was


@given(SEEDS)
@settings(max_examples=25)
def test_a_session_run_again_is_the_same(seed: int) -> None:
    session, lines = begun(seed)
    turns = []
    for _ in range(15):
        turn = session.run(lines.line(session))
        while turn.edit is not None:
            turn = session.edited(lines.edited(turn.edit.text))
        turns.append(turn.output)
    twin = Session.resume(TASK, CLUSTER, session.entries, seed=seed, read=unread)
    assert written(twin.cluster) == written(session.cluster)
    assert (twin.record, twin.place, twin.namespace, twin.prompt) == (session.record, session.place, session.namespace, session.prompt)
    assert twin.run("kubectl get all -A").output == session.run("kubectl get all -A").output


@given(some.text(max_size=60))
@settings(max_examples=150)
def test_any_text_is_words_or_refused_by_name(text: str) -> None:
    with suppress(Unshellable):
        assert all(stage for stage in pipeline(text))


@given(SEEDS, some.text(max_size=30))
@settings(max_examples=60)
def test_completion_takes_any_text_and_replaces_its_end(seed: int, text: str) -> None:
    session, lines = begun(seed)
    typed = f"{lines.line(session)} {text}".rstrip("\ud800")
    for one in complete(session, typed):
        assert one.length <= len(typed)
        assert one.text


@pytest.mark.slow
def test_lines_typed_into_all_labs_end_in_no_error() -> None:
    assert [done for _, done in fuzz_lab.sessions(2400, seed=11)][-1] == 2400
