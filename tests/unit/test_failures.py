"""httpx's failures and the API's refusals as errors of ours: which one, what it says, and what it never says."""

from __future__ import annotations

import socket
import ssl
from datetime import UTC, datetime, timedelta
from functools import partial

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.cpu_time import seconds_of

from lktui.api import failures
from lktui.api.auth import mint
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

NOW = datetime(2025, 9, 29, 14, tzinfo=UTC)
ORIGIN = "https://api.test"
TOKEN = mint("APIkey", "the-secret-of-the-tests-which-is-43-characters", now=NOW, ttl=timedelta(minutes=10)).value


def refusal(
    status: int,
    body: str = "",
    *,
    session_id: str | None = None,
    clock_off: timedelta | None = None,
    headers: dict[str, str] | None = None,
) -> ApiError:
    return failures.from_response(
        httpx.Response(status, headers=headers),
        body.encode("utf-8", "replace"),
        origin=ORIGIN,
        project_id="p_1",
        session_id=session_id,
        now=NOW,
        clock_off=clock_off,
    )


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (403, "analytics API is only available on the scale plan or higher", PlanWithoutAccess),
        (401, '{"code":"permission_denied","msg":"needs the Scale Plan"}', PlanWithoutAccess),
        (403, '{"errors":[{"description":"upgrade to Scale"}]}', PlanWithoutAccess),
        (403, '{"hint": "scale plan"}', PlanWithoutAccess),
        (403, "x " * 200 + "scale plan", PlanWithoutAccess),
        (401, "invalid API key", KeyRefused),
        (401, "invalid API key for this project", KeyRefused),
        (401, "invalid token: error in cryptographic primitive", KeyRefused),
        (401, '{"error":{"message":"bad signature"}}', KeyRefused),
        (401, "invalid authorization token", KeyRefused),
        (401, "permissions denied: the token has no roomList grant", KeyRefused),
        (403, "permissions denied: the API key is not one of this project", ProjectRefused),
        (403, '{"message": "no such project"}', ProjectRefused),
        (401, "project not found", ProjectRefused),
        (401, "", NotAuthorized),
        (403, "", NotAuthorized),
        (403, "<html><head><title>plan project token</title></head><h1>403 Forbidden</h1></html>", NotAuthorized),
    ],
)
def test_5_11_plan_key_and_project_are_told_apart_in_text_and_in_json(
    status: int, body: str, kind: type[ApiError]
) -> None:
    assert type(refusal(status, body)) is kind


@pytest.mark.parametrize(
    ("off", "words"),
    [
        (timedelta(minutes=61), "61 min behind"),
        (timedelta(seconds=-61), "61 s ahead of"),
        (timedelta(3), "3 days behind"),
    ],
)
def test_5_12_a_clock_off_by_more_than_the_leeway_is_named_as_the_cause(off: timedelta, words: str) -> None:
    error = refusal(401, "invalid token: token is expired (exp)", clock_off=off)

    assert isinstance(error, ClockOff)
    assert not error.fatal
    assert words in error.what


@pytest.mark.parametrize("off", [None, timedelta(seconds=60), timedelta(seconds=-60)])
def test_5_12_a_clock_within_the_leeway_is_not_the_cause(off: timedelta | None) -> None:
    assert isinstance(refusal(401, "invalid token", clock_off=off), KeyRefused)


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (401, "scale plan", PlanWithoutAccess),
        (401, "invalid API key", KeyRefused),
        (403, "not authorized", NotAuthorized),
    ],
)
def test_5_12_a_clock_that_is_off_does_not_hide_another_reason(status: int, body: str, kind: type[ApiError]) -> None:
    assert type(refusal(status, body, clock_off=timedelta(hours=2))) is kind


def test_5_11_a_404_is_the_session_where_one_was_asked_for_and_else_the_project() -> None:
    session = refusal(404, session_id="RM_1")
    project = refusal(404)

    assert isinstance(session, SessionNotFound)
    assert "RM_1" in session.what
    assert not session.fatal
    assert isinstance(project, ProjectNotFound)
    assert "p_1" in project.what
    assert project.fatal


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("30", 30), ("0", 0), (" 2.5 ", 2.5),
        ("Mon, 29 Sep 2025 14:01:00 GMT", 60), ("Mon, 29 Sep 2025 13:00:00 GMT", 0),
        ("99999999999999999999", 3600), ("Tue, 29 Sep 2026 14:00:00 GMT", 3600), ("soon", None), ("-5", None),
        ("", None), ("1, 2", None),
    ],
)  # fmt: skip
def test_5_11_429_waits_for_seconds_or_until_a_date_and_garbage_is_nothing(header: str, seconds: float | None) -> None:
    error = refusal(429, headers={"Retry-After": header})

    assert isinstance(error, RateLimited)
    assert error.retry_after == seconds


def test_5_11_429_without_retry_after_does_not_say_how_long() -> None:
    assert refusal(429).retry_after is None


def test_5_11_5xx_with_html_says_what_the_page_says_and_when_to_return() -> None:
    page = "<html><head><title>t</title><script>bad()</script></head><body><h1>502 Bad\nGateway</h1></body></html>"

    error = refusal(502, page, headers={"Retry-After": "7"})

    assert type(error) is Unavailable
    assert error.what == "the API failed: 502 (502 Bad Gateway)"
    assert error.retry_after == 7


@pytest.mark.parametrize("body", ["503", " 503\n", "<h1>503</h1>", "x" * 100_000])
def test_what_the_status_tells_already_or_what_looks_like_a_token_is_not_told(body: str) -> None:
    assert refusal(503, body).what == "the API failed: 503"


