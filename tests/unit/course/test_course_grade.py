"""Answers are right when the simulated cluster says so."""

import pytest
from course_packs import COMMON, FIX, OBJECTS, changed, write_pack
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from k8s_svc_trainer.cases.document import Faults
from k8s_svc_trainer.cases.parse import parse
from k8s_svc_trainer.cases.report import verify
from k8s_svc_trainer.course import open_pack
from k8s_svc_trainer.course.editing import to_edit
from k8s_svc_trainer.course.grade import BadAnswer, grade, key
from k8s_svc_trainer.course.stage import as_case_file, cluster_of

SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}\n"

MORE = f"""\
{OBJECTS}questions:
- id: both
  kind: choice
  prompt: Which are so? (several)
{COMMON}  ask: {{endpoints: service/default/web}}
  options:
  - {{id: two, text: Two are ready., expect: {{readyCount: 2}}}}
  - {{id: none-out, text: None is out., expect: {{notReady: []}}}}
  - {{id: one, text: One is ready., expect: {{readyCount: 1}}, why: Both are.}}
- id: said
  kind: choice
  prompt: Who fills the list?
{COMMON}  options:
  - {{id: controller, text: A controller., holds: true}}
  - {{id: proxy, text: kube-proxy., holds: false, why: It reads the list.}}
- id: refusal
  kind: predict
  prompt: Which field does the API server name?
{COMMON}  ask: {{patch: {{object: service/default/web, merge: {{spec: {{type: Nothing}}}}}}}}
  field: field
- id: address
  kind: predict
  prompt: Which address has the Service?
{COMMON}  ask: {{get: service/default/web}}
  field: spec.clusterIP
- id: number
  kind: fill
  prompt: How many replicas make three endpoints?
{COMMON}  input: {{count: integer}}
  objects:
  - {{apiVersion: v1, kind: Service, metadata: {{name: api}}, spec: {{selector: {{app: api}}, ports: [{{port: 80}}]}}}}
  goals:
  - apply: {{apiVersion: apps/v1, kind: Deployment, metadata: {{name: api}}, spec: {{replicas: "${{count}}",
      selector: {{matchLabels: {{app: api}}}}, template: {{metadata: {{labels: {{app: api}}}},
      spec: {{containers: [{{name: a, image: "a:1", ports: [{{containerPort: 80}}]}}]}}}}}}}}
  - {{endpoints: service/default/api, expect: {{readyCount: 3}}}}
  reference: {{count: 3}}
  wrongs: [{{count: 2}}]
"""


@pytest.fixture
def ask(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first, second = open_pack(write_pack(tmp_path / "a")), open_pack(write_pack(tmp_path / "b", {"01-one/questions.yaml": MORE}))
    own = {entry.slug for entry in first.questions("01-one").questions}
    return lambda slug: (first if slug in own else second).question(f"01-one/{slug}")


@pytest.mark.parametrize(
    ("slug", "answer", "first_line"),
    [
        pytest.param("count", "two", "Right: 2 ready: 10.244.1.15:8080, 10.244.2.16:8080.", id="the right option"),
        pytest.param("count", "all", "Wrong: 2 ready: 10.244.1.15:8080, 10.244.2.16:8080.", id="a wrong option"),
        pytest.param("count", "two, all", "Wrong: 2 ready: 10.244.1.15:8080, 10.244.2.16:8080.", id="a wrong option beside the right one"),
        pytest.param("both", ["none-out", "two"], "Right: 2 ready: 10.244.1.15:8080, 10.244.2.16:8080.", id="all that are right"),
        pytest.param("both", ["two"], "Wrong: 2 ready: 10.244.1.15:8080, 10.244.2.16:8080.", id="one of two that are right"),
        pytest.param("said", "controller", "Right: A controller.", id="an option that no cluster decides"),
        pytest.param("how-many", "1", "Right: ready endpoints: 1.", id="a predicted number"),
        pytest.param("how-many", "2", "Wrong: ready endpoints: 1.", id="another number"),
        pytest.param("refusal", "spec.type", "Right: field: spec.type.", id="the field of a refusal"),
        pytest.param("address", "10.96.0.50", "Right: spec.clusterIP: 10.96.0.50.", id="a path in an object"),
        pytest.param("number", "3", "Right: the endpoints of service/default/api: 3 ready:", id="a number that works"),
        pytest.param("number", "three", "Wrong: count is a whole number.", id="a number in words"),
        pytest.param(
            "number", "-1", "Wrong: deployment api is applied: the API server refuses it: spec.replicas", id="a number that is refused"
        ),
        pytest.param("label", "${app}", "Wrong: pod web-3 is applied: the API server refuses it", id="a variable that is typed"),
        pytest.param("label", "x" * 1001, "Wrong: app has more than 1000 characters.", id="a value beyond all measure"),
        pytest.param(
            "repair", SERVICE, "Right: both are members: 2 ready: 10.244.1.15:8080, 10.244.2.16:8080.", id="a manifest that mends"
        ),
        pytest.param(
            "repair",
            changed(SERVICE, "selector: {app: web}", "clusterIP: 10.96.0.51, selector: {app: web}"),
            "Wrong: the API server refuses it: spec.clusterIPs[0]: may not change once set",
            id="a manifest that the API server refuses",
        ),
        pytest.param(
            "repair",
            changed(SERVICE, "targetPort", "targetport"),
            "Wrong: the API server refuses it: spec.ports[0].targetport: ",
            id="a field in no case",
        ),
    ],
)
def test_the_first_line_says_right_or_wrong_and_what_the_cluster_did(ask, slug, answer, first_line):
    assert grade(ask(slug), answer).first_line.startswith(first_line)


def test_each_option_says_whether_it_was_chosen_and_is_right_and_why(ask):
    verdict = grade(ask("count"), "all")
    assert [(one.id, one.chosen, one.right, one.why) for one in verdict.options] == [
        ("two", False, True, None),
        ("all", True, False, "The client has no such label."),
    ]


def test_goals_say_which_of_them_fails(ask):
    verdict = grade(ask("repair"), changed(SERVICE, "app: web", "app: wbe"))
    assert [(one.name, one.holds, one.kept) for one in verdict.goals] == [
        ("both are members", False, False),
        ("the address stays", True, True),
    ]


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        pytest.param(
            "apiVersion: v1\nkind: Pod\nmetadata: {name: web-1}\n",
            "pod/default/web-1 may not be changed here, only service/default/web",
            id="an object that is not to be edited",
        ),
        pytest.param("apiVersion: v1\nkind: Service\n", "a manifest needs metadata.name", id="an object without a name"),
        pytest.param(
            "kind: Service\nmetadata: {name: web}\n", 'line 1: "apiVersion" is missing; write apiVersion: ...', id="no apiVersion"
        ),
        pytest.param(
            {"apiVersion": "v1", "kind": "Pot", "metadata": {"name": "web"}}, "there is no kind 'pot'; ", id="a kind that there is not"
        ),
    ],
)
def test_an_edit_of_anything_else_is_refused_with_a_sentence(ask, answer, message):
    with pytest.raises(BadAnswer) as raised:
        grade(ask("repair"), answer)
    assert str(raised.value).startswith(message)


