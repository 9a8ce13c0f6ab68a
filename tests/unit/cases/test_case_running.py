"""Steps against a cluster, and what makes one fail. The cluster here is a stand-in that says what it was asked."""

from typing import Any

import pytest

from k8s_svc_trainer.cases.document import Faults, manifests
from k8s_svc_trainer.cases.parse import parse
from k8s_svc_trainer.cases.report import verify
from k8s_svc_trainer.cases.run import build, build_manifests, check_step, objects_of, refusal_faults, run_case
from k8s_svc_trainer.cases.steps import Manifest
from k8s_svc_trainer.sim import (
    Accepted,
    Connection,
    EndpointsRead,
    Fault,
    HttpResponse,
    Misuse,
    ObjectKey,
    Outcome,
    Rcode,
    Reason,
    Rejected,
    Resolution,
)

CONNECTED = Connection(outcome=Outcome.CONNECTED)
REFUSED = Rejected((Fault("spec.type", Reason.INVALID, "no such type"),))


class StandIn:
    """Answers every question with one value, or raises it; keeps what was asked."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer
        self.asked: list[str] = []

    def __getattr__(self, method: str) -> Any:
        def answer(*args: Any, **kwargs: Any) -> Any:
            words = [str(arg) for arg in args] + [f"{key}={value}" for key, value in kwargs.items()]
            self.asked.append(f"{method} {' '.join(words)}")
            if isinstance(self.answer, Exception):
                raise self.answer
            return self.answer

        return answer


def step(text: str) -> Any:
    return parse("cases: [{name: a, steps: [" + text + "]}]", file="f").cases[0].steps[0]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        pytest.param("{apply: {apiVersion: v1, kind: Pod}}", "apply {'apiVersion': 'v1', 'kind': 'Pod'}", id="apply"),
        pytest.param("{patch: {object: node/a, merge: {spec: null}}}", "patch node/a {'spec': None}", id="patch"),
        pytest.param("{delete: pod/default/a}", "delete pod/default/a", id="delete"),
        pytest.param("{terminate: pod/default/a}", "terminate pod/default/a", id="terminate"),
        pytest.param("{wait: 1.5}", "advance 1.5", id="wait"),
        pytest.param("{stop: kube-proxy/a}", "stop a", id="stop"),
        pytest.param("{start: kube-proxy/a}", "start a", id="start"),
        pytest.param("{open: {name: x, from: node/a, to: 'web:80', protocol: UDP}}", "open x node/a web:80 protocol=UDP", id="open"),
        pytest.param("{send: x}", "send x", id="send"),
        pytest.param(
            "{connect: {from: node/a, to: 'web:80', sourcePort: 5}}", "connect node/a web:80 protocol=TCP source_port=5", id="connect"
        ),
        pytest.param("{resolve: {from: node/a, name: web, type: SRV}}", "resolve node/a web record_type=SRV", id="resolve"),
        pytest.param(
            "{http: {from: node/a, url: 'http://web', method: PUT, headers: {a: b}}}",
            "http node/a http://web method=PUT headers={'a': 'b'}",
            id="http",
        ),
        pytest.param("{endpoints: service/default/a}", "endpoints service/default/a", id="endpoints"),
        pytest.param("{get: pod/default/a}", "get pod/default/a", id="get"),
    ],
)
def test_each_step_asks_the_cluster_its_question(text: str, asked: str) -> None:
    cluster: Any = StandIn(CONNECTED)
    check_step(cluster, step(text))

    assert cluster.asked == [asked]


@pytest.mark.parametrize(
    ("text", "answer", "ok", "why"),
    [
        pytest.param("{delete: pod/a/b}", Accepted(None), True, "the API server accepts it", id="a change that nobody expects anything of"),
        pytest.param(
            "{delete: pod/a/b}", REFUSED, False, "the API server refuses it: spec.type: no such type", id="a refusal that nobody expected"
        ),
        pytest.param(
            "{delete: pod/a/b, expect: {accepted: false}}",
            REFUSED,
            True,
            "the API server refuses it: spec.type: no such type",
            id="a refusal that was expected",
        ),
        pytest.param("{delete: pod/a/b}", Misuse("there is no pod/a/b"), False, "there is no pod/a/b", id="a question that makes no sense"),
        pytest.param(
            "{terminate: pod/a/b, name: x}",
            Misuse("there is no pod/a/b"),
            False,
            "there is no pod/a/b",
            id="a step that makes no sense",
        ),
        pytest.param(
            "{patch: {object: pod/a/b, merge: {}}, expect: {accepted: false}}",
            Misuse("there is no pod/a/b"),
            True,
            "the API server refuses it: there is no pod/a/b",
            id="a change of what is not there is refused",
        ),
        pytest.param(
            "{delete: pod/a/b, expect: {accepted: true}}",
            Misuse("there is no pod/a/b"),
            False,
            "the API server refuses it: there is no pod/a/b",
            id="what is not there cannot be deleted",
        ),
        pytest.param(
            "{send: x, expect: {outcome: connected}}",
            Misuse("no connection was opened"),
            False,
            "no connection was opened",
            id="a question that makes no sense, whatever was expected",
        ),
        pytest.param("{wait: 5}", None, True, "5 seconds have passed", id="a wait"),
        pytest.param("{stop: kube-proxy/a}", None, True, "the kube-proxy of a is stopped", id="a stop"),
        pytest.param("{start: kube-proxy/a}", None, True, "the kube-proxy of a is started", id="a start"),
        pytest.param("{get: pod/a/b, expect: {exists: true}}", {"kind": "Pod"}, True, "the object is there", id="an object that is there"),
        pytest.param("{get: pod/a/b, expect: {exists: true}}", None, False, "the object is not there", id="an object that is not"),
        pytest.param(
            "{connect: {from: node/a, to: 'b:1'}, expect: {outcome: timeout}}",
            CONNECTED,
            False,
            "outcome is connected, not timeout",
            id="where the simulator gives no sentence, the difference is one",
        ),
        pytest.param("{connect: {from: node/a, to: 'b:1'}, expect: {outcome: connected}}", CONNECTED, True, "", id="an outcome"),
        pytest.param(
            "{resolve: {from: node/a, name: b}, expect: {rcode: NOERROR}}", Resolution(rcode=Rcode.NOERROR), True, "", id="a look-up"
        ),
        pytest.param(
            "{http: {from: node/a, url: 'http://b'}, expect: {status: 200}}",
            HttpResponse(outcome=Outcome.CONNECTED, status=200),
            True,
            "",
            id="a request",
        ),
        pytest.param(
            "{endpoints: service/a/b, expect: {readyCount: 0}}",
            EndpointsRead(),
            True,
            "0 EndpointSlices list 0 ready endpoints",
            id="endpoints",
        ),
    ],
)
def test_when_a_step_fails_and_why(text: str, answer: Any, ok: bool, why: str) -> None:
    cluster: Any = StandIn(answer)
    result = check_step(cluster, step(text), 3)

    assert (result.index, result.ok, result.why) == (3, ok, why)


PODS = """
objects:
- {apiVersion: v1, kind: Pod, metadata: {name: a}}
- {apiVersion: v1, kind: Pod, metadata: {name: b, labels: {from: file}}}
- {apiVersion: v1, kind: Pod, metadata: {generateName: c-}}
cases:
- name: one
  objects:
  - {apiVersion: v1, kind: Pod, metadata: {name: b, namespace: default, labels: {from: case}}}
  - {apiVersion: v1, kind: Pod, metadata: {name: b, namespace: other}}
  steps: [{wait: 1}]
