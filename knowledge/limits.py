"""How long a matter may take: the figures of limits.toml, and the moments that follow from them (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from knowledge.calendar import (
    add_working,
    add_working_time,
    end_of_working_day,
    is_working,
    next_working,
    take_working_time,
    working_time,
)
from knowledge.loading import read_toml


class Wish(StrEnum):
    """What the resident wants of the office; the kinds that the hotline rules know."""

    CONSULTATION = "consultation"
    HELP = "help"
    COMPLAINT = "complaint"
    REPORT = "report"
    SUGGESTION = "suggestion"


@dataclass(frozen=True, slots=True)
class Limits:
    """The figures: minutes are working minutes, except the urgent ones, which run by the wall clock."""

    receipt: int
    receipt_urgent: int
    first_urgent: timedelta
    done_urgent: timedelta
    days: Mapping[Wish, int]
    categories: Mapping[str, int]
    before: int
    before_urgent: int
    verdict: int
    extension: int
    waiting: timedelta
    answer: timedelta
    pings: int
    away: int


_FIGURES = {
    "receipt": ("minutes", "urgent_minutes"), "urgent": ("first_hours", "done_hours"),
    "days": tuple(wish.value for wish in Wish), "cooperation": ("before_minutes", "urgent_before_minutes"),
    "verdict": ("minutes", "extension_minutes"), "resident": ("waiting_days", "answer_days"),
    "person": ("pings_a_day", "away_minutes"),
}  # fmt: skip


def read_limits(path: Path, mistakes: list[str]) -> Limits:
    """The figures of the file; what is missing or no positive number becomes a line in `mistakes`."""
    data = read_toml(path, mistakes)
    figures: dict[tuple[str, str], int] = {}
    for table, names in _FIGURES.items():
        for name in names:
            figures[table, name] = _figure(path, table, name, data.get(table, {}), mistakes)
    categories = data.get("categories", {})
    for name in categories:
        _figure(path, "categories", name, categories, mistakes)
    for unknown in data.keys() - _FIGURES.keys() - {"categories"}:
        mistakes.append(f"{path.name}: {unknown}: unknown table")
    return Limits(
        receipt=figures["receipt", "minutes"],
        receipt_urgent=figures["receipt", "urgent_minutes"],
        first_urgent=timedelta(hours=figures["urgent", "first_hours"]),
        done_urgent=timedelta(hours=figures["urgent", "done_hours"]),
        days=MappingProxyType({wish: figures["days", wish.value] for wish in Wish}),
        categories=MappingProxyType(dict(categories)),
        before=figures["cooperation", "before_minutes"],
        before_urgent=figures["cooperation", "urgent_before_minutes"],
        verdict=figures["verdict", "minutes"],
        extension=figures["verdict", "extension_minutes"],
        waiting=timedelta(days=figures["resident", "waiting_days"]),
        answer=timedelta(days=figures["resident", "answer_days"]),
        pings=figures["person", "pings_a_day"],
        away=figures["person", "away_minutes"],
    )


def _figure(path: Path, table: str, name: str, values: object, mistakes: list[str]) -> int:
    value = values.get(name) if isinstance(values, dict) else None
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    mistakes.append(f"{path.name}: {table}.{name}: {value!r}: expected a whole number above 0")
    return 1


@dataclass(frozen=True, slots=True)
class Span:
    """A time that is counted: until when, and how much of it there was at first, by the wall or by working time."""

    due: datetime
    length: timedelta
    wall: bool

    def at(self, part: float) -> datetime:
        """The moment when that part of the length is used up, pauses left out."""
        rest = self.length * (1 - part)
        return self.due - rest if self.wall else take_working_time(self.due, rest)

    def left(self, now: datetime) -> timedelta:
        """What is left of it now; none when it is over."""
        return max(self.due - now, timedelta(0)) if self.wall else working_time(now, self.due)

    def resumed(self, paused: datetime, now: datetime) -> Span:
        """The same after it stood still between two moments: what was left then is left now; overdue stays overdue."""
        if paused >= self.due:
            return self
        left = self.left(paused)
        return Span(now + left if self.wall else add_working_time(now, left), self.length, self.wall)

    def late(self, days: int) -> datetime:
        """That many working days after it was due, at the same hour; of an urgent one that many days by the wall."""
        return self.due + timedelta(days=days) if self.wall else add_working(self.due, days * WORKING_DAY)


WORKING_DAY = 390
"""Minutes that offices work on a day."""


def done_by(limits: Limits, wish: Wish, now: datetime, *, urgent: bool, category: str = "") -> Span:
    """Until when a matter that is dispatched now must be done."""
    if urgent:
        return Span(now + limits.done_urgent, limits.done_urgent, wall=True)
    due = end_of_working_day(now, limits.categories.get(category, limits.days[wish]))
    return Span(due, working_time(now, due), wall=False)


def first_answer_by(limits: Limits, now: datetime, *, urgent: bool) -> datetime | None:
    """Until when an urgent matter needs its first answer; None where there is no such limit."""
    return now + limits.first_urgent if urgent else None


def receipt_by(limits: Limits, now: datetime, *, urgent: bool) -> datetime:
    """Until when a unit must take what was sent to it."""
    return now + timedelta(minutes=limits.receipt_urgent) if urgent else add_working(now, limits.receipt)


def cooperation_by(limits: Limits, lead: Span, now: datetime) -> Span:
    """Until when a cooperating unit must answer: before the lead must, but not before half of what is left is over.

    Where the lead is late already, the time for a receipt is all that is left.
    """
    half = lead.left(now) / 2
    if not half:
        due = receipt_by(limits, now, urgent=lead.wall)
    elif lead.wall:
        due = max(lead.due - timedelta(minutes=limits.before_urgent), now + half)
    else:
        due = max(take_working_time(lead.due, timedelta(minutes=limits.before)), add_working_time(now, half))
    return Span(due, due - now if lead.wall else working_time(now, due), lead.wall)


def to_send(now: datetime, *, urgent: bool) -> datetime:
    """When something may be said to the staff: now where it is urgent or offices are open, else when they open."""
    return now if urgent or is_working(now) else next_working(now)
