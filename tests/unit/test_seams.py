"""Holes between pages that were fetched at once show by rows that come once more than they have to."""

from __future__ import annotations

from lktui.monitor.background.seams import Seams


def wave(seams: Seams, *pages: tuple[int, int]) -> None:
    """Pages by their first place and surplus."""
    for first, surplus in pages:
        seams.filled(first, surplus, 0)
    seams.wave_ended()


def test_pages_that_fit_leave_no_doubt() -> None:
    seams = Seams()
    wave(seams, (3, 0), (6, 0))
    wave(seams, (9, 0), (12, 0))
    assert seams.doubtful == []


def test_a_surplus_in_the_next_wave_makes_the_seams_of_the_one_before_doubtful() -> None:
    seams = Seams()
    wave(seams, (3, 0), (6, 0))
    wave(seams, (9, 1), (12, 1))
    assert seams.doubtful == [6]


def test_a_surplus_within_a_wave_makes_its_own_seams_doubtful_too() -> None:
    seams = Seams()
    wave(seams, (3, 0), (6, 0), (9, 1))
    assert seams.doubtful == [6]


def test_the_seam_before_a_wave_is_proven_by_its_first_page() -> None:
    seams = Seams()
    wave(seams, (3, 0), (6, 0))
    wave(seams, (9, 0), (12, 0))
    wave(seams, (15, 1))
    assert seams.doubtful == [12]


def test_what_began_in_the_meantime_and_is_known_is_no_surplus() -> None:
    seams = Seams()
    wave(seams, (3, 2), (6, 2))
    seams.grew(2, idle=False)
    wave(seams, (9, 1))
    assert seams.doubtful == [6]
    calm = Seams()
    wave(calm, (3, 0), (6, 0))
    calm.grew(2, idle=False)
    wave(calm, (9, -2))
    assert calm.doubtful == []


def test_where_no_page_will_tell_what_came_meanwhile_makes_the_last_seams_doubtful() -> None:
    seams = Seams()
    wave(seams, (3, 0), (6, 0))
    seams.grew(1, idle=True)
    assert seams.doubtful == [6]
    quiet = Seams()
    wave(quiet, (3, 0), (6, 0))
    quiet.grew(0, idle=True)
    assert quiet.doubtful == []


def test_rows_that_cannot_be_read_are_counted_and_a_seam_is_doubtful_once() -> None:
    seams = Seams()
    seams.filled(3, 0, 2)
    assert seams.holes == 2
    wave(seams, (6, 0))
    wave(seams, (9, 1))
    wave(seams, (12, 2), (6, 3))
    assert sorted(seams.doubtful) == sorted(set(seams.doubtful))
