"""What to send to a terminal so that it shows the next frame: the cells that differ, and nothing else.

Two frames are kept: the one that the terminal shows and the one that it should show. Updates are drawn into the second;
`Shadow.changes` tells how to get from one to the other, however many updates came in between. Nothing here does I/O.

Widths are a guess about the terminal. After every character that terminals may disagree about, the next one is placed
by its absolute column, so that a wrong guess never moves the rest of a line.
"""

from __future__ import annotations

from collections import Counter
from operator import is_not
from typing import TYPE_CHECKING

from lktui.tui.terminal.cells import PLAIN, UNKNOWN, Cell, Look, lead

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SCROLL_COST = 24  # bytes, of telling a terminal to scroll
MOVE_COST = 6  # bytes, of going to another cell


class Shadow:
    """What a terminal of a fixed size shows, and what it should show.

    `whole_looks` is for terminals that take some codes for others: whatever comes of a look is then always the same.
    """

    def __init__(self, width: int, height: int, *, whole_looks: bool = False) -> None:
        self.width, self.height = width, height
        self._wanted = [[UNKNOWN] * width for _ in range(height)]
        self._shown = [[UNKNOWN] * width for _ in range(height)]
        self._touched: set[int] = set()
        self._pen = Pen(width, whole_looks=whole_looks)
        self._cursor: tuple[int, int] | None = None

    @property
    def wanted(self) -> Sequence[Sequence[Cell]]:
        return self._wanted

    def forget(self) -> None:
        """The terminal may show anything now; what it should show is still known."""
        self._shown = [[UNKNOWN] * self.width for _ in range(self.height)]
        self._touched.update(range(self.height))
        self._pen.look = None
        self._cursor = None

    def draw(self, x: int, y: int, cells: list[Cell]) -> None:
        """Puts cells into the frame that should be shown; what is outside of it is cut off."""
        if not (0 <= y < self.height and 0 <= x < self.width) or not cells:
            return
        row = self._wanted[y]
        end = x + len(cells)
        if end > self.width:
            end = self.width
            cells = cells[: end - x]
            last = lead(cells, len(cells) - 1)
            if last + cells[last].width > len(cells):
                cells[last:] = [_blank(cells[last])] * (len(cells) - last)
        # halves of wide characters are no characters
        if not row[x].width:
            first = lead(row, x)
            row[first:x] = [_blank(row[first])] * (x - first)
        after = end
        while after < self.width and not row[after].width:
            row[after] = _blank(row[after])
            after += 1
        row[x:end] = cells
        self._touched.add(y)

    def changes(self, cursor: tuple[int, int], *, bracketed: bool = False) -> str:
        """What makes the terminal show the frame, with its cursor at (column, line) from 0; from then on it shows it.

        `bracketed` encloses what goes to more than one place in the marks of synchronized output (mode 2026).
        """
        pen = self._pen
        pen.start()
        self._scroll()
        for y in sorted(self._touched):
            self._write(y)
        self._touched.clear()
        if pen.look is not None and pen.look.link:
            pen.take(PLAIN)
        atomic = pen.places < 2
        if pen.places or self._cursor != cursor:
            pen.jump(*cursor)
            self._cursor = cursor
        sent = pen.sent()
        return f"\x1b[?2026h{sent}\x1b[?2026l" if bracketed and sent and not atomic else sent

    def _write(self, y: int) -> None:
        wanted, shown, pen = self._wanted[y], self._shown[y], self._pen
        dirty = bytearray(map(is_not, wanted, shown))
        x = dirty.find(1)
        while x >= 0:
            cell = wanted[x]
            after = x + (cell.width or 1)
            if cell is not UNKNOWN:
                pen.go(x, y, wanted)
                pen.put(cell, over=shown[x + 1] if cell.width > 1 else None)
                if not cell.firm and after < self.width:
                    # it may have been painted over its neighbour, unless that is where a wide one ends anyway
                    dirty[after] |= wanted[after] is not UNKNOWN and (cell.width == 1 or len(cell.text) > 1)
            x = dirty.find(1, after)
        shown[:] = wanted

    def _scroll(self) -> None:
        """Lets the terminal move lines that stand elsewhere on the screen, where that is cheaper than sending them."""
        changed = [y for y in sorted(self._touched) if self._wanted[y] != self._shown[y]]
        by = self._likely_move(changed)
        if by is None:
            return
        delta, top, bottom = by
        fresh = [[UNKNOWN] * self.width for _ in range(abs(delta))]
        old = self._shown[top : bottom + 1]
        new = old[delta:] + fresh if delta > 0 else fresh + old[:delta]
        wanted = self._wanted[top : bottom + 1]
        if _cost(wanted, new) + SCROLL_COST >= _cost(wanted, old):
            return
        self._shown[top : bottom + 1] = new
        self._touched.update(range(top, bottom + 1))
        self._pen.scroll(top, bottom, delta, self.height)

    def _likely_move(self, changed: Sequence[int]) -> tuple[int, int, int] | None:
        """By how many lines most of the changed ones have moved up, and the first and last line that takes part."""
        if len(changed) < 3:
            return None
        places: dict[tuple[Cell, ...], int | None] = {}
        for y in changed:
            row = tuple(self._shown[y])
            places[row] = None if row in places else y
        moves = Counter[int]()
        moved: dict[int, list[int]] = {}
        for y in changed:
            place = places.get(tuple(self._wanted[y]))
            if place is not None:
                moves[place - y] += 1
                moved.setdefault(place - y, []).append(y)
        if not moves:
            return None
        (delta, _), *_ = moves.most_common(1)
        first, last = moved[delta][0], moved[delta][-1]
        while self._has_moved(first - 1, delta, first - 1 + min(0, delta)):
            first -= 1
        while self._has_moved(last + 1, delta, last + 1 + max(0, delta)):
            last += 1
        return delta, min(first, first + delta), max(last, last + delta)

    def _has_moved(self, y: int, delta: int, lost: int) -> bool:
        """Whether it is cheaper to make a line from the one that far below than to make `lost` from what stands there.

        `lost` is the line that cannot stay if this one moves: itself, or that whose place a new one takes.
        """
        if not (0 <= y < self.height and 0 <= y + delta < self.height):
            return False
        return _cost([self._wanted[y]], [self._shown[y + delta]]) < _cost([self._wanted[lost]], [self._shown[lost]])


