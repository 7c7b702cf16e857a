"""Pure: text as people may hand it in, made safe to store, show and send on every channel."""

from __future__ import annotations

import unicodedata

MAX_TIDY = 20_000
"""Nobody reads more; what a person pastes beyond it is cut before anything looks at it."""
_KEPT = frozenset("\n\t\u200d\ufe0e\ufe0f")
_DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def tidy(text: str) -> str:
    """Without lone surrogates, controls, zero-width, tag and direction marks; line breaks, case and emoji stay."""
    text = text[:MAX_TIDY].replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    if text.isascii() and text.isprintable():
        return text.strip()
    kept = "".join(char for char in text if char in _KEPT or unicodedata.category(char) not in _DROPPED)
    return kept.strip(" \t\n\u200d\ufe0e\ufe0f\u3000")
