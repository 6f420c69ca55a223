"""The errors of lktui; each says what happened, to what, and what to do next.

    LktuiError
    ├── UsageError                 exit 2: what was typed or configured can't be used
    │   ├── ConfigError            a settings file, a setting, a flag
    │   ├── NoCredentials          no source has an API key and secret, or a token
    │   └── NoProjectId            credentials were found, but no project id
    ├── NotRemembered              exit 1: what the next run should know could not be written
    ├── NotWritten                 exit 1: stdout takes no more
    ├── BundleNotWritten           exit 1: the folder of an incident bundle could not be made or filled
    ├── NotExported                exit 1: the file that an export should go to could not be written
    │   └── AlreadyThere           it is there, and nobody said that it may be overwritten
    ├── DemoError                  exit 1: the simulated project could not be started
    ├── ArchiveError               exit 1: the archive can't be used; the monitor goes on without it
    │   ├── ArchiveDamaged         no database, or a broken one
    │   ├── ArchiveLocked          another program does not let go of it
    │   ├── ArchiveUnwritable      a full disk, a folder or file that may not be written
    │   └── ArchiveNewer           written by a newer lktui
    └── ApiError                   exit 1: the API refused or failed
        ├── NotAuthorized          401 or 403 (fatal)
        │   ├── PlanWithoutAccess  the project's plan has no Analytics API
        │   ├── KeyRefused         the key, its secret or the token
        │   ├── ProjectRefused     the key is good, but not for this project
        │   ├── TokenExpired       a token that can't be renewed here
        │   └── ClockOff           this machine's clock is off (not fatal: clocks get set)
        ├── ProjectNotFound        404 for the project (fatal)
        ├── SessionNotFound        404 for a session
        ├── RequestRefused         another 4xx: the API does not take this request
        ├── RateLimited            429
        ├── Unavailable            no connection, 5xx, a reset, a redirect elsewhere
        │   └── TimedOut           no answer in time
        └── BadPayload             an answer that is not what the API describes; names the field

A *fatal* error stops the polling until the user asks again; every other one is retried.
"""

from __future__ import annotations

import copyreg
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from pathlib import Path


class LktuiError(Exception):
    """Anything that lktui reports to its user.

    `what` says what happened and to what, `todo` what to do next; both are plain text without secrets.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, what: str, todo: str = "") -> None:
        super().__init__(what, todo)
        self.what = what
        self.todo = todo

    def __str__(self) -> str:
        return f"{self.what}\n{self.todo}" if self.todo else self.what

    def __reduce__(self) -> tuple[object, ...]:
        """As it is, without saying again what it was made of: it may come from another process."""
        return copyreg.__newobj__, (type(self), *self.args), vars(self)  # type: ignore[attr-defined]  # typeshed has none


class UsageError(LktuiError):
    exit_code = 2


class ConfigError(UsageError):
    pass


class NoCredentials(UsageError):  # noqa: N818 - the tree reads better without a suffix on each leaf
    """`looked` lists what was looked for and where, a line each."""

    def __init__(self, looked: tuple[str, ...]) -> None:
        super().__init__(
            "no LiveKit credentials found; looked for: " + "; ".join(looked),
            "Set LIVEKIT_API_KEY, LIVEKIT_API_SECRET and LIVEKIT_PROJECT_ID, or add a profile to config.toml,"
            " or run `lk cloud auth`; or try: lktui --demo",
        )
        self.looked = looked


class NoProjectId(UsageError):  # noqa: N818
    """`source` has what `has` says, but no project id; `left_empty_by` is what left it so, `ways` how to give it."""

    def __init__(self, source: str, has: str, *, left_empty_by: str = "", ways: tuple[str, ...]) -> None:
        super().__init__(
            f"{source} has {has}, but no project id" + (f": {left_empty_by} leaves it empty" if left_empty_by else ""),
            "The id is the part after /projects/ in the dashboard's address, https://cloud.livekit.io/projects/p_…;"
            f" give it with {', '.join(ways[:-1])} or {ways[-1]}.",
        )
        self.source = source


class NotRemembered(LktuiError):  # noqa: N818
    pass


class NotWritten(LktuiError):  # noqa: N818
    def __init__(self, reason: str) -> None:
        super().__init__(f"what was asked for could not be written to stdout: {reason}", "Nothing else has failed.")


class BundleNotWritten(LktuiError):  # noqa: N818
    pass


class NotExported(LktuiError):  # noqa: N818
    pass


class AlreadyThere(NotExported):
    def __init__(self, path: Path, shown: str) -> None:
        super().__init__(f"{shown} is already there", "Enter overwrites it.")
        self.path = path


class DemoError(LktuiError):
    pass


class ArchiveError(LktuiError):
    pass


class ArchiveDamaged(ArchiveError):  # noqa: N818 - the tree reads better without a suffix on each leaf
    pass


class ArchiveLocked(ArchiveError):  # noqa: N818
    pass


class ArchiveUnwritable(ArchiveError):  # noqa: N818
    pass


class ArchiveNewer(ArchiveError):  # noqa: N818
    pass


class ApiError(LktuiError):
    """The API refused or failed. `fatal` errors are not retried without the user.

    `retry_after` is how many seconds the API asks to wait, None where its answer does not say.
    """

    fatal: ClassVar[bool] = False

    def __init__(self, what: str, todo: str = "", *, retry_after: float | None = None) -> None:
        super().__init__(what, todo)
        self.retry_after = retry_after


class NotAuthorized(ApiError):  # noqa: N818
    fatal = True


class PlanWithoutAccess(NotAuthorized):
    pass


class KeyRefused(NotAuthorized):
    pass


class ProjectRefused(NotAuthorized):
    pass


class TokenExpired(NotAuthorized):
    pass


class ClockOff(NotAuthorized):
    fatal = False


class ProjectNotFound(ApiError):  # noqa: N818
    fatal = True


class SessionNotFound(ApiError):  # noqa: N818
    pass


class RequestRefused(ApiError):  # noqa: N818
    pass


class RateLimited(ApiError):  # noqa: N818
    pass


class Unavailable(ApiError):  # noqa: N818
    pass


class TimedOut(Unavailable):
    pass


class BadPayload(ApiError):  # noqa: N818
    """`field` is the path of what could not be read, e.g. `sessions[3].createdAt`."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(
            f"the API sent an answer that can't be read: {field} {problem}",
            "If it stays, check the server URL or report it with `lktui --version`.",
        )
        self.field = field
