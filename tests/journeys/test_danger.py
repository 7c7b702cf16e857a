"""Danger comes before everything: the numbers to call, the draft kept, the duty group told."""

from __future__ import annotations

from tests.fakes.town import Town


async def test_fire_in_the_middle_of_a_report(town: Town) -> None:
    li, wang = town.resident(), town.member()
    await li.says("/report")
    await li.says("楼道堆杂物")
    told = (await li.says("着火了！快来人"))[-1]
    assert told.text.startswith("这个聊天不能替您求救")
    assert "119" in told.text
    assert "紧急情况" in await wang.heard()
    asked = await li.says("文一西路")
    assert "什么时候" in asked[-1].text


async def test_the_first_words_of_a_stranger_may_be_a_cry_for_help(town: Town) -> None:
    li = town.resident()
    told = await li.says("我爸突然晕倒没有呼吸了")
    assert len(told) == 1
    assert "120" in told[0].text


async def test_short_answers_in_the_middle_of_a_report_are_no_cry_for_help(line_town: Town) -> None:
    li = line_town.resident()
    for what, place in (
        ("灯只修了一半", "高架下面"),
        ("门口的坑填了又塌了", "电瓶车棚里"),
        ("垃圾没人清", "医院急诊对面"),
    ):
        await li.says("/report")
        assert "在哪里" in (await li.says(what))[-1].text
        assert "什么时候" in (await li.says(place))[-1].text
        await li.presses("取消")
