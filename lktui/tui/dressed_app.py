"""An application in the looks that its terminal and its user ask for."""

from __future__ import annotations

import os
from difflib import get_close_matches
from typing import Generic, TypeVar

from textual.filter import Monochrome, NoColor

from lktui.errors import ConfigError
from lktui.tui.looks import AsciiFilter, Looks, Uncoloured
from lktui.tui.terminal.quiet_app import QuietApp
from lktui.tui.themes import OURS, theme_for

Result = TypeVar("Result")

FEW_COLOURS = "standard"  # what Rich calls the sixteen


class DressedApp(QuietApp[Result], Generic[Result], inherit_bindings=False):
    """Raises ConfigError for a theme that there is not."""

    def __init__(self, looks: Looks, *, frame_diff: bool = True) -> None:
        super().__init__(frame_diff=frame_diff)
        self.looks = looks
        self.animation_level = "none"
        for theme in OURS:
            self.register_theme(theme)
        if looks.theme is not None and looks.theme not in self.available_themes:
            nearest = get_close_matches(looks.theme, self.available_themes, 1)
            hint = f"Did you mean {nearest[0]}? " if nearest else ""
            raise ConfigError(f"there is no theme {looks.theme!r}", f"{hint}Themes: {', '.join(self.theme_names)}")
        # Textual's own way is to send greys, which are colours to a terminal, and that for an empty value, too
        self.no_color = bool(os.environ.get("NO_COLOR"))
        self._filters = [one for one in self._filters if not isinstance(one, (Monochrome, NoColor))]
        few_colours = self.no_color or self.console.color_system == FEW_COLOURS
        self.theme = theme_for(looks, self.available_themes, few_colours=few_colours)
        if self.no_color:
            self._filters.append(Uncoloured())
        if looks.ascii:
            self._filters.append(AsciiFilter())
        self._dressed_in = self.theme
        self.stylesheet.set_variables(self.get_css_variables())

    def refresh_css(self, animate: bool = True) -> None:  # noqa: FBT001, FBT002 - Textual's signature
        """Not at the start, where Textual asks for it although this theme was read with the style sheets."""
        if self.theme != self._dressed_in:
            self._dressed_in = self.theme
            super().refresh_css(animate)

    @property
    def theme_names(self) -> list[str]:
        """Ours first."""
        ours = [theme.name for theme in OURS]
        return ours + sorted(name for name in self.available_themes if name not in ours)
