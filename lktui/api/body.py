"""Reads the body of an answer up to a size, whatever it unfolds to: a small compressed bomb costs no memory."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from lktui.errors import BadPayload

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

ACCEPTED_ENCODING = "gzip"
_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS


async def read_body(response: httpx.Response, most: int) -> tuple[bytes, bool]:
    """The first `most` bytes of the decoded body, and whether there are no more.

    httpx would decode each piece whole, with any encoding, however often it is nested. Raises BadPayload for an
    encoding that was not asked for, and httpx's errors.
    """
    decode = _decoder(response.headers.get("Content-Encoding", ""))
    body = bytearray()
    async for piece in response.aiter_raw():
        body += decode(piece, most + 1 - len(body))
        if len(body) > most:
            return bytes(body[:most]), False
    return bytes(body), True


def _decoder(encoding: str) -> Callable[[bytes, int], bytes]:
    match encoding.strip().lower():
        case "" | "identity":
            return lambda piece, _most: piece
        case "gzip" | "x-gzip" | "deflate":
            inflate = zlib.decompressobj(_GZIP_OR_ZLIB)

            def decode(piece: bytes, most: int) -> bytes:
                try:
                    return inflate.decompress(piece, most)
                except zlib.error:
                    raise BadPayload("the answer", "is compressed, but broken") from None

            return decode
        case _:
            raise BadPayload("the answer", f"is encoded in another way than {ACCEPTED_ENCODING}")
