"""What a line leaves behind: judgement, history, record, entries; and that a session can be run again from its entries."""

from __future__ import annotations

from typing import Any

import pytest
from lab_sessions import CLUSTER, LAB, TASK, reader, shop, turn

from k8s_svc_trainer.cases import parse as cases
from k8s_svc_trainer.cases.run import run_case
from k8s_svc_trainer.course.judging import Task
from k8s_svc_trainer.lab import Record, Session
from k8s_svc_trainer.lab.changes import differences, written
from k8s_svc_trainer.lab.credit import counts, credit
from k8s_svc_trainer.lab.values import Entry, InPod, OnNode, Workstation

REPAIR = "kubectl set selector svc cart app=cart"


def test_a_repair_solves_the_lab_once() -> None:
    session = shop()
    first = session.run(REPAIR)
    assert (first.changed, first.solved_now, first.judged.holds) == (True, True, True)
    session.run("undo")
    assert not session.judged.holds
    assert session.run(REPAIR).solved_now is False
    assert session.counts


def test_a_line_that_changes_nothing_is_not_judged_anew() -> None:
    session = shop()
    before = session.judged
    done = session.run("kubectl get svc")
    assert (done.changed, done.solved_now) == (False, False)
    assert done.judged is before


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("kubectl exec checkout -c proxy -- curl -s http://front", id="a connection"),
        pytest.param("kubectl run tmp --rm -it --image=busybox --restart=Never -- hostname", id="a pod made and deleted"),
        pytest.param("what-if kubectl delete svc cart", id="what-if"),
        pytest.param("kubectl apply -f web.yaml --dry-run=server", id="a dry run"),
        pytest.param("kubectl delete svc nope", id="a failure"),
        pytest.param("undo", id="undo of nothing"),
        pytest.param("save-case x.yaml", id="save-case"),
    ],
)
def test_the_cluster_is_left_as_it_was(line: str) -> None:
    files = {"web.yaml": "{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{port: 80}]}}"}
    assert turn(line, files=files).changed is False


def test_undo_goes_back_step_by_step_to_what_was_found() -> None:
    session = shop()
    found = written(session.cluster)
    lines = ("kubectl scale deploy cart --replicas=3", "kubectl delete netpol db", "sleep 30", "kubectl create ns team")
    seen = []
    for line in lines:
        seen.append(written(session.cluster))
        assert session.run(line).changed
    for before in reversed(seen):
        assert session.run("undo").changed
        assert written(session.cluster) == before
    assert written(session.cluster) == found
    assert session.run("undo").output.status == 1


def test_time_goes_back_with_undo() -> None:
    session = shop()
    began = session.cluster.now
    session.run("sleep 30")
    assert session.cluster.now == began + 31
    session.run("undo")
    assert session.cluster.now == began


def test_the_lines_that_changed_something_are_the_repair() -> None:
    session = shop("kubectl get svc", "kubectl scale deploy cart --replicas=3", "kubectl delete netpol db", "undo", REPAIR)
    assert session.changing == ("kubectl scale deploy cart --replicas=3", REPAIR)
    session.run("what-if reset")
    session.run("reset")
    assert session.changing == ()
    session.run(REPAIR)
    assert session.changing == (REPAIR,)
    session.run("undo")
    session.run("undo")
    assert session.changing == ("kubectl scale deploy cart --replicas=3", REPAIR)


def test_reset_can_be_taken_back() -> None:
    session = shop(REPAIR, "kubectl scale deploy cart --replicas=3")
    mended = written(session.cluster)
    session.run("reset")
    assert list(differences(written(session.start), written(session.cluster))) == []
    session.run("undo")
    assert written(session.cluster) == mended


def test_a_session_is_run_again_from_its_entries() -> None:
    files = {"web.yaml": "{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{port: 80}]}}"}
    session = shop(
        "kubectl apply -f web.yaml",
        "kubectl apply -f nope.yaml",
        "hint",
        "cause SVC001",
        REPAIR,
        "kubectl exec -it checkout -c proxy -- sh",
        "curl -s front",
        files=files,
    )
    session.run("kubectl edit svc cart")
    session.run("exit")
    asked = session.run("kubectl edit svc cart")
    assert asked.edit is not None
    session.edited(asked.edit.text.replace("port: 80", "port: 81"))
    session.run("kubectl get svc cart")
    twin = Session.resume(TASK, CLUSTER, session.entries, seed=7, read=reader({}))
    assert written(twin.cluster) == written(session.cluster)
    assert (twin.record, twin.place, twin.namespace, twin.entries) == (session.record, session.place, session.namespace, session.entries)
    assert twin.run("kubectl get svc").output == session.run("kubectl get svc").output


