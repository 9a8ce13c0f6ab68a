"""What proves each fault: commands that a person would type, and what they print on the cluster as it is."""

from __future__ import annotations

import pytest

from k8s_svc_trainer.cases.steps import Apply, Connect, Expectation, Get, Http, Resolve
from k8s_svc_trainer.diagnosis import Goal, diagnose
from k8s_svc_trainer.diagnosis.catalogue import CATALOGUE
from k8s_svc_trainer.diagnosis.evidence import PROOFS, Evidence, asked_for, evidence
from k8s_svc_trainer.diagnosis.injections import INJECTORS, Ground, after, injections
from k8s_svc_trainer.diagnosis.injections.exhibit import exhibit
from k8s_svc_trainer.sim import HostPort, NodeSource, ObjectKey


@pytest.fixture(scope="module")
def place() -> Ground:
    return exhibit()


def proofs(place: Ground, code: str, *, after_steps: tuple[Apply, ...] = ()) -> tuple[Evidence, ...]:
    """What proves the first injection of a fault."""
    one = next(injections(place, code))
    cluster = after(place.cluster, (*after_steps, *one.steps))
    assert cluster is not None
    finding = diagnose(cluster, one.flow).causes[0].findings[0]
    return evidence(cluster, one.flow, finding)


def test_every_fault_has_a_proof() -> None:
    assert set(PROOFS) == set(CATALOGUE)


@pytest.mark.parametrize("code", INJECTORS)
def test_a_proof_is_a_command_and_what_it_prints(place: Ground, code: str) -> None:
    found = proofs(place, code)
    assert found
    for one in found:
        assert one.command.startswith(("kubectl ", "ssh "))
        assert one.output.endswith("\n") or not one.output


@pytest.mark.parametrize(
    ("code", "command", "line"),
    [
        pytest.param(
            "SVC001", "kubectl -n shop get pods -l app=cart --show-labels", "app=cart,pod-template-hash=", id="the pods that are meant"
        ),
        pytest.param("SVC002", "kubectl -n shop get deployments cart", "cart   0/0     0            0           12d", id="no replicas"),
        pytest.param(
            "SVC004", "| grep -i readiness", "Readiness probe failed: HTTP probe failed with statuscode: 404", id="what the kubelet says"
        ),
        pytest.param("SVC006", "kubectl get pods -A -l app=cart,tier=back", "vault       cart-", id="pods in another namespace"),
        pytest.param("SVC010", "-- ss -ltn", "LISTEN 0      4096               *:8080            *:*", id="what listens"),
        pytest.param("SVC015", "-- ss -ltn", "LISTEN 0      4096       127.0.0.1:8080      0.0.0.0:*", id="what listens on the loopback"),
        pytest.param(
            "SVC016", "kubectl -n shop get replicasets -l app=cart", "   0         0         0       12d", id="the old ReplicaSet"
        ),
        pytest.param("SVC033", "kubectl -n shop exec checkout -- cat /etc/resolv.conf", "nameserver 192.0.2.53", id="whom the client asks"),
        pytest.param("SVC036", "-o jsonpath='{.spec.serviceName}'", "dbdb", id="one field"),
        pytest.param("SVC041", "kubectl get securitygroup nodes -o yaml", "    - 22", id="an object as YAML"),
        pytest.param("SVC052", "kubectl get namespaces web --show-labels", "team=web", id="the labels of the client's namespace"),
        pytest.param("SVC060", "ssh node-1 iptables-save -t nat | grep shop/cart | head -8", "--to-destination ", id="the old rules"),
        pytest.param("SVC070", "kubectl -n shop get ingresses shop", "shop   ngnix", id="the class of an Ingress"),
        pytest.param("SVC074", "kubectl -n shop get services", "cart      NodePort", id="the Services beside an Ingress"),
    ],
)
def test_what_proves_it(place: Ground, code: str, command: str, line: str) -> None:
    found = next(one for one in proofs(place, code) if command in one.command)
    assert line in found.output


def test_long_lists_are_cut_as_head_cuts_them(place: Ground) -> None:
    more = tuple(
        Apply(
            {
                "apiVersion": "v1",
                "kind": "Service",
                "metadata": {"name": f"more-{number}", "namespace": "shop"},
                "spec": {"ports": [{"port": 80}]},
            }
        )
        for number in range(9)
    )
    found = proofs(place, "SVC031", after_steps=more)[0]
    assert found.command == "kubectl -n shop get services -o wide | head -9"
    assert len(found.output.splitlines()) == 9


def test_what_is_not_there_is_said_as_kubectl_says_it(place: Ground) -> None:
    found = [one for one in proofs(place, "SVC039") if one.command.startswith("kubectl -n kube-system get pods")]
    assert [one.output for one in found] == ["No resources found in kube-system namespace.\n"]


@pytest.mark.parametrize(
    ("goal", "words"),
    [
        pytest.param(Connect(source=NodeSource("n"), to=HostPort("web", 80)), "node/n to web:80", id="a connection"),
        pytest.param(Http(source=NodeSource("n"), url="http://web/"), "node/n to http://web/", id="a request"),
        pytest.param(Resolve(source=NodeSource("n"), name="web"), "node/n looks up web", id="a look-up"),
        pytest.param(Get(ObjectKey("node", None, "n")), "", id="no flow"),
    ],
)
def test_a_flow_in_words(goal: Connect | Http | Resolve | Get, words: str) -> None:
    assert asked_for(Goal(goal, Expectation({}))) == words
