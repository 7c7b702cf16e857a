"""Long matters: ready-made replies, interim words with a date, a meeting whose result comes back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from handlers.tickets import store
from handlers.tickets.drafts import store as drafts
from handlers.tickets.matter import Ticket
from handlers.tickets.rules import State
from knowledge.load import Knowledge
from tests.fakes.offices import at, open_offices
from tests.fakes.town import Town
from tests.journeys.test_report import reports


async def ticket(town: Town, number: str) -> Ticket:
    found = await town.app.db.read(lambda conn: store.by_number(conn, number))
    assert found is not None
    return found


async def test_a_ready_reply_of_the_category_is_read_then_sent_once(town: Town) -> None:
    await reports(town)
    wang, li = town.member(), town.resident()
    await wang.presses("接单")
    await wang.presses("常用答复")
    labels = [choice.label for choice in (await town.stage.shown(wang))[-1].choices]
    assert "路灯道路：已报修" in labels
    assert "噪声：已提醒" not in labels
    await wang.presses("路灯道路")
    assert "将发给居民" in await wang.heard()
    assert "养护" not in await li.all_heard()
    await wang.presses("发出")
    assert "已经报给养护的人去修" in await li.heard()
    await wang.presses("发出")
    assert (await li.all_heard()).count("已经报给养护的人去修") == 1
    await wang.presses("存为条目草稿")
    (draft,) = await town.app.db.read(lambda conn: drafts.waiting(conn))
    assert "养护" in draft.answer


async def test_a_ready_reply_that_there_is_not_is_refused(line_town: Town) -> None:
    made = await ticket(line_town, await reports(line_town))
    wang = line_town.member()
    for name in ("cannedas", "cannedgo"):
        await wang.picks(f"{name}:{made.id}:nonsense")
        assert "不能这样操作" in await wang.heard()
    assert (await ticket(line_town, made.number)).state is State.RECEIVED


async def test_an_english_resident_reads_it_in_english(town: Town) -> None:
    li, wang = town.resident(), town.member()
    await li.says("/report")
    await li.says("the street lamp at the gate has been broken for days")
    await li.says("Gudun Road")
    for press in ("Right now", "Skip", "Anonymously", "Skip", "Yes"):
        await li.presses(press)
    await li.presses("Submit")
    await wang.presses("接单")
    await wang.presses("常用答复")
    await wang.presses("已到现场处理")
    await wang.presses("发出")
    assert "Staff have been there" in await li.heard()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_ready_reply_has_words_and_promises_nothing(knowledge: Knowledge, lang: str) -> None:
    assert len(knowledge.canned) >= 10
    for one in knowledge.canned:
        words = knowledge.texts.say(f"canned.{one.id}", lang)
        assert len(words) > 20
        assert not [
            promise for promise in ("保证", "一定会", "马上解决", "we promise", "guarantee") if promise in words
        ]


@pytest.fixture
async def district(line_town: Town) -> Town:
    await open_offices(line_town)
    for name in ("城管甲", "城管头"):
        await line_town.resident(name).says("你好")
    return line_town


async def in_work(town: Town) -> Ticket:
    made = await ticket(town, await reports(town))
    await at(town, "派单员").picks(f"passto:{made.id}:cg")
    await at(town, "派单员").picks(f"coopwith:{made.id}:lz")
    await at(town, "城管甲", "cg").picks(f"claim:{made.id}")
    return await ticket(town, made.number)


async def test_an_interim_word_names_the_next_date_and_is_reminded_of(district: Town) -> None:
    made = await in_work(district)
    worker, li = at(district, "城管甲", "cg"), district.resident()
    await worker.picks(f"interim:{made.id}")
    await worker.presses("3 个工作日")
    await worker.answers("写下办到哪一步了", "已联系厂家，等配件")
    told = await li.heard()
    assert "已联系厂家，等配件" in told
    assert "下一次答复要求在 11月27日（周五）下午5点 前" in told
    changed = await ticket(district, made.number)
    assert (changed.state, changed.due_at) == (State.IN_WORK, made.due_at)
    assert changed.next_at == datetime(2026, 11, 27, 9, tzinfo=UTC)
    assert "再答复" in await worker.all_heard()
    await district.passes(days=3, hours=6, minutes=59)
    assert "请答复居民" not in await worker.all_heard()
    await district.passes(minutes=2)
    assert (await worker.all_heard()).count("说好的下一次答复") == 1


async def test_an_answer_in_time_needs_no_reminder(district: Town) -> None:
    made = await in_work(district)
    worker = at(district, "城管甲", "cg")
    await worker.picks(f"interimby:{made.id}:3")
    await worker.answers("写下办到哪一步了", "等配件")
    await district.app.work.write(lambda tx: None)
    await worker.says(f"回复 {made.number} 修好了")
    assert (await ticket(district, made.number)).next_at is None
    await district.passes(days=3, hours=8)
    assert "说好的下一次答复" not in await worker.all_heard()


async def test_a_meeting_is_called_and_its_result_returns(district: Town) -> None:
    made = await in_work(district)
    worker, helper = at(district, "城管甲", "cg"), at(district, "街道头", "lz")
    await worker.picks(f"meeting:{made.id}")
    await worker.answers("会商的时间、地点", "明天上午9点，良渚街道会议室，定谁修")
    assert "会商已通知：综合行政执法局、良渚街道" in await worker.all_heard()
    assert "良渚街道会议室" in await helper.all_heard()
    told = await helper.answers("【会商】", "由综合行政执法局修，街道拉围挡")
    assert "会商结果已记到" in told[-1].text
    past = await district.app.db.read(lambda conn: store.history(conn, made.id))
    assert ("meeting_result", "由综合行政执法局修，街道拉围挡") in [(line.event, line.text) for line in past]
    assert "街道拉围挡" in await worker.all_heard()
    assert "街道拉围挡" not in await district.resident().all_heard()
    stranger = at(district, "住建头", "zj")
    await stranger.picks(f"meeting:{made.id}")
    await stranger.answers("会商的时间、地点", "我也开个会")
    assert "不由您的单位或岗位" in await stranger.heard()
