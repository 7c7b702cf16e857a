"""The crisis rules: patterns only, no model, no search, so that they work when everything else is down."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from knowledge.danger import Danger, read_danger
from knowledge.intents import Rule, compile_rules
from knowledge.loading import read_items
from knowledge.needed import Patterns, alternatives, patterns
from knowledge.normal import normalise
from knowledge.search.spelling import simplified

MAX_CHARACTERS = 1600
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
    """All kinds with their rules, in the order of the file, the signs that are counted beside them, and what any of the
    rules looks for, with the kind that each of these patterns is of.
    """

    kinds: tuple[tuple[CrisisKind, Rule], ...]
    danger: Danger
    plainly: Patterns
    of: tuple[str, ...]

    def find(self, text: str) -> CrisisKind | None:
        """The kind of danger that the text speaks of, the one with the most signs first, or None.

        Who was hurt on the road needs both numbers of an accident, whatever else is said of the wounds.
        """
        if len(text) > MAX_CHARACTERS:
            text = text[: MAX_CHARACTERS // 2] + "\n" + text[-MAX_CHARACTERS // 2 :]
        low = simplified(normalise(text))
        names = list(self.danger.points(low)) or self._said(low)
        if not names:
            return None
        chosen = "traffic_injury" if names[0] == "medical" and "traffic_injury" in names else names[0]
        return next(kind for kind, _rule in self.kinds if kind.id == chosen)

    def _said(self, low: str) -> list[str]:
        """The kinds whose rules fit what the normalised text says plainly."""
        if not self.plainly.possible(self.danger.alike(low)):
            return []
        plain = self.danger.plain(low)
        fitting = {self.of[number] for number in self.plainly.fitting(plain)}
        said = [kind.id for kind, rule in self.kinds if kind.id in fitting and not rule.barred(plain)]
        return [] if said and self.danger.against(low, plain) else said


def read_crisis(path: Path, signs: Path, mistakes: list[str]) -> Crisis:
    """The rules of the first file, the signs of the second; what is wrong in them becomes lines in `mistakes`."""
    kinds = []
    for kind in read_items(path, "kind", CrisisKind, mistakes, {"not": "excluded"}):
        compiled = compile_rules(f"{path.name}: {kind.id}", kind.patterns, kind.excluded, mistakes)
        if compiled is not None:
            kinds.append((kind, compiled))
    danger = read_danger(signs, mistakes)
    ids = {kind.id for kind, _rule in kinds}
    mistakes += [f"{signs.name}: kind {name}: no such kind in {path.name}" for name in danger.kinds if name not in ids]
    parts = [(part, kind.id) for kind, rule in kinds for text in rule.wanted for part in alternatives(text)]
    return Crisis(tuple(kinds), danger, patterns(part for part, _of in parts), tuple(of for _part, of in parts))
