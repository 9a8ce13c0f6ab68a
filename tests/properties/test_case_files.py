"""Case files round-trip, and nothing that looks like one makes the parser raise anything but Faults."""

import contextlib
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from k8s_svc_trainer.cases.document import Faults, write
from k8s_svc_trainer.cases.dump import dump, plain_step
from k8s_svc_trainer.cases.grammar import ARGUMENTS, EXPECTATIONS
from k8s_svc_trainer.cases.parse import parse
from k8s_svc_trainer.cases.stated import stated
from k8s_svc_trainer.cases.steps import Case, CaseFile, Expectation, Manifest, Step, StepKind

names = st.from_regex(r"[a-z][a-z0-9]{0,5}", fullmatch=True)
prose = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
ports = st.integers(1, 65535)
hosts = st.one_of(names, st.sampled_from(["10.96.0.50", "[fd00::1]", "web.default.svc.cluster.local."]))
backends = st.builds("{}:{}".format, st.sampled_from(["10.244.1.5", "[fd00:0::1]"]), ports)
sources = st.one_of(st.builds("pod/{}/{}".format, names, names), st.builds("node/{}".format, names), st.just("external/198.51.100.7"))
service = st.builds("service/{}/{}".format, names, names)
json = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 70000) | prose,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(prose, inner, max_size=3),
)
objects = st.builds(
    lambda kind, namespace, name, spec: {
        "apiVersion": "v1",
        "kind": kind,
        "metadata": {"name": name, "namespace": namespace},
        "spec": spec,
    },
    st.sampled_from(["Pod", "Service", "ConfigMap"]),
    names,
    names,
    json,
)
connection = {
    "outcome": st.sampled_from(["connected", "mixed"]),
    "backends": st.lists(backends, max_size=3),
    "masqueraded": st.booleans(),
    "node": names,
}
admission = {"accepted": st.just(value=True), "becomes": st.dictionaries(prose, json, max_size=3)}

ACTIONS: dict[str, tuple[Any, dict[str, Any]]] = {
    "apply": (objects, admission),
    "patch": (st.fixed_dictionaries({"object": service, "merge": st.dictionaries(prose, json, max_size=3)}), admission),
    "delete": (service, {"accepted": st.just(value=False), "field": prose}),
    "terminate": (st.builds("pod/{}/{}".format, names, names), {}),
    "wait": (st.integers(0, 100000) | st.floats(0, 100), {}),
    "stop": (st.builds("kube-proxy/{}".format, names), {}),
    "start": (st.builds("kube-proxy/{}".format, names), {}),
    "open": (st.fixed_dictionaries({"name": prose, "from": sources, "to": st.builds("{}:{}".format, hosts, ports)}), connection),
    "send": (prose, {"outcome": st.sampled_from(["connected", "broken"])}),
    "connect": (
        st.fixed_dictionaries(
            {"from": sources, "to": st.builds("{}:{}".format, hosts, ports)},
            optional={"protocol": st.sampled_from(["TCP", "UDP"]), "sourcePort": ports},
        ),
        connection,
    ),
    "resolve": (
        st.fixed_dictionaries({"from": sources, "name": prose}, optional={"type": st.sampled_from(["A", "CNAME"])}),
        {"rcode": st.just("NXDOMAIN"), "name": st.none() | prose, "queries": st.lists(prose, max_size=2)},
    ),
    "http": (
        st.fixed_dictionaries(
            {"from": sources, "url": st.just("http://web/")},
            optional={"method": st.just("POST"), "headers": st.dictionaries(prose, prose, max_size=2)},
        ),
        {**connection, "status": st.integers(100, 599) | st.none(), "service": st.just("default/web:80")},
    ),
    "endpoints": (
        service,
        {"ready": st.lists(backends, max_size=2), "readyCount": st.integers(0, 9), "slices": st.lists(objects, max_size=2)},
    ),
    "get": (service, {"exists": st.booleans()}),
}


