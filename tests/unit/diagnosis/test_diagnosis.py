"""Every fault of a broken shop is named, first; what is healthy is left alone; and a repair that is named does mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from k8s_svc_trainer.cases import parse as cases
from k8s_svc_trainer.cases.run import build, run_action
from k8s_svc_trainer.cases.steps import Case
from k8s_svc_trainer.diagnosis import Diagnosis, Goal, diagnose
from k8s_svc_trainer.diagnosis.catalogue import CATALOGUE, entry
from k8s_svc_trainer.diagnosis.changing import merge_of
from k8s_svc_trainer.diagnosis.likeness import closest, unlikeness
from k8s_svc_trainer.diagnosis.values import Repair
from k8s_svc_trainer.sim import Cluster

FILE = Path(__file__).parent / "broken.yaml"
CASE_FILE = cases.parse(FILE.read_text(), file=FILE.name)
BROKEN = [case for case in CASE_FILE.cases if case.name != "healthy"]


def broken(case: Case) -> tuple[Cluster, Goal]:
    cluster = build(CASE_FILE, case)
    for step in case.steps[:-1]:
        run_action(cluster, step.action)
    return cluster, Goal.of(case.steps[-1])


def found(name: str) -> Diagnosis:
    return diagnose(*broken(next(case for case in CASE_FILE.cases if case.name == name)))


@pytest.mark.parametrize("case", BROKEN, ids=[case.name for case in BROKEN])
def test_the_fault_in_the_cases_name_is_found_first(case: Case) -> None:
    cluster, goal = broken(case)
    causes = diagnose(cluster, goal).causes
    assert [finding.fault for finding in causes[0].findings] == case.name.partition("-")[0].split("+")


def test_what_works_has_no_cause() -> None:
    diagnosis = found("healthy")
    assert diagnosis.holds
    assert diagnosis.causes == ()


def test_a_diagnosis_changes_nothing() -> None:
    case = next(case for case in BROKEN if case.name == "SVC001-value")
    cluster, goal = broken(case)
    before = cluster.list("service"), cluster.list("deployment"), cluster.list("pod")
    diagnose(cluster, goal)
    assert (cluster.list("service"), cluster.list("deployment"), cluster.list("pod")) == before


def test_two_repairs_of_one_mismatch_are_one_finding() -> None:
    causes = found("SVC044").causes
    assert len(causes) == 1
    about = ("SVC044", "service/shop/cart", "spec.loadBalancerSourceRanges")
    assert [repair.about for repair in causes[0].findings[0].repairs] == [about, about]


def test_a_finding_says_what_does_not_fit_and_at_which_hop_the_flow_died() -> None:
    finding = found("SVC010").causes[0].findings[0]
    assert finding.repair.says == "service shop/cart sends to port 3000; its pods listen on 8080"
    assert (str(finding.repair.object), finding.repair.field) == ("service/shop/cart", "spec.ports[0].targetPort")
    assert finding.hop is not None
    assert finding.hop.text.endswith("listens on 3000/TCP: the connection is refused")


def test_of_a_flow_that_nothing_here_mends_no_cause_is_made_up() -> None:
    case = next(case for case in CASE_FILE.cases if case.name == "healthy")
    cluster = build(CASE_FILE, case)
    text = "cases: [{name: a, steps: [{connect: {from: pod/shop/checkout, to: '192.168.0.200:80'}, expect: {outcome: connected}}]}]"
    goal = Goal.of(cases.parse(text, file="a").cases[0].steps[0])
    assert diagnose(cluster, goal).causes == ()


def test_a_goal_says_what_should_come_of_its_flow() -> None:
    text = "cases: [{name: a, steps: [{connect: {from: pod/shop/checkout, to: 'cart:80'}}]}]"
    with pytest.raises(ValueError, match="what should come of its flow"):
        Goal.of(cases.parse(text, file="a").cases[0].steps[0])


def test_every_fault_that_a_case_names_stands_in_the_catalogue_and_every_entry_is_whole() -> None:
    named = {code for case in BROKEN for code in case.name.partition("-")[0].split("+")}
    assert named <= set(CATALOGUE)
    assert len(CATALOGUE) >= 40
    for one in CATALOGUE.values():
        assert all((one.title, one.shows, one.proof, one.mend, one.say))
        assert one.source.startswith("https://kubernetes.io/docs/")


def test_codes_are_read_in_any_case() -> None:
    assert entry("svc001").title == "the selector fits no pod"
    with pytest.raises(KeyError):
        entry("SVC999")


@pytest.mark.parametrize(
    ("old", "new", "patch"),
    [
        pytest.param({"a": 1, "b": 2}, {"a": 1, "b": 3}, {"b": 3}, id="what is the same is left out"),
        pytest.param({"a": {"b": 1, "c": 2}}, {"a": {"c": 2}}, {"a": {"b": None}}, id="what is gone is nulled"),
        pytest.param({"a": [1, 2]}, {"a": [1]}, {"a": [1]}, id="a list is replaced whole"),
        pytest.param({}, {"a": {"b": 1}}, {"a": {"b": 1}}, id="what is new stands whole"),
    ],
)
def test_the_smallest_merge_patch(old: object, new: object, patch: object) -> None:
    assert merge_of(old, new) == patch


def test_likeness_is_of_letters_and_not_of_their_case() -> None:
    assert unlikeness("Cart", "cart") == 0.0
    assert closest("crat", ["orders", "cart", "web"])[0] == "cart"


def test_a_repair_without_a_mismatch_is_about_its_field() -> None:
    key = Goal.of(BROKEN[0].steps[-1])
    assert key.expect.fields == {"outcome": "connected"}
    repair = found("SVC002").causes[0].findings[0].repair
    assert isinstance(repair, Repair)
    assert repair.about == ("SVC002", "deployment/shop/cart", "spec.replicas")
