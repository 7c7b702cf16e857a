"""Text as people may hand it in."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.tidy import MAX_TIDY, tidy

ANYTHING = st.text(alphabet=st.characters(), max_size=200)


@given(ANYTHING)
def test_it_can_be_stored_and_shown_everywhere(text: str) -> None:
    clean = tidy(text)
    clean.encode()
    assert tidy(clean) == clean
    kinds = {unicodedata.category(char) for char in clean if char not in "\n\t\u200d\ufe0e\ufe0f"}
    assert not kinds & {"Cc", "Cf", "Cs", "Co", "Cn"}


@pytest.mark.parametrize(
    ("given", "kept"),
    [("  a\r\nb\rc\u2028d ", "a\nb\nc\nd"), ("a\x00b\x1b", "ab"), ("\ud83d", ""), ("\u200b\u2060\ufeff", ""),
     ("\U000e0041\U000e0042", ""), ("\u202eabc\u202c", "abc"), ("👨‍👩‍👧", "👨‍👩‍👧"),
     ("Straße É", "Straße É"), ("\u3000好\u3000", "好")],
)  # fmt: skip
def test_examples(given: str, kept: str) -> None:
    assert tidy(given) == kept


def test_what_nobody_reads_is_cut() -> None:
    assert len(tidy("字" * 100_000)) == MAX_TIDY
