"""The judged lines: read, numbered, and split for good into a half to tune by and a half to be judged by."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
SETS = (
    "questions",
    "english",
    "follow_ups",
    "two_questions",
    "ambiguous",
    "out_of_scope",
    "human_wanted",
    "injections",
    "crisis_unseen",
    "specific",
    "ambiguous_second",
    "follow_ups_second",
    "out_of_scope_second",
    "specific_third",
    "ambiguous_third",
    "follow_ups_third",
    "out_of_scope_third",
)
TUNING, HELD_OUT = "tuning", "held_out"


@dataclass(frozen=True, slots=True)
class Case:
    """One judged line: its set, its id and half, what is said turn by turn, and what was judged about it."""

    set: str
    id: str
    half: str
    turns: tuple[str, ...]
    judged: Mapping[str, Any]

    @property
    def topics(self) -> tuple[str, ...]:
        """Topics of which one is right (of an ambiguous or a double question: those that belong to it)."""
        return tuple(self.judged.get("topics", ()))


def read(name: str) -> tuple[Case, ...]:
    """The lines of that set in the order of the file."""
    lines = (json.loads(line) for line in path_of(name).read_text(encoding="utf-8").splitlines() if line.strip())
    return tuple(
        Case(name, line["id"], half_of(line["id"]), tuple(line.get("turns") or [line["q"]]), line) for line in lines
    )


def path_of(name: str) -> Path:
    """The file of a set."""
    return FOLDER / f"{name}.jsonl"


def half_of(case_id: str) -> str:
    """The same half on every machine, whatever is added or reordered later."""
    return TUNING if hashlib.sha256(case_id.encode()).digest()[0] % 2 == 0 else HELD_OUT


def topics() -> tuple[str, ...]:
    """Every topic that the knowledge base must answer."""
    return tuple((FOLDER / "topics.txt").read_text(encoding="utf-8").split())


def fingerprint(paths: Iterable[Path]) -> str:
    """A hash of names and contents, the same wherever and in whatever commit the files stand."""
    whole = hashlib.sha256()
    for path in sorted(paths, key=lambda path: path.as_posix()):
        whole.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()[:16]
