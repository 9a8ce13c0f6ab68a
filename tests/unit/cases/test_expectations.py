"""When an expectation holds: only what is written is compared."""

from typing import Any

import pytest

from k8s_svc_trainer.cases.expect import Got, Mismatch, compare, observed
from k8s_svc_trainer.cases.steps import Expectation
from k8s_svc_trainer.sim.results import (
    Accepted,
    Connection,
    EndpointsRead,
    Fault,
    HttpResponse,
    Outcome,
    Rcode,
    Reason,
    Rejected,
    Resolution,
)

CONNECTED = Connection(
    outcome=Outcome.CONNECTED, backends=("10.244.1.5:8080", "[fd00::7]:8080"), masqueraded=False, node="node-1", zones=("a", "b")
)
MIXED = Connection(outcome=Outcome.MIXED)
RESOLVED = Resolution(
    rcode=Rcode.NOERROR, answers=("10.96.0.10",), name="web.default.svc.cluster.local.", queries=("web.a.svc.", "web.default.svc.")
)
NO_NAME = Resolution(rcode=Rcode.NXDOMAIN)
SERVICES = Resolution(rcode=Rcode.NOERROR, answers=("0 50 80 a.web.default.svc.cluster.local.", "0 50 80 b.web.default.svc.cluster.local."))
SIX = Resolution(rcode=Rcode.NOERROR, answers=("fd00::1",))
SERVED = HttpResponse(outcome=Outcome.CONNECTED, status=200, service="shop/web:80", backends=("10.244.1.5:8080",))
ACCEPTED = Accepted(
    {
        "kind": "Service",
        "spec": {"clusterIP": "10.96.0.1", "clusterIPs": ["10.96.0.1", "fd00::1"], "ports": [{"port": 80, "nodePort": 30001}]},
    }
)
DELETED = Accepted(None)
REJECTED = Rejected(
    (
        Fault("spec.ports", Reason.REQUIRED, "must have a port"),
        Fault("spec.type", Reason.NOT_SUPPORTED, "unknown"),
        Fault("spec.ports", Reason.INVALID, "bad"),
        Fault(None, None, "no room"),
    )
)
SLICES = EndpointsRead(
    ready=("10.244.1.5:80",),
    notReady=(),
    readyCount=1,
    slices=(
        {"addressType": "IPv4", "ports": [{"port": 80}], "endpoints": [{"addresses": ["10.244.1.5"]}]},
        {"addressType": "IPv4", "ports": [{"port": 81}], "endpoints": [{"addresses": ["10.244.1.6"]}]},
    ),
)
ONE_SLICE = EndpointsRead(slices=({"addressType": "IPv6", "ports": []},))
THERE = Got(
    {
        "metadata": {"name": "web", "labels": {"app": "web"}},
        "count": 1,
        "flag": True,
        "list": [1, {"a": 1, "b": 2}],
        "empty": {},
        "none": None,
    }
)
GONE = Got(None)


