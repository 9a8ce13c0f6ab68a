"""Templates: how parameters are read, which combination a seed names for ever, and what check proves of each."""

import pytest
from course_packs import COMMON, OBJECTS, write_pack
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from k8s_svc_trainer.cases.document import Faults, read
from k8s_svc_trainer.cases.reader import Reader
from k8s_svc_trainer.course import UnknownItem, instances, open_pack, templates
from k8s_svc_trainer.course.check import check
from k8s_svc_trainer.course.golden import golden_keys
from k8s_svc_trainer.course.prove_templates import prove_template

FILE = "01-one/questions.yaml"
READY = f"""\
{OBJECTS}questions: []
templates:
- id: ready
  kind: choice
  parameters: {{good: {{from: 1, to: 3}}, bad: [1, 2]}}
  derived: {{all: good + bad}}
  rejects: true
  prompt: "Of the pods of api ${{good}} pass their probe and ${{bad}} fail it. How many are ready?"
{COMMON}  objects:
  - {{apiVersion: apps/v1, kind: Deployment, metadata: {{name: good}}, spec: {{replicas: "${{good}}",
     selector: {{matchLabels: {{set: good}}}},
     template: {{metadata: {{labels: {{app: api, set: good}}}}, spec: {{containers: [{{name: a, image: "a:1"}}]}}}}}}}}
  - {{apiVersion: apps/v1, kind: Deployment, metadata: {{name: bad}}, spec: {{replicas: "${{bad}}", selector: {{matchLabels: {{set: bad}}}},
     template: {{metadata: {{labels: {{app: api, set: bad}}, annotations: {{k8s-svc-trainer/listen: ""}}}},
       spec: {{containers: [{{name: a, image: "a:1", readinessProbe: {{tcpSocket: {{port: 1}}}}}}]}}}}}}}}
  - {{apiVersion: v1, kind: Service, metadata: {{name: api}}, spec: {{selector: {{app: api}}, ports: [{{port: 80}}]}}}}
  ask: {{endpoints: service/default/api}}
  options:
  - {{id: good, text: "${{good}} of them", expect: {{readyCount: "${{good}}"}}}}
  - {{id: bad, text: "${{bad}} of them", expect: {{readyCount: "${{bad}}"}}, why: "These fail."}}
  - {{id: all, text: "${{all}} of them", expect: {{readyCount: "${{all}}"}}, why: "Some fail."}}
"""
NODES = f"""\
{OBJECTS}questions: []
templates:
- id: seen
  kind: predict
  parameters:
    node: [{{is: first, name: node-1, ip: 192.168.0.11}}, {{is: second, name: node-2, ip: 192.168.0.12}}]
    bound: [true, false]
  prompt: "A process on ${{node-name}} (${{node-ip}}) connects to web; masqueradeAll is ${{bound}}. What is the outcome?"
{COMMON}  settings: {{masqueradeAll: "${{bound}}"}}
  ask: {{connect: {{from: "node/${{node-name}}", to: "10.96.0.50:80"}}}}
  field: outcome
"""


def changed(text, old, new):
    assert old in text
    return text.replace(old, new)


def template_of(tmp_path, text):
    return open_pack(write_pack(tmp_path, {FILE: text})).questions("01-one").templates[0]


def told(tmp_path, text):
    """What check says, without the checklist that nothing serves."""
    return [fault.message for fault in check(write_pack(tmp_path, {FILE: text})).errors]


# --- naming ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seed", "chosen"),
    [
        pytest.param(0, "policy: Local, pods: 2", id="seed 0"),
        pytest.param(1, "policy: Cluster, pods: 1", id="seed 1"),
        pytest.param(2, "policy: Cluster, pods: 2", id="seed 2"),
        pytest.param(3735928559, "policy: Local, pods: 2", id="a seed as a quiz draws it"),
    ],
)
def test_a_seed_names_a_combination_for_ever(seed, chosen):
    assert templates.spelt(templates.ordered({"policy": ("Cluster", "Local"), "pods": (1, 2)}, seed)[seed % 4]) == chosen


