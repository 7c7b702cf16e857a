"""An answer in a machine's words is seen while it is written: checked sentences alone, labelled from the first on."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import aiohttp
import openai

from bot.finder import IndexFinder
from knowledge.load import Knowledge
from knowledge.search import Index
from tests.fakes.openai import FakeOpenAI, Messages, honest
from tests.fakes.stages.line import LineStage
from tests.fakes.stages.telegram import TelegramStage
from tests.fakes.stages.web import WebStage
from tests.fakes.telegram import FakeTelegram
from tests.fakes.town import Town

assert openai.OpenAI  # loaded once, before any question waits for it
LABEL = "AI 生成，仅供参考"
ENTRY = "exit.passport_first"


def made(tmp_path: Path, knowledge: Knowledge, index: Index, stage: Any, model: FakeOpenAI) -> Town:
    town = Town(tmp_path, knowledge, IndexFinder(knowledge, index), stage)
    town.values = model.settings(openai_timeout_s=8)
    return town


def lie(messages: Messages) -> str:
    first, *rest = honest(messages).split("\n")
    return "\n".join([first, "工本费999元。[1]", *rest])


async def test_drafts_grow_by_checked_sentences(tmp_path: Path, knowledge: Knowledge, word_index: Index) -> None:
    async with FakeOpenAI(pause_s=0.05) as model:
        stage = LineStage()
        async with made(tmp_path, knowledge, word_index, stage, model).open() as town:
            li = town.resident()
            final = (await li.says(knowledge.entries[ENTRY].title))[-1].text
            drafts = stage.line.drafts["li"]
            assert len(drafts) >= 2
            assert all(draft.endswith(LABEL) for draft in drafts)
            for draft in drafts:
                assert draft.removesuffix(LABEL).strip() in final
                assert "[" not in draft
            model.say = lie
            before = len(drafts)
            told = (await li.says(knowledge.entries["exit.passport_minor"].title))[-1].text
            assert LABEL not in told
            assert not any("999" in draft for draft in drafts[before:])


async def test_the_page_gets_drafts_as_events_and_then_the_reply(
    tmp_path: Path, knowledge: Knowledge, word_index: Index
) -> None:
    async with FakeOpenAI(pause_s=0.05) as model:
        stage = WebStage()
        async with made(tmp_path, knowledge, word_index, stage, model).open() as town:
            li = town.resident()
            last = (await li.says("你好"))[-1].id
            session = stage._sessions["li"]
            seen: list[tuple[str, dict[str, Any]]] = []

            async def listen() -> None:
                assert stage._client is not None
                address = f"{stage._address}/api/chat/{session}/events?after={last}"
                async with stage._client.get(address, timeout=aiohttp.ClientTimeout(total=30)) as answer:
                    name = ""
                    async for raw in answer.content:
                        line = raw.decode().strip()
                        name = line.removeprefix("event: ") if line.startswith("event: ") else name
                        if line.startswith("data: "):
                            seen.append((name, json.loads(line.removeprefix("data: "))))
                            if name == "reply":
                                return

            listening = asyncio.create_task(listen())
            await asyncio.sleep(0.3)
            await li.says(knowledge.entries[ENTRY].title)
            await asyncio.wait_for(listening, 20)
            names = [name for name, _data in seen]
            assert names[-1] == "reply"
            assert names.count("draft") >= 1
            assert all(LABEL in data["text"] and data["origin"] == "model" for _name, data in seen)


async def test_telegram_shows_a_draft_in_a_private_chat(
    tmp_path: Path, knowledge: Knowledge, word_index: Index
) -> None:
    async with FakeOpenAI(pause_s=0.05) as model, FakeTelegram() as fake:
        stage = TelegramStage("polling", fake)
        async with made(tmp_path, knowledge, word_index, stage, model).open() as town:
            await town.resident().says(knowledge.entries[ENTRY].title)
            drafts = [call.params for call in fake.called("sendMessageDraft")]
            assert drafts
            assert all(LABEL in call["text"] for call in drafts)
            assert len({call["draft_id"] for call in drafts}) == 1
