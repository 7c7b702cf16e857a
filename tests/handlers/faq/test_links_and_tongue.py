"""Addresses are never the model's own, and an answer is in the asker's language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.faq.links import hidden, put_back
from handlers.faq.tongue import answers_in, tongue


def test_addresses_travel_as_tokens() -> None:
    texts, links = hidden(["见 https://a.gov.cn/1，或 https://b.gov.cn/2。", "还是 https://a.gov.cn/1"])
    assert texts == ("见 {L1}，或 {L2}。", "还是 {L1}")
    assert put_back("看 {L2} 和 {{L1}}，不看 {L9}。", links) == "看 https://b.gov.cn/2 和 https://a.gov.cn/1，不看 。"


@given(st.lists(st.text(max_size=60), max_size=4))
def test_what_was_hidden_comes_back(texts: list[str]) -> None:
    tokens, links = hidden(texts)
    if not any("{L" in text or "{{" in text for text in texts):
        assert tuple(put_back(token, links) for token in tokens) == tuple(texts)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("怎么办护照", "zh"), ("How do I renew my passport?", "en"),
        ("パスポートの更新方法", "ja"), ("여권을 갱신하려면", "ko"),
        ("Как получить паспорт", "cyrillic"), ("Comment renouveler un passeport", "latin"), ("12367", ""),
        ("带 passport 去窗口", "zh"), ("Call 12367 and say 「我想办护照」 to the clerk", "en"),
    ],
)  # fmt: skip
def test_the_language_of_a_text(text: str, wanted: str) -> None:
    assert tongue(text) == wanted


def test_an_answer_is_in_the_language_of_the_question() -> None:
    assert answers_in("带身份证去窗口。", "怎么办护照", "zh")
    assert not answers_in("Take your ID card to the window.", "怎么办护照", "zh")
    assert not answers_in("带身份证去窗口。", "How do I get a passport?", "en")
    assert answers_in("窓口で「护照」を申請してください。", "パスポートはどこですか", "zh")
    assert not answers_in("Take your ID card to the window.", "パスポートはどこですか", "zh")
    assert answers_in("带身份证去窗口。", "zenme ban huzhao", "zh")  # pinyin
