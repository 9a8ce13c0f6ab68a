"""A flow that was seen is saved as a case file which, run again, gives the same."""

from typing import Any

import pytest

from k8s_svc_trainer.cases.document import Faults, read
from k8s_svc_trainer.cases.dump import dump, plain_step
from k8s_svc_trainer.cases.flows import case_file_of, expectation_of, flow_case, objects_of_cluster
from k8s_svc_trainer.cases.parse import parse
from k8s_svc_trainer.cases.report import verify
from k8s_svc_trainer.cases.run import build, run_step
from k8s_svc_trainer.cases.steps import Case, CaseFile, StepKind
from k8s_svc_trainer.sim import Accepted, Connection, Outcome, Rcode, Resolution

CLUSTER = """
settings: {cloud: SETTING}
objects:
- {apiVersion: v1, kind: Pod, metadata: {name: client}, spec: {containers: [{name: c, image: busybox}]}}
- apiVersion: apps/v1
  kind: Deployment
  metadata: {name: web}
  spec:
    replicas: 3
    selector: {matchLabels: {app: web}}
    template:
      metadata: {labels: {app: web}}
      spec: {containers: [{name: c, image: web, ports: [{containerPort: 8080}]}]}
- apiVersion: v1
  kind: Service
  metadata: {name: web}
  spec: {type: LoadBalancer, sessionAffinity: ClientIP, selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
cases:
- name: seen
  steps:
"""


def saved(step: str, *, before: str = "", cloud: str = "none", history: bool = False) -> str:
    """The flow of a step, after other steps, in the cluster above, as it is saved."""
    case_file = parse(CLUSTER.replace("SETTING", cloud) + "".join(f"  - {one}\n" for one in (before, step) if one), file="f")
    case = case_file.cases[0]
    cluster = build(case_file, case)
    for one in case.steps[:-1]:
        run_step(cluster, one)
    earlier = Case(name="seen", steps=case.steps[:-1])
    after = (CaseFile(cases=(earlier,), settings=case_file.settings, objects=case_file.objects), earlier) if history else None
    return flow_case(cluster, plain_step(case.steps[-1]), run_step(cluster.fork(), case.steps[-1]), about="As seen.", after=after)


@pytest.mark.parametrize(
    ("step", "before", "cloud"),
    [
        pytest.param("connect: {from: pod/default/client, to: 'web:80'}", "", "none", id="pods of a Deployment keep their addresses"),
        pytest.param("connect: {from: pod/default/client, to: 'web:81'}", "", "none", id="a connection that fails"),
        pytest.param("resolve: {from: pod/default/client, name: web}", "", "none", id="a look-up"),
        pytest.param(
            "connect: {from: pod/default/client, to: 'kube-dns.kube-system:53', protocol: UDP}", "", "none", id="the pods of the DNS"
        ),
        pytest.param("connect: {from: external/198.51.100.7, to: '203.0.113.2:80'}", "", "generic", id="the address that a cloud gave"),
        pytest.param(
            "connect: {from: external/198.51.100.7, to: '203.0.113.2:80'}", "", "generic-direct", id="the address that another cloud gave"
        ),
        pytest.param(
            "connect: {from: pod/default/client, to: 'web:80'}",
            "patch: {object: node/node-1, merge: {metadata: {labels: {a: b}}}}",
            "none",
            id="a node that was changed",
        ),
        pytest.param("endpoints: service/default/web", "delete: pod/default/client", "none", id="endpoints"),
    ],
)
def test_a_saved_flow_holds_when_it_is_run(step: str, before: str, cloud: str) -> None:
    text = saved(step, before=before, cloud=cloud)

    assert verify([("saved", text)]).text() == "1 case, 1 step, 0 failed"
    assert read(text, file="saved").value["cases"][0]["about"] == "As seen."


def test_what_every_cluster_brings_along_is_left_out() -> None:
    text = saved("connect: {from: pod/default/client, to: 'web:80'}")

    kinds = [(one["kind"], one["metadata"]["name"]) for one in read(text, file="saved").value["objects"]]
    assert [kind for kind, _ in kinds] == ["Pod", "Service", "Pod", "Pod", "Pod"]
    assert kinds[:2] == [("Pod", "client"), ("Service", "web")]


