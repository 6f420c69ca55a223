"""How the simulated project can misbehave: the faults by name, how one is written, and which are due for a request."""

from __future__ import annotations

import re
from random import Random
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from lktui.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ENDPOINTS = ("list", "detail", "rooms")


class Kind(NamedTuple):
    """What a fault does. `value` names its value, empty where it takes none; `default` is its value if unset.

    A value is one of `choices`, a number where it is SECONDS or N, or any text.
    """

    summary: str
    value: str = ""
    default: str = ""
    choices: tuple[str, ...] = ()

    def takes(self, value: str) -> bool:
        if self.choices:
            return value in self.choices
        return bool(self.value) and (self.value not in {"SECONDS", "N"} or _number(value) is not None)


# In the order in which they act on a request.
KINDS = {
    "clock-off": Kind("the server's clock is SECONDS ahead, or behind if negative", "SECONDS", "3600"),
    "slow": Kind("answer after SECONDS", "SECONDS", "2"),
    "hang": Kind("never answer"),
    "reset": Kind("reset the connection"),
    "huge": Kind("a body that never ends"),
    "echo-token": Kind("401 whose text repeats the Authorization header"),
    "bad-key": Kind('401 "invalid API key"'),
    "bad-project": Kind("403: the key is not one of this project"),
    "plan": Kind('403, text: needs the "scale plan"'),
    "plan-json": Kind("the same as JSON"),
    "bare-401": Kind("401 without a body"),
    "bare-403": Kind("403 without a body"),
    "not-found": Kind("404"),
    "rate-limit": Kind("429 with Retry-After: SECONDS", "SECONDS", "30"),
    "rate-limit-bare": Kind("429 without Retry-After"),
    "server-error": Kind("500 with an HTML page"),
    "bad-gateway": Kind("502 with an HTML page"),
    "redirect": Kind("302 to URL", "URL", "https://elsewhere.invalid/"),
    "other-shape": Kind("JSON of another shape", "SHAPE", "object", ("object", "list", "string", "number", "null")),
    "not-json": Kind("200 with an HTML page"),
    "empty-body": Kind("200 with nothing"),
    "large-limit": Kind("504 when limit is above N", "N", "100"),
    "large-limit-hang": Kind("never answer when limit is above N", "N", "100"),
    "end-exclusive": Kind("`end` leaves out its own date"),
    "repeat-rows": Kind("each page begins with the last row of the page before"),
    "endless-pages": Kind("beyond the last page the last one comes again"),
    "unordered": Kind("the rows of a page are shuffled"),
    "oldest-first": Kind("the list begins with the oldest session"),
    "late-end": Kind("sessions that ended less than SECONDS ago still read active", "SECONDS", "300"),
    "empty-detail": Kind("a detail without any field"),
    "partial-detail": Kind("a detail with half of the participants, without ends and series"),
    "old-form": Kind("without the newer fields, and stays with `sessionId`"),
    "quality-score": Kind("quality as a score from 0 to 100"),
    "hostile-names": Kind("names with escape sequences, markup, bidirectional overrides and worse"),
    "unknown-values": Kind("values and fields that are documented nowhere"),
    "missing-fields": Kind("fields are absent, null, or the zero date"),
    "strings": Kind("every number as a string"),
    "fractions": Kind("timestamps with nanoseconds and an offset"),
    "seconds-nanos": Kind("timestamps as {seconds, nanos}"),
    "bad-row": Kind("elements that can't be decoded: a number, a string, wrong types"),
    "nulls": Kind("null elements in lists; with `all`, null in place of the lists", "all", "", ("all",)),
    "snake-case": Kind("keys in snake_case"),
    "truncated": Kind("JSON that is cut in the middle"),
    "cut-off": Kind("the connection closes in the middle of the body"),
    "drip": Kind("one byte every SECONDS", "SECONDS", "1"),
}


class Fault(NamedTuple):
    """One way to misbehave. `share` of the requests are hit, or only the `first` ones; `endpoint` limits it to one."""

    name: str
    value: str = ""
    share: float = 1.0
    first: int | None = None
    endpoint: str = ""

    @property
    def number(self) -> float:
        return float(self.value or KINDS[self.name].default)

    @property
    def text(self) -> str:
        return self.value or KINDS[self.name].default

    def __str__(self) -> str:
        return "".join(
            (
                f"{self.endpoint}:" if self.endpoint else "",
                self.name,
                f"={self.value}" if self.value else "",
                f"@{self.share:g}" if self.share < 1 else "",
                f"x{self.first}" if self.first is not None else "",
            )
        )