@given(st.integers(-(2**20), 2**40), st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
def test_four_neighbouring_seeds_name_four_instances(tmp_path, block, rejecting):
    template = template_of(tmp_path, READY if rejecting else NODES)
    drawn = [instances.drawn(template, 4 * block + place).parameters for place in range(4)]
    assert len({templates.spelt(parameters) for parameters in drawn}) == 4


def test_of_fewer_instances_than_neighbours_some_are_named_twice(tmp_path):
    template = template_of(tmp_path, changed(READY, "{from: 1, to: 3}", "[1, 2]"))
    drawn = [templates.spelt(instances.drawn(template, seed).parameters) for seed in range(4)]
    assert (drawn[0], drawn[1]) == (drawn[2], drawn[3])
    assert len(set(drawn)) == 2


@given(st.integers(0, 2**40), st.integers(1, 6), st.integers(1, 4))
def test_a_value_more_moves_only_the_seeds_that_meet_it(seed, count, other):
    before = templates.ordered({"a": tuple(range(count)), "b": tuple(range(other))}, seed)
    after = templates.ordered({"b": tuple(range(other)), "a": tuple(range(count + 1))}, seed)
    assert [chosen for chosen in after if chosen["a"] != count] == before


def test_mended_prose_in_values_that_go_together_moves_no_seed():
    before = ({"pod": "web-1", "says": "It is reddy."}, {"pod": "web-2", "says": "It waits."})
    after = ({"pod": "web-1", "says": "It is ready."}, {"pod": "web-2", "says": "It waits."})
    for seed in range(20):
        assert templates.brief(templates.ordered({"p": before}, seed)[0]) == templates.brief(templates.ordered({"p": after}, seed)[0])


def test_a_name_with_a_seed_is_that_instance_whatever_the_session_draws(tmp_path):
    pack = open_pack(write_pack(tmp_path, {FILE: READY}))
    named = [pack.question("01-one/ready@5", seed=seed) for seed in range(3)]
    assert {one.name for one in named} == {"01-one/ready@5"}
    assert len({one.prompt for one in named}) == 1


def test_a_name_with_something_else_behind_it_is_the_question_itself(tmp_path):
    assert open_pack(write_pack(tmp_path)).question("01-one/count@x").name == "01-one/count"
    assert open_pack(write_pack(tmp_path)).question("01-one/count@7").name == "01-one/count"


def test_a_seed_may_be_less_than_nothing(tmp_path):
    pack = open_pack(write_pack(tmp_path, {FILE: READY}))
    assert pack.question("01-one/ready@-7").prompt == pack.question("01-one/ready", seed=-7).prompt


def test_a_name_that_does_not_exist_is_refused_without_its_seed(tmp_path):
    with pytest.raises(UnknownItem, match=r"There is no question .01-one/redy"):
        open_pack(write_pack(tmp_path, {FILE: READY})).question("01-one/redy@5")


# --- reading ---------------------------------------------------------------------------------------------------------


def test_a_value_alone_keeps_its_type_and_derived_values_are_numbers(tmp_path):
    template = template_of(tmp_path, READY)
    question = instances.drawn(template, 3)
    good, bad = question.parameters["good"], question.parameters["bad"]
    assert question.body.options[2].expect.value == {"readyCount": good + bad}
    assert question.body.options[2].text == f"{good + bad} of them"


def test_values_that_go_together_are_chosen_together(tmp_path):
    template = template_of(tmp_path, NODES)
    prompts = {instances.instance(template, chosen).prompt for chosen in templates.combinations(template.parameters)}
    assert len(prompts) == 4
    assert all(("node-1" in prompt) is ("192.168.0.11" in prompt) for prompt in prompts)


@pytest.mark.parametrize(
    ("written", "values"),
    [
        pytest.param("{from: 2, to: 4}", (2, 3, 4), id="the ends are included"),
        pytest.param("{from: 1, to: 8, step: 3}", (1, 4, 7), id="by steps"),
        pytest.param("{from: 5, to: 5}", (5,), id="one number"),
        pytest.param("[8080, http, true, null]", (8080, "http", True, None), id="values of any simple type"),
    ],
)
def test_the_values_of_a_parameter(written, values):
    reader = Reader()
    assert templates.read_parameters(read(f"{{p: {written}}}", file="x").root, reader) == {"p": values}
    assert reader.faults == []


@pytest.mark.parametrize(
    ("written", "message"),
    [
        pytest.param("{}", "there are no parameters", id="none"),
        pytest.param("{p: 7}", "a list is meant, not 7", id="a number"),
        pytest.param("{p: []}", "the list is empty", id="no values"),
        pytest.param("{p: [1, 2, 1]}", "1 stands here twice", id="a value twice"),
        pytest.param("{p: [{a: 1, b: 2}, {a: 1, b: 3}]}", "1 stands here twice", id="two rows with one name"),
        pytest.param("{p: [{a: 1}, {b: 1}]}", "values that go together have the same names everywhere, in one order", id="other names"),
        pytest.param("{p: [{a: 1}, 2]}", "some values are mappings and some are not", id="rows and values"),
        pytest.param("{p: [{}]}", "values that go together have the same names everywhere, in one order", id="an empty row"),
        pytest.param("{p: [{a: [1]}]}", "a parameter is a text, a number, true or false, or a mapping of such", id="a list within values"),
        pytest.param("{p: {from: 3, to: 1}}", "no such range of numbers: 3 to 1", id="a range backwards"),
        pytest.param("{p: {from: 1, to: 100000}}", "no such range of numbers: 1 to 100000", id="a range without end"),
        pytest.param("{p: {from: a, to: 3}}", 'a whole number is meant, not "a"', id="a range of texts"),
        pytest.param("{p: {from: 1}}", '"to" is missing', id="half a range"),
        pytest.param("{p: {from: 1, to: 3, by: 2}}", '"by" is not known here', id="an unknown word in a range"),
        pytest.param('{"a b": [1, 2]}', '"a b" cannot be the name of a parameter', id="a name with a space"),
    ],
)
def test_parameters_that_are_none(written, message):
    reader = Reader()
    templates.read_parameters(read(written, file="x").root, reader)
    assert message in [fault.message for fault in reader.faults]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            changed(READY, "${good} pass", "3 pass").replace('"${good}"', "3").replace('"${good} of', '"3 of').replace("good + bad", "bad"),
            "${good} is used nowhere",
            id="a parameter that nothing uses",
        ),
        pytest.param(
            changed(READY, '"${all} of them", expect: {readyCount: "${all}"}', '"9 of them", expect: {readyCount: 9}'),
            "${all} is used nowhere",
            id="a derived value that nothing uses",
        ),
        pytest.param(changed(NODES, " (${node-ip})", ""), "${node-ip} is used nowhere", id="a part of values that nothing uses"),
        pytest.param(changed(READY, "${bad} fail", "${badd} fail"), "${badd} is not declared", id="a name that stands for nothing"),
        pytest.param(changed(READY, "good + bad", "good + worse"), '"worse" is not declared', id="a derived value of nothing"),
        pytest.param(changed(READY, "good + bad", "good +"), "a number or a name is missing at the end", id="half a computation"),
        pytest.param(changed(READY, "good + bad", "7"), "a text is meant, not 7", id="a number for a computation"),
        pytest.param(
            changed(READY, "{all: good", "{good: good"),
            '"good" cannot be the name of something derived',
            id="a derived value of a parameter's name",
        ),
        pytest.param(
            changed(READY, "  tags: [selector]", '  tags: ["${good}"]'),
            "${good} stands in tags, which all instances have in common",
            id="a parameter among the tags",
        ),
        pytest.param(
            changed(READY, "bad: [1, 2]", 'bad: [1, "${good}"]'), "${good} stands in the values of bad", id="a name within values"
        ),
        pytest.param(changed(READY, "rejects: true", "rejects: 1"), "true or false is meant, not 1", id="rejects that is no boolean"),
        pytest.param(changed(READY, "  parameters: {good: {from: 1, to: 3}, bad: [1, 2]}\n", ""), "a template has parameters", id="none"),
    ],
)
def test_a_template_that_cannot_be_read(tmp_path, text, message):
    assert message in told(tmp_path, text)


