"""What a form of the staff room holds, checked: words, a choice, the ticket as its author saw it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from bot.errors import PersonError
from bot.tidy import tidy
from handlers.tickets.matter import Ticket

S = TypeVar("S", bound=StrEnum)
Form = Mapping[str, str]
MAX_WORDS = 2000


def words(form: Form) -> str:
    """The words that must be there; `PersonError` for none and for too many."""
    text = tidy(form.get("text", ""))
    if not text:
        raise PersonError("room.no_words")
    if len(text) > MAX_WORDS:
        raise PersonError("room.too_long", most=MAX_WORDS)
    return text


def few_words(form: Form) -> str:
    """Words that may be there."""
    return tidy(form.get("text", ""))[:MAX_WORDS]


def one_of(kinds: type[S], value: str, matter: Ticket) -> S:
    """The member of that value; `PersonError` for a value from somebody's own hand."""
    if value not in {kind.value for kind in kinds}:
        raise PersonError("tickets.not_now", number=matter.number)
    return kinds(value)


def unchanged(matter: Ticket, form: Form) -> None:
    """Words must fit what their author saw: a ticket that moved on meanwhile is looked at first."""
    if form.get("version") != str(matter.version):
        raise PersonError("room.changed")
