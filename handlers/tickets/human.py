"""A person, from any state: at once in working hours, else a call back with a promised time; voices are listened to."""

from __future__ import annotations

from dataclasses import replace

from bot.feature import Answers
from bot.files import keep_all
from bot.message import Choice, Kind, Reply
from bot.router import command, ident
from bot.store import files, people
from bot.store.people import MARK
from bot.work import Begin, Change, Turn, TurnTx
from handlers.tickets import actions, notices, openness, store
from handlers.tickets.matter import Draft, Ticket
from handlers.tickets.resident import CONSENT_VERSION, receipt
from handlers.tickets.rules import Kind as TicketKind
from handlers.tickets.rules import State
from knowledge.calendar import is_working, spoken

_THROUGH = frozenset({"endtalk", "withdraw", "solved", "unsolved", "ticket", "lang", "large", "tellstaff"})
"""Buttons that keep their meaning while a person speaks."""
_BEFORE = f"{MARK}before="
"""Marks among the last words what was asked before a person was wanted: it is passed on only on her word."""


async def first(turn: Turn) -> Reply | Begin | Change | None:
    """Before everything but danger: a live talk goes to the person who speaks, and a person wanted is found."""
    message = turn.message
    if turn.talk.with_person:
        return await _in_talk(turn)
    if message.kind is Kind.VOICE:
        return await listen_to(turn)
    if message.kind is Kind.TEXT and not message.pick and turn.work.knowledge.wishes.person(message.text):
        # A bare 0 is a person on the telephone; in the middle of a talk it may well be an answer.
        return None if turn.talk.dialog and message.text.strip() == "0" else await want_human(turn)
    return None


async def want_human(turn: Turn) -> Reply | Begin | Change:
    """Says who comes and when; outside hours a call back is promised instead."""
    if await openness.closed(turn.work):
        return Reply(turn.say("tickets.intake_closed"), (turn.choice("machine.menu", "menu"),))
    if not is_working(turn.now):
        when = await turn.work.write(actions.promise)
        return Begin("callback", lead=turn.say("tickets.closed_now", when=spoken(when, turn.lang)))

    def change(tx: TurnTx) -> Reply:
        people.give_consent(tx.conn, tx.person.id, "talk", CONSENT_VERSION, tx.now)
        what = tx.within("zh").say("tickets.talk_what")
        draft = Draft(TicketKind.TALK, turn.message.conversation, tx.person.id, turn.lang, what)
        made, last = actions.open_ticket(tx, draft), tx.talk.last_said
        kept = (
            *(line for line in tx.talk.recent if not line.startswith(_BEFORE)),
            *((_BEFORE + last,) if last else ()),
        )
        tx.talk = replace(tx.talk, with_person=made.about, recent=kept)
        tx.outcome, tx.about = "handed_to_human", made.about
        text = tx.say("tickets.called", number=made.number, minutes=10, unit=notices.unit(tx, made))
        if not last:
            return Reply(text, _stop(tx, made))
        tell = Choice(tx.say("tickets.tell_last"), f"tellstaff:{made.id}")
        echo = tx.say("sensitive.yours") if tx.knowledge.sensitive.find(last) else f"「{last[:100]}」"
        return Reply(f"{text}\n{tx.say('tickets.last_kept', last=echo)}", (tell, *_stop(tx, made)))

    return change


async def tell_last(turn: Turn) -> Change:
    """What she asked the assistant before she wanted a person goes to that person too, because she says so."""
    ticket_id = ident(turn.message.pick.partition(":")[2])

    def change(tx: TurnTx) -> Reply:
        matter = store.get(tx.conn, ticket_id, lock=True)
        last = next((line.removeprefix(_BEFORE) for line in tx.talk.recent if line.startswith(_BEFORE)), "")
        if matter is None or tx.talk.with_person != matter.about:
            return Reply(tx.say("tickets.talk_over"), (Choice(tx.say("machine.menu"), "menu"),))
        tx.about = matter.about
        end = notices.end_choice(tx, matter) if matter.state is State.IN_WORK else _stop(tx, matter)
        if not last:
            return Reply(tx.say("tickets.in_talk", number=matter.number), end)
        actions.relay(tx, matter, last)
        tx.talk = replace(tx.talk, recent=tuple(line for line in tx.talk.recent if not line.startswith(_BEFORE)))
        return Reply(tx.say("tickets.last_told", number=matter.number), end)

    return change


