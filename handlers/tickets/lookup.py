"""Where a ticket stands: the resident's own, or one found by its number or receipt code."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import timedelta

from bot.errors import PersonError
from bot.message import Choice, Reply
from bot.router import ident
from bot.work import Change, Turn, TurnTx
from handlers.tickets import store
from handlers.tickets.cards import unit_mark
from handlers.tickets.filing import actions
from handlers.tickets.matter import Ticket
from handlers.tickets.rules import Event, Who, move, word
from knowledge.calendar import spoken

_WHERE = frozenset({Event.TRANSFER, Event.DISPATCH, Event.AUTO, Event.VERDICT, Event.RULE})
"""Of these the text is the name of a unit, which is nobody's secret."""
TRIES, TRY_WINDOW = 5, timedelta(hours=1)
NUMBER = re.compile(r"YH-?(\d{8})-?(\d{4,})(?:\D+(\d{4}))?(?!\d)", re.IGNORECASE)
_CODE = re.compile(r"^[\s:：#]*([2-9A-HJ-NP-Z]{6})[\s。.]*$", re.IGNORECASE | re.ASCII)


async def my_tickets(turn: Turn) -> Reply | Change:
    """`/mytickets`: the person's own, newest first; a number or code given with it is looked up."""
    words = turn.message.text.partition(" ")[2].strip()
    if words:
        looked = await look_up(turn, words)
        if looked is not None:
            return looked
    mine = await turn.work.read(lambda conn: store.of_person(conn, turn.person.id)) if turn.person.id else []
    if not mine:
        choices = (turn.choice("tickets.report_button", "report"), turn.choice("machine.menu", "menu"))
        return Reply(turn.say("tickets.none_of_yours"), choices)

    rows = [Choice(f"{matter.number} {_word(turn, matter)}", f"ticket:{matter.id}") for matter in mine]
    return Reply(turn.say("tickets.yours", count=len(mine)), (*rows, turn.choice("machine.menu", "menu")))


def _word(turn: Turn, matter: Ticket) -> str:
    return turn.say(word(matter.state), unit=unit_mark(turn.work.knowledge, matter, turn.lang))


async def show(turn: Turn) -> Reply:
    """One of the person's own tickets: progress in the five words, what happened, what she may do."""
    matter = await turn.work.read(lambda conn: store.get(conn, ident(turn.message.pick.partition(":")[2])))
    if matter is None or matter.person_id is None or matter.person_id != turn.person.id:
        raise PersonError("tickets.not_yours")
    return await timeline(turn, matter, own=True)


def may_be_made_own(matter: Ticket) -> bool:
    """Whether it was taken in for a resident who has not come herself yet."""
    waits = matter.person_id is None and not matter.conversation and matter.taken_by is not None
    return waits and not matter.sensitive and not matter.final


async def make_own(turn: Turn) -> Change:
    """She has the receipt code of a matter that was taken in for her: its answers come to her from now on."""
    number, _, code = turn.message.pick.partition(":")[2].partition(":")
    source = turn.message.source or turn.message.conversation

    def change(tx: TurnTx) -> Reply:
        if store.guesses(tx.conn, "code", source, tx.now - TRY_WINDOW) >= TRIES:
            return Reply(tx.say("tickets.too_many_tries"))
        matter = store.get(tx.conn, ident(number), lock=True)
        if matter is None or matter.code != code or not may_be_made_own(matter):
            store.note_guess(tx.conn, "code", source, tx.now)
            return Reply(tx.say("tickets.not_found"))
        changed = actions.make_own(tx, matter, turn.message.conversation)
        tx.about = changed.about
        choices = (Choice(tx.say("tickets.see"), f"ticket:{changed.id}"), Choice(tx.say("machine.menu"), "menu"))
        return Reply(tx.say("filing.is_yours", number=changed.number), choices)

    return change


async def timeline(turn: Turn, matter: Ticket, *, own: bool) -> Reply:
    """Progress and history as the resident may see it; what was said only to its owner."""
    past = await turn.work.read(lambda conn: store.history(conn, matter.id))
    lines = [turn.say("tickets.progress", number=matter.number, word=_word(turn, matter))]
    for line in past:
        key = f"tickets.past_{line.event}"
        if turn.work.knowledge.texts.has(key):
            shown = line.text if own or line.event in _WHERE else ""
            if shown and matter.sensitive and line.actor == Who.RESIDENT:
                shown = turn.say("sensitive.yours")
            lines.append(turn.say(key, when=spoken(line.at, turn.lang), text=shown))
    choices = tuple(
        turn.choice(key, f"{name}:{matter.id}")
        for event, key, name in (
            (Event.SOLVED, "tickets.solved", "solved"),
            (Event.NOT_SOLVED, "tickets.not_solved", "unsolved"),
            (Event.ADD, "tickets.add", "add"),
            (Event.WITHDRAW, "tickets.withdraw", "withdraw"),
        )
        if own and move(matter.state, event, Who.RESIDENT)
    )
    return Reply("\n".join(line.rstrip("：: ") for line in lines), (*choices, turn.choice("machine.menu", "menu")))


async def look_up(turn: Turn, words: str = "") -> Reply | Change | None:
    """A ticket number (with the last four digits of the phone) or a receipt code, typed anywhere."""
    text = unicodedata.normalize("NFKC", words or turn.message.text)
    by_number, by_code = NUMBER.search(text), _CODE.match(text)
    if by_number is None and (by_code is None or not any(char.isdigit() for char in by_code[1])):
        return None
    source = turn.message.source or turn.message.conversation
    key = f"YH-{by_number[1]}-{by_number[2]}" if by_number else "code"
    since = turn.now - TRY_WINDOW
    if await turn.work.read(lambda conn: store.guesses(conn, key, source, since)) >= TRIES:
        return Reply(turn.say("tickets.too_many_tries"))
    if by_number:
        matter = await turn.work.read(lambda conn: store.by_number(conn, key))
        own = matter is not None and matter.person_id is not None and matter.person_id == turn.person.id
        if matter is not None and (own or (by_number[3] and matter.phone[-4:] == by_number[3])):
            return await timeline(turn, matter, own=own)
        if by_number[3] is None:
            return Reply(turn.say("tickets.need_digits"))
    else:
        assert by_code is not None
        code = by_code[1]
        matter = await turn.work.read(lambda conn: store.by_code(conn, code))
        if matter is not None:
            own = matter.person_id is not None and matter.person_id == turn.person.id
            shown = await timeline(turn, matter, own=own)
            mine = turn.choice("filing.mine", f"mine:{matter.id}:{matter.code}")
            return replace(shown, choices=(mine, *shown.choices)) if may_be_made_own(matter) else shown

    def refuse(tx: TurnTx) -> Reply:
        store.note_guess(tx.conn, key, source, tx.now)
        return Reply(tx.say("tickets.not_found"))

    return refuse
