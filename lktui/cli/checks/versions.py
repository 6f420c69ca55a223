"""Which versions of what run here."""

from __future__ import annotations

import platform
import ssl
from importlib.metadata import PackageNotFoundError, version

from lktui import __version__
from lktui.cli.checks import Check, Outcome

PACKAGES = ("textual", "rich", "httpx", "httpcore", "pyjwt", "platformdirs", "pyyaml")


def versions() -> list[Check]:
    found = [
        ("lktui", __version__),
        ("python", f"{platform.python_implementation()} {platform.python_version()}"),
        ("system", f"{platform.system()} {platform.release()} {platform.machine()}"),
        ("openssl", ssl.OPENSSL_VERSION),
    ]
    checks = [Check("versions", name, Outcome.TOLD, value) for name, value in found]
    for package in PACKAGES:
        try:
            checks.append(Check("versions", package, Outcome.TOLD, version(package)))
        except PackageNotFoundError:
            checks.append(Check("versions", package, Outcome.FAILED, "not installed", "Install lktui again."))
    return checks
