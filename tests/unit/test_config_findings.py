"""`[findings]` in config.toml: what it changes, what it refuses, and that it knows every threshold of the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lktui.analysis.findings import RULES, Thresholds
from lktui.config.configuration import load_settings
from lktui.config.findings import ROWS, FindingSettings
from lktui.config.settings import Flags
from lktui.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path


def loaded(home: Path, text: str) -> FindingSettings:
    path = home / ".config" / "lktui" / "config.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return load_settings(Flags(), {}, home).settings.findings


def refusal(home: Path, text: str) -> str:
    with pytest.raises(ConfigError) as raised:
        loaded(home, text)
    return raised.value.what


def test_the_thresholds_of_the_settings_are_those_of_the_rules() -> None:
    assert FindingSettings()._asdict() == Thresholds()._asdict()


def test_every_threshold_stands_in_the_words_of_a_rule() -> None:
    words = " ".join(rule.when for rule in RULES)
    assert [row.name for row in ROWS if f"`{row.name}`" not in words] == []


def test_a_table_changes_the_thresholds_that_it_names(tmp_path: Path) -> None:
    found = loaded(tmp_path, "[findings]\nstorm_rejoins = 7\nempty_after = 60\n")
    assert found == FindingSettings(storm_rejoins=7, empty_after=60.0)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("findings = 3", "findings: must be a table [findings], not a number"),
        ("[findings]\nstorm_rejoin = 3", "findings.storm_rejoin: unknown key; did you mean storm_rejoins?"),
        ("[findings]\nzzz = 3", "findings.zzz: unknown key; known here: storm_rejoins, "),
        (
            "[findings]\nstorm_rejoins = 2.5",
            "findings.storm_rejoins: must be a whole number, not a number; it is: rejo",
        ),
        ("[findings]\nstorm_rejoins = 0", "findings.storm_rejoins: must be a whole number from 1 to 100000"),
        ("[findings]\nempty_after = '10m'", "findings.empty_after: must be a number, not text; it is: seconds open"),
        ("[findings]\nempty_after = 0", "findings.empty_after: must be a number of seconds, more than 0"),
        ("[findings]\nempty_after = nan", "findings.empty_after: must be a number of seconds, more than 0"),
        ("[findings]\ndrop_share = 20", "findings.drop_share: must be a number from 0 to 1"),
        ("[findings]\ndrop_share = true", "findings.drop_share: must be a number, not true or false"),
    ],
)
def test_what_can_not_be_used_is_refused_with_its_place_and_what_it_must_be(
    tmp_path: Path, text: str, words: str
) -> None:
    assert words in refusal(tmp_path, text)
