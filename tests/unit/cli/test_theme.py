"""Which theme is drawn, and in which colours."""

from __future__ import annotations

import pytest

from k8s_svc_trainer.cli.door import Refused
from k8s_svc_trainer.cli.theme import Theme, style_of, theme_of


@pytest.mark.parametrize(
    ("variables", "theme"),
    [
        pytest.param({}, Theme.DARK, id="nothing is known of the ground"),
        pytest.param({"COLORFGBG": "15;0"}, Theme.DARK, id="white on black"),
        pytest.param({"COLORFGBG": "0;15"}, Theme.LIGHT, id="black on bright white"),
        pytest.param({"COLORFGBG": "0;default;7"}, Theme.LIGHT, id="three words, the last is the ground"),
        pytest.param({"COLORFGBG": "0;15", "K8S_SVC_TRAINER_THEME": "dark"}, Theme.DARK, id="the person's word wins"),
        pytest.param({"K8S_SVC_TRAINER_THEME": "light"}, Theme.LIGHT, id="light is asked for"),
    ],
)
def test_the_theme(variables: dict[str, str], theme: Theme) -> None:
    assert theme_of(variables) is theme


def test_a_word_that_is_no_theme_is_refused_with_those_that_are() -> None:
    with pytest.raises(Refused, match="K8S_SVC_TRAINER_THEME is 'solarized'; it is one of dark, light"):
        theme_of({"K8S_SVC_TRAINER_THEME": "solarized"})


def test_parts_become_the_colours_of_the_theme_and_bold_stays() -> None:
    assert style_of("bold accent", Theme.DARK) == "bold cyan"
    assert style_of("bold accent", Theme.LIGHT) == "bold blue"
