"""Labs in plain mode, on the small pack: what is typed, what is then written and kept, and what the files of a watched lab do."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from screens import strings, written

from k8s_svc_trainer.cli import lab, lab_watch
from k8s_svc_trainer.cli.desk import sit_down
from k8s_svc_trainer.cli.door import Refused
from k8s_svc_trainer.cli.lab_watch import opened
from k8s_svc_trainer.cli.paper import Paper
from k8s_svc_trainer.course import open_pack
from k8s_svc_trainer.course.stage import stage

PACK = Path(__file__).parents[2] / "support" / "pack"
NAME = "01-one/web-is-silent"
REPAIR = "kubectl set selector service/web app=web"


def held(home: Path, *lines: str, name: str = NAME) -> str:
    environment = strings("".join(f"{line}\n" for line in lines), K8S_SVC_TRAINER_HOME=str(home))
    with sit_down(environment, pack=PACK) as desk:
        lab.hold(Paper(environment), desk, desk.pack.lab(name))
    return written(environment)


def state(home: Path) -> str:
    environment = strings(K8S_SVC_TRAINER_HOME=str(home))
    with sit_down(environment, pack=PACK) as desk:
        return lab.state_of(desk, desk.pack.lab_index()[0])


def yesterday(home: Path) -> None:
    """Let what is kept of the lab be kept since yesterday."""
    environment = strings(K8S_SVC_TRAINER_HOME=str(home))
    with sit_down(environment, pack=PACK) as desk:
        key = lab.lab_key(desk, desk.pack.lab(NAME))
        kept = desk.store.draft(key)
        assert kept is not None
        desk.store.save_draft(key, kept.text, datetime.now(UTC) - timedelta(days=1))


def answers(home: Path) -> int:
    environment = strings(K8S_SVC_TRAINER_HOME=str(home))
    with sit_down(environment, pack=PACK) as desk:
        return len(desk.store.reviews(lab.lab_key(desk, desk.pack.lab(NAME))))


def test_the_incident_the_goals_and_the_prompt(tmp_path: Path) -> None:
    out = held(tmp_path, "quit")
    assert "The client, in namespace default, cannot reach web." in out
    assert "○  the client is answered by web-1" in out
    assert "✓  the Service keeps its address (is to stay so)" in out
    assert "lab:default$ " in out
    assert "All is kept: the lab goes on where you leave it." in out


def test_a_repair_is_told_beside_the_reference_and_counts(tmp_path: Path) -> None:
    out = held(tmp_path, "kubectl get pods", "cause SVC001", REPAIR, "quit")
    assert "service/web selector updated" in out
    assert "Repaired" in out
    assert "100 %" in out
    assert "the selector fits no pod (SVC001): you named it" in out
    assert "2 commands; an expert finds and mends it in 3" in out
    assert "“Running pods and an empty list: I compare" in out
    assert state(tmp_path) == "solved"


def test_a_cause_that_was_not_named_is_said(tmp_path: Path) -> None:
    assert "the selector fits no pod (SVC001): not named before" in held(tmp_path, REPAIR, "quit")


def test_a_change_that_mends_nothing_shows_the_failing_flow_hop_by_hop(tmp_path: Path) -> None:
    out = held(tmp_path, "kubectl set selector service/web app=Web", "quit")
    assert "0 of 1 goal reached. Still:" in out
    assert "● rules " in out
    assert "default/web has no endpoints" in out
    assert state(tmp_path) == "begun"


def test_what_was_to_stay_and_has_not_is_shown(tmp_path: Path) -> None:
    out = held(tmp_path, "kubectl label pod guest --overwrite app=wbe", "quit")
    assert "✗  pod/default/guest (was to stay so)" in out


def test_leaving_and_coming_back_goes_on_where_it_was_left(tmp_path: Path) -> None:
    held(tmp_path, "kubectl config set-context --current --namespace=kube-system", "kubectl set selector -n default service/web app=Web")
    out = held(tmp_path, "kubectl get svc web -n default -o jsonpath='{.spec.selector.app}'")
    assert "You are where you left it, 2 lines in." in out
    assert "lab:kube-system$ Web" in out


def test_what_was_repaired_on_another_day_is_broken_again_and_a_new_repair_counts(tmp_path: Path) -> None:
    held(tmp_path, REPAIR, "quit")
    assert "You are where you left it, 2 lines in." in held(tmp_path, "quit"), "on the same day one may look around"
    yesterday(tmp_path)
    out = held(tmp_path, REPAIR, "quit")
    assert "where you left it" not in out
    assert "Repaired" in out
    assert answers(tmp_path) == 2


def test_what_was_left_unrepaired_goes_on_on_any_day(tmp_path: Path) -> None:
    held(tmp_path, "kubectl get pods", "quit")
    yesterday(tmp_path)
    assert "You are where you left it, 2 lines in." in held(tmp_path, "quit")


def test_a_shown_solution_does_not_count(tmp_path: Path) -> None:
    out = held(tmp_path, "solution", REPAIR, "quit")
    assert "not counted: the solution was shown" in out
    assert state(tmp_path) == "begun"


def test_hints_take_from_the_credit(tmp_path: Path) -> None:
    out = held(tmp_path, "hint", "hint", "hint", REPAIR, "quit")
    assert "50 %" in out


def test_nothing_that_is_typed_is_obeyed_as_an_escape(tmp_path: Path) -> None:
    assert "\x1b" not in held(tmp_path, "echo \x1b[2J", "\x1b]0;title\x07", "quit")


def test_a_file_that_is_named_is_read_and_one_that_is_not_there_is_said(tmp_path: Path) -> None:
    file = tmp_path / "svc.yaml"
    file.write_text(
        "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}\n"
    )
    out = held(tmp_path, f"kubectl apply -f {tmp_path / 'no.yaml'}", f"kubectl apply -f {file}", "quit")
    assert "does not exist" in out
    assert "Repaired" in out


def test_a_case_is_saved_and_never_over_a_file(tmp_path: Path) -> None:
    file = tmp_path / "saved.yaml"
    out = held(tmp_path, f"save-case {file}", f"save-case {file}", "quit")
    assert f"Saved as {file};" in out.replace("\n  ", "")
    assert (out.count("is there already"), out.count("runs it")) == (1, 1)
    assert file.read_text().startswith(("settings:", "about:", "objects:", "cases:"))


# --- watch


def watched(home: Path, typed: str) -> str:
    environment = strings(typed, K8S_SVC_TRAINER_HOME=str(home))
    with sit_down(environment, pack=PACK) as desk:
        lab_watch.watch(Paper(environment), desk, desk.pack.lab(NAME))
    return written(environment)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_manifests_are_written_and_a_saved_repair_is_judged(here: Path) -> None:
    out = watched(here, "b\n")
    service = here / "lab-web-is-silent" / "service-default-web.yaml"
    assert "The manifests are in ./lab-web-is-silent/" in out
    service.write_text(service.read_text().replace("wbe", "web"))
    out = watched(here, "\n\n")
    assert "Repaired" in out
    assert state(here) == "solved"


def test_a_hint_and_the_goals_stand_within_the_margin_of_what_is_watched(here: Path) -> None:
    out = watched(here, "h\ng\nb\n")
    assert "\n    fails  " in out  # the goals' own two columns, and the margin
    assert [line for line in out.splitlines() if line and not line.startswith("  ")] == []


def test_what_can_only_be_typed_at_a_prompt_is_not_offered_where_there_is_none(here: Path) -> None:
    out = watched(here, "b\n")
    service = here / "lab-web-is-silent" / "service-default-web.yaml"
    assert "The files stay; `lab --watch web-is-silent` goes on with them." in " ".join(out.split())
    service.write_text(service.read_text().replace("wbe", "web"))
    out += watched(here, "\n\n")
    assert [words for words in ("`help`", "`hint`", "`cause", "`quit`") if words in out] == []


def test_what_was_changed_before_is_judged_at_once(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    watched(here, "b\n")
    waits: list[bool] = []
    monkeypatch.setattr(lab_watch.prompts, "pause", lambda *_a, until, **_k: waits.append(not until()))
    watched(here, "")
    service = here / "lab-web-is-silent" / "service-default-web.yaml"
    service.write_text(service.read_text().replace("wbe", "wob"))
    watched(here, "")
    assert waits == [True, False]


def test_an_object_whose_file_is_gone_is_deleted(here: Path) -> None:
    watched(here, "b\n")
    (here / "lab-web-is-silent" / "service-default-web.yaml").unlink()
    out = watched(here, "\nb\n")
    assert 'service "web" deleted' in out
    assert "unresolved" in out


def test_the_files_can_be_had_as_they_were(here: Path) -> None:
    watched(here, "b\n")
    service = here / "lab-web-is-silent" / "service-default-web.yaml"
    service.write_text("nothing: at all\n")
    watched(here, "r\nb\n")
    assert "app: wbe" in service.read_text()


def test_a_hint_and_the_goals_can_be_asked_for(here: Path) -> None:
    out = watched(here, "h\ng\nb\n")
    assert "1. What stands behind the name?" in out
    assert "fails  the client is answered by web-1" in out


def test_a_folder_that_is_not_the_labs_is_refused(here: Path) -> None:
    (here / "lab-web-is-silent").mkdir()
    found = open_pack(PACK).lab(NAME)
    with pytest.raises(Refused, match="is not this lab's"):
        opened(Path("lab-web-is-silent"), found, stage(found))
    assert list((here / "lab-web-is-silent").iterdir()) == []


def test_the_labs_own_words_are_wrapped_below_where_they_begin_and_a_tools_lines_are_not(tmp_path: Path) -> None:
    environment = strings("help\nkubectl get pods -A -o wide\nquit\n", K8S_SVC_TRAINER_HOME=str(tmp_path), COLUMNS="60")
    with sit_down(environment, pack=PACK) as desk:
        lab.hold(Paper(environment), desk, desk.pack.lab(NAME))
    told, _, printed = written(environment).partition("NAMESPACE")
    assert max(map(len, told.split("\n"))) <= 60
    assert "  hint         The next of three hints: the first is free,\n               then 75 and 50 per cent are left\n" in told
    assert max(map(len, printed.split("\n"))) > 60
