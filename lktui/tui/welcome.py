"""The first screen, when no credentials were found: the ways in, and what was looked for."""

from __future__ import annotations

import asyncio
import signal
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.widgets import Static

from lktui.tui.looks import AsciiFilter
from lktui.tui.terminal.quiet_app import QuietApp
from lktui.view.text import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

WAYS_IN = """\
[b]lktui[/b] shows the sessions of a LiveKit Cloud project. It found no credentials; there are three ways in:

[b]1  Environment[/b]
   export LIVEKIT_API_KEY=API…
   export LIVEKIT_API_SECRET=…
   export LIVEKIT_PROJECT_ID=p_…

[b]2  LiveKit's own CLI[/b], which leaves them in ~/.livekit/cli-config.yaml
   lk cloud auth

[b]3  A profile[/b] in config.toml
   [dim]\\[profiles.prod][/dim]
   project_id = "p_…"
   api_key = "API…"
   api_secret = "…"

The project id is the part after /projects/ in the dashboard's address. The API needs the Scale plan.

[b]No account at hand?[/b] Press [b]d[/b], or start [b]lktui --demo[/b], for the simulated project.

Looked for:"""


class Choice(Enum):
    """What to do without credentials."""

    DEMO = "demo"
    QUIT = "quit"
    INTERRUPT = "interrupt"


class WelcomeApp(QuietApp[Choice], inherit_bindings=False):
    """Exits with what the user chose; after a signal, with that as its return code."""

    CSS = """
    VerticalScroll { padding: 1 2; }
    #looked { color: $foreground 65%; padding-left: 3; height: auto; }
    #keys { dock: bottom; background: $panel; height: 1; padding: 0 1; }
    """
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "leave('DEMO')", show=False),
        Binding("q,escape", "leave('QUIT')", show=False),
        Binding("ctrl+c", "leave('INTERRUPT')", show=False, priority=True),
    ]

    def __init__(self, looked: Sequence[str], *, ascii_only: bool = False) -> None:
        super().__init__()
        if ascii_only:
            self._filters.append(AsciiFilter())
        self._looked = looked

    def on_load(self) -> None:
        loop = asyncio.get_running_loop()
        for name in ("SIGTERM", "SIGHUP"):
            if (number := getattr(signal, name, None)) is not None:
                loop.add_signal_handler(number, partial(self.exit, return_code=128 + number))

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield Static(WAYS_IN)
            yield Static("\n".join(f"· {visible(line)}" for line in self._looked), id="looked", markup=False)
        yield Static("d simulated project   q quit", id="keys", markup=False)

    def action_leave(self, choice: str) -> None:
        self.exit(Choice[choice])
