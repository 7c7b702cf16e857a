"""Every write about answers that a colleague looks over: asked for, settled once, told to the asker."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.message import Address, Choice, Reply
from bot.store import people, revisions
from bot.store import staff as accounts
from bot.store.staff import Staff
from bot.work import TurnTx, Tx
from handlers.faq.approval import store
from handlers.faq.approval.rules import WORDS, State
from handlers.faq.approval.store import Looked
from knowledge.shapes import Entry

EXPIRES = "approval"
"""The timer that sends the entry itself."""
PATIENCE = timedelta(minutes=2)
ECHO = 60


def somebody(tx: Tx, entry: Entry) -> bool:
    """Whether there is a group that could look at it."""
    return bool(tx.groups_of(entry.unit))


def is_theirs(tx: Tx, looked: Looked, place: Address) -> bool:
    """Whether it was put before the group at that address."""
    entry = tx.knowledge.entries.get(looked.entry)
    groups = tx.groups_of(entry.unit if entry else "")
    return any((group.channel, group.chat) == (place.channel, place.chat) for group in groups)


def ask(tx: TurnTx, question: str, entry: Entry, draft: str, reviewed: str, frame: Reply) -> None:
    """Puts a draft before the unit's group; `question` is masked, `frame` the reply without its words."""
    kept = store.keep(
        tx.conn, conversation=tx.talk.key, lang=tx.lang, question=question, entry=entry.id, draft=draft,
        reviewed=reviewed, frame=frame, now=tx.now,
    )  # fmt: skip
    tx.later(EXPIRES, kept.about, PATIENCE)
    tx.card(kept.about, card(tx.within("zh"), kept), entry.unit)


def card(tx: Tx, looked: Looked) -> Reply:
    """What the group sees of it now."""
    entry = tx.knowledge.entries.get(looked.entry)
    title = entry.title if entry else looked.entry
    text = tx.say("approval.card", question=looked.question, draft=looked.draft, title=title)
    if looked.state is State.WAITING:
        names = ("accept", "edit", "reject")
        return Reply(text, tuple(Choice(tx.say(f"approval.{name}"), f"appr:{looked.id}:{name}") for name in names))
    return Reply(f"{text}\n{state_of(tx, looked)}")


def state_of(tx: Tx, looked: Looked) -> str:
    """How it ended, in one sentence."""
    if looked.state is State.EXPIRED:
        return tx.say("approval.state_expired")
    return tx.say(f"approval.state_{looked.state.value}", who=looked.decided_by)


def settle(tx: Tx, looked: Looked, state: State, member: Staff | None = None, words: str = "") -> bool:
    """Ends it and tells the asker, once; False when somebody, or the clock, was first."""
    name = member.name if member else ""
    if not store.settle(tx.conn, looked.id, state, name, tx.now):
        return False
    tx.forget(looked.about, EXPIRES)
    if member is not None:
        accounts.note_act(tx.conn, member, tx.now)
    ended = replace(looked, state=state, decided_by=name)
    tx.edit_cards(looked.about, card(tx.within("zh"), ended))
    _tell(tx.within(looked.lang), ended, words)
    return True


def _tell(tx: Tx, looked: Looked, words: str) -> None:
    if people.read(tx.conn, looked.conversation) is None:
        return  # she had her data deleted meanwhile
    lead = tx.say("approval.lead", question=looked.question[:ECHO])
    if revisions.disabled_among(tx.conn, [looked.entry]):
        tx.tell(looked.conversation, Reply(f"{lead}\n{tx.say('faq.withdrawn')}"), looked.about)
        return
    text = {State.ACCEPTED: looked.draft, State.EDITED: words}.get(looked.state, looked.reviewed)
    reply = replace(looked.frame, text=f"{lead}\n{text}", origin=WORDS[looked.state])
    tx.tell(looked.conversation, reply, looked.about)
