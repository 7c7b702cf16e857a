"""A question of few words: how sure its best document must be, and when it is asked back about instead of refused.

What is left of a question without its fillers ("how do I", "please") is its core. The shorter the core, the more
matters it may be about: a bare noun that many documents say names none of them, however near one of them lies.
"""

from __future__ import annotations

import re
from collections.abc import Callable

Bare = Callable[[str], str]
"""Takes the fillers out of a normalised text."""

# From these lengths of the core downwards (shortest first) an answer needs so much confidence. On the half of our own
# questions to tune by, clear ones of at most four characters stood at 0.98, unclear ones mostly below 0.7.
SURE = ((4, 0.72), (6, 0.56))
# A core so short is no stranger for being short: it is asked back about at this share of the usual confidence.
FEW = 4
ASKED_BACK_FROM = 0.45
# A document so far ahead of the second is meant, though others say the core's words too.
PLAIN_LEAD = 0.5
# A Latin word says about as much as two Chinese characters.
_LETTERS = re.compile(r"[^\W\d_a-z]|[a-z]+|\d+")


def joined(core: str) -> str:
    """The core without the gaps that its fillers left, where it is not in Latin letters: what was beside them meets."""
    return core if core.isascii() else core.replace(" ", "")


def length(core: str) -> int:
    """How much a core says, in Chinese characters."""
    return sum(2 if word.isascii() and word.isalpha() else 1 for word in _LETTERS.findall(core))


def needed(size: int, answer: float) -> float:
    """The confidence from which a question with a core of that length is answered; `answer` is the usual one."""
    return max([answer, *(sure for upto, sure in SURE if size <= upto)])


def asked_back_from(size: int, clarify: float) -> float:
    """The confidence from which it is asked back about; `clarify` is the usual one."""
    return clarify * ASKED_BACK_FROM if 0 < size <= FEW else clarify
