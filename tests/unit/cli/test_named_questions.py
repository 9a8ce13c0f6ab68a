"""One question by its name: what is written, what is kept, and that a name means the same instance each time."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from screens import strings, written

from k8s_svc_trainer.cli import completion, named, quiz
from k8s_svc_trainer.cli.desk import sit_down
from k8s_svc_trainer.cli.door import Refused
from k8s_svc_trainer.cli.environment import Environment
from k8s_svc_trainer.cli.paper import Paper
from k8s_svc_trainer.course import UnknownItem
from k8s_svc_trainer.course.grade import key
from k8s_svc_trainer.study import Session, Wish
from tests.support.course import COURSE

NAME = "13-headless/name-one-pod"
TEMPLATES = [one.id for lesson in COURSE.lesson_ids for one in COURSE.questions(lesson).templates]


def asked(home: Path, typed: str, name: str, seed: int | None = None) -> tuple[Environment, str]:
    environment = strings(typed, K8S_SVC_TRAINER_HOME=str(home))
    assert named.run(environment, name, seed) == 0
    return environment, written(environment)


def test_a_name_with_a_seed_asks_that_instance_and_says_its_name(tmp_path: Path) -> None:
    question = COURSE.question(NAME, seed=7)
    host = question.body.reference.value["host"]
    _, out = asked(tmp_path, f"{host}\n\n", f"{NAME}@7")
    assert f"{question.parameters['set']}-{question.parameters['number']}.{question.parameters['service']}.default" == host
    assert "name-one-pod" in out
    assert "Right. " in out
    assert f"name    {NAME}@7" in out


def test_the_seed_may_stand_apart(tmp_path: Path) -> None:
    assert asked(tmp_path, "b\n", NAME, 7)[1] == asked(tmp_path, "b\n", f"{NAME}@7")[1]


def test_without_a_seed_one_is_drawn(tmp_path: Path) -> None:
    assert "Type a host that works from" in " ".join(asked(tmp_path, "b\n", NAME)[1].split())


def test_an_answer_is_saved_with_the_seed_of_its_instance(tmp_path: Path) -> None:
    environment, _ = asked(tmp_path, "nonsense\n\n", f"{NAME}@7")
    with sit_down(environment) as desk:
        (review,) = desk.store.reviews()
    assert (review.item, review.seed, review.right) == (NAME, 7, False)


def test_two_seeds_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=f"{NAME}@7 names its seed already: leave out --seed 3"):
        asked(tmp_path, "", f"{NAME}@7", 3)


def test_who_wants_to_say_how_sure_they_are_is_asked_and_it_is_kept(tmp_path: Path) -> None:
    environment = strings("nonsense\n3\n\n", K8S_SVC_TRAINER_HOME=str(tmp_path))
    named.run(environment, f"{NAME}@7", None, sure=True)
    assert "How sure are you?" in written(environment)
    assert "How sure are you?" in asked(tmp_path, "nonsense\n1\n\n", f"{NAME}@7")[1]
    with sit_down(environment) as desk:
        assert [review.confidence for review in desk.store.reviews()] == [0.75, 0.25]
    unsure = strings("nonsense\n\n", K8S_SVC_TRAINER_HOME=str(tmp_path))
    named.run(unsure, f"{NAME}@7", None, sure=False)
    assert "How sure are you?" not in written(unsure)


def test_an_unfinished_quiz_goes_on_waiting(tmp_path: Path) -> None:
    environment = strings(K8S_SVC_TRAINER_HOME=str(tmp_path))
    with sit_down(environment) as desk:
        Session.start(desk.store, desk.items, datetime.now(UTC), seed=1, wish=Wish(count=3))
    asked(tmp_path, "nonsense\n\n", f"{NAME}@7")
    with sit_down(environment) as desk:
        resumed = Session.resume(desk.store, desk.items, datetime.now(UTC))
    assert resumed is not None
    assert resumed.left == 3


def test_an_ordinary_question_has_no_name_below_it(tmp_path: Path) -> None:
    _, out = asked(tmp_path, "b\n", "13-headless/each-pod-listed", 1)
    assert "each-pod-listed" in out
    assert "@" not in out


def test_a_question_of_some_version_says_which(tmp_path: Path) -> None:
    assert "Kubernetes 1.26 and later." in asked(tmp_path, "b\n", "10-one-pod-fails/who-still-gets-it@1")[1]


def test_where_the_answer_does_not_fit_below_the_question_stands_above_it_once_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Paper, "fits", lambda self, drawing: False)
    _, out = asked(tmp_path, "nonsense\n\n\n", f"{NAME}@7")
    assert out.count("counted as") == 2
    assert "  you  " in out


def test_the_way_can_be_seen_whole_where_hops_are_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Paper, "fits", lambda self, drawing: False)
    _, out = asked(tmp_path, "nonsense\nw\n\nb\n", f"{NAME}@7")
    before, cut, after = out.partition("hops left out: w shows the whole way")
    assert cut
    assert "Enter why it is so, w why: every hop:" in " ".join(after.split())
    assert "of the 5 dots that ndots asks" not in before
    assert "of the 5 dots that ndots asks" in after.partition("  say  ")[0]


def test_without_a_terminal_nothing_can_be_asked(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="a question needs a terminal"):
        named.run(strings(interactive=False, K8S_SVC_TRAINER_HOME=str(tmp_path)), NAME, 1)


def test_a_name_that_is_none_is_told_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UnknownItem, match="name-one-pod"):
        named.run(strings(K8S_SVC_TRAINER_HOME=str(tmp_path)), "13-headless/name-one-pot", 1)


def test_the_shell_completes_names_of_questions() -> None:
    assert completion.items("13-headless/name-one") == [NAME]


@pytest.mark.slow
@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_can_be_asked_and_left(tmp_path: Path, name: str) -> None:
    _, out = asked(tmp_path, "b\n", name, 2)
    assert name.partition("/")[2] in out
    assert "${" not in out


def test_an_answers_file_may_name_instances(tmp_path: Path) -> None:
    right = {f"{name}@{seed}": key(COURSE.question(name, seed=seed)) for name in ("08-internal-dns/whose-service",) for seed in (1, 2, 3)}
    answers = tmp_path / "answers.yaml"
    answers.write_text(f"seed: 9\nanswers: {right}\n".replace("'", '"'), encoding="utf-8")
    environment = strings(K8S_SVC_TRAINER_HOME=str(tmp_path / "home"))
    assert quiz.unattended(environment, quiz.Asked(), str(answers), json=False) == 0
    assert "3 of 3 right" in written(environment)
    with sit_down(environment) as desk:
        assert sorted(review.seed or 0 for review in desk.store.reviews()) == [1, 2, 3]
