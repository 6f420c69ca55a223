"""What in a session somebody is looking for who opens it: a moment, a person, both or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from lktui.analysis.presence import Presence


class Pointer(NamedTuple):
    """A person is somebody with this identity and name."""

    moment: datetime | None = None
    identity: str = ""
    name: str = ""

    def person_among(self, people: Iterable[Presence]) -> Presence | None:
        """Of several with the same name and no identity the one who joined at the moment."""
        if not (self.identity or self.name):
            return None
        wanted = self.identity, self.name
        found = [each for each in people if any(wanted == (one.identity, one.name) for one in each.participants)]
        there = (each for each in found if any(span.joined == self.moment for span in each.spans))
        return next(there, found[0] if found else None)