@pytest.mark.parametrize(
    ("expect", "actual"),
    [
        pytest.param({"outcome": "connected"}, CONNECTED, id="the outcome alone"),
        pytest.param({"backends": ["[fd00:0:0::07]:8080", "10.244.1.5:8080"]}, CONNECTED, id="backends in any order and any spelling"),
        pytest.param(
            {"backends": ["10.244.1.5:8080", "[FD00::7]:8080", "10.244.1.5:8080"]}, CONNECTED, id="a backend written twice is one of a set"
        ),
        pytest.param({"masqueraded": False, "node": "node-1", "zones": ["b", "a"]}, CONNECTED, id="masquerade, node and zones"),
        pytest.param({"backends": []}, MIXED, id="no backends"),
        pytest.param({"rcode": "NOERROR", "answers": ["10.96.0.10"]}, RESOLVED, id="a look-up"),
        pytest.param({"name": "WEB.default.svc.cluster.local"}, RESOLVED, id="a name without regard to case and one final dot"),
        pytest.param({"queries": ["web.a.svc", "Web.Default.svc."]}, RESOLVED, id="queries in their order"),
        pytest.param({"name": None}, NO_NAME, id="no name answered"),
        pytest.param(
            {"answers": ["0 50 80 B.web.default.svc.cluster.local", "0 50  80 a.web.default.svc.cluster.local."]},
            SERVICES,
            id="SRV records",
        ),
        pytest.param({"answers": ["fd00:0:0::0001"]}, SIX, id="an IPv6 answer by value"),
        pytest.param({"status": 200, "service": "shop/web:80"}, SERVED, id="a response"),
        pytest.param({"status": None}, HttpResponse(outcome=Outcome.REFUSED), id="no response"),
        pytest.param({"accepted": True}, ACCEPTED, id="a change that was accepted"),
        pytest.param({"becomes": {"spec": {"ports": [{"nodePort": 30001}]}}}, ACCEPTED, id="what the object becomes"),
        pytest.param(
            {"becomes": {"spec": {"clusterIPs": ["10.96.0.1", "fd00:0::1"]}}}, ACCEPTED, id="an IPv6 address within an object by value"
        ),
        pytest.param({"becomes": {"spec": {"externalName": None}}}, ACCEPTED, id="a field that is absent"),
        pytest.param({"becomes": {"metadata": {"labels": {"app": None}}}}, ACCEPTED, id="a field that is absent with all around it"),
        pytest.param(
            {"becomes": {"metadata": {}, "spec": {"externalIPs": []}}}, ACCEPTED, id="an empty mapping or list where there is none"
        ),
        pytest.param({"accepted": False}, REJECTED, id="a refusal"),
        pytest.param({"accepted": False, "field": "spec.type", "reason": "NotSupported"}, REJECTED, id="any of several faults"),
        pytest.param({"field": "spec.ports", "reason": "Invalid"}, REJECTED, id="the second fault of a field"),
        pytest.param({"reason": "Required"}, REJECTED, id="a reason alone"),
        pytest.param({"ready": ["10.244.1.5:80"], "notReady": [], "readyCount": 1}, SLICES, id="endpoints"),
        pytest.param({"slices": [{"ports": [{"port": 81}]}, {"ports": [{"port": 80}]}]}, SLICES, id="slices in any order"),
        pytest.param(
            {"slices": [{"addressType": "IPv4"}, {"ports": [{"port": 80}]}]}, SLICES, id="a slice makes room for another that needs it"
        ),
        pytest.param({"slices": []}, SLICES, id="no slices written, none compared"),
        pytest.param({"exists": True}, THERE, id="an object that exists"),
        pytest.param({"exists": False}, GONE, id="an object that does not"),
        pytest.param({"contains": {"metadata": {"labels": {"app": "web"}}, "count": 1, "flag": True}}, THERE, id="what an object contains"),
        pytest.param({"contains": {"list": [1, {"b": 2}], "empty": {}, "none": None}}, THERE, id="lists, empty mappings and nulls"),
        pytest.param({"contains": {"count": 1.0}}, THERE, id="a number is one number however it is written"),
    ],
)
def test_an_expectation_holds(expect: dict[str, Any], actual: Any) -> None:
    assert compare(Expectation(expect), actual) is None


