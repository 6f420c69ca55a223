"""Text as it is compared: without case, and composed, so that both ways of writing é are the same."""

from __future__ import annotations

import unicodedata
from functools import lru_cache


def folded(text: str) -> str:
    return text.lower() if text.isascii() else _folded(text)


@lru_cache(maxsize=16_384)
def _folded(text: str) -> str:
    """Kept, because it takes ten times as long as for ASCII, where a look-up costs what it saves."""
    return unicodedata.normalize("NFC", text.casefold())
