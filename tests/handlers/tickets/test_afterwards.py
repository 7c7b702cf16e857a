"""After an answer the resident may just write that it is not solved."""

from __future__ import annotations

import pytest

from tests.fakes.town import Town
from tests.journeys.test_report import reports


@pytest.mark.parametrize(
    "words", ["没有解决", "还没解决！", "问题没解决", "还是没有处理好", "Not solved.", "it's still not solved"]
)
async def test_it_is_opened_again(line_town: Town, words: str) -> None:
    number = await reports(line_town)
    li, wang = line_town.resident(), line_town.member()
    await wang.answers(number, "修好了")
    await li.says("你好")  # the buttons under the answer are gone by now
    assert number in (await li.says(words))[-1].text
    assert number in await wang.heard()
    progress = (await li.says(number))[-1].text
    assert "办理中" in progress or "in progress" in progress


@pytest.mark.parametrize("words", ["没有解决", "社区矛盾没解决找谁", "解决了"])
async def test_without_an_answer_these_are_words_like_any(line_town: Town, words: str) -> None:
    number = await reports(line_town)
    li = line_town.resident()
    assert "重新打开" not in (await li.says(words))[-1].text
    assert "已登记" in (await li.says(number))[-1].text
