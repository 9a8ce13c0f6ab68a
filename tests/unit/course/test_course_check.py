"""check finds everything that an author can get wrong, all at once."""

import json

import pytest
from course_packs import CASES, CHECKLIST, COUNT, INTERVIEW, LESSON, OBJECTS, ORDER, PREDICT, QUESTIONS, WHOLE, changed, write_pack
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from k8s_svc_trainer.course.check import check


def errors(path):
    return [(fault.file.removeprefix(f"{path}/"), fault.line, fault.message) for fault in check(path).errors]


def test_a_pack_that_is_right_has_counts_and_no_errors(tmp_path):
    assert check(write_pack(tmp_path)).plain() == {
        "lessons": 1, "questions": 4, "computed": 4, "templates": 0, "instances": 0, "interview": 1, "labs": 1, "cases": 1,
        "guessing": {}, "errors": [],
    }  # fmt: skip


def test_the_text_ends_in_one_line_of_counts(tmp_path):
    text = "1 lesson, 4 questions (4 computed), 1 interview question, 1 lab, 1 case: nothing is wrong"
    assert check(write_pack(tmp_path)).text() == text


def test_an_error_in_json_has_all_its_parts(tmp_path):
    report = json.loads(check(write_pack(tmp_path, {"01-one/notes.txt": "x"})).json())
    assert report["errors"] == [
        {
            "file": f"{tmp_path}/01-one/notes.txt", "line": 1, "field": "", "message": "no part of a pack reads this file",
            "remedy": "remove it, or give it the name of a file that is read",
        }
    ]  # fmt: skip


QUESTION_FILE, LESSON_FILE, INTERVIEW_FILE = "01-one/questions.yaml", "01-one/lesson.yaml", "01-one/interview.yaml"
SEVERAL = "one option is right, and the prompt does not say so"


