"""Stand-ins for rooms, identities and names, so that a screen or a report can be shown to others.

The same name always gets the same stand-in, also in another run with the same key; without the key nobody can tell
whose it is, not even by trying names. Session ids, times, devices and sizes stay: they say what happened, not to whom.
"""

from __future__ import annotations

import base64
import hmac
import json
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lktui.analysis.people import Appearance
    from lktui.model import Participant, Session, SessionDetail

KEY_LENGTH = 32  # bytes
HIDDEN = "hidden"
_SHOWN = 8  # characters, of 5 bits each: two in a million names are the same with a chance of a third

# Keys of the API's answers in their plain form (no underscores, lower case): what stands there is a name …
_ROOMS = frozenset({"roomname"})
_IDENTITIES = frozenset({"participantidentity", "identity"})
_NAMES = frozenset({"participantname", "name"})
# … or holds more of them, or tells nothing of a person. Whatever stands under any other key is hidden.
_HOLDERS = frozenset({"connectioncounts", "quality", "publishbps", "participants", "sessions", "publishedsources"})
_PLAIN = frozenset(
    "sessionid roomid participantid participantsessionid createdat lastactive endedat starttime endtime joinedat leftat"  # noqa: SIM905 - forty quoted words can't be read
    " timestamp seconds nanos value egress bandwidth bandwidthin bandwidthout numparticipants numactiveparticipants"
    " attempts success connectionminutes cameratrack microphonetrack screensharetrack screenshareaudio"
    " location region connectiontype connectiontimems devicemodel os browser sdkversion".split()
)


class Pseudonyms:
    """Replaces names by stand-ins; a missing name stays missing. `key` is `KEY_LENGTH` random bytes, kept secret."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._sessions: dict[str, tuple[Session, Session]] = {}
        self._detail: tuple[SessionDetail, SessionDetail] | None = None

    def room(self, name: str) -> str:
        return self._stand_in("room", name)

    def identity(self, identity: str) -> str:
        return self._stand_in("person", identity)

    def name(self, name: str) -> str:
        return self._stand_in("name", name)

    def session(self, session: Session) -> Session:
        """The same object for the same one: what did not change is not taken for news."""
        known = self._sessions.get(session.session_id)
        if known is None or known[0] is not session:
            known = session, session._replace(room_name=self.room(session.room_name), extra={})
            self._sessions[session.session_id] = known
        return known[1]

    def detail(self, detail: SessionDetail) -> SessionDetail:
        """The same object for the last one."""
        if self._detail is None or self._detail[0] is not detail:
            people = tuple(self.participant(person) for person in detail.participants)
            room, raw = self.room(detail.room_name), self.raw(detail.raw)
            self._detail = detail, detail._replace(room_name=room, participants=people, raw=raw)
        return self._detail[1]

    def participant(self, person: Participant) -> Participant:
        return person._replace(
            key=self._digest(person.key), identity=self.identity(person.identity), name=self.name(person.name)
        )

    def appearance(self, appearance: Appearance) -> Appearance:
        return replace(
            appearance,
            session=self.session(appearance.session),
            identity=self.identity(appearance.identity),
            name=self.name(appearance.name),
        )

    def raw(self, answer: str) -> str:
        """The text of an answer of the API; what is no JSON is hidden as a whole."""
        try:
            return json.dumps(self._value("", json.loads(answer))) if answer else ""
        except (ValueError, RecursionError):
            return json.dumps(HIDDEN)

    def _value(self, key: str, value: object) -> object:
        """`key` is the plain form of the one that the value stands under, or its list; empty for the whole answer."""
        if isinstance(value, list):
            return [self._value(key, each) for each in value]
        if isinstance(value, str) and key in _ROOMS:
            return self.room(value)
        if isinstance(value, str) and key in _IDENTITIES:
            return self.identity(value)
        if isinstance(value, str) and key in _NAMES:
            return self.name(value)
        if isinstance(value, dict) and (key in _HOLDERS or key in _PLAIN or not key):
            return {name: self._value(name.replace("_", "").lower(), each) for name, each in value.items()}
        return value if value is None or (key in _PLAIN and not isinstance(value, dict)) else HIDDEN

    def _stand_in(self, kind: str, name: str) -> str:
        return f"{kind}-{self._digest(name)}" if name else ""

    def _digest(self, name: str) -> str:
        digest = hmac.digest(self._key, name.encode("utf-8", "surrogatepass"), "sha256")
        return base64.b32encode(digest)[:_SHOWN].decode().lower()
