"""Pure: addresses are given to a model as tokens and put back afterwards, so that none can be invented."""

from __future__ import annotations

import re
from collections.abc import Sequence

_URL = re.compile(r"https?://[^\s，。；、）)」》]+")
_TOKEN = re.compile(r"\{+L(\d{1,3})\}+")


def hidden(texts: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The texts with `{L1}`, `{L2}` … in place of addresses, and the addresses."""
    found: list[str] = []

    def token(match: re.Match[str]) -> str:
        if match[0] not in found:
            found.append(match[0])
        return f"{{L{found.index(match[0]) + 1}}}"

    return tuple(_URL.sub(token, text) for text in texts), tuple(found)


def put_back(text: str, links: Sequence[str]) -> str:
    """The text with its addresses; a token that was never given leaves nothing."""
    return _TOKEN.sub(lambda match: links[int(match[1]) - 1] if 0 < int(match[1]) <= len(links) else "", text)
