"""How sure are you: asked where it was wanted, once, before the verdict, and kept with the answer."""

from pathlib import Path

import pytest
from screens import strings, written

from k8s_svc_trainer.cli import confidence, quiz
from k8s_svc_trainer.cli.desk import sit_down
from k8s_svc_trainer.cli.paper import Paper

PACK = Path(__file__).parents[2] / "support" / "pack"


def asked(home: Path, typed: str, wanted: bool | None, topic: str = "number") -> tuple[str, list[float | None]]:
    environment = strings(typed, K8S_SVC_TRAINER_HOME=str(home))
    with sit_down(environment, pack=PACK) as desk:
        quiz.sit(Paper(environment), desk, quiz.Asked(topic=topic, seed=1, confidence=wanted))
        return written(environment), [one.confidence for one in desk.store.reviews()]


@pytest.mark.parametrize(("key", "share"), [("1", 0.25), ("2", 0.5), ("3", 0.75), ("4", 0.95), ("b", None)])
def test_one_key_says_how_sure_one_is_before_the_verdict(tmp_path: Path, key: str, share: float | None) -> None:
    out, said = asked(tmp_path, f"1\n{key}\nb\n", True)
    assert said == [share]
    before, _, after = out.partition("How sure are you?")
    assert "Right" not in before
    assert "1 guess, 2 unsure, 3 rather sure, 4 sure, b say nothing:" in " ".join(after.split())
    assert "Right" in after


def test_it_is_kept_until_one_says_otherwise(tmp_path: Path) -> None:
    assert "How sure" not in asked(tmp_path, "1\nb\n", None)[0]
    assert "How sure" in asked(tmp_path, "1\n4\nb\n", True)[0]
    assert "How sure" in asked(tmp_path, "1\n4\nb\n", None)[0]
    assert "How sure" not in asked(tmp_path, "1\nb\n", False)[0]
    assert "How sure" not in asked(tmp_path, "1\nb\n", None)[0]


def test_what_comes_back_in_the_quiz_is_not_asked_again(tmp_path: Path) -> None:
    out, said = asked(tmp_path, "7\n4\n\n1\n\n", True)
    assert out.count("How sure") == 1
    assert said == [0.95, None]


def test_the_setting_is_one_word(tmp_path: Path) -> None:
    with sit_down(strings(K8S_SVC_TRAINER_HOME=str(tmp_path)), pack=PACK) as desk:
        confidence.set_mode(desk.store, wanted=True)
        assert desk.store.settings() == {"confidence": "true"}
        confidence.set_mode(desk.store, wanted=False)
        assert desk.store.settings() == {}
