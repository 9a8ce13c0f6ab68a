"""The wheel carries the content and runs from any directory."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.support.measuring import unmeasured

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
PIP = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("wheel")
    build = [*PIP, "wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(place), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True, text=True, env=unmeasured(os.environ))
    return next(place.glob("k8s_svc_trainer-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("installed")
    install = [*PIP, "install", "--no-deps", "--no-index", "--target", str(place), str(wheel)]
    subprocess.run(install, check=True, capture_output=True, env=unmeasured(os.environ))
    return place


def run(installed: Path, elsewhere: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    variables = {**unmeasured(os.environ), "PYTHONPATH": str(installed), "K8S_SVC_TRAINER_HOME": str(elsewhere / "home")}
    command = [sys.executable, "-m", "k8s_svc_trainer", *arguments]
    return subprocess.run(command, check=False, cwd=elsewhere, env=variables, capture_output=True, text=True)


def test_every_file_of_the_content_is_in_the_wheel_and_nothing_that_is_not_the_program(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as files:
        names = set(files.namelist())
    content = {f"k8s_svc_trainer/content/{file.relative_to(ROOT / 'content')}" for file in (ROOT / "content").rglob("*.yaml")}
    assert content - names == set()
    assert {"k8s_svc_trainer/py.typed", "k8s_svc_trainer/__main__.py"} <= names
    assert {name.split("/")[0].split("-")[0] for name in names} == {"k8s_svc_trainer"}


def test_the_wheel_names_its_command(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as files:
        entry = next(name for name in files.namelist() if name.endswith("entry_points.txt"))
        assert "k8s-svc-trainer = k8s_svc_trainer.__main__:run" in files.read(entry).decode()


def test_the_installed_program_reads_its_own_content_from_any_directory(installed: Path, tmp_path: Path) -> None:
    done = run(installed, tmp_path, "paths", "--json")
    assert json.loads(done.stdout)["content"] == str(installed / "k8s_svc_trainer" / "content")


def test_the_installed_program_teaches_from_it(installed: Path, tmp_path: Path) -> None:
    done = run(installed, tmp_path, "learn", "1")
    assert (done.returncode, done.stderr) == (0, "")
    assert "pod/default/client connects to" in done.stdout
