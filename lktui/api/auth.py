"""Access tokens: minted and renewed here from an API key, or used as given. Facts: `analytics-api.md` §3."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from lktui.errors import KeyRefused, TokenExpired

if TYPE_CHECKING:
    from collections.abc import Callable

IDENTITY = "lktui"
LEEWAY = timedelta(minutes=1)  # what LiveKit's verifiers allow a clock to be off
BACKDATED = timedelta(seconds=30)  # `nbf` lies in the past, so that a slightly slow server takes the token at once
RENEW_AT = 0.2  # of its life left


@dataclass(frozen=True, slots=True)
class Token:
    """A bearer token; `expires_at` is None where a given token does not tell."""

    value: str = field(repr=False)
    issued_at: datetime
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Claims:
    """What a token says of itself; `issuer` is the API key, so it is not for everybody's eyes."""

    issuer: str = field(repr=False)
    subject: str
    not_before: datetime | None
    expires_at: datetime | None
    grants: tuple[str, ...]


class Tokens(Protocol):
    """Where the client gets its token from; `renew` is for one that was refused."""

    @property
    def renewable(self) -> bool: ...
    @property
    def expires_at(self) -> datetime | None: ...
    def current(self) -> Token: ...
    def renew(self) -> Token: ...


def mint(api_key: str, api_secret: str, *, now: datetime, ttl: timedelta) -> Token:
    """A token with the `roomList` grant and no other, for `ttl` from `now`. Raises KeyRefused for a useless secret."""
    import jwt  # noqa: PLC0415 - of no use at a start, where another process asks first

    expires_at = now + ttl
    claims = {
        "iss": api_key,
        "sub": IDENTITY,
        "nbf": int((now - BACKDATED).timestamp()),
        "exp": int(expires_at.timestamp()),
        "video": {"roomList": True},
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a short secret: the server's word on it counts
        try:
            return Token(jwt.encode(claims, api_secret, algorithm="HS256"), now, expires_at)
        except (jwt.PyJWTError, UnicodeEncodeError):
            raise KeyRefused(
                "the API secret can't sign a token: it is empty, or not an API secret",
                "Copy LIVEKIT_API_SECRET, or the profile's secret, again from the LiveKit Cloud dashboard.",
            ) from None


class MintedTokens:
    """Mints a token when one is needed, and the next one when a fifth of its life is left."""

    renewable = True

    def __init__(self, api_key: str, api_secret: str, *, ttl: timedelta, now: Callable[[], datetime]) -> None:
        self._api_key = api_key
        self._api_secret = api_secret
        self._ttl = ttl
        self._now = now
        self._token: Token | None = None

    @property
    def expires_at(self) -> datetime | None:
        return self._token.expires_at if self._token else None

    def current(self) -> Token:
        token = self._token
        if token is None or not self._fresh(token):
            return self.renew()
        return token

    def renew(self) -> Token:
        self._token = mint(self._api_key, self._api_secret, now=self._now(), ttl=self._ttl)
        return self._token

    def _fresh(self, token: Token) -> bool:
        now = self._now()
        # a token from the future was minted before the clock was set back
        return token.issued_at <= now < token.issued_at + self._ttl * (1 - RENEW_AT)


class GivenToken:
    """A token from elsewhere, used as it is until it expires."""

    renewable = False

    def __init__(self, value: str, *, now: Callable[[], datetime]) -> None:
        value = value.strip()
        self._now = now
        self._sendable = value.isascii() and value.isprintable() and " " not in value and value != ""
        self._token = Token(value, now(), _expiry(value))

    @property
    def expires_at(self) -> datetime | None:
        return self._token.expires_at

    def current(self) -> Token:
        """Raises TokenExpired once it is, and KeyRefused for what can't be a token."""
        if not self._sendable:
            raise KeyRefused(
                "LIVEKIT_TOKEN is not a token: it is empty, or holds characters that no token has",
                "Copy it again; `lktui token` and `lk token create` print one.",
            )
        expires_at = self._token.expires_at
        if expires_at is not None and self._now() >= expires_at:
            raise expired(expires_at)
        return self._token

    def renew(self) -> Token:
        raise KeyRefused("a given token can't be renewed", "Set a new LIVEKIT_TOKEN.")


def expired(expires_at: datetime) -> TokenExpired:
    return TokenExpired(
        f"LIVEKIT_TOKEN expired at {expires_at:%Y-%m-%d %H:%M:%S} UTC",
        "Start again with a new LIVEKIT_TOKEN, or with LIVEKIT_API_KEY and LIVEKIT_API_SECRET: those are renewed.",
    )


def claims_of(value: str) -> Claims | None:
    """Without checking the signature: only the server holds the secret. None where it is no token."""
    import jwt  # noqa: PLC0415 - few runs are given a token

    try:
        claims = jwt.decode(value, options={"verify_signature": False, "verify_exp": False, "verify_nbf": False})
    except (jwt.InvalidTokenError, UnicodeEncodeError):
        return None
    video = claims.get("video")
    grants = tuple(name for name, given in video.items() if given is True) if isinstance(video, dict) else ()
    return Claims(
        issuer=str(claims.get("iss", "")),
        subject=str(claims.get("sub", "")),
        not_before=_moment(claims.get("nbf")),
        expires_at=_moment(claims.get("exp")),
        grants=grants,
    )


def _expiry(value: str) -> datetime | None:
    claims = claims_of(value)
    return claims.expires_at if claims else None


def _moment(seconds: object) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(seconds), UTC) if isinstance(seconds, (int, float, str)) else None
    except (ValueError, OverflowError, OSError):
        return None
