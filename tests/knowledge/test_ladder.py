"""The ladder as data: each step at its moment, in order, once, in office hours unless it is urgent."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.calendar import SHANGHAI, is_working
from knowledge.ladder import Clocks, Planned, Rung, above, following, plan, read_ladder
from knowledge.limits import Span, Wish, done_by, first_answer_by, receipt_by, to_send
from knowledge.load import SHIPPED, Knowledge

MOMENTS = st.timedeltas(timedelta(0), timedelta(days=500)).map(lambda passed: datetime(2025, 3, 1, tzinfo=UTC) + passed)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def clocks(knowledge: Knowledge, begun: datetime, wish: Wish = Wish.REPORT, *, urgent: bool = False) -> Clocks:
    """Of a ticket that was sent to a unit at that moment and that nobody has taken."""
    limits = knowledge.limits
    answer = first_answer_by(limits, begun, urgent=urgent)
    first = Span(answer, limits.first_urgent, wall=True) if answer else None
    sharp = urgent or wish is Wish.COMPLAINT
    return Clocks(done_by(limits, wish, begun, urgent=urgent), first, begun, 1, urgent, sharp, part=False)


def steps(knowledge: Knowledge, of: Clocks) -> list[Planned]:
    return plan(knowledge.ladder, knowledge.limits, of)


def test_a_report_of_five_working_days(knowledge: Knowledge) -> None:
    planned = steps(knowledge, clocks(knowledge, at("2026-11-23 09:00")))
    found = [(one.step.name, one.step.to.value, one.at) for one in planned]
    assert found == [
        ("receipt", "group", at("2026-11-23 09:30")), ("receipt_head", "head", at("2026-11-23 09:30")),
        ("receipt_supervisor", "supervisor", at("2026-11-23 10:30")),
        ("half", "person", at("2026-11-26 09:00")), ("soon", "group", at("2026-11-27 15:42")),
        ("due", "head", at("2026-11-30 17:00")), ("late", "supervisor", at("2026-12-01 17:00")),
        ("very_late", "list", at("2026-12-03 17:00")),
    ]  # fmt: skip


def test_of_a_complaint_the_head_hears_at_four_fifths(knowledge: Knowledge) -> None:
    found = {one.step.name: one for one in steps(knowledge, clocks(knowledge, at("2026-11-23 09:00"), Wish.COMPLAINT))}
    assert found["soon_head"].step.to is Rung.HEAD
    assert found["soon_head"].at == found["soon"].at


def test_urgent_ones_run_by_the_wall_and_have_a_first_answer(knowledge: Knowledge) -> None:
    found = {one.step.name: one.at for one in steps(knowledge, clocks(knowledge, at("2026-11-28 22:00"), urgent=True))}
    assert found["receipt"] == at("2026-11-28 22:30")
    assert found["first_soon"] == at("2026-11-28 23:00")
    assert found["first_due"] == at("2026-11-29 00:00")
    assert found["soon_head"] == at("2026-11-29 17:12")
    assert found["late"] == at("2026-11-30 22:00")


def test_a_part_tells_the_lead_when_it_is_due(knowledge: Knowledge) -> None:
    part = replace(clocks(knowledge, at("2026-11-23 09:00")), part=True)
    assert [one.step.to for one in steps(knowledge, part) if one.step.name == "due_lead"] == [Rung.LEAD]


@given(begun=MOMENTS, wish=st.sampled_from(Wish), urgent=st.booleans())
def test_steps_come_in_order_and_are_told_in_hours(
    knowledge: Knowledge, begun: datetime, wish: Wish, urgent: bool
) -> None:
    of = clocks(knowledge, begun, wish, urgent=urgent)
    found = steps(knowledge, of)
    assert [one.at for one in found] == sorted(one.at for one in found)
    assert all(one.at > begun for one in found)
    told = [to_send(one.at, urgent=urgent) for one in found]
    assert told == sorted(told)
    assert urgent or all(map(is_working, told))
    for one in found:
        if one.step.times == 1:
            assert one.at == receipt_by(knowledge.limits, begun, urgent=urgent)


@given(begun=MOMENTS, urgent=st.booleans(), again=st.lists(st.integers(0, 20), max_size=30))
def test_walking_up_takes_every_step_once(
    knowledge: Knowledge, begun: datetime, urgent: bool, again: list[int]
) -> None:
    """However often somebody looks, and after whatever pauses: nothing twice, nothing left out."""
    planned = steps(knowledge, clocks(knowledge, begun, urgent=urgent))
    done: list[tuple[str, str]] = []
    moments = sorted({planned[0].at + timedelta(hours=hours * 7) for hours in again} | {planned[-1].at})
    for now in moments:
        while (one := following(planned, done)) is not None and one.at <= now:
            done.append((one.cycle, one.step.name))
    assert done == [(one.cycle, one.step.name) for one in planned]


@given(begun=MOMENTS, stood=st.timedeltas(timedelta(0), timedelta(days=9)), part=st.floats(0, 0.99))
def test_a_pause_moves_what_is_still_to_come_and_nothing_forward(
    knowledge: Knowledge, begun: datetime, stood: timedelta, part: float
) -> None:
    of = clocks(knowledge, begun)
    assert of.due is not None
    paused = of.due.at(part)
    later = steps(knowledge, replace(of, due=of.due.resumed(paused, paused + stood)))
    before = {one.step.name: one.at for one in steps(knowledge, of)}
    for one in later:
        assert one.at >= before[one.step.name]
        if one.step.part is not None and one.step.part > part + 0.01:
            assert one.at >= paused + stood


def test_up_from_a_rung() -> None:
    assert above(Rung.PERSON) == tuple(Rung)
    assert above(Rung.LIST) == (Rung.LIST,)


@pytest.mark.parametrize(
    ("text", "mistake"),
    [('[[step]]\nname = "half"\nto = "person"', "write one of part, days, times"),
     ('[[step]]\nname = "half"\nto = "person"\npart = 1.5', "at most 1"),
     ('[[step]]\nname = "late"\nto = "nobody"\ndays = 1', "expected one of person"),
     ('[[step]]\nname = "late"\nto = "list"\ndays = 0', "above 0"),
     ('[[step]]\nname = "late"\nto = "list"\ndays = 2\nfirst = true', "only with part"),
     ('[[step]]\nname = "never"\nto = "list"\ndays = 2', "has no [never]"),
     ('[[step]]\nname = "half"\nto = "list"\ndays = 2\n[[step]]\nname = "half"\nto = "list"\ndays = 3', "one name")],
)  # fmt: skip
def test_what_is_wrong_in_the_file_is_named(tmp_path: Path, knowledge: Knowledge, text: str, mistake: str) -> None:
    path = tmp_path / "ladder.toml"
    path.write_text(text, encoding="utf-8")
    mistakes: list[str] = []
    read_ladder(path, knowledge.texts, mistakes)
    assert any(mistake in one for one in mistakes), mistakes


def test_the_shipped_ladder_has_no_mistakes(knowledge: Knowledge) -> None:
    mistakes: list[str] = []
    assert read_ladder(SHIPPED / "ladder.toml", knowledge.texts, mistakes) == knowledge.ladder
    assert not mistakes