def test_an_entry_holds_what_files_and_editors_gave() -> None:
    session = shop(files={"a.yaml": "x"})
    session.run("kubectl apply -f a.yaml,b.yaml")
    assert session.entries[-1].files == (("a.yaml", "x"),)
    session.run("kubectl apply -f b.yaml")
    assert session.entries[-1].files == (("b.yaml", None),)
    session.run("kubectl edit svc cart")
    session.edited(None)
    assert session.entries[-1] == Entry("kubectl edit svc cart", edits=(None,))
    assert session.commands[-1] == "kubectl edit svc cart"


def test_a_line_that_waits_for_an_editor_leaves_nothing_until_it_has_its_text() -> None:
    session = shop()
    entries = len(session.entries)
    asked = session.run("kubectl edit svc cart")
    assert asked.edit is not None
    assert "app: crt" in asked.edit.text
    assert (asked.changed, len(session.entries)) == (False, entries)
    done = session.edited(asked.edit.text.replace("app: crt", "app: cart"))
    assert (done.changed, done.solved_now, done.output.stdout) == (True, True, "service/cart edited\n")
    assert len(session.entries) == entries + 1


def test_an_editor_that_nobody_asked_for() -> None:
    session = shop()
    session.run("kubectl edit svc cart")
    session.run("kubectl get svc")
    with pytest.raises(ValueError, match="no line waits for an editor"):
        session.edited("x")


def test_a_file_is_read_once_while_an_editor_comes_back() -> None:
    reads: list[str] = []

    def read(name: str) -> str:
        reads.append(name)
        return "a: b"

    session = Session(TASK, CLUSTER, seed=7, read=read)
    asked = session.run("kubectl edit -f a.yaml")
    assert (asked.edit, asked.output.status) == (None, 1)
    assert reads == ["a.yaml"]


def test_the_prompt_says_where_one_stands() -> None:
    session = shop()
    assert (session.prompt, session.place) == ("lab:shop$ ", Workstation())
    session.run("kubectl exec -it checkout -c proxy -- sh")
    assert (session.prompt, session.place) == ("checkout:/# ", InPod("shop", "checkout", "proxy"))
    session.run("exit")
    session.run("ssh node-1")
    assert (session.prompt, session.place) == ("root@node-1:~# ", OnNode("node-1"))


def test_a_shell_ends_with_its_pod_and_its_node() -> None:
    session = shop("kubectl create deploy w --image=w", "kubectl exec -it deploy/w -- sh")
    pod = session.place.name
    gone = session.run("undo")
    assert gone.notes == (f"Pod shop/{pod} is gone: you are not in its shell any more.",)
    assert session.place == Workstation()
    session.run("ssh node-1")
    session._standing = session._standing.__class__(places=(*session._standing.places, OnNode("node-9")))
    assert session.run("hostname").notes == ("Node node-9 is gone: you are not in its shell any more.",)


def test_a_pod_that_was_made_for_a_shell_goes_with_it() -> None:
    session = shop("kubectl run tmp --rm -it --image=busybox -- sh")
    assert session.place == InPod("shop", "tmp", "tmp", fleeting=True)
    assert session.run("exit").output.stdout == 'pod "tmp" deleted from shop namespace\n'
    assert session.run("kubectl get pod tmp").output.status == 1


def test_quit_and_exit_leave_the_lab() -> None:
    assert turn("quit").left
    assert turn("exit").left
    assert not turn("ssh node-1", "exit").left


def test_commands_are_counted_without_the_labs_own() -> None:
    session = shop("kubectl get svc", "hint", "goals", "help", "", "# nothing", "kubectl zzz", "trace checkout cart:80", "curl x")
    assert session.record.commands == 5  # the namespace of `shop`, get, a comment, a failure, curl


def test_the_record_holds_what_counts() -> None:
    session = shop("hint", "hint", "cause SVC002", "cause SVC001", "cause SVC001")
    assert session.record == Record(hints=2, causes=("SVC001",), wrong_causes=1, commands=1)
    assert session.credit == 75
    session.run("solution")
    assert (session.record.solution_shown, session.credit) == (True, 0)
    session.run(REPAIR)
    assert (session.record.solved, session.counts) == (True, False)


