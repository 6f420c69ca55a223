"""`lktui watch`: a line for each thing that happens in the project, until interrupted."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from lktui.cli import access, output
from lktui.cli.alerts import alerts_of
from lktui.cli.filters import parsed_filter
from lktui.cli.finding_flags import finding_flags
from lktui.cli.main import warn
from lktui.errors import UsageError

if TYPE_CHECKING:
    import argparse

    from lktui.analysis.alerts import Alert
    from lktui.analysis.filter import Filter
    from lktui.analysis.pseudonyms import Pseudonyms
    from lktui.cli.access import Access
    from lktui.errors import ApiError
    from lktui.monitor.days import DateRange
    from lktui.monitor.monitor import Monitor
    from lktui.monitor.state import State


def run(options: argparse.Namespace) -> int:
    with access.opened(options) as project:
        configuration = project.configuration
        if not configuration.settings.refresh:
            raise UsageError(
                "with a refresh of 0, lktui polls by hand only, and `watch` has none",
                "Give --refresh SECONDS, at least 2.",
            )
        wanted = parsed_filter(options.filter, "--filter", project.zone) if options.filter else None
        alerts = alerts_of(configuration, zone=project.zone.info, demo=bool(options.demo))
        chosen = access.typed_range(options)
        warn(configuration.warnings)
        log = Log(project, wanted, alerts, options.format, access.hides(options))
        return asyncio.run(_watch(project, chosen, log))


class Log:
    """Writes what the states of the monitor show to have happened: data to stdout, trouble to stderr."""

    def __init__(
        self,
        project: Access,
        wanted: Filter | None,
        alerts: tuple[Alert, ...],
        form: str | None,
        hides: Pseudonyms | None = None,
    ) -> None:
        from lktui.analysis.observation import Observation  # noqa: PLC0415 - after the checks of what was typed
        from lktui.monitor.catalog import Catalog  # noqa: PLC0415

        self._project = project
        self._wanted = wanted
        self._form = form
        self._hides = hides
        self._observation = Observation(project.configuration.settings.refresh)
        self._observation.watch_for(alerts)
        self._observation.flags = finding_flags(project.configuration.settings)
        self._last: State | None = None
        self._catalog = Catalog()  # of the last poll
        self._failing: str | None = None

    def take(self, state: State) -> None:
        """Raises the error of a state from which nothing follows by itself."""
        last, self._last = self._last, state
        if state.error is not None:
            if last is None or state.error is not last.error:
                self._failed(state.error)
            return
        if state.fetched_at is None or (last is not None and last.fetched_at == state.fetched_at):
            return
        if self._failing is not None:
            output.say("polling works again")
            self._failing = None
        news = state.catalog.news_since(self._catalog)
        self._catalog = state.catalog
        self._observation.saw(news.sessions, news.gone, state.fetched_at, time.monotonic(), state.rooms)
        if last is None or last.fetched_at is None:
            self._say_what_is_watched(state)
        self._write(state)

    def _failed(self, error: ApiError) -> None:
        if error.fatal:
            raise error
        self._observation.failed(access.now(), error.what)
        if error.what != self._failing:
            from lktui.view.text import visible  # noqa: PLC0415 - only for the unlucky

            output.say(visible(f"poll failed: {error.what}; going on trying"))
            self._failing = error.what

    def _say_what_is_watched(self, state: State) -> None:
        from lktui.view.text import visible  # noqa: PLC0415 - with the first answer

        sample = self._observation.history.samples[-1]
        active = sample.active if sample is not None else 0
        project = self._project.project
        name = visible(project.name if self._hides is not None else f"{project.name} ({project.project_id})")
        output.say(f"watching {name} every {state.refresh:g} s; sessions active now: {active}")

    def _write(self, state: State) -> None:
        from lktui.analysis.happenings import happenings  # noqa: PLC0415 - with the first answer
        from lktui.view import log  # noqa: PLC0415

        assert state.fetched_at is not None  # noqa: S101 - there was an answer
        found = happenings(self._observation, state.fetched_at, self._wanted)
        if self._hides is not None:
            found = [replace(each, session=self._hides.session(each.session)) for each in found]
        if self._form is None:
            output.data(log.log_line(each, self._project.zone) for each in found)
        else:
            output.records([log.log_record(each) for each in found], (), self._form)
        if any(begun.rings for begun in self._observation.begun) and sys.stderr.isatty():
            sys.stderr.write("\a")
        output.flush()


async def _watch(project: Access, chosen: DateRange, log: Log) -> int:
    from lktui.cli.daemon_threads import DaemonThreads  # noqa: PLC0415 - after the checks of what was typed

    loop = asyncio.get_running_loop()
    loop.set_default_executor(DaemonThreads())
    stopped: asyncio.Queue[int] = asyncio.Queue()
    for name in ("SIGTERM", "SIGHUP"):
        if (number := getattr(signal, name, None)) is not None:
            loop.add_signal_handler(number, stopped.put_nowait, 128 + number)
    states: asyncio.Queue[State] = asyncio.Queue()
    polling = asyncio.create_task(_monitor(project, chosen).run(states.put_nowait))
    writing = asyncio.create_task(_write(states, log))
    stopping = asyncio.create_task(stopped.get())
    tasks: tuple[asyncio.Task[None] | asyncio.Task[int], ...] = (writing, polling, stopping)
    try:
        ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        if stopping not in ended:
            await asyncio.gather(*ended)  # an error, or a reader that has gone
        return stopping.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _write(states: asyncio.Queue[State], log: Log) -> None:
    while True:
        log.take(await states.get())


def _monitor(project: Access, chosen: DateRange) -> Monitor:
    from lktui.monitor.monitor import Monitor  # noqa: PLC0415

    settings = project.configuration.settings
    return Monitor(
        access.client_of(project),
        refresh=settings.refresh,
        page_size=settings.limit,
        chosen=chosen,
        max_sessions=settings.max_sessions,
        budget=settings.budget,
    )
