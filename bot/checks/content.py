"""Checks of what the assistant knows: content without mistakes, signed entries, holidays that are published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.checks.finding import Check, error, ok, warn
from bot.clock import SHANGHAI
from knowledge import calendar
from knowledge.benefits.loader import load_benefits
from knowledge.errors import ContentError
from knowledge.load import SHIPPED, Knowledge, load

ANNOUNCED_FROM = 11
"""The month in which the holidays of the next year are usually published."""
_LINT = "python -m bot knowledge lint"


def checks(now: datetime) -> list[Check]:
    """The content and the calendar on that day."""
    today = now.astimezone(SHANGHAI).date()
    try:
        knowledge = load()
        load_benefits(SHIPPED / "benefits")
    except ContentError as problem:
        mistakes = [error("content", mistake, _LINT) for mistake in problem.mistakes]
        return [*mistakes, *_calendar(today.year, today.month)]
    found = [ok("content", f"{len(knowledge.entries)} entries, {len(knowledge.texts.table)} texts")]
    newest = max((entry.checked for entry in knowledge.entries.values()), default=today)
    if newest > today:
        found.append(warn("clock", f"today is {today}, but an entry was checked on {newest}", "set the clock"))
    return [*found, *_entries(knowledge), *_calendar(today.year, today.month)]


def _entries(knowledge: Knowledge) -> Iterator[Check]:
    unsigned = sum(not entry.signed_by for entry in knowledge.entries.values())
    if unsigned:
        text = f"{unsigned} of {len(knowledge.entries)} are not signed by their unit"
        yield warn("entries", text, "let the owner named in each entry review it and fill in signed_by")


def _calendar(year: int, month: int) -> Iterator[Check]:
    missing = [each for each in (year, year + 1) if not calendar.published(each)]
    if year in missing:
        text = f"the holidays of {year} are not known: Monday to Friday counts as working time"
        yield warn("calendar", text, "pip install --upgrade chinesecalendar")
    elif missing and month >= ANNOUNCED_FROM:
        text = f"the holidays of {year + 1} are not known yet"
        yield warn("calendar", text, "pip install --upgrade chinesecalendar once they are announced")
    else:
        yield ok("calendar", f"holidays are known to the end of {year if missing else year + 1}")