LATE = """apply:
      apiVersion: v1
      kind: Pod
      metadata: {name: late, labels: {app: web}}
      spec: {nodeName: node-1, containers: [{name: c, image: web, ports: [{containerPort: 8080}]}]}
      status: {podIP: 10.244.1.99}"""
CONNECT = "connect: {from: pod/default/client, to: 'web:80'}"
AFFINE: dict[str, str] = {"step": CONNECT, "before": f"{CONNECT}\n  - {LATE}"}


def test_a_flow_that_depends_on_what_was_before_is_saved_with_it() -> None:
    text = saved(**AFFINE, history=True)

    assert verify([("saved", text)]).text() == "1 case, 3 steps, 0 failed"


CLASSES = """apply:
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata: {name: site, annotations: {kubernetes.io/ingress.class: one}}
      spec: {defaultBackend: {service: {name: web, port: {number: 80}}}}
  - patch: {object: ingress/default/site, merge: {spec: {ingressClassName: two}}}"""


def test_a_cluster_that_nobody_could_make_at_once_is_saved_as_it_came_about() -> None:
    text = saved("resolve: {from: pod/default/client, name: web}", before=CLASSES, history=True)

    assert verify([("saved", text)]).text() == "1 case, 3 steps, 0 failed"


STATED = """apply:
      apiVersion: v1
      kind: Service
      metadata: {name: front}
      spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
      status: {loadBalancer: {ingress: [{ip: 198.51.100.9}]}}"""


def test_the_address_that_a_manifest_stated_stays_in_its_status() -> None:
    text = saved("connect: {from: external/198.51.100.7, to: '198.51.100.9:80'}", before=STATED, cloud="generic")

    assert verify([("saved", text)]).ok
    assert "- {ip: 198.51.100.9" in text


def test_a_flow_that_cannot_be_repeated_says_so() -> None:
    text = saved(**AFFINE)

    assert not verify([("saved", text)]).ok
    assert read(text, file="saved").value["cases"][0]["about"].startswith("As seen. Run again it may differ")


def test_a_step_that_is_none_is_refused() -> None:
    case_file = parse(CLUSTER.replace("SETTING", "none") + "  - wait: 1\n", file="f")

    with pytest.raises(Faults, match='"conect" is not a step'):
        flow_case(build(case_file, case_file.cases[0]), {"conect": {}}, Accepted(None))


@pytest.mark.parametrize(
    ("kind", "result", "fields"),
    [
        pytest.param(
            StepKind.CONNECT,
            Connection(outcome=Outcome.CONNECTED, backends=("10.0.0.1:80",), masqueraded=False, node="n"),
            {"outcome": "connected", "backends": ["10.0.0.1:80"], "masqueraded": False, "node": "n"},
            id="a connection",
        ),
        pytest.param(
            StepKind.CONNECT,
            Connection(outcome=Outcome.REFUSED, backends=("10.0.0.1:80",), masqueraded=False, node="n", zones=("a",)),
            {"outcome": "refused", "node": "n"},
            id="a refused one has no backends to tell of",
        ),
        pytest.param(
            StepKind.RESOLVE,
            Resolution(rcode=Rcode.NXDOMAIN, queries=("a.",)),
            {"rcode": "NXDOMAIN", "answers": [], "queries": ["a."]},
            id="a look-up without a name that answered",
        ),
    ],
)
def test_what_can_be_expected_of_a_result(kind: StepKind, result: Any, fields: dict[str, Any]) -> None:
    expect = expectation_of(kind, result)

    assert expect is not None
    assert expect.fields == fields


def test_nothing_can_be_expected_of_a_wait() -> None:
    assert expectation_of(StepKind.WAIT, Accepted(None)) is None


def test_a_cluster_that_was_written_is_the_same_when_it_is_read() -> None:
    case_file = parse(CLUSTER.replace("SETTING", "generic") + "  - wait: 1\n", file="f")
    cluster = build(case_file, case_file.cases[0])

    written = case_file_of(cluster, case_file.cases[0].steps, "again")

    again = parse(dump(written), file="g")
    assert again == written
    assert objects_of_cluster(build(again, again.cases[0])) == objects_of_cluster(cluster)
