"""A question's way to its answer: an ordered list of steps, each of which may settle the outcome and end it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date

from bot.finder import Finder
from bot.message import Choice, Origin, Source
from bot.redact import has_identity
from bot.settings import Settings
from handlers.crisis import card as crisis_card
from handlers.faq.compose import compose, title_of
from handlers.faq.outcomes import Outcome
from handlers.tickets.human import wanted
from knowledge.load import Knowledge
from knowledge.normal import normalise
from knowledge.search import Band

LONGEST = 400
"""Longer texts are a story, not a question: the report talk is offered instead of a guess."""
MAX_CHOICES = 3


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and what the steps may look at."""

    text: str
    lang: str
    knowledge: Knowledge
    finder: Finder
    settings: Settings
    today: date
    recent: tuple[str, ...] = ()

    def say(self, key: str, **params: object) -> str:
        """The sentence of that key in the asker's language."""
        return self.knowledge.texts.say(key, self.lang, **params)

    def choice(self, key: str, value: str) -> Choice:
        """A choice labelled with the sentence of that key."""
        return Choice(self.say(key), value)


@dataclass(frozen=True, slots=True)
class Answer:
    """How the question ended. No text without an outcome, no outcome without a text."""

    outcome: Outcome
    text: str
    choices: tuple[Choice, ...] = ()
    sources: tuple[Source, ...] = ()
    confidence: float = 0.0
    entry: str = ""
    topic: str = ""
    origin: Origin = Origin.RULE


Step = Callable[[Question], Awaitable[Answer | None]]


async def empty(question: Question) -> Answer | None:
    """Nothing that a person could read."""
    if any(char.isalnum() for char in normalise(question.text)):
        return None
    return Answer(Outcome.SMALL_TALK, question.say("faq.nothing_said"), _ways_on(question))


async def crisis(question: Question) -> Answer | None:
    """Danger: whom to call."""
    kind = question.knowledge.crisis.find(question.text)
    if kind is None:
        return None
    card = crisis_card(question.say, kind)
    return Answer(Outcome.CRISIS, card.text, card.choices, confidence=1.0)


async def human(question: Question) -> Answer | None:
    """A person is wanted."""
    if not wanted(question.text):
        return None
    return Answer(Outcome.HANDED_TO_HUMAN, question.say("faq.human"), (question.choice("faq.to_human", "human"),))


async def personal_data(question: Question) -> Answer | None:
    """An identity or bank card number where nobody asked for one."""
    if not has_identity(question.text):
        return None
    return Answer(Outcome.PERSONAL_DATA, question.say("faq.personal_data"), _ways_on(question))


async def intent(question: Question) -> Answer | None:
    """What rules recognise before any search: small talk, own data, guilt, other districts, our own talks."""
    found = question.knowledge.intents.find(question.text)
    if found is None:
        return None
    # What somebody wants dealt with is not asked of her twice: the report talk begins with these words.
    values = {"report": "report:said"} if found.id == "report" else {}
    choices = tuple(question.choice(f"faq.way_{name}", values.get(name, name)) for name in found.offers)
    text = question.say(f"faq.{found.id}", name=question.settings.assistant_name, district=question.settings.district)
    return Answer(Outcome(found.outcome), text, choices or _ways_on(question), confidence=1.0)


async def too_long(question: Question) -> Answer | None:
    """A long story is no question to look up."""
    if len(question.text) <= LONGEST:
        return None
    return Answer(Outcome.DIALOG_OFFERED, question.say("faq.long_story"),
                  (question.choice("faq.way_report", "report"), question.choice("faq.to_human", "human")))  # fmt: skip


async def search(question: Question) -> Answer | None:
    """The entry that is meant, the entries that may be meant, or an honest refusal."""
    found = await question.finder.find(question.text)
    hits = [hit for hit in found.hits if hit.id in question.knowledge.entries]
    if found.band is Band.REFUSE or not hits:
        return None
    best = hits[0]
    entry = question.knowledge.entries[best.id]
    if found.band is Band.ANSWER:
        if entry.valid_to is not None and entry.valid_to < question.today:
            text = question.say("faq.expired", title=title_of(entry, question.lang))
            return Answer(Outcome.EXPIRED, text, _ways_on(question), confidence=best.confidence, entry=entry.id,
                          topic=entry.topic)  # fmt: skip
        text, sources = compose(entry, question)
        related = [question.knowledge.entries[name] for name in entry.related[:MAX_CHOICES]]
        choices = tuple(Choice(title_of(other, question.lang), f"faq:{other.id}") for other in related)
        return Answer(Outcome.ANSWERED, text, choices, sources, best.confidence, entry.id, entry.topic, Origin.EXTRACT)
    titles = tuple(
        Choice(title_of(question.knowledge.entries[hit.id], question.lang), f"faq:{hit.id}")
        for hit in hits[:MAX_CHOICES]
    )
    none = question.choice("faq.none_of_these", "askstaff")
    return Answer(Outcome.CLARIFICATION, question.say("faq.which"), (*titles, none), confidence=best.confidence)


async def refuse(question: Question) -> Answer | None:
    """Nothing found: says so, and says that this is no "there is no such rule"."""
    return Answer(Outcome.NO_CONTENT, question.say("faq.not_found"), _ways_on(question))


def _ways_on(question: Question) -> tuple[Choice, ...]:
    return (
        question.choice("faq.rephrase", "rephrase"),
        question.choice("faq.ask_staff", "askstaff"),
        question.choice("faq.to_human", "human"),
    )


STEPS: tuple[Step, ...] = (empty, crisis, human, personal_data, intent, too_long, search, refuse)
"""Reading this list is reading what the assistant does with a question."""


async def answer(question: Question, steps: tuple[Step, ...] = STEPS) -> Answer:
    """The first step that settles it."""
    for step in steps:
        settled = await step(question)
        if settled is not None:
            return settled
    raise AssertionError("the last step always settles")
