"""What holds of the simulated world for every seed, size and time."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from lktui.demo import payloads
from lktui.demo.incidents import INCIDENTS
from lktui.demo.plan import Plan, egress_state, totals
from lktui.demo.project import Project
from lktui.demo.world import WEEK, World

seeds = st.integers(0, 10**6)
sizes = st.integers(100, 20_000)
times = st.integers(1_700_000_000, 1_900_000_000)  # 2023 to 2030
spans = st.integers(0, 3 * 86_400)


@given(seeds, st.integers(1, 20_000), times, st.integers(0, 50))
def test_a_session_is_the_same_for_everyone_who_asks(seed: int, size: int, now: int, index: int) -> None:
    world = World(seed, size)
    numbers = world.window(now, now - 2 * WEEK)
    number = numbers[index % len(numbers)]
    again = World(seed, size)
    assert payloads.session_detail(world, number, now) == payloads.session_detail(again, number, now)
    if now - world.plan(number).begin < WEEK:
        assert again.find(world.session_id(number), now) == number


@given(seeds, sizes, times, st.integers(0, 200), spans, spans)
def test_what_adds_up_never_falls(seed: int, size: int, now: int, index: int, first: int, second: int) -> None:
    world = World(seed, size)
    plan = world.plan(world.window(now, now - 2 * WEEK)[index % size])
    early, late = sorted((plan.begin + first, plan.begin + second))
    before, after = totals(plan, early), totals(plan, late)
    for key in ("uploaded", "downloaded", "seen", "joins", "failed", "last_active", "minutes"):
        assert getattr(before, key) <= getattr(after, key)
    assert egress_state(plan, early) <= egress_state(plan, late)
    assert 0 <= after.inside <= after.seen <= after.joins
    assert plan.begin <= after.last_active <= late


@given(seeds, sizes, times, st.integers(1, 300))
def test_pages_hold_every_session_once_newest_first(seed: int, size: int, now: int, limit: int) -> None:
    world = World(seed, size)
    numbers = world.window(now, now - WEEK)
    paged = [number for first in range(0, len(numbers), limit) for number in numbers[first : first + limit]]
    assert paged == list(numbers)
    assert abs(len(paged) - size) <= 1
    some = paged[:: max(1, len(paged) // 40)]
    begins = [world.plan(number).begin for number in some]
    assert begins == sorted(begins, reverse=True)
    assert now - WEEK <= begins[-1] <= begins[0] <= now


@given(seeds, st.integers(100, 2000), times)
def test_a_window_has_all_sessions_that_begin_in_it_and_no_other(seed: int, size: int, now: int) -> None:
    world = World(seed, size)
    since, until = now - WEEK // 2, now - WEEK // 5
    inside = [n for n in world.window(now, now - WEEK) if since <= world.plan(n).begin < until]
    assert inside == list(world.window(now, since, until))


@given(seeds, sizes, times)
def test_something_of_every_kind_can_be_found_at_any_time(seed: int, size: int, now: int) -> None:
    world = World(seed, size)
    found = world.incidents(now)
    hundred_ago = int((now // world.slot - 100) * world.slot)
    for incident in INCIDENTS:
        number = world.find(found[incident.name], now)
        assert number is not None, incident.name
        plan = world.plan(number)
        assert plan.incident == incident.name
        assert number in world.window(now, now - WEEK)
        assert plan.shown <= now
        assert plan.end >= hundred_ago or incident.name == "twin"
        if incident.every and incident.name != "twin":
            assert plan.end > now
            assert totals(plan, now).inside == (2 if incident.name == "portal" else 0)
    assert world.plan(number_of(world, found["twin"], now)).end < now


@given(seeds, sizes, times)
def test_somebody_is_in_a_room_of_the_first_page_at_any_time(seed: int, size: int, now: int) -> None:
    world = World(seed, size)
    page = world.window(now, now - WEEK)[:100]
    assert any(totals(world.plan(number), now).inside for number in world.active(now) if number in page)


def number_of(world: World, session_id: str, now: int) -> int:
    number = world.find(session_id, now)
    assert number is not None
    return number


@given(seeds, st.integers(1, 3000), times)
@example(0, 10, 1_700_000_000)  # in so small a project the two offices are linked for longer than a week
@settings(max_examples=40)
def test_active_finds_what_a_look_at_every_session_finds(seed: int, size: int, now: int) -> None:
    world = World(seed, size)

    def is_live(plan: Plan) -> bool:
        return plan.begin <= now < plan.end and not plan.forgotten

    numbers = world.window(now, now - WEEK)
    assert list(world.active(now)) == [number for number in numbers if is_live(world.plan(number))]


@given(seeds)
def test_credentials_come_from_the_seed_and_do_not_show(seed: int) -> None:
    one, two = Project(World(seed)).credentials, Project(World(seed, 10)).credentials
    assert (one.api_key, one.api_secret, one.project_id) == (two.api_key, two.api_secret, two.project_id)
    assert len(one.project_id) == len("p_") + 11
    assert one.api_secret not in repr(one)
