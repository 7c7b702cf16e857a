"""The steps on a question's way to its answer, each of which may settle the outcome and end it."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.finder import Finder
from bot.message import Choice, Origin, Source
from bot.redact import has_identity
from bot.settings import Settings
from handlers.crisis import bribery
from handlers.crisis import card as crisis_card
from handlers.faq.compose import compose, only_chinese, title_of
from handlers.faq.meant import meant
from handlers.faq.outcomes import Outcome
from handlers.faq.pen import Pen
from handlers.faq.where import where_more
from knowledge.load import Knowledge
from knowledge.normal import normalise
from knowledge.places import Point
from knowledge.search import Band, Hit
from knowledge.search.vague import length
from knowledge.sensitive import Delicate
from knowledge.shapes import Aspect, Entry

LONGEST = 400
"""Longer texts are a story, not a question: the report talk is offered instead of a guess."""
MAX_CHOICES = 3
MAX_OFFERS = 4
"""Entries of a field that was only named: more than can be told apart at a glance help nobody."""
FEW_WORDS = 6
"""A question with no more characters than this, fillers aside, may be about more than three things."""
_LOOKS_LIKE = frozenset({Outcome.ACCOUNT_DATA, Outcome.LEGAL_JUDGEMENT, Outcome.OUT_OF_SCOPE})
_ONLY_A_WISH = re.compile(
    r"(我们?|咱)?(想|要|需要|想要|来)*(反映|反应|上报|报告|举报|投诉|报|说)(一?下|一?个|一?件|点)?(问题|事情|事|情况|意见)?"
    r"|(i (want|would like|need) to |i'd like to )?(report|make a report)( a problem| something| an issue)?"
)
"""To want to report is not yet what is reported: the talk then asks for it."""


@dataclass(frozen=True, slots=True)
class Context:
    """What was asked last and answered with `entry`, or asked back about with the entries in `offered`."""

    asked: str
    entry: str = ""
    offered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and what the steps may look at; `near` is where the asker is, if she said so, `pen` a model."""

    text: str
    lang: str
    knowledge: Knowledge
    finder: Finder
    settings: Settings
    today: date
    context: Context | None = None
    near: Point | None = None
    pen: Pen | None = None

    def say(self, key: str, **params: object) -> str:
        """The sentence of that key in the asker's language."""
        return self.knowledge.texts.say(key, self.lang, **params)

    def choice(self, key: str, value: str) -> Choice:
        """A choice labelled with the sentence of that key."""
        return Choice(self.say(key), value)


@dataclass(frozen=True, slots=True)
class Answer:
    """How the question ended. No text without an outcome, no outcome without a text.

    `entry` is the one that answers and `also` are those used beside it; `more` is what is
    behind a button, `context` what a follow-up will be read by (None: as before). `reviewed` is the entry's own
    text where a model worded the answer, `held` that answer while a colleague looks it over.
    """

    outcome: Outcome
    text: str
    choices: tuple[Choice, ...] = ()
    sources: tuple[Source, ...] = ()
    confidence: float = 0.0
    entry: str = ""
    topic: str = ""
    origin: Origin = Origin.RULE
    more: str = ""
    context: Context | None = None
    also: tuple[str, ...] = ()
    reviewed: str = ""
    held: Answer | None = None


Step = Callable[[Question], Awaitable[Answer | None]]


async def empty(question: Question) -> Answer | None:
    """Nothing that a person could read."""
    if any(char.isalnum() for char in normalise(question.text)):
        return None
    return Answer(Outcome.SMALL_TALK, question.say("faq.nothing_said"), ways_on(question))


async def crisis(question: Question) -> Answer | None:
    """Danger: whom to call."""
    kind = question.knowledge.crisis.find(question.text)
    if kind is None:
        return None
    card = crisis_card(question.say, kind)
    return Answer(Outcome.CRISIS, card.text, card.choices, confidence=1.0)


async def corruption(question: Question) -> Answer | None:
    """Bribery: the number of the discipline inspection; no entry is looked up with such words."""
    if question.knowledge.sensitive.find(question.text) is not Delicate.BRIBERY:
        return None
    card = bribery.card(question.say)
    return Answer(Outcome(bribery.OUTCOME), card.text, card.choices, confidence=1.0)


