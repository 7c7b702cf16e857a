"""The third like report at one place within a month opens one item about its root cause; others join it."""

from __future__ import annotations

import pytest

from handlers.tickets import actions, store
from handlers.tickets.matter import Draft, Ticket
from handlers.tickets.reading import read_report
from handlers.tickets.rules import Kind, State
from tests.fakes.town import Town

WHAT, PLACE = "路灯又不亮了，晚上看不见路", "良渚街道古墩路与金渡北路路口"


async def opens(town: Town, what: str = WHAT, place: str = PLACE) -> Ticket:
    reading = await read_report(town.knowledge, what, place)
    draft = Draft(Kind.REPORT, "", None, "zh", what, place, reading=reading)
    made = await town.app.work.write(lambda tx: actions.open_ticket(tx, draft))
    await town.passes(minutes=2)
    return made


async def roots(town: Town) -> list[Ticket]:
    every = await town.app.db.read(lambda conn: store.open_tickets(conn, 100))
    return [one for one in every if one.kind is Kind.ROOT]


async def test_the_third_opens_one_item_and_the_fourth_joins_it(town: Town) -> None:
    first, second = await opens(town), await opens(town)
    await opens(town, WHAT, "仓前街道余杭塘路路口")
    await opens(town, "路口总有人乱停车", PLACE)
    assert await roots(town) == []
    third = await opens(town)
    (root,) = await roots(town)
    assert "第 3 次" in root.what
    for one in (first, second, third):
        assert one.number in root.what
    assert root.category == "street_light"
    fourth = await opens(town)
    assert [one.id for one in await roots(town)] == [root.id]
    past = await town.app.db.read(lambda conn: store.history(conn, root.id))
    assert [line.text for line in past if line.event == "again"] == [fourth.number]

    wang = town.member()
    await wang.answers(f"【{root.number}】", "电缆老化，已列入改造")
    assert "处置结果已记下" in await wang.all_heard()


@pytest.mark.parametrize("days", [31, 5])
async def test_what_lies_longer_back_does_not_count(line_town: Town, days: int) -> None:
    await opens(line_town)
    await opens(line_town)
    await line_town.passes(days=days)
    await line_town.member().presses("接单")  # somebody still acts: intake stays open
    await opens(line_town)
    assert len(await roots(line_town)) == (1 if days == 5 else 0)


async def test_a_closed_item_does_not_take_the_next_one(line_town: Town) -> None:
    for _ in range(3):
        await opens(line_town)
    (root,) = await roots(line_town)
    await line_town.app.db.write(lambda conn: store.change(conn, root, state=State.CLOSED.value))
    await opens(line_town)
    (anew,) = await roots(line_town)
    assert anew.id != root.id
