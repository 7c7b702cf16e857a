"""The catalogue proposes, the dispatcher follows or puts right with one tap, and what she does is learnt from."""

from __future__ import annotations

import pytest

from bot.store import staff as staff_store
from handlers.tickets import actions, passing, store
from handlers.tickets.dispatching import store as proposals
from handlers.tickets.matter import Draft, Ticket
from handlers.tickets.reading import read_report
from handlers.tickets.rules import Kind, State
from handlers.tickets.subtasks import store as subtasks
from knowledge.reports import EARNED, Reading
from tests.fakes.offices import at, open_offices
from tests.fakes.town import Town
from tests.journeys.test_report import reports

AREAS = (
    {"code": "lz", "name": "良渚街道", "kind": "镇街", "unit": "lz"},
    {"code": "gd", "name": "古墩社区", "kind": "社区", "parent": "lz"},
)
WHAT = "小区门口垃圾堆了一个星期没人清"


@pytest.fixture
async def district(line_town: Town) -> Town:
    await open_offices(line_town, areas=AREAS)
    await line_town.resident().says("你好")
    return line_town


async def opens(town: Town, what: str = WHAT, place: str = "良渚街道古墩社区") -> Ticket:
    reading = await read_report(town.knowledge, what, place)
    made = await town.app.work.write(lambda tx: _open(tx, what, place, reading))
    await town.settle()
    return made


def _open(tx, what: str, place: str, reading: Reading) -> Ticket:  # type: ignore[no-untyped-def]  # any transaction
    from bot.store import offices

    area = offices.area_in(tx.conn, place)
    draft = Draft(Kind.REPORT, "line|li|li", 1, "zh", what, place, area_id=area, reading=reading)
    return actions.open_ticket(tx, draft)


async def now(town: Town, matter: Ticket) -> Ticket:
    found = await town.app.db.read(lambda conn: store.get(conn, matter.id))
    assert found is not None
    return found


async def asked(town: Town, matter: Ticket) -> list[str]:
    return await town.app.db.read(lambda conn: [task.unit for task in subtasks.open_of(conn, matter.id)])


async def test_one_tap_sends_to_lead_and_cooperating(district: Town) -> None:
    made = await opens(district)
    desk = at(district, "派单员")
    assert "类别：环境卫生；建议派综合行政执法局，协办良渚街道" in await desk.heard()
    told = await desk.presses("按建议派单")
    assert "已派综合行政执法局，协办：良渚街道" in told[-1].text
    changed = await now(district, made)
    assert (changed.unit, changed.state, changed.category) == ("cg", State.DISPATCHED, "sanitation")
    assert await asked(district, made) == ["lz"]
    await desk.picks(f"asproposed:{made.id}")
    assert "没有可用的派单建议" in await desk.all_heard()


async def test_from_the_residents_talk_to_the_card(district: Town) -> None:
    number = await reports(district)
    card = await at(district, "派单员").all_heard()
    assert number in card
    assert "类别：路灯；建议派综合行政执法局" in card


async def test_the_category_is_put_right_with_one_tap(district: Town) -> None:
    made = await opens(district)
    desk = at(district, "派单员")
    await desk.picks(f"recatas:{made.id}:property_management")
    assert "类别：物业；建议派住房和城乡建设局" in await desk.all_heard()
    await desk.picks(f"recatas:{made.id}:nonsense")
    assert "不能这样操作" in await desk.heard()
    worker = at(district, "城管甲", "cg")
    await worker.picks(f"recatas:{made.id}:noise")
    assert "不由您的单位" in await worker.heard()
    await desk.picks(f"asproposed:{made.id}")
    assert (await now(district, made)).unit == "zj"
    (verdict,) = await district.app.db.read(proposals.verdicts)
    assert verdict.corrected
    assert verdict.category == "property_management"


async def test_corrections_are_learnt(district: Town) -> None:
    desk = at(district, "派单员")
    for _ in range(3):
        made = await opens(district)
        await desk.picks(f"passto:{made.id}:zj")
    assert [verdict.corrected for verdict in await district.app.db.read(proposals.verdicts)] == [True] * 3
    await opens(district)
    assert "建议派住房和城乡建设局" in await desk.heard()


async def _confirm(town: Town, times: int) -> None:
    reading = await read_report(town.knowledge, WHAT, "良渚街道古墩社区")

    def confirm(tx) -> None:  # type: ignore[no-untyped-def]  # any transaction
        member = next(who for who in staff_store.everyone(tx.conn) if who.name == "派单员")
        for _ in range(times):
            passing.send(tx, _open(tx, WHAT, "良渚街道古墩社区", reading), member, "cg")

    await town.app.work.write(confirm)
    await town.settle()


async def test_after_fifty_times_uncorrected_it_goes_by_itself_until_called_back(district: Town) -> None:
    await _confirm(district, EARNED - 1)
    assert (await opens(district)).state is State.RECEIVED
    await _confirm(district, 1)
    made = await opens(district)
    assert (await now(district, made)).unit == "cg"
    assert await asked(district, made) == ["lz"]
    desk = at(district, "派单员")
    assert "按目录自动派单" in await desk.all_heard()
    assert "综合行政执法局" in await district.resident().heard()
    await desk.picks(f"call_back:{made.id}")
    back = await now(district, made)
    assert (back.state, back.unit, back.first_unit) == (State.RECEIVED, "", "")
    assert await asked(district, made) == []
    assert "派单已撤回" in await at(district, "城管甲", "cg").all_heard()
    await desk.picks(f"passto:{made.id}:zj")
    assert (await opens(district)).state is State.RECEIVED  # it was corrected: the line has to earn it anew
    delicate = await opens(district, "我老公打我，门口垃圾堆了一个星期没人清")
    assert delicate.state is State.RECEIVED


async def test_who_has_it_already_keeps_it(district: Town) -> None:
    made = await opens(district)
    desk, worker = at(district, "派单员"), at(district, "城管甲", "cg")
    await desk.presses("按建议派单")
    await worker.presses("接单")
    await desk.picks(f"call_back:{made.id}")
    assert (await now(district, made)).state is State.IN_WORK


async def test_without_units_nothing_is_proposed_by_button(town: Town) -> None:
    await reports(town)
    card = await town.member().heard()
    assert "类别：路灯" in card
    assert "建议派" not in card
