"""Is this really the police? What was forwarded is official or cannot be confirmed, never safe; whom to ask is said."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from handlers.faq.outcomes import Outcome
from handlers.faq.steps import Answer, Question, from_entry, ways_on
from knowledge.load import Knowledge

NUMBER = "96110"
ENTRY = "fraud.96110"
"""The entry that says what 96110 is for: its words and sources stand under every verdict."""


async def genuine(question: Question) -> Answer | None:
    """A forwarded message, a link, a number, a caller: official, or not to be confirmed."""
    knowledge, settings = question.knowledge, question.settings
    judged = knowledge.genuine.judge(
        question.text, lambda: official_hosts(knowledge, settings.public_url), lambda: hotlines(knowledge)
    )
    if judged is None:
        return None
    lead = question.say(f"faq.{judged.verdict}", what=judged.what, number=NUMBER)
    entry = knowledge.entries.get(ENTRY)
    settled = from_entry(question, entry, 1.0) if entry else None
    if settled is None or settled.outcome is not Outcome.ANSWERED:
        return Answer(Outcome.NO_CONTENT, lead, ways_on(question), confidence=1.0)
    return replace(settled, text=f"{lead}\n{settled.text}")


def official_hosts(knowledge: Knowledge, public_url: str) -> frozenset[str]:
    """The hosts of the official pages that entries cite, and our own."""
    cited = (source.url for entry in knowledge.entries.values() for source in entry.sources)
    hosts = {urlsplit(url).hostname or "" for url in cited}
    own = urlsplit(public_url or "").hostname or ""
    return frozenset({host for host in hosts if host.endswith(".gov.cn")} | ({own} - {""}))


def hotlines(knowledge: Knowledge) -> frozenset[str]:
    """The numbers that the content tells people to call."""
    named = {entry.hotline for entry in knowledge.entries.values() if entry.hotline}
    return frozenset(named | {number for kind, _rule in knowledge.crisis.kinds for number in kind.call})
