"""The staff room's buttons: the same actions as in the staff group, decided inside one transaction."""

from __future__ import annotations

from datetime import timedelta

from bot.errors import PersonError
from bot.store.staff import Staff
from bot.work import Tx
from handlers.tickets import actions, drafts, passing, phone, store
from handlers.tickets.hands import HANDS
from handlers.tickets.matter import Ticket
from handlers.tickets.sight import Sight, handles, sight
from handlers.tickets.typed import Form, few_words, unchanged, words

_TWICE = timedelta(seconds=10)
"""The same words again so soon are a double press."""


def act(tx: Tx, number: str, member: Staff, form: Form) -> None:
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
        actions.done(tx, matter, member, few_words(form))
    elif what == "draft":
        drafts.keep_reply(tx, matter, member)
    elif what == "transfer":
        unchanged(matter, form)
        passing.send(tx, matter, member, form.get("unit", ""))
    elif what in HANDS:
        unchanged(matter, form)
        HANDS[what](tx, matter, member, form)
    elif what in ("reply", "ask"):
        text = words(form)
        if _said_already(tx, matter, member, what, text):
            return
        if not actions.live_talk(matter):
            unchanged(matter, form)
        (actions.reply if what == "reply" else actions.ask)(tx, matter, member, text)
    else:
        raise PersonError("tickets.not_now", number=matter.number)


def _said_already(tx: Tx, matter: Ticket, member: Staff, what: str, text: str) -> bool:
    lines = store.history(tx.conn, matter.id)
    events = ("said", "reply") if what == "reply" else ("ask",)
    return any(
        line.event in events and line.text == text and line.actor_name == member.name and tx.now - line.at < _TWICE
        for line in lines[-3:]
    )
