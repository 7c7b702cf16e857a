"""What is learnt from the examples: shipped in step with them, relearnt where they were edited, the same either way."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from knowledge.load import SHIPPED
from knowledge.reports import load_reports
from knowledge.reports.ear import FILE, learn_meaning, learn_words, read_ear, write_ear
from knowledge.reports.examples import Example, read_examples

FOLDER = SHIPPED / "words" / "reports"
FEW = (
    Example("灯不亮了", "lamp_out", False),
    Example("晚上一片漆黑", "lamp_out", False),
    Example("铁盖子没了", "manhole", True),
    Example("井口敞着", "manhole", True),
)


def test_the_shipped_ear_was_taught_with_the_shipped_examples() -> None:
    examples = read_examples(FOLDER / "examples.toml", load_reports(SHIPPED).lexicon.categories, [])
    assert len(examples) > 1500
    ear = read_ear(FOLDER / FILE, examples)
    assert ear is not None, "run scripts/build-vectors"
    assert ear.meaning is not None


def test_no_example_stands_in_a_set_that_measures() -> None:
    examples = read_examples(FOLDER / "examples.toml", load_reports(SHIPPED).lexicon.categories, [])
    sets = Path(__file__).parents[2] / "evaluation"
    measured = "".join(path.read_text(encoding="utf-8") for path in sets.glob("reports*.jsonl"))
    assert [each.text for each in examples if len(each.text) > 12 and each.text in measured] == []


def test_words_and_urgency_are_learnt() -> None:
    ear = learn_words(FEW)
    lamp, hole = ear.words.scores("外面的灯又不亮"), ear.words.scores("盖子没了")
    assert ear.aspects[int(lamp[:-1].argmax())] == "lamp_out"
    assert ear.aspects[int(hole[:-1].argmax())] == "manhole"
    assert hole[-1] > lamp[-1]
    assert not ear.words.scores("xyz").any()


def test_an_ear_is_kept_and_only_believed_for_its_own_examples(tmp_path: Path) -> None:
    vectors = np.eye(4, 8, dtype=np.float32)
    ear = learn_meaning(learn_words(FEW), FEW, vectors, "model")
    write_ear(tmp_path / FILE, ear, FEW)
    kept = read_ear(tmp_path / FILE, FEW)
    assert kept is not None
    assert kept.meaning is not None
    assert kept.aspects == ear.aspects
    assert kept.words.scores("铁盖子没了") == pytest.approx(ear.words.scores("铁盖子没了"), abs=0.02)
    assert kept.aspects[int(kept.meaning.scores(vectors[3])[:-1].argmax())] == "manhole"
    assert not kept.meaning.fits(np.ones(3, np.float32))
    assert not kept.meaning.fits(np.full(8, np.nan, np.float32))
    assert read_ear(tmp_path / FILE, FEW[1:]) is None
    (tmp_path / FILE).write_bytes(b"broken")
    assert read_ear(tmp_path / FILE, FEW) is None
    with pytest.raises(ValueError, match="both halves"):
        write_ear(tmp_path / FILE, learn_words(FEW), FEW)


def test_mistakes_in_the_examples_are_named(tmp_path: Path) -> None:
    path = tmp_path / "examples.toml"
    path.write_text('[lamp_out]\nsay = "x"\n[ufo]\nsay = ["y"]\n[manhole]\nsay = ["!"]\n', encoding="utf-8")
    mistakes: list[str] = []
    assert read_examples(path, {"lamp_out", "manhole"}, mistakes) == ()
    assert len(mistakes) == 3
