"""Tests of the one way to write a text down."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.normal import normalise

anything = st.text(alphabet=st.characters(), max_size=200)


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("  居住证怎么办？ ", "居住证怎么办?"),
        ("ＡＢＣ１２３", "abc123"),
        ("a\n\t b", "a b"),
        ("居\u200b住\ufeff证", "居住证"),
        ("ok\U000e0041\U000e007f", "ok"),
        ("bad\ud800end", "badend"),
        ("e\u200b\u0301", "é"),
        ("❤\ufe0f", "❤"),
        ("\x00\u200d\u3164", ""),
        ("Ⅻ", "xii"),
        ("", ""),
    ],
)
def test_writes_equal_texts_equally(typed: str, normal: str) -> None:
    assert normalise(typed) == normal


@given(anything)
def test_any_text_ends_clean_and_stays_as_it_is(text: str) -> None:
    normal = normalise(text)
    assert normalise(normal) == normal
    assert normal == normal.strip()
    normal.encode()  # no lone surrogate is left


@given(st.text(alphabet="居住证怎么办abXY 12？！，（）～。、《》“”「」　\t", max_size=40))
def test_the_short_way_for_plain_sentences_leads_where_the_long_way_does(text: str) -> None:
    # A character that nobody sees forces the long way.
    assert normalise(text) == normalise(f"{text}\u200b")
