"""Filters that were typed as flags."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lktui.errors import UsageError

if TYPE_CHECKING:
    from lktui.analysis.filter import Filter
    from lktui.view.times import Zone


def parsed_filter(text: str, flag: str, zone: Zone) -> Filter:
    """The filter that a flag gives. Raises UsageError, which marks the place."""
    from lktui.analysis.filter import FilterError, parse  # noqa: PLC0415 - for a filter only

    try:
        return parse(text, zone=zone.info)
    except FilterError as problem:
        marked = problem.marked(text).splitlines()
        raise UsageError(f"{flag}: {marked[-1]}", "\n".join(marked[:-1])) from None
