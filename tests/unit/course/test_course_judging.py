"""Any repair that works counts: goals are flows on a fork, what is to be kept has one of its own, and nothing is changed by judging."""

import pytest
from course_packs import LAB, changed

from k8s_svc_trainer.cases.document import read
from k8s_svc_trainer.course.judging import GoalKind, judge, runnable
from k8s_svc_trainer.course.labs import read_lab
from k8s_svc_trainer.course.stage import first_failure, stage, steps_in

DEPLOYED = """\
title: Cart is refused
level: 1
story: [One., Two., Three.]
settings: {nodes: 2}
objects:
- apiVersion: apps/v1
  kind: Deployment
  metadata: {name: checkout}
  spec: {replicas: 2, selector: {matchLabels: {app: checkout}}, template: {metadata: {labels: {app: checkout}},
    spec: {containers: [{name: c, image: "c:1"}]}}}
- {apiVersion: v1, kind: Pod, metadata: {name: lone}, spec: {containers: [{name: c, image: "c:1"}]}}
- {apiVersion: v1, kind: Service, metadata: {name: cart}, spec: {selector: {app: cart}, ports: [{port: 80, targetPort: 8080}]}}
- {apiVersion: v1, kind: Pod, metadata: {name: cart-1, labels: {app: cart}},
   spec: {containers: [{name: c, image: "c:1", ports: [{containerPort: 8080}]}]}, status: {podIP: 10.244.1.15}}
cause: [SVC001]
goals:
- {name: checkout is answered, connect: {from: pod/default/CHECKOUT, to: "cart:80"}, expect: {outcome: connected}}
- {name: lone is answered, connect: {from: pod/default/lone, to: "cart:80"}, expect: {outcome: connected}}
hints: [a, b, c]
reference: {commands: [x], steps: [{wait: 1}]}
say: S.
expert: 1
"""


def after(lab, steps):
    """The judgement of a lab after these steps."""
    start = stage(lab)
    now = start.fork()
    assert first_failure(now, steps_in(read(steps, file="steps.yaml").root)) is None
    return judge(runnable(lab), start, now)


@pytest.fixture
def lab():
    return read_lab(LAB, file="lab.yaml")


@pytest.fixture
def deployed():
    first = read_lab(DEPLOYED, file="lab.yaml")
    pods = sorted(pod["metadata"]["name"] for pod in stage(first).list("pod") if pod["metadata"]["name"].startswith("checkout-"))
    return read_lab(DEPLOYED.replace("CHECKOUT", pods[0]), file="lab.yaml")


def test_goals_come_first_then_what_is_kept_then_what_is_untouched(lab):
    judgement = judge(runnable(lab), stage(lab), stage(lab))
    assert [(one.name, one.kind, one.holds) for one in judgement.goals] == [
        ("the client is answered", GoalKind.GOAL, False),
        ("the address stays", GoalKind.KEEP, True),
        ("pod/default/guest", GoalKind.UNTOUCHED, True),
    ]
    assert (judgement.holds, judgement.failed.name) == (False, "the client is answered")
    assert judgement.failed.message == "the connection is refused at once (outcome is refused, not connected)"


def test_judging_changes_neither_cluster(lab):
    start = stage(lab)
    before = start.list("service"), start.list("pod"), start.now
    judge(runnable(lab), start, start)
    assert (start.list("service"), start.list("pod"), start.now) == before


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        pytest.param("[{wait: 1}]", "pod/default/guest is as it was", id="nothing"),
        pytest.param(
            "[{patch: {object: pod/default/guest, merge: {metadata: {labels: {role: guest}}}}}]",
            "pod/default/guest has changed: metadata.labels.role",
            id="a label more",
        ),
        pytest.param("[{delete: pod/default/guest}]", "pod/default/guest is gone", id="a deletion"),
        pytest.param(
            "[{patch: {object: pod/default/guest, merge: {status: {phase: Failed}}}}]",
            "pod/default/guest is as it was",
            id="its status only",
        ),
    ],
)
def test_an_object_is_untouched_while_nobody_writes_anything_else_into_it(lab, steps, message):
    judged = after(lab, steps).goals[-1]
    assert (judged.why, judged.holds) == (message, message.endswith("as it was"))


def test_an_object_that_is_made_again_as_it_was_counts_as_untouched():
    made = changed(LAB, "untouched: [pod/default/guest]", "untouched: [networkpolicy/default/shut]")
    policy = "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: shut}, spec: {podSelector: {matchLabels: {app: x}}}}"
    lab = read_lab(changed(made, "cause:", f"- {policy}\ncause:"), file="lab.yaml")
    again = f"[{{delete: networkpolicy/default/shut}}, {{apply: {policy}}}]"
    assert [one.holds for one in after(lab, again).goals if one.kind is GoalKind.UNTOUCHED] == [True]


def test_a_goal_is_asked_from_the_pod_that_took_the_clients_place(deployed):
    steps = "[{patch: {object: deployment/default/checkout, merge: {spec: {template: {metadata: {labels: {v: two}}}}}}}]"
    judged = after(deployed, steps).goals[0]
    assert str(judged.step.action.source) != str(runnable(deployed).goals[0].action.source)
    assert (judged.holds, judged.message.partition(" (")[0]) == (True, "it connects, to 10.244.1.15:8080")


def test_a_client_that_nobody_replaces_is_gone(deployed):
    judged = after(deployed, "[{delete: pod/default/lone}]").goals[1]
    assert (judged.holds, judged.result, judged.message) == (False, None, "there is no pod/default/lone")


def test_a_client_whose_workload_is_gone_is_gone(deployed):
    judged = after(deployed, "[{delete: deployment/default/checkout}]").goals[0]
    assert (judged.holds, judged.result) == (False, None)


def test_steps_between_goals_are_done_on_the_way():
    goals = "- {delete: pod/default/web-1}\n- {name: nobody is left, endpoints: service/default/web, expect: {readyCount: 0}}\nkeep:"
    lab = read_lab(changed(LAB, "keep:", goals), file="lab.yaml")
    mended = after(lab, "[{patch: {object: service/default/web, merge: {spec: {selector: {app: web}}}}}]")
    assert [(one.name, one.holds) for one in mended.goals[:2]] == [("the client is answered", True), ("nobody is left", True)]


def test_a_step_on_the_way_that_cannot_be_done_does_not_hold():
    lab = read_lab(changed(LAB, "keep:", "- {delete: pod/default/web-9}\nkeep:"), file="lab.yaml")
    judged = after(lab, "[{wait: 1}]").goals[1]
    assert (judged.name, judged.holds, judged.message) == ("pod/default/web-9 is deleted", False, "there is no pod/default/web-9")


def test_what_happened_before_the_learner_came_is_done():
    lab = read_lab(changed(LAB, "cause:", "steps: [{delete: pod/default/guest}]\ncause:"), file="lab.yaml")
    assert [pod["metadata"]["name"] for pod in stage(lab).list("pod") if pod["metadata"]["namespace"] == "default"] == ["client", "web-1"]