@pytest.mark.parametrize(
    ("relative", "text", "expected"),
    [
        pytest.param(
            QUESTION_FILE,
            changed(QUESTIONS, "expect: {readyCount: 2}", "expect: {readyCount: 4}"),
            (21, "option two has no why, so it is meant to be right, but it is wrong: 2 ready: 10.244.1.15:8080, 10.244.2.16:8080"),
            id="author and simulator disagree",
        ),
        pytest.param(
            QUESTION_FILE,
            changed(QUESTIONS, "expect: {readyCount: 3}", 'expect: {ready: ["10.244.1.15:8080", "10.244.2.16:8080"]}'),
            (22, "option all has a why, so it is meant to be wrong, but it is right: 2 ready: 10.244.1.15:8080, 10.244.2.16:8080"),
            id="a wrong option that is right",
        ),
        pytest.param(
            QUESTION_FILE,
            changed(QUESTIONS, "expect: {readyCount: 2}", "expect: {readyCount: 4}, why: No."),
            (21, "no option is right: 2 ready: 10.244.1.15:8080, 10.244.2.16:8080"),
            id="no right option",
        ),
        pytest.param(
            QUESTION_FILE,
            changed(QUESTIONS, "expect: {readyCount: 3}, why: The client has no such label.", "expect: {notReady: []}"),
            (21, "all options are right, so nothing can be wrong"),
            id="all options are right",
        ),
        pytest.param(
            QUESTION_FILE, changed(QUESTIONS, "behind web?", "behind web? (several)"), (12, SEVERAL), id="a prompt that promises several"
        ),
        pytest.param(
            QUESTION_FILE,
            changed(QUESTIONS, "  ask: {endpoints: service/default/web}", "  ask: {endpoints: service/default/wbe}"),
            (19, "the cluster cannot be asked this: there is no service/default/wbe"),
            id="a question about nothing",
        ),
        pytest.param(
            QUESTION_FILE,
            changed(QUESTIONS, "steps: [{delete: pod/default/web-1}]", "steps: [{delete: pod/default/web-9}]"),
            (32, "delete does not do what it should: there is no pod/default/web-9"),
            id="a step that cannot be done",
        ),
        pytest.param(
            QUESTION_FILE,
            changed(QUESTIONS, "field: readyCount", "field: ready_count"),
            (34, '"ready_count" is nothing that endpoints answers'),
            id="a field that the step has not",
        ),
        pytest.param(
            QUESTION_FILE,
            changed(QUESTIONS, "reference: {app: web}", "reference: {app: wbe}"),
            (49, "the reference is meant to work and does not: the endpoints of service/default/web: 2 ready: "),
            id="a reference that does not work",
        ),
        pytest.param(
            QUESTION_FILE,
            changed(QUESTIONS, "wrongs: [{app: Web}", "wrongs: [{app: web}"),
            (50, "this is meant to fail, and all goals hold with it"),
            id="a wrong input that works",
        ),
        pytest.param(
            QUESTION_FILE,
            changed(QUESTIONS, "selector: {app: wbe}", "selector: {app: web}"),
            (64, "the goals hold before anything is mended"),
            id="nothing to mend",
        ),
        pytest.param(
            QUESTION_FILE,
            changed(QUESTIONS, "edit: [service/default/web]", "edit: [service/default/wbe]"),
            (63, "there is no service/default/wbe that could be edited"),
            id="nothing to edit",
        ),
        pytest.param(
            QUESTION_FILE,
            changed(
                QUESTIONS,
                "  reference: [{patch: {object: service",
                "  rights: {pod: [{patch: {object: pod/default/web-1, merge: {}}}]}\n  reference: [{patch: {object: service",
            ),
            (66, "pod changes pod/default/web-1, which is not in edit"),
            id="a repair that no learner can give",
        ),
        pytest.param(
            QUESTION_FILE,
            changed(QUESTIONS, "{spec: {clusterIP: 10.96.0.50}}}}]", "{spec: {clusterIP: 10.96.0.51}}}}]"),
            (65, "what is to be kept does not hold at the start: the address stays: "),
            id="something to keep that is not so",
        ),
        pytest.param(
            QUESTION_FILE,
            changed(
                QUESTIONS,
                "wrongs: {capital: [{patch: {object: service/default/web, merge: {spec: {selector: {app: Web}",
                "wrongs: {capital: [{patch: {object: service/default/web, merge: {spec: {selector: {app: web}",
            ),
            (67, "this is meant to fail, and all goals hold with it"),
            id="a wrong repair that works",
        ),
        pytest.param(
            QUESTION_FILE,
            changed(QUESTIONS, "explain: The selector decides.", "explain: TODO"),
            (16, 'this is a stub: "TODO"'),
            id="a stub",
        ),
        pytest.param(
            QUESTION_FILE,
            changed(QUESTIONS, "serves: [selector]", "serves: [selectors]"),
            (15, '"selectors" is no item of checklist.yaml'),
            id="serving nothing",
        ),
        pytest.param(
            QUESTION_FILE,
            changed(QUESTIONS, "https://kubernetes.io/docs", "https://example.com/docs"),
            (18, '"https://example.com/docs/concepts/services-networking/ser..." is not an official page'),
            id="a source that is not official",
        ),
        pytest.param(
            QUESTION_FILE,
            changed(QUESTIONS, "  level: 1", '  since: "1.99"\n  level: 1'),
            (13, "Kubernetes 1.99 is not known here"),
            id="a version to come",
        ),
        pytest.param(
            QUESTION_FILE,
            changed(QUESTIONS, "A pod is deleted. How many remain?", "how many pods stand behind WEB"),
            (25, "the same stands in "),
            id="one prompt twice",
        ),
        pytest.param(
            LESSON_FILE,
            changed(LESSON, "readyCount: 2", "readyCount: 3"),
            (19, "endpoints does not do what it should: readyCount is 2, not 3: "),
            id="a show that shows something else",
        ),
        pytest.param(
            INTERVIEW_FILE,
            changed(INTERVIEW, "exists: false", "exists: true"),
            (7, "get does not do what it should: exists is false, not true: the object is not there"),
            id="a refutation that refutes nothing",
        ),
        pytest.param(
            INTERVIEW_FILE, INTERVIEW.replace("word " * 70, "word"), (8, "the senior answer has 1 words"), id="a senior of one word"
        ),
        pytest.param(
            INTERVIEW_FILE,
            changed(INTERVIEW, "missed: [labels]", "missed: [label]"),
            (9, '"label" is no point of this question'),
            id="a point that is none",
        ),
        pytest.param(
            "checklist.yaml",
            changed(CHECKLIST, "lesson: 01-one", "lesson: 02-two"),
            (2, '"02-two" is no lesson'),
            id="a lesson that is not there",
        ),
        pytest.param(
            "checklist.yaml",
            changed(CHECKLIST, "interview: why", "interview: who"),
            (2, '"who" is no interview question'),
            id="an interview that is not there",
        ),
        pytest.param(
            "checklist.yaml",
            f"{CHECKLIST}- {{id: dns, text: DNS, means: I can say how names are found.}}\n",
            (3, "no lesson and no question serves dns"),
            id="an item that nothing serves",
        ),
        pytest.param(
            "02-two/lesson.yaml", LESSON, (1, "course.yaml does not list the lesson 02-two"), id="a folder that the course does not list"
        ),
        pytest.param("01-one/old.yaml", "a: b\n", (1, "no part of a pack reads this file"), id="an orphan"),
        pytest.param(
            "cases/api/wrong.yaml",
            changed(CASES, "exists: true", "exists: false"),
            (4, "case a-namespace-is-there: get does not do"),
            id="a case that fails",
        ),
        pytest.param(
            "cases/api/wrong.yaml",
            CASES.partition("\n")[2],
            (2, "the case names no source, and neither does its file"),
            id="a case without a source",
        ),
    ],
)
def test_an_error_is_told_where_it_stands(tmp_path, relative, text, expected):
    found = errors(write_pack(tmp_path, {relative: text}))
    assert [error for error in found if error[:2] == (relative, expected[0]) and error[2].startswith(expected[1])], found


