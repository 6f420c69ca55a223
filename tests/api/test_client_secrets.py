"""Tokens and secrets go into one header of one request to one server, and nowhere else."""

from __future__ import annotations

import logging
import traceback
from typing import TYPE_CHECKING

import pytest
from support.clients import SECRET, client_for
from support.loopback import Loopback, reply

from lktui.api.call import Limits
from lktui.errors import ApiError

if TYPE_CHECKING:
    from lktui.demo.server import DemoServer


class Secrets:
    """The parts of a token that are secret, as they were sent."""

    def __init__(self, *secrets: str) -> None:
        self.parts = set(secrets)

    def sent(self, authorization: str) -> None:
        scheme, _, token = authorization.partition(" ")
        assert scheme == "Bearer"
        self.parts |= {token, *token.split(".")[1:]}

    def are_in(self, text: str) -> bool:
        return any(part in text for part in self.parts)


async def test_no_logger_of_any_library_ever_gets_the_token(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)  # for every logger: httpx tells of requests at INFO, httpcore of each step at DEBUG
    answers = iter((reply(401), reply(302, b"", "Location: /moved"), reply(200, b"{}"), reply(500), reply(404)))
    with Loopback(lambda _: next(answers)) as server:
        for url in (server.url, "http://api.test"):
            monkeypatch.setenv("HTTP_PROXY", server.url)
            async with client_for(url) as client:
                if url == server.url:
                    await client.list_sessions(0, 5)
                with pytest.raises(ApiError):
                    await client.get_session("RM_1")

    secrets = Secrets(SECRET)
    for seen in server.requests:
        secrets.sent(seen.headers["authorization"])
    logged = "\n".join(f"{record.name} {record.getMessage()} {record.__dict__}" for record in caplog.records)
    assert len(server.requests) == 5
    assert "httpcore.http11 send_request_headers" in logged
    assert "httpx HTTP Request: GET" in logged
    assert not secrets.are_in(logged)


@pytest.mark.parametrize(
    "fault", ["echo-token", "bad-key", "reset", "hang", "truncated", "redirect=http://elsewhere.test/", "server-error"]
)
async def test_no_error_shows_the_token_in_words_traceback_or_cause(server: DemoServer, fault: str) -> None:
    server.faults.add(fault)
    async with client_for(server, limits=Limits(read=0.1)) as client:
        with pytest.raises(ApiError) as caught:
            await client.list_sessions(0, 5)
        secrets = Secrets(server.api_secret)
        secrets.sent(f"Bearer {client._tokens.current().value}")

    error = caught.value
    told = [str(error), repr(error), *error.args, *traceback.format_exception(error)]
    assert not secrets.are_in("\n".join(told))
    assert error.__suppress_context__ or error.__context__ is None


async def test_the_address_of_a_request_holds_no_secret(server: DemoServer) -> None:
    async with client_for(server) as client:
        await client.list_sessions(0, 5)
        await client.list_sessions(0, 5)
        secrets = Secrets(server.api_secret, server.api_key)
        secrets.sent(f"Bearer {client._tokens.current().value}")

    assert not any(secrets.are_in(target) for _, target in server.requests)


async def test_no_repr_of_the_client_shows_a_secret(server: DemoServer) -> None:
    async with client_for(server) as client:
        await client.list_sessions(0, 5)
        secrets = Secrets(server.api_secret)
        secrets.sent(f"Bearer {client._tokens.current().value}")

        assert not secrets.are_in(f"{client!r} {vars(client)!r} {vars(client._http)!r}")
