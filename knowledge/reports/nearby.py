"""Which of many open reports are the same event or spot as a new one; and where reports of one kind pile up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from knowledge.reports.likeness import SAME, Print, likeness
from knowledge.reports.shapes import Category

K = TypeVar("K", bound=Hashable)
ENOUGH, WITHIN = 3, timedelta(days=30)
"""So many similar reports within so long at one place are a chronic spot (治本)."""


@dataclass(slots=True)
class Nearby(Generic[K]):
    """Open reports by what their places are called, so that a new one is compared with few of them.

    One thread at a time; a report that is closed is taken out.
    """

    _prints: dict[K, Print] = field(default_factory=dict)
    _by_token: dict[str, set[K]] = field(default_factory=lambda: defaultdict(set))

    def add(self, key: K, report: Print) -> None:
        """Puts a report in, or in place of the one of that key."""
        self.remove(key)
        self._prints[key] = report
        for token in place_tokens(report):
            self._by_token[token].add(key)

    def remove(self, key: K) -> None:
        """Takes a report out; an unknown key is no matter."""
        report = self._prints.pop(key, None)
        if report is not None:
            for token in place_tokens(report):
                self._by_token[token].discard(key)

    def __len__(self) -> int:
        return len(self._prints)

    def find(self, report: Print, least: float = SAME, most: int = 5) -> list[tuple[K, float]]:
        """The reports at least `least` alike, the likest first, at most `most` of them."""
        keys = {key for token in place_tokens(report) for key in self._by_token.get(token, ())}
        scored = [(key, score) for key in keys if (score := likeness(report, self._prints[key])) >= least]
        return sorted(scored, key=lambda item: (-item[1], str(item[0])))[:most]


def place_tokens(report: Print) -> frozenset[str]:
    """What places are looked up by: every road, and the pairs of letters of every name. Empty for no place."""
    place = report.place
    pairs = {f"n:{name[at : at + 2]}" for name in place.names if not name.isascii() for at in range(len(name) - 1)}
    latin = {f"l:{sound[:4]}" for sound in place.sounds}
    return frozenset({f"r:{road}" for road in place.roads} | pairs | latin)


@dataclass(frozen=True, slots=True)
class Seen(Generic[K]):
    """A report with its time, as chronic spots are made from."""

    key: K
    at: datetime
    report: Print


@dataclass(frozen=True, slots=True)
class Spot(Generic[K]):
    """One place where the same keeps happening: the reports, oldest first."""

    category: Category
    keys: tuple[K, ...]
    since: datetime
    until: datetime


def chronic(
    seen: Iterable[Seen[K]], enough: int = ENOUGH, within: timedelta = WITHIN, least: float = SAME
) -> list[Spot[K]]:
    """Where `enough` similar reports came from one place within `within`; each report in at most one spot.

    The order of what is given does not matter.
    """
    ordered = sorted(seen, key=lambda each: (each.at, str(each.key)))
    found, index, groups = [], Nearby[int](), _Groups(len(ordered))
    for at, each in enumerate(ordered):
        for other, _ in index.find(each.report, least, most=len(ordered)):
            if each.at - ordered[other].at <= within:
                groups.join(other, at)
        index.add(at, each.report)
    for members in groups.members():
        dense = [
            at
            for place, at in enumerate(members)
            if any(
                first >= 0 and first + enough <= len(members)
                and ordered[members[first + enough - 1]].at - ordered[members[first]].at <= within
                for first in range(place - enough + 1, place + 1)
            )
        ]  # fmt: skip
        if len(dense) >= enough:
            spot = [ordered[at] for at in dense]
            found.append(Spot(spot[0].report.category, tuple(each.key for each in spot), spot[0].at, spot[-1].at))
    return found


class _Groups:
    """Numbers that belong together."""

    def __init__(self, count: int) -> None:
        self._above = list(range(count))

    def join(self, one: int, other: int) -> None:
        """Puts the groups of both together."""
        self._above[self._top(other)] = self._top(one)

    def members(self) -> Sequence[list[int]]:
        """Every group, its members and the groups in ascending order."""
        grouped: dict[int, list[int]] = defaultdict(list)
        for at in range(len(self._above)):
            grouped[self._top(at)].append(at)
        return sorted(grouped.values())

    def _top(self, at: int) -> int:
        while self._above[at] != at:
            self._above[at] = self._above[self._above[at]]
            at = self._above[at]
        return at
