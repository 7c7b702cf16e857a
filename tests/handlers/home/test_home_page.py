"""The residents' page as the server makes it, and asking through its form where no script runs."""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.feature import Feature
from handlers.home import routes
from knowledge.load import Knowledge
from tests.bot.channels.web_house import House, open_house

PAGE = Feature("page", routes=routes.routes)


@pytest.fixture
async def house(tmp_path: Path, knowledge: Knowledge) -> AsyncIterator[House]:
    async with open_house(tmp_path, knowledge, PAGE) as opened:
        yield opened


async def _get(house: House, path: str = "/", **headers: str) -> str:
    async with house.client.get(house.url + path, headers=headers) as answer:
        assert answer.status == 200
        return await answer.text()


async def _post(house: House, status: int = 200, **form: str) -> str:
    async with house.client.post(house.url + "/", data=form) as answer:
        assert answer.status == status, await answer.text()
        return await answer.text()


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return html.unescape(found[1])


async def test_the_first_page_says_what_this_is_and_offers_every_way(house: House, knowledge: Knowledge) -> None:
    page = await _get(house)
    assert '<html lang="zh-CN"' in page
    assert "不是民警" in page
    for number in ("110", "119", "120", "122"):
        assert f'href="tel:{number}"' in page
    for value in ("report", "opinion", "benefits", "human", "mytickets", "privacy"):
        assert re.search(rf'<button[^>]*name="pick" value="{value}"', page)
    hot = re.findall(r'value="faq:([^"]+)"', page)
    assert hot
    assert all(entry in knowledge.entries for entry in hot)


async def test_nothing_on_the_page_comes_from_elsewhere_or_runs_inline(house: House) -> None:
    page = await _get(house)
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)
    assert not re.search(r"<script(?![^>]*(?:src=|application/json))", page)
    assert not re.search(r"\son\w+=|\sstyle=|<style", page)


async def test_the_scripts_are_small(house: House) -> None:
    page = await _get(house)
    urls = re.findall(r'<script src="([^"]+)"', page)
    assert len(urls) == 2
    sizes = []
    for url in urls:
        async with house.client.get(house.url + url) as answer:
            sizes.append(len(await answer.read()))
    assert sum(sizes) < 20 * 1024


@pytest.mark.parametrize(
    ("path", "cookie", "seen"),
    [
        ("/?lang=en", "lang=en", ['<html lang="en"', "Report a problem", 'data-large="0"']),
        ("/?large=3", "large=3", ['data-large="3"']),
        ("/?large=9", "large=0", ['data-large="0"']),
    ],
)
async def test_language_and_type_size_are_remembered(house: House, path: str, cookie: str, seen: list[str]) -> None:
    async with house.client.get(house.url + path) as answer:
        assert answer.headers["Set-Cookie"].startswith(cookie + ";")
        first = await answer.text()
    again = await _get(house)
    for page in (first, again):
        assert all(part in page for part in seen)


async def test_a_question_is_answered_without_a_script(house: House) -> None:
    page = await _post(house, text="身份证到期怎么换 <b>?</b>")
    assert "<p>身份证到期怎么换 &lt;b&gt;?&lt;/b&gt;</p>" in page
    assert "<p>text:身份证到期怎么换 &lt;b&gt;?&lt;/b&gt;</p>" in page
    assert '<a href="https://www.gov.cn/" target="_blank" rel="noopener noreferrer">规定' in page
    assert re.search(r'<button form="ask" name="pick" value="again:1"', page)
    assert re.search(r'<a class="button tel" href="tel:110">110</a>', page)


async def test_the_talk_goes_on_without_a_script(house: House) -> None:
    first = await _post(house, text="你好")
    second = await _post(house, session=_hidden(first, "session"), pick="again:1", text="typed but not sent")
    assert "<p>again</p>" in second
    assert "<p>pick:again:1</p>" in second
    assert "text:你好" not in second
    third = await _post(house, session=_hidden(second, "session"), pick="report")
    assert "<p>我要反映问题</p>" in third


async def test_a_slow_answer_can_be_looked_for_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "ANSWER_WAIT_S", 0.2)
    page = await _post(house, text="slow")
    assert "还在处理" in page
    again = {name: _hidden(page, name) for name in ("session", "after", "asked")}
    monkeypatch.setattr(routes, "ANSWER_WAIT_S", 5.0)
    answered = await _post(house, **again)
    assert "<p>slow</p>" in answered
    assert "<p>text:slow</p>" in answered
    assert "还在处理" not in answered
    assert len(await house.stored()) == 1


@pytest.mark.parametrize(
    ("form", "status", "sentence"),
    [
        ({"text": " "}, 400, "请写几个字再发"),
        ({}, 400, "请写几个字再发"),
        ({"text": "a", "session": "x" * 32}, 404, "没有找到这次对话"),
        ({"session": "x", "after": "0"}, 404, "没有找到这次对话"),
        ({"session": "x" * 32, "after": "9" * 50}, 404, "没有找到这次对话"),
        ({"text": "a" * 300_000}, 413, "内容太长"),
    ],
)
async def test_what_cannot_be_taken_is_said_on_a_page(
    house: House, form: dict[str, str], status: int, sentence: str
) -> None:
    page = await _post(house, status, **form)
    assert sentence in page
    assert "12345" in page
