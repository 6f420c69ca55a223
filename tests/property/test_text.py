"""Whatever is in a name, what is shown of it is one line that does the terminal no harm, and as wide as it says."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len, get_character_cell_size

from lktui.view import text
from lktui.view.columns import Tone, fit

NASTY = st.sampled_from(
    "\x00\x1b\x07\x7f\x85\x9b\x9d\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u200c\u200d\u200e\u202a\u202e\u2028\u2029"
    "\u2060\u2066\u2069\u3000\u3164\ufe0e\ufe0f\ufeff\ufff9\U000e0001\U000e0100\U0001f3fd\U0001f1e9\u0301\u0336\u20e3"
    "全ﷷ👩❤क्षＷ\ud83d\udc69\n\r\t"
)
ANY = st.text(st.one_of(st.characters(), NASTY, st.characters(codec="ascii")), max_size=60)
WIDTHS = st.integers(0, 40)
HARMFUL = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@given(ANY)
def test_nothing_that_is_shown_can_move_hide_or_reorder(written: str) -> None:
    shown = text.visible(written)
    assert not {unicodedata.category(char) for char in shown} & HARMFUL
    assert not set(shown) & set("\u034f\u200c\u200d\ufe0e\ufe0f")
    assert shown.splitlines() in ([], [shown])
    assert shown.isprintable()
    shown.encode()


@given(ANY)
def test_what_is_shown_is_as_wide_as_its_characters(written: str) -> None:
    shown = text.visible(written)
    assert cell_len(shown) == sum(get_character_cell_size(char) for char in shown) == text.width(shown)


@given(ANY)
def test_what_can_be_shown_is_shown_as_it_is(written: str) -> None:
    shown = text.visible(written)
    assert text.visible(shown) == shown


@given(ANY, WIDTHS)
def test_a_cut_text_is_never_wider_than_asked(written: str, cells: int) -> None:
    shown = text.visible(written)
    for cut in (text.cut(shown, cells), text.cut_middle(shown, cells)):
        assert cell_len(cut) <= cells
        if cell_len(shown) <= cells:
            assert cut == shown


@given(ANY, WIDTHS, st.booleans())
def test_a_padded_text_is_exactly_as_wide_as_asked(written: str, cells: int, right: bool) -> None:  # noqa: FBT001
    assert cell_len(text.pad(text.visible(written), cells, right=right)) == cells


@given(st.lists(st.tuples(ANY, st.sampled_from(Tone)), max_size=4), WIDTHS, st.booleans())
def test_a_cell_is_exactly_as_wide_as_its_column(
    pieces: list[tuple[str, Tone]],
    cells: int,
    right: bool,  # noqa: FBT001
) -> None:
    content = tuple((text.visible(written), tone) for written, tone in pieces)
    fitted = fit(content, cells, right=right)
    assert sum(cell_len(piece) for piece, _ in fitted) == cells
    whole = "".join(piece for piece, _ in content)
    if cell_len(whole) <= cells:
        assert "".join(piece for piece, _ in fitted).strip() == whole.strip()
    elif cells:
        assert "…" in "".join(piece for piece, _ in fitted)


@given(ANY, st.integers(2, 40))
def test_wrapped_lines_are_never_wider_than_asked_and_lose_nothing(written: str, cells: int) -> None:
    shown = text.visible(written)
    lines = text.wrap(shown, cells)
    assert all(cell_len(line) <= cells for line in lines)
    assert "".join(lines).replace(" ", "") == shown.replace(" ", "")