@pytest.mark.parametrize(
    ("expect", "actual", "message"),
    [
        pytest.param({"outcome": "refused"}, CONNECTED, "outcome is connected, not refused", id="another outcome"),
        pytest.param({"backends": ["10.244.1.5:8080"]}, CONNECTED, "backends has [fd00::7]:8080 besides", id="a backend too many"),
        pytest.param(
            {"backends": ["10.244.1.5:8080", "[fd00::7]:8080", "10.244.1.5:80"]},
            CONNECTED,
            "backends lacks 10.244.1.5:80",
            id="a backend on another port",
        ),
        pytest.param(
            {"backends": ["10.0.0.1:1"]},
            CONNECTED,
            "backends lacks 10.0.0.1:1 and has 10.244.1.5:8080, [fd00::7]:8080 besides",
            id="other backends",
        ),
        pytest.param(
            {"backends": ["web:80"]},
            CONNECTED,
            "backends lacks web:80 and has 10.244.1.5:8080, [fd00::7]:8080 besides",
            id="a backend by name",
        ),
        pytest.param(
            {"becomes": {"spec": {"clusterIPs": ["10.96.0.1", "fd00:zz::1"]}}},
            ACCEPTED,
            "becomes.spec.clusterIPs[1] is fd00::1, not fd00:zz::1",
            id="no address at all",
        ),
        pytest.param({"zones": ["a"]}, CONNECTED, "zones has b besides", id="a zone too many"),
        pytest.param({"zones": ["A", "b"]}, CONNECTED, "zones lacks A and has a besides", id="zones have a case"),
        pytest.param({"masqueraded": True}, CONNECTED, "masqueraded is false, not true", id="not masqueraded"),
        pytest.param(
            {"masqueraded": False},
            MIXED,
            "masqueraded has no single value here, so none can be expected",
            id="masqueraded differs among the ways",
        ),
        pytest.param(
            {"node": "node-1"}, MIXED, "node has no single value here, so none can be expected", id="the node differs among the ways"
        ),
        pytest.param({"rcode": "NXDOMAIN"}, RESOLVED, "rcode is NOERROR, not NXDOMAIN", id="another rcode"),
        pytest.param(
            {"name": "web.default.svc.cluster.local.."},
            RESOLVED,
            "name is web.default.svc.cluster.local., not web.default.svc.cluster.local..",
            id="two final dots",
        ),
        pytest.param({"name": None}, RESOLVED, "name is web.default.svc.cluster.local., not nothing", id="a name where none is meant"),
        pytest.param({"name": "web"}, NO_NAME, "name is nothing, not web", id="no name where one is meant"),
        pytest.param(
            {"queries": ["web.default.svc", "web.a.svc"]},
            RESOLVED,
            "queries is [web.a.svc., web.default.svc.], not [web.default.svc, web.a.svc]",
            id="queries in another order",
        ),
        pytest.param({"answers": []}, RESOLVED, "answers has 10.96.0.10 besides", id="an answer where none is meant"),
        pytest.param(
            {"answers": ["0 50 80 a.web.default.svc.cluster.local"]},
            SERVICES,
            "answers has 0 50 80 b.web.default.svc.cluster.local. besides",
            id="an SRV record too many",
        ),
        pytest.param({"status": 503}, SERVED, "status is 200, not 503", id="another status"),
        pytest.param({"service": None}, SERVED, "service is shop/web:80, not nothing", id="a Service where none is meant"),
        pytest.param({"accepted": True}, REJECTED, "accepted is false, not true", id="a refusal where none is meant"),
        pytest.param({"accepted": False}, ACCEPTED, "accepted is true, not false", id="no refusal"),
        pytest.param({"field": "spec.ports"}, ACCEPTED, "field is nothing, not spec.ports", id="no fault at all"),
        pytest.param({"field": "spec.name"}, REJECTED, "field is spec.ports, not spec.name", id="no fault of that field"),
        pytest.param(
            {"field": "spec.type", "reason": "Required"},
            REJECTED,
            "reason is NotSupported, not Required",
            id="field and reason of two faults",
        ),
        pytest.param(
            {"field": "spec.ports", "reason": "NotSupported"},
            REJECTED,
            "reason is Required, not NotSupported",
            id="field and reason of two faults, the other way",
        ),
        pytest.param({"becomes": {"spec": {}}}, REJECTED, "becomes: there is no object", id="what a refused object becomes"),
        pytest.param({"becomes": {"spec": {}}}, DELETED, "becomes: there is no object", id="what a deleted object becomes"),
        pytest.param(
            {"becomes": {"spec": {"ports": [{"nodePort": 30002}]}}},
            ACCEPTED,
            "becomes.spec.ports[0].nodePort is 30001, not 30002",
            id="another node port",
        ),
        pytest.param(
            {"becomes": {"spec": {"ports": []}}},
            ACCEPTED,
            "becomes.spec.ports is [{port: 80, nodePort: 30001}], not []",
            id="a list of another length",
        ),
        pytest.param(
            {"becomes": {"spec": {"clusterIP": None}}},
            ACCEPTED,
            "becomes.spec.clusterIP is 10.96.0.1, not nothing",
            id="a field that is there",
        ),
        pytest.param(
            {"becomes": {"spec": {"clusterIP": {}}}},
            ACCEPTED,
            "becomes.spec.clusterIP is 10.96.0.1, not {}",
            id="an empty mapping is no text",
        ),
        pytest.param(
            {"becomes": {"spec": {"ports": []}}},
            ACCEPTED,
            "becomes.spec.ports is [{port: 80, nodePort: 30001}], not []",
            id="an empty list is no list of one",
        ),
        pytest.param(
            {"becomes": {"metadata": {"a": None, "b": 1}}},
            ACCEPTED,
            "becomes.metadata is nothing, not {a: nothing, b: 1}",
            id="a mapping of which not all is absent",
        ),
        pytest.param({"readyCount": 2}, SLICES, "readyCount is 1, not 2", id="another count"),
        pytest.param(
            {"slices": [{"ports": [{"port": 82}]}]},
            SLICES,
            "of 2 slices, none is left that contains slices[0]",
            id="a slice that is not there",
        ),
        pytest.param(
            {"slices": [{"ports": [{"port": 80}]}, {"endpoints": [{"addresses": ["10.244.1.5"]}]}]},
            SLICES,
            "of 2 slices, none is left that contains slices[1]",
            id="one slice is not two",
        ),
        pytest.param(
            {"slices": [{"addressType": "IPv4"}]},
            ONE_SLICE,
            "slices[0].addressType is IPv6, not IPv4",
            id="the only slice says what differs",
        ),
        pytest.param({"exists": True}, GONE, "exists is false, not true", id="an object that is gone"),
        pytest.param(
            {"contains": {"a": None}}, GONE, "contains: there is no object", id="a gone object contains nothing, not even what is absent"
        ),
        pytest.param({"contains": {"flag": 1}}, THERE, "contains.flag is true, not 1", id="one is not true"),
        pytest.param({"contains": {"count": True}}, THERE, "contains.count is 1, not true", id="true is not one"),
        pytest.param({"contains": {"count": "1"}}, THERE, "contains.count is 1, not 1", id="a text is not a number"),
        pytest.param({"contains": {"list": [{"a": 1}, 1]}}, THERE, "contains.list[0] is 1, not {a: 1}", id="a list in another order"),
        pytest.param(
            {"contains": {"list": {"a": 1}}}, THERE, "contains.list is [1, {a: 1, b: 2}], not {a: 1}", id="a mapping is not a list"
        ),
        pytest.param(
            {"contains": {"metadata": []}},
            THERE,
            "contains.metadata is {name: web, labels: {app: web}}, not []",
            id="a list is not a mapping",
        ),
        pytest.param(
            {"contains": {"metadata": {"name": "a:b:c"}}},
            THERE,
            "contains.metadata.name is web, not a:b:c",
            id="what only looks like an address",
        ),
    ],
)
def test_an_expectation_does_not_hold(expect: dict[str, Any], actual: Any, message: str) -> None:
    mismatch = compare(Expectation(expect), actual)

    assert mismatch is not None
    assert mismatch.message == message


