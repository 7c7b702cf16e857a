"""How things are said: examples for the half of reading that no rule can write down."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.loading import read_toml

UNCLEAR = "unclear"
"""The name of examples that say nothing."""


@dataclass(frozen=True, slots=True)
class Example:
    """One way to say one thing, and whether said so it is urgent."""

    text: str
    aspect: str
    urgent: bool


def read_examples(path: Path, known: Collection[str], mistakes: list[str]) -> tuple[Example, ...]:
    """The examples of that file; one of an unknown aspect becomes a line in `mistakes`."""
    found = []
    for aspect, table in read_toml(path, mistakes).items():
        said = table.get("say") if isinstance(table, dict) else None
        if aspect != UNCLEAR and aspect not in known:
            mistakes.append(f"{path.name}: {aspect}: no such aspect")
        elif not isinstance(said, list) or not all(isinstance(text, str) and text.strip("!") for text in said):
            mistakes.append(f"{path.name}: {aspect}: say: expected a list of sentences")
        else:
            found += [Example(text.removesuffix("!"), aspect, text.endswith("!")) for text in said]
    return tuple(found)


def digest(examples: Sequence[Example]) -> str:
    """What tells whether a stored ear was learnt from these examples."""
    lines = "\n".join(f"{each.aspect}\t{each.urgent}\t{each.text}" for each in examples)
    return hashlib.sha256(lines.encode()).hexdigest()
