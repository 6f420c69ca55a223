"""Our own themes: readable, and a status is told from another one without seeing its colour."""

from __future__ import annotations

from itertools import combinations

import pytest
from textual.color import Color
from textual.theme import Theme

from lktui.tui.looks import Looks
from lktui.tui.themes import ANSI, DARK, LIGHT, theme_for

READABLE = 4.5  # the contrast that WCAG asks of text
AVAILABLE = {"lktui-dark", "lktui-light", "lktui-ansi", "nord"}


def colour(theme: Theme, name: str) -> Color:
    return Color.parse({**theme.to_color_system().generate(), **theme.variables}[name])


def tones(theme: Theme) -> dict[str, Color]:
    """As lktui.tcss lays them out, on the background."""
    ground, ink = colour(theme, "background"), colour(theme, "foreground")
    return {
        "active": colour(theme, "text-success"),
        "idle": colour(theme, "text-warning"),
        "ended": ground.blend(ink, 0.65),
        "plain": ink,
        "bad": colour(theme, "text-error"),
        "accent": colour(theme, "text-primary"),
    }


def luminance(shown: Color) -> float:
    """Relative luminance by WCAG."""
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in shown.normalized]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Color, other: Color) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_every_tone_is_readable_on_every_ground(theme: Theme) -> None:
    ground = colour(theme, "background")
    grounds = [ground, colour(theme, "surface"), colour(theme, "panel")]
    low = {
        (name, place): round(contrast(tone, under), 1)
        for name, tone in tones(theme).items()
        for place, under in enumerate(grounds)
        if contrast(tone, under) < READABLE * (0.8 if name == "ended" else 1)
    }
    assert low == {}


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_states_differ_in_brightness(theme: Theme) -> None:
    states = {name: tones(theme)[name] for name in ("active", "idle", "ended")}
    alike = [pair for pair in combinations(states, 2) if contrast(states[pair[0]], states[pair[1]]) < 1.2]
    assert alike == []


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_good_and_bad_are_blue_and_orange(theme: Theme) -> None:
    shown = tones(theme)
    assert shown["active"].b > shown["active"].r
    for warm in ("idle", "bad"):
        assert shown[warm].r > shown[warm].g > shown[warm].b


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_the_selected_row_stands_out(theme: Theme) -> None:
    ground = colour(theme, "background")
    selected = ground.blend(colour(theme, "primary"), 0.35)
    assert contrast(ground, selected) > 1.25
    assert contrast(colour(theme, "foreground"), selected) > READABLE


@pytest.mark.parametrize(
    ("looks", "few_colours", "theme"),
    [
        (Looks(), False, DARK.name),
        (Looks(light=True), False, LIGHT.name),
        (Looks(kept_theme="nord", light=True), False, "nord"),
        (Looks(kept_theme="gone"), False, DARK.name),
        (Looks(theme="nord", kept_theme="lktui-light"), False, "nord"),
        (Looks(kept_theme="nord"), True, ANSI.name),
        (Looks(theme="nord"), True, "nord"),
    ],
)
def test_which_theme_a_terminal_gets(looks: Looks, few_colours: bool, theme: str) -> None:  # noqa: FBT001
    assert theme_for(looks, AVAILABLE, few_colours=few_colours) == theme
