"""Somebody who is away holds nothing up: her substitute or her unit goes on, and everybody concerned is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.store import offices, staff
from bot.store.staff import Role
from handlers.tickets.absence.rules import LOOKS, gone
from handlers.tickets.rules import State
from handlers.tickets.subtasks.rules import SubState
from knowledge.calendar import SHANGHAI, add_working_time, working_time
from tests.fakes.offices import GROUPS, take
from tests.handlers.tickets.test_ladder import said, story
from tests.handlers.tickets.test_passing import Story
from tests.handlers.tickets.test_subtasks import tasks

__all__ = ["story"]
HOUR = timedelta(hours=1)
MOMENTS = st.timedeltas(timedelta(0), timedelta(days=300)).map(lambda passed: datetime(2026, 1, 1, tzinfo=UTC) + passed)


async def leaves(story: Story, who: str, days: float, substitute: str = "") -> None:
    """Brings in that somebody is away from now on, as a workbook would."""
    now = story.town.clock.now().astimezone(SHANGHAI)
    begins, ends = (moment.strftime("%Y-%m-%d %H:%M") for moment in (now, now + timedelta(days=days)))
    row = {"who": who, "begins": begins, "ends": ends, "substitute": substitute}
    reports = await story.town.app.db.write(lambda conn: take(conn, story.town.clock.now(), absences=[row]))
    assert not [report.bad for report in reports if report.bad]


async def test_it_goes_back_to_the_unit_within_ten_minutes(story: Story) -> None:
    await story.press(story.cg, "claim")
    await story.town.passes(minutes=5)
    before = await story.ticket()
    await leaves(story, "城管甲", days=2)
    await story.town.passes(minutes=11)
    changed = await story.ticket()
    assert (changed.state, changed.owner_id, changed.owner_name) == (State.ACCEPTED, None, "")
    assert changed.due_at == before.due_at, "its time runs on"
    assert said(story, GROUPS["cg"], "原接单人不在，退回本单位，请接单") == 1
    assert said(story, "城管甲", f"您不在岗，{story.number} 已转由综合行政执法局接着办") == 1
    assert said(story, "li", "不在岗") == 0
    await story.town.passes(minutes=31)
    assert said(story, GROUPS["cg"], "还没有人接，请接单或签收") == 1, "the receipt begins anew"


async def test_her_substitute_goes_on_with_it(story: Story) -> None:
    await story.press(story.cg, "claim")
    await story.town.passes(minutes=5)
    await leaves(story, "城管甲", days=2, substitute="城管头")
    await story.town.passes(minutes=11)
    changed = await story.ticket()
    assert (changed.state, changed.owner_name) == (State.IN_WORK, "城管头")
    assert said(story, GROUPS["cg"], "原接单人不在岗，由城管头接着办") == 1
    assert said(story, "城管头", f"城管甲不在岗，{story.number} 由您接着办") == 1
    assert said(story, "城管甲", "已转由城管头接着办") == 1


async def test_a_substitute_of_another_unit_or_away_herself_gets_nothing(story: Story) -> None:
    await story.press(story.cg, "claim")
    await story.town.passes(minutes=5)
    await leaves(story, "城管头", days=2)
    await leaves(story, "城管甲", days=2, substitute="城管头")
    await story.town.passes(minutes=11)
    assert (await story.ticket()).state is State.ACCEPTED


async def test_a_short_absence_takes_nothing_away(story: Story) -> None:
    await story.press(story.cg, "claim")
    await story.town.passes(minutes=5)
    await leaves(story, "城管甲", days=1 / 24)
    for _ in range(6):
        await story.town.passes(minutes=10)
    assert (await story.ticket()).owner_name == "城管甲"


async def test_who_works_although_away_has_an_hour_from_her_last_act(story: Story) -> None:
    await leaves(story, "城管甲", days=2)
    await story.town.passes(minutes=5)
    await story.press(story.cg, "claim")
    for _ in range(4):
        await story.town.passes(minutes=10)
    assert (await story.ticket()).owner_name == "城管甲"
    await story.town.passes(minutes=19)
    assert (await story.ticket()).owner_name == ""


async def test_nothing_moves_at_night_unless_it_is_urgent(story: Story) -> None:
    await story.press(story.cg, "claim")
    await story.town.passes(hours=8)
    await leaves(story, "城管甲", days=2)
    await story.town.passes(hours=3)
    assert (await story.ticket()).owner_name == "城管甲"
    await story.town.passes(hours=12, minutes=11)
    assert (await story.ticket()).owner_name == ""


async def test_whose_account_is_closed_holds_nothing(story: Story) -> None:
    await story.press(story.cg, "claim")

    def close(conn: object) -> None:
        (who,) = offices.people(conn, "cg", Role.MEMBER)  # type: ignore[arg-type]
        staff.remove(conn, who, story.town.clock.now())  # type: ignore[arg-type]

    await story.town.app.db.write(close)
    await story.town.passes(minutes=11)
    assert (await story.ticket()).state is State.ACCEPTED


async def test_a_part_goes_on_with_somebody_else(story: Story) -> None:
    await story.press(story.cg, "claim")
    await story.press(story.cg, "coopwith", "zj")
    (task,) = await tasks(story)
    await story.zj.picks(f"subtake:{task.id}")
    await story.town.passes(minutes=5)
    await leaves(story, "住建头", days=2)
    await story.town.passes(minutes=11)
    (free,) = await tasks(story)
    assert (free.state, free.owner_id, free.due_at) == (SubState.ACCEPTED, None, task.due_at)
    assert said(story, GROUPS["zj"], "协办原接收人不在岗，请接收") == 1
    await story.zj.picks(f"subtake:{task.id}")
    (taken,) = await tasks(story)
    assert taken.owner_name == "住建头"
    assert "已由 住建头 接单" in (await story.zj.picks(f"subtake:{task.id}"))[-1].text


@given(
    begins=MOMENTS, lasts=st.timedeltas(timedelta(minutes=1), timedelta(days=9)), acted=st.none() | MOMENTS, now=MOMENTS
)
def test_nobody_away_holds_a_matter_longer_than_the_time(
    begins: datetime, lasts: timedelta, acted: datetime | None, now: datetime
) -> None:
    ends = begins + lasts
    found = gone(begins, ends, acted, now, HOUR)
    if not begins <= now < ends:
        assert not found
    elif not found:
        since = begins if acted is None or acted <= begins else acted
        assert working_time(since, now) < HOUR - LOOKS or working_time(begins, ends) <= HOUR


@given(begins=MOMENTS, now=st.timedeltas(timedelta(0), timedelta(days=3)))
def test_an_hour_of_working_time_at_most_whatever_she_did_last(begins: datetime, now: timedelta) -> None:
    acted = begins + now
    last = add_working_time(acted, HOUR)
    assert gone(begins, last + timedelta(days=9), acted, last, HOUR)
