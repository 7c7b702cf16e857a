"""A checklist: taken from an answer, ticked, found again after a restart, reminded of once, gone with her data."""

from __future__ import annotations

from handlers.checklists import store
from handlers.checklists.rules import Checklist
from tests.fakes.town import Person, Town


async def kept(town: Town) -> list[Checklist]:
    return await town.app.db.read(lambda conn: store.of_person(conn, 1))


async def taken(li: Person) -> None:
    """The list that the answer offers, opened."""
    await li.says("护照到期了怎么换")
    await li.presses("办事清单：想全程网办")


async def test_a_list_is_ticked_where_it_stands_and_survives_a_restart(closed_town: Town) -> None:
    town = closed_town
    async with town.open():
        li = town.resident()
        await taken(li)
        before = len(await town.stage.shown(li))
        opened = await li.heard()
        assert "想全程网办（0/" in opened
        item = opened.splitlines()[1].removeprefix("☐ ")
        await li.presses(f"☐ {item}")
        assert f"☑ {item}" in await li.heard()
        assert "（1/" in await li.heard()
        await li.presses(f"☑ {item}")
        assert f"☐ {item}" in await li.heard()
        await li.presses(f"☐ {item}")
        if type(town.stage).__name__ != "ConsoleStage":  # a terminal shows the newest state below
            assert len(await town.stage.shown(li)) == before
    async with town.open():
        li = town.resident()
        assert "1 张清单" in (await li.says("/mylists"))[-1].text
        await li.presses("换护照、签证页用完")
        assert f"☑ {item}" in await li.heard()


async def test_a_reminder_comes_once_in_the_morning_and_only_if_wanted(town: Town) -> None:
    li = town.resident()
    await taken(li)
    await li.presses("到期前提醒我")
    assert "护照到期日" in await li.heard()
    assert "2027年9月1日" in (await li.says("2027年9月1日"))[-1].text
    (one,) = await kept(town)
    assert one.due is not None
    days = (one.due - town.clock.now().date()).days - one.ahead_days
    await town.passes(days=days - 1)
    assert "您要的提醒" not in await li.all_heard()
    await town.passes(days=1)
    assert f"还有 {one.ahead_days} 天" in await li.heard()
    await town.passes(days=5)
    assert (await li.all_heard()).count("您要的提醒") == 1


async def test_a_reminder_is_cancelled_in_one_press(town: Town) -> None:
    li = town.resident()
    await taken(li)
    await li.presses("到期前提醒我")
    assert "已经过去" in (await li.says("2025年1月1日"))[-1].text
    await li.presses("到期前提醒我")
    await li.says("明年的某一天")
    assert "请写日期" in await li.heard()
    await li.says("2027-09-01")
    await li.presses("取消提醒")
    assert (await kept(town))[0].due is None
    await town.passes(days=400)
    assert "您要的提醒" not in await li.all_heard()


async def test_a_list_goes_with_her_data_and_is_in_the_export(town: Town) -> None:
    li = town.resident()
    await taken(li)
    assert '"checklists"' in (await li.says("/mydata"))[-1].text
    assert "想全程网办" in await li.heard()
    await li.says("/delete")
    await li.presses("确定删除")
    assert "还没有清单" in (await li.says("/mylists"))[-1].text


async def test_a_list_is_deleted_and_nobody_elses_is_touched(town: Town) -> None:
    li, zhao = town.resident(), town.resident("zhao")
    await taken(li)
    if type(town.stage).__name__ != "ConsoleStage":  # one person sits at a terminal
        await zhao.says("你好")
        for value in ("tick:1:0", "listshow:1", "listdrop:1", "listoff:1", "listdue:1"):
            assert "不在了" in (await zhao.picks(value))[-1].text
    assert "（0/" in await li.heard()
    await li.presses("删掉这张清单")
    assert "删掉了" in await li.heard()
    assert "不在了" in (await li.picks("tick:1:0"))[-1].text
