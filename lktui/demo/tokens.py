"""Whether a request may be answered: access tokens are checked by hand, as LiveKit's server does it."""

from __future__ import annotations

import hmac
import json
from base64 import urlsafe_b64decode
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from lktui.demo.credentials import Credentials

LEEWAY = 60  # seconds by which clocks may differ (`analytics-api.md` §3)


class Refusal(NamedTuple):
    """Why a request is not answered: a status, and the plain text that LiveKit's middleware writes."""

    status: int
    text: str


def check(header: str | None, credentials: Credentials, now: float) -> Refusal | None:
    """Whether the value of the `Authorization` header opens the project at `now`; None when it does."""
    if not header or not header.startswith("Bearer "):
        return Refusal(401, "invalid authorization header. Must start with Bearer ")
    parts = header.removeprefix("Bearer ").strip().split(".")
    if len(parts) != 3:
        return Refusal(401, "invalid authorization token")
    head, claims = _decoded(parts[0]), _decoded(parts[1])
    if head is None or claims is None:
        return Refusal(401, "invalid authorization token")
    if claims.get("iss") != credentials.api_key:
        return Refusal(401, "invalid API key")
    signed = hmac.new(credentials.api_secret.encode(), ".".join(parts[:2]).encode(), sha256).digest()
    if head.get("alg") != "HS256" or not hmac.compare_digest(signed, _bytes(parts[2])):
        return Refusal(401, "invalid token: error in cryptographic primitive")
    return _check_times(claims, now) or _check_grant(claims)


def _check_times(claims: dict[str, object], now: float) -> Refusal | None:
    expires, begins = claims.get("exp"), claims.get("nbf", 0)
    if not _is_number(expires):
        return Refusal(401, "invalid token: exp is required")
    if float(str(expires)) + LEEWAY < now:
        return Refusal(401, "invalid token: token is expired (exp)")
    if not _is_number(begins) or float(str(begins)) - LEEWAY > now:
        return Refusal(401, "invalid token: token not valid yet (nbf)")
    return None


def _check_grant(claims: dict[str, object]) -> Refusal | None:
    video = claims.get("video")
    if not isinstance(video, dict) or video.get("roomList") is not True:
        return Refusal(401, "permissions denied: the token has no roomList grant")
    return None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _bytes(part: str) -> bytes:
    try:
        return urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except ValueError:
        return b""


def _decoded(part: str) -> dict[str, object] | None:
    try:
        value: object = json.loads(_bytes(part))
    except ValueError:
        return None
    return value if isinstance(value, dict) else None
