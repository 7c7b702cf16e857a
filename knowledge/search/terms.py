"""Cutting a normalised text into the terms that the lexical half of the search counts."""

from __future__ import annotations

import re
from collections.abc import Sequence

# Scripts written without spaces: Thai, kana, Han (all planes) and Hangul. Everything else comes in words.
_UNSPACED = (
    "\u0e00-\u0e7f\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_PIECE = re.compile(rf"(?P<run>[{_UNSPACED}]+)|\d+(?:[.:]\d+)+|[^\W_{_UNSPACED}]+")


def terms(text: str) -> list[str]:
    """The terms of a normalised text, in order and with repeats.

    Runs of Chinese, Japanese, Korean or Thai give every character and every pair of neighbours; numbers and words of
    other scripts stay whole. Punctuation gives nothing, so the list may be empty.
    """
    found: list[str] = []
    for piece in _PIECE.finditer(text):
        run = piece[0]
        if piece["run"] is None:
            found.append(run)
            continue
        found.extend(run)
        found.extend(run[at : at + 2] for at in range(len(run) - 1))
    return found


# A longer Latin word is also counted by its beginning, so that "renewing" finds "renew": no list of endings needed.
STEM = 5


def with_stems(found: Sequence[str]) -> list[str]:
    """The terms, and behind each long Latin word its first letters."""
    counted: list[str] = []
    for term in found:
        counted.append(term)
        if len(term) > STEM and term.isascii() and term.isalpha():
            counted.append(f"{term[:STEM]}~")
    return counted
