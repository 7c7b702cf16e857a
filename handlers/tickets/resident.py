"""The report talk: what was seen, where and when; photos sent before it; the receipt."""

from __future__ import annotations

from dataclasses import replace

from bot.dialog import MAX_FILES
from bot.feature import Answers
from bot.files import keep_all
from bot.message import Choice, Kind, Reply
from bot.store import files as file_store
from bot.store import offices, people
from bot.store import staff as staff_store
from bot.store.people import MARK
from bot.work import Begin, Change, Turn, TurnTx, Tx
from handlers.tickets import actions, openness, safety
from handlers.tickets.matter import Draft, Ticket
from handlers.tickets.reading import read_report
from handlers.tickets.rules import Kind as TicketKind
from knowledge.calendar import is_working, spoken
from knowledge.reports import Reading
from knowledge.reports.shapes import UNNAMED

CONSENT_VERSION = "2026-11"
_PHOTO = f"{MARK}photo="
"""Marks a photo among the last words; behind it the files, and after a space what was written under them."""


async def begin_report(turn: Turn) -> Begin | Reply:
    """Opens the report talk, unless nobody is there to read it; `report:said` begins with what was said last."""
    if await openness.closed(turn.work):
        return Reply(turn.say("tickets.intake_closed"), (turn.choice("machine.menu", "menu"),))
    said = turn.talk.last_said
    known = {"what": said} if turn.message.pick == "report:said" and said else {}
    known |= after_hours(turn)
    lead = turn.say("tickets.report_lead")
    mind = await safety.notice(turn, said) if "what" in known else ""
    return Begin("report", known, f"{mind}\n{lead}" if mind else lead)


async def report_done(turn: Turn, answers: Answers) -> Change | Reply:
    """All is said: the ticket is opened and the receipt given, in one transaction."""
    if answers.get("consent") != "yes":
        return Reply(turn.say("tickets.no_consent"), (turn.choice("machine.menu", "menu"),))
    mind = await safety.notice(turn, answers["what"])
    reading = await read_report(turn.work.knowledge, answers["what"], answers.get("where", ""))

    def change(tx: TurnTx) -> Reply:
        people.give_consent(tx.conn, tx.person.id, "report", CONSENT_VERSION, tx.now)
        made = actions.open_ticket(tx, _draft(turn, tx, answers, reading))
        tx.outcome, tx.about = "ticket", made.about
        given = receipt(tx, made)
        return replace(given, text=f"{given.text}\n{mind}") if mind else given

    return change


def _draft(turn: Turn, tx: TurnTx, answers: Answers, reading: Reading) -> Draft:
    named = answers.get("named") != "anonymous"
    return Draft(
        kind=TicketKind.REPORT, conversation=turn.message.conversation, person_id=tx.person.id, lang=turn.lang,
        what=answers["what"], place=answers.get("where", ""), happened=answers.get("when", ""),
        phone=answers.get("phone", ""), named=named,
        files=tuple(name for name in answers.get("photo", "").split(",") if name), reading=reading,
        confidential=answers.get("named") == "confidential",
        urgent=answers["danger"] == "yes" if "danger" in answers else dangerous(reading),
        area_id=offices.area_in(tx.conn, f"{answers.get('where', '')} {answers['what']}"),
    )  # fmt: skip


def dangerous(reading: Reading) -> bool:
    """Whether a danger is named for which nobody must wait; that it only sounds urgent is for the desk to judge."""
    return bool(set(reading.hazards) - {UNNAMED})


def receipt(tx: TurnTx, made: Ticket) -> Reply:
    """Number and receipt code, and what comes next."""
    text = tx.say("tickets.receipt", number=made.number, code=made.code)
    if made.promised_at:
        text = f"{text}\n{tx.say('tickets.promised', when=spoken(made.promised_at, tx.lang))}"
    else:
        text = f"{text}\n{first_answer(tx, made)}"
    if not made.promised_at and not made.phone:
        text = f"{text}\n{tx.say('tickets.no_phone')}"
    mine = Choice(tx.say("tickets.see"), f"ticket:{made.id}")
    return Reply(text, (mine, Choice(tx.say("machine.menu"), "menu")))


def first_answer(tx: Tx, made: Ticket) -> str:
    """Until when the first answer is wanted of the office, as a day and an hour."""
    by = made.answer_by or made.due_at
    key = "tickets.answer_by_urgent" if made.urgent else "tickets.answer_by"
    return tx.say(key, when=spoken(by, tx.lang)) if by else ""


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
        choices = [Choice(tx.say("tickets.report_photo"), "reportphoto"), Choice(tx.say("machine.menu"), "menu")]
        if staff_store.by_identity(tx.conn, turn.message.channel, turn.message.sender) is not None:
            choices.insert(0, Choice(tx.say("filing.button_photo"), "filephoto"))
        return Reply(tx.say("tickets.photo_what_for"), tuple(choices))

    return change


async def report_photo(turn: Turn) -> Begin | Reply:
    """Opens the report talk with the photos that were sent before it, and the words under them."""
    begun = await begin_report(turn)
    if isinstance(begun, Reply):
        return begun
    return Begin("report", {**sent_before(turn), **after_hours(turn)}, begun.lead)


def after_hours(turn: Turn) -> dict[str, str]:
    """What the talk knows from the start: outside hours it asks whether the matter can wait until morning."""
    return {} if is_working(turn.now) else {"hours": "closed"}


def sent_before(turn: Turn) -> dict[str, str]:
    """The photos that were sent out of the blue, and the words under them, as answers of a talk."""
    lines = [line.removeprefix(_PHOTO).partition(" ") for line in turn.talk.recent if line.startswith(_PHOTO)]
    photos = [name for names, _, _ in lines for name in names.split(",")][-MAX_FILES:]
    words = "，".join(dict.fromkeys(words for _, _, words in lines if words))
    known = {"photo": ",".join(photos), "what": words}
    return {key: value for key, value in known.items() if value}