FILL = f"""\
{OBJECTS}questions: []
templates:
- id: label
  kind: fill
  parameters: {{app: [shop, pay, cart, stock]}}
  prompt: "A Service selects app=${{app}}. Type the label of a pod that joins it."
{COMMON}  objects:
  - {{apiVersion: v1, kind: Service, metadata: {{name: own}}, spec: {{selector: {{app: "${{app}}"}}, ports: [{{port: 80}}]}}}}
  input: {{label: string}}
  goals:
  - apply: {{apiVersion: v1, kind: Pod, metadata: {{name: new, labels: {{app: "${{label}}"}}}},
      spec: {{containers: [{{name: c, image: "c:1"}}]}}}}
  - {{endpoints: service/default/own, expect: {{readyCount: 1}}}}
  reference: {{label: "${{app}}"}}
  wrongs: [{{label: web}}, {{label: "${{app}}s"}}]
"""


def test_what_a_learner_types_stays_open_while_parameters_are_filled_in(tmp_path):
    assert told(tmp_path, FILL) == []
    assert instances.drawn(template_of(tmp_path, FILL), 1).body.reference.value == {"label": "stock"}


def test_an_input_may_not_be_called_as_a_parameter_is(tmp_path):
    assert '"app" is a parameter as well' in told(tmp_path, changed(FILL, "input: {label: string}", "input: {label: string, app: string}"))


