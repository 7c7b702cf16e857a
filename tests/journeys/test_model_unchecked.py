"""Whatever a model says that its entry does not: nobody sees a word of it, in no draft and on no channel."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import openai
import pytest
import structlog

from knowledge.claims import ready
from tests.fakes.openai import FakeOpenAI, Messages, Mood, honest
from tests.fakes.stages.line import LineStage
from tests.fakes.stages.telegram import TelegramStage
from tests.fakes.stages.web import WebStage
from tests.fakes.town import Town

assert openai.OpenAI  # loaded once, before any question waits for it
LABEL = "AI 生成，仅供参考"
ENTRY = "exit.passport_first"
LIES = {
    "999": "工本费999元。",
    "包您": "您一定能领到，包您通过。",
    "t.me": "详见 t.me/fakehelp 。",
    "passport-fast": "打开 passport-fast.io 预约。",
    "加急费": "<b>加急费</b>另算。",
    "税务局": "也可以到税务局办。",
    "yuhang_help": "加微信 yuhang_help 咨询。",
    "塞点钱": "没带证件也没关系，塞点钱就行。",
    "短信验证码发给": "请把短信验证码发给我。",
    "需要回户籍地": "本人需要回户籍地。",
    "88888888": "拨打0571-88888888。",
    "x.example": "[点这里](http://x.example/a)。",
    "Bring nothing": "Bring nothing at all, everything is free for you.",
    "拘留": "您这样已经违法了，会被拘留。",
}
"""What nobody may see, and the sentence with it."""


@pytest.fixture
async def model() -> AsyncIterator[FakeOpenAI]:
    ready()
    async with FakeOpenAI(pause_s=0.01) as server:
        yield server


@pytest.fixture
async def town(closed_town: Town, model: FakeOpenAI) -> AsyncIterator[Town]:
    closed_town.values = model.settings(openai_timeout_s=8)
    async with closed_town.open():
        yield closed_town


def after_the_truth(lie: str) -> Any:
    """A true sentence, the lie, and the truth again."""

    def say(messages: Messages) -> str:
        first, *rest = honest(messages).split("\n")
        return "\n".join([first, lie, *rest])

    return say


async def drafts_on_the_page(stage: WebStage, session: str, after: str, seen: list[dict[str, Any]]) -> None:
    """Listens as the page does, for as long as it is let."""
    assert stage._client is not None
    address = f"{stage._address}/api/chat/{session}/events?after={after}"
    async with stage._client.get(address, timeout=aiohttp.ClientTimeout(total=120)) as answer:
        async for raw in answer.content:
            line = raw.decode().strip()
            if line.startswith("data: "):
                seen.append(json.loads(line.removeprefix("data: ")))


async def test_nobody_sees_what_was_not_checked(town: Town, model: FakeOpenAI) -> None:
    li, stage = town.resident(), town.stage
    entry = town.knowledge.entries[ENTRY]
    last, on_the_page = (await li.says("你好"))[-1].id, list[dict[str, Any]]()
    listening = None
    if isinstance(stage, WebStage):
        listening = asyncio.create_task(drafts_on_the_page(stage, stage._sessions["li"], last, on_the_page))
        await asyncio.sleep(0.1)
    for name, lie in LIES.items():
        model.say = after_the_truth(f"{lie}[1]")
        told = (await li.says(entry.title))[-1].text
        assert entry.short in told, name
        assert LABEL not in told, name
    shown = [await li.all_heard(), *(item["text"] for item in on_the_page)]
    if listening is not None:
        listening.cancel()
        assert any(item.get("origin") == "model" for item in on_the_page)  # drafts of what was true
    elif isinstance(stage, TelegramStage):
        shown += [call.params["text"] for call in stage.fake.called("sendMessageDraft")]
    elif isinstance(stage, LineStage):
        shown += stage.line.drafts["li"]
    for text in shown:
        assert not [lie for lie in LIES if lie in text]


async def test_an_answer_comes_though_the_model_is_still_dripping(closed_town: Town, model: FakeOpenAI) -> None:
    closed_town.values = model.settings(openai_timeout_s=1.0)
    async with closed_town.open() as town:
        model.mood = Mood.TRICKLES
        told = (await town.resident().says(town.knowledge.entries[ENTRY].title))[-1].text
        assert LABEL not in told
        assert town.knowledge.entries[ENTRY].short in told
        assert model.finished == 0  # nobody waited for the end of it


async def test_who_somebody_is_stays_in_the_house(town: Town, model: FakeOpenAI) -> None:
    li = town.resident()
    title = town.knowledge.entries[ENTRY].title
    await li.says(f"我叫李明，住翡翠小区3幢2单元501室，车牌浙A12345，电话13812345678，{title}")
    await li.says(f"身份证330184199003051234，{title}")
    await li.says(title)
    assert model.asked
    told = "\n".join(model.words())
    for secret in ("李明", "翡翠", "3幢", "501", "A12345", "12345678", "19900305", "330184"):
        assert secret not in told.partition("Question")[2] + told.partition("Said before")[2], secret


async def test_the_key_is_in_no_log(town: Town, model: FakeOpenAI, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    li, title = town.resident(), town.knowledge.entries[ENTRY].title
    with structlog.testing.capture_logs() as logs:
        for mood in (Mood.STREAMS, Mood.REFUSES, Mood.BAD_EVENTS):
            model.mood = mood
            await li.says(title)
            await town.passes(minutes=10)
    assert len(model.asked) == 3
    assert "sk-test" not in caplog.text + str(logs)
