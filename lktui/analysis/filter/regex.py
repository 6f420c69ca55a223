"""Regular expressions for filters: the part of Python's syntax that can be searched for in linear time.

Python's own `re` tries alternatives one after another and can take forever on names that strangers chose; there is no
look-around and no back-reference here, and so no pattern and no name that is slow (`automaton`).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from lktui.analysis.fold import folded

LONGEST = 200  # characters of a pattern
DEEPEST = 10  # groups in groups
MOST_REPEATS = 100  # the n of {n}


class PatternError(Exception):
    """`position` is counted in the pattern."""

    def __init__(self, message: str, position: int, length: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.position = position
        self.length = length


@dataclass(frozen=True, slots=True)
class Characters:
    """One character out of ranges and classes (`d`, `w`, `s` and their opposites in capitals)."""

    ranges: tuple[tuple[str, str], ...] = ()
    classes: tuple[str, ...] = ()
    negated: bool = False

    def has(self, character: str) -> bool:
        """`character` is of a text without case; a range matches in either case."""
        forms = {form for form in (character, character.upper(), character.lower()) if len(form) == 1}
        inside = any(low <= form <= high for low, high in self.ranges for form in forms)
        return (inside or any(_in_class(character, name) for name in self.classes)) is not self.negated


@dataclass(frozen=True, slots=True)
class Start:
    pass


@dataclass(frozen=True, slots=True)
class End:
    pass


@dataclass(frozen=True, slots=True)
class Sequence:
    items: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    items: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """`most` None is without limit."""

    item: Pattern
    least: int
    most: int | None


Pattern = Characters | Start | End | Sequence | Choice | Repeat

ANY = Characters((("\n", "\n"),), negated=True)


def literal(character: str) -> Pattern:
    """A character as it is in text without case, where it can be two: ß is ss."""
    items = tuple(Characters(((one, one),)) for one in folded(character))
    return items[0] if len(items) == 1 else Sequence(items)


def parse_pattern(text: str) -> Pattern:
    """Raises PatternError."""
    text = text if text.isascii() else unicodedata.normalize("NFC", text)
    if not text:
        raise PatternError("a regular expression is missing between the slashes", 0, 0)
    if len(text) > LONGEST:
        raise PatternError(f"a regular expression has at most {LONGEST} characters", LONGEST, len(text) - LONGEST)
    reader = _Reader(text)
    pattern = reader.choice()
    if reader.at < len(text):
        raise PatternError("this ) closes nothing", reader.at)
    return pattern


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0

    @property
    def here(self) -> str:
        return self.text[self.at : self.at + 1]

    def take(self, wanted: str) -> bool:
        if self.text.startswith(wanted, self.at):
            self.at += len(wanted)
            return True
        return False

    def choice(self) -> Pattern:
        items = [self.sequence()]
        while self.take("|"):
            items.append(self.sequence())
        return items[0] if len(items) == 1 else Choice(tuple(items))

    def sequence(self) -> Pattern:
        items: list[Pattern] = []
        while self.here and self.here not in "|)":
            items.append(self.repeated())
        return items[0] if len(items) == 1 else Sequence(tuple(items))

    def repeated(self) -> Pattern:
        start = self.at
        item = self.item()
        repeat_at = self.at
        bounds = self.bounds()
        if bounds is None:
            return item
        if isinstance(item, Start | End) and self.text[start] in "^$":
            raise PatternError(f"{self.text[start]} can't be repeated", repeat_at)
        self.take("?")  # as few as possible: whether it matches is the same
        if self.here in {"*", "+", "?", "{"}:
            raise PatternError("this repeats a repeat: put the first one in parentheses", self.at)
        return Repeat(item, *bounds)

    def bounds(self) -> tuple[int, int | None] | None:
        for sign, bounds in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self.take(sign):
                return bounds
        return self.counted() if self.here == "{" else None

    def counted(self) -> tuple[int, int | None]:
        start = self.at
        end = self.text.find("}", start)
        least, comma, most = self.text[start + 1 : max(end, start)].partition(",")
        digits = [part for part in (least, most) if part]
        if end < 0 or not digits or not all(part.isascii() and part.isdecimal() for part in digits):
            raise PatternError(r"a repeat is {2}, {2,} or {2,5}; \{ is the brace itself", start)
        self.at = end + 1
        low = int(least[:4] or 0)
        high = low if not comma else int(most[:4]) if most else None
        if max(low, high or 0) > MOST_REPEATS:
            raise PatternError(f"a repeat is {MOST_REPEATS} at most", start, end + 1 - start)
        if high is not None and high < low:
            raise PatternError("the first number of a repeat is the smaller one", start, end + 1 - start)
        return low, high

    def item(self) -> Pattern:
        character = self.here
        if character in "*+?{":
            raise PatternError(rf"{character} has nothing to repeat; \{character} is the character itself", self.at)
        if character == "(":
            return self.group()
        if character == "[":
            return self.bracket()
        if character == "\\":
            name, ranges = self.escape()
            return ranges if isinstance(ranges, Characters) else literal(name)
        self.at += 1
        special: dict[str, Pattern] = {".": ANY, "^": Start(), "$": End()}
        return special.get(character) or literal(character)

    def group(self) -> Pattern:
        start = self.at
        self.at += 1
        if not self.take("?:") and self.here == "?":
            raise PatternError("groups that begin with (? are not supported, save (?:", start, 2)
        self.depth += 1
        if self.depth > DEEPEST:
            raise PatternError(f"groups go {DEEPEST} deep at most", start)
        pattern = self.choice()
        if not self.take(")"):
            raise PatternError("this ( is never closed", start)
        self.depth -= 1
        return pattern

    def escape(self) -> tuple[str, Characters | None]:
        """The character that was escaped, and the class that it names."""
        start = self.at
        name = self.text[start + 1 : start + 2]
        self.at += 2
        if not name:
            raise PatternError(r"a character is missing after \ ", start)
        if name in "dwsDWS":
            return name, Characters(classes=(name,))
        if name == "t":
            return "\t", None
        if name.isalnum():
            raise PatternError(rf"\{name} is not supported; there are \d, \w and \s", start, 2)
        return name, None

    def bracket(self) -> Pattern:
        start = self.at
        self.at += 1
        negated = self.take("^")
        ranges: list[tuple[str, str]] = []
        classes: list[str] = []
        first = True
        while first or self.here != "]":
            first = False
            low_at = self.at
            low, named = self.member(start)
            if named is not None:
                classes.extend(named.classes)
            elif self.here == "-" and self.text[self.at + 1 : self.at + 2] not in {"]", ""}:
                self.at += 1
                high, named = self.member(start)
                if named is not None or high < low:
                    raise PatternError("this range has no order", low_at, self.at - low_at)
                ranges.append((low, high))
            else:
                ranges += [(low, low), (folded(low), folded(low))]
        self.at += 1
        return Characters(tuple(ranges), tuple(classes), negated)

    def member(self, start: int) -> tuple[str, Characters | None]:
        if not self.here:
            raise PatternError("this [ is never closed", start)
        if self.here == "\\":
            return self.escape()
        self.at += 1
        return self.text[self.at - 1], None


def _in_class(character: str, name: str) -> bool:
    match name.lower():
        case "d":
            inside = character.isdecimal()
        case "w":
            inside = character.isalnum() or character == "_"
        case _:
            inside = character.isspace()
    return inside is not name.isupper()
