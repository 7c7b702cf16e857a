"""A question's way to its answer: the ordered list of steps, and the walk along it."""

from __future__ import annotations

from handlers.faq import steps
from handlers.faq.follow import follow_up, several
from handlers.faq.steps import Answer, Question, Step

STEPS: tuple[Step, ...] = (
    steps.empty,
    steps.crisis,
    steps.corruption,
    steps.personal_data,
    steps.injection,
    steps.human,
    steps.intent,
    steps.too_long,
    follow_up,
    several,
    steps.search,
    steps.refuse,
)
"""Reading this list is reading what the assistant does with a question."""


async def answer(question: Question, way: tuple[Step, ...] = STEPS) -> Answer:
    """The first step that settles it."""
    for step in way:
        settled = await step(question)
        if settled is not None:
            return settled
    raise AssertionError("the last step always settles")
