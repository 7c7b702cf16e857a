"""The day by which an entry must be compared with its sources again, and how a signature moves it on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.load import Knowledge
from knowledge.reviewing import AHEAD, review_day, to_review
from knowledge.shapes import Entry

CHECKED, REVIEW = date(2026, 5, 1), date(2026, 11, 1)
DAYS = st.dates(date(2026, 1, 1), date(2028, 1, 1))


@pytest.fixture
def entry(knowledge: Knowledge) -> Entry:
    return replace(next(iter(knowledge.entries.values())), checked=CHECKED, review=REVIEW, signed_on=None)


@pytest.mark.parametrize(
    ("signed", "day"),
    [
        (None, REVIEW),
        (date(2026, 5, 3), REVIEW),
        (date(2026, 10, 17), REVIEW),
        (date(2026, 10, 18), date(2027, 4, 20)),
        (date(2026, 12, 1), date(2027, 6, 3)),
    ],
)
def test_a_signature_near_the_day_is_the_review(entry: Entry, signed: date | None, day: date) -> None:
    assert review_day(replace(entry, signed_on=signed)) == day


def test_an_entry_without_a_day_is_never_due(entry: Entry) -> None:
    assert not to_review(replace(entry, review=None), date(2099, 1, 1))


@given(today=DAYS, signed=st.none() | DAYS)
def test_who_has_just_signed_is_not_asked_again_today(knowledge: Knowledge, today: date, signed: date | None) -> None:
    pattern = next(iter(knowledge.entries.values()))
    before = replace(pattern, checked=CHECKED, review=REVIEW, signed_on=signed)
    assert to_review(before, today) == (today >= (review_day(before) or today) - AHEAD)
    if to_review(before, today):
        assert not to_review(replace(before, signed_on=today), today) or today < REVIEW - AHEAD
        assert not to_review(replace(before, signed_on=today), today + timedelta(days=13))
