"""What a value of the right type must satisfy; no message ever quotes the value, which may be a misplaced secret."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import SplitResult, urlsplit

from lktui.config.schema import Within, Wrong

FLOOR: Final = 2.0  # seconds; the API's data is not fresher than that, and its quota is shared by the project
DAY: Final = 86_400.0

_ID: Final = r"[A-Za-z0-9_-]+"  # compiled when one of them is needed: most starts need none
_URL: Final = r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+"
_LABEL: Final = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_HOST: Final = rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*\.?"


def refresh(seconds: float) -> tuple[float, str]:
    if not (0 <= seconds <= DAY):  # nan is none of them
        raise Wrong("must be 0 (by hand) or a number of seconds from 2 to 86400")
    if 0 < seconds < FLOOR:
        return FLOOR, f"raised to {FLOOR:g} seconds, the shortest interval"
    return seconds or 0.0, ""  # -0.0 would be shown as such


limit: Final = Within(1, 1000)
max_sessions: Final = Within(0, 100_000)
budget: Final = Within(6, 1000)
retention_days: Final = Within(1, 3650)
number_of_times: Final = Within(1, 100_000)
token_ttl: Final = Within(30.0, DAY, "a number of seconds")
share: Final = Within(0.0, 1.0, "a number")


def span_of_seconds(seconds: float) -> tuple[float, str]:
    if not 0 < seconds <= 100 * DAY:  # nan is none of them
        raise Wrong("must be a number of seconds, more than 0")
    return seconds, ""


def not_empty(text: str) -> tuple[str, str]:
    if not text:
        raise Wrong("must not be empty")
    return text, ""


def project_id(text: str) -> tuple[str, str]:
    # It becomes part of the path of a request.
    if not re.fullmatch(_ID, text):
        raise Wrong("must be a project id: letters, digits, _ and - only, such as p_abc123")
    return text, "" if text.startswith("p_") else "does not look like a project id, which starts with p_"


def secret(text: str) -> tuple[str, str]:
    if not (text.isascii() and text.isprintable()):
        raise Wrong("holds a line break or another character that no key, secret or token has: copy it again")
    return text, ""


def server_url(text: str) -> tuple[str, str]:
    parts = _split(text, ("http", "https"))
    host = parts.hostname or ""
    warning = ""
    if parts.scheme == "http" and not _is_loopback(host):
        warning = f"http: the token would travel unencrypted to {host}"
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}", warning


def livekit_url(text: str) -> tuple[str, str]:
    """Keep a usable address. An unusable one is left out with a warning: nothing but the room service needs it."""
    try:
        parts = _split(text, ("ws", "wss", "http", "https"))
    except Wrong as wrong:
        return "", f"left out, it {wrong.problem}"
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}", ""


def _split(text: str, schemes: tuple[str, ...]) -> SplitResult:
    allowed = f"must be an address such as {schemes[-1]}://host"
    if not re.fullmatch(_URL, text):
        raise Wrong(allowed)
    try:
        parts = urlsplit(text)
        port = parts.port
        host = parts.hostname or ""
    except ValueError:
        raise Wrong(f"{allowed}; its host or port can't be read") from None
    if parts.scheme not in schemes:
        raise Wrong(f"{allowed}, starting with {' or '.join(f'{scheme}://' for scheme in schemes)}")
    if "@" in parts.netloc:
        raise Wrong("must not hold a user name or password")
    if "?" in text or "#" in text:
        raise Wrong("must not have a query (?) or a fragment (#)")
    if port == 0 or not (_is_address(host) if "[" in parts.netloc else re.fullmatch(_HOST, host)):
        raise Wrong(f"{allowed}; its host or port can't be read")
    return parts


def _is_address(host: str) -> bool:
    from ipaddress import ip_address  # noqa: PLC0415 - hardly any address needs it

    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _is_loopback(host: str) -> bool:
    from ipaddress import ip_address  # noqa: PLC0415 - only http:// needs it

    name = host.rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
