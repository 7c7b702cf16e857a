"""Pure: reading fields of raw JSON, each with the one kind of error that means "malformed"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Raw = Mapping[str, Any]
_INT64 = 2**63


def number(raw: Raw, name: str) -> int:
    """The whole number of that name; ValueError for anything else and for more than 64 bits."""
    value = raw.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not -_INT64 <= value < _INT64:
        raise ValueError(f"{name}: a whole number is expected")
    return value


def optional_number(raw: Raw, name: str) -> int:
    """The whole number of that name, 0 where there is none."""
    return 0 if raw.get(name) is None else number(raw, name)


def degrees(raw: Raw, name: str, most: int) -> float:
    """An angle between -most and most; ValueError for anything else."""
    value = raw.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not -most <= value <= most:
        raise ValueError(f"{name}: degrees are expected")
    return float(value)


def words(raw: Raw, name: str) -> str:
    """The text of that name, "" where there is none; ValueError for anything else."""
    value = raw.get(name)
    if value is not None and not isinstance(value, str):
        raise ValueError(f"{name}: a text is expected")
    return value or ""


def plain_object(raw: Raw, name: str) -> Raw:
    """The object of that name; ValueError for anything else."""
    value = raw.get(name)
    if not isinstance(value, dict):
        raise ValueError(f"{name}: an object is expected")
    return value