def test_what_is_not_there_yet_may_be_made(ask):
    slice_ = {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": {"name": "mine", "labels": {"kubernetes.io/service-name": "web"}},
        "addressType": "IPv4",
        "ports": [{"name": "", "port": 8080}],
        "endpoints": [{"addresses": ["10.244.1.15"]}, {"addresses": ["10.244.2.16"]}],
    }
    assert grade(ask("repair"), [slice_]).right


@pytest.mark.parametrize(
    ("slug", "expected"),
    [
        ("count", ["two"]),
        ("both", ["two", "none-out"]),
        ("said", ["controller"]),
        ("how-many", 1),
        ("refusal", "spec.type"),
        ("address", "10.96.0.50"),
        ("label", [{"readyCount": 3}]),
        ("repair", [{"readyCount": 2}]),
    ],
)
def test_the_key_of_each_kind(ask, slug, expected):
    assert key(ask(slug)) == expected


def test_grading_changes_no_cluster(ask):
    cluster = cluster_of(ask("repair"))
    before = cluster.list("service")
    grade(ask("repair"), SERVICE, cluster=cluster)
    assert cluster.list("service") == before


@given(st.text(max_size=40))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_no_text_breaks_a_fill(ask, text):
    assert grade(ask("label"), {"app": text}).right is (text.strip() == "web")


def test_a_field_that_the_step_does_not_answer_is_the_authors_fault(tmp_path):
    wrong = changed(MORE, "field: field", "field: colour")
    with pytest.raises(Faults) as raised:
        key(open_pack(write_pack(tmp_path, {"01-one/questions.yaml": wrong})).question("01-one/refusal"))
    assert raised.value.faults[0].message == '"colour" is nothing that patch answers'


@pytest.mark.parametrize("slug", ["count", "how-many", "label", "repair"])
def test_a_question_can_be_written_as_a_case_file(ask, slug):
    assert parse(as_case_file(ask(slug)), file="dispute.yaml").cases[0].name == slug


def test_a_dispute_can_be_verified(ask):
    assert verify([("dispute.yaml", as_case_file(ask("how-many")))]).ok


def test_the_editor_shows_what_the_author_wrote(ask):
    assert to_edit(ask("repair")) == (
        "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  clusterIP: 10.96.0.50\n  selector: {app: wbe}\n"
        "  ports:\n  - {port: 80, targetPort: 8080}\n"
    )


def test_after_steps_the_editor_shows_what_is_stored(tmp_path):
    stepped = changed(FIX, "  edit:", "  steps: [{patch: {object: service/default/web, merge: {spec: {selector: {app: x}}}}}]\n  edit:")
    pack = open_pack(write_pack(tmp_path, {"01-one/questions.yaml": f"{OBJECTS}questions:\n{stepped}"}))
    assert "selector: {app: x}" in to_edit(pack.question("01-one/repair"))
