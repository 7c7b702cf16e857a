"""Places under an answer: the operator's own, named or nearest first, at most three at once; never an invented one."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.message import Kind
from bot.store import places
from bot.work import Tx
from handlers.faq.pipeline import answer
from handlers.faq.steps import Question
from knowledge.load import Knowledge
from knowledge.places import Place
from tests.fakes.stages.line import LineStage
from tests.fakes.town import Town

WINDOW = "police_household"
ASKED = "第一次办身份证"


def place(number: int, area: str, lat: float, **values: str) -> Place:
    return Place(f"P{number}", f"{area}派出所{number}", (WINDOW,), area=f"{area}街道", address=f"{area}路 {number} 号",
                 point=(lat, 120.0), **values)  # fmt: skip


PLACES = (
    place(1, "良渚", 30.40, phone="0571-88776655", hours="周一到周五 9 点到 17 点", hours_en="Mon to Fri, 9 to 5"),
    place(2, "仓前", 30.28),
    place(3, "五常", 30.25),
    place(4, "闲林", 30.20),
    replace(place(5, "黄湖", 30.50), enabled=False),
    Place("T1", "办税厅", ("tax",), address="税务路 1 号"),
)


async def told(question: Question, knowledge: Knowledge, text: str, **values: object) -> str:
    asked = replace(question, text=text, knowledge=replace(knowledge, places=PLACES), **values)  # type: ignore[arg-type]
    return (await answer(asked)).text


async def test_nothing_is_told_where_nothing_was_brought_in(question: Question) -> None:
    assert "可以去这里办" not in (await answer(replace(question, text=ASKED))).text


async def test_at_most_three_of_the_right_window_and_the_rest_by_a_button(
    question: Question, knowledge: Knowledge
) -> None:
    text = await told(question, knowledge, ASKED)
    assert "· 良渚派出所1：良渚路 1 号；电话 0571-88776655；周一到周五 9 点到 17 点" in text
    assert "闲林派出所4" not in text
    assert "黄湖" not in text
    assert "办税厅" not in text
    settled = await answer(replace(question, text=ASKED, knowledge=replace(knowledge, places=PLACES)))
    assert f"where:{settled.entry}:3" in [choice.value for choice in settled.choices]


async def test_the_area_that_is_named_and_the_nearest_come_first(question: Question, knowledge: Knowledge) -> None:
    near = await told(question, knowledge, ASKED, near=(30.20, 120.0))
    assert near.index("闲林派出所4（约 0.0 公里）") < near.index("五常派出所3（约 5.6 公里）")
    context = {"lang": "en", "near": None}
    english = await told(question, knowledge, "How do I get my first Chinese ID card?", **context)
    assert "phone 0571-88776655; Mon to Fri, 9 to 5" in english


@pytest.fixture
async def served(line_town: Town) -> Town:
    def put(tx: Tx) -> None:
        places.put(tx.conn, PLACES, "王芳", tx.now)

    await line_town.app.work.write(put)
    async with asyncio.timeout(10):
        while not line_town.app.work.knowledge.places:
            await asyncio.sleep(0.02)
    return line_town


async def test_a_shared_location_brings_the_nearest(served: Town) -> None:
    li, stage = served.resident(), served.stage
    assert isinstance(stage, LineStage)
    await li.says(ASKED)
    await li.presses("更多办理地点")
    assert "闲林派出所4" in await li.heard()
    await stage.take(stage.message(li, kind=Kind.LOCATION, text="30.250000,120.000000"))
    await served.settle()
    assert (await li.heard()).splitlines()[1].startswith("· 五常派出所3（约 0.0 公里）")
    assert "五常派出所3（约" in (await li.says(ASKED))[-1].text
    await served.passes(hours=3)
    assert "公里" not in (await li.says(ASKED))[-1].text


async def test_a_location_before_any_question_is_kept_and_written_nowhere_else(served: Town, tmp_path: Path) -> None:
    li, stage = served.resident(), served.stage
    assert isinstance(stage, LineStage)
    await stage.take(stage.message(li, kind=Kind.LOCATION, text="翡翠城 30.251234,120.001234"))
    await served.settle()
    assert "收到位置" in await li.heard()
    assert "30.251234" not in await served.app.db.read(
        lambda conn: "\n".join(str(row) for row in conn.exec_driver_sql("select payload from intake"))
    )


async def test_where_is_answered_by_places_alone_when_the_entry_says_nothing(served: Town) -> None:
    li = served.resident()
    await li.says("良渚" + ASKED)
    assert "良渚派出所1" in await li.heard()
    assert "仓前派出所2" not in await li.heard()
    assert "良渚派出所1" in (await li.says("在哪里办"))[-1].text
