"""A lab is read with its faults, listed without its cluster, and proven by what the simulated cluster does."""

import pytest
from course_packs import LAB, changed, write_pack

from k8s_svc_trainer.cases.document import Faults
from k8s_svc_trainer.course import UnknownItem, lab_proof, open_pack
from k8s_svc_trainer.course.check import check
from k8s_svc_trainer.course.labs import entry, read_lab

LAB_FILE = "01-one/labs/web-is-silent.yaml"


def errors(path, files):
    return [
        (fault.file.removeprefix(f"{path}/"), fault.line, fault.field, fault.message) for fault in check(write_pack(path, files)).errors
    ]


def test_a_lab_of_a_text_that_is_in_no_pack_is_what_was_written():
    lab = read_lab(LAB, file="lab.yaml", slug="random-7")
    assert (lab.id, lab.lesson, lab.title, lab.level, lab.expert) == ("random-7", "", "Web is silent", 1, 3)
    assert lab.story == ("The client cannot reach web.", "Since 09:12.", "It is refused.")
    assert (lab.cause, lab.untouched, lab.commands) == (
        ("SVC001",),
        ("pod/default/guest",),
        ("kubectl set selector service/web app=web",),
    )
    assert (list(lab.rights), {name: miss.fails for name, miss in lab.wrongs.items()}) == (
        ["relabel", "both"],
        {"capital": "the client is answered", "guest": "pod/default/guest", "anew": "the address stays"},
    )


def test_a_pack_finds_a_lab_by_its_id_and_by_its_name_alone(tmp_path):
    pack = open_pack(write_pack(tmp_path))
    for name in ("01-one/web-is-silent", "web-is-silent"):
        assert pack.lab(name).id == "01-one/web-is-silent"
    assert pack.lab("web-is-silent").item == "01-one/lab/web-is-silent"


def test_a_lab_that_there_is_not_is_answered_with_the_nearest(tmp_path):
    with pytest.raises(UnknownItem, match=r'There is no lab "web-is-quiet". The nearest: web-is-silent.'):
        open_pack(write_pack(tmp_path)).lab("web-is-quiet")


def test_labs_are_listed_by_level_and_name(tmp_path):
    files = {"01-one/labs/a-hard-one.yaml": changed(LAB, "level: 1", "level: 3")}
    pack = open_pack(write_pack(tmp_path, files))
    assert [(one.id, one.title, one.level, one.serves) for one in pack.lab_index()] == [
        ("01-one/web-is-silent", "Web is silent", 1, ("selector",)),
        ("01-one/a-hard-one", "Web is silent", 3, ("selector",)),
    ]


def test_a_lesson_may_have_no_labs(tmp_path):
    root = write_pack(tmp_path)
    (root / LAB_FILE).unlink()
    (root / LAB_FILE).parent.rmdir()
    assert open_pack(root).lab_index() == ()