"""


def test_a_cases_objects_are_added_and_replace_those_of_the_same_name_where_they_stand() -> None:
    file = parse(PODS, file="f")

    assert [manifest.value["metadata"] for manifest in objects_of(file, file.cases[0])] == [
        {"name": "a"},
        {"name": "b", "namespace": "default", "labels": {"from": "case"}},
        {"generateName": "c-"},
        {"name": "b", "namespace": "other"},
    ]


def test_a_refused_object_is_a_fault_at_its_place_in_the_file() -> None:
    manifest = parse(PODS, file="f").objects[1]
    refusal = Rejected(
        (
            Fault("metadata.labels", Reason.INVALID, "bad label"),
            Fault("spec.containers", Reason.REQUIRED, "none"),
            Fault(None, None, "no namespace"),
        )
    )

    assert [str(fault) for fault in refusal_faults(manifest, refusal)] == [
        "f:4:59: objects[1].metadata.labels: the API server refuses this object: bad label",
        "f:4:3: objects[1].spec.containers: the API server refuses this object: none",
        "f:4:3: objects[1]: the API server refuses this object: no namespace",
    ]


def test_a_refused_object_that_stands_in_no_file_is_a_fault_too() -> None:
    (fault,) = refusal_faults(Manifest({"kind": "Pod"}), REFUSED)

    assert fault.field == "spec.type"


REAL = """
settings: {nodes: 1}
objects:
- {apiVersion: v1, kind: Namespace, metadata: {name: shop}}
cases:
- name: there
  settings: {nodes: 2}
  steps:
  - get: namespace/shop
    expect: {exists: true}
  - get: node/node-2
    expect: {exists: true}
  - delete: namespace/no
