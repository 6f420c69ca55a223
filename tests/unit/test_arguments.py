"""What is typed wrong on the command line: said in two lines, with what was probably meant."""

from __future__ import annotations

import pytest

from lktui.cli.arguments import parsed
from lktui.errors import UsageError


@pytest.mark.parametrize(
    ("typed", "what", "hint"),
    [
        ("--all-projets", "there is no --all-projets", "Did you mean --all-projects? See: lktui --help"),
        ("--them=nord", "there is no --them=nord", "Did you mean --theme? See: lktui --help"),
        ("-x", "there is no -x", "See: lktui --help"),
        ("sessions --jsn", "sessions does not take --jsn", "Did you mean --json? See: lktui sessions --help"),
        ("find alice bob", "find does not take bob", "See: lktui find --help"),
        (
            "sessions --all-projects",
            "sessions does not take --all-projects",
            "--all-projects is for the monitor, which is lktui without a command. See: lktui sessions --help",
        ),
        (
            "report RM_1 --refresh 5",
            "report does not take --refresh 5",
            "--refresh is for the monitor, which is lktui without a command. See: lktui report --help",
        ),
    ],
)
def test_what_is_not_taken_is_told_with_what_was_meant(typed: str, what: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        parsed(typed.split())
    assert str(caught.value).splitlines() == [what, hint]


def test_a_flag_counts_before_its_command_and_after_it() -> None:
    assert parsed(["--limit", "5", "sessions"]).limit == 5
    assert parsed(["--limit", "5", "sessions", "--limit", "7"]).limit == 7
    assert parsed(["sessions", "--sort", "-people"]).sort == "-people"
