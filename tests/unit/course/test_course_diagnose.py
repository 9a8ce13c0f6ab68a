"""Questions of kind diagnose: right is what a diagnosis names first, and what is wrong the simulator refutes."""

import pytest
from course_packs import COMMON, OBJECTS, changed, write_pack

from k8s_svc_trainer.cases.document import Faults
from k8s_svc_trainer.cli import hints
from k8s_svc_trainer.course import Kind, Pack, open_pack, present
from k8s_svc_trainer.course.check import check
from k8s_svc_trainer.course.grade import BadAnswer, grade, key
from k8s_svc_trainer.course.stage import as_case_file

ASKED = 'ask: {connect: {from: pod/default/client, to: "web:80"}}'
BROKEN = "steps: [{patch: {object: service/default/web, merge: {spec: {selector: {app: wbe}}}}}]"
CAUSE = f"""\
{OBJECTS}questions:
- id: cause
  kind: diagnose
  prompt: The list is empty. What is the cause?
{COMMON}  {BROKEN}
  {ASKED}
  options:
  - {{cause: SVC001}}
  - {{cause: SVC010, why: The list would not be empty.}}
  - {{cause: SVC050, why: The client would wait.}}
"""


def pack(tmp_path, text=CAUSE) -> Pack:
    return open_pack(write_pack(tmp_path, {"01-one/questions.yaml": text}))


def faults(tmp_path, text):
    return [(fault.line, fault.message) for fault in check(write_pack(tmp_path, {"01-one/questions.yaml": text})).errors]


@pytest.fixture
def question(tmp_path):
    return pack(tmp_path).question("01-one/cause")


def test_the_right_cause_is_what_a_diagnosis_names_first(question):
    verdict = grade(question, ["SVC001"])
    assert verdict.right
    assert verdict.first_line == "Right: service default/web selects app=wbe; pod/default/web-1 carries app=web."
    assert verdict.did == "the connection is refused at once"
    assert verdict.asked is not None
    assert (verdict.key, key(question)) == (["SVC001"], ["SVC001"])


def test_another_cause_is_wrong_and_its_why_is_told(question):
    verdict = grade(question, "SVC010")
    assert not verdict.right
    assert [(one.id, one.chosen, one.right, one.why) for one in verdict.options] == [
        ("SVC001", False, True, None),
        ("SVC010", True, False, "The list would not be empty."),
        ("SVC050", False, False, "The client would wait."),
    ]


def test_an_answer_that_is_no_option_cannot_be_graded(question):
    with pytest.raises(BadAnswer, match='"SVC002" is no option of this question'):
        grade(question, "SVC002")


def test_it_is_shown_as_a_choice_by_the_titles_of_the_catalogue(question):
    shown = present(question, 1)
    assert shown.kind is Kind.DIAGNOSE
    assert {line.id: line.text for line in shown.lines} == {
        "SVC001": "the selector fits no pod",
        "SVC010": "targetPort is not where the pods listen",
        "SVC050": "a default deny closes the pods",
    }
    assert not shown.several


def test_hints_tell_where_it_died_and_then_what_it_is_not(question):
    assert hints.hint(question, 0) == "What decided: KUBE-SERVICES on node-3 rejects the packet: default/web has no endpoints."
    assert hints.hint(question, 1) == "It is not “targetPort is not where the pods listen”."
    assert hints.hint(question, 2) == hints.NO_MORE


def test_its_case_file_asks_the_flow(question):
    assert "- connect: {from: pod/default/client, to: 'web:80'}" in as_case_file(question)


def test_what_should_come_of_the_flow_may_be_more_than_an_answer(tmp_path):
    text = changed(CAUSE, BROKEN, "steps: [{patch: {object: service/default/web, merge: {spec: {ports: [{port: 80, targetPort: 1}]}}}}]")
    text = changed(text, ASKED, f'{ASKED}\n  should: {{backends: ["10.244.1.15:8080", "10.244.2.16:8080"]}}')
    assert key(pack(tmp_path, text).question("01-one/cause")) == ["SVC010"]


@pytest.mark.parametrize(
    ("ask", "right"),
    [
        pytest.param('ask: {http: {from: pod/default/client, url: "http://web/"}}', ["SVC001"], id="a request should be answered by 200"),
        pytest.param("ask: {resolve: {from: pod/default/client, name: wbe}}", ["SVC031"], id="a look-up should give an address"),
    ],
)
def test_other_flows_are_asked_for_too(tmp_path, ask, right):
    text = changed(changed(CAUSE, ASKED, ask), "{cause: SVC001}", f"{{cause: {right[0]}}}")
    assert key(pack(tmp_path, text).question("01-one/cause")) == right


def test_a_question_that_is_right_has_no_faults(tmp_path):
    assert faults(tmp_path, CAUSE) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(changed(CAUSE, "SVC050", "SVC999"), (24, '"SVC999" is no fault of the catalogue'), id="a code that there is not"),
        pytest.param(
            changed(CAUSE, "SVC050", "SVC010"), (24, 'a second cause with the id "SVC010", the first is in line 23'), id="a cause twice"
        ),
        pytest.param(changed(CAUSE, "{cause: SVC001}", "SVC001"), (22, "a mapping is meant"), id="an option that is a word"),
        pytest.param(changed(CAUSE, f"  {BROKEN}\n", ""), (19, "this works, so there is no cause to name"), id="nothing is broken"),
        pytest.param(
            changed(CAUSE, "web:80", "192.0.2.1:80"), (20, "a diagnosis finds no cause of this: "), id="a flow of which no cause is known"
        ),
        pytest.param(
            changed(CAUSE, "pod/default/client", "pod/default/nobody"),
            (20, "the cluster cannot be asked this: "),
            id="a client that is not there",
        ),
        pytest.param(
            changed(CAUSE, "{cause: SVC001}", "{cause: SVC002, why: No.}"),
            (22, "a diagnosis names SVC001 first, which is no option"),
            id="the cause is no option",
        ),
        pytest.param(
            changed(CAUSE, "{cause: SVC001}", "{cause: SVC001, why: No.}"),
            (22, "option SVC001 has a why, so it is meant to be wrong, but it is right: "),
            id="the cause is meant to be wrong",
        ),
        pytest.param(
            changed(CAUSE, "{cause: SVC010, why: The list would not be empty.}", "{cause: SVC010}"),
            (23, "option SVC010 has no why, so it is meant to be right, but it is wrong: "),
            id="a wrong cause is meant to be right",
        ),
        pytest.param(
            changed(CAUSE, "What is the cause?", "What are the causes? (several)"),
            (12, "one option is right, and the prompt does not say so"),
            id="the prompt asks for several",
        ),
    ],
)
def test_what_a_question_must_show_of_itself(tmp_path, text, expected):
    assert any((line, message[: len(expected[1])]) == expected for line, message in faults(tmp_path, text)), faults(tmp_path, text)


def test_a_wrong_cause_whose_repair_mends_the_flow_too_is_refused(tmp_path):
    text = changed(
        CAUSE, BROKEN, "steps: [{patch: {object: service/default/web, merge: {spec: {ports: [{port: 8080, targetPort: 8080}]}}}}]"
    )
    text = changed(text, 'to: "web:80"', 'to: "weeb:80"').replace("SVC001", "SVC031").replace("SVC050", "SVC013")
    assert [message for _, message in faults(tmp_path, text)] != []


def test_a_question_without_a_flow_cannot_be_asked(tmp_path):
    with pytest.raises(Faults, match='"ask" is missing'):
        pack(tmp_path, changed(CAUSE, f"  {ASKED}\n", "")).question("01-one/cause")
