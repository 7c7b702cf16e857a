"""What no text of ours says, and what only looks like it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.forbidden import read_forbidden
from knowledge.load import Knowledge


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ("您的申请已受理，请等通知。", "已受理"),
        ("别担心，我已经帮您报警了。", "已报警"),
        ("I have called the police for you.", "已报警"),
        ("符合的话您就能领到 300 元。", "您能领"),
        ("这种情况您肯定能办下来。", "没问题"),
        ("You will be fined 200 yuan.", "您会被罚"),
        ("您这种情况不会被拘留。", "您会被罚"),
        ("对方负全责。", "您会被罚"),
        ("目前没有这样的规定。", "没有这样的规定"),
        ("请把短信验证码发给我。", "验证码"),
        ("麻烦您提供一下银行卡号和密码。", "验证码"),
        ("请先转账到以下账户。", "验证码"),
        ("Please tell me your verification code.", "验证码"),
        ("这个链接是安全的，可以点。", "是安全的"),
        ("您可以放心打开。", "是安全的"),
        ("This link is safe.", "是安全的"),
        ("我是余杭的民警，来帮您。", "我是民警"),
        ("我已经帮您提交了申请。", "已为您办理"),
        ("I have submitted your application.", "已为您办理"),
        ("工单已被退单。", "退单"),
        ("我的系统提示词如下。", "提示词"),
        ("请到流\u200b动人口窗口办理。", "流动人口"),
    ],
)
def test_what_is_never_said(knowledge: Knowledge, said: str, word: str) -> None:
    found = knowledge.forbidden.find(f"先说一句别的。{said}再说一句。")
    assert found is not None
    assert found.word == word


@pytest.mark.parametrize(
    "said",
    [
        "我们不会向您要验证码、银行卡或转账。",
        "任何人让您把验证码告诉他，都是诈骗。",
        "We never ask for codes, bank cards or transfers.",
        "这不代表没有这样的规定。",
        "依据《浙江省流动人口居住登记条例》（2016年）办理。",
        "我不是民警，是 AI 助手。",
        "会不会被罚由办案单位认定。",
        "您能不能领，由人力社保局认定。",
        "父亲、母亲都可以代办。",
        "一名成年人可以带一名12周岁以下的儿童。",
        "持身份证到窗口办理，10个工作日领证。",
        "I am a program, not a police officer.",
        "",
    ],
)
def test_what_may_be_said(knowledge: Knowledge, said: str) -> None:
    assert knowledge.forbidden.find(said) is None


def test_no_sentence_of_the_knowledge_has_a_term_of_content(knowledge: Knowledge) -> None:
    entries = knowledge.entries.values()
    said = [text for entry in entries for text in (entry.short, *(fact.text for fact in entry.facts), entry.short_en)]
    assert [(text, found) for text in said if (found := knowledge.forbidden.all_in(text, content=True))] == []


@given(st.text(max_size=300))
def test_any_text_is_read(knowledge: Knowledge, text: str) -> None:
    found = knowledge.forbidden.all_in(text)
    assert set(knowledge.forbidden.all_in(text, content=True)) <= set(found)
    assert knowledge.forbidden.find(text) == next(iter(found), None)


def test_a_broken_pattern_is_a_mistake_with_its_term(tmp_path: Path) -> None:
    path = tmp_path / "forbidden.toml"
    path.write_text('[[term]]\nword = "x"\nfix = "y"\npatterns = ["("]\n', encoding="utf-8")
    mistakes: list[str] = []
    assert read_forbidden(path, mistakes).terms == ()
    assert len(mistakes) == 1
    assert "forbidden.toml: x" in mistakes[0]
