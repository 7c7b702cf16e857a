"""Somebody says what he thinks and hears what became of it; a rider learns what may be his; data are taken away."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.db.tables import intake, outgoing
from handlers.faq.store import question
from tests.fakes.town import Town


async def test_an_opinion_and_what_became_of_it(town: Town) -> None:
    li, wang = town.resident(), town.member()
    asked = (await li.says("/opinion"))[-1]
    assert "意见" in asked.text
    for words in ("车棚里多装几个充电口", "匿名", "是"):
        await li.says(words)
    thanks = (await li.presses("确认提交"))[-1]
    assert "意见编号是 1" in thanks.text
    assert "车棚里多装几个充电口" in await wang.heard()
    assert "尚未处理" in (await li.says("/myopinions"))[-1].text
    await wang.says("/outcome 1 下月在三号车棚加装 20 个充电口")
    assert "下月在三号车棚加装 20 个充电口" in await li.heard()
    assert "下月在三号车棚" in (await li.says("/myopinions"))[-1].text


async def test_a_rider_learns_what_may_be_his(town: Town) -> None:
    li = town.resident("li")
    shown = (await li.says("/benefits"))[-1]
    for _ in range(6):
        choices = [choice for choice in shown.choices if choice.value.count(":") > 2 or ":!" not in choice.value]
        if not any(choice.value.startswith("d:") for choice in choices):
            break
        shown = (await li.presses(choices[0].label))[-1]
    assert "从您说的看" in await li.all_heard()
    assert "您能领" not in await li.all_heard()


async def test_my_data_can_be_taken_and_erased(town: Town) -> None:
    li = town.resident()
    await li.says("/report")
    for words in ("井盖没了", "古墩路", "今天", "跳过", "实名", "13812345678", "是"):
        await li.says(words)
    await li.presses("确认提交")
    data = "\n".join(shown.text for shown in await li.says("/mydata"))
    assert "井盖没了" in data
    assert "13812345678" in data
    await li.says("/delete")
    await li.presses("确定删除")
    assert "1 件" in await li.heard()
    after = "\n".join(shown.text for shown in await li.says("/mydata"))
    assert "13812345678" not in after
    assert "井盖没了" not in after


async def test_what_was_said_on_both_sides_is_erased_with_the_data(line_town: Town) -> None:
    li = line_town.resident()
    await li.says("我的邻居李四总是半夜吵")
    await li.says("/delete")
    await li.presses("确定删除")

    def left(conn: Connection) -> str:
        tables = (intake, outgoing, question)
        return "\n".join(str(row) for table in tables for row in conn.execute(table.select()))

    assert "李四" not in await line_town.app.db.read(left)
