"""What an API that misbehaves does to the screen: what was shown stays, with the reason, until it is well again."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.surroundings import lktui
from support.table_on_screen import AROUND, rows, selected, wait_for_table

from lktui.demo.server import DemoServer


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("server-error", "the API failed: 500"),
        ("rate-limit=1", "limiting requests (429)"),
        ("truncated", "can't be read"),
        ("reset", "broke the connection off"),
        ("empty-body", "can't be read"),
        ("not-json", "can't be read"),
    ],
)
def test_rows_stay_through_a_failure_and_recover_by_themselves(
    tmp_path: Path, server: DemoServer, fault: str, reason: str
) -> None:
    with lktui(tmp_path, server=server) as terminal:
        wait_for_table(terminal)
        server.faults.add(fault)
        terminal.press("r")
        terminal.wait_for("stale", reason)
        terminal.wait_until(
            lambda screen: "rows 1–" in screen.text and len(rows(screen)) >= 30 - AROUND - 4, "the rows"
        )
        server.faults.clear()
        terminal.wait_until(lambda screen: "updated" in screen.text and reason not in screen.text, "the recovery")
        wait_for_table(terminal)


def test_what_is_stale_looks_it_in_the_rows_and_what_is_fresh_again_does_not(
    tmp_path: Path, server: DemoServer
) -> None:
    with lktui(tmp_path, "--refresh", "2", server=server) as terminal:
        wait_for_table(terminal)
        line = terminal.screen.lines[rows(terminal.screen)[10]]
        row = line.partition("RM_")[2].split()[0]
        fresh = terminal.screen.colour_of(row)
        server.faults.add("server-error")
        terminal.wait_until(lambda screen: row in screen.text and screen.colour_of(row) != fresh, "the tint")
        server.faults.clear()
        terminal.wait_until(lambda screen: row in screen.text and screen.colour_of(row) == fresh, "the end of the tint")


def test_rows_stay_while_a_request_hangs(tmp_path: Path, server: DemoServer) -> None:
    with lktui(tmp_path, server=server) as terminal:
        wait_for_table(terminal)
        server.faults.add("hang")
        terminal.press("r")
        terminal.wait_for("asking for")
        top = selected(terminal.screen)
        terminal.press("down")
        terminal.wait_until(lambda screen: selected(screen) == top + 1, "the cursor")
        wait_for_table(terminal)


def test_a_failing_start_recovers_by_itself(tmp_path: Path, server: DemoServer) -> None:
    server.faults.add("server-error")
    with lktui(tmp_path, server=server) as terminal:
        terminal.wait_for("the API failed: 500", "Trying again")
        server.faults.clear()
        wait_for_table(terminal)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [("bad-key", "key or secret was refused"), ("plan", "Scale plan"), ("not-found", "no project")],
)
def test_a_refusal_from_the_start_is_told_on_the_screen_and_after_quitting(
    tmp_path: Path, server: DemoServer, fault: str, reason: str
) -> None:
    server.faults.add(fault)
    with lktui(tmp_path, server=server) as terminal:
        terminal.wait_for(reason, "r tries again, q quits")
        terminal.press("q")
        assert terminal.wait_exit() == 1
        assert terminal.left_over() == []
        assert reason in terminal.last_words()
        assert server.api_secret not in terminal.since(0).decode()


def test_after_a_refusal_the_user_can_try_again(tmp_path: Path, server: DemoServer) -> None:
    server.faults.add("bad-key")
    with lktui(tmp_path, server=server) as terminal:
        terminal.wait_for("key or secret was refused")
        server.faults.clear()
        terminal.press("r")
        wait_for_table(terminal)
        terminal.press("q")
        assert terminal.wait_exit() == 0
