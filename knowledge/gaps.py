"""What makes questions that nobody could answer a matter for a unit: how many people asked, in how many days."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from knowledge.loading import build, read_toml


@dataclass(frozen=True, slots=True)
class GapRules:
    """So many different people within so many days."""

    askers: int
    days: int


def read_gaps(path: Path, mistakes: list[str]) -> GapRules:
    """The rules of that file; what is wrong in it becomes a line in `mistakes`."""
    rules = build(GapRules, read_toml(path, mistakes), path.name, mistakes, {}) or GapRules(1, 1)
    if rules.askers < 1 or rules.days < 1:
        mistakes.append(f"{path.name}: askers and days: write whole numbers from 1")
    return rules
