"""An entry as plain data and back: what revisions store, what tables are made of, what a signature is put under."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from typing import Any

from knowledge.load import WRITTEN
from knowledge.loading import build
from knowledge.shapes import Entry

DAYS = frozenset({"checked", "review", "valid_from", "valid_to", "signed_on"})
SIGNING = frozenset({"signed_by", "signed_on"})
"""Not part of what is signed, and never written by a table or a revision."""


def as_data(entry: Entry) -> dict[str, Any]:
    """What its file would say, without what is left at its default and without the signature."""
    return {key: value for key, value in _plain(entry).items() if key not in SIGNING}


def from_data(raw: Mapping[str, Any], where: str, mistakes: list[str]) -> Entry | None:
    """The entry, or None after adding what is wrong to `mistakes`; days may be written 2026-11-23."""
    return build(Entry, {key: _day(key, value) for key, value in raw.items()}, where, mistakes, WRITTEN)


def dumped(entry: Entry) -> str:
    """As JSON text; two entries with the same text say the same."""
    return json.dumps(as_data(entry), ensure_ascii=False, sort_keys=True, default=date.isoformat)


def digest(entry: Entry) -> str:
    """What a signature is put under: it changes with every word of the entry."""
    return hashlib.sha256(dumped(entry).encode()).hexdigest()


def _plain(item: Any) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for each in fields(item):
        value = getattr(item, each.name)
        if each.default is MISSING or value != each.default:
            values[each.name] = _value(value)
    return values


def _value(value: Any) -> Any:
    if is_dataclass(value):
        return _plain(value)
    return [_value(each) for each in value] if isinstance(value, tuple) else value


def _day(key: str, value: Any) -> Any:
    if key not in DAYS or not isinstance(value, str):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        return value  # the loader says what is wrong with it
