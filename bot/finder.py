"""Search as the turn sees it: the index of the entries, the embedder in its own thread, an answer for every text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from knowledge.search import Found


class Finder(Protocol):
    """Finds entries for a question."""

    async def find(self, text: str, limit: int = 5) -> Found:
        """The entries nearest to the text, best first, with the band they fall in; never raises."""
        ...


@dataclass(frozen=True, slots=True)
class NoFinder:
    """Finds nothing: for parts that run without knowledge."""

    async def find(self, text: str, limit: int = 5) -> Found:
        """Nothing, always."""
        from knowledge.search import Band

        return Found(Band.REFUSE, ())
