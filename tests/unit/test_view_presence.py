"""The rows of the timeline, the line about a moment, events in words, and the raw answer."""

from __future__ import annotations

import json
from datetime import UTC

from support.builders import at, detail, participant

from lktui.analysis.events import session_events
from lktui.analysis.presence import Attendance, Presence, attendance
from lktui.analysis.status import combined
from lktui.model import Participant, Sources
from lktui.view.presence import Order, matching, moment_line, ordered, sources_of
from lktui.view.raw import pretty, search
from lktui.view.session_events import EventRow, as_line, event_rows
from lktui.view.session_events import matching as matching_events
from lktui.view.times import Zone

NOW = at("15:00")
ZONE = Zone(UTC)


def people() -> Attendance:
    return attendance(
        detail(
            "RM_1",
            ended=at("14:30"),
            people=[
                participant(("14:00", "14:10"), ("14:12", "14:14"), ("14:15", "14:16"), identity="cat"),
                participant(("14:01", "14:30"), identity="bob")._replace(name="Robert É."),
                participant(("14:02", "14:20"), ("14:21", "14:23"), identity="ann"),
                Participant("who knows", "who knows", ""),
            ],
        )
    )


def keys(found: list[Presence]) -> list[str]:
    return [person.key for person in found]


def test_the_orders_of_the_rows() -> None:
    def by(order: Order, *, backwards: bool = False) -> list[str]:
        return keys(ordered(people().people, order, NOW, backwards=backwards))

    assert by(Order.FIRST_JOIN) == ["cat", "bob", "ann", "who knows"]
    assert by(Order.PRESENT) == ["bob", "ann", "cat", "who knows"]
    assert by(Order.JOINS) == ["cat", "ann", "bob", "who knows"]
    assert by(Order.IDENTITY) == ["ann", "bob", "cat", "who knows"]
    assert by(Order.FIRST_JOIN, backwards=True) == ["ann", "bob", "cat", "who knows"], "what is not known is last"
    assert by(Order.PRESENT, backwards=True) == ["cat", "ann", "bob", "who knows"]
    assert by(Order.IDENTITY, backwards=True) == ["who knows", "cat", "bob", "ann"]


def test_the_orders_go_round() -> None:
    order, seen = Order.FIRST_JOIN, []
    for _ in Order:
        seen.append(order)
        order = order.next
    assert (set(seen), order) == (set(Order), Order.FIRST_JOIN)


def test_people_are_found_by_identity_or_name_by_every_word_whatever_its_case() -> None:
    every = people().people
    assert keys(matching(every, "BO")) == ["bob"]
    assert keys(matching(every, "robert é")) == ["bob"]
    assert keys(matching(every, "")) == keys(list(every))
    assert matching(every, "bob cat") == []


def test_what_any_entry_of_a_person_published_was_published() -> None:
    one = participant(("14:00", "14:10"))._replace(sources=Sources(camera=False, microphone=True))
    other = participant(("14:12", "14:20"))._replace(key="ann@2", sources=Sources(camera=True))
    (person,) = attendance(detail("RM_1", people=[one, other])).people
    assert sources_of(person) == Sources(camera=True, microphone=True, screen_share=None, screen_share_audio=None)


def said(clock: str, width: int = 80) -> str:
    return "".join(text for text, _ in moment_line(people(), at(clock), ZONE, NOW, width))


def test_the_line_about_a_moment_says_who_was_in_and_since_when() -> None:
    assert said("14:05") == "14:05:00  3 in  cat since 14:00:00  bob since 14:01:00  ann since 14:02:00"
    assert said("13:00") == "13:00:00  0 in"


def test_where_not_all_fit_the_rest_is_counted() -> None:
    for width in range(20, 100):
        line = said("14:05", width)
        shown = line.count("since")
        assert len(line) <= max(width, len("14:05:00  3 in  +3"))
        assert line.endswith(f"+{3 - shown}") or shown == 3


def rows() -> list[EventRow]:
    found = detail("RM_1", ended=at("14:30"), people=[participant(("14:00", "14:10"), ("14:12", None), identity="ann")])
    return event_rows(session_events(attendance(found), combined(None, found, "RM_1"), NOW), found.started_at)


def test_events_in_words() -> None:
    assert [(row.who, row.words) for row in rows()] == [
        ("", "the session began"),
        ("ann", "joined, the first one"),
        ("ann", "left after 10m 00s"),
        ("", "the room is empty for 2m 00s"),
        ("ann", "rejoined after 2m 00s"),
        ("ann", "left after ~18m 00s: no time of its own, what is known ends here"),
        ("", "the session ended after 14h 30m"),
    ]


def test_an_event_as_it_is_copied() -> None:
    assert as_line(rows()[2], ZONE) == "2025-09-29 14:10:00 UTC  ann  left after 10m 00s"


def test_events_are_found_by_who_and_what() -> None:
    assert [row.words for row in matching_events(rows(), "ANN rejoined")] == ["rejoined after 2m 00s"]


def test_the_raw_answer_is_laid_out_as_it_came() -> None:
    raw = '{"a":1.50e3,"a":[ ],"b":{"c":"x,{y}\\"\\u00e9","d":[1,{}]},"e":null}'
    lines = pretty(raw)
    assert lines == [
        "{",
        '  "a": 1.50e3,',
        '  "a": [],',
        '  "b": {',
        '    "c": "x,{y}\\"\\u00e9",',
        '    "d": [',
        "      1,",
        "      {}",
        "    ]",
        "  },",
        '  "e": null',
        "}",
    ]
    assert json.loads("\n".join(lines)) == json.loads(raw)


def test_what_is_no_json_comes_out_somehow() -> None:
    assert pretty("") == []
    assert (
        pretty('}}"never closed') == ["}}", '"never closed'] or "".join(pretty('}}"never closed')) == '}}"never closed'
    )
    assert "".join(pretty("[" * 500)).count("[") == 500
    assert max(map(len, pretty("[" * 500))) < 200


def test_the_search_finds_lines_whatever_the_case() -> None:
    assert search(["Alpha", "beta", "ALPHABET"], "alpha") == [0, 2]
    assert search(["Alpha"], "") == []
