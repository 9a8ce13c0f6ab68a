"""A pack is a directory: each file is read when it is asked for, and no path leaves it."""

import os
import subprocess
import sys

import pytest
from course_packs import COUNT, QUESTIONS, changed, write_pack

from k8s_svc_trainer.cases.document import Faults
from k8s_svc_trainer.course import UnknownItem, default_pack_path, open_pack
from k8s_svc_trainer.course.files import LARGEST_FILE


def test_opening_reads_the_list_of_lessons_and_the_checklist_only(tmp_path):
    pack = open_pack(write_pack(tmp_path, {"01-one/lesson.yaml": "{", "01-one/questions.yaml": "{"}))
    assert (pack.lesson_ids, [item.id for item in pack.checklist]) == (("01-one",), ["selector"])


def test_an_item_names_its_file_and_no_other_is_read(tmp_path):
    files = {"course.yaml": "format: 1\nlessons: [01-one, 02-two]\n", "02-two/questions.yaml": "{", "01-one/lesson.yaml": "{"}
    assert open_pack(write_pack(tmp_path, files)).question("01-one/count").slug == "count"


def test_a_question_is_shown_without_the_simulator():
    code = (
        "import sys; from k8s_svc_trainer.course import *; p = open_pack(default_pack_path()); e = p.index()[0];"
        "present(p.question(e.id), 1); print([m for m in sys.modules if m.startswith('k8s_svc_trainer.sim')])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_the_content_is_found_beside_or_inside_the_package():
    assert (default_pack_path() / "course.yaml").is_file()


def test_the_inner_pack_is_core_and_another_bears_its_own_name_or_its_directorys(tmp_path):
    (tmp_path / "extra").mkdir()
    named = write_pack(tmp_path / "extra", {"course.yaml": "format: 1\nname: my-pack\nlessons: [01-one]\n"})
    (tmp_path / "other").mkdir()
    names = [open_pack(path).name for path in (default_pack_path(), named, write_pack(tmp_path / "other"))]
    assert names == ["core", "my-pack", "other"]


@pytest.mark.parametrize(
    ("ask", "nearest"),
    [
        pytest.param(lambda pack: pack.question("01-one/cuont"), ("01-one/count",), id="a question that is misspelt"),
        pytest.param(lambda pack: pack.lesson("01-onne"), ("01-one",), id="a lesson that is misspelt"),
        pytest.param(lambda pack: pack.interview("wy"), ("why",), id="an interview question that is misspelt"),
        pytest.param(lambda pack: pack.item("selectr"), ("selector",), id="a checklist item that is misspelt"),
        pytest.param(lambda pack: pack.question("../../etc/passwd"), (), id="an id that looks like a path"),
    ],
)
def test_an_unknown_name_says_what_is_near(tmp_path, ask, nearest):
    with pytest.raises(UnknownItem) as raised:
        ask(open_pack(write_pack(tmp_path)))
    assert raised.value.nearest[:1] == nearest


def refusal(path, ask):
    with pytest.raises(Faults) as raised:
        ask(open_pack(path))
    return raised.value.faults[0].message


def test_a_link_out_of_the_pack_is_not_followed(tmp_path):
    (tmp_path / "secret.yaml").write_text("title: x\n")
    (tmp_path / "pack").mkdir()
    path = write_pack(tmp_path / "pack")
    (path / "01-one/lesson.yaml").unlink()
    (path / "01-one/lesson.yaml").symlink_to(tmp_path / "secret.yaml")
    assert refusal(path, lambda pack: pack.lesson("01-one")) == "this is a link that leads out of the pack"


def test_a_file_beyond_all_measure_is_not_read(tmp_path):
    path = write_pack(tmp_path)
    (path / "01-one/lesson.yaml").write_bytes(b" " * (LARGEST_FILE + 1))
    assert refusal(path, lambda pack: pack.lesson("01-one")) == "more than 2 million bytes"


def test_a_pipe_is_no_file(tmp_path):
    path = write_pack(tmp_path)
    (path / "01-one/lesson.yaml").unlink()
    os.mkfifo(path / "01-one/lesson.yaml")
    assert refusal(path, lambda pack: pack.lesson("01-one")) == "this is no plain file"


def test_a_directory_without_a_course_says_so(tmp_path):
    assert refusal(tmp_path, lambda pack: pack) == "there is no such file"


# --- the index -------------------------------------------------------------------------------------------------------


def entry(tmp_path, text):
    return open_pack(write_pack(tmp_path, {"01-one/questions.yaml": text})).index()[0]


def test_the_index_knows_what_a_quiz_must_know(tmp_path):
    found = entry(tmp_path, changed(QUESTIONS, "  level: 1", "  was: [old]\n  level: 1"))
    assert (found.id, found.lesson, found.kind, found.level) == ("01-one/count", "01-one", "choice", 1)
    assert (found.tags, found.serves, found.was) == (("selector",), ("selector",), ("01-one/old",))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("How many pods stand", "Say how many pods stand", id="another prompt"),
        pytest.param("The selector decides.", "Labels decide.", id="another explanation"),
        pytest.param("text: Three.", 'text: "Three, I think."', id="another wording of an option"),
        pytest.param("why: The client", 'why: "No: the client', id="another why"),
        pytest.param("  level: 1", "  # a remark\n  level: 2", id="another level and a remark"),
    ],
)
def test_prose_does_not_change_the_hash(tmp_path, old, new):
    quoted = QUESTIONS.replace("text: Three.", 'text: "Three."').replace("label.}", 'label."}').replace("why: The", 'why: "The')
    mended = changed(quoted, old.replace("text: Three.", 'text: "Three."').replace("why: The", 'why: "The'), new)
    assert entry(tmp_path, quoted).hash == entry(tmp_path, mended).hash


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("expect: {readyCount: 3}", "expect: {readyCount: 4}", id="another expectation"),
        pytest.param("ask: {endpoints: service/default/web}", "ask: {get: service/default/web}", id="another step"),
        pytest.param("podIP: 10.244.1.15", "podIP: 10.244.1.16", id="another object of the file"),
        pytest.param("expect: {readyCount: 3}", "holds: false", id="an option that no cluster decides"),
    ],
)
def test_what_decides_changes_the_hash(tmp_path, old, new):
    assert entry(tmp_path, QUESTIONS).hash != entry(tmp_path, changed(QUESTIONS, old, new)).hash


FLOW = """\
questions:
- {id: count, kind: predict, level: 2, tags: [a, b], serves: [selector], prompt: "How many?", explain: "So.", say: "So.",
   source: "https://kubernetes.io/", ask: {endpoints: service/default/web}, field: readyCount}
"""


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(FLOW, id="questions in braces"),
        pytest.param("questions: [" + FLOW.partition("- ")[2].strip() + "]\n", id="the whole list in brackets"),
        pytest.param(FLOW.replace("- {", "  - {").replace("\n   source", "\n     source"), id="an indented list"),
        pytest.param(
            f"questions:\n{COUNT}".replace("level: 1", "level: 2").replace("tags: [selector]", "tags:\n  - a\n  - b"), id="a list in lines"
        ),
    ],
)
def test_any_layout_is_understood(tmp_path, text):
    found = entry(tmp_path, text)
    assert (found.id, found.level, found.tags, found.serves) == ("01-one/count", 2, ("a", "b"), ("selector",))