async def human(question: Question) -> Answer | None:
    """A person is wanted."""
    if not question.knowledge.wishes.person(question.text):
        return None
    return Answer(Outcome.HANDED_TO_HUMAN, question.say("faq.human"), (question.choice("faq.to_human", "human"),))


async def personal_data(question: Question) -> Answer | None:
    """An identity or bank card number where nobody asked for one."""
    if not has_identity(question.text):
        return None
    return Answer(Outcome.PERSONAL_DATA, question.say("faq.personal_data"), ways_on(question))


async def injection(question: Question) -> Answer | None:
    """Somebody wants other rules, what is inside, or our name under his words: nothing of it is done."""
    if question.knowledge.injections.find(question.text) is None:
        return None
    text = question.say("faq.injection", name=question.settings.assistant_name, district=question.settings.district)
    return Answer(Outcome.INJECTION, text, (question.choice("faq.way_menu", "menu"),), confidence=1.0)


async def intent(question: Question) -> Answer | None:
    """What rules recognise before any search: small talk, own data, guilt, other districts, our own talks."""
    found = question.knowledge.intents.find(question.text)
    if found is None or (found.outcome in _LOOKS_LIKE and await _is_wording(question)):
        return None
    # What somebody wants dealt with is not asked of her twice: the report talk begins with these words.
    said = found.id == "report" and not _ONLY_A_WISH.fullmatch(normalise(question.text).strip(" 。.!！~"))
    values = {"report": "report:said"} if said else {}
    choices = tuple(question.choice(f"faq.way_{name}", values.get(name, name)) for name in found.offers)
    if found.id == "complaint" and question.context is not None and question.context.entry:
        choices = (question.choice("faq.wrong", f"wrong:{question.context.entry}"), *choices)
    text = question.say(f"faq.{found.id}", name=question.settings.assistant_name, district=question.settings.district)
    return Answer(Outcome(found.outcome), text, choices or ways_on(question), confidence=1.0)


async def _is_wording(question: Question) -> bool:
    """Whether an entry has this very wording: then a person has judged already that it is a question."""
    found = await question.finder.find(question.text)
    return bool(found.hits) and found.hits[0].confidence >= 1


async def too_long(question: Question) -> Answer | None:
    """A long story is no question to look up."""
    if len(question.text) <= LONGEST:
        return None
    return Answer(Outcome.DIALOG_OFFERED, question.say("faq.long_story"),
                  (question.choice("faq.way_report", "report"), question.choice("faq.to_human", "human")))  # fmt: skip


async def subject(question: Question) -> Answer | None:
    """A field and no question in it: asks which matter is meant, unless that was asked just before."""
    named = question.knowledge.subjects.named(question.text, question.knowledge.follow_ups)
    if named is None or asked_back_before(question) or await _is_title(question):
        return None
    entries = [question.knowledge.entries[name] for name in named.offers if name in question.knowledge.entries]
    alive = [entry for entry in entries if entry.valid_to is None or entry.valid_to >= question.today]
    return which(question, alive[:MAX_OFFERS], 0.0) if len(alive) > 1 else None


async def _is_title(question: Question) -> bool:
    found = await question.finder.find(question.text)
    entry = question.knowledge.entries.get(found.hits[0].id) if found.hits else None
    said = normalise(question.text)
    return entry is not None and said in (normalise(entry.title), normalise(entry.title_en))


def asked_back_before(question: Question) -> bool:
    """Whether the last thing said was a question of ours: nobody is asked back twice."""
    return question.context is not None and bool(question.context.offered)


