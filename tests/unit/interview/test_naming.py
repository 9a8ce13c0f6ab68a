"""Whether what is said only names things: bags of names of every build, and notes as terse that state something."""

from __future__ import annotations

import pytest

from k8s_svc_trainer.course.values import Table
from k8s_svc_trainer.interview import Grader, field_of_pack, follow_up_grader, grader_of
from k8s_svc_trainer.interview.claims import Claims, Stand
from k8s_svc_trainer.interview.grade import Unheard
from k8s_svc_trainer.interview.naming import LISTED, PLAIN, chance, traits
from k8s_svc_trainer.interview.text import read
from tests.support.course import COURSE

FIELD = field_of_pack(COURSE)


def frame(text: str, *, listed: bool = False) -> dict[str, float]:
    words = read(text)
    stand = Stand.LISTED if listed else Stand.CLAIMED
    return dict(traits(words, Claims((), (stand,) * len(words.words)), [(0, len(words.words))]))


@pytest.mark.parametrize(
    ("text", "frame_of_it"),
    [
        pytest.param("the role of iptables", "^ the x of xs $", id="small words stand for themselves, any other for its ending"),
        pytest.param("chosen, per pod", "^ tells [, per x $", id="a mark stands before a word, and words that tell stand for each other"),
        pytest.param("routing. balancing", "^ xing [. xing $", id="a sentence ends"),
        pytest.param("8080 -> 80", "^ 9 <arrow> 9 $", id="numbers and arrows"),
        pytest.param("THE  Role   of iptables", "^ the x of xs $", id="neither letter case nor spaces change anything"),
    ],
)
def test_a_text_is_told_by_its_frame(text: str, frame_of_it: str) -> None:
    parts = frame_of_it.split()
    runs = {" ".join(parts[start : start + length]) for length in (1, 2, 3) for start in range(len(parts) - length + 1)}
    assert set(frame(text)) == runs | {LISTED}


def test_a_run_counts_by_how_often_it_comes_and_whole_once_in_a_dozen_words() -> None:
    often, seldom = frame("a pod " * 3), frame("a pod " + "and it is not " * 10)
    assert often["a x"] == 1.0
    assert seldom["a x"] == pytest.approx(12 / 42)


def test_the_share_of_words_that_only_stand_in_a_list_is_a_trait() -> None:
    assert (frame("labels, pods")[LISTED], frame("labels, pods", listed=True)[LISTED]) == (0.0, 1.0)


def test_nothing_that_is_told_is_no_bag_and_no_error() -> None:
    assert traits(read("labels"), Claims((), (None,)), [])[LISTED] == 0.0


@pytest.mark.parametrize(("weight", "expected"), [(20, 1.0), (-20, -1.0), (-90, PLAIN)])
def test_the_odds_are_the_sum_of_what_speaks_for_it(weight: int, expected: float) -> None:
    assert chance({"a": 1.0, "unknown": 1.0}, Table((0,), {"a": (weight,)})) == pytest.approx(expected, abs=0.01)


def grader(question: str) -> Grader:
    return grader_of(COURSE.interview(question), FIELD)


BAGS = [
    ("load-balance", "Selectors and endpoints. The role of kube-proxy. iptables, IPVS, nftables and their rules. Readiness of pods."),
    ("dns", "Name resolution in a nutshell: short names, the FQDN, search path, ndots, resolv.conf, the kubelet, CoreDNS, A records."),
    ("types", "The default type ClusterIP, the range 30000-32767 of NodePort, cloud providers for LoadBalancer, and so on."),
    ("ports", "- port of the Service\n- targetPort of the pod\n- named ports\n- defaults\n- nodePort on nodes"),
    ("source-ip", "Glossary: Cluster, Local, SNAT, client address, second hop, health check port, uneven spread."),
    ("headless", "#headless #clusterIPNone #StatefulSet #PodDNS #clientsideloadbalancing"),
]
NOTES = [
    ("load-balance", "random-choice", "iptables mode: pod picked at random, equal chance each"),
    ("types", "nodeport-every-node", "NodePort = every node, same port"),
    ("ports", "target-port", "targetPort -> where the container listens"),
    ("source-ip", "local-preserves", "Local: client IP kept"),
    ("readiness", "out-of-endpoints", "probe fails -> pod out of endpoints"),
]


@pytest.mark.parametrize(("question", "text"), BAGS)
def test_a_bag_of_names_earns_nothing_however_it_is_built(question: str, text: str) -> None:
    grade = grader(question).grade(text)
    assert (set(grade.points.values()), grade.misconceptions, grade.score) == ({0.0}, (), 0)


@pytest.mark.parametrize(
    ("answer", "unheard"),
    [
        pytest.param(
            "Selectors, endpoints. The role of kube-proxy. iptables and their rules. Readiness of pods.", Unheard.NAMES, id="names"
        ),
        pytest.param("The EndpointSlice.", None, id="a few words are an answer"),
        pytest.param("From the EndpointSlice: the controller writes the number that it finds in each pod.", None, id="a statement"),
    ],
)
def test_a_follow_up_is_no_better_answered_by_names(answer: str, unheard: Unheard | None) -> None:
    asked = COURSE.interview("ports")
    grader = follow_up_grader(asked, next(one for one in asked.followUps if "From where does it know" in one.text), FIELD)
    grade = grader.grade(answer)
    assert (grade.unheard, any(grade.points.values())) == (unheard, unheard is None)


def test_a_bag_of_names_is_told_so_and_notes_are_not() -> None:
    assert grader("load-balance").grade(BAGS[0][1]).unheard is Unheard.NAMES
    assert {grader(question).grade(text).unheard for question, _, text in NOTES} == {None}


@pytest.mark.parametrize(("question", "point", "text"), NOTES)
def test_notes_as_terse_that_state_something_earn_it(question: str, point: str, text: str) -> None:
    assert grader(question).grade(text).points[point] == 1
