"""A question's way to its answer: the ordered list of steps, and the walk along it."""

from __future__ import annotations

from bot.message import Origin
from handlers.faq import steps
from handlers.faq.follow import follow_up
from handlers.faq.genuine import genuine
from handlers.faq.outcomes import Outcome
from handlers.faq.several import several
from handlers.faq.steps import Answer, Question, Step
from handlers.faq.wording import held, in_other_words, worded

STEPS: tuple[Step, ...] = (
    steps.empty,
    steps.crisis,
    steps.corruption,
    steps.personal_data,
    genuine,
    steps.injection,
    steps.human,
    steps.intent,
    steps.too_long,
    follow_up,
    several,
    steps.subject,
    in_other_words,
    steps.search,
    steps.refuse,
)
"""Reading this list is reading what the assistant does with a question."""


async def answer(question: Question, way: tuple[Step, ...] = STEPS) -> Answer:
    """What the first step that settles it says, unless it says what no text of ours may say."""
    for step in way:
        settled = await step(question)
        if settled is not None:
            return held(question, guarded(question, await worded(question, settled)))
    raise AssertionError("the last step always settles")


def guarded(question: Question, settled: Answer) -> Answer:
    """The answer, or the word that it must be checked first: promises and asking for codes never go out."""
    if settled.origin not in (Origin.EXTRACT, Origin.MODEL):
        return settled
    said = f"{settled.text}\n{settled.more}"
    if not question.knowledge.forbidden.all_in(said, content=settled.origin is Origin.EXTRACT):
        return settled
    return Answer(Outcome.GUARDRAIL_ANSWER, question.say("faq.guarded"), steps.ways_on(question),
                  confidence=settled.confidence, entry=settled.entry, topic=settled.topic)  # fmt: skip