@pytest.mark.parametrize(
    ("expect", "actual", "mismatch"),
    [
        pytest.param(
            {"zones": ["c", "d"]},
            CONNECTED,
            Mismatch("zones", ["c", "d"], ["a", "b"], "zones lacks c, d and has a, b besides"),
            id="a set",
        ),
        pytest.param(
            {"node": "node-1"},
            MIXED,
            Mismatch("node", "node-1", None, "node has no single value here, so none can be expected"),
            id="a value that the ways do not share",
        ),
        pytest.param(
            {"becomes": {"spec": {"clusterIP": "10.96.0.2"}}},
            ACCEPTED,
            Mismatch(
                "becomes", {"spec": {"clusterIP": "10.96.0.2"}}, ACCEPTED.object, "becomes.spec.clusterIP is 10.96.0.1, not 10.96.0.2"
            ),
            id="an object",
        ),
        pytest.param(
            {"slices": [{"addressType": "IPv4"}]},
            ONE_SLICE,
            Mismatch("slices", [{"addressType": "IPv4"}], list(ONE_SLICE.slices), "slices[0].addressType is IPv6, not IPv4"),
            id="the only slice",
        ),
        pytest.param(
            {"slices": [{"addressType": "IPv6"}]},
            SLICES,
            Mismatch("slices", [{"addressType": "IPv6"}], list(SLICES.slices), "of 2 slices, none is left that contains slices[0]"),
            id="several slices",
        ),
    ],
)
def test_a_mismatch_holds_both_values(expect: dict[str, Any], actual: Any, mismatch: Mismatch) -> None:
    assert compare(Expectation(expect), actual) == mismatch


