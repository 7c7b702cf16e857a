"""What a question that was not answered leaves behind: its masked words, the nearest entry, its meaning; no name."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping

import numpy as np

from bot.finder import Finder
from bot.redact import mask
from handlers.faq.gaps import rules
from handlers.faq.gaps.store.asking import Missed
from knowledge.grouping import Matrix
from knowledge.load import Knowledge

LONGEST = 500
NEAREST = 0.35
"""An entry that is less likely than this to be meant says nothing about whose matter a question is."""


async def missed(knowledge: Knowledge, finder: Finder, text: str, *, rejected: Iterable[str] = (),
                 before: str = "") -> Missed | None:  # fmt: skip
    """What is kept of it; None for a delicate matter, of which nothing is, and for no words or a mistyped command.

    `rejected` are the entries that did not help, `before` is what was said before it.
    """
    masked = mask(text)[:LONGEST]
    words = any(char.isalnum() for char in masked) and not masked.startswith(("/", "／"))
    if not words or knowledge.sensitive.find(text, before):
        return None
    found, meaning = await finder.find(text), await finder.meaning(masked)
    nearest = next((hit for hit in found.hits if hit.id in knowledge.entries), None)
    return Missed(
        key=rules.wording_key(masked), text=masked,
        near=nearest.id if nearest is not None and nearest.confidence >= NEAREST else "",
        rejected=_prints(knowledge, rejected),
        model=meaning.model if meaning else "", direction=packed(meaning.direction) if meaning else "",
    )  # fmt: skip


def _prints(knowledge: Knowledge, names: Iterable[str]) -> Mapping[str, str]:
    return {name: rules.fingerprint(knowledge.entries[name]) for name in names if name in knowledge.entries}


def packed(direction: Matrix) -> str:
    """A direction as text, in half precision: an archive holds texts and numbers, no bytes."""
    return base64.b64encode(direction.astype("<f2").tobytes()).decode("ascii")


def unpacked(text: str) -> Matrix | None:
    """The direction again; None for an empty text."""
    return np.frombuffer(base64.b64decode(text), "<f2").astype(np.float32) if text else None