async def _in_talk(turn: Turn) -> Reply | Change | None:
    """Everything that is said goes to the person; only the buttons that end the talk are ours."""
    message = turn.message
    name = message.pick.partition(":")[0]
    if name in _THROUGH:
        return None
    ticket_id = ident(turn.talk.with_person.partition(":")[2])
    kept, problem = await keep_all(turn)
    if problem is not None:
        raise problem
    text = message.text or ("" if kept else turn.say("tickets.sent_something"))

    def change(tx: TurnTx) -> Reply | None:
        matter = store.get(tx.conn, ticket_id, lock=True)
        if matter is None or matter.state not in (State.RECEIVED, State.IN_WORK):
            tx.talk = replace(tx.talk, with_person="")
            return Reply(tx.say("tickets.talk_over"), (Choice(tx.say("machine.menu"), "menu"),))
        if message.pick or command(text):  # meant for the assistant, not for the person who speaks
            tx.about = matter.about
            end = notices.end_choice(tx, matter) if matter.state is State.IN_WORK else _stop(tx, matter)
            return Reply(tx.say("tickets.in_talk", number=matter.number), end)
        for item in kept:
            files.note(tx.conn, item, tx.now, tx.person.id)
        actions.relay(tx, matter, text, tuple(item.id for item in kept))
        tx.outcome = "relayed"
        if matter.state is State.IN_WORK:
            return None
        return Reply(tx.say("tickets.noted_waiting"), _stop(tx, matter))

    return change


def _stop(tx: TurnTx, matter: Ticket) -> tuple[Choice, ...]:
    return (Choice(tx.say("tickets.stop_waiting"), f"withdraw:{matter.id}", control=True),)


async def callback_done(turn: Turn, answers: Answers) -> Change | Reply:
    """A call back with a promised time, if the person agreed to be called."""
    if answers.get("consent") != "yes":
        return Reply(turn.say("tickets.no_consent"), (turn.choice("machine.menu", "menu"),))

    def change(tx: TurnTx) -> Reply:
        people.give_consent(tx.conn, tx.person.id, "callback", CONSENT_VERSION, tx.now)
        draft = Draft(
            TicketKind.CALLBACK, turn.message.conversation, tx.person.id, turn.lang, answers["what"],
            phone=answers["phone"], named=True, promised_at=actions.promise(tx),
        )  # fmt: skip
        made = actions.open_ticket(tx, draft)
        tx.outcome, tx.about = "handed_to_human", made.about
        return receipt(tx, made)

    return change


async def listen_to(turn: Turn) -> Change | Reply:
    """A voice message: somebody will listen to it by a promised time; large type is offered."""
    if await openness.closed(turn.work):
        return Reply(turn.say("tickets.intake_closed"), (turn.choice("machine.menu", "menu"),))
    kept, problem = await keep_all(turn)
    if problem is not None:
        raise problem

    def change(tx: TurnTx) -> Reply:
        for item in kept:
            files.note(tx.conn, item, tx.now, tx.person.id)
        what = tx.within("zh").say("tickets.voice_what")
        draft = Draft(
            TicketKind.VOICE, turn.message.conversation, tx.person.id, turn.lang, what,
            files=tuple(item.id for item in kept), promised_at=actions.promise(tx),
        )  # fmt: skip
        people.give_consent(tx.conn, tx.person.id, "voice", CONSENT_VERSION, tx.now)
        made = actions.open_ticket(tx, draft)
        tx.outcome, tx.about = "handed_to_human", made.about
        told = receipt(tx, made)
        back = Choice(tx.say("tickets.withdraw"), f"withdraw:{made.id}", control=True)
        large = () if tx.person.large else (Choice(tx.say("home.large_on"), "large:on"),)
        passed = tx.say("tickets.voice_told", unit=notices.unit(tx, made))
        return Reply(f"{passed}\n{told.text}", (*large, *told.choices, back))

    return change
