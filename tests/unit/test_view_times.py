"""Moments as people read them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.builders import at

from lktui.view.times import Zone

BERLIN = ZoneInfo("Europe/Berlin")
NOW = at("12:00")
ODD = (
    None,
    UTC,
    BERLIN,
    timezone(timedelta(hours=5, minutes=45)),
    timezone(-timedelta(hours=23, minutes=59)),
    timezone(timedelta(hours=23, minutes=59)),
    timezone(timedelta(seconds=3208)),
)


def test_a_stamp_has_date_time_and_offset() -> None:
    assert Zone(BERLIN).stamp(at("12:00:01")) == "2025-09-29 14:00:01 +02:00"
    assert Zone(timezone(-timedelta(hours=3, minutes=30))).stamp(NOW) == "2025-09-29 08:30:00 -03:30"
    assert Zone(UTC).stamp(NOW) == "2025-09-29 12:00:00 UTC"


def test_what_is_not_known_is_a_dash() -> None:
    zone = Zone(UTC)
    assert {zone.time(None), zone.stamp(None), zone.recent(None, NOW), zone.until(None, NOW)} == {"–"}


def test_a_zone_has_a_name() -> None:
    assert (Zone(UTC).name, Zone().name) == ("UTC", "local")


@pytest.mark.parametrize(
    ("moment", "wide", "narrow"),
    [
        (at("11:59:58"), "11:59:58", "11:59:58"),
        (at("23:59:58"), "23:59:58", "23:59:58"),
        (at("23:59:58", day=28), "Sep 28 23:59", "28 23:59"),
        (NOW - timedelta(days=27), "Sep 02 12:00", "02 12:00"),
        (NOW - timedelta(days=28), "2025-09-01", "2025-09"),
        (NOW + timedelta(days=400), "2026-11-03", "2026-11"),
    ],
)
def test_a_recent_moment_has_its_date_only_where_that_is_another(moment: datetime, wide: str, narrow: str) -> None:
    zone = Zone(UTC)
    assert zone.recent(moment, NOW) == wide
    assert zone.recent(moment, NOW, narrow=True) == narrow


def test_today_is_the_day_of_the_zone() -> None:
    late = at("23:30", day=28)
    assert Zone(UTC).recent(late, NOW) == "Sep 28 23:30"
    assert Zone(BERLIN).recent(late, NOW) == "01:30:00"


def test_an_end_has_its_date_only_on_another_day_than_the_beginning() -> None:
    zone = Zone(UTC)
    assert zone.until(NOW, at("11:00")) == "12:00:00"
    assert zone.until(NOW, at("11:00", day=28)) == "2025-09-29 12:00:00"
    assert zone.until(NOW, None) == "2025-09-29 12:00:00"


@given(
    st.datetimes(timezones=st.sampled_from([UTC, *[zone for zone in ODD if zone is not None]])),
    st.datetimes(timezones=st.just(UTC)),
    st.sampled_from(ODD),
)
def test_any_moment_can_be_shown_in_any_zone(moment: datetime, now: datetime, info: tzinfo | None) -> None:
    zone = Zone(info)
    assert len(zone.stamp(moment)) in (23, 26, 29)
    assert len(zone.time(moment)) == 8
    assert len(zone.until(moment, now)) in (8, 19)
    assert len(zone.recent(moment, now)) in (8, 10, 12)
    assert len(zone.recent(moment, now, narrow=True)) in (7, 8)


@pytest.mark.parametrize("moment", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
@pytest.mark.parametrize("info", ODD)
def test_the_first_and_the_last_moment_that_there_are_can_be_shown(moment: datetime, info: tzinfo | None) -> None:
    assert Zone(info).stamp(moment)[4] == "-"
