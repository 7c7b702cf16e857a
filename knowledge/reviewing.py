"""When an entry must be compared with its sources again: its review day, moved on by a later signature."""

from __future__ import annotations

from datetime import date, timedelta

from knowledge.shapes import Entry

AHEAD = timedelta(days=14)
"""So long before the day the unit is asked; a signature since then is the review."""


def review_day(entry: Entry) -> date | None:
    """The day by which it must be compared again; None where none was set.

    Signed within AHEAD of its day, or later, it has been read again as a whole: then it holds as long as it was given
    the first time, from the day of the signature on.
    """
    if entry.review is None or entry.signed_on is None or entry.signed_on < entry.review - AHEAD:
        return entry.review
    return entry.signed_on + max(entry.review - entry.checked, AHEAD * 2)


def to_review(entry: Entry, today: date) -> bool:
    """Whether its unit should look at it now."""
    day = review_day(entry)
    return day is not None and day - AHEAD <= today
