"""The rules of findings with the thresholds that were configured."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lktui.analysis.findings import Thresholds
    from lktui.analysis.findings.flags import Flags
    from lktui.config.settings import Settings


def finding_flags(settings: Settings) -> Flags:
    from lktui.analysis.findings.flags import Flags  # noqa: PLC0415 - after the settings: their errors should be quick

    return Flags(thresholds_of(settings))


def thresholds_of(settings: Settings) -> Thresholds:
    from lktui.analysis.findings import Thresholds  # noqa: PLC0415

    return Thresholds(**settings.findings._asdict())
