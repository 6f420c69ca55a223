"""The way to the API step by step: name, TLS, token, one call to each endpoint, and both clocks."""

from __future__ import annotations

from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeVar
from urllib.parse import urlsplit

from lktui.api import probe
from lktui.api.auth import LEEWAY, GivenToken, claims_of
from lktui.api.call import Limits
from lktui.api.client import AnalyticsClient
from lktui.cli.checks import Check, Outcome
from lktui.errors import ApiError, ClockOff
from lktui.view import text, units

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Iterator, Mapping

    from lktui.api.auth import Claims, Tokens
    from lktui.cli.access import Access

T = TypeVar("T")
_PART: Final = "network"
_CALLS: Final = "calls"
_LIMITS: Final = Limits(connect=5.0, read=10.0, total=15.0)
LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)
NOTICEABLE: Final = 5.0  # seconds that a clock may be off before ages look wrong


async def way(server_url: str) -> AsyncIterator[Check]:
    """To the server, without asking it anything."""
    yield Check(_PART, "server", Outcome.TOLD, text.visible(server_url))
    if probe.proxy_in_use(server_url):
        yield Check(_PART, "proxy", Outcome.TOLD, "the environment names one for this server")
        yield Check(_PART, "name", Outcome.SKIPPED, "the proxy resolves it")
        return
    try:
        addresses, took = await probe.resolve(server_url)
    except ApiError as error:
        yield _failed(_PART, "name", error)
        return
    many = "1 address" if addresses == 1 else f"{addresses} addresses"
    yield Check(_PART, "name", Outcome.GOOD, f"{many}, {units.milliseconds(took)}")
    if not server_url.startswith("https:"):
        yield Check(_PART, "TLS", Outcome.TOLD, "none: the address begins with http:")
        return
    try:
        tls = await probe.handshake(server_url)
    except ApiError as error:
        yield _failed(_PART, "TLS", error)
        return
    until = f", good until {tls.expires_at:%Y-%m-%d}" if tls.expires_at else ""
    by = f", signed by {text.visible(tls.issuer)}" if tls.issuer else ""
    yield Check(_PART, "TLS", Outcome.GOOD, f"{tls.version}{by}{until}, {units.milliseconds(tls.seconds)}")


def token(project: Access, now: datetime) -> Iterator[Check]:
    """What the token says of itself, which is not the token."""
    refused = False
    try:
        project.tokens.current()
    except ApiError as error:
        refused = True
        yield _failed("token", "token", error)
    try:
        claims = claims_of(_tokens(project).current().value)
    except ApiError:
        return
    if claims is None:
        if not refused:
            todo = "Copy LIVEKIT_TOKEN again; `lktui token` and `lk token create` print one."
            yield Check("token", "token", Outcome.FAILED, "is no access token", todo)
        return
    yield Check("token", "issuer", *_issuer(project, claims))
    yield Check("token", "subject", Outcome.TOLD, text.visible(claims.subject) or "none")
    for name, moment in (("good from", claims.not_before), ("good until", claims.expires_at)):
        if moment is not None:
            yield Check("token", name, Outcome.TOLD, f"{moment:%Y-%m-%d %H:%M:%S} UTC")
    if claims.not_before is not None and claims.not_before - now > LEEWAY:
        yield Check("token", "time", Outcome.FAILED, "it is not good yet", "Set this machine's clock, or wait.")
    grants = ", ".join(map(text.visible, claims.grants)) or "none"
    if "roomList" in claims.grants:
        yield Check("token", "grants", Outcome.GOOD, grants)
    else:
        todo = "The Analytics API needs the roomList grant: lk token create --list"
        yield Check("token", "grants", Outcome.FAILED, grants, todo)


