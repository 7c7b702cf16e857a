"""What an outage held back waits for the morning; what was just decided does not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import SHANGHAI
from bot.quiet import HELD_BACK, Hours, not_before
from knowledge.calendar import is_working

START = datetime(2026, 1, 1, tzinfo=UTC)
MOMENTS = st.timedeltas(timedelta(0), timedelta(days=360)).map(lambda passed: START + passed)


def at(hour: int, minute: int = 0, day: int = 24) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("hours", "queued", "now", "until"),
    [
        (Hours.ANY, at(16), at(23), None),
        (Hours.DAY, at(23), at(23, 5), None),
        (Hours.DAY, at(16), at(21, 59), None),
        (Hours.DAY, at(16), at(22), at(8, day=25)),
        (Hours.DAY, at(16, day=23), at(3), at(8)),
        (Hours.DAY, at(16), at(8, day=25), None),
        (Hours.OFFICE, at(16), at(17, 30), at(9, day=25)),
        (Hours.OFFICE, at(11), at(12, 30), at(13, 30)),
        (Hours.OFFICE, at(16, day=27), at(10, day=28), at(9, day=30)),
    ],
)
def test_until_when_it_waits(hours: Hours, queued: datetime, now: datetime, until: datetime | None) -> None:
    assert not_before(hours, queued, now) == until


@given(st.sampled_from(Hours), MOMENTS, st.timedeltas(timedelta(0), timedelta(days=5)))
def test_what_waits_goes_at_the_moment_that_was_named(hours: Hours, queued: datetime, held: timedelta) -> None:
    now = queued + held
    until = not_before(hours, queued, now)
    if until is None:
        assert hours is not Hours.OFFICE or held < HELD_BACK or is_working(now)
        return
    assert until > now
    assert not_before(hours, queued, until) is None
