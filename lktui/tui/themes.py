"""Our own themes, and which theme a terminal gets.

A status is told by its glyph and its word. Its colour is one of blue, amber and vermilion, which people with any kind
of colour vision can tell apart, and of a brightness of its own, so that it also shows where there are only greys.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Collection

    from lktui.tui.looks import Looks

DARK = Theme(
    name="lktui-dark",
    dark=True,
    primary="#4a8fd0",
    secondary="#8f7fd0",
    accent="#c3b1ff",
    success="#8fd3ff",
    warning="#e69f00",
    error="#f0714a",
    foreground="#d7dee8",
    background="#121417",
    surface="#191c20",
    panel="#25292f",  # greys among 256 colours, too
    variables={
        "text-primary": "#c3b1ff",
        "text-success": "#8fd3ff",
        "text-warning": "#e9a820",
        "text-error": "#f0714a",
    },
)
LIGHT = Theme(
    name="lktui-light",
    dark=False,
    primary="#2b6cb0",
    secondary="#6b4fb8",
    accent="#5a3fa0",
    success="#004b87",
    warning="#c77700",
    error="#b23008",
    foreground="#1d2630",
    background="#fbfbf9",
    surface="#f0f2f3",
    panel="#e0e5ea",
    variables={
        "text-primary": "#5a3fa0",
        "text-success": "#004b87",
        "text-warning": "#8a4f00",
        "text-error": "#b23008",
    },
)
# In the terminal's own 16 colours, on its own background, which may be dark or light: bold, dim and reversed say most.
ANSI = Theme(
    name="lktui-ansi",
    ansi=True,
    primary="ansi_default",
    secondary="ansi_default",
    accent="ansi_default",
    success="ansi_default",
    warning="ansi_magenta",
    error="ansi_red",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    variables={
        "ansi-background": "ansi_default",
        "ansi-foreground": "ansi_default",
        "border": "ansi_default",
        "border-blurred": "ansi_default",
        "block-cursor-foreground": "ansi_bright_white",  # Textual's lists can't be reversed
        "block-cursor-background": "ansi_blue",
        "block-cursor-blurred-text-style": "bold",
        "scrollbar": "ansi_blue",
        "scrollbar-hover": "ansi_blue",
        "scrollbar-active": "ansi_blue",
        "scrollbar-background": "ansi_default",
        "input-selection-background": "ansi_blue",
        "input-selection-foreground": "ansi_bright_white",
    },
)
OURS = (DARK, LIGHT, ANSI)


def theme_for(looks: Looks, available: Collection[str], *, few_colours: bool) -> str:
    """`few_colours` is for 16 of them and none: there only a theme that was asked for by name comes before our own."""
    if looks.theme is not None:
        return looks.theme
    if few_colours:
        return ANSI.name
    if looks.kept_theme in available:
        return looks.kept_theme or DARK.name
    return LIGHT.name if looks.light else DARK.name
