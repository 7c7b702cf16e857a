"""The resident's side: the report talk, adding, solved or not, her own tickets."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import timedelta

from bot.dialog import MAX_FILES
from bot.errors import PersonError
from bot.feature import Answers
from bot.files import keep_all
from bot.message import Choice, Kind, Reply
from bot.router import ident
from bot.store import files as file_store
from bot.store import people
from bot.store.people import MARK
from bot.work import Begin, Change, Turn, TurnTx
from handlers.tickets import actions, notices, openness, store
from handlers.tickets.cards import unit_mark
from handlers.tickets.matter import Draft, Ticket
from handlers.tickets.rules import Event, Who, move, word
from handlers.tickets.rules import Kind as TicketKind
from knowledge.calendar import spoken

CONSENT_VERSION = "2026-11"
TRIES, TRY_WINDOW = 5, timedelta(hours=1)
_NUMBER = re.compile(r"YH-?(\d{8})-?(\d{4,})(?:\D+(\d{4}))?(?!\d)", re.IGNORECASE)
_PHOTO = f"{MARK}photo="
"""Marks a photo among the last words; behind it the files, and after a space what was written under them."""
_CODE = re.compile(r"^[\s:：#]*([2-9A-HJ-NP-Z]{6})[\s。.]*$", re.IGNORECASE | re.ASCII)


async def begin_report(turn: Turn) -> Begin | Reply:
    """Opens the report talk, unless nobody is there to read it; `report:said` begins with what was said last."""
    if await openness.closed(turn.work):
        return Reply(turn.say("tickets.intake_closed"), (turn.choice("machine.menu", "menu"),))
    said = turn.talk.last_said
    known = {"what": said} if turn.message.pick == "report:said" and said else {}
    return Begin("report", known, turn.say("tickets.report_lead"))


async def report_done(turn: Turn, answers: Answers) -> Change | Reply:
    """All is said: the ticket is opened and the receipt given, in one transaction."""
    if answers.get("consent") != "yes":
        return Reply(turn.say("tickets.no_consent"), (turn.choice("machine.menu", "menu"),))

    def change(tx: TurnTx) -> Reply:
        people.give_consent(tx.conn, tx.person.id, "report", CONSENT_VERSION, tx.now)
        made = actions.open_ticket(tx, _draft(turn, tx, answers, TicketKind.REPORT))
        tx.outcome, tx.about = "ticket", made.about
        return receipt(tx, made)

    return change


def _draft(turn: Turn, tx: TurnTx, answers: Answers, kind: TicketKind) -> Draft:
    named = answers.get("named") != "anonymous"
    return Draft(
        kind=kind, conversation=turn.message.conversation, person_id=tx.person.id, lang=turn.lang,
        what=answers["what"], place=answers.get("where", ""), happened=answers.get("when", ""),
        phone=answers.get("phone", ""), named=named,
        files=tuple(name for name in answers.get("photo", "").split(",") if name),
    )  # fmt: skip


def receipt(tx: TurnTx, made: Ticket) -> Reply:
    """Number and receipt code, and what comes next."""
    text = tx.say("tickets.receipt", number=made.number, code=made.code)
    if made.promised_at:
        text = f"{text}\n{tx.say('tickets.promised', when=spoken(made.promised_at, tx.lang))}"
    elif not made.phone:
        text = f"{text}\n{tx.say('tickets.no_phone')}"
    mine = Choice(tx.say("tickets.see"), f"ticket:{made.id}")
    return Reply(text, (mine, Choice(tx.say("machine.menu"), "menu")))


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


def _own(turn: Turn) -> int:
    return ident(turn.message.pick.partition(":")[2])


async def show(turn: Turn) -> Reply:
    """One of the person's own tickets: progress in the five words, what happened, what she may do."""
    matter = await turn.work.read(lambda conn: store.get(conn, _own(turn)))
    if matter is None or matter.person_id is None or matter.person_id != turn.person.id:
        raise PersonError("tickets.not_yours")
    return await timeline(turn, matter, own=True)


async def timeline(turn: Turn, matter: Ticket, *, own: bool) -> Reply:
    """Progress and history as the resident may see it; what was said only to its owner."""
    past = await turn.work.read(lambda conn: store.history(conn, matter.id))
    lines = [turn.say("tickets.progress", number=matter.number, word=_word(turn, matter))]
    for line in past:
        key = f"tickets.past_{line.event}"
        if turn.work.knowledge.texts.has(key):
            shown = line.text if own or line.event == "transfer" else ""
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


def _on_own(turn: Turn, act: str) -> Change:
    """A change on one of the person's own tickets, locked."""

    def change(tx: TurnTx) -> Reply:
        matter = store.get(tx.conn, _own(turn), lock=True)
        if matter is None or matter.person_id != tx.person.id:
            raise PersonError("tickets.not_yours")
        tx.about = matter.about
        if act == "withdraw":
            actions.withdraw(tx, matter)
        elif act == "endtalk":
            key, ways = notices.after_answer(tx, actions.end_talk(tx, matter, actions.RESIDENT), "tickets.talk_ended")
            return Reply(tx.say(key, number=matter.number), ways)
        else:
            actions.judge(tx, matter, solved=act == "solved")
        return Reply(tx.say(f"tickets.thanks_{act}", number=matter.number), (Choice(tx.say("machine.menu"), "menu"),))

    return change