ORDERED = f"{OBJECTS}questions:\n{ORDER}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            changed(ORDERED, "choose, dnat", "ingress"), (20, "the way does not meet ingress: it is "), id="a stage that is not on the way"
        ),
        pytest.param(changed(ORDERED, "choose", "chose"), (20, '"chose" is no stage'), id="a stage that there is not"),
        pytest.param(changed(ORDERED, "choose, dnat, ", ""), (20, "2 stages are no order worth asking"), id="an order of two"),
        pytest.param(
            changed(ORDERED, "ask: {connect", "steps: [{delete: service/default/web}]\n  ask: {connect"),
            (21, "the way does not meet choose: it is "),
            id="a way that ends too soon",
        ),
        pytest.param(
            f"{OBJECTS}questions:\n{changed(PREDICT, 'field: readyCount', 'field: spec.nothing').replace('ask: {endpoints', 'ask: {get')}",
            (21, "spec.nothing has no value here: the object is there"),
            id="a value that is not there",
        ),
        pytest.param(
            f"{OBJECTS}questions:\n{COUNT}".replace("expect: {readyCount: 2}", "holds: true").replace(
                "expect: {readyCount: 3}", "holds: false"
            ),
            (19, "no option says what must come of this"),
            id="a question that nothing answers",
        ),
        pytest.param(
            f"{OBJECTS}questions:\n{COUNT}".replace("  ask: {endpoints: service/default/web}", "  steps: [{delete: pod/default/web-1}]")
            .replace("expect: {readyCount: 2}", "holds: true")
            .replace("expect: {readyCount: 3}", "holds: false"),
            (19, "steps are done, and nothing is asked"),
            id="steps for nothing",
        ),
        pytest.param(
            f"{OBJECTS}questions:\n{changed(COUNT, COUNT[COUNT.index('  - {id: all') :], '')}",
            (21, "a choice has two options or more"),
            id="a choice of one",
        ),
        pytest.param(
            changed(QUESTIONS, 'wrongs: [{app: Web}, {app: "no/t"}]', "wrongs: []"), (50, "no wrong input shows that"), id="no wrong input"
        ),
        pytest.param(
            changed(QUESTIONS, "{app: Web}", "{app: web, port: 80}"), (50, '"port" is not known here'), id="an input that is not declared"
        ),
        pytest.param(
            changed(QUESTIONS, "wrongs: {capital: [{patch", "wrongs: {capital: [{path"),
            (67, '"path" is not a step'),
            id="a repair that is no step",
        ),
        pytest.param(
            changed(QUESTIONS, "reference: [{patch: {object: service/default/web, ", "reference: [{patch: {object: service/default/wbe, "),
            (66, "patch does not do what it should: there is no service/default/wbe"),
            id="a reference that cannot be done",
        ),
        pytest.param(
            changed(QUESTIONS, "edit: [service/default/web]", "edit: [web]"),
            (63, "'web' does not name an object"),
            id="no name of an object",
        ),
    ],
)
def test_what_a_question_must_show_of_itself(tmp_path, text, expected):
    found = [(line, message) for file, line, message in errors(write_pack(tmp_path, {QUESTION_FILE: text})) if file == QUESTION_FILE]
    assert [error for error in found if error[0] == expected[0] and error[1].startswith(expected[1])], found