_SPEC = re.compile(
    r"(?:(?P<endpoint>\w+):)?(?P<name>[a-z0-9-]+?)(?:=(?P<value>.*?))?(?:@(?P<share>[0-9.]+))?(?:x(?P<count>\d+))?"
)


def parse_fault(text: str) -> Fault:
    """The fault that `[list:|detail:|rooms:]NAME[=VALUE][@SHARE][xCOUNT]` describes.

    Raises UsageError for anything else, with the nearest name.
    """
    found = _SPEC.fullmatch(text)
    if found is None or found["endpoint"] not in (None, *ENDPOINTS):
        raise UsageError(
            f"`{text}` does not describe a fault",
            "Write [list:|detail:|rooms:]NAME[=VALUE][@SHARE][xCOUNT], e.g. list:slow=2@0.5",
        )
    name, value = found["name"], found["value"] or ""
    kind = KINDS.get(name)
    if kind is None:
        from difflib import get_close_matches  # noqa: PLC0415 - needed for a mistake only

        near = get_close_matches(name, KINDS, 1, 0.5)
        raise UsageError(
            f"there is no fault `{name}`",
            f"Did you mean `{near[0]}`?" if near else f"There are: {', '.join(sorted(KINDS))}",
        )
    if value and not kind.value:
        raise UsageError(f"the fault `{name}` takes no value", f"Write `{name}`.")
    share = _number(found["share"] or "1")
    if share is None or not 0 < share <= 1:
        raise UsageError(f"`@{found['share']}` is no share of the requests", "Write a number up to 1, e.g. @0.25")
    example = f"{name}={kind.default or kind.value}"
    if value and not kind.takes(value):
        allowed = ", ".join(kind.choices) or "a number"
        raise UsageError(
            f"the fault `{name}` does not take `{value}`, but {allowed}", f"Leave it out, or write {example}"
        )
    return Fault(name, value, share, int(found["count"]) if found["count"] else None, found["endpoint"] or "")


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if abs(value) < 1e12 else None  # neither infinite nor not a number


def help_lines() -> Iterator[str]:
    """The faults with what they do, a line each."""
    width = max(len(name) + len(kind.value) for name, kind in KINDS.items()) + 1
    for name, kind in KINDS.items():
        default = f" ({kind.default})" if kind.default else ""
        yield f"{f'{name}={kind.value}' if kind.value else name:{width}}  {kind.summary}{default}"


class FaultSet:
    """The faults in force; a set that can change while requests are answered in other threads."""

    def __init__(self, faults: Iterable[Fault | str], seed: int) -> None:
        self._seed = seed
        self._lock = Lock()
        self._asked: dict[Fault, int] = {}
        for fault in faults:
            self.add(fault)

    def add(self, fault: Fault | str) -> Fault:
        """Put a fault in force, written out or parsed; one that already is starts counting anew."""
        parsed = parse_fault(fault) if isinstance(fault, str) else fault
        with self._lock:
            self._asked[parsed] = 0
        return parsed

    def discard(self, fault: Fault | str) -> None:
        parsed = parse_fault(fault) if isinstance(fault, str) else fault
        with self._lock:
            self._asked.pop(parsed, None)

    def clear(self) -> None:
        with self._lock:
            self._asked.clear()

    def __contains__(self, fault: object) -> bool:
        with self._lock:
            return (parse_fault(fault) if isinstance(fault, str) else fault) in self._asked

    def __len__(self) -> int:
        with self._lock:
            return len(self._asked)

    def __iter__(self) -> Iterator[Fault]:
        with self._lock:
            return iter(tuple(self._asked))

    def due(self, endpoint: str) -> dict[str, Fault]:
        """The faults that hit the next request to `endpoint`, by name, in the order of `KINDS`; counts the request."""
        hits: dict[str, Fault] = {}
        with self._lock:
            for fault, asked in self._asked.items():
                if fault.endpoint not in ("", endpoint):
                    continue
                self._asked[fault] = asked + 1
                if fault.first is not None and asked >= fault.first:
                    continue
                if fault.share < 1 and Random(f"{self._seed}:{fault}:{asked}").random() >= fault.share:
                    continue
                hits[fault.name] = fault
        return {name: hits[name] for name in KINDS if name in hits}
