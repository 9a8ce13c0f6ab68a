"""The two themes: which of the terminal's sixteen colours plays which part on a dark and on a light ground.

The parts are all that a screen may name; a colour is named here alone. Bright letters vanish on a light ground, so the accent is another.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from k8s_svc_trainer.cli.door import Refused

VARIABLE = "K8S_SVC_TRAINER_THEME"
ACCENT, STRONG, QUIET, GOOD, BAD = "accent", "bold", "quiet", "good", "bad"


class Theme(StrEnum):
    """What stands behind the letters."""

    DARK = "dark"
    LIGHT = "light"


COLOURS: Mapping[Theme, Mapping[str, str]] = {
    Theme.DARK: {ACCENT: "cyan", QUIET: "bright_black", GOOD: "green", BAD: "red"},
    Theme.LIGHT: {ACCENT: "blue", QUIET: "bright_black", GOOD: "green", BAD: "red"},
}
LIGHT_GROUNDS = frozenset({"7", "15"})  # white and bright white, as COLORFGBG counts


def theme_of(variables: Mapping[str, str]) -> Theme:
    """The theme that a person chose by K8S_SVC_TRAINER_THEME, or that the terminal tells by COLORFGBG (`0;15`); else the dark one.

    Raises Refused for a word that is no theme.
    """
    chosen = variables.get(VARIABLE)
    if chosen:
        try:
            return Theme(chosen)
        except ValueError:
            raise Refused(f"{VARIABLE} is {chosen!r}; it is one of {', '.join(Theme)}") from None
    ground = variables.get("COLORFGBG", "").rpartition(";")[2]
    return Theme.LIGHT if ground in LIGHT_GROUNDS else Theme.DARK


def style_of(words: str, theme: Theme) -> str:
    """Parts (`bold accent`) as the colours of a theme."""
    return " ".join(COLOURS[theme].get(word, word) for word in words.split())
