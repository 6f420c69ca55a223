"""The wall: numbers, alerts and the newest events for a monitor across the room; it needs no keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from lktui.tui.commands import Scope, binding
from lktui.tui.screens.frame import FrameScreen
from lktui.tui.widgets.cells import Lines
from lktui.view.wall import tiles, wall

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.binding import BindingType
    from textual.widget import Widget


class WallScreen(FrameScreen):
    SCOPES = (Scope.EVERYWHERE,)
    BINDINGS: ClassVar[list[BindingType]] = [binding("unselect", "app.wall")]

    def compose_body(self) -> Iterable[Widget]:
        yield Lines(id="wall")

    def on_resize(self) -> None:
        """After the frame's own, which Textual calls too."""
        if self._is_drawable:
            self.show_body()

    def show_body(self) -> None:
        state, now = self.state, self.now()
        stale = state.is_stale(now) or state.stale_since is not None
        shown = tiles(self.observation.history, state.fetched_at, now, stale=stale)
        width, height = self.size
        around = sum(self.query_one(name).outer_size.height for name in ("#title", "#status"))
        banner = self.query_one("#banner", Lines)
        around += banner.outer_size.height if banner.display else 0
        lines = wall(
            shown,
            self.observation.alerts.counts,
            self.feed().events,
            zone=self.zone,
            now=now,
            size=(width - 2, max(1, height - around)),
        )
        self.query_one("#wall", Lines).show(*((line, ()) for line in lines))

    def tick(self) -> None:
        super().tick()
        if self._is_drawable:
            self.show_body()
