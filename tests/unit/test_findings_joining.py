"""Rules about how people join: each fires at its threshold, not below it, and not without the data for it."""

from __future__ import annotations

import pytest
from support.cases import after, detail, found, on, person

from lktui.analysis.findings import Severity, Thresholds

STEADY = [person("steady", (0, None)), person("other", (1, None))]


def rejoining(times: int, every: float, *, stay: float = 20) -> list[tuple[float | None, float | None]]:
    """A first stay, and so many rejoins."""
    return [(0, 60), *((100 + number * every, 100 + number * every + stay) for number in range(times))]


def test_a_storm_is_so_many_rejoins_of_one_identity_within_the_window() -> None:
    storm = found(detail([*STEADY, person("ann", *rejoining(4, 40))]))["storm"]
    assert storm.words == "ann rejoined 4 times in 2m"
    assert storm.keys == ("ann",)
    assert storm.at == after(100)
    assert storm.severity is Severity.BAD
    (evidence,) = storm.evidence
    assert (evidence.key, evidence.at, evidence.until) == ("ann", after(100), after(220))


@pytest.mark.parametrize(("times", "every"), [(3, 1), (4, 41)])
def test_one_rejoin_less_or_a_second_more_is_no_storm(times: int, every: float) -> None:
    assert "storm" not in found(detail([*STEADY, person("ann", *rejoining(times, every))]))


def test_a_storm_lasts_as_long_as_rejoins_come_so_quickly() -> None:
    rejoins = [*rejoining(10, 30), (2000.0, 2100.0)]
    assert found(detail([person("ann", *rejoins)]))["storm"].words == "ann rejoined 10 times in 4m 30s"


def test_the_worst_of_several_storms_is_told_first_and_the_others_are_counted() -> None:
    people = [person("ann", *rejoining(5, 10)), person("bob", *rejoining(7, 10)), person("cyd", *rejoining(4, 10))]
    storm = found(detail(people))["storm"]
    assert storm.words == "bob rejoined 7 times in 1m; 2 others, too"
    assert storm.keys == ("bob", "ann", "cyd")


def test_rejoins_without_times_are_no_storm() -> None:
    assert "storm" not in found(detail([person("ann", *[(None, None)] * 9)]))


def test_entries_of_one_identity_are_one_person_and_entries_without_one_are_not() -> None:
    def entries(identity: str) -> list[str]:
        people = [
            on(person(identity, (100 + 5 * number, 103 + 5 * number)), key=f"{identity}{number}") for number in range(6)
        ]
        return list(found(detail(people)))

    assert "storm" in entries("ann")
    assert "storm" not in entries("")


def test_the_same_join_twice_is_one() -> None:
    assert "storm" not in found(detail([person("ann", *[(100, 110)] * 9)]))


def test_flapping_is_so_many_stays_shorter_than_the_limit() -> None:
    visits = [(0, 29.9), (300, 301), (600, 620), (1200, 2000)]
    flapping = found(detail([*STEADY, person("ann", *visits)]))["flapping"]
    assert flapping.words == "ann stayed for less than 30s 3 times"
    assert flapping.evidence[0].what == "3 of 4 stays, 1s to 29s"
    assert flapping.at == after(0)


@pytest.mark.parametrize(
    "visits",
    [
        [(0, 30), (300, 301), (600, 620)],
        [(0, 10), (300, 310)],
        [(0, None), (300, None), (600, None)],
        [(None, 10), (None, 310), (None, 610)],
        [(10, 5), (300, 290), (600, 590)],
    ],
    ids=["long enough", "too few", "nobody knows when they ended", "nor when they began", "backwards"],
)
def test_other_stays_are_no_flapping(visits: list[tuple[float | None, float | None]]) -> None:
    assert "flapping" not in found(detail([*STEADY, person("ann", *visits)], ended=3000))


def test_a_storm_is_not_told_again_as_flapping() -> None:
    assert set(found(detail([*STEADY, person("ann", *rejoining(9, 10, stay=3))]))) == {"storm"}


@pytest.mark.parametrize(("took", "slow"), [(3000, True), (2999, False), (None, False), (0, False)])
def test_a_slow_join_takes_as_long_as_the_threshold(took: int | None, *, slow: bool) -> None:
    assert ("slow" in found(detail([*STEADY, on(person("ann", (5, None)), connection_time_ms=took)]))) is slow


def test_a_slow_join_tells_how_long_and_over_what_and_when_where_that_is_certain() -> None:
    ann = on(person("ann", (5, None)), connection_time_ms=8150, connection_type="TURN")
    bob = on(person("bob", (5, 20), (30, None)), connection_time_ms=4000)
    slow = found(detail([ann, bob]))["slow"]
    assert slow.words == "ann took 8.2 s to connect; one other, too"
    assert [(each.what, each.at) for each in slow.evidence] == [
        ("took 8.2 s to connect over TURN", after(5)),
        ("took 4.0 s to connect", None),
    ]


@pytest.mark.parametrize("kind", ["TURN", "TCP", "turn/tls", "Relay"])
def test_relayed_connections_count_from_a_number_and_a_share_on(kind: str) -> None:
    relayed = [on(person(f"r{number}", (0, None)), connection_type=kind) for number in range(2)]
    direct = [on(person(f"d{number}", (0, None)), connection_type="UDP") for number in range(3)]
    relay = found(detail([*relayed, *direct[:2]]))["relay"]
    assert relay.words == "2 of 4 connected through a relay or over TCP"
    assert relay.severity is Severity.NOTE
    assert "relay" not in found(detail([*relayed, *direct]))
    assert "relay" not in found(detail([relayed[0], direct[0]]))


def test_of_whom_the_connection_is_not_known_counts_on_neither_side() -> None:
    relayed = [on(person(f"r{number}", (0, None)), connection_type="TCP") for number in range(2)]
    unknown = [person(f"u{number}", (0, None)) for number in range(9)]
    assert found(detail([*relayed, *unknown]))["relay"].words.startswith("2 of 2 ")
    assert not found(detail(unknown))


def test_thresholds_can_be_set() -> None:
    people = [*STEADY, person("ann", *rejoining(2, 10))]
    assert not found(detail(people))
    assert "storm" in found(detail(people), thresholds=Thresholds(storm_rejoins=2))
