"""The commands of a lab's reference are typed into a session, and do what its steps do."""

from __future__ import annotations

from pathlib import Path

import pytest
from lab_sessions import FILE

from k8s_svc_trainer.course import open_pack
from k8s_svc_trainer.course.labs import read_lab
from k8s_svc_trainer.lab.check import check, check_lab

PACK = Path(__file__).parents[2] / "support" / "pack"
WRITTEN = 'commands: ["kubectl -n shop set selector svc/cart app=cart"]'


def faults(commands: str) -> list[tuple[int, str, str]]:
    text = FILE.read_text()
    assert WRITTEN in text
    lab = read_lab(text.replace(WRITTEN, f"commands: [{commands}]"), file="shop.yaml", lesson="01-one", slug="shop")
    return [(fault.line, fault.field, fault.message) for fault in check_lab(lab)]


def test_a_lab_whose_commands_do_as_its_steps_do() -> None:
    assert faults('"kubectl -n shop get svc", "kubectl -n shop set selector svc/cart app=cart"') == []


def test_the_commands_of_a_pack() -> None:
    assert check(open_pack(PACK)) == []


@pytest.mark.parametrize(
    ("commands", "field", "message"),
    [
        pytest.param(
            '"kubectl get svc", "kubectl set selector svc/cart app=cart"',
            "reference.commands[1]",
            'this command fails: Error from server (NotFound): services "cart" not found',
            id="a command that fails",
        ),
        pytest.param(
            '"kubectl edit svc -n shop cart"',
            "reference.commands[0]",
            "this command needs an editor, which a reference cannot have",
            id="a command that needs an editor",
        ),
        pytest.param(
            '"kubectl get svc"',
            "reference.commands",
            "these commands do not solve the lab: checkout reaches cart fails",
            id="commands that do not mend",
        ),
        pytest.param(
            '"solution", "kubectl -n shop set selector svc/cart app=cart"',
            "reference.commands",
            "these commands do not solve the lab: nothing is to be reached fails",
            id="commands that look at the solution",
        ),
        pytest.param(
            '"kubectl -n shop set selector svc/cart app=cart", "kubectl -n shop scale deploy cart --replicas=3"',
            "reference",
            "commands and steps do not come to the same (steps -> commands): deployment/shop/cart spec.replicas: 2 -> 3",
            id="commands that do more than the steps",
        ),
    ],
)
def test_what_is_wrong_is_told_at_its_place(commands: str, field: str, message: str) -> None:
    assert [(found, said) for _, found, said in faults(commands)] == [(field, message)]


def test_a_lab_that_cannot_be_staged_is_told_elsewhere() -> None:
    text = FILE.read_text().replace("kind: Namespace", "kind: Namespac")
    assert check_lab(read_lab(text, file="shop.yaml", lesson="01-one", slug="shop")) == []
