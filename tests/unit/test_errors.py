"""What all errors have in common."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from lktui import errors
from lktui.errors import LktuiError

MADE = [
    errors.BadPayload("sessions[3].createdAt", "is no time"),
    errors.RateLimited("the API is limiting requests (429)", "Ask less often.", retry_after=17.0),
    errors.KeyRefused("the key was refused", "Copy it again."),
    errors.NoCredentials(("the environment", "config.toml")),
    errors.NoProjectId("the environment", "a key", ways=("--project-id", "LIVEKIT_PROJECT_ID")),
    errors.AlreadyThere(Path("sessions.csv"), "sessions.csv"),
]


@pytest.mark.parametrize("error", MADE, ids=lambda error: type(error).__name__)
def test_an_error_of_another_process_is_the_same_error(error: LktuiError) -> None:
    came = pickle.loads(pickle.dumps(error))
    assert type(came) is type(error)
    assert (str(came), came.args, vars(came)) == (str(error), error.args, vars(error))
