"""Every topic of the knowledge base has its entry, and whoever asks by an entry's title is answered with its topic."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.finder import IndexFinder
from bot.settings import Settings
from handlers.faq.cli import converse
from knowledge.load import Knowledge
from knowledge.search import Index
from tests.evaluation.play import ANSWERED, TODAY
from tests.evaluation.sets import topics

CARD_FIRST = frozenset({"res:A03", "ent:R08", "ent:R09", "ent:E50", "ent:E53"})
"""These titles read like an accident or a fraud that happens now, or like bribery: a card with a number comes first.
Somebody who asks about the rule in one of the entry's other wordings must reach the answer."""

Ask = Callable[..., Awaitable[str]]


@pytest.fixture
def ask(knowledge: Knowledge, word_index: Index, tmp_path: Path) -> Ask:
    """The topic that a question is answered with on that day, by words alone; the outcome where it is not answered."""
    settings = Settings(_env_file=None, data_dir=tmp_path)  # type: ignore[call-arg]
    finder = IndexFinder(knowledge, word_index)

    async def one(text: str, today: date = TODAY) -> str:
        settled, _lang = await converse(knowledge, finder, settings, [text], "", today)
        return settled.topic if settled.outcome in ANSWERED else settled.outcome.value

    return one


def test_every_topic_has_an_entry(knowledge: Knowledge) -> None:
    covered = {entry.topic for entry in knowledge.entries.values()}
    assert [topic for topic in topics() if topic not in covered] == []


async def test_every_title_is_answered_with_its_topic(knowledge: Knowledge, ask: Ask) -> None:
    astray = []
    for entry in knowledge.entries.values():
        for title in filter(None, (entry.title, entry.title_en)):
            got = await ask(title)
            if got != entry.topic and entry.topic not in CARD_FIRST:
                astray.append(f"{entry.topic} {title}: {got}")
    assert not astray, "\n".join(astray)


@pytest.mark.parametrize("topic", sorted(CARD_FIRST))
async def test_behind_a_card_the_entry_can_still_be_reached(topic: str, knowledge: Knowledge, ask: Ask) -> None:
    wordings = [wording for entry in knowledge.entries.values() if entry.topic == topic for wording in entry.wordings]
    assert topic in [await ask(wording) for wording in wordings]


async def test_what_has_expired_is_not_repeated_from_the_next_day_on(knowledge: Knowledge, ask: Ask) -> None:
    ending = [(entry, entry.valid_to) for entry in knowledge.entries.values() if entry.valid_to is not None]
    assert ending, "at least the visa-free entry ends on a day"
    for entry, last in ending:
        assert await ask(entry.title, last) == entry.topic
        assert await ask(entry.title, last + timedelta(days=1)) == "unanswerable_expired"
