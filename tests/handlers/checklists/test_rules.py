"""Checklists as values: ticking twice changes nothing, and a reminder never comes at night, late or in the past."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import SHANGHAI
from handlers.checklists.rules import Checklist, Item, day_meant, remind_at, ticked

LIST = Checklist(1, 1, "line|li|li", "a.b", "c", "清单", "zh", tuple(Item(text) for text in "甲乙丙"))
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(st.integers(-5, 10))
def test_ticking_twice_changes_nothing(number: int) -> None:
    once = ticked(LIST, number)
    assert ticked(once, number) == LIST
    assert once.left == (2 if 0 <= number < 3 else 3)


@given(MOMENTS, st.integers(-3, 800), st.integers(0, 400))
def test_a_reminder_is_at_nine_to_come_and_not_after_the_day(now: datetime, away: int, ahead: int) -> None:
    due = now.astimezone(SHANGHAI).date() + timedelta(days=away)
    at = remind_at(due, ahead, now)
    if at is None:
        assert datetime.combine(due, datetime.min.time(), SHANGHAI) + timedelta(hours=9) <= now
        return
    local = at.astimezone(SHANGHAI)
    assert (local.hour, local.minute) == (9, 0)
    assert now < at
    assert local.date() <= due
    wanted = due - timedelta(days=ahead)
    assert local.date() == wanted or wanted <= now.astimezone(SHANGHAI).date()


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (date(2026, 12, 8), date(2026, 12, 8)),
        (date(2026, 11, 28), date(2026, 11, 28)),
        (date(2026, 1, 5), date(2027, 1, 5)),
        (date(2026, 2, 28), date(2027, 2, 28)),
        (date(2025, 12, 8), None),
    ],
)
def test_a_day_without_its_year_is_the_next_one(said: date, meant: date | None) -> None:
    assert day_meant(said, date(2026, 11, 28)) == meant
