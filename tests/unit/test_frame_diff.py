"""Frames sent one after the other leave exactly the last one on the terminal, and what is the same is not sent."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyte import screens
from rich.cells import cell_len
from rich.color import Color, ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from lktui.tui.terminal.cells import PLAIN, Look, Palette, Surprise, clusters
from lktui.tui.terminal.frame_diff import Shadow
from lktui.tui.terminal.quiet_display import blocks_are_narrow

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH, HEIGHT = 24, 8
HOME = (0, 0)
WHITE_ON_BLUE = Style.parse("rgb(224,224,224) on rgb(18,28,138)")

Line = list[tuple[str, Style | None]]
Grid = list[list[tuple[str, Style | None]]]  # what stands in each cell; nothing in the rest of a wide character

characters = st.sampled_from([*"abc  xyz019-│─–…▌⣿日本語ｗ👍é", "e\u0301", "a\u0308\u0323", "ก\u0e31", "日\u0301"])
colors = st.one_of(
    st.none(),
    st.sampled_from(["default", "red", "bright_blue", "color(200)", "rgb(1,2,3)", "rgb(255,255,255)"]),
)
flags = st.booleans() | st.none()
styles = st.none() | st.builds(
    Style,
    color=colors,
    bgcolor=colors,
    bold=flags,
    italic=flags,
    underline=flags,
    reverse=flags,
    strike=flags,
    blink=flags,
)
systems = st.sampled_from([ColorSystem.STANDARD, ColorSystem.EIGHT_BIT, ColorSystem.TRUECOLOR])
pieces = st.tuples(st.lists(characters, max_size=9).map("".join), styles)
lines = st.lists(pieces, max_size=6)


class Terminal:
    """A terminal and what stands between it and the frames."""

    def __init__(self, width: int = WIDTH, height: int = HEIGHT, colors: ColorSystem = ColorSystem.TRUECOLOR) -> None:
        self.shadow = Shadow(width, height)
        self.palette = Palette(colors)
        self.screen = pyte.Screen(width, height)
        self._stream = pyte.Stream(self.screen)
        self.show("\x1b[?7l")  # no wrapping, as Textual has it

    def draw(self, x: int, y: int, line: Line) -> None:
        self.shadow.draw(x, y, self.palette.cells(Segment(*piece) for piece in line))

    def update(self, cursor: tuple[int, int] = HOME) -> str:
        changes = self.shadow.changes(cursor)
        self.show(changes)
        return changes

    def show(self, text: str) -> None:
        self._stream.feed(text)

    @property
    def cells(self) -> list[list[pyte.screens.Char]]:
        screen = self.screen
        return [[screen.buffer[y][x] for x in range(screen.columns)] for y in range(screen.lines)]

    @property
    def text(self) -> list[str]:
        return ["".join(cell.data for cell in row) for row in self.cells]


def filled(terminal: Terminal, rows: Sequence[Line]) -> None:
    for y, row in enumerate(rows):
        terminal.draw(0, y, row)


def cell_by_cell(grid: Grid, colors: ColorSystem) -> list[list[pyte.screens.Char]]:
    """The grid as stock Textual would send it, were every cell a line of its own."""
    terminal = Terminal()
    for y, row in enumerate(grid):
        for x, (text, style) in enumerate(row):
            if text:
                shown = text if style is None else Strip.render_style(style, text, colors)
                terminal.show(f"\x1b[{y + 1};{x + 1}H\x1b[m{shown}")
    return terminal.cells


def put(grid: Grid, x: int, y: int, line: Line) -> None:
    """What a line does to a grid: halves of wide characters become spaces."""
    row = grid[y]
    for text, style in line:
        for cluster in clusters(text):
            taken = [(cluster, style), ("", style)][: cell_len(cluster)]
            if x + len(taken) > WIDTH:
                taken = [(" ", style)]
            row[x : x + len(taken)] = taken[: WIDTH - x]
            x += len(taken)
            if x >= WIDTH:
                break
    for at, ((text, style), (after, style_after)) in enumerate(pairwise([*row, (" ", None)])):
        if at < WIDTH and cell_len(text) == 2 and after:
            row[at] = (" ", style)
        if at + 1 < WIDTH and not after and cell_len(text) != 2:
            row[at + 1] = (" ", style_after)
    if not row[0][0]:
        row[0] = (" ", row[0][1])


@given(st.data(), systems)
def test_whatever_is_drawn_the_terminal_shows_it(data: st.DataObject, system: ColorSystem) -> None:
    terminal = Terminal(colors=system)
    grid: Grid = [[(" ", None)] * WIDTH for _ in range(HEIGHT)]
    filled(terminal, [[(" " * WIDTH, None)]] * HEIGHT)
    for _ in range(data.draw(st.integers(1, 4))):
        for x, y, line in data.draw(
            st.lists(st.tuples(st.integers(0, WIDTH - 1), st.integers(0, HEIGHT - 1), lines), max_size=12)
        ):
            terminal.draw(x, y, line)
            put(grid, x, y, line)
        terminal.update(data.draw(st.tuples(st.integers(0, WIDTH - 1), st.integers(0, HEIGHT - 1))))
        assert terminal.cells == cell_by_cell(grid, system)


@given(
    st.lists(lines, min_size=HEIGHT, max_size=HEIGHT),
    st.integers(0, HEIGHT - 2),
    st.integers(2, HEIGHT),
    st.integers(-HEIGHT, HEIGHT),
    st.lists(st.tuples(st.integers(0, WIDTH - 1), st.integers(0, HEIGHT - 1), pieces), max_size=3),
)
def test_blocks_of_lines_may_move(
    rows: list[Line], top: int, size: int, by: int, more: list[tuple[int, int, tuple[str, Style | None]]]
) -> None:
    terminal = Terminal()
    blank: Line = [(" " * WIDTH, None)]
    rows = [[*row, (f"{number}" * WIDTH, None)] for number, row in enumerate(rows)]
    filled(terminal, rows)
    terminal.update()
    block = range(top, min(HEIGHT, top + size))
    moved = [rows[y + by] if y in block and y + by in block else row for y, row in enumerate(rows)]
    moved = [blank if y in block and y + by not in block else row for y, row in enumerate(moved)]
    grid: Grid = [[(" ", None)] * WIDTH for _ in range(HEIGHT)]
    for y, row in enumerate(moved):
        terminal.draw(0, y, row)
        put(grid, 0, y, row)
    for x, y, piece in more:
        terminal.draw(x, y, [piece])
        put(grid, x, y, [piece])
    terminal.update()
    assert terminal.cells == cell_by_cell(grid, ColorSystem.TRUECOLOR)
    assert terminal.screen.margins is None


@pytest.mark.parametrize("by", [1, 3, -1, -3])
def test_scrolling_a_table_costs_the_lines_that_come_in(by: int) -> None:
    def row(number: int) -> Line:
        return [(f" session {number:03} with a room and a few numbers ".ljust(60, "."), WHITE_ON_BLUE)]

    def draw(first: int) -> None:
        filled(
            terminal, [[("Title".ljust(60), None)], *(row(first + y) for y in range(18)), [("Keys".ljust(60), None)]]
        )

    terminal = Terminal(60, 20)
    draw(100)
    terminal.update()
    draw(100 + by)
    assert len(terminal.update()) < 60 * abs(by) + 80
    assert terminal.text[1].startswith(f" session {100 + by:03}")
    assert terminal.text[18].startswith(f" session {117 + by:03}")
    assert terminal.text[0].startswith("Title")
    assert terminal.text[19].startswith("Keys")


def test_lines_that_moved_and_changed_a_little_move_with_the_others() -> None:
    terminal = Terminal(60, 20)
    rows: list[Line] = [[(f" a room of its own, number {y * 37:04}, and 100 MB".ljust(60), None)] for y in range(20)]
    filled(terminal, rows)
    terminal.update()
    counted: list[Line] = [[(row[0][0].replace("100", "101"), None)] for row in rows[2:8]]
    filled(terminal, [*rows[:2], [("new".ljust(60), None)], *counted, *rows[8:-1]])
    assert len(terminal.update()) < 60 + 6 * 8 + 40
    assert terminal.text[3].rstrip() == " a room of its own, number 0074, and 101 MB"


def test_the_same_frame_costs_nothing() -> None:
    terminal = Terminal()
    row: Line = [("日本 – e\u0301 │".ljust(18), WHITE_ON_BLUE)]
    filled(terminal, [row] * HEIGHT)
    assert terminal.update()
    filled(terminal, [row] * HEIGHT)
    assert terminal.update() == ""


@pytest.mark.parametrize("system", [ColorSystem.STANDARD, ColorSystem.EIGHT_BIT, ColorSystem.TRUECOLOR])
def test_one_changed_cell_costs_at_most_40_bytes(system: ColorSystem) -> None:
    terminal = Terminal(120, 40, system)
    theme = [WHITE_ON_BLUE, Style.parse("bold rgb(150,240,130) on rgb(18,28,138)")]
    for y in range(40):
        terminal.draw(0, y, [("connected".ljust(60), theme[0]), ("12 ".ljust(60), theme[1])])
    terminal.update()
    for x, y, style in ((101, 38, theme[1]), (11, 20, theme[0]), (12, 20, theme[0])):
        terminal.draw(x, y, [("7", style)])
        assert 0 < len(terminal.update()) <= 40


def test_many_updates_between_two_frames_cost_only_the_last() -> None:
    terminal = Terminal()
    terminal.draw(0, 0, [("0", None)])
    terminal.update()
    for number in range(100):
        terminal.draw(0, 0, [(f"{number % 10}", None)])
    assert len(terminal.update()) <= 8
    assert terminal.text[0].startswith("9")


def test_a_terminal_that_was_written_over_is_drawn_anew() -> None:
    terminal = Terminal()
    filled(terminal, [[("one".ljust(WIDTH), WHITE_ON_BLUE)]] * HEIGHT)
    terminal.update()
    before = terminal.cells
    terminal.show("\x1b[2J\x1b[31;44mgarbage")
    terminal.shadow.forget()
    terminal.update()
    assert terminal.cells == before


def test_the_cursor_ends_where_it_is_wanted() -> None:
    terminal = Terminal()
    terminal.draw(0, 0, [("x", None)])
    terminal.update((5, 3))
    assert (terminal.screen.cursor.x, terminal.screen.cursor.y) == (5, 3)
    assert terminal.update((5, 3)) == ""
    terminal.update((6, 3))
    assert (terminal.screen.cursor.x, terminal.screen.cursor.y) == (6, 3)


@pytest.mark.parametrize(
    ("char", "width"),
    [("–", 2), ("│", 2), ("▌", 2), ("👍", 1), ("日", 1), ("日\u0301", 4), ("ก\u0e31", 2), ("🧑\u200d💻", 4)],
)
def test_a_terminal_of_another_opinion_about_a_width_keeps_the_columns(
    monkeypatch: pytest.MonkeyPatch, char: str, width: int
) -> None:
    measured = screens.wcwidth
    monkeypatch.setattr(screens, "wcwidth", lambda text: width if text == char[0] else measured(text))
    terminal = Terminal(30, 2)
    rest = 20 - cell_len(char * 5)
    filled(terminal, [[(f"0123456789{char * 5}", None), ("x" * (rest - 3) + "end", WHITE_ON_BLUE)], [("y" * 30, None)]])
    terminal.update()
    assert [cell.data for cell in terminal.cells[0][-3:]] == [*"end"]
    assert terminal.text[1] == "y" * 30
    terminal.draw(9, 0, [(f"a{char}", None)])
    terminal.update()
    assert terminal.cells[0][9].data == "a"
    assert [cell.data for cell in terminal.cells[0][-3:]] == [*"end"]


def test_nothing_of_the_old_character_stands_beside_a_wide_one_that_is_taken_for_narrow(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(screens, "wcwidth", lambda _: 1)
    terminal = Terminal()
    terminal.draw(0, 0, [("abcd", None)])
    terminal.update()
    terminal.draw(1, 0, [("日", None)])
    terminal.update()
    assert terminal.text[0].startswith("a日 d")


def test_what_goes_to_several_places_is_shown_at_once() -> None:
    shadow, palette = Shadow(WIDTH, HEIGHT), Palette(ColorSystem.TRUECOLOR)
    for x, y in ((0, 0), (3, 4)):
        shadow.draw(x, y, palette.cells([Segment("x")]))
    sent = shadow.changes(HOME, bracketed=True)
    assert sent.startswith("\x1b[?2026h")
    assert sent.endswith("\x1b[?2026l")
    assert shadow.changes(HOME, bracketed=True) == ""


def test_links_are_opened_and_closed() -> None:
    terminal = Terminal()
    link = Style(link="https://livekit.io")
    terminal.draw(0, 0, [("a", None), ("link", link), ("b", None)])
    sent = terminal.update()
    assert f"\x1b]8;id={link.link_id};https://livekit.io\x1b\\link\x1b]8;;\x1b\\b" in sent
    terminal.draw(0, 1, [("at the end", link)])
    assert "\x1b]8;;\x1b\\" in terminal.update().partition("at the end")[2]


def test_a_mark_stays_with_its_letter_whatever_its_own_style() -> None:
    terminal = Terminal()
    terminal.draw(0, 0, [("e", None), ("\u0301x", WHITE_ON_BLUE)])
    terminal.draw(0, 1, [("\u0301x", None)])
    terminal.update()
    assert [cell.data for cell in terminal.cells[0][:2]] == ["é", "x"]
    assert terminal.cells[1][0].data == "x"


def test_controls_never_reach_the_terminal() -> None:
    terminal = Terminal()
    terminal.draw(0, 0, [("a\x1b[31mb\x07\x9b2J\r\n", None)])
    assert not re.search("[\x07\x9b\r\n]|\x1b\\[31m", terminal.update())


def test_control_segments_are_a_surprise() -> None:
    with pytest.raises(Surprise):
        Palette(ColorSystem.TRUECOLOR).cells([Segment("x", None, [(2, 0)])])  # type: ignore[list-item]


# How looks follow each other: every attribute there is, also those that no test screen knows.

CLEARED = {"22": "12", "23": "3", "24": "4", "25": "56", "27": "7", "28": "8", "29": "9"}


def attributes_after(state: dict[str, str], sent: str) -> dict[str, str]:
    """The state of a terminal by parts, after SGR sequences."""
    state = dict(state)
    for found in re.findall(r"\x1b\[([0-9;]*)m", sent):
        codes = found.split(";")
        while codes:
            code = codes.pop(0) or "0"
            if code in {"38", "48"}:
                length = 4 if codes[0] == "2" else 2
                state[code] = ";".join(codes[:length])
                del codes[:length]
            elif code == "0":
                state.clear()
            elif code in CLEARED:
                for gone in CLEARED[code]:
                    state.pop(gone, None)
            elif code in {"39", "49"} or 30 <= int(code) <= 47 or 90 <= int(code) <= 107:
                ground = "38" if code[-2] in "39" else "48"
                state[ground] = code
                if code in {"39", "49"}:
                    del state[ground]
            else:
                state[code] = ""
    return state


ATTRIBUTES = (
    *("bold", "dim", "italic", "underline", "blink", "blink2", "reverse", "conceal", "strike"),
    *("underline2", "frame", "encircle", "overline"),
)
any_styles = st.builds(
    Style,
    color=colors,
    bgcolor=colors,
    **dict.fromkeys(ATTRIBUTES, flags),
)


@given(any_styles, any_styles, systems)
def test_from_every_look_a_way_leads_to_every_other(one: Style, other: Style, system: ColorSystem) -> None:
    palette = Palette(system)
    before, after = palette.look(one), palette.look(other)
    state = attributes_after({}, before.after(None))
    wanted = attributes_after({}, f"\x1b[{Strip.render_ansi(other, system)}m")
    assert attributes_after(state, after.after(before)) == wanted
    assert attributes_after({"1": "", "38": "2;1;2;3"}, after.after(None)) == wanted
    assert attributes_after(state, PLAIN.after(before)) == {}
    assert len(after.after(before)) <= len(f"\x1b[0;{Strip.render_ansi(other, system)}m")


def test_whole_looks_do_not_build_upon_each_other() -> None:
    shadow, palette = Shadow(WIDTH, HEIGHT, whole_looks=True), Palette(ColorSystem.TRUECOLOR)
    segments = [Segment("a", WHITE_ON_BLUE), Segment("b", Style.parse("red on rgb(18,28,138)")), Segment("c")]
    shadow.draw(0, 0, palette.cells(segments))
    sent = re.findall(r"\x1b\[([0-9;]*)m", shadow.changes(HOME))
    assert sent == ["0;38;2;224;224;224;48;2;18;28;138", "0;31;48;2;18;28;138", ""]


def test_an_unknown_colour_is_a_surprise() -> None:
    with pytest.raises(Surprise):
        Look("38;7;1")


def test_looks_and_characters_do_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lktui.tui.terminal.cells.MOST_LOOKS", 8)
    monkeypatch.setattr("lktui.tui.terminal.cells.MOST_CELLS", 8)
    terminal = Terminal()
    for number in range(40):
        style = Style(color=Color.from_rgb(number, 0, 0))
        terminal.draw(0, 0, [(chr(0x4E00 + number), style)])
        terminal.update()
        terminal.draw(4, 0, [(chr(0x4E00 + number), None)])
        terminal.update()
        assert terminal.cells[0][0].data == terminal.cells[0][4].data == chr(0x4E00 + number)
        assert terminal.cells[0][0].fg == f"{number:02x}0000"
    assert len(terminal.palette._by_style) <= 8
    assert len(PLAIN.cells) <= 8


def test_a_change_among_blocks_costs_no_more_than_itself_where_they_are_known_to_be_narrow() -> None:
    shadow, palette = Shadow(WIDTH, HEIGHT), Palette(ColorSystem.TRUECOLOR, firm_blocks=True)
    shadow.draw(0, 0, palette.cells([Segment("█" * WIDTH, WHITE_ON_BLUE)]))
    shadow.changes(HOME)
    shadow.draw(0, 0, palette.cells([Segment("██▌" + "█" * (WIDTH - 3), WHITE_ON_BLUE)]))
    assert shadow.changes(HOME) == "\x1b[1;3H▌\x1b[H"


@pytest.mark.parametrize(
    ("environ", "narrow"),
    [
        ({}, True),
        ({"LANG": "de_DE.UTF-8"}, True),
        ({"LANG": "ja_JP.UTF-8"}, False),
        ({"LANG": "en_US.UTF-8", "LC_CTYPE": "zh_CN.UTF-8"}, False),
        ({"LANG": "ko_KR.UTF-8", "LC_ALL": "C.UTF-8"}, True),
    ],
)
def test_blocks_may_be_wide_where_the_letters_are(environ: dict[str, str], *, narrow: bool) -> None:
    assert blocks_are_narrow(environ) is narrow


def test_what_stands_behind_a_sign_that_may_be_wide_is_drawn_again() -> None:
    terminal = Terminal()
    terminal.draw(0, 0, [("abc", None)])
    terminal.update()
    terminal.draw(0, 0, [("·bc", None)])
    assert "·\x1b[2Gb" in terminal.update()