@st.composite
def steps(draw: st.DrawFn) -> dict[str, Any]:
    word = draw(st.sampled_from(sorted(ACTIONS)))
    action, fields = ACTIONS[word]
    step = {word: draw(action)}
    expect = draw(st.fixed_dictionaries({}, optional=fields))
    return {**step, **({"expect": expect} if expect else {}), **draw(st.fixed_dictionaries({}, optional={"name": prose}))}


unique_objects = st.lists(objects, max_size=3, unique_by=lambda one: (one["kind"], one["metadata"]["namespace"], one["metadata"]["name"]))
around = {
    "about": prose,
    "source": prose,
    "settings": st.fixed_dictionaries({}, optional={"nodes": st.integers(0, 9), "cloud": st.just("generic")}),
}
cases = st.fixed_dictionaries(
    {"name": prose, "steps": st.lists(steps(), min_size=1, max_size=4)}, optional={**around, "objects": unique_objects}
)
files = st.fixed_dictionaries(
    {"cases": st.lists(cases, min_size=1, max_size=3, unique_by=lambda case: case["name"])}, optional={**around, "objects": unique_objects}
)


@given(files)
def test_a_file_that_was_parsed_is_dumped_as_a_file_that_parses_to_the_same(value: dict[str, Any]) -> None:
    parsed = parse(write(value), file="f")

    assert parse(dump(parsed), file="another") == parsed


@given(files)
def test_what_was_written_is_what_the_steps_say(value: dict[str, Any]) -> None:
    parsed = parse(write(value), file="f")

    for case, written in zip(parsed.cases, value["cases"], strict=True):
        for step, one in zip(case.steps, written["steps"], strict=True):
            assert set(plain_step(step)) == set(one)
            assert plain_step(step).get("expect") == one.get("expect")


WORDS = sorted(
    {"name", "expect", "cases", "steps", "objects", "settings", "times", "metadata", "kind", "apiVersion", "items", "nodes", "version"}
)
WORDS += sorted({word for kind in StepKind for word in (kind.value, *EXPECTATIONS[kind])})
WORDS += sorted({word for words in ARGUMENTS.values() for word in (*words.required, *words.optional)})
VALUES = [
    "pod/default/a",
    "service/default/a",
    "web:80",
    "connected",
    "a",
    "",
    "kube-proxy/n",
    "List",
    "1.30",
    "http://x",
    "A",
    "10.0.0.1:1",
]
wild = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from(VALUES) | prose,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=5),
    max_leaves=40,
)
wild_cases = st.fixed_dictionaries(
    {"cases": st.lists(st.fixed_dictionaries({"name": wild, "steps": st.lists(wild)}), max_size=2)}, optional={"objects": wild}
)


@given(wild | wild_cases | st.fixed_dictionaries({"settings": wild, "objects": wild, "cases": wild}))
@settings(max_examples=300)
def test_nothing_that_looks_like_a_case_file_raises_anything_but_faults(value: object) -> None:
    try:
        text = write(value)
    except ValueError:
        return
    with contextlib.suppress(Faults):
        parse(text, file="f")


@given(st.lists(wild | st.text()))
def test_anything_may_be_searched_for_addresses(values: list[object]) -> None:
    manifest = Manifest({"kind": "Pod", "spec": values})

    assert stated([manifest], []) == stated([manifest, manifest], [])


def test_positions_are_no_part_of_a_value() -> None:
    one = parse("cases: [{name: a, steps: [{wait: 1}]}]", file="f")
    other = parse("\n\ncases:\n- name: a\n  steps:\n  - wait: 1\n", file="g")

    assert one == other
    assert hash(one.cases[0].steps[0].at) == hash(other.cases[0].steps[0].at)
    assert one != CaseFile(
        cases=(Case(name="a", steps=(Step(kind=StepKind.WAIT, action=one.cases[0].steps[0].action, expect=Expectation({})),)),)
    )
