"""Reads one TOML file of content into shapes and collects every mistake with file, line, key and a hint."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

import tomli

T = TypeVar("T")


def read_toml(path: Path, mistakes: list[str]) -> dict[str, Any]:
    """The file as a table; unreadable files become a line in `mistakes` and an empty table."""
    try:
        return tomli.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomli.TOMLDecodeError) as error:
        mistakes.append(f"{path.name}: {error}: write it as TOML in UTF-8")
        return {}


def read_items(
    path: Path, name: str, shape: type[T], mistakes: list[str], rename: Mapping[str, str] | None = None
) -> Iterator[T]:
    """Every `[[name]]` of the file as a `shape`; wrong ones are skipped and reported."""
    data = read_toml(path, mistakes)
    for unknown in data.keys() - {name}:
        mistakes.append(f"{path.name}: {unknown}: unknown table, expected [[{name}]]")
    items = data.get(name, [])
    if not isinstance(items, list):
        mistakes.append(f"{path.name}: {name}: write it as [[{name}]]")
        return
    lines = _lines(path, name) if items else []
    for number, item in enumerate(items, 1):
        named = item.get("id", item.get("key", number)) if isinstance(item, dict) else number
        line = f":{lines[number - 1]}" if number <= len(lines) else ""
        where = f"{path.name}{line}: {name} {named}"
        made = build(shape, item, where, mistakes, rename or {})
        if made is not None:
            yield made


def build(shape: type[T], raw: Any, where: str, mistakes: list[str], rename: Mapping[str, str]) -> T | None:
    """A `shape` from a TOML table, or None after adding what is wrong to `mistakes`."""
    if not isinstance(raw, dict):
        mistakes.append(f"{where}: expected a table")
        return None
    hints = _hints(shape)  # type: ignore[arg-type]  # a class is hashable
    given = {rename.get(key, key): value for key, value in raw.items()}
    before = len(mistakes)
    known = {item.name for item in fields(shape)}  # type: ignore[arg-type]  # every shape is a dataclass
    for key in given.keys() - known:
        mistakes.append(f"{where}: {key}: unknown key")
    values: dict[str, Any] = {}
    for item in fields(shape):  # type: ignore[arg-type]  # every shape is a dataclass
        if item.name in given:
            values[item.name] = _value(hints[item.name], given[item.name], f"{where}: {item.name}", mistakes, rename)
        elif item.default is MISSING and item.default_factory is MISSING:
            mistakes.append(f"{where}: {item.name}: missing")
    return shape(**values) if len(mistakes) == before else None


def _value(hint: Any, raw: Any, where: str, mistakes: list[str], rename: Mapping[str, str]) -> Any:
    origin = get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        hint = next(arg for arg in get_args(hint) if arg is not type(None))
        origin = get_origin(hint)
    if origin is tuple:
        if not isinstance(raw, list):
            mistakes.append(f"{where}: expected a list")
            return ()
        inner = get_args(hint)[0]
        return tuple(_value(inner, item, f"{where}[{index}]", mistakes, rename) for index, item in enumerate(raw))
    if is_dataclass(hint):
        return build(typing.cast("type[Any]", hint), raw, where, mistakes, rename)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        if raw not in [member.value for member in hint]:
            mistakes.append(f"{where}: {raw!r}: expected one of {', '.join(member.value for member in hint)}")
            return raw
        return hint(raw)
    expected = {str: str, int: int, bool: bool, date: date, float: (int, float)}.get(hint, dict)
    if not isinstance(raw, expected) or (isinstance(raw, bool) and hint is not bool):  # type: ignore[arg-type]  # a type or types
        mistakes.append(f"{where}: {raw!r}: expected {getattr(hint, '__name__', 'a table')}")
    return raw


def _lines(path: Path, name: str) -> list[int]:
    """The lines of the `[[name]]` headers, for messages that an editor can jump to."""
    header = f"[[{name}]]"
    lines = path.read_text(encoding="utf-8").splitlines()
    return [number for number, text in enumerate(lines, 1) if text.strip() == header]


@lru_cache
def _hints(shape: type[Any]) -> dict[str, Any]:
    """What the fields of a shape hold; resolving it costs as much as reading the file."""
    return get_type_hints(shape)