def test_the_first_field_in_the_order_of_writing_is_told() -> None:
    mismatch = compare(Expectation({"node": "node-2", "outcome": "refused"}), CONNECTED)

    assert mismatch is not None
    assert (mismatch.field, mismatch.expected, mismatch.actual) == ("node", "node-2", "node-1")


def test_what_cannot_be_obeyed_by_a_terminal_is_shown_short() -> None:
    mismatch = compare(Expectation({"contains": {"metadata": {"name": "\x1b[31m" + "x" * 200}}}), THERE)

    assert mismatch is not None
    assert mismatch.message == "contains.metadata.name is web, not \\x1b[31m" + "x" * 109 + "..."


@pytest.mark.parametrize(("letters", "shown"), [(120, "x" * 120), (121, "x" * 117 + "...")])
def test_a_long_value_is_cut_after_120_letters(letters: int, shown: str) -> None:
    mismatch = compare(Expectation({"contains": {"metadata": {"name": "x" * letters}}}), THERE)

    assert mismatch is not None
    assert mismatch.message == f"contains.metadata.name is web, not {shown}"


@pytest.mark.parametrize(
    ("expect", "actual", "seen"),
    [
        pytest.param(
            {"outcome": "refused", "backends": []},
            CONNECTED,
            {"outcome": "connected", "backends": ["10.244.1.5:8080", "[fd00::7]:8080"]},
            id="a connection",
        ),
        pytest.param(
            {"accepted": True},
            REJECTED,
            {"accepted": False, "field": "spec.ports", "reason": "Required"},
            id="a refusal says its first field",
        ),
        pytest.param(
            {"accepted": False, "field": "spec.type"},
            REJECTED,
            {"accepted": False, "field": "spec.type", "reason": "NotSupported"},
            id="a refusal says the field that was meant",
        ),
        pytest.param(
            {"accepted": True, "becomes": {"spec": {}}},
            REJECTED,
            {"accepted": False, "becomes": None, "field": "spec.ports", "reason": "Required"},
            id="a refusal says it beside all that was written",
        ),
        pytest.param(
            {"accepted": True},
            Rejected((Fault(None, None, "full"),)),
            {"accepted": False, "field": None, "reason": None},
            id="a refusal without a field",
        ),
        pytest.param(
            {"becomes": {"spec": {"ports": [{"nodePort": 1}]}}},
            ACCEPTED,
            {"becomes": {"spec": {"ports": [{"nodePort": 30001}]}}},
            id="of an object what was written about",
        ),
        pytest.param(
            {"becomes": {"spec": {"ports": [], "type": "x"}}},
            ACCEPTED,
            {"becomes": {"spec": {"ports": [{"port": 80, "nodePort": 30001}], "type": None}}},
            id="a list of another length, whole",
        ),
        pytest.param({"contains": {"a": 1}}, GONE, {"contains": None}, id="no object"),
        pytest.param(
            {"slices": [{"addressType": "IPv4"}]},
            ONE_SLICE,
            {"slices": [{"addressType": "IPv6"}]},
            id="of slices the words that were written",
        ),
    ],
)
def test_what_was_seen_is_told_in_the_same_words(expect: dict[str, Any], actual: Any, seen: dict[str, Any]) -> None:
    assert observed(Expectation(expect), actual) == seen


def test_what_was_seen_is_made_of_plain_values() -> None:
    seen = observed(Expectation({"outcome": "refused", "backends": []}), CONNECTED)

    assert [type(value) for value in seen.values()] == [str, list]


def test_an_object_that_is_not_there_has_no_value() -> None:
    mismatch = compare(Expectation({"contains": {"a": 1}}), GONE)

    assert mismatch is not None
    assert (mismatch.field, mismatch.expected, mismatch.actual) == ("contains", {"a": 1}, None)


def test_whether_an_object_is_there_is_said_in_a_sentence() -> None:
    assert (THERE.why, GONE.why) == ("the object is there", "the object is not there")
