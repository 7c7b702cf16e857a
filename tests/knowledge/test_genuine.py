"""What was forwarded: doubts and fraud scripts are found, only exactly ours is official, nothing is called safe."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.genuine import Verdict, host_of, read_genuine
from knowledge.load import Knowledge

GENUINE = Path(__file__).parents[1] / "evaluation" / "genuine.jsonl"
LINES = [json.loads(line) for line in GENUINE.read_text(encoding="utf-8").splitlines()]
HOSTS, NUMBERS = frozenset({"www.yuhang.gov.cn"}), frozenset({"12345", "96110", "110"})


def test_fraud_scripts_get_a_verdict_and_it_is_never_official(knowledge: Knowledge) -> None:
    said = [line["text"] for line in LINES if line["doubt"]]
    assert len(said) >= 200
    judged = {text: knowledge.genuine.judge(text, lambda: HOSTS, lambda: NUMBERS) for text in said}
    found = [text for text in said if judged[text] or knowledge.crisis.find(text)]
    assert len(found) >= 0.95 * len(said)
    assert {each.verdict for each in judged.values() if each} == {Verdict.UNCONFIRMED}


def test_ordinary_questions_get_none(knowledge: Knowledge) -> None:
    said = [line["text"] for line in LINES if not line["doubt"]]
    assert [text for text in said if knowledge.genuine.judge(text, lambda: HOSTS, lambda: NUMBERS)] == []


@pytest.mark.parametrize(
    ("said", "verdict", "what"),
    [
        ("https://www.yuhang.gov.cn/art/1 这个链接是官方的吗", "official_link", "www.yuhang.gov.cn"),
        ("Is www.yuhang.gov.cn genuine?", "official_link", "www.yuhang.gov.cn"),
        ("96110 打来的电话是真的吗", "official_number", "96110"),
        ("96110 打来让我转钱，是真的吗", "unconfirmed", ""),
        ("+8696110 打来的是真的吗", "unconfirmed", ""),
        ("110119 打来的电话是真的吗", "unconfirmed", ""),
        ("【余杭】您的户籍异常，否则注销，点击 https://www.yuhang.gov.cn/x", "unconfirmed", ""),
        ("https://www.yuhang.gov.cn 和 https://yuhang.top 是官方的吗", "unconfirmed", ""),
    ],
)
def test_verdicts(knowledge: Knowledge, said: str, verdict: str, what: str) -> None:
    judged = knowledge.genuine.judge(said, lambda: HOSTS, lambda: NUMBERS)
    assert judged is not None
    assert (judged.verdict, judged.what) == (verdict, what)


@pytest.mark.parametrize(
    "link",
    [
        "https://www.yuhang.gov.cn.evil.cc/a",
        "https://www.yuhang.gov.cn@evil.cc/a",
        "https://evil.cc/www.yuhang.gov.cn",
        "https://evil.cc#@www.yuhang.gov.cn",
        "https://evil.cc\\\\@www.yuhang.gov.cn",
        "https://www.yuhang.gov.cn:8443/",
        "http://www.yuhang.gov.cn/",
        "https://www.yuhаng.gov.cn/",  # a Cyrillic а
        "https://xn--www-yuhang.gov.cn",
        "https://user:www.yuhang.gov.cn@1.2.3.4/",
        "https://yuhang.gov.cn",
        "https://www.yuhang.gov.cn。evil.cc",
        "javascript://www.yuhang.gov.cn",
    ],
)
def test_look_alikes_are_never_official(knowledge: Knowledge, link: str) -> None:
    assert host_of(link) not in HOSTS
    judged = knowledge.genuine.judge(f"{link} 这个链接是官方的吗", lambda: HOSTS, lambda: NUMBERS)
    assert judged is not None
    assert judged.verdict is Verdict.UNCONFIRMED


@given(st.text(max_size=200))
def test_any_text_is_read(knowledge: Knowledge, text: str) -> None:
    judged = knowledge.genuine.judge(text, lambda: HOSTS, lambda: NUMBERS)
    assert judged is None or (judged.verdict is Verdict.UNCONFIRMED) == (not judged.what)
    host_of(text)


def test_what_is_missing_in_the_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "genuine.toml"
    path.write_text('[asks]\npatterns = ["("]\n', encoding="utf-8")
    mistakes: list[str] = []
    read_genuine(path, mistakes)
    assert len(mistakes) == 5
