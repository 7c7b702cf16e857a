"""Questions that no entry answers: read as data, never found, and in the way of nothing that an entry says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.finder import documents_of
from knowledge.elsewhere import read_elsewhere, unanswered
from knowledge.load import Knowledge
from knowledge.search import Band, Document, Index
from knowledge.search.calibration import calibrate


def test_a_line_that_is_empty_or_stands_twice_is_named(tmp_path: Path) -> None:
    path, mistakes = tmp_path / "elsewhere.toml", list[str]()
    path.write_text('[[group]]\nid = "a"\nlines = ["明天下雨吗", " "]\n[[group]]\nid = "b"\nlines = ["明天下雨吗"]\n')
    assert read_elsewhere(path, mistakes) == (" ", "明天下雨吗")
    assert [mistake.split(":")[1] for mistake in mistakes] == [" group a", " group b"]


def test_what_an_entry_answers_is_no_stranger(knowledge: Knowledge) -> None:
    entry = next(iter(knowledge.entries.values()))
    assert unanswered((entry.questions[0], "明天下雨吗"), [entry]) == ("明天下雨吗",)


def test_none_of_the_shipped_lines_is_an_entrys_wording(knowledge: Knowledge) -> None:
    assert unanswered(knowledge.elsewhere, knowledge.entries.values()) == knowledge.elsewhere
    assert len(knowledge.elsewhere) >= 400


def test_elsewhere_is_never_found_and_refuses_what_lies_nearer_to_it() -> None:
    entries = [
        Document(name, (f"{name}怎么补办", f"补办{name}", f"{name}丢了")) for name in ("身份证", "居住证", "驾驶证")
    ]
    strange = Document("-", ("社保卡怎么补办", "社保卡丢了", "补办社保卡"), elsewhere=True)
    with_it, without = Index.build([*entries, strange], None), Index.build(entries, None)
    asked = "社保卡怎么补办呀"
    assert with_it.search(asked).hits[0].confidence < without.search(asked).hits[0].confidence / 2
    assert with_it.search(asked).band is Band.REFUSE
    assert "-" not in [hit.id for hit in with_it.search("社保卡怎么补办", limit=9).hits]
    assert with_it.exact("社保卡丢了") is None
    assert with_it.search("居住证丢了").hits[0].id == "居住证"
    assert Index.build([strange], None).search("社保卡").hits == ()


def test_elsewhere_comes_last(knowledge: Knowledge) -> None:
    assert [document.elsewhere for document in documents_of(knowledge)].index(True) == len(knowledge.entries)
    with pytest.raises(ValueError, match="last"):
        Index.build([Document("-", ("社保卡",), elsewhere=True), Document("a", ("居住证",))], None)


def test_thresholds_follow_from_what_is_named_as_not_answered() -> None:
    random = np.random.default_rng(5)
    known, near, named = (random.uniform(*span, 4000).astype(np.float32) for span in ((0, 1), (0.1, 0.5), (-0.5, 0)))
    learnt = calibrate(known, known, known > 0.3, near, named)
    assert learnt.clarify == pytest.approx(learnt.confidence(-0.04), abs=0.01)
    assert learnt.answer == pytest.approx(learnt.confidence(-0.015), abs=0.01)
