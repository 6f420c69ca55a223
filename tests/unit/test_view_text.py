"""Strangers' text: what of it is shown, and how it is cut."""

from __future__ import annotations

import pytest
from support.builders import session

from lktui.view import text
from lktui.view.sessions import room_text


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("plain [/red] \\[x] $y {z}", "plain [/red] \\[x] $y {z}"),
        ("\x1b[31mred", "␛[31mred"),
        ("a\nb\r\nc\td\x00\x7f", "a␊b␍␊c␉d␀␡"),
        ("\x9b31m\x85\u2028\u2029", "�31m���"),
        ("user\u202egnp.exe\u2066\u200f\u061c", "user�gnp.exe���"),
        ("zero\u200bwidth\u2060\ufeff\u00ad", "zero�width���"),
        ("👩🏽‍🚀", "👩🚀"),
        ("🇩🇪", "DE"),
        ("❤️ 1️⃣", "❤ 1\u20e3"),
        ("no\u00a0break\u3000wide", "no break wide"),
        ("\u0301accent", "\N{DOTTED CIRCLE}\u0301accent"),
        ("z" + "\u0336" * 60, "z\u0336\u0336"),
        ("\ud83d", "�"),
        ("\ue000\ufffe\U0010ffff", "���"),
        ("全角", "全角"),
        ("", ""),
        ("\ufe0f\u200d", ""),
    ],
)
def test_what_could_do_harm_is_seen_instead(written: str, shown: str) -> None:
    assert text.visible(written) == shown


def test_a_name_of_megabytes_is_cut() -> None:
    for char in ("a", "全", "\u200d", "\n"):
        shown = text.visible(char * 3_000_000)
        assert len(shown) <= text.LONGEST
        assert shown.endswith("…")


def test_a_name_that_shows_nothing_has_a_stand_in() -> None:
    assert room_text("") == "(no name)"
    assert room_text("\u200d\ufe0f") == "(no name)"
    assert room_text(session(1).room_name) == "room-1"


@pytest.mark.parametrize(
    ("written", "cells", "shown"),
    [
        ("room", 4, "room"),
        ("rooms", 4, "roo…"),
        ("全角文字", 8, "全角文字"),
        ("全角文字", 7, "全角文…"),
        ("全角文字", 6, "全角…"),
        ("a全", 2, "a…"),
        ("全", 1, "…"),
        ("e\u0301e\u0301e\u0301", 2, "e\u0301…"),
        ("room", 0, ""),
        ("room", -3, ""),
    ],
)
def test_a_cut_text_ends_with_an_ellipsis_and_halves_no_character(written: str, cells: int, shown: str) -> None:
    assert text.cut(written, cells) == shown


def test_an_id_is_cut_in_its_middle() -> None:
    assert text.cut_middle("RM_abcdefgh", 11) == "RM_abcdefgh"
    assert text.cut_middle("RM_abcdefgh", 10) == "RM_ab…efgh"
    assert text.cut_middle("RM_abcdefgh", 5) == "RM…gh"
    assert text.cut_middle("RM_abcdefgh", 4) == "RM_…"
    assert text.cut_middle("全角文字全角文字", 9) == "全角文字…"


def test_a_padded_text_stands_on_the_side_it_should() -> None:
    assert text.pad("in", 4) == "in  "
    assert text.pad("in", 4, right=True) == "  in"
    assert text.pad("全角文字", 6) == "全角… "


def test_a_wrapped_text_breaks_between_words_and_inside_of_long_ones() -> None:
    assert text.wrap("the API failed: 500", 10) == ["the API", "failed:", "500"]
    assert text.wrap("a" * 12, 10) == ["a" * 10, "aa"]
    assert text.wrap("全角文字全角", 10) == ["全角文字全", "角"]
    assert text.wrap("", 10) == [""]
    assert text.wrap("全", 1) == ["全"]