def test_an_order_that_is_right_has_no_errors(tmp_path):
    assert errors(write_pack(tmp_path, {QUESTION_FILE: ORDERED})) == []


def test_a_case_may_say_which_part_of_its_page_is_meant(tmp_path):
    assert errors(write_pack(tmp_path, {"cases/api/namespaces.yaml": changed(CASES, "service/\n", "service/ (the first table)\n")})) == []


def test_a_lesson_that_is_not_there_is_told(tmp_path):
    path = write_pack(tmp_path, {"course.yaml": "format: 1\nlessons: [01-one, 02-two]\n"})
    assert errors(path) == [
        ("02-two/lesson.yaml", 1, "the course lists 02-two, and this file is not there"),
        ("02-two/questions.yaml", 1, "the course lists 02-two, and this file is not there"),
    ]


def test_errors_of_all_files_are_told_at_once(tmp_path):
    files = {
        LESSON_FILE: "{",
        QUESTION_FILE: changed(QUESTIONS, "level: 1", "level: 9"),
        "checklist.yaml": changed(CHECKLIST, "means", "mean"),
    }
    assert {file for file, _, _ in errors(write_pack(tmp_path, files))} == {LESSON_FILE, QUESTION_FILE, "checklist.yaml"}


def test_a_question_with_a_fault_is_not_run_and_the_others_are(tmp_path):
    wrong = changed(changed(QUESTIONS, '"${app}"', '"${ap}"'), "expect: {readyCount: 3}", "expect: {readyCount: 2}")
    assert {(line, message[:30]) for _, line, message in errors(write_pack(tmp_path, {QUESTION_FILE: wrong}))} == {
        (12, "2 options are right, and the p"),
        (21, "all options are right, so noth"),
        (22, "option all has a why, so it is"),
        (46, "${ap} is not declared"),
    }


@pytest.mark.slow
@given(
    st.sampled_from(sorted(WHOLE)),
    st.integers(0, 5000),
    st.integers(0, 40),
    st.sampled_from(["", "null", "[]", "x", "- ", "${app}", "7", "{"]),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_no_damage_to_a_file_makes_check_fail(tmp_path, relative, start, length, word):
    text = WHOLE[relative]
    start %= len(text)
    assert check(write_pack(tmp_path, {relative: text[:start] + word + text[start + length :]})).text()
    write_pack(tmp_path)


def test_a_lab_whose_goal_starts_at_a_pod_that_is_not_there_is_told_and_no_traceback(tmp_path):
    text = changed(WHOLE["01-one/labs/web-is-silent.yaml"], "metadata: {name: client}", "metadata: {name: nobody}")
    assert "there is no pod/default/client" in check(write_pack(tmp_path, {"01-one/labs/web-is-silent.yaml": text})).text()


def test_a_directory_without_a_course_is_one_error(tmp_path):
    assert errors(tmp_path) == [("course.yaml", 1, "there is no such file")]


def test_a_bank_that_can_be_guessed_is_an_error(tmp_path):
    many = "".join(
        changed(COUNT, "id: count", f"id: count-{place}").replace("behind web?", f"behind web, number {place}?") for place in range(10)
    )
    path = write_pack(
        tmp_path, {QUESTION_FILE: f"{LESSON[LESSON.index('objects:') : LESSON.index('sections:')]}questions:\n{many}{PREDICT}"}
    )
    assert [message.partition(" of the choices")[0] for _, _, message in errors(path)] == [
        "whoever always takes the shortest option is right in 100 %",
        "whoever always takes the first option is right in 100 %",
    ]


TEMPLATE = (
    PREDICT.replace("- id: how-many", "- id: gone\n  parameters: {pod: [web-1, web-7]}")
    .replace("A pod is deleted", '"${pod} is deleted')
    .replace("remain?", 'remain?"')
    .replace("pod/default/web-1", 'pod/default/${pod}"')
    .replace("delete: pod", 'delete: "pod')
)


def test_a_template_is_proven_in_all_its_instances(tmp_path):
    path = write_pack(tmp_path, {QUESTION_FILE: f"{QUESTIONS}templates:\n{TEMPLATE}"})
    assert [message for _, _, message in errors(path)] == [
        "with pod: web-7: delete does not do what it should: there is no pod/default/web-7"
    ]
