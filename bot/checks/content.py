"""Checks of what the assistant knows: content without mistakes, signed entries, holidays that are published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from bot.checks.finding import Check, error, ok, warn
from bot.clock import SHANGHAI
from bot.published import published, shipped
from bot.settings import Settings
from knowledge import calendar
from knowledge.benefits.loader import load_benefits
from knowledge.editing.merge import Merged
from knowledge.errors import ContentError
from knowledge.load import SHIPPED, load
from knowledge.reviewing import review_day

ANNOUNCED_FROM = 11
"""The month in which the holidays of the next year are usually published."""
_LINT = "python -m bot knowledge lint"


def checks(now: datetime, settings: Settings | None = None) -> list[Check]:
    """The content as it is served with these settings, and the calendar on that day."""
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
    return [
        *found,
        *_entries(published(knowledge, settings) if settings else shipped(knowledge), today),
        *_calendar(today.year, today.month),
    ]


def _entries(found: Merged, today: date) -> Iterator[Check]:
    yield from (error("published content", mistake, "put it right and import it again") for mistake in found.mistakes)
    entries = [entry for name, entry in found.entries.items() if name not in found.disabled]
    if found.disabled:
        yield ok("disabled entries", f"{len(found.disabled)}: {_some(sorted(found.disabled))}")
    counts = (
        ("unsigned entries", [entry for entry in entries if not entry.signed_by],
         "are not signed by their unit", "python -m bot knowledge sign, or the page of the staff room"),
        ("overdue entries", [entry for entry in entries if (day := review_day(entry)) is not None and day < today],
         "should have been reviewed by now", "compare them with their sources and import them with new days"),
        ("expired entries", [entry for entry in entries if entry.valid_to is not None and entry.valid_to < today],
         "have expired and are not told any more", "renew them, or disable them"),
    )  # fmt: skip
    for name, those, what, fix in counts:
        if those:
            listed = "" if len(those) == len(entries) else f": {_some([entry.id for entry in those])}"
            yield warn(name, f"{len(those)} of {len(entries)} {what}{listed}", fix)


def _some(names: list[str]) -> str:
    return ", ".join(names[:5]) + (" …" if len(names) > 5 else "")


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
