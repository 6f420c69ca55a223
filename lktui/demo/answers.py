"""An answer as it goes over HTTP: a status, a body and headers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from lktui.demo.payloads import Json

JSON = "application/json"
TEXT = "text/plain; charset=utf-8"
HTML = "text/html"


class Answer(NamedTuple):
    """What a request is answered with; `headers` are those beside Date, Content-Type and Content-Length."""

    status: int
    body: bytes
    content_type: str = JSON
    headers: tuple[tuple[str, str], ...] = ()


def as_json(value: Json, status: int = 200) -> Answer:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        return Answer(status, text.encode())
    except UnicodeEncodeError:  # half of a surrogate pair, which only an escape can carry
        return Answer(status, json.dumps(value).encode())


def as_text(status: int, text: str, *headers: tuple[str, str]) -> Answer:
    return Answer(status, text.encode(), TEXT, headers)


def as_html(status: int, title: str) -> Answer:
    page = f"<html>\r\n<head><title>{title}</title></head>\r\n<body><h1>{title}</h1></body>\r\n</html>\r\n"
    return Answer(status, page.encode(), HTML)
