"""Sessions by id, as a value: a large part that versions share, and a small one of what changed since."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lktui.model import Session

MOST_RECENT = 1000  # then both parts become one: what that costs is shared by as many changes


class Index(NamedTuple):
    """`settled` is shared and never changed; in `recent`, None stands for a session that is gone."""

    settled: Mapping[str, Session]
    recent: Mapping[str, Session | None]

    @classmethod
    def of(cls, sessions: Sequence[Session]) -> Index:
        return cls({session.session_id: session for session in sessions}, {})

    def get(self, session_id: str) -> Session | None:
        if session_id in self.recent:
            return self.recent[session_id]
        return self.settled.get(session_id)

    def changed(self, arriving: Mapping[str, Session], gone: Iterable[str]) -> Index:
        recent = {**self.recent, **arriving, **dict.fromkeys(gone)}
        if len(recent) <= MOST_RECENT:
            return Index(self.settled, recent)
        settled = dict(self.settled)
        for session_id, session in recent.items():
            if session is None:
                settled.pop(session_id, None)
            else:
                settled[session_id] = session
        return Index(settled, {})
