"""A question that nobody has asked yet, with the search by words."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.finder import IndexFinder
from handlers.faq.steps import Question
from knowledge.load import Knowledge
from knowledge.search import Index
from tests.fakes.town import plain_settings

TODAY = date(2026, 11, 24)


@pytest.fixture
def question(knowledge: Knowledge, word_index: Index, tmp_path: Path) -> Question:
    return Question("", "zh", knowledge, IndexFinder(knowledge, word_index), plain_settings(tmp_path), TODAY)