def test_a_layout_that_the_list_does_not_understand_is_read_in_full(tmp_path):
    title = "title:\n  Web is silent\n"
    flow = changed(LAB, "title: Web is silent\n", title)
    (entry,) = open_pack(write_pack(tmp_path, {LAB_FILE: flow})).lab_index()
    assert (entry.title, entry.level) == ("Web is silent", 1)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("title: [\nlevel: 1\n", id="no YAML"),
        pytest.param("title: 7\nlevel: 1\n", id="a title that is a number"),
        pytest.param("title: Web\nlevel: one\n", id="a level that is a word"),
        pytest.param("title: Web\nlevel: 1\nserves: selector\n", id="one item that is no list"),
        pytest.param("- 1\n", id="a list"),
        pytest.param("", id="nothing"),
    ],
)
def test_what_a_list_cannot_show_has_no_entry(text):
    assert entry(text, lesson="01-one", slug="web") is None


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        pytest.param("It is refused.", "It is refused at once.", True, id="a sentence of the story"),
        pytest.param("expert: 3", "expert: 4", True, id="the number of commands"),
        pytest.param("app: wbe}, ports", "app: wb}, ports", False, id="an object"),
        pytest.param("cause: [SVC001]", "cause: [SVC002]", False, id="the cause"),
        pytest.param("expect: {outcome: connected}", "expect: {outcome: refused}", False, id="a goal"),
    ],
)
def test_the_hash_changes_with_what_decides_and_with_nothing_else(old, new, same):
    before, after = (read_lab(text, file="lab.yaml").hash for text in (LAB, changed(LAB, old, new)))
    assert (before == after) is same


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param("level: 1", "level: 4", (2, "level", "4 is out of bounds"), id="a level 4"),
        pytest.param("expert: 3", "expert: some", (34, "expert", 'a whole number is meant, not "some"'), id="no number of commands"),
        pytest.param(", Since 09:12.", "", (4, "story", "three lines are meant, not 2"), id="a story of two lines"),
        pytest.param(", Compare selector and labels.", "", (18, "hints", "three lines are meant, not 2"), id="two hints"),
        pytest.param(
            "  commands: [kubectl set selector service/web app=web]\n", "", (20, "reference", '"commands" is missing'), id="no commands"
        ),
        pytest.param(
            ", fails: the client is answered}", "}", (27, "wrongs.capital", '"fails" is missing'), id="a near miss that fails nothing"
        ),
        pytest.param("story: [", "tale: [", (1, "", '"story" is missing'), id="no story"),
        pytest.param("reference:\n", "repair:\n", (1, "", '"reference" is missing'), id="no reference"),
        pytest.param("title: Web", "titel: Web", (1, "titel", '"titel" is not known here'), id="an unknown word"),
        pytest.param(
            "serves: [selector]", "serves: [selectors]", (3, "serves[0]", '"selectors" is no item of checklist.yaml'), id="what it serves"
        ),
        pytest.param("serves: [selector]\n", "", (1, "", '"serves" is missing'), id="it serves nothing"),
        pytest.param("It is refused.", "TODO", (4, "story[2]", 'this is a stub: "TODO"'), id="a stub in the story"),
        pytest.param("  relabel: [", "  Relabel: [", None, id="capitals in the name of a repair are no fault"),
    ],
)
def test_a_fault_of_a_lab_is_told_where_it_stands(tmp_path, old, new, expected):
    found = errors(tmp_path, {LAB_FILE: changed(LAB, old, new)})
    assert (expected is None and found == []) or (LAB_FILE, *expected) in found


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param("selector: {app: wbe}", "selector: {app: web}", "the goals hold before anything is mended", id="nothing is broken"),
        pytest.param(
            "{spec: {clusterIP: 10.96.0.50}}}}",
            "{spec: {clusterIP: 10.96.0.5}}}}",
            "what is to be kept does not hold at the start: the address stays: the object is there"
            " (contains.spec.clusterIP is 10.96.0.50, not 10.96.0.5)",
            id="what is to be kept does not hold",
        ),
        pytest.param(
            "steps: [{patch: {object: service/default/web, merge: {spec: {selector: {app: web}}}}}]\nrights",
            "steps: [{patch: {object: service/default/web, merge: {spec: {selector: {app: wb}}}}}]\nrights",
            "the reference is meant to work and does not: the client is answered: the connection is refused at once"
            " (outcome is refused, not connected)",
            id="a reference that does not work",
        ),
        pytest.param(
            "relabel: [{patch: {object: pod/default/web-1,",
            "relabel: [{patch: {object: pod/default/web-9,",
            "patch does not do what it should: there is no pod/default/web-9",
            id="a right repair that cannot be done",
        ),
        pytest.param("{app: Web}", "{app: web}", "this is meant to fail, and all goals hold with it", id="a near miss that works"),
        pytest.param(
            "fails: pod/default/guest",
            "fails: the address stays",
            'this does not fail "the address stays": it fails the client is answered, pod/default/guest',
            id="a near miss that fails something else",
        ),
        pytest.param("fails: the address stays", "fails: the adress stays", '"the adress stays" is no goal', id="a goal that there is not"),
        pytest.param("{name: the client is answered, connect", "{connect", '"name" is missing', id="a goal without a name"),
        pytest.param(
            "name: the address stays",
            "name: the client is answered",
            'a second goal is called "the client is answered"',
            id="a second name",
        ),
        pytest.param(
            "untouched: [pod/default/guest]",
            "untouched: [pod/default/gast]",
            "there is no pod/default/gast that could stay untouched",
            id="what cannot stay untouched",
        ),
        pytest.param("untouched: [pod/default/guest]", "untouched: [guest]", "'guest' does not name an object", id="no object"),
        pytest.param(
            "untouched: [pod/default/guest]",
            "untouched: [pods/default/guest]",
            "there is no kind 'pods'; there are service, pod, node, namespace, endpoints, deployment, replicaset, statefulset, daemonset, "
            "endpointslice, ingress, ingressclass, networkpolicy, securitygroup",
            id="no kind",
        ),
        pytest.param("cause: [SVC001]", "cause: [SVC999]", '"SVC999" is no fault of the catalogue', id="a code that there is not"),
        pytest.param(
            "cause: [SVC001]",
            "cause: [SVC002]",
            "a diagnosis of the client is answered names SVC001 first (the selector fits no pod), which is not stated",
            id="another cause",
        ),
        pytest.param(
            "cause: [SVC001]",
            "cause: [SVC001, SVC002]",
            "a diagnosis of the goals does not name SVC002 first: the workload is scaled to none",
            id="a cause too many",
        ),
    ],
)
def test_what_a_lab_claims_is_held_against_the_cluster(tmp_path, old, new, expected):
    found = [message for file, _, _, message in errors(tmp_path, {LAB_FILE: changed(LAB, old, new)}) if file == LAB_FILE]
    assert expected in found


