"""The crisis rules: patterns only, no model, no search, so that they work when everything else is down."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from knowledge.intents import Rule, compile_rules
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

    kinds: tuple[tuple[CrisisKind, Rule], ...]

    def find(self, text: str) -> CrisisKind | None:
        """The first kind of danger that the text speaks of, or None."""
        if len(text) > MAX_CHARACTERS:
            text = text[: MAX_CHARACTERS // 2] + "\n" + text[-MAX_CHARACTERS // 2 :]
        low = normalise(text)
        return next((kind for kind, rule in self.kinds if rule.fits(low)), None)


def read_crisis(path: Path, mistakes: list[str]) -> Crisis:
    """The rules of that file; a pattern that does not compile becomes a line in `mistakes`."""
    kinds = []
    for kind in read_items(path, "kind", CrisisKind, mistakes, {"not": "excluded"}):
        compiled = compile_rules(f"{path.name}: {kind.id}", kind.patterns, kind.excluded, mistakes)
        if compiled is not None:
            kinds.append((kind, compiled))
    return Crisis(tuple(kinds))
