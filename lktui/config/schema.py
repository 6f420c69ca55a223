"""The table of settings: each row is a field of a named tuple, annotated with its flag, variable, meaning and check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Generic, NamedTuple, TypeVar, get_type_hints

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import TypeAlias

T = TypeVar("T")


class Wrong(ValueError):  # noqa: N818 - it is caught and told as a ConfigError that names where the value came from
    """A value that can't be used. The text says what it must be, never what it is: it may be a secret.

    `key` is the path inside the value, for settings that are tables.
    """

    def __init__(self, problem: str, key: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.key = key


class Kind(NamedTuple, Generic[T]):
    """A type of setting: `accept` takes a parsed value, `read` the text of a variable; None means another type."""

    name: str
    accept: Callable[[object], T | None]
    read: Callable[[str], T | None]


class Checked(NamedTuple):
    """A value that can be used, and a warning about it or an empty string."""

    value: object
    warning: str = ""

    def __repr__(self) -> str:
        """Without the value, which may be a secret."""
        return f"Checked(warning={self.warning!r})"


N = TypeVar("N", int, float)


class Within(NamedTuple):
    """A check of a number: it lies between two others, or is one of them."""

    least: float
    most: float
    what: str = "a whole number"

    def __call__(self, number: N) -> tuple[N, str]:
        if not self.least <= number <= self.most:  # nan is not
            raise Wrong(f"must be {self.what} from {self.least:g} to {self.most:g}")
        return number + 0, ""  # -0.0 would be shown as such


class Rule(NamedTuple):
    """What is known of a setting besides its name and default. `accept` and `read` raise Wrong."""

    kind: str
    flag: str | None
    variable: str | None
    meaning: str
    accept: Callable[[object], Checked]
    read: Callable[[str], Checked]
    bounds: tuple[float, float] | None = None


class Row(NamedTuple):
    name: str
    default: object
    rule: Rule


if TYPE_CHECKING:
    Check: TypeAlias = Callable[[T], tuple[T, str]]  # the value to use and a warning or ""; raises Wrong


def row(  # one argument a column of the table
    kind: Kind[T],
    meaning: str,
    check: Check[T] | None = None,
    *,
    flag: str | None = None,
    variable: str | None = None,
) -> Rule:
    """Build what a field of a named tuple is annotated with to be a row of the table."""

    def checked(value: T | None, found: str) -> Checked:
        if value is None:
            raise Wrong(f"must be {kind.name}{found}")
        if check is None:
            return Checked(value)
        usable, warning = check(value)
        return Checked(usable, warning)

    def accept(raw: object) -> Checked:
        return checked(kind.accept(raw), f", not {_type_name(raw)}")

    def read(text: str) -> Checked:
        return checked(kind.read(text), "")

    bounds = (check.least, check.most) if isinstance(check, Within) else None
    return Rule(kind.name, flag, variable, meaning, accept, read, bounds)


def table(of: type[NamedTuple]) -> tuple[Row, ...]:
    """Return the rows of a named tuple, in its order; fields without a rule are no settings."""
    defaults = of._field_defaults
    return tuple(
        Row(name, defaults.get(name), hint.__metadata__[0])
        for name, hint in get_type_hints(of, include_extras=True).items()
        if hasattr(hint, "__metadata__")
    )


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that was probably meant, None where none is close."""
    from difflib import get_close_matches  # noqa: PLC0415 - only a mistake needs it

    by_form = {candidate.lower().replace("-", "_"): candidate for candidate in known}
    close = get_close_matches(name.lower().replace("-", "_"), by_form, n=1)
    return by_form[close[0]] if close else None


_TYPE_NAMES: Final[Mapping[type, str]] = {
    bool: "true or false",
    int: "a number",
    float: "a number",
    str: "text",
    list: "a list",
    dict: "a table",
}


def _type_name(raw: object) -> str:
    return _TYPE_NAMES.get(type(raw), "a date or time")  # what else TOML has


def _number(raw: object) -> float | None:
    if isinstance(raw, bool) or not isinstance(raw, (int, float)):
        return None
    try:
        return float(raw)
    except OverflowError:
        raise Wrong("is too large") from None


def _number_in(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _integer(raw: object) -> int | None:
    return raw if isinstance(raw, int) and not isinstance(raw, bool) else None


def _integer_in(text: str) -> int | None:
    try:
        return int(text)
    except ValueError:
        return None


def _boolean(raw: object) -> bool | None:
    return raw if isinstance(raw, bool) else None


_WORDS: Final = {
    **dict.fromkeys(("1", "true", "yes", "on"), True),
    **dict.fromkeys(("0", "false", "no", "off"), False),
}


def _boolean_in(text: str) -> bool | None:
    return _WORDS.get(text.lower())


def _text(raw: object) -> str | None:
    return raw.strip() if isinstance(raw, str) else None


NUMBER: Final = Kind("a number", _number, _number_in)
INTEGER: Final = Kind("a whole number", _integer, _integer_in)
BOOLEAN: Final = Kind("true or false", _boolean, _boolean_in)
TEXT: Final = Kind("text", _text, _text)