async def solved(turn: Turn) -> Change:
    """It is solved."""
    return _on_own(turn, "solved")


async def unsolved(turn: Turn) -> Change:
    """It is not: the matter is open again."""
    return _on_own(turn, "unsolved")


async def withdraw(turn: Turn) -> Change:
    """Takes the report back."""
    return _on_own(turn, "withdraw")


async def end_talk(turn: Turn) -> Change:
    """Back from the person to the assistant."""
    return _on_own(turn, "endtalk")


async def begin_add(turn: Turn) -> Begin:
    """Something to add to a ticket, or the answer to a question about it."""
    matter = await turn.work.read(lambda conn: store.get(conn, _own(turn)))
    if matter is None or matter.person_id != turn.person.id or matter.person_id is None:
        raise PersonError("tickets.not_yours")
    if move(matter.state, Event.ADD, Who.RESIDENT) is None:
        raise PersonError("tickets.closed_already", number=matter.number)
    return Begin("addition", {"ticket": str(matter.id)})


async def add_done(turn: Turn, answers: Answers) -> Change:
    """What was added appears under the card."""
    return _adds(int(answers["ticket"]), answers["words"], tuple(x for x in answers.get("photo", "").split(",") if x))


def _adds(ticket_id: int, text: str, files: tuple[str, ...]) -> Change:
    def change(tx: TurnTx) -> Reply:
        matter = store.get(tx.conn, ticket_id, lock=True)
        if matter is None or matter.person_id != tx.person.id:
            raise PersonError("tickets.not_yours")
        actions.add(tx, matter, text, files)
        tx.about = matter.about
        return Reply(tx.say("tickets.added", number=matter.number), (Choice(tx.say("machine.menu"), "menu"),))

    return change


async def answer_directly(turn: Turn) -> Change | None:
    """The staff asked something about a ticket and the resident just writes or sends a photo: that is the answer."""
    message = turn.message
    if message.kind not in (Kind.TEXT, Kind.FILE) or message.pick or message.text.startswith(("/", "／")):
        return None
    if message.text.rstrip().endswith(("?", "？")) or _NUMBER.search(message.text) or turn.person.id == 0:
        return None
    matter = await turn.work.read(lambda conn: store.waiting_for(conn, message.conversation))
    if matter is None or matter.person_id != turn.person.id:
        return None
    kept, problem = await keep_all(turn)
    if problem is not None:
        raise problem
    if not kept and not message.text:
        return None
    add = _adds(matter.id, message.text, tuple(item.id for item in kept))

    def change(tx: TurnTx) -> Reply | None:
        for item in kept:
            file_store.note(tx.conn, item, tx.now, tx.person.id)
        return add(tx)

    return change


async def look_up(turn: Turn, words: str = "") -> Reply | Change | None:
    """A ticket number (with the last four digits of the phone) or a receipt code, typed anywhere."""
    text = unicodedata.normalize("NFKC", words or turn.message.text)
    by_number, by_code = _NUMBER.search(text), _CODE.match(text)
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
            return await timeline(turn, matter, own=own)

    def refuse(tx: TurnTx) -> Reply:
        store.note_guess(tx.conn, key, source, tx.now)
        return Reply(tx.say("tickets.not_found"))

    return refuse


async def attach_late(turn: Turn) -> Change | None:
    """A photo out of the blue: kept, and the person is asked what it is about."""
    if turn.message.kind is not Kind.FILE:
        return None
    kept, problem = await keep_all(turn)
    if problem is not None:
        raise problem
    if not kept:
        return None

    def change(tx: TurnTx) -> Reply:
        for item in kept:
            file_store.note(tx.conn, item, tx.now, tx.person.id)
        line = f"{_PHOTO}{','.join(item.id for item in kept)} {turn.message.text}".rstrip()
        tx.talk = replace(tx.talk, recent=(*tx.talk.recent, line)[-6:])
        choices = (Choice(tx.say("tickets.report_photo"), "reportphoto"), Choice(tx.say("machine.menu"), "menu"))
        return Reply(tx.say("tickets.photo_what_for"), choices)

    return change


async def report_photo(turn: Turn) -> Begin | Reply:
    """Opens the report talk with the photos that were sent before it, and the words under them."""
    begun = await begin_report(turn)
    if isinstance(begun, Reply):
        return begun
    lines = [line.removeprefix(_PHOTO).partition(" ") for line in turn.talk.recent if line.startswith(_PHOTO)]
    photos = [name for names, _, _ in lines for name in names.split(",")][-MAX_FILES:]
    words = "，".join(dict.fromkeys(words for _, _, words in lines if words))
    known = {"photo": ",".join(photos), "what": words}
    return Begin("report", {key: value for key, value in known.items() if value}, begun.lead)
