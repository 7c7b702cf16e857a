"""One way to write a report down for everything that reads it."""

from __future__ import annotations

from knowledge.normal import normalise
from knowledge.search.spelling import simplified

LONGEST = 1500
"""Characters that are read; who writes more has said what it is about by then."""


def plain(text: str) -> str:
    """The text as the rules read it: normal form, simplified characters, at most LONGEST of them."""
    return simplified(normalise(text[: LONGEST * 2]))[:LONGEST]
