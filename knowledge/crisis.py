"""The crisis rules: patterns only, no model, no search, so that they work when everything else is down."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from knowledge.loading import read_items
from knowledge.normal import normalise

MAX_CHARACTERS = 2000
"""Of a very long text the beginning and the end are read; patterns must answer within milliseconds."""


@dataclass(frozen=True, slots=True)
class CrisisKind:
    """One kind of danger: the numbers to call, right one first, and what gives it away."""

    id: str
    call: tuple[str, ...]
    patterns: tuple[str, ...]
    alert: bool = True
    excluded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Crisis:
    """All kinds with their compiled patterns, in the order of the file."""

    kinds: tuple[tuple[CrisisKind, re.Pattern[str], re.Pattern[str] | None], ...]

    def find(self, text: str) -> CrisisKind | None:
        """The first kind of danger that the text speaks of, or None."""
        if len(text) > MAX_CHARACTERS:
            text = text[: MAX_CHARACTERS // 2] + "\n" + text[-MAX_CHARACTERS // 2 :]
        low = normalise(text)
        for kind, wanted, unwanted in self.kinds:
            if wanted.search(low) and not (unwanted and unwanted.search(low)):
                return kind
        return None


def read_crisis(path: Path, mistakes: list[str]) -> Crisis:
    """The rules of that file; a pattern that does not compile becomes a line in `mistakes`."""
    kinds = []
    for kind in read_items(path, "kind", CrisisKind, mistakes, {"not": "excluded"}):
        try:
            wanted = re.compile("|".join(f"(?:{pattern})" for pattern in kind.patterns))
            unwanted = re.compile("|".join(f"(?:{pattern})" for pattern in kind.excluded)) if kind.excluded else None
        except re.error as error:
            mistakes.append(f"{path.name}: {kind.id}: {error}")
            continue
        kinds.append((kind, wanted, unwanted))
    return Crisis(tuple(kinds))
