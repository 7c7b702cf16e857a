"""The first-contact notice is said once: by the page, which shows it above the talk, or by the first reply."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from handlers import features
from knowledge.load import Knowledge
from tests.bot.channels.web_house import House, open_house

NOTICE = "不是民警"


@pytest.fixture
async def house(tmp_path: Path, knowledge: Knowledge) -> AsyncIterator[House]:
    async with open_house(tmp_path, knowledge, *features(), echo=False) as opened:
        yield opened


async def _said(house: House, **body: object) -> str:
    replies = await house.replies(await house.said(**body))
    return "\n".join(reply["text"] for reply in replies)


async def test_the_page_without_a_script_says_it_once(house: House) -> None:
    async with house.client.post(house.url + "/", data={"text": "你好"}) as answer:
        page = await answer.text()
    assert 'class="msg bot' in page
    assert page.count(NOTICE) == 1


async def test_the_page_says_so_for_its_script_and_other_programs_are_told_by_the_reply(house: House) -> None:
    assert NOTICE not in await _said(house, text="你好", greeted=True)
    assert NOTICE in await _said(house, text="你好")
    assert NOTICE in await _said(house, text="你好", greeted="yes")


async def test_who_was_greeted_by_the_page_is_not_greeted_later(house: House) -> None:
    session = await house.said(text="你好", greeted=True)
    await house.replies(session)
    await house.said(session=session, text="菜单")
    assert all(NOTICE not in reply["text"] for reply in await house.replies(session))