class Pen:
    """Moves over the terminal and writes, knowing where it is and with which look; collects what is to be sent."""

    def __init__(self, width: int, *, whole_looks: bool) -> None:
        self._width = width
        self._whole_looks = whole_looks
        self._out: list[str] = []
        self._x: int | None = None
        self._y: int | None = None
        self.look: Look | None = None  # it outlives the frame
        self.places = 0  # jumps of this frame

    def start(self) -> None:
        """Something else may have moved the cursor since the last frame."""
        self._x = self._y = None
        self.places = 0

    def sent(self) -> str:
        text = "".join(self._out)
        self._out.clear()
        return text

    def jump(self, x: int, y: int) -> None:
        self._out.append(f"\x1b[{y + 1};{x + 1}H" if x else f"\x1b[{y + 1}H" if y else "\x1b[H")
        self._x, self._y = x, y
        self.places += 1

    def go(self, x: int, y: int, row: Sequence[Cell]) -> None:
        """To a cell; `row` is what stands or will stand left of it, which may be cheaper to write than to skip."""
        if self._y != y:
            self.jump(x, y)
            return
        if self._x == x:
            return
        to_column = f"\x1b[{x + 1}G"
        if self._x is not None and self._x < x:
            skipped = row[self._x : x]
            forward = f"\x1b[{len(skipped)}C" if len(skipped) > 1 else "\x1b[C"
            if len(forward) < len(to_column):
                to_column = forward
            if len(skipped) <= len(to_column) and all(cell.firm and cell.look is self.look for cell in skipped):
                to_column = "".join(cell.text for cell in skipped)
        self._out.append(to_column)
        self._x = x

    def take(self, look: Look) -> None:
        if look is not self.look:
            self._out.append(look.after(self.look, whole=self._whole_looks))
            self.look = look

    def put(self, cell: Cell, over: Cell | None) -> None:
        """Writes a cell; `over` is what stands where the second half of a wide character goes."""
        self.take(cell.look)
        if over is not None and over.text not in {"", " "}:
            # a terminal that takes the character for a narrow one would let that stand
            self._out.append(f"\x1b[{cell.width}X")
        self._out.append(cell.text)
        assert self._x is not None  # noqa: S101 - `go` comes first
        after = self._x + cell.width
        if cell.firm and after < self._width:
            self._x = after
            return
        self._x = None
        if not cell.firm and after + cell.width >= self._width:
            self._y = None  # it may have gone on to the next line

    def scroll(self, top: int, bottom: int, delta: int, height: int) -> None:
        """Moves lines up by `delta`, or down; lines come in whose content is not known.

        Deleting and inserting lines within margins: SU and SD are unknown to the Linux console, among others.
        """
        margins = bottom + 1 < height
        if margins:
            self._out.append(f"\x1b[{top + 1};{bottom + 1}r")
        self.jump(0, top)
        count = abs(delta)
        self._out.append(f"\x1b[{count if count > 1 else ''}{'M' if delta > 0 else 'L'}")
        if margins:
            self._out.append("\x1b[r")
        self._x = self._y = None


def _blank(cell: Cell) -> Cell:
    return cell.look.cells[" "]


def _cost(one: Iterable[Sequence[Cell]], other: Iterable[Sequence[Cell]]) -> int:
    """About how many bytes lead from one to the other."""
    cost = 0
    for before, after in zip(one, other, strict=True):
        if before != after:
            differing = bytes(map(is_not, before, after))
            cost += sum(differing) + MOVE_COST * (differing[0] + differing.count(b"\0\1"))
    return cost