def test_a_derived_value_that_one_combination_cannot_compute_is_told_there(tmp_path):
    text = changed(READY, "all: good + bad", "all: 6 / (bad - 1)").replace("bad: [1, 2]", "bad: [2, 1]")
    assert [message for message in told(tmp_path, text) if "zero" in message] == ["with good: 1, bad: 1 (and 2 more): a division by zero"]


# --- proof -----------------------------------------------------------------------------------------------------------


def test_combinations_without_one_key_are_rejected_and_counted(tmp_path):
    proof = prove_template(template_of(tmp_path, READY))
    assert (proof.combinations, proof.tried, len(proof.instances), proof.faults) == (6, 6, 4, ())
    assert proof.rejected == (
        ("good: 1, bad: 1", "two options say the same"),
        ("good: 2, bad: 2", "two options say the same"),
    )


def test_a_rejected_combination_is_never_drawn(tmp_path):
    template = template_of(tmp_path, READY)
    drawn = {templates.spelt(instances.drawn(template, seed).parameters) for seed in range(60)}
    assert drawn == {"good: 1, bad: 2", "good: 2, bad: 1", "good: 3, bad: 1", "good: 3, bad: 2"}


def test_where_a_combination_is_rejected_the_next_in_order_is_asked(tmp_path):
    template = template_of(tmp_path, READY)
    for seed in range(30):
        order = [templates.spelt(chosen) for chosen in templates.ordered(template.parameters, seed)]
        left = [chosen for chosen in order if chosen not in ("good: 1, bad: 1", "good: 2, bad: 2")]
        assert templates.spelt(instances.drawn(template, seed).parameters) == left[seed % 4]


def test_where_nothing_can_be_asked_it_says_so(tmp_path):
    template = template_of(tmp_path, changed(READY, '"${bad} of them"', '"${good} of them"'))
    with pytest.raises(Faults, match="no combination of its parameters can be asked"):
        instances.drawn(template, 1)


def test_a_combination_that_cannot_be_run_is_passed_over_in_a_quiz_and_told_by_check(tmp_path):
    text = changed(READY, "bad: [1, 2]", "bad: [1, -2]")
    assert {instances.drawn(template_of(tmp_path, text), seed).parameters["bad"] for seed in range(20)} == {1}
    assert any(message.startswith("with good: 1, bad: -2 (and 2 more): ") for message in told(tmp_path, text))


SEVERAL = changed(READY, "How many are ready?", "What is so? (several)")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            changed(READY, "  rejects: true\n", ""),
            "with good: 1, bad: 1 (and 1 more): two options say the same",
            id="rejection by surprise",
        ),
        pytest.param(changed(READY, "{from: 1, to: 3}", "[4, 5]"), "no combination is rejected", id="rejection in vain"),
        pytest.param(
            changed(READY, "{from: 1, to: 3}", "[2]"),
            "1 instances of a template; the first of 1 that are none, good: 2, bad: 2: two options say the same",
            id="too few instances",
        ),
        pytest.param(
            changed(READY, 'readyCount: "${good}"', 'readyCount: "${bad}"').replace(
                'bad}"}, why: "These fail."', 'good}"}, why: "These fail."'
            ),
            "with good: 1, bad: 2 (and 3 more): option good has no why, so it is meant to be right, but it is wrong: 1 ready: ",
            id="an author who is wrong",
        ),
        pytest.param(
            changed(READY, 'readyCount: "${good}"}', 'readyCount: "${good}"}, why: "Never read."'),
            "option good has a why, and is right in every instance",
            id="a why that nobody reads",
        ),
        pytest.param(
            changed(NODES, "; masqueradeAll is ${bound}", "")
            .replace("field: outcome", "field: masqueraded")
            .replace("node/${node-name}", "pod/default/client"),
            "with node: first, bound: false the prompt reads as with node: first, bound: true, and the answer differs",
            id="a prompt that does not say what decides",
        ),
        pytest.param(NODES, "the answer is the same in all 4 instances", id="an answer that never changes"),
        pytest.param(
            SEVERAL,
            "0 instances of a template; the first of 6 that are none, good: 1, bad: 1: two options say the same",
            id="one right of several",
        ),
    ],
)
def test_a_template_that_proves_nothing(tmp_path, text, message):
    assert any(found.startswith(message) for found in told(tmp_path, text))


