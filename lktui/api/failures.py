"""The one place where httpx's failures and the API's refusals become errors of ours, without any secret in them."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

import httpx

from lktui.api.auth import LEEWAY
from lktui.errors import (
    ApiError,
    BadPayload,
    ClockOff,
    KeyRefused,
    NotAuthorized,
    PlanWithoutAccess,
    ProjectNotFound,
    ProjectRefused,
    RateLimited,
    RequestRefused,
    SessionNotFound,
    TimedOut,
    Unavailable,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_RETRY_AFTER = 3600.0
SHOWN = 160  # characters of the API's own words
_TOKEN = re.compile(r"[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]*")
_BEARER = re.compile(r"(?i)bearer\s+\S+")
_TAG = re.compile(r"<(script|style|head)\b.*?</\1>|<[^>]*>", re.IGNORECASE | re.DOTALL)


def from_httpx(error: httpx.HTTPError | httpx.InvalidURL, origin: str) -> ApiError:
    """What kept an answer from coming. `origin` is the server that was asked."""
    again = "Trying again by itself; check the network if it stays."
    match error:
        case httpx.ConnectTimeout() | httpx.PoolTimeout():
            return Unavailable(f"no connection to {origin} in time", again)
        case httpx.TimeoutException():
            return timed_out(origin)
        case httpx.ProxyError():
            return Unavailable(f"the proxy refused to reach {origin}", "Check HTTPS_PROXY and NO_PROXY.")
        case httpx.ConnectError():
            return _no_connection(error, origin)
        case httpx.DecodingError():
            return BadPayload("the answer", "has a broken content encoding")
        case httpx.UnsupportedProtocol() | httpx.InvalidURL():
            return Unavailable(f"{origin} is no address that can be asked", "Check server_url.")
        case _:
            return Unavailable(f"{origin} broke the connection off", again)


def timed_out(origin: str) -> TimedOut:
    return TimedOut(f"{origin} did not answer in time", "Trying again by itself; a smaller --limit can help.")


def from_response(
    response: httpx.Response,
    body: bytes,
    *,
    origin: str,
    project_id: str,
    session_id: str | None,
    now: datetime,
    clock_off: timedelta | None,
) -> ApiError:
    """What a status other than 2xx means.

    `session_id` is that of the session that was asked for, if one was. `now` is the server's time as well as it is
    known; `clock_off` is how far this machine's clock is behind it, None where that is unknown or does not matter.
    """
    status = response.status_code
    words = own_words(body)
    said = f" ({words})" if words else ""
    retry_after = retry_after_seconds(response.headers, now=now)
    if status in (401, 403):
        return _not_authorized(status, words, project_id=project_id, clock_off=clock_off)
    if status == 404:
        if session_id is not None:
            return SessionNotFound(
                f"the API does not know session {session_id} now",
                "A session that just began or ended can take minutes to appear: still trying.",
            )
        todo = (
            "Check the project id (the part after /projects/ in the dashboard's address), and server_url if you set it."
        )
        return ProjectNotFound(f"no project {project_id} at {origin}", todo)
    if status == 429:
        todo = "Waiting as long as it asks, then on by itself."
        return RateLimited("the API is limiting requests (429)", todo, retry_after=retry_after)
    if status in (408, 504, 524):
        todo = "Trying again by itself; a smaller --limit can help."
        return TimedOut(f"{origin} timed out ({status})", todo, retry_after=retry_after)
    if 400 <= status < 500:
        return RequestRefused(
            f"the API refused the request: {status}{said}", "Check the time range and --limit; trying again by itself."
        )
    return Unavailable(f"the API failed: {status}{said}", "Trying again by itself.", retry_after=retry_after)


def redirected(location: str, origin: str) -> Unavailable:
    return Unavailable(
        f"{origin} redirects to {cut(location)}, which is another server",
        "The token is sent to the configured server only: correct server_url if it moved.",
    )


def own_words(body: bytes) -> str:
    """The API's own explanation, from JSON, HTML or text: one line, cut, without anything that looks like a token."""
    text = body.decode("utf-8", "replace")
    try:
        found = _explanation(json.loads(text))
    except (ValueError, RecursionError):
        found = _TAG.sub(" ", text)
    return cut(found or "")


