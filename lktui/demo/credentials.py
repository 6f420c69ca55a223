"""What it takes to ask the simulated project, drawn from its seed."""

from __future__ import annotations

from random import Random

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"  # that of LiveKit's ids: nothing to misread


class Credentials:
    """What a client needs to know of the simulated project; drawn from its seed."""

    def __init__(self, seed: int) -> None:
        rng = Random(f"{seed}:credentials")
        self.project_id = f"p_{''.join(rng.choices('0123456789abcdefghijklmnopqrstuvwxyz', k=11))}"
        self.api_key = f"API{''.join(rng.choices(ALPHABET, k=12))}"
        self.api_secret = "".join(rng.choices(ALPHABET, k=43))

    def __repr__(self) -> str:
        return f"Credentials(project_id={self.project_id!r}, api_key={self.api_key!r})"
