"""What the environment tells of the terminal."""

from __future__ import annotations

import pytest

from lktui.cli import terminal


@pytest.mark.parametrize("term", ["dumb", "unknown", "", None])
def test_without_a_cursor_nothing_can_be_drawn(term: str | None) -> None:
    assert not terminal.can_draw({} if term is None else {"TERM": term})


@pytest.mark.parametrize("term", ["xterm", "linux", "screen.xterm-256color", "vt100"])
def test_others_can_be_drawn_on(term: str) -> None:
    assert terminal.can_draw({"TERM": term})


@pytest.mark.parametrize(
    ("environ", "utf8"),
    [
        ({"LANG": "en_US.UTF-8"}, True),
        ({"LANG": "de_DE.utf8"}, True),
        ({"LC_ALL": "C.UTF-8", "LANG": "C"}, True),
        ({"LC_CTYPE": "en_US.UTF-8"}, True),
        ({"LC_CTYPE": "C.UTF-8", "LANG": "en_US.ISO-8859-1"}, True),
        ({"LANG": "C"}, False),
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, False),  # Python's own doing
        ({"LC_CTYPE": "C.UTF-8"}, False),
        ({"LC_ALL": "POSIX", "LANG": "en_US.UTF-8"}, False),
        ({"LC_ALL": "", "LANG": "en_US.UTF-8"}, True),
        ({"LANG": "en_US.ISO-8859-1"}, False),
        ({"LANG": "ru_RU.KOI8-R", "LC_CTYPE": "ru_RU.UTF-8"}, True),
        ({}, False),
    ],
)
def test_the_locale_says_whether_it_takes_utf8(environ: dict[str, str], utf8: bool) -> None:  # noqa: FBT001
    assert terminal.takes_utf8(environ, ["utf-8", "UTF-8"]) is utf8


def test_a_stream_that_writes_something_else_does_not_take_utf8() -> None:
    assert not terminal.takes_utf8({"LANG": "en_US.UTF-8"}, ["utf-8", "iso8859-1"])


@pytest.mark.parametrize(
    ("says", "light"),
    [
        ("0;15", True),
        ("0;default;15", True),
        ("0;7", True),
        ("15;0", False),
        ("7;8", False),
        ("", False),
        ("x;y", False),
    ],
)
def test_colorfgbg_says_whether_the_background_is_light(says: str, light: bool) -> None:  # noqa: FBT001
    assert terminal.is_light({"COLORFGBG": says}) is light


def test_ssh_leaves_its_variables() -> None:
    assert terminal.is_remote({"SSH_CONNECTION": "10.0.0.1 5 10.0.0.2 22"})
    assert not terminal.is_remote({"SSH_CONNECTION": ""})
