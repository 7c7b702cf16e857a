"""Working time in China."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import calendar
from knowledge.calendar import (
    SHANGHAI,
    add_working,
    add_working_time,
    end_of_working_day,
    is_working,
    is_working_day,
    next_working,
    published,
    read_days,
    spoken,
    spoken_day,
    take_working_time,
    working_days_between,
    working_time,
)

START = datetime(2025, 1, 1, tzinfo=UTC)
MOMENTS = st.timedeltas(timedelta(0), timedelta(days=3 * 365)).map(lambda passed: START + passed)
MINUTES = st.integers(0, 3000)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("begun", "hours", "done"),
    [("2026-09-30 16:00", 4, "2026-10-08 12:00"),  # over the National Day week
     ("2026-02-13 16:00", 4, "2026-02-14 12:00"),  # Saturday before the Spring Festival is worked
     ("2026-11-24 10:00", 2, "2026-11-24 12:00"), ("2026-11-24 11:30", 1, "2026-11-24 14:00"),
     ("2026-11-24 12:30", 1, "2026-11-24 14:30"), ("2026-11-27 16:30", 1, "2026-11-30 09:30"),
     ("2026-11-28 10:00", 3, "2026-11-30 12:00"), ("2026-11-24 06:00", 0, "2026-11-24 09:00"),
     ("2026-11-24 17:00", 1, "2026-11-25 10:00")],
)  # fmt: skip
def test_hours_of_work(begun: str, hours: int, done: str) -> None:
    assert add_working(at(begun), hours * 60) == at(done)


@given(MOMENTS, MINUTES, MINUTES)
def test_two_spans_are_one(moment: datetime, first: int, second: int) -> None:
    # A span that fills its period ends at the closing bell; the next one begins at the next opening: the same end.
    assert add_working(add_working(moment, first), second) == add_working(moment, first + second)


@given(MOMENTS, st.integers(1, 3000))
def test_a_deadline_is_never_while_offices_are_closed(moment: datetime, minutes: int) -> None:
    end = add_working(moment, minutes)
    assert end > moment
    assert is_working(end - timedelta(seconds=1))


@given(MOMENTS, st.timedeltas(timedelta(0), timedelta(days=30)), MINUTES, st.integers(0, 500))
def test_later_and_longer_never_end_earlier(moment: datetime, delay: timedelta, minutes: int, more: int) -> None:
    assert add_working(moment, minutes) <= add_working(moment + delay, minutes)
    assert add_working(moment, minutes) <= add_working(moment, minutes + more)


@given(MOMENTS)
def test_next_working_is_the_first_moment(moment: datetime) -> None:
    following = next_working(moment)
    assert following >= moment
    assert is_working(following)
    assert next_working(following) == following
    assert is_working(moment) == (following == moment)


@given(MOMENTS, st.integers(0, 20))
def test_working_days_end_at_five(moment: datetime, days: int) -> None:
    end = end_of_working_day(moment, days)
    assert (end.hour, end.minute) == (17, 0)
    counted = [
        day for index in range(1, (end.date() - moment.astimezone(SHANGHAI).date()).days + 1)
        if is_working_day(day := moment.astimezone(SHANGHAI).date() + timedelta(days=index))
    ]  # fmt: skip
    assert len(counted) == days


@given(MOMENTS, st.timedeltas(timedelta(0), timedelta(days=40)), st.timedeltas(timedelta(0), timedelta(days=40)))
def test_working_days_between_add_up(moment: datetime, first: timedelta, second: timedelta) -> None:
    middle, last = moment + first, moment + first + second
    assert working_days_between(moment, last) == (
        working_days_between(moment, middle) + working_days_between(middle, last)
    )


@pytest.mark.parametrize(
    ("day", "worked"),
    [("2026-10-01", False), ("2026-10-08", True), ("2026-02-14", True), ("2026-02-16", False), ("2026-11-28", False)],
)
def test_holidays_and_days_made_up(day: str, worked: bool) -> None:
    assert is_working_day(date.fromisoformat(day)) is worked


def test_a_year_without_published_holidays_counts_monday_to_friday() -> None:
    assert not published(2035)
    assert is_working_day(date(2035, 10, 1))  # a Monday; only provisionally
    assert not is_working_day(date(2035, 10, 6))
    assert add_working(datetime(2035, 10, 5, 8, tzinfo=UTC), 120).tzinfo is not None


@pytest.mark.parametrize(
    ("moment", "zh", "en"),
    [("2026-10-08 09:00", "10月8日（周四）上午9点", "Thu 8 Oct, 9:00"),
     ("2026-11-24 12:00", "11月24日（周二）中午12点", "Tue 24 Nov, 12:00"),
     ("2026-11-24 14:05", "11月24日（周二）下午2点5分", "Tue 24 Nov, 14:05"),
     ("2026-11-24 00:30", "11月24日（周二）凌晨0点30分", "Tue 24 Nov, 0:30"),
     ("2026-11-24 21:00", "11月24日（周二）晚上9点", "Tue 24 Nov, 21:00")],
)  # fmt: skip
def test_moments_as_people_say_them(moment: str, zh: str, en: str) -> None:
    assert spoken(at(moment).astimezone(UTC), "zh") == zh
    assert spoken(at(moment).astimezone(UTC), "en") == en
    assert zh.startswith(spoken_day(at(moment), "zh"))


SPANS = st.timedeltas(timedelta(seconds=1), timedelta(days=4))


@given(MOMENTS, SPANS)
def test_working_time_is_what_was_added(moment: datetime, span: timedelta) -> None:
    end = add_working_time(moment, span)
    assert working_time(moment, end) == span
    back = take_working_time(end, span)
    assert working_time(back, end) == span
    assert working_time(moment, back) == timedelta(0)


@given(MOMENTS, st.lists(SPANS, min_size=1, max_size=5))
def test_working_time_does_not_depend_on_how_it_is_split(moment: datetime, spans: list[timedelta]) -> None:
    at, passed = moment, timedelta(0)
    for span in spans:
        before, at = at, add_working_time(at, span)
        passed += working_time(before, at)
    assert at == add_working_time(moment, sum(spans, timedelta(0)))
    assert passed == working_time(moment, at)


def test_every_day_of_three_years_has_two_periods_or_none() -> None:
    day, length = date(2024, 1, 1), {False: timedelta(0), True: timedelta(minutes=390)}
    while day < date(2027, 1, 1):
        begin = datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)
        assert working_time(begin, begin + timedelta(days=1)) == length[is_working_day(day)]
        day += timedelta(days=1)


def test_the_override_file_is_read_and_its_mistakes_are_named(tmp_path: Path) -> None:
    path = tmp_path / "calendar.toml"
    path.write_text(
        '[[day]]\ndate = 2027-01-01\nwork = false\nsource = "通知"\n'
        '[[day]]\ndate = 2027-01-01\nwork = true\nsource = "通知"\n[[day]]\ndate = "soon"\nwork = 1\n',
        encoding="utf-8",
    )
    mistakes: list[str] = []
    assert date(2027, 1, 1) in read_days(path, mistakes)
    assert len(mistakes) == 4
    assert "stands there twice" in mistakes[0]


def test_an_override_wins_over_what_is_published(monkeypatch: pytest.MonkeyPatch) -> None:
    storm = date(2026, 11, 25)
    assert calendar.is_working_day(storm)
    monkeypatch.setattr(calendar, "_overrides", lambda: {storm: False})
    calendar.is_working_day.cache_clear()
    try:
        assert not calendar.is_working_day(storm)
        assert add_working(at("2026-11-24 16:30"), 60) == at("2026-11-26 09:30")
    finally:
        monkeypatch.undo()
        calendar.is_working_day.cache_clear()
