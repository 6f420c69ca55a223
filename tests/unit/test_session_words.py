"""What is said of an open session above its views."""

from __future__ import annotations

from datetime import timedelta

import pytest
from support.fake_clock import NOON

from lktui.model import SessionDetail
from lktui.monitor.state import OpenSession
from lktui.tui.session import words


@pytest.mark.parametrize(("seconds", "said"), [(1, "archived just now"), (30, "archived 30s ago")])
def test_how_long_ago_a_kept_detail_was_fetched_is_a_sentence(seconds: int, said: str) -> None:
    watched = OpenSession("RM_1", SessionDetail("RM_1", "room"), NOON, recalled=True)
    assert "".join(piece for piece, _ in words.archived(watched, NOON + timedelta(seconds=seconds))) == said


def test_of_what_was_just_asked_for_no_age_is_told() -> None:
    assert words.archived(OpenSession("RM_1", SessionDetail("RM_1", "room"), NOON), NOON) == ()
