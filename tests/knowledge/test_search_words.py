"""Tests of the lexical half: terms, BM25, likeness."""

from __future__ import annotations

from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.search import Document
from knowledge.search.lexical import Field
from knowledge.search.lexicon import LONGEST, Lexicon, cut
from knowledge.search.terms import terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("居住证", ["居", "住", "证", "居住", "住证"]),
        ("打12345热线", ["打", "12345", "热", "线", "热线"]),
        ("lost my passport?", ["lost", "my", "passport"]),
        ("card_arrival", ["card", "arrival"]),
        ("13:30到17.5", ["13:30", "到", "17.5"]),
        ("café", ["café"]),
        ("！？…", []),
    ],
)
def test_cuts_runs_into_pairs_and_keeps_words_whole(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


def test_scores_as_bm25_says() -> None:
    field = Field.build([["a", "b"], ["a", "a", "c", "d"], ["d"]])
    mean = 7 / 3
    rare, common = log(1 + 2.5 / 1.5), log(1 + 1.5 / 2.5)
    first = common * 2.2 / (1 + 1.2 * (0.25 + 0.75 * 2 / mean)) + rare * 2.2 / (1 + 1.2 * (0.25 + 0.75 * 2 / mean))
    second = common * 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 4 / mean))
    assert field.scores(["a", "b", "zzz"]) == pytest.approx([first, second, 0], rel=1e-5)
    assert field.reachable(["a", "b"]) == pytest.approx(first, rel=1e-5)
    assert field.reachable(["zzz"]) > field.reachable(["b"])


def test_an_empty_field_scores_nothing() -> None:
    field = Field.build([[], []])
    assert field.scores(["a"]).tolist() == [0, 0]
    assert field.reachable([]) == 0


def test_the_answer_is_a_second_and_weaker_field() -> None:
    documents = [Document("a", ("停车",), "住址证明"), Document("b", ("住址证明",)), Document("c", ("身份证", "护照"))]
    lexicon = Lexicon.build(documents, np.array([0, 1, 2, 2]))
    by_answer, by_wording, other, _ = lexicon.likeness(cut("住址证明"))
    assert by_wording == pytest.approx(1, abs=0.01)
    assert other < by_answer < by_wording


def test_a_pasted_page_is_cut() -> None:
    assert len(cut("办" * 10_000)) == 2 * LONGEST - 1


@given(st.text(alphabet=st.characters(), max_size=100))
def test_likeness_of_any_text_is_finite_and_not_negative(text: str) -> None:
    lexicon = Lexicon.build([Document("a", ("居住证怎么办", "a b"), "带身份证")], np.array([0, 0]))
    likeness = lexicon.likeness(cut(text))
    assert likeness.shape == (2,)
    assert np.isfinite(likeness).all()
    assert (likeness >= 0).all()
