"""ListRooms against the simulated project and against servers that misbehave: where the token goes, and where not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from support.clients import NOW, PATIENT, SECRET
from support.loopback import Loopback, Seen, reply

from lktui.api.auth import MintedTokens
from lktui.api.client import LIST_ROOMS, AnalyticsClient
from lktui.demo.server import DemoServer
from lktui.errors import ApiError, BadPayload, NotAuthorized, Unavailable

ROOMS = reply(200, b'{"rooms": [{"sid": "RM_1"}]}', "Content-Type: application/json")


def client_of(livekit_url: str | None, server: DemoServer | None = None) -> AnalyticsClient:
    key, secret = (server.api_key, server.api_secret) if server is not None else ("APIkey", SECRET)
    return AnalyticsClient(
        "p_test",
        MintedTokens(key, secret, ttl=timedelta(minutes=10), now=lambda: NOW),
        server_url="http://127.0.0.1:9",
        livekit_url=livekit_url,
        limits=PATIENT,
        now=lambda: NOW,
    )


async def listed(livekit_url: str) -> list[str]:
    async with client_of(livekit_url) as client:
        return [room.session_id for room in (await client.list_rooms()).rooms]


async def refused(livekit_url: str) -> ApiError:
    with pytest.raises(ApiError) as raised:
        await listed(livekit_url)
    return raised.value


async def test_the_live_rooms_are_those_of_the_room_service(server: DemoServer) -> None:
    async with client_of(server.url.replace("http:", "ws:"), server) as client:
        answered = await client.list_rooms()

    ghost = server.project.world.incidents(int(NOW.timestamp()))["ghost"]
    live = {room.session_id for room in answered.rooms}
    assert live
    assert answered.unreadable == 0
    assert ghost not in live
    assert all(room.created_at is not None and room.name for room in answered.rooms)


async def test_it_is_asked_with_post_an_empty_message_and_the_same_token() -> None:
    with Loopback(lambda _: ROOMS) as service:
        assert await listed(service.url) == ["RM_1"]
        (seen,) = service.requests

    assert (seen.method, seen.target) == ("POST", LIST_ROOMS)
    assert seen.headers["content-type"] == "application/json"
    assert seen.headers["content-length"] == "2"
    assert seen.headers["authorization"].startswith("Bearer ey")


async def test_a_path_in_the_address_stays() -> None:
    with Loopback(lambda _: ROOMS) as service:
        await listed(f"{service.url}/livekit/")
        assert service.targets == [f"/livekit{LIST_ROOMS}"]


@pytest.mark.parametrize("url", ["wss://sub.livekit.cloud", "https://sub.livekit.cloud:8443/x", "ws://127.0.0.1:7880"])
def test_rooms_can_be_listed_where_the_address_is_known(url: str) -> None:
    assert client_of(url).can_list_rooms


@pytest.mark.parametrize(
    "url", [None, "", "ws://sub.livekit.cloud", "http://10.0.0.1:7880", "ftp://x", "http://[", "x"]
)
def test_without_an_address_or_where_the_token_would_travel_in_the_clear_they_can_not(url: str | None) -> None:
    assert not client_of(url).can_list_rooms


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_the_token_is_never_sent_to_another_origin(status: int) -> None:
    with (
        Loopback(lambda _: ROOMS) as other,
        Loopback(lambda _: reply(status, b"", f"Location: {other.url}{LIST_ROOMS}")) as service,
    ):
        error = await refused(service.url)

    assert isinstance(error, Unavailable)
    assert "another server" in error.what
    assert other.connections == 0


async def test_not_even_to_the_server_of_the_analytics(server: DemoServer) -> None:
    with Loopback(lambda _: reply(307, b"", f"Location: {server.url}{LIST_ROOMS}")) as service:
        tokens = MintedTokens(server.api_key, server.api_secret, ttl=timedelta(minutes=10), now=lambda: NOW)
        client = AnalyticsClient("p_test", tokens, server_url=server.url, livekit_url=service.url)
        async with client:
            with pytest.raises(Unavailable):
                await client.list_rooms()
    assert not server.requests


@pytest.mark.parametrize("status", [401, 403])
async def test_a_refusal_is_told_apart_from_no_rooms(status: int) -> None:
    with Loopback(lambda _: reply(status, b'{"code":"unauthenticated","msg":"permissions denied"}')) as service:
        assert isinstance(await refused(service.url), NotAuthorized)


@pytest.mark.parametrize(
    "answer",
    [reply(404, b"404 page not found"), reply(500), reply(200), reply(200, b"OK"), reply(200, b'{"ok": true}')],
)
async def test_what_is_no_list_of_rooms_is_an_error(answer: bytes) -> None:
    with Loopback(lambda _: answer) as service:
        assert isinstance(await refused(service.url), ApiError)


async def test_an_answer_of_another_size_than_any_project_has_is_not_read_to_its_end() -> None:
    def endless(_: Seen) -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"
        piece = json.dumps({"sid": "RM_1", "name": "x" * 1000}).encode() * 1000
        for _number in range(64):
            yield piece

    with Loopback(endless) as service:
        assert isinstance(await refused(service.url), BadPayload)
