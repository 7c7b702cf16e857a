"""Tests of the lexical half: terms, BM25, likeness."""

from __future__ import annotations

from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.search import Document, rows
from knowledge.search.lexical import Field
from knowledge.search.lexicon import LONGEST, Lexicon, cut
from knowledge.search.terms import terms, with_stems


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


def test_the_answer_is_a_second_field() -> None:
    documents = [Document("a", ("停车",), "住址证明"), Document("b", ("住址证明",)), Document("c", ("身份证", "护照"))]
    lexicon = Lexicon.build(documents, rows(documents), np.array([0, 1, 2, 2]))
    by_answer, by_wording, other, _ = lexicon.likeness(cut("住址证明"))
    assert by_wording == pytest.approx(1, abs=0.01)
    assert other < by_answer
    assert by_answer > 0.5


def test_a_pasted_page_is_cut() -> None:
    assert len(cut("办" * 10_000)) == 2 * LONGEST - 1


@given(st.text(alphabet=st.characters(), max_size=100))
def test_likeness_of_any_text_is_finite_and_not_negative(text: str) -> None:
    documents = [Document("a", ("居住证怎么办", "a b"), "带身份证")]
    lexicon = Lexicon.build(documents, rows(documents), np.array([0, 0]))
    likeness = lexicon.likeness(cut(text))
    assert likeness.shape == (2,)
    assert np.isfinite(likeness).all()
    assert (likeness >= 0).all()


def test_long_latin_words_are_also_found_by_their_beginning() -> None:
    assert with_stems(["renewal", "card", "居住", "2026年"]) == ["renewal", "renew~", "card", "居住", "2026年"]
    documents = [Document("a", ("renew my card",)), Document("b", ("lose my card",)), Document("c", ("open a shop",))]
    lexicon = Lexicon.build(documents, rows(documents), np.array([0, 1, 2]))
    assert lexicon.likeness(cut("renewing")).argmax() == 0


def test_what_japanese_grammar_is_written_in_counts_little() -> None:
    texts = [["の", "票"], ["の", "猫"], ["の", "水"], ["の", "票"]]
    plain, squared = Field.build(texts), Field.build(texts, 2.0)
    assert squared.idf[squared.vocabulary["の"]] < plain.idf[plain.vocabulary["の"]]
    assert squared.idf[squared.vocabulary["の"]] / squared.idf[squared.vocabulary["猫"]] < 0.2