@pytest.mark.parametrize("status", [408, 504, 524])
def test_5_10_a_time_out_of_a_gateway_is_a_time_out(status: int) -> None:
    assert isinstance(refusal(status, "<h1>Gateway Time-out</h1>"), TimedOut)


def test_another_4xx_says_what_the_api_says() -> None:
    error = refusal(400, '{"error": "invalid limit"}')

    assert isinstance(error, RequestRefused)
    assert "400 (invalid limit)" in error.what


def test_a_proxy_that_wants_a_password_is_named() -> None:
    assert "proxy" in refusal(407, "Proxy Authentication Required").what


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500, 302])
@pytest.mark.parametrize(
    "body",
    [
        f"invalid token: {TOKEN}, error: signature",
        f'{{"error": "Authorization: Bearer {TOKEN}"}}',
        f"<p>Bearer {TOKEN}</p>",
        f"Bearer {TOKEN[:30]} short",
        " " * 4000 + TOKEN,
        TOKEN * 50,
        TOKEN.replace(".", " "),
        TOKEN.replace(".", "\n\x1b[31m"),
    ],
)
def test_a_token_that_the_api_repeats_is_in_no_error(status: int, body: str) -> None:
    error = refusal(status, body)

    shown = f"{error} {error!r}"
    assert not any(part in shown for part in TOKEN.split(".")[1:])
    assert "Bearer ey" not in shown


@pytest.mark.parametrize(
    "name", ["RM_\x1b]0;owned\x07", "RM_\nlktui: all is fine", "RM_" + "x" * 5000, "RM_\u202egnp.exe", TOKEN]
)
def test_5_13_a_hostile_session_id_or_body_does_not_reach_the_words_of_an_error(name: str) -> None:
    for error in (refusal(404, session_id=name), refusal(500, name), failures.redirected(name, ORIGIN)):
        assert len(error.what) < 300
        assert error.what.isprintable()
        assert TOKEN not in error.what


@pytest.mark.parametrize(
    "body",
    [b"<", b"<script", b"<script>", b"a", b"aaaaaaaaaaa.", b" ", b"bearer", b"bearer ", b"[", b'{"error":', b"<head a"],
)
def test_words_of_a_refusal_are_found_in_linear_time(body: bytes) -> None:
    few, many = (body * (size // len(body)) for size in (16_384, 65_536))
    short, long = (seconds_of(partial(failures.own_words, text)) for text in (few, many))

    assert long < 10 * short + 0.002  # a quadratic search takes sixteen times as long


@given(st.text(), st.integers(300, 599))
def test_any_refusal_is_an_error_of_ours_in_one_line(body: str, status: int) -> None:
    error = refusal(status, body, headers={"Retry-After": "x"})

    assert isinstance(error, ApiError)
    assert "\n" not in error.what


@given(st.text(st.characters(max_codepoint=255)) | st.from_regex(r"\w{3}, \d+ \w{3} \d+ [\d:]+ .*"))
def test_any_date_header_is_a_time_or_nothing(value: str) -> None:
    at = failures.http_date(value)

    assert at is None or at.tzinfo is UTC


def chained(error: httpx.ConnectError, cause: BaseException) -> httpx.ConnectError:
    error.__cause__ = OSError("All connection attempts failed")
    error.__cause__.__cause__ = cause
    return error


def certificate_error() -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_message = "self-signed certificate"
    return error


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        (ConnectionRefusedError(111, "Connection refused"), "refuses connections"),
        (ExceptionGroup("both", [ConnectionRefusedError(111, "x"), OSError("y")]), "refuses connections"),
        (socket.gaierror(-2, "Name or service not known"), "can't be resolved"),
        (certificate_error(), "is not trusted: self-signed certificate"),
        (ssl.SSLError(1, "WRONG_VERSION_NUMBER"), "no secure connection"),
        (OSError(101, "Network is unreachable"), "no connection to"),
    ],
)
def test_the_reason_of_a_failed_connection_is_found_wherever_it_is_chained(cause: BaseException, words: str) -> None:
    error = failures.from_httpx(chained(httpx.ConnectError("All connection attempts failed"), cause), ORIGIN)

    assert isinstance(error, Unavailable)
    assert words in error.what
    assert ORIGIN in error.what


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (httpx.ConnectTimeout(""), Unavailable),
        (httpx.PoolTimeout(""), Unavailable),
        (httpx.ReadTimeout(""), TimedOut),
        (httpx.WriteTimeout(""), TimedOut),
        (httpx.ReadError(""), Unavailable),
        (httpx.RemoteProtocolError(""), Unavailable),
        (httpx.ProxyError("407"), Unavailable),
        (httpx.UnsupportedProtocol(""), Unavailable),
        (httpx.InvalidURL(""), Unavailable),
    ],
)
def test_every_failure_of_httpx_has_its_error(error: httpx.HTTPError | httpx.InvalidURL, kind: type[ApiError]) -> None:
    assert type(failures.from_httpx(error, ORIGIN)) is kind


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (FileNotFoundError(2, "No such file"), "SSL_CERT_FILE"),
        (ssl.SSLError(1, "no certificate"), "SSL_CERT_FILE"),
        (ImportError("socksio"), "SOCKS"),
        (ValueError("Unknown scheme for proxy URL 'x://user:password@host'"), "HTTPS_PROXY"),
    ],
)
def test_settings_of_the_environment_that_fail_are_named_without_their_values(error: Exception, words: str) -> None:
    said = str(failures.not_set_up(error))

    assert words in said
    assert "password" not in said