@pytest.mark.parametrize(
    ("record", "share", "counting"),
    [
        pytest.param(Record(), 100, False, id="nothing yet"),
        pytest.param(Record(solved=True), 100, True, id="without a hint"),
        pytest.param(Record(hints=1, solved=True), 100, True, id="the first hint is free"),
        pytest.param(Record(hints=2, solved=True), 75, True, id="the second"),
        pytest.param(Record(hints=3, solved=True), 50, True, id="the third"),
        pytest.param(Record(hints=9, solved=True), 50, True, id="there are three"),
        pytest.param(Record(solved=True, solution_shown=True), 0, False, id="the solution was shown"),
    ],
)
def test_the_credit(record: Record, share: int, counting: bool) -> None:
    assert (credit(record), counts(record)) == (share, counting)


def test_a_task_that_is_no_lab_has_neither_story_nor_hints() -> None:
    task = Task(goals=TASK.goals)
    session = Session(task, CLUSTER, seed=1, read=reader({}))
    assert session.run("story").output.stdout == "This task has no story: `goals` says what is to be reached.\n"
    assert session.run("hint").output.stdout == "This task has no hints: `goals` and `diff` say what fails.\n"
    assert session.run("cause SVC001").output.stderr == "This task has no cause to name.\n"
    assert session.run("solution").output.stderr == "This task has no solution to show.\n"


def test_a_lab_with_two_causes_says_how_many_are_left() -> None:
    from msgspec.structs import replace

    task = replace(TASK, lab=replace(LAB, cause=("SVC001", "SVC002", "SVC003")))
    session = Session(task, CLUSTER, seed=1, read=reader({}))
    assert session.run("cause SVC002").output.stdout == "Yes: the workload is scaled to none (SVC002). There are 2 more to find.\n"
    assert session.run("cause SVC001").output.stdout == "Yes: the selector fits no pod (SVC001). There is one more to find.\n"


def test_a_saved_case_can_be_run() -> None:
    done = turn(REPAIR, "save-case shop.yaml")
    assert done.save is not None
    assert done.save.file == "shop.yaml"
    case_file = cases.parse(done.save.text, file="shop.yaml")
    assert [result.ok for result in run_case(case_file, case_file.cases[0])] == [True, True]


def test_errors_stand_where_a_terminal_shows_them() -> None:
    printed = turn("kubectl exec -it checkout -- curl -v http://front").output
    assert printed.screen.splitlines()[:2] == ['Defaulted container "checkout" out of: checkout, proxy', "* Host front:80 was resolved."]
    assert printed.screen.endswith("* Connection #0 to host front left intact\n")


def test_a_meter_is_drawn_where_stdout_is_no_terminal() -> None:
    assert "% Total" in turn("kubectl exec checkout -c proxy -- curl http://front").output.stderr
    assert "% Total" in turn("kubectl exec -it checkout -c proxy -- curl http://front | head -1").output.stderr
    assert "% Total" not in turn("kubectl exec -it checkout -c proxy -- curl http://front").output.stderr


def test_a_seed_draws_the_same_backends() -> None:
    lines = ["kubectl exec checkout -c proxy -- curl -s http://front"] * 12
    drawn = [[session.run(line).output.stdout for line in lines] for session in (shop(seed=1), shop(seed=1), shop(seed=2))]
    assert drawn[0] == drawn[1]
    assert drawn[0] != drawn[2]
    assert set(drawn[0]) == {"cart-6d89cff46-8npvn answers /\n", "cart-6d89cff46-q8ss7 answers /\n"}


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("echo \ud800", id="half of a pair"),
        pytest.param("kubectl get svc \x00\x1b[31m", id="control characters"),
        pytest.param("kubectl annotate svc cart a='\x1b[31m'", id="an escape in an annotation"),
        pytest.param("kubectl set image deploy/cart 'cart=\x9b31m'", id="a C1 escape"),
        pytest.param("kubectl get pods -l 'a in (" + "x," * 5000 + "y)'", id="a long selector"),
        pytest.param("sh -c \"sh -c 'sh -c sh'\"", id="shells within shells"),
        pytest.param("what-if sh -c 'what-if sh -c goals'", id="what-ifs within what-ifs"),
        pytest.param("kubectl patch svc cart -p '" + '{"a":' * 200 + "1" + "}" * 200 + "'", id="a deep patch"),
    ],
)
def test_odd_lines_end_in_no_error(line: str) -> None:
    session = shop()
    assert isinstance(session.run(line).output.status, int)
    assert session.run("kubectl get svc -A -o yaml").output.status == 0


def test_commands_within_commands_have_an_end() -> None:
    done = turn('kubectl exec checkout -qc proxy -- sh -c "sh -c \'sh -c \\"sh -c hostname\\"\'"').output
    assert "commands within commands" in done.stderr


def test_places_are_told_apart(monkeypatch: Any) -> None:
    session = shop("kubectl port-forward db-0 5432", "kubectl delete sts db")
    assert session.run("curl -s localhost:5432").output.status == 7
