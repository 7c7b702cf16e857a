"""Questions that people ask and no entry answers: what the search turns away by, kept as data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from knowledge.loading import read_items
from knowledge.normal import normalise
from knowledge.shapes import Entry


@dataclass(frozen=True, slots=True)
class Group:
    """Such questions about one field of life; `id` is for whoever edits them."""

    id: str
    lines: tuple[str, ...]


def read_elsewhere(path: Path, mistakes: list[str]) -> tuple[str, ...]:
    """The lines of all groups in that file; what is wrong with it becomes lines in `mistakes`."""
    seen: set[str] = set()
    for group in read_items(path, "group", Group, mistakes):
        for line in group.lines:
            if not normalise(line) or line in seen:
                mistakes.append(f"{path.name}: group {group.id}: {line!r}: empty, or written twice")
            seen.add(line)
    return tuple(sorted(seen))


def unanswered(lines: Iterable[str], entries: Iterable[Entry]) -> tuple[str, ...]:
    """Those of the lines that are no entry's own wording: what is answered today was a stranger yesterday."""
    known = {normalise(wording) for entry in entries for wording in entry.wordings}
    return tuple(line for line in lines if normalise(line) not in known)
