"""`lktui token`: prints an access token for curl and scripts."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from lktui.api.auth import GivenToken, mint
from lktui.cli.arguments import flags_of
from lktui.cli.main import warn
from lktui.config.configuration import load

if TYPE_CHECKING:
    import argparse


def run(options: argparse.Namespace) -> int:
    configuration = load(flags_of(options), os.environ, Path.home(), needs_project_id=False)
    credentials = configuration.credentials
    warn(configuration.warnings)
    assert credentials is not None  # noqa: S101 - they were asked for
    now = datetime.now(UTC)
    if credentials.api_key and credentials.api_secret:
        ttl = timedelta(seconds=configuration.settings.token_ttl)
        print(mint(credentials.api_key, credentials.api_secret, now=now, ttl=ttl).value)
    else:
        print(GivenToken(credentials.token or "", now=lambda: now).current().value)
    return 0
