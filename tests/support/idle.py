"""When an application has done all that it can do now, as its event loop tells.

Textual's pilot waits for 20 ms, twice for each key, in which the process has computed little: that is long for one key,
and too short where the machine is busy with something else and the process has to wait for its turn.
"""

from __future__ import annotations

import asyncio

import pytest
from textual._context import active_app
from textual.screen import Screen

TURNS = 10_000  # of the loop; a test that needs more waits for something that it names


async def nothing_left_to_do(_least: float = 0.0, _most: float = 0.0) -> None:
    """Lets everything run that waits neither for a time nor for another thread, and draws what has changed."""
    loop = asyncio.get_running_loop()
    app = active_app.get()
    for _ in range(TURNS):
        await asyncio.sleep(0)
        if loop._ready:  # type: ignore[attr-defined]
            continue
        if app._resize_event is not None:
            app._check_resize()
        elif app.screen_stack and _is_to_be_drawn(app.screen):
            app.screen._on_timer_update()
        else:
            return


def _is_to_be_drawn(screen: Screen[object]) -> bool:
    """What Textual does sixty times a second."""
    marks = (screen._layout_required, screen._scroll_required, screen._repaint_required, screen._dirty_widgets)
    return screen.is_current and any(marks)


@pytest.fixture(autouse=True)
def keys_are_done_when_the_loop_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("app", "pilot"):
        monkeypatch.setattr(f"textual.{module}.wait_for_idle", nothing_left_to_do)
