"""The simulated project's API without a network: a request comes in as values, an answer goes out."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from lktui.demo.answers import Answer, as_html, as_json, as_text
from lktui.demo.credentials import Credentials
from lktui.demo.mangle import mangled
from lktui.demo.payloads import room, session_detail, session_row
from lktui.demo.tokens import check
from lktui.demo.world import WEEK, World

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lktui.demo.faults import Fault
    from lktui.demo.payloads import Json

LARGEST_LIMIT = 1000
DEFAULT_LIMIT = 100
LIST_ROOMS = "/twirp/livekit.RoomService/ListRooms"

_PLAN = "analytics API is only available on the scale plan or higher"
_SHAPES: dict[str, Json] = {"object": {"ok": True}, "list": [1, 2], "string": "sessions", "number": 3, "null": None}


class Request(NamedTuple):
    """A request; `target` is the path with its query, `authorization` the value of that header."""

    method: str
    target: str
    authorization: str | None = None
    body: bytes = b""


class _Refused(Exception):  # noqa: N818 - it carries an answer, and is no error
    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


class Project:
    """Answers requests about a world as the Analytics API and ListRooms would."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.credentials = Credentials(world.seed)

    @property
    def list_path(self) -> str:
        return f"/api/project/{self.credentials.project_id}/sessions"

    def endpoint(self, request: Request) -> str:
        """Which of `faults.ENDPOINTS` a request is for, empty for none."""
        path = urlsplit(request.target).path
        if path == LIST_ROOMS:
            return "rooms"
        parts = path.split("/")
        if parts[:3] != ["", "api", "project"] or parts[4:5] != ["sessions"]:
            return ""
        return {5: "list", 6: "detail"}.get(len(parts), "")

    def answer(self, request: Request, now: datetime, faults: Mapping[str, Fault]) -> Answer:
        """What the API says to `request` at `now`; faults of the connection are not acted on here."""
        canned = _canned(request, faults)
        if canned is not None:
            return canned
        try:
            payload = self._payload(request, now, faults)
        except _Refused as refused:
            return refused.answer
        return as_json(mangled(payload, faults, self.world.seed))

    def _payload(self, request: Request, now: datetime, faults: Mapping[str, Fault]) -> Json:
        endpoint = self.endpoint(request)
        if not endpoint:
            raise _Refused(as_text(404, "404 page not found\n"))
        if request.method != ("POST" if endpoint == "rooms" else "GET"):
            raise _Refused(as_text(405, "method not allowed\n"))
        refusal = check(request.authorization, self.credentials, now.timestamp())
        if refusal is not None:
            raise _Refused(as_text(refusal.status, refusal.text))
        if endpoint == "rooms":
            return self._rooms(request, int(now.timestamp()))
        parts = urlsplit(request.target).path.split("/")
        if unquote(parts[3]) != self.credentials.project_id:
            raise _Refused(as_text(403, "permissions denied: the API key is not one of this project"))
        if endpoint == "detail":
            return self._detail(unquote(parts[5]), int(now.timestamp()), faults)
        return self._list(parse_qs(urlsplit(request.target).query, keep_blank_values=True), now, faults)

    def _detail(self, session_id: str, now: int, faults: Mapping[str, Fault]) -> Json:
        number = self.world.find(session_id, now)
        if number is None:
            raise _Refused(as_text(404, "session not found"))
        if "empty-detail" in faults:
            return {}
        detail = session_detail(self.world, number, now)
        if self._ended_lately(number, now, faults):
            del detail["endTime"]
        return detail

    def _row(self, number: int, now: int, faults: Mapping[str, Fault]) -> Json:
        row = session_row(self.world, number, now)
        if self._ended_lately(number, now, faults):
            del row["endedAt"]
        return row

    def _ended_lately(self, number: int, now: int, faults: Mapping[str, Fault]) -> bool:
        late = faults.get("late-end")
        return late is not None and 0 <= now - self.world.plan(number).end < late.number

    def _list(self, query: Mapping[str, Sequence[str]], now: datetime, faults: Mapping[str, Fault]) -> Json:
        limit = _whole(query, "limit", DEFAULT_LIMIT, 1, LARGEST_LIMIT)
        page = _whole(query, "page", 0, 0, 10**9)
        moment = int(now.timestamp())
        since, until = _span(query, now, exclusive="end-exclusive" in faults)
        numbers = self.world.window(moment, moment - WEEK if since is None else since, until)
        if "oldest-first" in faults:
            numbers = numbers[::-1]
        if "endless-pages" in faults:
            page = min(page, max(0, (len(numbers) - 1) // limit))
        first = page * limit - (page if "repeat-rows" in faults else 0)
        rows: list[Json] = [self._row(number, moment, faults) for number in numbers[max(0, first) : first + limit]]
        if "unordered" in faults:
            Random(f"{self.world.seed}:{page}").shuffle(rows)
        return {"sessions": rows}

    def _rooms(self, request: Request, now: int) -> Json:
        try:
            asked: object = json.loads(request.body)
        except ValueError:
            asked = None
        if not isinstance(asked, dict):
            raise _Refused(as_json({"code": "malformed", "msg": "the json request could not be decoded"}, 400))
        names = asked.get("names") or None
        rooms: list[Json] = [room(self.world, number, now) for number in self.world.active(now)]
        if names is not None:
            rooms = [each for each in rooms if isinstance(each, dict) and each["name"] in names]
        return {"rooms": rooms}


def _canned(request: Request, faults: Mapping[str, Fault]) -> Answer | None:
    """The answer of the first fault that needs to know nothing of the project; None where there is none."""
    for name, fault in faults.items():
        if name == "large-limit" and _limit(request) > fault.number:
            return as_html(504, "504 Gateway Time-out")
        answer = _CANNED.get(name)
        if answer is not None:
            return answer
        if name == "echo-token":
            return as_text(401, f"invalid token: {request.authorization}, error: signature")
        if name == "rate-limit":
            return as_text(429, "rate limit exceeded", ("Retry-After", f"{fault.number:g}"))
        if name == "redirect":
            return as_text(302, "", ("Location", fault.text))
        if name == "other-shape":
            return as_json(_SHAPES.get(fault.text))
    return None


_CANNED = {
    "bad-key": as_text(401, "invalid API key"),
    "bad-project": as_text(403, "permissions denied: the API key is not one of this project"),
    "plan": as_text(403, _PLAN),
    "plan-json": as_json({"code": "permission_denied", "msg": _PLAN}, 403),
    "bare-401": as_text(401, ""),
    "bare-403": as_text(403, ""),
    "not-found": as_text(404, "404 page not found\n"),
    "rate-limit-bare": as_text(429, ""),
    "server-error": as_html(500, "500 Internal Server Error"),
    "bad-gateway": as_html(502, "502 Bad Gateway"),
    "not-json": as_html(200, "Welcome"),
    "empty-body": as_text(200, ""),
}


def hangs(request: Request, faults: Mapping[str, Fault]) -> bool:
    """Whether the request is never answered."""
    large = faults.get("large-limit-hang")
    return "hang" in faults or (large is not None and _limit(request) > large.number)


def _limit(request: Request) -> int:
    text = parse_qs(urlsplit(request.target).query).get("limit", [""])[0]
    return int(text) if text.isdecimal() and len(text) < 10 else DEFAULT_LIMIT


def _whole(query: Mapping[str, Sequence[str]], key: str, default: int, low: int, high: int) -> int:
    text = query.get(key, [str(default)])[0]
    number = int(text) if text.isdecimal() and len(text) < 12 else -1
    if not low <= number <= high:
        raise _Refused(as_text(400, f"invalid {key}: a whole number from {low} to {high}"))
    return number


def _date(query: Mapping[str, Sequence[str]], key: str) -> date | None:
    if key not in query:
        return None
    text = query[key][0]
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if day.isoformat() != text:
        raise _Refused(as_text(400, f"invalid {key}: a date as YYYY-MM-DD"))
    return day


def _span(query: Mapping[str, Sequence[str]], now: datetime, *, exclusive: bool) -> tuple[int | None, int | None]:
    """The first moment that is asked for and the first that is not any more; None where that was left out."""
    start, end = _date(query, "start"), _date(query, "end")
    if start is None:
        if end is not None:
            raise _Refused(as_text(400, "invalid end: start is required"))
        return None, None
    if start < now.astimezone(UTC).date() - timedelta(days=7):
        raise _Refused(as_text(400, "invalid start: must be within 7 days of the current date"))
    if end is None:
        return _midnight(start), None
    if end < start:
        raise _Refused(as_text(400, "invalid end: before start"))
    return _midnight(start), _midnight(end) + (0 if exclusive else 86_400)


def _midnight(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
