"""Access tokens: what LiveKit's own verifier takes, when they are renewed, and what a given one may be."""

from __future__ import annotations

import subprocess
import sys
import warnings
from datetime import UTC, datetime, timedelta

import jwt
import pytest

from lktui.api.auth import IDENTITY, GivenToken, MintedTokens, mint
from lktui.errors import KeyRefused, TokenExpired

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # its generated protobuf code
    from livekit.api import AccessToken, TokenVerifier

KEY = "APIkey"
SECRET = "the-secret-of-the-tests-which-is-43-characters"
TTL = timedelta(minutes=10)
NOW = datetime(2025, 9, 29, 14, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.time = NOW

    def __call__(self) -> datetime:
        return self.time

    def pass_by(self, **span: float) -> None:
        self.time += timedelta(**span)


def minted(clock: Clock) -> MintedTokens:
    return MintedTokens(KEY, SECRET, ttl=TTL, now=clock)


def claims_of(token: str) -> dict[str, object]:
    claims: dict[str, object] = jwt.decode(token, SECRET, algorithms=["HS256"], options={"verify_exp": False})
    return claims


def test_livekits_own_verifier_takes_a_token_with_room_list_and_nothing_else() -> None:
    token = mint(KEY, SECRET, now=datetime.now(UTC), ttl=TTL)

    claims = TokenVerifier(KEY, SECRET).verify(token.value)

    assert claims.identity == IDENTITY == "lktui"
    assert claims.video is not None
    granted = {name: value for name, value in vars(claims.video).items() if value not in (None, False)}
    by_default = {
        name: value
        for name, value in vars(TokenVerifier(KEY, SECRET).verify(bare_token()).video).items()
        if value not in (None, False)
    }
    assert granted == by_default | {"room_list": True}


def bare_token() -> str:
    """What the verifier makes of an empty video grant: some fields of it are True unless said otherwise."""
    until = datetime.now(UTC) + TTL
    return jwt.encode({"iss": KEY, "sub": "x", "exp": until, "video": {}}, SECRET, algorithm="HS256")


def test_the_claims_are_those_of_the_documentation_and_no_others() -> None:
    token = mint(KEY, SECRET, now=NOW, ttl=TTL)

    claims = claims_of(token.value)

    assert claims["video"] == {"roomList": True}
    assert claims == {
        "iss": KEY,
        "sub": "lktui",
        "nbf": NOW.timestamp() - 30,
        "exp": NOW.timestamp() + 600,
        "video": {"roomList": True},
    }
    assert jwt.get_unverified_header(token.value)["alg"] == "HS256"
    assert token.expires_at == NOW + TTL


@pytest.mark.parametrize(("key", "secret"), [(KEY, SECRET[::-1]), ("APIother", SECRET)])
def test_livekits_own_verifier_refuses_it_with_another_secret_or_issuer(key: str, secret: str) -> None:
    token = mint(KEY, SECRET, now=datetime.now(UTC), ttl=TTL)

    with pytest.raises(jwt.InvalidTokenError):
        TokenVerifier(key, secret).verify(token.value)


def test_livekits_own_verifier_refuses_it_once_it_has_expired() -> None:
    token = mint(KEY, SECRET, now=datetime.now(UTC) - TTL - timedelta(minutes=2), ttl=TTL)

    with pytest.raises(jwt.ExpiredSignatureError):
        TokenVerifier(KEY, SECRET).verify(token.value)


@pytest.mark.parametrize("secret", ["", "-----BEGIN PUBLIC KEY-----\nMFk=\n-----END PUBLIC KEY-----", "half\udce9"])
def test_a_secret_that_can_not_sign_is_refused_without_being_shown(secret: str) -> None:
    with pytest.raises(KeyRefused) as caught:
        mint(KEY, secret, now=NOW, ttl=TTL)

    assert not secret or secret not in f"{caught.value}{caught.value!r}"


def test_a_short_secret_signs_without_a_word_on_the_terminal() -> None:
    script = (
        "from datetime import *; from lktui.api.auth import mint;"
        "mint('key', 'secret', now=datetime.now(timezone.utc), ttl=timedelta(60))"
    )

    done = subprocess.run([sys.executable, "-W", "always", "-c", script], capture_output=True, check=True, text=True)

    assert (done.stdout, done.stderr) == ("", "")


def test_a_token_is_used_again_until_a_fifth_of_its_life_is_left() -> None:
    clock = Clock()
    tokens = minted(clock)
    first = tokens.current()

    clock.pass_by(minutes=7, seconds=59)
    assert tokens.current() is first
    clock.pass_by(seconds=1)
    second = tokens.current()

    assert second.value != first.value
    assert tokens.expires_at == second.expires_at == clock.time + TTL


def test_nothing_is_minted_before_it_is_needed() -> None:
    assert minted(Clock()).expires_at is None


def test_a_token_from_before_the_clock_was_set_back_is_minted_again() -> None:
    clock = Clock()
    tokens = minted(clock)
    first = tokens.current()

    clock.pass_by(hours=-1)

    assert tokens.current().issued_at == first.issued_at - timedelta(hours=1)


def test_renewing_mints_at_once_and_is_what_is_current_then() -> None:
    clock = Clock()
    tokens = minted(clock)
    first = tokens.current()
    clock.pass_by(seconds=1)

    renewed = tokens.renew()

    assert renewed.value != first.value
    assert tokens.current() is renewed


def test_a_given_token_is_used_as_it_is_and_its_expiry_is_known_ahead() -> None:
    clock = Clock()
    value = AccessToken(KEY, SECRET).with_identity("me").with_ttl(timedelta(hours=1)).to_jwt()

    tokens = GivenToken(f"{value}\n", now=clock)

    assert not tokens.renewable
    assert tokens.current().value == value
    assert tokens.expires_at == datetime.fromtimestamp(float(str(claims_of(value)["exp"])), UTC)


def test_a_given_token_is_expired_from_its_expiry_on() -> None:
    clock = Clock()
    tokens = GivenToken(mint(KEY, SECRET, now=NOW, ttl=TTL).value, now=clock)

    clock.pass_by(minutes=9, seconds=59)
    tokens.current()
    clock.pass_by(seconds=1)
    with pytest.raises(TokenExpired, match="2025-09-29 14:10:00 UTC"):
        tokens.current()


def test_a_given_token_can_not_be_renewed() -> None:
    with pytest.raises(KeyRefused):
        GivenToken("opaque", now=Clock()).renew()


@pytest.mark.parametrize(
    "value",
    [
        "opaque",
        "a.b.c",
        jwt.encode({"iss": KEY}, SECRET, algorithm="HS256"),
        jwt.encode({"exp": "soon"}, SECRET, algorithm="HS256"),
        jwt.encode({"exp": None}, SECRET, algorithm="HS256"),
        jwt.encode({"exp": []}, SECRET, algorithm="HS256"),
        jwt.encode({"exp": -(10**20)}, SECRET, algorithm="HS256"),
        jwt.encode({"exp": 1e400}, SECRET, algorithm="HS256"),
    ],
)
def test_a_given_token_that_does_not_tell_its_expiry_is_used_nevertheless(value: str) -> None:
    tokens = GivenToken(value, now=Clock())

    assert tokens.expires_at is None
    assert tokens.current().value == value


@pytest.mark.parametrize("value", ["", "  \n", "töken", "to ken", "to\nken", "to\x00ken", "half\udce9"])
def test_what_can_not_stand_in_a_header_is_refused_without_being_shown(value: str) -> None:
    with pytest.raises(KeyRefused, match="LIVEKIT_TOKEN is not a token") as caught:
        GivenToken(value, now=Clock()).current()

    assert not value.strip() or value not in str(caught.value)


def test_neither_secret_nor_token_is_in_a_repr() -> None:
    tokens = minted(Clock())
    token = tokens.current()

    shown = f"{token!r} {tokens!r} {GivenToken(token.value, now=Clock())!r}"

    assert token.value not in shown
    assert SECRET not in shown
