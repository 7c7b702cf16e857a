"""Which answers of a model are looked over by a colleague first."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from knowledge.loading import build, read_toml
from knowledge.shapes import Entry

ALL = "*"


@dataclass(frozen=True, slots=True)
class ApprovalRules:
    """Topic codes and areas; `*` among them is everything."""

    topics: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()

    def asks(self, entry: Entry) -> bool:
        """Whether somebody looks over what a model says about this entry."""
        return ALL in (*self.topics, *self.areas) or entry.topic in self.topics or entry.area in self.areas


def read_approval(path: Path, mistakes: list[str]) -> ApprovalRules:
    """The rules of that file; what is wrong in it becomes a line in `mistakes`."""
    return build(ApprovalRules, read_toml(path, mistakes), path.name, mistakes, {}) or ApprovalRules()
