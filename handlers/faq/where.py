"""Where something is done: the operator's places under an answer, named or nearest ones first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.message import Choice
from knowledge.places import Place, distance_km, fitting, ordered
from knowledge.shapes import Entry

if TYPE_CHECKING:
    from handlers.faq.steps import Question

AT_ONCE = 3


def where_lines(entry: Entry, question: Question, start: int = 0) -> list[str]:
    """Up to three places from that one on, under their head; nothing where the operator has brought none in."""
    found = _places(entry, question)[start : start + AT_ONCE]
    if not found:
        return []
    return [question.say("where.head"), *(_line(place, question) for place in found)]


def where_more(entry: Entry, question: Question, start: int = 0) -> tuple[Choice, ...]:
    """The button to the next places, where there are more."""
    after = start + AT_ONCE
    if len(_places(entry, question)) <= after:
        return ()
    return (Choice(question.say("where.more"), f"where:{entry.id}:{after}"),)


def has_places(entry: Entry, question: Question) -> bool:
    """Whether there is anything to show."""
    return bool(fitting(question.knowledge.places, entry))


def _places(entry: Entry, question: Question) -> list[Place]:
    asked = question.context.asked if question.context is not None else ""
    return ordered(fitting(question.knowledge.places, entry), f"{question.text} {asked}", question.near)


def _line(place: Place, question: Question) -> str:
    english = question.lang == "en"
    name = place.name_en if english and place.name_en else place.name
    if question.near and place.point:
        name = question.say("where.away", name=name, km=f"{distance_km(question.near, place.point):.1f}")
    told = (
        place.address_en if english and place.address_en else place.address,
        question.say("where.phone", number=place.phone) if place.phone else "",
        place.hours_en if english and place.hours_en else place.hours,
        place.booking_en if english and place.booking_en else place.booking,
    )
    return question.say("where.place", name=name, told=("; " if english else "；").join(filter(None, told)))
