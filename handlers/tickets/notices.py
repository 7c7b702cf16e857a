"""What the resident hears about her matter: where she asked, in her language, signed by the unit."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bot.message import Choice, Origin, Reply
from bot.work import Tx
from handlers.tickets import cards, store
from handlers.tickets.filing import relay
from handlers.tickets.matter import Ticket

_WITHOUT_SURVEY: Mapping[str, str] = MappingProxyType({
    "tickets.told_reply": "sensitive.told_reply",
    "tickets.told_done": "sensitive.told_done",
    "tickets.talk_ended": "sensitive.talk_ended",
})  # fmt: skip
"""What is said in a delicate matter instead of asking whether it is solved."""
_STAGES = frozenset({
    "tickets.told_claimed", "tickets.told_transferred", "tickets.told_transferred_by", "tickets.told_reply",
    "tickets.told_extended", "tickets.told_redirected", "longer.told_interim",
})  # fmt: skip
"""What the residents whose reports follow this one hear as well, each once, about their own number."""


def tell_resident(tx: Tx, matter: Ticket, key: str, choices: tuple[Choice, ...] = (), *,
                  origin: Origin = Origin.RULE, **params: object) -> int | None:  # fmt: skip
    """Says something to the resident, or to who took it in for her; None when nothing leads back to her."""
    if key in _STAGES:
        for follower in store.followers(tx.conn, matter.id):
            tell_resident(tx, follower, key, (), origin=origin, **params)
    if not matter.conversation:
        return relay.tell(tx, matter, key, **params)
    speak = tx.within(matter.lang)
    text = speak.say(key, number=matter.number, **params)
    return speak.tell(matter.conversation, Reply(text, choices, origin=origin), matter.about, matter.hours)


def after_answer(tx: Tx, matter: Ticket, key: str) -> tuple[str, tuple[Choice, ...]]:
    """Text key and choices after an answer: solved, not solved, add; of a delicate matter nobody is asked."""
    speak = tx.within(matter.lang)
    add = Choice(speak.say("tickets.add"), f"add:{matter.id}")
    if matter.sensitive:
        return _WITHOUT_SURVEY[key], (add,)
    solved = Choice(speak.say("tickets.solved"), f"solved:{matter.id}")
    return key, (solved, not_solved(tx, matter), add)


def not_solved(tx: Tx, matter: Ticket) -> Choice:
    """The way to open an answered matter again."""
    return Choice(tx.within(matter.lang).say("tickets.not_solved"), f"unsolved:{matter.id}")


def end_choice(tx: Tx, matter: Ticket) -> tuple[Choice, ...]:
    """The way from the talk with a person back to the assistant."""
    return (Choice(tx.within(matter.lang).say("tickets.end_talk"), f"endtalk:{matter.id}", control=True),)


def unit(tx: Tx, matter: Ticket) -> str:
    """How the answer is signed: by the unit, never by a person."""
    speak = tx.within(matter.lang)
    default = speak.say("tickets.unit_default", district=tx.settings.district)
    return cards.unit_name(tx.knowledge, matter, matter.lang) or default
