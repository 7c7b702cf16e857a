"""One TOML table being read: hands out checked values and notes every mistake instead of stopping at the first."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

import tomli

from knowledge.benefits.shapes import Words

E = TypeVar("E", bound=StrEnum)
NOTHING = Words("", "")


class Table:
    """A table of a content file; `mistakes` is shared by all tables of one load.

    A missing or wrong value yields an empty one of the right type, so that reading goes on; whoever reads must look
    at `mistakes` before using what came out.
    """

    def __init__(self, file: str, at: str, data: dict[str, object], mistakes: list[str]) -> None:
        self.file = file
        self.at = at
        self.data = data
        self.mistakes = mistakes
        self._read: set[str] = set()

    @classmethod
    def of_file(cls, path: Path, mistakes: list[str]) -> Table | None:
        """The whole file as a table, or None when it is no TOML."""
        try:
            data = tomli.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomli.TOMLDecodeError) as error:
            mistakes.append(f"{path.name}: file: cannot be read: {error}")
            return None
        return cls(path.name, "", data, mistakes)

    def wrong(self, key: str, what: str, hint: str) -> None:
        """Note a mistake as `file: key: what: hint`."""
        self.mistakes.append(f"{self.file}: {self.at}{key}: {what}: {hint}")

    def get(self, key: str) -> object:
        """The raw value, or None; marks the key as known."""
        self._read.add(key)
        return self.data.get(key)

    def close(self) -> None:
        """Note every key that nobody asked for."""
        for key in self.data.keys() - self._read:
            self.wrong(key, "unknown key", f"correct or remove it; known are {', '.join(sorted(self._read))}")

    def text(self, key: str, *, optional: bool = False) -> str:
        """A string with something in it."""
        value = self.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
        if value is not None or not optional:
            self.wrong(key, "text missing" if value is None else "not a text", f'write {key} = "…"')
        return ""

    def words(self, key: str, *, optional: bool = False) -> Words:
        """A text in both languages; empty when it is optional and absent."""
        value = self.get(key)
        if value is None and optional:
            return NOTHING
        return self._words(key, value)

    def words_list(self, key: str) -> tuple[Words, ...]:
        """A list of texts in both languages; empty when absent."""
        return tuple(self._words(f"{key}[{n}]", item) for n, item in enumerate(self._list(key)))

    def _words(self, key: str, value: object) -> Words:
        if isinstance(value, dict) and value.keys() == {"zh", "en"}:
            zh, en = value["zh"], value["en"]
            if isinstance(zh, str) and isinstance(en, str) and zh.strip() and en.strip():
                return Words(zh.strip(), en.strip())
        self.wrong(key, "needs zh and en", f'write {key.split("[")[0]} = {{ zh = "…", en = "…" }}')
        return NOTHING

    def strings(self, key: str) -> tuple[str, ...]:
        """A list of strings; empty when absent."""
        items = self._list(key)
        if not all(isinstance(item, str) for item in items):
            self.wrong(key, "not a list of texts", f'write {key} = ["…"]')
        return tuple(item for item in items if isinstance(item, str))

    def flag(self, key: str, *, default: bool) -> bool:
        """A truth value."""
        value = self.get(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.wrong(key, "neither true nor false", f"write {key} = true or false, without quotes")
        return value is True

    def day(self, key: str, *, optional: bool = False) -> date | None:
        """A TOML date; None when absent or wrong."""
        value = self.get(key)
        if type(value) is date:
            return value
        if value is not None or not optional:
            self.wrong(key, "no date", f"write {key} = 2026-01-31, without quotes")
        return None

    def member(self, key: str, kind: type[E], default: E) -> E:
        """One of the values of an enum; `default` when absent."""
        value = self.get(key)
        if value is None:
            return default
        try:
            return kind(str(value))
        except ValueError:
            self.wrong(key, f"{value!r} is not known", f"use one of {', '.join(kind)}")
            return default

    def tables(self, key: str) -> list[Table]:
        """The tables of a list, each with its place in the messages."""
        found = []
        for n, item in enumerate(self._list(key)):
            if isinstance(item, dict):
                found.append(Table(self.file, f"{self.at}{key}[{n}].", item, self.mistakes))
            else:
                self.wrong(f"{key}[{n}]", "not a table", f"write [[{key}]] and the keys below it")
        return found

    def _list(self, key: str) -> list[object]:
        value = self.get(key)
        if value is None or isinstance(value, list):
            return value or []
        self.wrong(key, "not a list", f"write {key} = [ … ]")
        return []