def test_a_right_template_has_no_faults_and_is_counted(tmp_path):
    report = check(write_pack(tmp_path, {FILE: READY}))
    assert report.ok, report.text()
    assert report.text() == (
        "1 lesson, 1 question (1 computed), 1 template (4 instances), 1 interview question, 1 lab, 1 case: nothing is wrong"
    )


def test_of_many_combinations_a_sample_is_proven(tmp_path):
    text = changed(READY, "{from: 1, to: 3}", "{from: 1, to: 120}").replace("bad: [1, 2]", "bad: [1, 121]")
    proof = prove_template(
        template_of(tmp_path, changed(text, 'replicas: "${good}"', "replicas: 2").replace('replicas: "${bad}"', "replicas: 1"))
    )
    assert (proof.combinations, proof.tried) == (240, 200)


DIAGNOSE = f"""\
{OBJECTS}questions: []
templates:
- id: cause
  kind: diagnose
  parameters: {{label: [web, wbe, Web], target: [8080, 9090, 80]}}
  rejects: true
  prompt: "The selector is app=${{label}}, targetPort ${{target}}. What is the cause?"
{COMMON}  steps:
  - {{patch: {{object: service/default/web,
     merge: {{spec: {{selector: {{app: "${{label}}"}}, ports: [{{port: 80, targetPort: "${{target}}"}}]}}}}}}}}
  ask: {{connect: {{from: pod/default/client, to: "10.96.0.50:80"}}}}
  options:
  - {{cause: SVC001, why: "The label is that of the pods."}}
  - {{cause: SVC010, why: "The pods listen there."}}
"""


def test_a_diagnosis_without_a_fault_or_with_two_is_rejected(tmp_path):
    proof = prove_template(template_of(tmp_path, DIAGNOSE))
    assert proof.faults == ()
    assert [(templates.spelt(one.question.parameters), one.key) for one in proof.instances] == [
        ("label: web, target: 9090", ["SVC010"]),
        ("label: web, target: 80", ["SVC010"]),
        ("label: wbe, target: 8080", ["SVC001"]),
        ("label: Web, target: 8080", ["SVC001"]),
    ]
    assert dict(proof.rejected)["label: web, target: 8080"] == "this works"
    assert dict(proof.rejected)["label: wbe, target: 9090"] == "all options are right"


def test_golden_keys_hold_each_key_each_rejection_and_three_seeds(tmp_path):
    assert golden_keys(open_pack(write_pack(tmp_path, {FILE: READY}))).splitlines() == [
        '01-one/ready[good: 1, bad: 2]: ["good"]',
        '01-one/ready[good: 2, bad: 1]: ["good"]',
        '01-one/ready[good: 3, bad: 1]: ["good"]',
        '01-one/ready[good: 3, bad: 2]: ["good"]',
        "01-one/ready[good: 1, bad: 1]: not asked, two options say the same",
        "01-one/ready[good: 2, bad: 2]: not asked, two options say the same",
        "01-one/ready@1: [good: 3, bad: 2]",
        "01-one/ready@2: [good: 1, bad: 2]",
        "01-one/ready@3: [good: 2, bad: 1]",
    ]


@given(
    start=st.integers(0, len(READY)),
    length=st.integers(0, 30),
    word=st.sampled_from(["", "null", "[]", "x", "- ", "${good}", "7", "{", "{from: 1, to: 2}", "good + ", '"']),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_no_damage_to_a_template_makes_check_fail(tmp_path, start, length, word):
    assert check(write_pack(tmp_path, {FILE: READY[:start] + word + READY[start + length :]})).text()
