"""Every fault of the catalogue can be put into a healthy cluster, breaks what worked there, is named first, and can be undone."""

from __future__ import annotations

import pytest

from k8s_svc_trainer.cases.steps import Connect, Delete
from k8s_svc_trainer.diagnosis import Goal, diagnose
from k8s_svc_trainer.diagnosis.catalogue import CATALOGUE
from k8s_svc_trainer.diagnosis.injections import BY_SETTING, INJECTORS, Ground, Injection, after, ground, holds, injections, undone
from k8s_svc_trainer.diagnosis.injections.exhibit import exhibit, shown
from k8s_svc_trainer.diagnosis.injections.making import misspelt
from k8s_svc_trainer.diagnosis.survey import WORKS
from k8s_svc_trainer.sim import Cluster, ExternalSource, HostPort, ObjectKey, Settings


@pytest.fixture(scope="module")
def place() -> Ground:
    return exhibit()


def broken(place: Ground, one: Injection) -> Cluster:
    cluster = after(place.cluster, one.steps)
    assert cluster is not None
    return cluster


def test_every_fault_of_the_catalogue_is_injected_by_steps_or_by_a_setting() -> None:
    assert set(INJECTORS) | set(BY_SETTING) == set(CATALOGUE)
    assert len(INJECTORS) == 56


@pytest.mark.parametrize("code", INJECTORS)
def test_an_injected_fault_breaks_what_worked_is_named_first_and_can_be_undone(place: Ground, code: str) -> None:
    found = list(injections(place, code))
    assert found
    for one in found:
        cluster = broken(place, one)
        assert one.fault == code
        assert holds(place.cluster, one.flow)
        assert not holds(cluster, one.flow)
        assert [finding.fault for finding in diagnose(cluster, one.flow).causes[0].findings] == [code], one.says
        mended = after(cluster, undone(place.cluster, cluster, one.steps))
        assert mended is not None
        assert holds(mended, one.flow), one.says


def test_a_fault_of_a_setting_is_named_where_the_setting_is_so() -> None:
    pods = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web", "labels": {"app": "web"}}}
    pods |= {"spec": {"containers": [{"name": "c", "image": "c", "ports": [{"containerPort": 8080}]}]}}
    spec = {"type": "LoadBalancer", "selector": {"app": "web"}, "ports": [{"port": 80, "targetPort": 8080, "nodePort": 30080}]}
    service = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}, "spec": spec}
    addresses = [{"type": "InternalIP", "address": "192.168.0.11"}, {"type": "ExternalIP", "address": "192.168.99.11"}]
    node = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "node-1"}, "status": {"addresses": addresses}}
    asked = {"SVC042": "192.168.0.11:30080", "SVC043": "203.0.113.9:80"}
    for code, setting in BY_SETTING.items():
        cluster = Cluster(Settings.parse(setting), [node, pods, service])
        goal = Goal(Connect(source=ExternalSource("198.51.100.7"), to=HostPort.parse(asked[code])), WORKS)
        assert [finding.fault for finding in diagnose(cluster, goal).causes[0].findings] == [code]


def test_words_are_mistyped_in_three_ways() -> None:
    assert list(misspelt("cart")) == ["crat", "cat", "carrt"]
    assert list(misspelt("db")) == ["dbdb", "d", "dbb"]


def test_a_ground_has_flows_by_name_from_outside_and_through_an_ingress_and_those_that_policies_close(place: Ground) -> None:
    spelt = {f"{flow.object} {getattr(flow.goal.action, 'url', getattr(flow.goal.action, 'to', ''))}" for flow in place.flows}
    assert {
        "service/shop/cart http://cart/cart",
        "service/shop/cart http://cart.shop/cart",
        "service/shop/cart http://192.168.0.11:30080/cart",
        "service/shop/stock http://203.0.113.20/stock",
        "service/shop/backend backend:443",
        "statefulset/shop/db db-0.db:5432",
        "ingress/shop/shop http://203.0.113.1/cart/7",
    } <= spelt
    assert [str(goal.action.source) for goal in place.closed] == ["pod/shop/checkout"]


def test_what_a_policy_does_not_let_in_is_no_flow_to_rely_on() -> None:
    place = exhibit()
    assert [str(flow.client) for flow in place.of(ObjectKey("service", "vault", "keys"))] == ["pod/web/front"]


def test_a_step_that_is_refused_or_makes_no_sense_leaves_no_cluster(place: Ground) -> None:
    assert after(place.cluster, (Delete(ObjectKey("pod", "shop", "nobody")),)) is None


def test_a_flow_whose_client_is_gone_does_not_hold(place: Ground) -> None:
    flow = next(flow for flow in place.flows if flow.client is not None and flow.client.name == "checkout")
    cluster = after(place.cluster, (Delete(ObjectKey("pod", "shop", "checkout")),))
    assert cluster is not None
    assert not holds(cluster, flow.goal)


def test_an_empty_cluster_has_no_flow_and_nothing_to_break() -> None:
    place = ground(Cluster())
    assert place.flows == ()
    assert [one for code in INJECTORS for one in injections(place, code)] == []


def test_a_page_shows_how_a_fault_comes_about_on_the_exhibit() -> None:
    found = shown("SVC010")
    assert found is not None
    assert found.commands == (
        'kubectl -n shop patch service/cart --type json -p \'[{"op":"replace","path":"/spec/ports/0/targetPort","value":8888}]\'',
    )
    assert found.flow == "pod/shop/checkout to http://cart/cart"
    assert found.why.endswith("listens on 8888/TCP: the connection is refused")
    assert shown("SVC043") is None


@pytest.mark.parametrize(
    ("code", "why"),
    [
        pytest.param("SVC008", "pod/shop/audit-1 answers 404 for /stock", id="another application answers"),
        pytest.param("SVC014", "listens on 9000/TCP: the connection is refused", id="the pod refuses, whose process moved"),
        pytest.param("SVC015", "listens on 9000/TCP: the connection is refused", id="the pod refuses, which listens to itself"),
    ],
)
def test_a_page_shows_what_it_says_a_fault_looks_like(code: str, why: str) -> None:
    found = shown(code)
    assert found is not None
    assert found.why.endswith(why)


def test_requests_ask_for_what_only_the_right_application_answers(place: Ground) -> None:
    goals = [flow.goal for flow in place.of(ObjectKey("service", "shop", "prices"))]
    assert [(str(goal.action.source), goal.action.url, goal.expect.fields) for goal in goals] == [
        ("pod/shop/checkout", "http://prices/prices", {"status": 200}),
        ("pod/web/front", "http://prices.shop/prices", {"status": 200}),
    ]
