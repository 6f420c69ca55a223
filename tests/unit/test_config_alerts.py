"""The `[[alerts]]` of config.toml: what is taken, and what is refused, with file and place."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path

import pytest

from lktui.cli.alerts import alerts_of
from lktui.config.alerts import AlertSetting
from lktui.config.configuration import load
from lktui.config.settings import Flags
from lktui.errors import ConfigError


def write(home: Path, text: str) -> None:
    path = home / ".config" / "lktui" / "config.toml"
    path.parent.mkdir(parents=True)
    path.write_text(text)


def alerts(home: Path, text: str) -> tuple[AlertSetting, ...]:
    write(home, text)
    return load(Flags(), {}, home, with_credentials=False).settings.alerts


def test_alerts_come_in_their_order_and_ring_only_when_asked_to(tmp_path: Path) -> None:
    text = '[[alerts]]\nname = " b "\nfilter = "active"\nbell = true\n[[alerts]]\nname = "a"\nfilter = "people>2"\n'

    assert alerts(tmp_path, text) == (AlertSetting("b", "active", bell=True), AlertSetting("a", "people>2"))


def test_without_any_there_are_none(tmp_path: Path) -> None:
    assert alerts(tmp_path, "alerts = []") == ()


GOOD = '[[alerts]]\nname = "a"\nfilter = "active"\n'


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[alerts]\nname = 'a'", "alerts: must be tables [[alerts]], not a table"),
        ("alerts = 'a'", "alerts: must be tables [[alerts]], not text"),
        ("alerts = [1]", "alerts: must be tables [[alerts]], not a list"),
        (f"{GOOD}[[alerts]]\nname = 5\nfilter = 'a'", "alerts #2: name: must be text, not a number"),
        (f"{GOOD}[[alerts]]\nname = ' '\nfilter = 'a'", "alerts #2: name: must not be empty"),
        (f"{GOOD}[[alerts]]\nfilter = 'a'", "alerts #2: name: is missing"),
        (f"{GOOD}[[alerts]]\nname = 'b'", 'alerts #2 "b": filter: is missing'),
        (f"{GOOD}[[alerts]]\nname = 'b'\nfilter = ''", 'alerts #2 "b": filter: must not be empty'),
        (f"{GOOD}[[alerts]]\nname = 'b'\nfilter = ['x']", 'alerts #2 "b": filter: must be text, not a list'),
        (f"{GOOD}bell = 'yes'", 'alerts #1 "a": bell: must be true or false, not text'),
        (f"{GOOD}Bel = true", 'alerts #1 "a": Bel: unknown key; did you mean bell?'),
        (f"{GOOD}zzz = true", 'alerts #1 "a": zzz: unknown key; known here: name, filter, bell'),
        (f"{GOOD}{GOOD}", 'alerts #2 "a": has the name of alert #1'),
        (f'{GOOD}"\\u001b" = 1', 'alerts #1 "a": \\x1b: unknown key'),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_place(tmp_path: Path, text: str, place: str) -> None:
    with pytest.raises(ConfigError) as refused:
        alerts(tmp_path, text)

    assert refused.value.what.startswith(f"~/.config/lktui/config.toml: {place}")
    assert "\x1b" not in str(refused.value)


def test_a_mistake_in_a_filter_is_marked(tmp_path: Path) -> None:
    write(tmp_path, f'{GOOD}[[alerts]]\nname = "crowd"\nfilter = "active peple>2"\n')
    configuration = load(Flags(), {}, tmp_path, with_credentials=False)

    with pytest.raises(ConfigError) as refused:
        alerts_of(configuration, zone=UTC)

    assert refused.value.what == (
        '~/.config/lktui/config.toml: alerts #2 "crowd": filter: there is no field peple: did you mean people?'
    )
    assert refused.value.todo == "active peple>2\n       ^^^^^"


def test_filters_are_parsed_in_the_zone_of_the_screen(tmp_path: Path) -> None:
    write(tmp_path, f"{GOOD}bell = true\n")
    (alert,) = alerts_of(load(Flags(), {}, tmp_path, with_credentials=False), zone=UTC)

    assert (alert.name, alert.filter.text, alert.filter.zone, alert.bell) == ("a", "active", UTC, True)


def test_the_demo_has_alerts_of_its_own_unless_some_are_configured(tmp_path: Path) -> None:
    bare = load(Flags(), {}, tmp_path, with_credentials=False)

    assert alerts_of(bare, zone=UTC) == ()
    assert [alert.bell for alert in alerts_of(bare, zone=UTC, demo=True)] == [False, False]
    write(tmp_path, GOOD)
    configured = load(Flags(), {}, tmp_path, with_credentials=False)
    assert [alert.name for alert in alerts_of(configured, zone=UTC, demo=True)] == ["a"]
