"""What may stand in content files: every fault of a file is told at once, each with its line, field and remedy."""

import pytest
from course_packs import CHECKLIST, COMMON, COUNT, COURSE, FILL, FIX, INTERVIEW, LESSON, OBJECTS, QUESTIONS, changed, write_pack

from k8s_svc_trainer.cases.document import Faults
from k8s_svc_trainer.course import open_pack

TWICE = f"questions:\n{COUNT}{COUNT}"


def faults_of(tmp_path, relative, text):
    pack = write_pack(tmp_path, {relative: text})
    with pytest.raises(Faults) as raised:
        read(open_pack(pack), relative)
    return [(fault.line, fault.field, fault.message) for fault in raised.value.faults]


def read(pack, relative):
    match relative:
        case "01-one/lesson.yaml":
            pack.lesson("01-one")
        case "01-one/questions.yaml":
            pack.questions("01-one")
        case "01-one/interview.yaml":
            pack.interviews("01-one")


@pytest.mark.parametrize(
    ("relative", "text", "expected"),
    [
        pytest.param(
            "course.yaml", "format: 2\nlessons: [01-one]\n", (1, "format", "format 2 is not known here"), id="a format of the future"
        ),
        pytest.param(
            "course.yaml", "format: 1\nlessons: [../etc]\n", (2, "lessons[0]", '"../etc" is no id'), id="a lesson that leaves the pack"
        ),
        pytest.param(
            "course.yaml", "format: 1\nlessons: [a, a]\n", (2, "lessons[1]", '"a" stands here twice'), id="a lesson that is listed twice"
        ),
        pytest.param(
            "course.yaml", changed(COURSE, "format", "formt"), (1, "formt", '"formt" is not known here'), id="a key that nobody knows"
        ),
        pytest.param(
            "checklist.yaml",
            changed(CHECKLIST, "means", "mean"),
            (2, "items[0]", '"means" is missing'),
            id="a checklist item that means nothing",
        ),
        pytest.param(
            "01-one/lesson.yaml", changed(LESSON, "section: 1", "section: 17"), (2, "section", "17 is out of bounds"), id="a section 17"
        ),
        pytest.param(
            "01-one/lesson.yaml",
            changed(LESSON, "  title: The list\n", ""),
            (15, "sections[0]", "a section has a title, or often: what people often say"),
            id="a section without a title",
        ),
        pytest.param(
            "01-one/questions.yaml",
            TWICE,
            (15, "questions[1].id", 'a second question with the id "count", the first is in line 2'),
            id="two questions with one id",
        ),
        pytest.param(
            "01-one/questions.yaml",
            changed(QUESTIONS, "level: 1", "level: 4"),
            (13, "questions[0].level", "4 is out of bounds"),
            id="a level 4",
        ),
        pytest.param(
            "01-one/questions.yaml",
            changed(QUESTIONS, "kind: choice", "kind: choose"),
            (11, "questions[0].kind", '"choose" is no kind of question'),
            id="a kind that there is not",
        ),
        pytest.param(
            "01-one/questions.yaml",
            changed(QUESTIONS, "kind: choice", "kind: diagnose"),
            (21, "questions[0].options[0].id", '"id" is not known here'),
            id="options of another kind",
        ),
        pytest.param(
            "01-one/questions.yaml",
            changed(QUESTIONS, "expect: {readyCount: 2}", "holds: true, expect: {readyCount: 2}"),
            (21, "questions[0].options[0]", "an option says when it is right: by expect, or by holds"),
            id="an option that says twice when it is right",
        ),
        pytest.param(
            "01-one/questions.yaml",
            changed(QUESTIONS, '"${app}"', '"${ap}"'),
            (46, "questions[2].goals[0].apply.metadata.labels.app", "${ap} is not declared"),
            id="a variable that is not declared",
        ),
        pytest.param(
            "01-one/questions.yaml",
            f"questions:\n{changed(COUNT, 'id: count', 'id: count, was: [x]')}".replace("id: count, was: [x]", "id: count\n  was: count"),
            (3, "questions[0].was", '"count" is the id of a question'),
            id="an id that is used again",
        ),
        pytest.param(
            "01-one/interview.yaml",
            changed(INTERVIEW, "staff: It finds pods by labels.", "boss: Nothing."),
            (8, "questions[0].answers", '"staff" is missing'),
            id="no answer for one level",
        ),
    ],
)
def test_a_fault_is_told_where_it_stands(tmp_path, relative, text, expected):
    assert expected in faults_of(tmp_path, relative, text)


def test_all_faults_of_a_file_are_told_together(tmp_path):
    wrong = changed(changed(QUESTIONS, "level: 1", "level: 0"), "field: readyCount", "feld: readyCount")
    assert len(faults_of(tmp_path, "01-one/questions.yaml", wrong)) == 3


def test_what_a_question_holds_is_what_was_written(tmp_path):
    question = open_pack(write_pack(tmp_path)).question("01-one/how-many")
    assert (question.kind, question.level, question.tags, question.body.field) == ("predict", 1, ("selector",), "readyCount")


def test_terminal_escapes_and_markup_are_data(tmp_path):
    wrong = changed(QUESTIONS, "prompt: How many pods stand behind web?", 'prompt: "[bold]x[/] \\e[31m"')
    assert open_pack(write_pack(tmp_path, {"01-one/questions.yaml": wrong})).question("01-one/count").prompt == "[bold]x[/] \x1b[31m"


TEMPLATE = f"""\
{OBJECTS}questions: []
templates:
- id: scaled
  kind: predict
  parameters: {{replicas: [1, 2], name: [api, shop]}}
  prompt: "${{name}} has ${{replicas}} replicas. How many endpoints are ready?"
{COMMON}  objects:
  - {{apiVersion: v1, kind: Service, metadata: {{name: "${{name}}"}}, spec: {{selector: {{app: web}}, ports: [{{port: 80}}]}}}}
  ask: {{endpoints: "service/default/${{name}}"}}
  field: readyCount
"""


def test_a_template_is_one_question_for_each_choice_of_parameters(tmp_path):
    pack = open_pack(write_pack(tmp_path, {"01-one/questions.yaml": TEMPLATE}))
    prompts = {pack.question("01-one/scaled", seed=seed).prompt for seed in range(30)}
    assert sorted(prompts) == [
        "api has 1 replicas. How many endpoints are ready?",
        "api has 2 replicas. How many endpoints are ready?",
        "shop has 1 replicas. How many endpoints are ready?",
        "shop has 2 replicas. How many endpoints are ready?",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(changed(TEMPLATE, "${replicas}", "${replica}"), "${replica} is not declared", id="a parameter that is not declared"),
        pytest.param(
            changed(TEMPLATE, "[api, shop]", "[[api]]"),
            "a parameter is a text, a number, true or false, or a mapping of such",
            id="a list for a value",
        ),
        pytest.param(
            changed(TEMPLATE, "[1, 2]", f"{list(range(5001))}"),
            "10002 combinations of one template",
            id="more combinations than anyone can order",
        ),
    ],
)
def test_a_template_that_is_none(tmp_path, text, message):
    assert message in [fault[2] for fault in faults_of(tmp_path, "01-one/questions.yaml", text)]


@pytest.mark.parametrize("text", [FILL, FIX], ids=["fill", "fix"])
def test_goals_and_wrongs_are_required(tmp_path, text):
    bare = "\n".join(line for line in text.splitlines() if "wrongs:" not in line)
    assert '"wrongs" is missing' in [fault[2] for fault in faults_of(tmp_path, "01-one/questions.yaml", f"questions:\n{bare}\n")]
