"""One way to write any text down, so that equal questions become equal strings."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Blank letters and marks that no category tells apart from real ones: Hangul fillers, the braille blank, joiners.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5")
_DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_SPACES = re.compile(r"\s+")
# Full-width marks are what NFKC makes of nearly every Chinese sentence; what is left is in its final form already.
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FINAL = re.compile("[ -~\u3001\u3002\u300a-\u3011\u4e00-\u9fff\u201c\u201d]*")


def _visible(character: str) -> bool:
    """Whether a person would see the character; the selectors that only choose an emoji's style do not count."""
    if character in _BLANK or "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef":
        return False
    return unicodedata.category(character) not in _DROPPED


# Every rule that is asked about a question asks for the same few forms of it: those are kept, and little more.
@lru_cache(maxsize=64)
def normalise(text: str) -> str:
    """The text in compatibility form (NFKC), lower case, trimmed, with runs of white space as one space.

    Characters that nobody sees go: lone surrogates, zero-width and tag characters, controls, private and unassigned
    code points. Never raises; normalising twice changes nothing.
    """
    spaced = _SPACES.sub(" ", text)
    if spaced.isascii() and spaced.isprintable():
        return spaced.lower().strip()
    narrow = spaced.translate(_NARROW)
    if _FINAL.fullmatch(narrow):
        return narrow.lower().strip()
    # Hidden characters go first and last: first so that what they separated can compose, last because NFKC and
    # lower-casing may bring new ones.
    shown = "".join(filter(_visible, spaced))
    lowered = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", shown).lower())
    clean = "".join(filter(_visible, lowered))
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", clean)).strip()
