"""Every write on opinions."""

from __future__ import annotations

from bot.message import Choice, Reply
from bot.redact import mask
from bot.store import people
from bot.work import TurnTx, Tx
from handlers.opinions import store
from handlers.opinions.store import Statement

CONSENT_VERSION = "2026-11"


def state(tx: TurnTx, opinion: str, conversation: str, text: str, *, named: bool) -> Statement:
    """Keeps a statement with its consent, and shows it to the staff."""
    people.give_consent(tx.conn, tx.person.id, "opinion", CONSENT_VERSION, tx.now)
    made = store.add(tx.conn, opinion, tx.person.id, conversation, tx.lang, text, named, tx.now)
    zh = tx.within("zh")
    title = tx.knowledge.opinions[opinion].title
    delicate = tx.knowledge.sensitive.find(text)
    shown = zh.say("sensitive.hidden", kind=zh.say(f"sensitive.name_{delicate}")) if delicate else mask(text)
    tx.staff_note(Reply(zh.say("opinions.group_new", number=made.id, title=title, text=shown)))
    return made


def settle(tx: Tx, statement_id: int, outcome: str) -> Statement | None:
    """Says what became of a statement, and tells who made it."""
    settled = store.set_outcome(tx.conn, statement_id, outcome, tx.now)
    if settled is not None and settled.conversation:
        speak = tx.within(settled.lang)
        delicate = tx.knowledge.sensitive.find(settled.text)
        words = speak.say("sensitive.yours") if delicate else settled.text[:100]
        text = speak.say("opinions.told_outcome", words=words, outcome=outcome)
        tx.tell(settled.conversation, Reply(text, (Choice(speak.say("machine.menu"), "menu"),)))
    return settled