def _issuer(project: Access, claims: Claims) -> tuple[Outcome, str]:
    """Whether it is the API key, which itself is not for everybody's eyes."""
    if not claims.issuer:
        return Outcome.FAILED, "missing"
    credentials = project.configuration.credentials
    if credentials is not None and credentials.api_key is None:
        return Outcome.TOLD, "an API key"
    return (
        Outcome.TOLD,
        "the API key" if credentials is None or credentials.api_key == claims.issuer else "another API key",
    )


def _tokens(project: Access) -> Tokens:
    """A given token also after its end by this machine's clock: whether that is right, only the server can tell."""
    credentials = project.configuration.credentials
    if project.tokens.renewable or credentials is None:
        return project.tokens
    return GivenToken(credentials.token or "", now=lambda: LONG_AGO)


async def calls(project: Access) -> AsyncIterator[Check]:
    """One to each endpoint."""
    client = AnalyticsClient(
        project.project.project_id,
        _tokens(project),
        server_url=project.project.server,
        livekit_url=project.url,
        limits=_LIMITS,
    )
    async with client as asking:
        page = await _asked(asking.list_sessions(0, 1))
        if isinstance(page, ApiError):
            yield _failed(_CALLS, "sessions", page, asking.status)
        else:
            seen = "one session" if page.sessions else "no sessions in the last seven days"
            yield _answered("sessions", asking, seen)
        clock = _clock(asking, page)
        if isinstance(page, ApiError) or not page.sessions:
            yield Check(_CALLS, "session", Outcome.SKIPPED, "there is no session to ask for")
        else:
            session_id = page.sessions[0].session_id
            detail = await _asked(asking.get_session(session_id))
            if isinstance(detail, ApiError):
                yield _failed(_CALLS, "session", detail, asking.status, {session_id: "RM_…"})
            else:
                yield _answered("session", asking, f"{len(detail.participants)} participants")
        if asking.can_list_rooms:
            rooms = await _asked(asking.list_rooms())
            if isinstance(rooms, ApiError):
                host = urlsplit(project.url or "").hostname or ""  # without a port, in small letters, as errors tell it
                yield _failed(_CALLS, "rooms", rooms, asking.status, {host: "LIVEKIT_URL"})
            else:
                yield _answered("rooms", asking, "ListRooms")
        else:
            yield Check(_CALLS, "rooms", Outcome.SKIPPED, "the project's own address (LIVEKIT_URL) is not known")
        yield clock


async def _asked(call: Awaitable[T]) -> T | ApiError:
    try:
        return await call
    except ApiError as error:
        return error


def _clock(client: AnalyticsClient, answer: object) -> Check:
    if isinstance(answer, ClockOff):
        return _failed("clock", "against the server's", answer)
    if client.clock_off is None:
        why = "there was no answer" if client.status is None else "the server does not tell its time"
        return Check("clock", "against the server's", Outcome.SKIPPED, why)
    seconds = client.clock_off.total_seconds()
    direction = "behind" if seconds > 0 else "ahead"
    found = "the same to the second" if abs(seconds) < 2 else f"{units.span(abs(client.clock_off))} {direction}"
    if abs(seconds) < NOTICEABLE:
        return Check("clock", "against the server's", Outcome.GOOD, found)
    todo = "Set this machine's clock, for example: timedatectl set-ntp true"
    refused = abs(client.clock_off) > LEEWAY
    return Check("clock", "against the server's", Outcome.FAILED if refused else Outcome.WARNING, found, todo)


def _answered(name: str, client: AnalyticsClient, what: str) -> Check:
    return Check(_CALLS, name, Outcome.GOOD, f"{client.status}, {units.milliseconds(client.latency)}, {what}")


def _failed(
    part: str, name: str, error: ApiError, status: int | None = None, instead: Mapping[str, str] = MappingProxyType({})
) -> Check:
    """`instead` is what is shown for what is not everybody's business."""
    found = error.what if status is None or str(status) in error.what else f"{status}: {error.what}"
    for private, word in instead.items():
        found = found.replace(private, word)
    return Check(part, name, Outcome.FAILED, text.visible(found), text.visible(error.todo))
