"""What we store about a person: shown, handed out, erased on her word."""

from __future__ import annotations

import json

from bot.message import Choice, Reply
from bot.store import files, people, record
from bot.store.people import Conversation, Person
from bot.work import Change, Turn, TurnTx
from handlers.checklists import actions as checklist_actions
from handlers.faq import store as faq_store
from handlers.faq.approval import store as approval_store
from handlers.faq.gaps.store import asking
from handlers.home import export
from handlers.opinions import store as opinion_store
from handlers.tickets import actions as ticket_actions


async def privacy(turn: Turn) -> Reply:
    """What is stored, for what, how long, and the three ways to act on it."""
    choices = (
        turn.choice("home.data_download", "mydata"),
        turn.choice("home.data_delete", "delete"),
        turn.choice("machine.menu", "menu"),
    )
    return Reply(turn.say("home.privacy"), choices)


async def download(turn: Turn) -> Change:
    """Everything about the person as text, in this conversation."""

    def change(tx: TurnTx) -> Reply:
        tx.about = record.EXPORT
        data = export.of_person(tx)
        text = json.dumps(data, ensure_ascii=False, indent=1)
        return Reply(f"{tx.say('home.data_is')}\n{text}", (Choice(tx.say("machine.menu"), "menu"),))

    return change


async def delete_ask(turn: Turn) -> Reply:
    """Asks once more."""
    choices = (turn.choice("home.delete_yes", "delete!"), turn.choice("home.delete_no", "menu"))
    return Reply(turn.say("home.delete_ask"), choices)


async def delete_now(turn: Turn) -> Change:
    """Erases what leads back to the person; matters that were handled stay without her."""

    def change(tx: TurnTx) -> Reply:
        person_id = tx.person.id
        kept = ticket_actions.forget_person(tx, person_id)
        opinion_store.unlink_person(tx.conn, person_id)
        checklist_actions.forget_person(tx, person_id)
        talks = people.conversations(tx.conn, person_id)
        files.forget(tx.conn, person_id, talks)
        faq_store.forget(tx.conn, talks)
        approval_store.forget(tx.conn, talks)
        asking.forget(tx.conn, person_id)
        people.forget(tx.conn, person_id)
        # From here on this is a conversation with somebody we have never met.
        tx.person = Person(people.meet(tx.conn, turn.message, tx.now).id, tx.person.lang, tx.person.large, tx.now)
        tx.talk = Conversation(tx.talk.key, tx.talk.channel, tx.talk.chat, tx.person.id)
        tx.outcome = "forgotten"
        return Reply(tx.say("home.deleted", count=kept), (Choice(tx.say("machine.menu"), "menu"),))

    return change