async def search(question: Question) -> Answer | None:
    """The entry that is meant, the entries that may be meant, or an honest refusal."""
    found = meant(question.knowledge, question.text, await question.finder.find(question.text))
    hits = [hit for hit in found.hits if hit.id in question.knowledge.entries]
    if found.band is Band.REFUSE or not hits:
        return None
    if found.band is Band.ANSWER:
        aspect = question.knowledge.follow_ups.aspect(question.text)
        return from_entry(question, question.knowledge.entries[hits[0].id], hits[0].confidence, aspect)
    if not asked_back_before(question):
        return which(question, _offered(question, hits), hits[0].confidence)
    return Answer(Outcome.NO_CONTENT, question.say("faq.still_unclear"), ways_on(question),
                  context=Context(question.text))  # fmt: skip


def _offered(question: Question, hits: Sequence[Hit]) -> list[Entry]:
    """What may be meant: more of it where few words were said, and one entry of each topic before a second of any."""
    entries = [question.knowledge.entries[hit.id] for hit in hits]
    first = {entry.topic: entry for entry in reversed(entries)}
    ordered = sorted(entries, key=lambda entry: first[entry.topic] is not entry)
    few = length(question.knowledge.follow_ups.content(question.text)) <= FEW_WORDS
    return ordered[: MAX_OFFERS if few else MAX_CHOICES]


def from_entry(question: Question, entry: Entry, confidence: float, aspect: Aspect | None = None) -> Answer:
    """The whole entry, or the word that it has expired."""
    if not entry.in_force(question.today):
        return out_of_force(question, entry, confidence)
    text, sources = compose(entry, question, aspect)
    choices = (*where_more(entry, question), *lists(question, entry), *related(question, entry))
    return Answer(Outcome.ANSWERED, text, choices, sources, confidence, entry.id, entry.topic, Origin.EXTRACT,
                  context=Context(question.text, entry.id))  # fmt: skip


def lists(question: Question, entry: Entry) -> tuple[Choice, ...]:
    """Buttons to the checklists of the entry's cases."""
    if only_chinese(entry, question):
        return ()
    return tuple(
        Choice(question.say("checklists.offer", title=case.title_en if question.lang == "en" and case.title_en
                            else case.title), f"list:{entry.id}:{number}")
        for number, case in enumerate(entry.cases[:MAX_CHOICES]) if case.items
    )  # fmt: skip


def related(question: Question, entry: Entry) -> tuple[Choice, ...]:
    """Buttons to what people ask next to this entry."""
    others = [question.knowledge.entries[name] for name in entry.related[:MAX_CHOICES]]
    return tuple(Choice(title_of(other, question.lang), f"faq:{other.id}") for other in others)


def out_of_force(question: Question, entry: Entry, confidence: float) -> Answer:
    """What was right until a day that has passed is not repeated; what holds from a later day is not told before."""
    later = entry.valid_from is not None and entry.valid_from > question.today
    text = question.say("faq.not_yet" if later else "faq.expired", title=title_of(entry, question.lang),
                        day=entry.valid_from or "")  # fmt: skip
    return Answer(Outcome.EXPIRED, text, ways_on(question), confidence=confidence, entry=entry.id, topic=entry.topic)


def which(question: Question, entries: Sequence[Entry], confidence: float) -> Answer:
    """Which of the close ones is meant."""
    titles = tuple(Choice(title_of(entry, question.lang), f"faq:{entry.id}") for entry in entries)
    none = question.choice("faq.none_of_these", "nofit")
    context = Context(question.text, offered=tuple(entry.id for entry in entries))
    return Answer(Outcome.CLARIFICATION, question.say("faq.which"), (*titles, none), confidence=confidence,
                  context=context)  # fmt: skip


def withdrawn(question: Question) -> Answer:
    """An entry that was disabled while the answer was made is not told any more."""
    return Answer(Outcome.NO_CONTENT, question.say("faq.withdrawn"), ways_on(question))


async def refuse(question: Question) -> Answer | None:
    """Nothing found: says so, and says that this is no "there is no such rule"."""
    return Answer(Outcome.NO_CONTENT, question.say("faq.not_found"), ways_on(question))


def ways_on(question: Question) -> tuple[Choice, ...]:
    """What a person can do who has no answer: other words, the staff, a person."""
    return (
        question.choice("faq.rephrase", "rephrase"),
        question.choice("faq.ask_staff", "askstaff"),
        question.choice("faq.to_human", "human"),
    )
