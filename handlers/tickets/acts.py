"""The staff room's buttons: the same actions as in the staff group, decided inside one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from bot.errors import PersonError
from bot.router import ident
from bot.store.staff import Staff
from bot.tidy import tidy
from bot.work import Tx
from handlers.tickets import actions, drafts, extending, merging, passing, phone, store
from handlers.tickets.matter import Ticket
from handlers.tickets.rules import Path, Reason
from handlers.tickets.sight import Sight, handles, sight

S = TypeVar("S", bound=StrEnum)
MAX_WORDS = 2000
_TWICE = timedelta(seconds=10)
"""The same words again so soon are a double press."""


def act(tx: Tx, number: str, member: Staff, form: Mapping[str, str]) -> None:
    """Does what the form asks for; `PersonError` says why not. `version` is the ticket as the staff member saw it."""
    found = store.by_number(tx.conn, number)
    matter = store.get(tx.conn, found.id, lock=True) if found else None
    if matter is None:
        raise PersonError("tickets.unknown")
    if sight(tx, member, matter) is not Sight.WHOLE:
        raise PersonError("tickets.not_your_part", number=matter.number)
    what = form.get("do", "")
    if what == "claim":
        actions.claim(tx, matter, member)
    elif what == "phone":
        if matter.confidential and not handles(member, matter):
            raise PersonError("sensitive.confidential_not_yours")
        phone.show(tx, matter, member)
    elif what == "done":
        actions.done(tx, matter, member, tidy(form.get("text", ""))[:MAX_WORDS])
    elif what == "draft":
        drafts.keep_reply(tx, matter, member)
    elif what == "transfer":
        _unchanged(matter, form)
        passing.send(tx, matter, member, form.get("unit", ""))
    elif what in _HANDS:
        _unchanged(matter, form)
        _HANDS[what](tx, matter, member, form)
    elif what in ("reply", "ask"):
        text = _words(form)
        if _said_already(tx, matter, member, what, text):
            return
        if not actions.live_talk(matter):
            _unchanged(matter, form)
        (actions.reply if what == "reply" else actions.ask)(tx, matter, member, text)
    else:
        raise PersonError("tickets.not_now", number=matter.number)


def _return(tx: Tx, matter: Ticket, member: Staff, form: Mapping[str, str]) -> None:
    reason = _one_of(Reason, form.get("reason", ""), matter)
    passing.give_back(tx, matter, member, reason, tidy(form.get("text", ""))[:MAX_WORDS])


def _redirect(tx: Tx, matter: Ticket, member: Staff, form: Mapping[str, str]) -> None:
    path = _one_of(Path, form.get("path", ""), matter)
    passing.redirect(tx, matter, member, path, tidy(form.get("text", ""))[:MAX_WORDS])


def _extend(tx: Tx, matter: Ticket, member: Staff, form: Mapping[str, str]) -> None:
    extending.ask(tx, matter, member, ident(form.get("days", "")), _words(form))


def _merge(tx: Tx, matter: Ticket, member: Staff, form: Mapping[str, str]) -> None:
    into = store.by_number(tx.conn, form.get("number", "").strip())
    if into is None:
        raise PersonError("tickets.unknown")
    merging.merge(tx, matter, member, into)


_HANDS: Mapping[str, Callable[[Tx, Ticket, Staff, Mapping[str, str]], object]] = MappingProxyType({
    "accept": lambda tx, matter, member, _form: passing.accept(tx, matter, member),
    "return": _return,
    "redirect": _redirect,
    "verdict": lambda tx, matter, member, form: passing.decide(tx, matter, member, form.get("unit", "")),
    "extend_ask": _extend,
    "extend_grant": lambda tx, matter, member, _form: extending.grant(tx, matter, member),
    "extend_refuse": lambda tx, matter, member, _form: extending.refuse(tx, matter, member),
    "merge": _merge,
    "split": lambda tx, matter, member, _form: merging.split(tx, matter, member),
})  # fmt: skip
"""What moves a ticket between hands, by the name of its button."""


def _one_of(kinds: type[S], value: str, matter: Ticket) -> S:
    if value not in {kind.value for kind in kinds}:
        raise PersonError("tickets.not_now", number=matter.number)
    return kinds(value)


def _unchanged(matter: Ticket, form: Mapping[str, str]) -> None:
    """Words must fit what their author saw: a ticket that moved on meanwhile is looked at first."""
    if form.get("version") != str(matter.version):
        raise PersonError("room.changed")


def _words(form: Mapping[str, str]) -> str:
    text = tidy(form.get("text", ""))
    if not text:
        raise PersonError("room.no_words")
    if len(text) > MAX_WORDS:
        raise PersonError("room.too_long", most=MAX_WORDS)
    return text


def _said_already(tx: Tx, matter: Ticket, member: Staff, what: str, text: str) -> bool:
    lines = store.history(tx.conn, matter.id)
    events = ("said", "reply") if what == "reply" else ("ask",)
    return any(
        line.event in events and line.text == text and line.actor_name == member.name and tx.now - line.at < _TWICE
        for line in lines[-3:]
    )