def cut(text: str) -> str:
    """One line of at most `SHOWN` characters that holds no token."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    line = _TOKEN.sub("[token]", _BEARER.sub("Bearer [token]", line))
    return line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"


def retry_after_seconds(headers: Mapping[str, str], *, now: datetime) -> float | None:
    """`Retry-After` as seconds or as a date; what is neither is not there."""
    value = headers.get("Retry-After", "").strip()
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", value):
        return min(float(value), LONGEST_RETRY_AFTER)
    at = http_date(value)
    if at is None:
        return None
    return min(max((at - now).total_seconds(), 0.0), LONGEST_RETRY_AFTER)


def http_date(value: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(value)
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (TypeError, ValueError, OverflowError, IndexError):
        return None


def _not_authorized(status: int, words: str, *, project_id: str, clock_off: timedelta | None) -> ApiError:
    said = f" ({words})" if words else ""
    text = words.lower()
    if status == 401 and clock_off is not None and abs(clock_off) > LEEWAY:
        direction = "behind" if clock_off > timedelta() else "ahead of"
        return ClockOff(
            f"this machine's clock is {_span(abs(clock_off))} {direction} the server's, so the token is refused{said}",
            "Set the clock (for example: timedatectl set-ntp true); lktui goes on by itself once it is right.",
        )
    if re.search(r"\bplan\b|subscription|upgrade", text):
        return PlanWithoutAccess(
            f"the plan of project {project_id} has no Analytics API{said}",
            "It needs the Scale plan or higher: see the project's billing page in the LiveKit Cloud dashboard.",
        )
    if re.search(r"api[ _-]?key|secret|signature|issuer", text):
        return KeyRefused(
            f"the API key or secret was refused{said}",
            "Check LIVEKIT_API_KEY and LIVEKIT_API_SECRET, or the profile: both must be of the same project.",
        )
    if "project" in text:
        return ProjectRefused(
            f"this API key has no access to project {project_id}{said}",
            "Check that the project id and the key are of the same project.",
        )
    if re.search(r"token|jwt|grant|permission|expired", text):
        return KeyRefused(
            f"the access token was refused{said}",
            "Check the API key and secret, and that the token has the roomList grant.",
        )
    return NotAuthorized(
        f"not authorized: {status}{said}",
        f"Check the API key, the secret, the project id {project_id}, and that the plan is Scale or higher.",
    )


def _no_connection(error: httpx.ConnectError, origin: str) -> Unavailable:
    again = "Trying again by itself."
    reason = str(error).lower()
    if "certificate" in reason or "ssl" in reason:
        return Unavailable(
            f"the certificate of {origin} is not trusted",
            "If a company proxy re-signs connections, point SSL_CERT_FILE at its certificate.",
        )
    if "name or service" in reason or "getaddrinfo" in reason or "nodename" in reason or "name resolution" in reason:
        return Unavailable(f"the name of {origin} can't be resolved", f"Check the network and server_url. {again}")
    if "refused" in reason:
        return Unavailable(f"{origin} refuses connections", f"Check server_url if you set it. {again}")
    return Unavailable(f"no connection to {origin}", f"Check the network. {again}")


def _explanation(document: object) -> str | None:
    """The text of `error`, `message`, `msg` or `detail`, wherever a JSON error keeps it."""
    if isinstance(document, str):
        return document
    if not isinstance(document, dict):
        return None
    for key in ("error", "message", "msg", "detail", "reason", "code"):
        found = _explanation(document.get(key))
        if found:
            return found
    return None


def _span(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    if seconds < 120:
        return f"{seconds} s"
    if seconds < 7200:
        return f"{seconds // 60} min"
    return f"{seconds // 3600} h" if seconds < 172_800 else f"{seconds // 86_400} days"
