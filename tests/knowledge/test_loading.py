"""Reading content files: every mistake is told at once, with file, line and key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

import pytest

from knowledge.loading import read_items, read_toml


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True)
class Part:
    text: str
    weight: float = 1.0


@dataclass(frozen=True)
class Thing:
    id: str
    colour: Colour
    parts: tuple[Part, ...] = ()
    tags: tuple[str, ...] = ()
    count: int = 0
    good: bool = False
    since: date | None = None


def read(tmp_path: Path, content: str) -> tuple[list[Thing], list[str]]:
    path = tmp_path / "things.toml"
    path.write_text(content, encoding="utf-8")
    mistakes: list[str] = []
    return list(read_items(path, "thing", Thing, mistakes, {"part": "parts"})), mistakes


def test_a_whole_file(tmp_path: Path) -> None:
    things, mistakes = read(
        tmp_path,
        """
[[thing]]
id = "a"
colour = "red"
tags = ["x", "y"]
since = 2026-11-01
good = true
[[thing.part]]
text = "one"
weight = 2
[[thing]]
id = "b"
colour = "blue"
""",
    )
    assert mistakes == []
    assert things == [
        Thing("a", Colour.RED, (Part("one", 2),), ("x", "y"), good=True, since=date(2026, 11, 1)),
        Thing("b", Colour.BLUE),
    ]


@pytest.mark.parametrize(
    ("line", "told"),
    [("colour = 'green'", "things.toml:1: thing a: colour: 'green': expected one of red, blue"),
     ("colour = 'red'\nsize = 3", "size: unknown key"), ("", "colour: missing"),
     ("colour = 'red'\ncount = 'x'", "count: 'x': expected int"),
     ("colour = 'red'\ncount = true", "count: True: expected int"),
     ("colour = 'red'\ngood = 1", "good: 1: expected bool"),
     ("colour = 'red'\ntags = 'x'", "tags: expected a list"),
     ("colour = 'red'\ntags = [1]", "tags[0]: 1: expected str"),
     ("colour = 'red'\nsince = 'today'", "since: 'today': expected date"),
     ("colour = 'red'\npart = [1]", "parts[0]: expected a table"),
     ("colour = 'red'\npart = [{weight = 1}]", "parts[0]: text: missing"),
     ("colour = ['red']", "colour: ['red']: expected one of red, blue")],
)  # fmt: skip
def test_a_mistake_is_told_where_it_stands(tmp_path: Path, line: str, told: str) -> None:
    things, mistakes = read(tmp_path, f"[[thing]]\nid = 'a'\n{line}\n[[thing]]\nid = 'b'\ncolour = 'red'\n")
    assert [thing.id for thing in things] == ["b"]
    assert len(mistakes) == 1
    assert told in mistakes[0]


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    _things, mistakes = read(tmp_path, "[[thing]]\nid = 1\n[[thing]]\ncolour = 'x'\n[other]\na = 1\n")
    assert len(mistakes) == 5
    assert any("things.toml:3: thing 2" in mistake for mistake in mistakes)


@pytest.mark.parametrize("content", ["thing = 3\n", "[thing]\nid = 'a'\n"])
def test_a_table_of_another_shape_is_told(tmp_path: Path, content: str) -> None:
    assert read(tmp_path, content) == ([], ["things.toml: thing: write it as [[thing]]"])


def test_items_that_are_no_tables_are_told(tmp_path: Path) -> None:
    assert read(tmp_path, "thing = [1]\n") == ([], ["things.toml: thing 1: expected a table"])


@pytest.mark.parametrize("data", [b"[[thing]\n", b"\xff\xfe", b"a = \n", "[[thing]]\nid = '好'\n".encode("gbk")])
def test_what_cannot_be_read_is_told(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "things.toml"
    path.write_bytes(data)
    mistakes: list[str] = []
    assert list(read_items(path, "thing", Thing, mistakes)) == []
    assert len(mistakes) == 1
    assert "write it as TOML in UTF-8" in mistakes[0]


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    mistakes: list[str] = []
    assert read_toml(tmp_path / "none.toml", mistakes) == {}
    assert "none.toml" in mistakes[0]
