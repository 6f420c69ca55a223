"""The one place where httpx's failures and the API's refusals become errors of ours, without any secret in them."""

from __future__ import annotations

import json
import re
import socket
import ssl
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from lktui.api.auth import LEEWAY
from lktui.api.bare_httpx import httpx
from lktui.errors import (
    ApiError,
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
    from collections.abc import Iterator, Mapping

LONGEST_RETRY_AFTER = 3600.0
SHOWN = 160  # characters of the API's own words
HIDDEN = "[…]"  # in place of what looks like a token
READ = 8192  # characters of its words that are looked at
# These run over whatever a server sends: each takes time in proportion to it.
_TOKEN = re.compile(r"[A-Za-z0-9_.-]{40,}")
_BEARER = re.compile(r"(?i)\bbearer \S+")
_TAG = re.compile(r"<(script|style|head)\b.*?(?:</\1>|\Z)|<[^<>]*>", re.IGNORECASE | re.DOTALL)


def from_httpx(error: httpx.HTTPError | httpx.InvalidURL, origin: str) -> ApiError:
    """What kept an answer from coming. `origin` is the server that was asked."""
    todo = "Check the network if it stays."
    match error:
        case httpx.ConnectTimeout() | httpx.PoolTimeout():
            return Unavailable(f"no connection to {origin} in time", todo)
        case httpx.TimeoutException():
            return timed_out(origin)
        case httpx.ProxyError():
            return proxy_refused(origin)
        case httpx.ConnectError():
            return no_connection(error, origin)
        case httpx.UnsupportedProtocol() | httpx.InvalidURL():
            return Unavailable(f"{origin} is no address that can be asked", "Check server_url.")
        case _:
            return Unavailable(f"{origin} broke the connection off", todo)


def not_set_up(error: Exception) -> Unavailable:
    """The proxy or certificate settings of the environment can't be used; their values may hold a password."""
    if isinstance(error, OSError):
        return Unavailable(
            "the file of trusted certificates can't be read",
            "Check SSL_CERT_FILE and SSL_CERT_DIR: they must name PEM certificates, or be unset.",
        )
    if isinstance(error, ImportError):
        return Unavailable(
            "a SOCKS proxy is configured, which needs one more package",
            "Install it with: pip install 'httpx[socks]'; or unset ALL_PROXY.",
        )
    return Unavailable(
        "the proxy settings can't be used", "Check HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY in the environment."
    )


def proxy_refused(origin: str) -> Unavailable:
    return Unavailable(f"the proxy refused to reach {origin}", "Check HTTPS_PROXY and NO_PROXY.")


def timed_out(origin: str) -> TimedOut:
    return TimedOut(f"{origin} did not answer in time", "A smaller --limit can help.")


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
    text = own_words(body)
    said = _said("" if text == str(status) else text)  # that is told already
    retry_after = retry_after_seconds(response.headers, now=now)
    if status in (401, 403):
        return _not_authorized(status, text, project_id=project_id, clock_off=clock_off)
    if status == 404:
        if session_id is not None:
            return SessionNotFound(
                f"the API does not know session {cut(session_id)} now",
                "A session that just began or ended can take minutes to appear.",
            )
        todo = (
            "Check the project id (the part after /projects/ in the dashboard's address), and server_url if you set it."
        )
        return ProjectNotFound(f"no project {project_id} at {origin}", todo)
    if status == 407:
        return proxy_refused(origin)
    if status == 429:
        todo = "All that use the project's keys share its quota: ask less often, with --refresh or a lower budget."
        return RateLimited("the API is limiting requests (429)", todo, retry_after=retry_after)
    if status in (408, 504, 524):
        todo = "A smaller --limit can help."
        return TimedOut(f"{origin} timed out ({status})", todo, retry_after=retry_after)
    if 400 <= status < 500:
        return RequestRefused(f"the API refused the request: {status}{said}", "Check the time range and --limit.")
    return Unavailable(
        f"the API failed: {status}{said}", "If it stays, see https://status.livekit.io.", retry_after=retry_after
    )


def redirected(location: str, origin: str) -> Unavailable:
    return Unavailable(
        f"{origin} redirects to {cut(location)}, which is another server",
        "The token is sent to the configured server only: correct server_url if it moved.",
    )


def redirected_nowhere(origin: str) -> Unavailable:
    return Unavailable(f"{origin} redirects to a name that can be no server's", "Check server_url if you set it.")


def redirected_again_and_again(origin: str) -> Unavailable:
    return Unavailable(f"{origin} redirects from one place to the next without end", "Check server_url if you set it.")


def own_words(body: bytes) -> str:
    """The API's own explanation, from JSON, HTML or text: one line without anything that looks like a token."""
    text = body.decode("utf-8", "replace")
    try:
        return _harmless(_explanation(json.loads(text)) or text)
    except (ValueError, RecursionError):
        return _harmless(_TAG.sub(" ", text[:READ]))


def cut(text: str) -> str:
    """One line of at most `SHOWN` characters that holds no token."""
    line = _harmless(text)
    return line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"


def retry_after_seconds(headers: Mapping[str, str], *, now: datetime) -> float | None:
    """`Retry-After` as seconds or as a date; what is neither is not there."""
    value = headers.get("Retry-After", "").strip()
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?", value):
        return min(float(value), LONGEST_RETRY_AFTER)
    at = http_date(value)
    if at is None:
        return None
    return min(max((at - now).total_seconds(), 0.0), LONGEST_RETRY_AFTER)


def http_date(value: str) -> datetime | None:
    """The time that an HTTP header names, None where it names none."""
    try:
        at = parsedate_to_datetime(value)
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (TypeError, ValueError, OverflowError, IndexError):
        return None


def _not_authorized(status: int, text: str, *, project_id: str, clock_off: timedelta | None) -> ApiError:
    """Who was refused, by what the API says; a server looks up the plan and the key before it looks at any time."""
    said = _said(text)
    text = text.lower()
    if re.search(r"\bplan\b|subscription|upgrade", text):
        return PlanWithoutAccess(
            f"the plan of project {project_id} has no Analytics API{said}",
            "It needs the Scale plan or higher: see the project's billing page in the LiveKit Cloud dashboard.",
        )
    if status == 403 and "project" in text:
        return _project_refused(project_id, said)
    if re.search(r"api[ _-]?key", text):
        return _key_refused(said)
    if status == 401 and clock_off is not None and abs(clock_off) > LEEWAY:
        direction = "behind" if clock_off > timedelta() else "ahead of"
        return ClockOff(
            f"this machine's clock is {_span(abs(clock_off))} {direction} the server's, so the token is refused{said}",
            "Set the clock (for example: timedatectl set-ntp true).",
        )
    if re.search(r"secret|signature|cryptographic|issuer", text):
        return _key_refused(said)
    if "project" in text:
        return _project_refused(project_id, said)
    if re.search(r"token|jwt|grant|permission|expired", text):
        return KeyRefused(
            f"the access token was refused{said}",
            "Check the API key and secret, and that the token has the roomList grant.",
        )
    return NotAuthorized(
        f"not authorized: {status}{said}",
        f"Check the API key, the secret, the project id {project_id}, and that the plan is Scale or higher.",
    )


def _key_refused(said: str) -> KeyRefused:
    return KeyRefused(
        f"the API key or secret was refused{said}",
        "Check LIVEKIT_API_KEY and LIVEKIT_API_SECRET, LIVEKIT_TOKEN or the profile: all must be of the same project.",
    )


def _project_refused(project_id: str, said: str) -> ProjectRefused:
    return ProjectRefused(
        f"this API key has no access to project {project_id}{said}",
        "Check that the project id and the key are of the same project.",
    )


def no_connection(error: Exception, origin: str) -> Unavailable:
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Unavailable(
                f"the certificate of {origin} is not trusted: {cut(cause.verify_message)}",
                "If a company proxy re-signs connections, point SSL_CERT_FILE at its certificate.",
            )
        if isinstance(cause, ssl.SSLError):
            return Unavailable(f"no secure connection to {origin}", "Check server_url: https or http?")
        if isinstance(cause, socket.gaierror):
            return Unavailable(
                f"the name of {origin} or of the proxy can't be resolved", "Check the network and server_url."
            )
        if isinstance(cause, ConnectionRefusedError):
            return Unavailable(
                f"{origin} or the proxy refuses connections",
                "Check server_url and HTTPS_PROXY if they are set.",
            )
    return Unavailable(f"no connection to {origin}", "Check the network.")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error, what it came from, and what that came from: httpx says the least of them."""
    while error is not None:
        yield error
        if isinstance(error, BaseExceptionGroup):
            yield from error.exceptions
        error = error.__cause__ or error.__context__


def _harmless(text: str) -> str:
    line = " ".join("".join(char if char.isprintable() else " " for char in text[:READ]).split())
    return _TOKEN.sub(HIDDEN, _BEARER.sub(f"Bearer {HIDDEN}", line))


def _said(text: str) -> str:
    return f" ({cut(text)})" if text.replace(HIDDEN, "").strip(" .:,;-") else ""


def _explanation(document: object) -> str | None:
    """The text of `error`, `message`, `msg` or `detail`, wherever a JSON error keeps it."""
    if isinstance(document, str):
        return document
    if isinstance(document, list):
        return next((found for each in document if (found := _explanation(each))), None)
    if not isinstance(document, dict):
        return None
    keys = ("error", "errors", "message", "msg", "detail", "description", "reason", "code")
    return next((found for key in keys if (found := _explanation(document.get(key)))), None)


def _span(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    if seconds < 120:
        return f"{seconds} s"
    if seconds < 7200:
        return f"{seconds // 60} min"
    return f"{seconds // 3600} h" if seconds < 172_800 else f"{seconds // 86_400} days"
