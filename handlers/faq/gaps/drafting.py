"""Pure: a kept answer as the beginning of an entry, in the shape that `knowledge import` reads once it is completed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.clock import SHANGHAI
from handlers.tickets.drafts.store import EntryDraft
from knowledge.shapes import Department, Entry, Fact, Status

LONGEST_TITLE = 40
AREA = "draft"
"""Stands where whoever edits chooses; nothing is published without a source, which a draft never has."""
_SENTENCES = re.compile(r"(?<=[。！？!?；;])\s*|\n+|(?<=[a-z]\.)\s+")


def entry_of(draft: EntryDraft, wordings: Sequence[str], unit: Department | None) -> Entry:
    """The first sentence answers, the others are steps, everything is marked as still to be confirmed.

    `wordings` are other ways in which the same was asked.
    """
    sentences = [part.strip() for part in _SENTENCES.split(draft.answer) if part and part.strip()]
    asked = tuple(dict.fromkeys(text for text in (draft.question, *wordings) if text.strip()))
    english = draft.lang == "en"
    return Entry(
        id=f"{AREA}.{draft.number.lower().replace('-', '_')}",
        topic=AREA,
        area=AREA,
        title=draft.question[:LONGEST_TITLE],
        questions=() if english else asked,
        questions_en=asked if english else (),
        short=sentences[0] if sentences else draft.answer,
        facts=tuple(Fact(text, Status.RECALLED) for text in sentences[1:]),
        status=Status.RECALLED,
        checked=draft.made_at.astimezone(SHANGHAI).date(),
        owner=unit.name if unit else "",
        sources=(),
        unit=unit.id if unit else "",
    )