- name: not-there
  steps:
  - get: node/node-2
    expect: {exists: true}
"""


def test_a_case_runs_on_a_cluster_of_its_own_with_its_own_settings() -> None:
    file = parse(REAL, file="f")

    assert [result.ok for result in run_case(file, file.cases[0])] == [True, True, False]
    assert [result.ok for result in run_case(file, file.cases[1])] == [False]


BROKEN = """
objects:
- {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: Nothing}}
cases:
- {name: one, steps: [{wait: 1}]}
- {name: two, steps: [{wait: 1}]}
"""


def test_a_starting_object_that_is_refused_is_a_fault_of_the_file() -> None:
    file = parse(BROKEN, file="f")

    with pytest.raises(Faults, match=r"f:3:71: objects\[0\]\.spec\.type: the API server refuses this object"):
        build(file, file.cases[0])


def test_manifests_make_a_cluster_or_faults_at_their_places() -> None:
    text = "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n"
    assert build_manifests(manifests(text, file="m")).get(ObjectKey.parse("namespace/shop")) is not None

    with pytest.raises(Faults, match=r"m:4:18: metadata\.name: the API server refuses this object"):
        build_manifests(manifests(text.replace("shop", "Shop"), file="m"))


def test_faults_of_all_files_are_told_together_and_once() -> None:
    with pytest.raises(Faults) as caught:
        verify([("a", "casess: []"), ("b", "- x")])
    assert [fault.file for fault in caught.value.faults] == ["a", "a", "b"]

    with pytest.raises(Faults) as caught:
        verify([("a", BROKEN), ("b", REAL)])
    assert {(fault.file, fault.field) for fault in caught.value.faults} == {("a", "objects[0].spec.type"), ("a", "objects[0].spec.ports")}


def test_the_report_of_a_run() -> None:
    report = verify([("real.yaml", REAL)])

    assert (report.cases, report.steps, report.failed, report.ok) == (2, 4, 2, False)
    rows = report.plain()["results"]
    assert [(row["file"], row["case"], row["step"], row["ok"]) for row in rows] == [
        ("real.yaml", "there", 0, True),
        ("real.yaml", "there", 1, True),
        ("real.yaml", "there", 2, False),
        ("real.yaml", "not-there", 0, False),
    ]
    assert rows[3] == {
        "file": "real.yaml",
        "case": "not-there",
        "step": 0,
        "ok": False,
        "expected": {"exists": True},
        "actual": {"exists": False},
        "why": "the object is not there",
    }
    assert rows[2]["expected"] is None
    assert report.text() == (
        "real.yaml:13: there: step 2, delete\n"
        "  why: there is no namespace/no\n"
        "real.yaml:16: not-there: step 0, get\n"
        "  expected: {exists: true}\n"
        "  actual:   {exists: false}\n"
        "  exists is false, not true\n"
        "  why: the object is not there\n"
        "2 cases, 4 steps, 2 failed"
    )


def test_the_report_of_a_run_in_which_all_holds() -> None:
    report = verify([("real.yaml", "cases: [{name: a, steps: [{wait: 1}]}]")])

    assert report.text() == "1 case, 1 step, 0 failed"
    assert report.json() == '{"cases": 1, "steps": 1, "failed": 0, "results": []}'
    assert report.ok


def test_no_file_is_no_case() -> None:
    assert verify([]).json() == '{"cases": 0, "steps": 0, "failed": 0, "results": []}'


def test_a_terminal_obeys_nothing_in_a_report() -> None:
    text = 'cases: [{name: "\\e[31m", steps: [{get: pod/a/b, name: "\\e[2J", expect: {contains: {a: "\\e[H"}}}]}]'

    assert "\x1b" not in verify([("\x1b[1m", text)]).text()
