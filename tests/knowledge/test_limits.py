"""Deadlines: figures as data, spans that can be split, paused and looked at from any moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.calendar import SHANGHAI, add_working_time, is_working, working_time
from knowledge.limits import (
    Limits,
    Span,
    Wish,
    cooperation_by,
    done_by,
    first_answer_by,
    read_limits,
    receipt_by,
    to_send,
)
from knowledge.load import Knowledge

MOMENTS = st.timedeltas(timedelta(0), timedelta(days=700)).map(lambda passed: datetime(2025, 1, 1, tzinfo=UTC) + passed)
LENGTHS = st.timedeltas(timedelta(minutes=1), timedelta(days=2))
PARTS = st.floats(0, 1, allow_nan=False)


@pytest.fixture(scope="module")
def limits(knowledge: Knowledge) -> Limits:
    return knowledge.limits


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def span(begun: datetime, length: timedelta, wall: bool) -> Span:
    return Span(begun + length if wall else add_working_time(begun, length), length, wall)


@pytest.mark.parametrize(
    ("wish", "begun", "due"),
    [(Wish.CONSULTATION, "2026-11-24 10:00", "2026-11-25 17:00"), (Wish.HELP, "2026-11-24 10:00", "2026-11-27 17:00"),
     (Wish.COMPLAINT, "2026-11-24 10:00", "2026-12-01 17:00"), (Wish.REPORT, "2026-09-30 16:00", "2026-10-13 17:00"),
     (Wish.SUGGESTION, "2026-11-28 10:00", "2026-12-04 17:00"), (Wish.HELP, "2026-02-13 20:00", "2026-02-25 17:00")],
)  # fmt: skip
def test_working_days_end_at_five_on_the_nth(limits: Limits, wish: Wish, begun: str, due: str) -> None:
    assert done_by(limits, wish, at(begun), urgent=False).due == at(due)


def test_an_hour_from_half_past_four_on_friday_ends_on_monday(limits: Limits) -> None:
    assert span(at("2026-11-27 16:30"), timedelta(hours=1), wall=False).due == at("2026-11-30 09:30")


def test_the_lunch_break_does_not_count(limits: Limits) -> None:
    assert receipt_by(limits, at("2026-11-24 11:45"), urgent=False) == at("2026-11-24 13:45")


def test_urgent_runs_by_the_wall_clock_at_night_too(limits: Limits) -> None:
    now = at("2026-11-28 23:00")
    assert first_answer_by(limits, now, urgent=True) == at("2026-11-29 01:00")
    assert done_by(limits, Wish.REPORT, now, urgent=True) == Span(at("2026-11-29 23:00"), timedelta(hours=24), True)
    assert receipt_by(limits, now, urgent=True) == at("2026-11-28 23:30")
    assert first_answer_by(limits, now, urgent=False) is None


def test_a_category_may_have_days_of_its_own(limits: Limits) -> None:
    slow = replace(limits, categories={"construction": 10})
    assert done_by(slow, Wish.REPORT, at("2026-11-24 10:00"), urgent=False, category="construction").due == at(
        "2026-12-08 17:00"
    )


@given(MOMENTS, LENGTHS, PARTS, PARTS, st.booleans())
def test_parts_come_in_order_and_leave_what_they_leave(
    begun: datetime, length: timedelta, one: float, other: float, wall: bool
) -> None:
    found = span(begun, length, wall)
    first, second = sorted((one, other))
    assert found.at(first) <= found.at(second) <= found.due
    left = found.due - found.at(one) if wall else working_time(found.at(one), found.due)
    assert abs(left - length * (1 - one)) <= timedelta(milliseconds=1)
    assert found.left(found.at(one)) == left


@given(
    MOMENTS, LENGTHS, st.lists(st.timedeltas(timedelta(0), timedelta(days=9)), min_size=2, max_size=8), st.booleans()
)
def test_pauses_take_nothing_away(begun: datetime, length: timedelta, steps: list[timedelta], wall: bool) -> None:
    """Stopped and let go again and again: what ran while it ran, and what is left, are the whole length."""
    found, now, ran = span(begun, length, wall), begun, timedelta(0)
    for number, step in enumerate(steps):
        after = now + step
        if number % 2:
            found = found.resumed(now, after)
        else:
            ran += min(found.left(now), step if wall else working_time(now, after))
        now = after
    if len(steps) % 2 == 0:
        assert abs(ran + found.left(now) - length) <= timedelta(milliseconds=1)


@given(MOMENTS, LENGTHS, st.timedeltas(timedelta(0), timedelta(days=30)))
def test_overdue_stays_overdue(begun: datetime, length: timedelta, late: timedelta) -> None:
    found = span(begun, length, wall=False)
    after = found.due + late
    assert found.resumed(after, after + late) == found


@given(MOMENTS, st.sampled_from(Wish), st.booleans(), PARTS)
def test_a_cooperating_unit_answers_before_the_lead_must(
    knowledge: Knowledge, begun: datetime, wish: Wish, urgent: bool, part: float
) -> None:
    limits = knowledge.limits
    lead = done_by(limits, wish, begun, urgent=urgent)
    now = max(begun, lead.at(part))
    found = cooperation_by(limits, lead, now)
    assert found.due > now or not lead.left(now)
    if lead.left(now):
        assert found.due <= lead.due
        assert found.left(now) >= lead.left(now) / 2 - timedelta(milliseconds=1)
    assert found.left(now) == found.length


@given(MOMENTS)
def test_nothing_is_said_outside_hours_unless_urgent(moment: datetime) -> None:
    assert is_working(to_send(moment, urgent=False))
    assert to_send(moment, urgent=True) == moment


def test_wrong_figures_are_named(tmp_path: Path) -> None:
    path = tmp_path / "limits.toml"
    path.write_text("[receipt]\nminutes = 0\nurgent_minutes = true\n[days]\nhelp = 'x'\n[odd]\n", encoding="utf-8")
    mistakes: list[str] = []
    read_limits(path, mistakes)
    text = "\n".join(mistakes)
    for wrong in ("receipt.minutes: 0", "receipt.urgent_minutes: True", "days.help: 'x'", "odd: unknown table"):
        assert wrong in text
