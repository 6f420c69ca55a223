"""The line above what was found: how far it looks, on screens of any width."""

from __future__ import annotations

import pytest
from support.states import said

from lktui.view.columns import width_of
from lktui.view.found import offer, progress


@pytest.mark.parametrize(
    ("room", "words"),
    [
        (60, "█████░░░░░░░░░░░░░░░ 1,000 of 4,000, 50 min to go  Esc stops"),
        (54, "1,000 of 4,000, 50 min to go  Esc stops"),
        (34, "1,000 of 4,000  Esc stops"),
    ],
)
def test_a_narrow_screen_tells_how_far_it_looked_too(room: int, words: str) -> None:
    assert said(progress(1000, 4000, 50, "Esc", room)) == words


@pytest.mark.parametrize(
    ("room", "words"),
    [
        (60, "L looks through 4,000 loaded sessions not opened yet"),
        (40, "L looks through 4,000 loaded sessions"),
        (34, "L looks through 4,000"),
    ],
)
def test_what_could_be_looked_through_is_offered_on_a_narrow_screen_too(room: int, words: str) -> None:
    assert said(offer(4000, "L", room)) == words


@pytest.mark.parametrize("room", range(25, 80))
def test_it_keeps_to_its_room(room: int) -> None:
    assert width_of(progress(7, 4000, 66, "Esc", room)) <= room
    assert width_of(offer(3999, "L", room)) <= room
