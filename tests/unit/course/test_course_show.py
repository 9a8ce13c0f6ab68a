"""Steps run before the reader's eyes: on a cluster of their own, drawn by a seed."""

import pytest
from course_packs import INTERVIEW, LESSON, changed, write_pack

from k8s_svc_trainer.cases.document import Faults
from k8s_svc_trainer.course import open_pack
from k8s_svc_trainer.course.show import run_refute, run_show
from k8s_svc_trainer.course.sources import facts_by_page
from k8s_svc_trainer.course.telling import read_back

LIST = "{endpoints: service/default/web, expect: {readyCount: 2}}"
CALL = '{connect: {from: pod/default/client, to: "10.96.0.50:80"}'
OPEN = '{open: {name: a, from: pod/default/client, to: "10.96.0.50:80"}}'


def shown(tmp_path, *steps, seed=0):
    pack = open_pack(write_pack(tmp_path, {"01-one/lesson.yaml": changed(LESSON, f"- {LIST}", "\n  - ".join(["", *steps]).lstrip("\n "))}))
    lesson = pack.lesson("01-one")
    return run_show(lesson, lesson.sections[0], seed=seed)


def test_each_step_says_what_the_cluster_did(tmp_path):
    first, second, third = shown(tmp_path, LIST, "{delete: pod/default/web-1}", LIST)
    assert (first.ok, second.ok, third.ok, third.mismatch.message) == (True, True, False, "readyCount is 1, not 2")


def test_a_step_that_cannot_be_done_is_told_and_not_raised(tmp_path):
    (step,) = shown(tmp_path, "{delete: pod/default/web-9}")
    assert (step.ok, step.result, step.why) == (False, None, "there is no pod/default/web-9")


def test_before_each_step_there_is_a_cluster_to_try_other_things_on(tmp_path):
    step = shown(tmp_path, "{delete: pod/default/web-1}")[0]
    assert [pod["metadata"]["name"] for pod in step.before.list("pod") if pod["metadata"]["namespace"] == "default"] == [
        "client",
        "web-1",
        "web-2",
    ]


def test_the_same_seed_draws_the_same_pods(tmp_path):
    calls = CALL + ", times: 6}"
    first, again, other = (shown(tmp_path, calls, seed=seed)[0].drawn for seed in (1, 1, 2))
    assert first == again != other
    assert set(first) == {"10.244.1.15:8080", "10.244.2.16:8080"}


def test_of_an_object_that_was_read_the_fields_are_told_of_which_the_author_speaks(tmp_path):
    wanted = "{spec: {type: NodePort, clusterIP: 10.96.0.50, ports: [{port: 80}]}, status: {loadBalancer: {ingress: null}}}"
    read, plain = shown(tmp_path, f"{{get: service/default/web, expect: {{contains: {wanted}}}}}", "{get: service/default/web}")
    assert read_back(read.step, read.result) == [
        ("spec.type", "ClusterIP"),
        ("spec.clusterIP", "10.96.0.50"),
        ("spec.ports[0].port", "80"),
        ("status.loadBalancer.ingress", "none"),
    ]
    assert read_back(plain.step, plain.result) == []


def test_an_object_that_is_not_there_has_no_fields(tmp_path):
    (read,) = shown(tmp_path, "{get: service/default/none, expect: {exists: false}}")
    assert read_back(read.step, read.result) == []


def test_requests_on_one_connection_stay_on_one_pod(tmp_path):
    sends = shown(tmp_path, OPEN, "{send: a, times: 8}")[1]
    assert (len(sends.drawn), len(set(sends.drawn))) == (8, 1)


def test_steps_that_are_none_are_the_authors_fault(tmp_path):
    with pytest.raises(Faults):
        shown(tmp_path, "{conect: x}")


def test_a_misconception_is_refuted_on_the_lessons_cluster(tmp_path):
    pack = open_pack(
        write_pack(tmp_path, {"01-one/interview.yaml": changed(INTERVIEW, "{get: pod/default/web, expect: {exists: false}}", LIST)})
    )
    question = pack.interview("why")
    assert [step.ok for step in run_refute(pack.lesson("01-one"), question, question.misconceptions[0])] == [True]


def test_the_facts_of_a_page_can_be_listed(tmp_path):
    page = "https://kubernetes.io/docs/concepts/services-networking/service/"
    assert [name for name, _ in facts_by_page(open_pack(write_pack(tmp_path)))[page]] == [
        "01-one",
        "01-one/count",
        "01-one/how-many",
        "01-one/label",
        "01-one/repair",
    ]
