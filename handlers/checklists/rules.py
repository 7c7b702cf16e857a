"""Pure: a checklist as a value, what ticking does to it, and when its reminder is due."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from bot.clock import SHANGHAI
from knowledge.shapes import Case

AT = time(9)
"""Reminders come at nine in the morning, Shanghai time."""
MOST = 30
"""More lists than this nobody keeps in order; the oldest untouched ones are not deleted, new ones are refused."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to bring or to do."""

    text: str
    done: bool = False


@dataclass(frozen=True, slots=True)
class Checklist:
    """One person's list for one case of an entry, in the words that stood there when she took it.

    `due_name` says what the day is that she may be reminded of (empty: none), `due` is the day she gave.
    """

    id: int
    person_id: int
    conversation: str
    entry: str
    case: str
    title: str
    lang: str
    items: tuple[Item, ...]
    due_name: str = ""
    ahead_days: int = 0
    due: date | None = None

    @property
    def about(self) -> str:
        """How rows elsewhere name it."""
        return f"list:{self.id}"

    @property
    def left(self) -> int:
        """How many items are not ticked."""
        return sum(not item.done for item in self.items)


def items_of(case: Case, lang: str) -> tuple[Item, ...]:
    """The items of a case in that language, none ticked."""
    return tuple(Item(text) for text in (case.items_en if lang == "en" and case.items_en else case.items))


def ticked(found: Checklist, number: int) -> Checklist:
    """The list with one item ticked, or not ticked any more; unchanged for a number that it does not have."""
    if not 0 <= number < len(found.items):
        return found
    items = list(found.items)
    items[number] = replace(items[number], done=not items[number].done)
    return replace(found, items=tuple(items))


def day_meant(day: date, today: date) -> date | None:
    """The day to come that is meant: one written without its year may lie in the next; None for a day that is over."""
    if day >= today:
        return day
    if day.year < today.year:
        return None
    return date(day.year + 1, day.month, min(day.day, 28)) if day.month == 2 else day.replace(year=day.year + 1)


def remind_at(due: date, ahead_days: int, now: datetime) -> datetime | None:
    """Nine o'clock so many days before; the next nine o'clock where that is over, None when the day itself is."""
    wanted = datetime.combine(due - timedelta(days=ahead_days), AT, SHANGHAI)
    local = now.astimezone(SHANGHAI)
    if wanted <= local:
        wanted = datetime.combine(local.date(), AT, SHANGHAI)
        wanted = wanted if wanted > local else wanted + timedelta(days=1)
    return wanted if wanted.date() <= due else None
