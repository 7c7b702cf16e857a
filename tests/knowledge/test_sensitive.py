"""Delicate matters are told from questions about rules: sentences written apart from the patterns are the measure."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.load import Knowledge
from knowledge.sensitive import Delicate, read_sensitive

SENTENCES = Path(__file__).parents[1] / "evaluation" / "sensitive.jsonl"
LEAST = 12
LINES = tuple(json.loads(line) for line in SENTENCES.read_text(encoding="utf-8").splitlines())


def told(kind: Delicate) -> list[str]:
    return [line["text"] for line in LINES if line["kind"] == kind]


def harmless(kind: Delicate) -> list[str]:
    return [line["text"] for line in LINES if line.get("near") == kind]


@pytest.mark.parametrize("kind", Delicate)
def test_what_people_tell_of_themselves_is_found(knowledge: Knowledge, kind: Delicate) -> None:
    sentences = told(kind)
    assert len(sentences) >= LEAST
    missed = [text for text in sentences if knowledge.sensitive.find(text) is not kind]
    allowed = 0 if kind is Delicate.BRIBERY else len(sentences) // 10
    assert len(missed) <= allowed, missed


@pytest.mark.parametrize("kind", Delicate)
def test_questions_and_near_misses_are_left_alone(knowledge: Knowledge, kind: Delicate) -> None:
    sentences = harmless(kind)
    assert len(sentences) >= LEAST
    assert len([text for text in sentences if knowledge.sensitive.find(text)]) <= 1, sentences


def test_false_alarms_are_rare(knowledge: Knowledge) -> None:
    wordings = [wording for entry in knowledge.entries.values() for wording in entry.wordings]
    for texts in ([line["text"] for line in LINES if not line["kind"]], wordings):
        wrong = [(text, found) for text in texts if (found := knowledge.sensitive.find(text))]
        assert len(wrong) <= 0.03 * len(texts), wrong


@pytest.mark.parametrize("kind", Delicate)
def test_a_question_or_a_greeting_around_it_hides_nothing(knowledge: Knowledge, kind: Delicate) -> None:
    for text in told(kind)[:5]:
        for around in ("你好，{}", "{}。这种事怎么处罚？", "{}\n谢谢", "行贿罪怎么判？{}"):
            assert knowledge.sensitive.find(around.format(text)) is kind, around.format(text)


def test_the_gravest_kind_decides(knowledge: Knowledge) -> None:
    assert knowledge.sensitive.find("我得了乳腺癌", "村书记收了人家红包") is Delicate.BRIBERY


@given(st.text(max_size=400))
def test_any_text_is_read(knowledge: Knowledge, text: str) -> None:
    assert knowledge.sensitive.find(text) in (None, *Delicate)


@pytest.mark.parametrize("piece", ["我", "举报", "我老公打", "送", "a ", "工作人员", "我欠"])
def test_long_texts_are_read_quickly(knowledge: Knowledge, piece: str) -> None:
    begun = time.perf_counter()
    knowledge.sensitive.find((piece * 4000)[:4000])
    assert time.perf_counter() - begun < 2.0


def test_mistakes_are_named(tmp_path: Path) -> None:
    path = tmp_path / "sensitive.toml"
    path.write_text(
        '[words]\nkin = "老公"\n'
        '[[kind]]\nid = "debt"\npatterns = ["<kin>欠", "<nobody>欠"]\n'
        '[[kind]]\nid = "illness"\npatterns = ["("]\n'
        '[[kind]]\nid = "gossip"\npatterns = []\n',
        encoding="utf-8",
    )
    mistakes: list[str] = []
    read_sensitive(path, mistakes)
    assert len(mistakes) == 3
    assert "<nobody>" in mistakes[0]
    assert "kind 2" in mistakes[1]
    assert "gossip" in mistakes[2]
