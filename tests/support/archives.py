"""Archives of tests: always in a folder of the test's own, or in memory."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path

from support.builders import at

from lktui.api.wire import decode_detail
from lktui.archive.archive import NAME, Archive
from lktui.model import Session, SessionDetail

NOW = at("14:03")


def archive(
    folder: Path | None,
    *,
    project_id: str = "p_test",
    now: Callable[[], datetime] = lambda: NOW,
    days: int = 30,
    started: bool = True,
) -> Archive:
    made = Archive(
        folder / NAME if folder else None,
        server="https://x.example",
        project_id=project_id,
        retention=timedelta(days=days),
        now=now,
    )
    if started:
        made.start()
    return made


async def written(kept: Archive) -> None:
    """Waits until all that was handed in has been written, or tried."""
    await asyncio.wrap_future(kept._writer.submit(lambda: None))


def row(number: int, *, room: str = "", began: datetime | None = None, ended: datetime | None = None) -> Session:
    began = began or NOW - timedelta(hours=1) + timedelta(seconds=number)
    return Session(f"RM_{number:05}", room or f"room-{number}", began, ended_at=ended)


def person(identity: str, name: str = "", *, joined: str = "13:10", left: str | None = "13:20") -> dict[str, object]:
    """A participant as the API writes it, who joined and left at these times of the day."""
    times = {"joinedAt": at(joined).isoformat()} | ({"leftAt": at(left).isoformat()} if left else {})
    return {
        "participantIdentity": identity,
        "participantName": name,
        **times,
        "sessions": [{"participantId": f"PA_{identity}", **times}],
    }


def answer(
    session: Session, people: Iterable[dict[str, object]], *, total: int | None = None, **more: object
) -> SessionDetail:
    """A detail as the client makes it of the API's answer."""
    everyone = list(people)
    document: dict[str, object] = {
        "roomId": session.session_id,
        "roomName": session.room_name,
        "numParticipants": len(everyone) if total is None else total,
        "participants": everyone,
        **more,
    }
    if session.created_at is not None:
        document["startTime"] = session.created_at.isoformat()
    if session.ended_at is not None:
        document["endTime"] = session.ended_at.isoformat()
    raw = json.dumps(document)
    return decode_detail(json.loads(raw), session.session_id, raw)
