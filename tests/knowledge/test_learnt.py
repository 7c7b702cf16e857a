"""What is learnt from sentences: heard in new words, the same every time, written and read again, and not needed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import crisis, wishes
from knowledge.crisis import read_crisis
from knowledge.injection import UNFORESEEN
from knowledge.learnt import CALM, Learnt, learn, read_learnt, terms, write_learnt
from knowledge.load import SHIPPED, Knowledge
from tests.evaluation.sets import fingerprint, path_of

SAID = [
    (f"{who}{what}", kind, 1.0)
    for who in ("老王", "邻居", "同学", "我哥")
    for what, kind in (("掉河里了", "water"), ("家着火了", "fire"), ("想办证", CALM), ("问几点开门", CALM))
]


@pytest.fixture(scope="module")
def learnt() -> Learnt:
    """From a few sentences."""
    return learn(SAID, ["water", "fire"], "these")


@pytest.mark.parametrize(
    ("text", "kind"), [("小李掉河里了", "water"), ("楼下家着火了", "fire"), ("阿姨想办证", CALM), ("几点开门", CALM)]
)
def test_new_words_around_the_same_matter_are_heard(learnt: Learnt, text: str, kind: str) -> None:
    heard = learnt.hear(text)
    assert (heard.kind if heard.loud > 0 else CALM) == kind


def test_it_learns_the_same_every_time(learnt: Learnt) -> None:
    again = learn(SAID, ["water", "fire"], "these")
    assert again.places == learnt.places
    assert (again.weights == learnt.weights).all()


def test_what_was_written_is_read_again(learnt: Learnt, tmp_path: Path) -> None:
    write_learnt(tmp_path / "table.npz", learnt)
    read = read_learnt(tmp_path / "table.npz")
    assert read is not None
    assert (read.kinds, read.places, read.learnt_from) == (learnt.kinds, learnt.places, "these")
    assert read.hear("掉河里了").loud == pytest.approx(learnt.hear("掉河里了").loud, abs=0.1)


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04 broken", b"[]"])
def test_without_a_table_the_rules_do_alone(tmp_path: Path, content: bytes | None) -> None:
    for name in ("crisis.toml", "danger.toml"):
        (tmp_path / name).write_text((SHIPPED / "words" / name).read_text("utf-8"), "utf-8")
    if content is not None:
        (tmp_path / crisis.TABLE).write_bytes(content)
    mistakes: list[str] = []
    rules = read_crisis(tmp_path / "crisis.toml", tmp_path / "danger.toml", mistakes)
    assert (mistakes, rules.learnt) == ([], None)
    found = rules.find("着火了快来人")
    assert found is not None
    assert found.id == "fire_gas"


def test_the_shipped_tables_are_of_these_sentences() -> None:
    """After a line was added: `python -m tests.evaluation.learn`."""
    for table, name in ((crisis.TABLE, "crisis"), (wishes.TABLE, "wishes")):
        learnt = read_learnt(SHIPPED / "words" / table)
        assert learnt is not None
        assert learnt.learnt_from == fingerprint([path_of(name)])


@given(st.text(max_size=60))
def test_any_text_is_heard(knowledge: Knowledge, text: str) -> None:
    assert knowledge.crisis.learnt is not None
    heard = knowledge.crisis.learnt.hear(text)
    assert heard.kind in knowledge.crisis.learnt.kinds
    assert len(terms(text)) <= 3 * (len(text) + 2)


def test_the_products_own_words_sound_like_nothing_else(knowledge: Knowledge) -> None:
    """People press them, repeat them and send them back; each of the tables would speak up alone."""
    apart = ("crisis", "sensitive", "safety", "ladder")
    labels = {text for key, each in knowledge.texts.table.items() if key.partition(".")[0] not in apart
              for text in each.values() if 1 < len(text) <= 12 and "{" not in text}  # fmt: skip
    assert len(labels) > 300
    rules = replace(knowledge.wishes, learnt=None)
    heard = {
        text
        for text in labels
        if knowledge.crisis.find(text) and replace(knowledge.crisis, learnt=None).find(text) is None
    }
    # Whoever names the staff may well want them.
    wished = {
        text for text in labels if knowledge.wishes.person(text) and not rules.person(text) and "工作人员" not in text
    }
    tricks = {text for text in labels if knowledge.injections.find(text) is UNFORESEEN}
    assert (heard, wished, tricks) == (set(), set(), set())
