"""What moves a ticket between hands in the staff room, by the name of its button: the same actions as in the group."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from bot.errors import PersonError
from bot.router import ident
from bot.store.staff import Staff
from bot.work import Tx
from handlers.tickets import actions, extending, merging, passing, store
from handlers.tickets.dispatching import actions as dispatching
from handlers.tickets.longer import actions as lasting
from handlers.tickets.matter import Ticket
from handlers.tickets.rating import actions as ratings
from handlers.tickets.rating.store import Verdict
from handlers.tickets.rules import Path, Reason
from handlers.tickets.subtasks import actions as subtasks
from handlers.tickets.typed import Form, few_words, one_of, words
from knowledge.reports import Category

Hand = Callable[[Tx, Ticket, Staff, Form], object]


def _return(tx: Tx, matter: Ticket, member: Staff, form: Form) -> None:
    passing.give_back(tx, matter, member, one_of(Reason, form.get("reason", ""), matter), few_words(form))


def _redirect(tx: Tx, matter: Ticket, member: Staff, form: Form) -> None:
    passing.redirect(tx, matter, member, one_of(Path, form.get("path", ""), matter), few_words(form))


def _merge(tx: Tx, matter: Ticket, member: Staff, form: Form) -> None:
    into = store.by_number(tx.conn, form.get("number", "").strip())
    if into is None:
        raise PersonError("tickets.unknown")
    merging.merge(tx, matter, member, into)


def _ready(tx: Tx, matter: Ticket, member: Staff, form: Form) -> None:
    """A ready-made reply goes out as it was read."""
    name = form.get("canned", "")
    if name not in {one.id for one in tx.knowledge.canned}:
        raise PersonError("tickets.not_now", number=matter.number)
    actions.reply(tx, matter, member, tx.within(matter.lang).say(f"canned.{name}"))


def _judge(verdict: Verdict) -> Hand:
    return lambda tx, matter, member, form: ratings.judge(tx, matter, member, verdict, words(form))


HANDS: Mapping[str, Hand] = MappingProxyType({
    "accept": lambda tx, matter, member, _form: passing.accept(tx, matter, member),
    "return": _return,
    "redirect": _redirect,
    "verdict": lambda tx, matter, member, form: passing.decide(tx, matter, member, form.get("unit", "")),
    "extend_ask": lambda tx, matter, member, form: extending.ask(
        tx, matter, member, ident(form.get("days", "")), words(form)
    ),
    "extend_grant": lambda tx, matter, member, _form: extending.grant(tx, matter, member),
    "extend_refuse": lambda tx, matter, member, _form: extending.refuse(tx, matter, member),
    "merge": _merge,
    "split": lambda tx, matter, member, _form: merging.split(tx, matter, member),
    "asproposed": lambda tx, matter, member, _form: dispatching.as_proposed(tx, matter, member),
    "recat": lambda tx, matter, member, form: dispatching.recategorise(
        tx, matter, member, one_of(Category, form.get("category", ""), matter)
    ),
    "urgency": lambda tx, matter, member, _form: dispatching.weigh(tx, matter, member),
    "call_back": lambda tx, matter, member, _form: dispatching.call_back(tx, matter, member),
    "coop": lambda tx, matter, member, form: subtasks.ask(tx, matter, member, form.get("unit", "")),
    "interim": lambda tx, matter, member, form: lasting.interim(
        tx, matter, member, ident(form.get("days", "")), words(form)
    ),
    "meeting": lambda tx, matter, member, form: lasting.call_meeting(tx, matter, member, words(form)),
    "result": lambda tx, matter, member, form: lasting.meeting_result(tx, matter, member, words(form)),
    "canned": _ready,
    "revisit": _judge(Verdict.REVISITED),
    "uphold": _judge(Verdict.UPHELD),
})  # fmt: skip
