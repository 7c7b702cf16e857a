"""Delicate matters: bribery is kept nowhere, the group reads the kind and nothing else, nobody is surveyed."""

from __future__ import annotations

import re

from sqlalchemy import Connection, select

from bot.db.types import metadata
from handlers.tickets import room
from tests.fakes.town import Person, Town

BRIBE = "社区主任收了开发商两万块红包，我要举报"
BEATEN = "我老公喝醉了又打我，住在翡翠城"


async def places_of(town: Town, words: str) -> list[str]:
    """Every column of every table in which the words stand, also as they look inside JSON."""
    escaped = words.encode("unicode_escape").decode()

    def look(conn: Connection) -> list[str]:
        return [
            f"{table.name}.{name}"
            for table in metadata.sorted_tables
            for row in conn.execute(select(table))
            for name, value in row._mapping.items()
            if isinstance(value, str) and (words in value or escaped in value)
        ]

    return await town.app.db.read(look)


async def reports(li: Person, what: str) -> str:
    """Plays the report talk to its end and returns the ticket's number."""
    await li.says("/report")
    await li.says(what)
    await li.says("翡翠城三期")
    await li.presses("今天")
    await li.presses("跳过")
    await li.presses("实名")
    await li.says("13812345678")
    await li.presses("是")
    receipt = (await li.presses("确认提交"))[-1].text
    assert what not in receipt
    found = re.search(r"YH-\d{8}-\d{4,}", receipt)
    assert found is not None
    return found[0]


async def in_the_room(town: Town, number: str) -> str:
    """What the staff room shows of a ticket."""
    detail = await town.app.db.read(lambda conn: room.read_detail(town.app.work, conn, number, "zh"))
    assert detail is not None
    facts = [f"{name}：{value}" for name, value in detail.facts]
    return "\n".join([detail.ticket.what, *facts, *(line.text for line in detail.lines)])


async def test_bribery_is_pointed_elsewhere_and_kept_nowhere(town: Town) -> None:
    li, wang = town.resident(), town.member()
    await li.says("你好")
    told = (await li.says(BRIBE))[-1]
    assert "12388" in told.text
    assert "没有保存" in told.text
    assert await places_of(town, "开发商两万块") == []
    assert await places_of(town, "你好")  # the search finds what is kept
    assert await wang.all_heard() == ""
    assert "身份证" in (await li.says("身份证到期了怎么换"))[-1].text


async def test_bribery_in_a_draft_leaves_the_draft_as_it_was(town: Town) -> None:
    li = town.resident()
    await li.says("/report")
    await li.says("楼下路灯坏了三天")
    told = (await li.says(BRIBE))[-1]
    assert "12388" in told.text
    assert "草稿还留着" in told.text
    asked = (await li.presses("继续"))[-1]
    assert "在哪里" in asked.text
    assert await places_of(town, "开发商两万块") == []


async def test_bribery_told_to_a_person_who_speaks_is_not_passed_on(town: Town) -> None:
    li, wang = town.resident(), town.member()
    await li.says("转人工")
    await wang.presses("接单")
    assert "没有转给任何人" not in await li.all_heard()
    assert "也没有转给任何人" in (await li.says(BRIBE))[-1].text
    assert "开发商" not in await wang.all_heard()
    assert await places_of(town, "开发商两万块") == []


async def test_danger_and_bribery_in_one_breath(town: Town) -> None:
    li, wang = town.resident(), town.member()
    await li.says("转人工")
    await wang.presses("接单")
    told = (await li.says("村书记收了开发商两万块红包，现在他拿刀要砍我"))[-1]
    assert "110" in told.text
    assert "危险情况：人身安全" in await wang.heard()
    assert await places_of(town, "开发商两万块") == []


async def test_an_english_speaker_reads_it_in_english(town: Town) -> None:
    li = town.resident()
    told = (await li.says("The inspector asked me for money to pass my shop"))[-1]
    assert "12388" in told.text
    assert "not stored" in told.text
    assert await places_of(town, "inspector") == []


async def test_violence_at_home_stays_in_the_room(town: Town) -> None:
    li, wang = town.resident(), town.member()
    await li.says("/report")
    assert "110" in (await li.says(BEATEN))[-1].text  # danger first; the draft is kept
    await li.presses("取消")
    number = await reports(li, "结婚三年一直被家暴，想离婚")

    card = await wang.heard()
    assert number in card
    assert "敏感事项（家庭暴力）" in card
    assert "工作台" in card
    assert not [word for word in ("结婚", "离婚", "翡翠城", "今天", "电话") if word in card]
    shown = await in_the_room(town, number)
    assert "结婚三年一直被家暴，想离婚" in shown
    assert "翡翠城三期" in shown
    assert "敏感事项：家庭暴力" in shown

    await wang.presses("接单")
    await wang.answers(number, "妇联的老师明天联系您。")
    answer = (await town.stage.shown(li))[-1]
    assert "妇联的老师明天联系您。" in answer.text
    assert "解决了吗" not in answer.text
    assert not [choice.label for choice in answer.choices if "解决" in choice.label]
    assert "妇联" not in (await wang.heard())

    assert "重新打开" in (await li.says("没有解决"))[-1].text
    await li.says("/mytickets")
    told = (await li.presses(number))[-1].text
    assert "办理中" in told
    assert "家暴" not in told
    await li.presses("补充一句")
    await li.says("娘家在临平，想先搬过去")
    assert "临平" not in await wang.all_heard()
    assert "娘家在临平" in await in_the_room(town, number)


async def test_silence_after_a_delicate_answer_closes_it_without_a_word(town: Town) -> None:
    li, wang = town.resident(), town.member()
    number = await reports(li, "我欠了三十万网贷，催收的人天天堵门")
    await wang.answers(number, "可以先打 12348 问法律援助。")
    before = await li.all_heard()
    await town.passes(days=8)
    assert await li.all_heard() == before
    assert "已办结" in (await li.says(f"{number} 5678"))[-1].text


async def test_what_is_added_later_hides_the_card(town: Town) -> None:
    li, wang = town.resident(), town.member()
    number = await reports(li, "楼道里总有人吵架")
    assert "楼道里总有人吵架" in await wang.heard()
    await wang.presses("接单")
    await wang.presses("需补充")
    await wang.answers("写下要问居民的问题", "是哪一户？")
    await li.says("是派出所那个民警，说话特别难听，还推了我一把")
    heard = [shown.text for shown in await town.stage.shown(wang) if number in shown.text]
    assert any("敏感事项（对工作人员的意见）" in text for text in heard)
    assert not any("难听" in text for text in heard)
    assert "难听" in await in_the_room(town, number)


async def test_danger_in_a_live_talk_names_its_kind_only(town: Town) -> None:
    li, wang = town.resident(), town.member()
    await li.says("转人工")
    await wang.presses("接单")
    assert "110" in (await li.says(BEATEN))[-1].text
    heard = await wang.heard()
    assert "危险情况：家庭暴力" in heard
    assert "翡翠城" not in await wang.all_heard()
    number = re.search(r"YH-\d{8}-\d{4,}", heard)
    assert number is not None
    assert BEATEN in await in_the_room(town, number[0])


async def test_who_tells_of_her_illness_is_not_surveyed(town: Town) -> None:
    li = town.resident()
    plain = (await li.says("身份证到期了怎么换"))[-1]
    assert any(choice.label == "有用" for choice in plain.choices)
    told = (await li.says("我得了癌症，身份证到期了怎么换"))[-1]
    assert "身份证" in told.text
    assert not any(choice.label in ("有用", "没用") for choice in told.choices)
