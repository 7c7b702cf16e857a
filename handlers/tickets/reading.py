"""What a report says, read in a thread: the first time the patterns are compiled, which takes longer than a turn."""

from __future__ import annotations

import asyncio

from knowledge.load import Knowledge
from knowledge.reports import Reading, Reports, load_reports, read


async def read_report(knowledge: Knowledge, *texts: str) -> Reading:
    """Category, leading kind of unit, dangers and place of these words together."""
    return await asyncio.to_thread(_read, knowledge, "。".join(filter(None, texts)))


def _read(knowledge: Knowledge, text: str) -> Reading:
    return read(text, reports_of(knowledge))


def reports_of(knowledge: Knowledge) -> Reports:
    """What reports are read with, once for each folder of content."""
    return load_reports(knowledge.folder)
