"""The JSON Schema of config.toml, for editors that check while one types; made from the table of settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lktui.config import alerts, findings, keys, profile
from lktui.config.schema import BOOLEAN, INTEGER, NUMBER, TEXT, table
from lktui.config.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lktui.config.schema import Row

_TYPES: Final = {NUMBER.name: "number", INTEGER.name: "integer", BOOLEAN.name: "boolean", TEXT.name: "string"}


def json_schema() -> Mapping[str, object]:
    properties = _properties(table(Settings))
    properties["profiles"] = {
        "description": "credentials by name; --project NAME chooses one",
        "type": "object",
        "additionalProperties": _object(profile.ROWS),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "lktui's config.toml",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }


def _properties(rows: Iterable[Row]) -> dict[str, object]:
    return {row.name: _property(row) for row in rows}


def _property(row: Row) -> Mapping[str, object]:
    described: dict[str, object] = {"description": row.rule.meaning}
    if row.rule.kind == alerts.ALERTS.name:
        return described | {"type": "array", "items": _object(alerts.ROWS, required=alerts.NEEDED)}
    if row.rule.kind == keys.KEYS.name:
        key = {"type": "string", "minLength": 1}
        return described | {
            "type": "object",
            "additionalProperties": {"anyOf": [key, {"type": "array", "items": key, "minItems": 1}]},
        }
    if row.rule.kind == findings.FINDINGS.name:
        return {**described, **_object(findings.ROWS)}
    if row.rule.kind in _TYPES:
        described["type"] = _TYPES[row.rule.kind]
    if row.rule.bounds is not None:
        described["minimum"], described["maximum"] = row.rule.bounds
    if isinstance(row.default, (bool, int, float, str)):
        described["default"] = row.default
    return described


def _object(rows: Iterable[Row], required: tuple[str, ...] = ()) -> Mapping[str, object]:
    shape: dict[str, object] = {"type": "object", "properties": _properties(rows), "additionalProperties": False}
    return shape | {"required": list(required)} if required else shape
