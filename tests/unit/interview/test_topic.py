"""Answers to another question make no point; those in words of their own do. Rows with sentences for names."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from k8s_svc_trainer.course import default_pack_path, open_pack
from k8s_svc_trainer.interview import Field, field_of_pack, grader_of
from k8s_svc_trainer.interview.grade import Grader, Rubric, Rule, Unheard
from k8s_svc_trainer.interview.topic import Topics

COURSE = open_pack(default_pack_path())
FIELD = field_of_pack(COURSE)
TOLD = {
    "bread": ["The baker kneads the dough and lets it rise.", "In the oven it gets a crust."],
    "cheese": ["The milk is warmed and curdled with rennet.", "The curd is pressed, salted and ripens in a cellar."],
    "wine": ["The grapes are pressed, and the juice ferments in a barrel."],
}
OF_CHEESE = "First we warm the milk, then rennet makes it curdle; the curd is pressed, salted, and then it ripens for weeks in the cellar."
RATHER_OF_CHEESE = (
    "First the milk is warmed, then rennet curdles it, and it is pressed; the baker kneads the dough, lets it rise in the oven; "
    "the curd is salted, and ripens in a cellar."
)


@pytest.mark.parametrize(
    ("question", "answer", "elsewhere"),
    [
        pytest.param("bread", OF_CHEESE, True, id="it is nearer to another question"),
        pytest.param("cheese", OF_CHEESE, False, id="it is nearest to its own"),
        pytest.param("beer", OF_CHEESE, False, id="of a question that nobody knows nothing is said"),
        pytest.param("bread", "The milk is warmed and curdled with rennet.", False, id="a sentence alone may sound like anything"),
        pytest.param("bread", "Somebody does something with it, and after a while, to their own joy, " * 2, False, id="words of nothing"),
    ],
)  # fmt: skip
def test_which_question_an_answer_belongs_to(question: str, answer: str, elsewhere: bool) -> None:
    assert Topics(TOLD).elsewhere(answer, question) is elsewhere


def test_where_there_is_one_question_all_answers_are_its_own() -> None:
    assert not Topics({"cheese": TOLD["cheese"]}).elsewhere(OF_CHEESE, "cheese")


def made(question: str, answer: str) -> Mapping[str, float]:
    grader = grader_of(COURSE.interview(question), FIELD)
    return {name: worth for name, worth in grader.grade(answer).points.items() if worth}


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        pytest.param(
            "kube-proxy",
            "Prometheus scrapes the metrics every thirty seconds, Alertmanager sends the alerts to the team, and Grafana draws dashboards "
            "for the four golden signals, so that we see what burns before the customer does.",
            id="of monitoring",
        ),
        pytest.param(
            "readiness",
            "etcd keeps the state of the cluster. It is a quorum of three or five members that agree by Raft, and I take a snapshot of it "
            "every hour and try the restore once a quarter.",
            id="of the store of the cluster",
        ),
        pytest.param(
            "readiness",
            "CoreDNS answers with the ClusterIP. The resolver tries the search domains of /etc/resolv.conf, first the pod's own namespace, "
            "and with ndots five a short name is always tried with them before it is asked as it is.",
            id="of names",
        ),
    ],
)
def test_an_answer_to_something_else_makes_no_point(question: str, answer: str) -> None:
    assert made(question, answer) == {}


def test_what_would_have_made_a_point_elsewhere_is_told_so() -> None:
    of_types = (
        "ClusterIP is internal only, NodePort opens a port from 30000 to 32767 on every node, and LoadBalancer asks the cloud provider for "
        "an external IP. Each builds on the other."
    )
    grade = grader_of(COURSE.interview("ports"), FIELD).grade(of_types)
    assert (set(grade.points.values()), grade.unheard) == ({0.0}, Unheard.ELSEWHERE)
    assert grader_of(COURSE.interview("types"), FIELD).grade(of_types).unheard is None


def test_the_same_words_make_points_where_they_were_asked_for() -> None:
    answer = (
        "CoreDNS answers with the ClusterIP. The resolver tries the search domains of /etc/resolv.conf, first the pod's own namespace, "
        "and with ndots five a short name is always tried with them before it is asked as it is."
    )
    assert set(made("dns", answer)) >= {"coredns", "search-path", "clusterip-answer"}


@pytest.mark.parametrize(
    ("answer", "says", "made"),
    [
        pytest.param(RATHER_OF_CHEESE, ("milk", "cellar", "oven", "barrel"), {"milk", "cellar", "oven"}, id="three of four: it answers"),
        pytest.param(RATHER_OF_CHEESE, ("milk", "barrel"), set(), id="half of them do not"),
        pytest.param(OF_CHEESE, ("milk", "cellar", "oven"), set(), id="most of them, and surely of something else"),
    ],
)  # fmt: skip
def test_who_seems_to_answer_must_surely_sound_like_another_question(answer: str, says: tuple[str, ...], made: set[str]) -> None:
    field = Field({name: [name] for name in says}, told=TOLD)
    rubric = Rubric(question="bread", text="?", points=tuple(Rule(id=name, says=(name,)) for name in says))
    grade = Grader(field, rubric).grade(answer)
    assert {name for name, worth in grade.points.items() if worth} == made
    assert set(grade.evidence) == made


def test_a_question_whose_good_answer_sounds_like_another_ones_is_let_alone() -> None:
    whole = {
        "bread": ["The milk is for the cheese, which ripens in the cellar and is pressed and salted; the dough rises, then gets a crust."]
    }
    assert Topics(TOLD, whole).spanning == {"bread"}
    assert not Topics(TOLD, whole).elsewhere(OF_CHEESE, "bread")
    assert Topics(TOLD, {"bread": ["The baker kneads a dough."]}).elsewhere(OF_CHEESE, "bread")


def test_of_the_course_two_questions_span_others() -> None:
    assert FIELD.topics.spanning == {"way-in", "request-path"}
