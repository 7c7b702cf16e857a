"""Entries that answer the same matter for different people, and the words by which one is preferred: kept as data."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from knowledge.loading import read_items
from knowledge.needed import Patterns, alternatives, patterns
from knowledge.normal import normalise


@dataclass(frozen=True)
class Twin:
    """Two entries; the `second` is meant where one of `words` is said, else the `first`."""

    first: str
    second: str
    words: tuple[str, ...]

    def meant(self, text: str) -> str:
        """Which of the two a question means that could mean either."""
        return self.second if self._said.fits(normalise(text)) else self.first

    @cached_property
    def _said(self) -> Patterns:
        return patterns(part for word in self.words for part in alternatives(word))


@dataclass(frozen=True, slots=True)
class Twins:
    """All pairs of twins."""

    pairs: tuple[Twin, ...] = ()

    def of(self, one: str, other: str) -> Twin | None:
        """The pair that these two are, in either order."""
        return next((pair for pair in self.pairs if {pair.first, pair.second} == {one, other}), None)


def read_twins(path: Path, entries: Collection[str], mistakes: list[str]) -> Twins:
    """The pairs of that file; what is wrong with it becomes lines in `mistakes`."""
    pairs = tuple(read_items(path, "twin", Twin, mistakes))
    for pair in pairs:
        for name in (pair.first, pair.second):
            if name not in entries:
                mistakes.append(f"{path.name}: twin {pair.first}, {pair.second}: {name}: no such entry")
        if pair.first == pair.second or not pair.words:
            mistakes.append(f"{path.name}: twin {pair.first}, {pair.second}: two entries and a word are needed")
    return Twins(pairs)
