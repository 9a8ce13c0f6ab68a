"""The lab in a real terminal: completion, history, Ctrl-C and Ctrl-D, the editor, coming back, random labs, watched files."""

from pathlib import Path

import pytest

from tests.support.terminal import Terminal

pytestmark = pytest.mark.slow

NAME = "users-refused"
PROMPT = "lab:default$"


def test_tab_completes_a_command_and_a_name(tmp_path: Path) -> None:
    with Terminal(tmp_path, "lab", NAME) as terminal:
        terminal.wait_for(PROMPT)
        terminal.type("kubec\t").wait_for("kubectl")
        terminal.type("get svc -n sh\t").wait_for("get svc -n shop")
        terminal.press("enter").wait_for("10.96.0.21")


def test_the_arrow_brings_the_last_line_back(tmp_path: Path) -> None:
    with Terminal(tmp_path, "lab", NAME) as terminal:
        terminal.wait_for(PROMPT)
        terminal.type("kubectl version\r").wait_for("Server Version").wait_line(PROMPT)
        terminal.press("up").wait_for("kubectl version")


def test_ctrl_c_drops_the_line_and_ctrl_d_leaves_with_all_kept(tmp_path: Path) -> None:
    with Terminal(tmp_path, "lab", NAME) as terminal:
        terminal.wait_for(PROMPT)
        terminal.type("kubectl delete everything").press("ctrl-c").wait_line(PROMPT)
        terminal.type("kubectl config set-context --current --namespace=shop\r").wait_for("lab:shop$")
        terminal.press("ctrl-d")
        assert terminal.end() == 0
        assert "All is kept" in terminal.text
    with Terminal(tmp_path, "lab", NAME) as terminal:
        terminal.wait_for("You are where you left it, 1 line in.", "lab:shop$")


def test_nothing_is_lost_by_a_kill(tmp_path: Path) -> None:
    with Terminal(tmp_path, "lab", NAME) as terminal:
        terminal.wait_for(PROMPT)
        terminal.type("hint\r").wait_for("This hint is free.").wait_line(PROMPT)
        terminal.kill()
    with Terminal(tmp_path, "lab", NAME) as terminal:
        terminal.wait_for("You are where you left it, 1 line in.")


def test_a_repair_in_the_editor_counts(tmp_path: Path) -> None:
    with Terminal(tmp_path, "lab", NAME, rows=60, variables={"EDITOR": "sed -i 's/app: users/app: user/'"}) as terminal:
        terminal.wait_for(PROMPT)
        terminal.type("kubectl -n shop edit svc users\r").wait_for("Repaired", "100 %")


def test_the_window_may_change_its_width_while_a_line_is_typed(tmp_path: Path) -> None:
    with Terminal(tmp_path, "lab", NAME) as terminal:
        terminal.wait_for(PROMPT)
        terminal.type("kubectl -n shop get")
        terminal.resize(60)
        terminal.type(" pods\r").wait_for("1/1")
        assert "Traceback" not in terminal.text


def test_a_random_lab_is_the_same_by_its_seed(tmp_path: Path) -> None:
    titles = []
    for home in (tmp_path / "one", tmp_path / "two"):
        home.mkdir()
        with Terminal(home, "lab", "--random", "--level", "1", "--seed", "5") as terminal:
            terminal.wait_for(PROMPT)
            titles.append(terminal.lines[1:9])
            terminal.press("ctrl-d").wait_for("is this lab again")
    assert titles[0] == titles[1]


def test_a_saved_file_is_judged_while_keys_are_waited_for(tmp_path: Path) -> None:
    with Terminal(tmp_path, "lab", "--watch", NAME, rows=60) as terminal:
        terminal.wait_for("save one, and it is judged", "h hint")
        service = tmp_path / f"lab-{NAME}" / "service-shop-users.yaml"
        service.write_text(service.read_text().replace("app: users", "app: user"))
        terminal.wait_for("Repaired")


def test_esc_leaves_the_watched_files_where_they_are(tmp_path: Path) -> None:
    with Terminal(tmp_path, "lab", "--watch", NAME) as terminal:
        terminal.wait_for("h hint")
        terminal.press("esc")
        assert terminal.end() == 0
    assert (tmp_path / f"lab-{NAME}" / "service-shop-users.yaml").is_file()
