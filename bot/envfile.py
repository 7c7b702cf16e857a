"""The commented `.env`: every setting with its meaning, and the values that somebody gave put in their places."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

TEMPLATE = Path(__file__).with_name("env.example")
"""The same text as `.env.example`, shipped with the package."""
_SETTING = re.compile(r"^# ([A-Z][A-Z0-9_]*)=(.*)$", re.MULTILINE)
_BARE = re.compile(r"[^\s#'\"\\$`]*")


def documented(text: str) -> dict[str, str]:
    """The settings that the text explains, each with the value that stands there."""
    return dict(_SETTING.findall(text))


def fill_in(text: str, values: Mapping[str, str]) -> str:
    """The text with those values switched on; `KeyError` for one that it does not explain."""
    for name in values.keys() - documented(text).keys():
        raise KeyError(name)

    def line(found: re.Match[str]) -> str:
        name = found[1]
        return f"{name}={quoted(values[name])}" if name in values else found[0]

    return _SETTING.sub(line, text)


def quoted(value: str) -> str:
    """A value as `.env` files carry it: quoted where a sign in it would mean something."""
    if _BARE.fullmatch(value):
        return value
    inside = " ".join(value.splitlines()).replace("\\", "\\\\").replace("'", "\\'")
    return f"'{inside}'"


def write_env(target: Path, values: Mapping[str, str]) -> None:
    """Writes the file, readable by its owner alone: it holds tokens."""
    text = fill_in(TEMPLATE.read_text(encoding="utf-8"), values)
    partial = target.with_name(f"{target.name}.partial")
    with os.fdopen(os.open(partial, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        out.write(text)
    partial.replace(target)
