"""Every filter means what a naive reading of it says; every text is a filter or a FilterError, and none takes long."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import inf

from hypothesis import given
from hypothesis import strategies as st

from lktui.analysis.filter import Facts, Filter, FilterError, parse
from lktui.analysis.filter.automaton import Automaton
from lktui.analysis.filter.completion import complete
from lktui.analysis.filter.fields import FIELDS
from lktui.analysis.filter.grammar import tree
from lktui.analysis.filter.regex import PatternError, parse_pattern
from lktui.analysis.status import duration, status
from lktui.model import Egress, Session

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
Truth = bool | None  # None: what is asked for is unknown
Reading = Callable[[Facts], Truth]

ROOMS = st.sampled_from(
    ["", "standup", "Team A", "a (b)", "or", "not x", "active", 'say "hi"', "in>5", "Prod-12", "réunion"]
)
MOMENTS = st.none() | st.integers(0, 300).map(lambda minutes: NOW - timedelta(minutes=minutes))
SMALL = st.none() | st.integers(0, 5)
SIZES = st.none() | st.sampled_from([0, 1, 999, 1_000, 1_499, 1_500, 1_501, 2_000, 2_048, 5_000_000])
FACTS = st.builds(
    Facts,
    session=st.builds(
        Session,
        session_id=st.sampled_from(["RM_1", "RM_aB", "RM_x9"]),
        room_name=ROOMS,
        created_at=MOMENTS,
        last_active=MOMENTS,
        ended_at=MOMENTS,
        bandwidth_in=SIZES,
        bandwidth_out=SIZES,
        egress=st.none() | st.sampled_from([*Egress, "odd"]),
        participants_total=SMALL,
        participants_now=SMALL,
    ),
    now=st.just(NOW),
    rate_in=SIZES,
    rate_out=SIZES,
    flags=st.sampled_from([frozenset(), frozenset({"storm"}), frozenset({"storm", "ghost"})]),
)


@dataclass(frozen=True)
class Written:
    """A filter, or a part of one: two ways of writing it, and what it means.

    `binds` is 0 for or, 1 for and, 2 for a single thing.
    """

    text: str
    other: str
    binds: int
    reading: Reading

    def inside(self, binds: int) -> tuple[str, str]:
        return (self.text, self.other) if self.binds >= binds else (f"({self.text})", f"( {self.other} )")


def leaf(text: str, reading: Reading, other: str | None = None) -> Written:
    return Written(text, other or text, 2, reading)


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def plain(word: str) -> Written:
    def reading(facts: Facts) -> Truth:
        return word.lower() in facts.session.room_name.lower() or word.lower() in facts.session.session_id.lower()

    return leaf(quoted(word), reading)


def in_room(word: str) -> Written:
    return leaf(
        f"room:{quoted(word)}", lambda facts: word.lower() in facts.session.room_name.lower(), f"ROOM : {quoted(word)}"
    )


OPERATORS: dict[str, Callable[[float, float], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}
READS: dict[str, Callable[[Facts], float | None]] = {
    "people": lambda facts: facts.session.participants_now,
    "total": lambda facts: facts.session.participants_total,
    "in": lambda facts: facts.session.bandwidth_in,
    "out": lambda facts: facts.session.bandwidth_out,
    "in/s": lambda facts: facts.rate_in,
    "out/s": lambda facts: facts.rate_out,
    "rate": lambda facts: None if facts.rate_in is None or facts.rate_out is None else facts.rate_in + facts.rate_out,
    "age": lambda facts: (NOW - facts.session.created_at).total_seconds() if facts.session.created_at else None,
    "duration": lambda facts: found.length.total_seconds() if (found := duration(facts.session, NOW)) else None,
}
VALUES = {
    "people": ["0", "1", "2", "5"],
    "total": ["0", "3"],
    "age": ["0", "90s", "1h", "2h30m", "1.5h"],
    "duration": ["10m", "1h", "1d"],
}
BYTES = ["0", "1", "999B", "1kb", "1.5kB", "2KiB", "5M", "0.001MB"]
IN_BYTES = {"0": 0, "1": 1, "999B": 999, "1kb": 1000, "1.5kB": 1500, "2KiB": 2048, "5M": 5e6, "0.001MB": 1000}
IN_UNITS = {"0": 0, "90s": 90, "1h": 3600, "2h30m": 9000, "1.5h": 5400, "10m": 600, "1d": 86400}


def number(name: str, sign: str, value: str) -> Written:
    limit = float({**IN_UNITS, **IN_BYTES}.get(value, value))

    def reading(facts: Facts) -> Truth:
        known = READS[name](facts)
        return None if known is None else OPERATORS[sign](known, limit)

    return leaf(f"{name}{sign}{value}", reading, f"{name.upper()} {sign} {value}")


def unknown(name: str) -> Written:
    return leaf(f"{name}:unknown", lambda facts: READS[name](facts) is None, f"{name}=unknown")


def started(sign: str, hour: int) -> Written:
    def reading(facts: Facts) -> Truth:
        began = facts.session.created_at
        limit = NOW.replace(hour=hour)
        return None if began is None else OPERATORS[sign](began.timestamp(), limit.timestamp())

    return leaf(f"started{sign}{hour}:00", reading, f"started {sign} 2026-11-22T{hour}:00")


def at(hour: int) -> Written:
    def reading(facts: Facts) -> Truth:
        began, ended = facts.session.created_at, facts.session.ended_at
        first = NOW.replace(hour=hour).timestamp()
        if began is None:
            return None
        return began.timestamp() < first + 60 and (ended.timestamp() if ended else inf) >= first

    return leaf(f"at:{hour}:00", reading, f"AT = 2026-11-22T{hour}:00")


def egress(name: str) -> Written:
    known = {"none": Egress.NEVER, "active": Egress.ACTIVE, "ended": Egress.ENDED}[name]
    return leaf(
        f"egress:{name}",
        lambda facts: None if facts.session.egress is None else facts.session.egress == known,
        f"egress = {name.upper()}",
    )


def state(name: str) -> Written:
    def reading(facts: Facts) -> Truth:
        return status(facts.session, NOW, ghost="ghost" in facts.flags).value == name

    return leaf(name, reading, f"status:{name}")


NAMES = st.sampled_from(sorted(READS))
NUMBERS = NAMES.flatmap(
    lambda name: st.builds(
        number, st.just(name), st.sampled_from(sorted(OPERATORS)), st.sampled_from(VALUES.get(name, BYTES))
    )
)
LEAVES = st.one_of(
    st.builds(plain, ROOMS),
    st.builds(in_room, ROOMS),
    NUMBERS,
    st.builds(unknown, NAMES),
    st.builds(started, st.sampled_from(sorted(OPERATORS)), st.integers(10, 15)),
    st.builds(at, st.integers(10, 15)),
    st.builds(egress, st.sampled_from(["none", "active", "ended"])),
    st.builds(state, st.sampled_from(["active", "idle", "ghost", "ended"])),
    st.just(leaf("flag:storm", lambda facts: "storm" in facts.flags, "FLAG=Storm")),
)


def negated(inner: Written) -> Written:
    text, other = inner.inside(2)

    def reading(facts: Facts) -> Truth:
        truth = inner.reading(facts)
        return None if truth is None else not truth

    return Written(f"!{text}", f"not {other}", 2, reading)


def both(left: Written, right: Written) -> Written:
    texts = [part.inside(1) if part is left else part.inside(2) for part in (left, right)]

    def reading(facts: Facts) -> Truth:
        truths = {left.reading(facts), right.reading(facts)}
        return False if False in truths else None if None in truths else True

    return Written(" ".join(text for text, _ in texts), "  and ".join(other for _, other in texts), 1, reading)


def either(left: Written, right: Written) -> Written:
    texts = [part.inside(0) if part is left else part.inside(1) for part in (left, right)]

    def reading(facts: Facts) -> Truth:
        truths = {left.reading(facts), right.reading(facts)}
        return True if True in truths else None if None in truths else False

    return Written(" or ".join(text for text, _ in texts), " | ".join(other for _, other in texts), 0, reading)


FILTERS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.builds(negated, inner), st.builds(both, inner, inner), st.builds(either, inner, inner)),
    max_leaves=8,
)
PIECES = st.sampled_from(
    [field.name for field in FIELDS]
    + list(":=<>!()|\"'/\\ \t\n.-_+*?[]{}^$&＞：２٣²≥\x00\x1b\u202e\ud800é")  # noqa: RUF001 - lookalikes are the point
    + [
        "or",
        "and",
        "not",
        "active",
        "10MB",
        "1h30m",
        "14:00",
        "2026-11-20",
        "unknown",
        "none",
        "9" * 20,
        "room:",
        "people>",
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=3), max_size=30).map("".join)


@given(FILTERS, FACTS)
def test_a_filter_matches_where_a_naive_reading_of_it_is_true(written: Written, facts: Facts) -> None:
    assert parse(written.text, zone=UTC).matches(facts) is (written.reading(facts) is True)


@given(FILTERS)
def test_two_ways_of_writing_a_filter_are_the_same(written: Written) -> None:
    assert parse(written.other, zone=UTC).fields == parse(written.text, zone=UTC).fields
    if "started" not in written.text and "at:" not in written.text:  # a clock and a date are written in other ways
        assert tree(written.other) == tree(written.text)


@given(FILTERS, FACTS)
def test_both_ways_match_the_same_and_so_does_selecting(written: Written, facts: Facts) -> None:
    found = parse(written.other, zone=UTC)

    assert found.matches(facts) is parse(written.text, zone=UTC).matches(facts)
    if not found.depends_on_rates:
        selected = found.select([facts.session], now=NOW, flags_of=lambda _session_id: facts.flags)
        assert bool(selected) is found.matches(facts)


@given(FILTERS, FACTS)
def test_a_filter_and_its_negation_never_both_match(written: Written, facts: Facts) -> None:
    found = parse(written.text, zone=UTC).matches(facts)
    opposite = parse(f"!({written.text})", zone=UTC).matches(facts)

    assert not (found and opposite)
    if written.reading(facts) is not None:
        assert found or opposite


def parsed(text: str) -> Filter | FilterError:
    try:
        return parse(text, zone=UTC)
    except FilterError as error:
        return error


def searched(pattern: str) -> Automaton | PatternError:
    try:
        return Automaton(parse_pattern(pattern))
    except PatternError as error:
        return error


@given(TEXTS, FACTS)
def test_any_text_is_a_filter_or_an_error_with_its_place(text: str, facts: Facts) -> None:
    found = parsed(text)
    if isinstance(found, FilterError):
        assert 0 <= found.position <= found.position + found.length <= len(text)
        assert found.message
        assert len(found.marked(text).splitlines()) >= 3
    else:
        assert found.matches(facts) in {True, False}
        assert found == parse(text, zone=UTC)


@given(TEXTS, st.integers(-2, 100))
def test_completion_takes_any_text_and_cursor(text: str, cursor: int) -> None:
    found = complete(text, cursor)

    assert 0 <= found.start <= max(0, min(cursor, len(text)))
    typed = text[found.start : max(0, min(cursor, len(text)))].lower()
    assert all(candidate.text.lower().startswith(typed) for candidate in found.candidates)


@given(FILTERS)
def test_what_is_offered_for_a_field_name_is_the_name_and_an_operator(written: Written) -> None:
    text = f"{written.text} dur"
    found = complete(text, len(text))

    assert [text[: found.start] + candidate.text for candidate in found.candidates] == [f"{written.text} duration>"]


ATOMS = st.sampled_from(["a", "b", "c", ".", "[ab]", "[^a]", r"\w", r"\d", "1", "^", "$", "-"])
PATTERNS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map("".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda items: f"({'|'.join(items)})"),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{1,2}", "{1,}", "*?"])).map(
            lambda two: f"(?:{two[0]}){two[1]}"
        ),
    ),
    max_leaves=6,
)


@given(PATTERNS, st.lists(st.text("abc1-", max_size=6), max_size=8))
def test_a_regular_expression_matches_as_in_python(pattern: str, texts: list[str]) -> None:
    automaton = searched(pattern)
    if isinstance(automaton, PatternError):
        assert not pattern or re.search("deep|large|at most", automaton.message)
        return
    python = re.compile(pattern)

    for text in texts:
        assert automaton.search(text) == bool(python.search(text)), text


@given(st.text("ab()[]{}|*+?.^$\\,-d12", max_size=40), st.text("abd12", max_size=300))
def test_any_pattern_is_searched_for_or_refused(pattern: str, text: str) -> None:
    found = searched(pattern)
    if isinstance(found, PatternError):
        assert 0 <= found.position <= found.position + found.length <= len(pattern) + 1
        assert found.message
    else:
        assert found.search(text) in {True, False}