def test_a_diagnosis_that_finds_no_cause_is_a_fault(tmp_path):
    goal = '- {name: the moon answers, connect: {from: pod/default/client, to: "198.51.100.9:80"}, expect: {outcome: connected}}\nkeep:'
    assert "a diagnosis finds no cause of this: the moon answers" in [
        message for *_, message in errors(tmp_path, {LAB_FILE: changed(LAB, "keep:", goal)})
    ]


def test_a_lab_of_a_course_has_two_rights_and_three_near_misses(tmp_path):
    few = LAB[: LAB.index("rights:")] + LAB[LAB.index("say:") :]
    assert errors(tmp_path, {LAB_FILE: few}) == [
        (LAB_FILE, 1, "", "0 rights are too few for a lab"),
        (LAB_FILE, 1, "", "0 wrongs are too few for a lab"),
    ]
    assert lab_proof.prove(read_lab(few, file="lab.yaml")) == []


def test_two_labs_of_one_name_are_a_fault_even_in_two_lessons(tmp_path):
    files = {"course.yaml": "format: 1\nlessons: [01-one, 02-two]\n", "02-two/labs/web-is-silent.yaml": LAB}
    for name in ("lesson.yaml", "questions.yaml"):
        files[f"02-two/{name}"] = (write_pack(tmp_path) / "01-one" / name).read_text()
    found = errors(tmp_path, files)
    assert ("02-two/labs/web-is-silent.yaml", 1, "", f'"web-is-silent" is a lab in {tmp_path}/{LAB_FILE}') in found


@pytest.mark.parametrize(
    ("relative", "text", "expected"),
    [
        pytest.param("01-one/labs/Two.yaml", LAB, '"Two" is no id', id="a name that is no id"),
        pytest.param("01-one/labs/notes.txt", "x", "no part of a pack reads this file", id="a file that nothing reads"),
        pytest.param("01-one/labs/broken.yaml", "title: [\n", "a value is missing here", id="a file that is no YAML"),
        pytest.param(
            "01-one/labs/two.yaml",
            LAB.replace("title: Web is silent", '"title": Web is silent'),
            None,
            id="a layout that the list does not understand is no fault",
        ),
    ],
)
def test_a_file_among_the_labs_that_is_no_lab_is_a_fault(tmp_path, relative, text, expected):
    found = [message for file, _, _, message in errors(tmp_path, {relative: text}) if file == relative]
    assert found == [] if expected is None else found == [expected]


def test_a_text_that_the_list_takes_for_a_field_is_a_fault(tmp_path):
    said = 'say: "Selector and labels differ:\nserves: [selector] # of the Service"\nexpert: 3\n'
    hidden = changed(LAB[: LAB.index("say:")], "serves: [selector]\n", "") + said
    messages = [message for *_, message in errors(tmp_path, {LAB_FILE: hidden})]
    assert "the lab is laid out in a way that the list misreads" in messages


def test_a_lab_that_cannot_be_read_raises_all_its_faults():
    with pytest.raises(Faults) as caught:
        read_lab(changed(changed(LAB, "level: 1", "level: 9"), "expert: 3", "expert: 99"), file="lab.yaml")
    assert [fault.field for fault in caught.value.faults] == ["level", "expert"]


def test_a_lab_that_is_no_mapping_is_a_fault():
    with pytest.raises(Faults, match="a mapping is meant"):
        read_lab("- 1\n", file="lab.yaml")
