"""Pure: text as people may hand it in, made safe to store, show and send on every channel."""

from __future__ import annotations

import re
import unicodedata

MAX_TIDY = 20_000
"""Nobody reads more; what a person pastes beyond it is cut before anything looks at it."""
_KEPT = frozenset("\n\t\u200d\ufe0e\ufe0f")
_PLAIN = re.compile("[\n\t -~\u3000-\u3029\u4e00-\u9fff\u201c\u201d\uff01-\uff5e]*")
"""What nearly every message is made of, and nothing in it has to go."""
_DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def tidy(text: str) -> str:
    """Without lone surrogates, controls, zero-width, tag and direction marks; line breaks, case and emoji stay."""
    text = text[:MAX_TIDY].replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    kept = text if _PLAIN.fullmatch(text) else "".join(filter(_stays, text))
    return kept.strip(" \t\n\u200d\ufe0e\ufe0f\u3000")


def _stays(char: str) -> bool:
    return char in _KEPT or unicodedata.category(char) not in _DROPPED
