"""What the staff room shows of tickets: read in one go, worded in the staff member's language, ready for a template."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from bot.clock import SHANGHAI
from bot.redact import mask_phones
from bot.store import offices, timers
from bot.store.staff import Staff
from bot.veil import veil as hide
from bot.work import Tx, Work
from handlers.tickets import actions, cards, extending, notices, phone, standing, store
from handlers.tickets.digest.whose import whose
from handlers.tickets.digest.wording import late_by, late_lines
from handlers.tickets.matter import Past, Ticket
from handlers.tickets.room_more import More, more
from handlers.tickets.rules import FINAL, Event, Part, Path, Reason, Who, move
from handlers.tickets.sight import Sight, bare, handles, sight, visible
from knowledge.calendar import spoken

Say = Callable[..., str]
ACTS = (
    Event.CLAIM, Event.REPLY, Event.ASK, Event.TRANSFER, Event.DONE, Event.ACCEPT, Event.RETURN, Event.VERDICT,
    Event.EXTEND_ASK, Event.EXTEND_GRANT, Event.MERGE, Event.SPLIT, Event.REDIRECT,
)  # fmt: skip
RARE = frozenset({"recat", "urgency", "return", "extend_ask", "merge", "meeting", "result", "split", "redirect"})
"""What is folded away on the page: needed now and then, and in the way else."""
MAX_ROW = 60
MAX_LATE = 500


@dataclass(frozen=True, slots=True)
class Row:
    """One ticket in the list, personal data masked."""

    number: str
    kind: str
    state: str
    what: str
    owner: str
    opened: str
    waits: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a ticket's history."""

    when: str
    who: str
    what: str
    text: str
    files: tuple[str, ...]
    side: str


@dataclass(frozen=True, slots=True)
class Detail:
    """One ticket with everything that its staff may see; `veiled` while phone numbers in it are masked."""

    ticket: Ticket
    what: str
    phone: str
    veiled: bool
    kind: str
    state: str
    facts: tuple[tuple[str, str], ...]
    files: tuple[str, ...]
    lines: tuple[Line, ...]
    acts: tuple[str, ...]
    more: More
    rare: tuple[str, ...]
    live: bool
    unit: str
    units: tuple[tuple[str, str], ...]
    reasons: tuple[tuple[str, str], ...]
    paths: tuple[tuple[str, str], ...]
    days: tuple[tuple[str, str], ...]
    final: bool


def read_rows(work: Work, conn: Connection, lang: str, member: Staff, *, closed: bool) -> list[Row]:
    """The open tickets, newest first, or those closed last; of each what that staff member may see."""
    found, tx = store.closed_tickets(conn) if closed else store.open_tickets(conn), work.tx(conn, lang)
    return [_row(tx, matter) for matter in visible(tx, member, found)]


def _row(tx: Tx, matter: Ticket) -> Row:
    what = cards.masked(matter.what).replace("\n", " ")
    return Row(
        number=matter.number,
        kind=tx.say(f"tickets.kind_{matter.kind}"),
        state=_state(tx, matter),
        what=what if len(what) <= MAX_ROW else what[: MAX_ROW - 1] + "…",
        owner=matter.owner_name,
        opened=short_time(matter.created_at),
        waits=move(matter.state, Event.CLAIM, Who.STAFF) is not None,
    )


@dataclass(frozen=True, slots=True)
class LateRow:
    """One line of the daily list."""

    number: str
    part: str
    unit: str
    owner: str
    due: str
    late: str
    listed: bool


def read_late(work: Work, conn: Connection, lang: str, member: Staff) -> list[LateRow]:
    """What runs late of what that staff member may see, the longest first."""
    tx = work.tx(conn, lang)
    return [
        LateRow(line.row.number, tx.say("ladder.part") if line.row.part else "",
                line.row.unit or tx.say("ladder.desk"), line.row.owner or tx.say("ladder.nobody"),
                short_time(line.row.due), late_by(tx, line.days), line.listed)
        for line in late_lines(tx, whose(tx, member), MAX_LATE)
    ]  # fmt: skip


def read_detail(work: Work, conn: Connection, number: str, lang: str, member: Staff | None = None) -> Detail | None:
    """The ticket of that number with its history, None when there is none; phone numbers only if `member` asked.

    None as well where that staff member may see nothing of it; a partner unit reads its own task alone.
    """
    matter, tx = store.by_number(conn, number), work.tx(conn, lang)
    how = sight(tx, member, matter) if matter is not None else Sight.NONE
    if matter is None or how is Sight.NONE:
        return None
    past = store.history(conn, matter.id)
    if how is Sight.MASKED and member is not None:
        matter, past = bare(tx, member, matter), []
    hidden = matter.confidential and not handles(member, matter)
    live = actions.live_talk(matter)
    parts = standing.parts_of(tx, member, matter) if member else standing.EVERY
    events = _events(tx, matter, parts) if how is Sight.WHOLE else frozenset[Event]()
    acts = _acts(tx, matter, events) if how is Sight.WHOLE else ()
    offered = more(tx, matter, events, parts) if how is Sight.WHOLE and not live else More()
    shown = not hidden and member is not None and phone.is_shown(tx, matter, member)
    veil: Callable[[str], str] = str if shown else hide if hidden else mask_phones
    files = tuple(dict.fromkeys((*matter.files, *(file for line in past for file in line.files))))
    words = (matter.what, matter.place, matter.happened, *(line.text for line in past))
    return Detail(
        ticket=replace(matter, phone="") if hidden else matter,
        what=veil(matter.what),
        phone=matter.phone if shown else phone.masked(matter.phone),
        veiled=not (shown or hidden)
        and how is Sight.WHOLE
        and (bool(matter.phone) or any(veil(text) != text for text in words)),
        kind=tx.say(f"tickets.kind_{matter.kind}"),
        state=_state(tx, matter),
        facts=(*_facts(tx, matter, veil), *_hidden_files(tx, files if hidden else ())),
        files=() if hidden else files,
        lines=tuple(_line(tx.say, line, veil) for line in past),
        acts=(Event.REPLY.value, Event.DONE.value) if live else acts,
        more=offered,
        rare=tuple(name for name in (*offered.acts, *acts) if name in RARE),
        live=live,
        unit=notices.unit(tx, matter),
        units=tuple(standing.choices(tx)),
        reasons=tuple((reason.value, tx.say(f"tickets.reason_{reason}")) for reason in Reason),
        paths=tuple((path.value, tx.say(f"tickets.path_name_{path}")) for path in Path),
        days=tuple((str(days), tx.say("tickets.extend_days", days=days)) for days in extending.DAYS),
        final=matter.state in FINAL,
    )


def _events(tx: Tx, matter: Ticket, parts: frozenset[Part]) -> frozenset[Event]:
    """The moves that may be made now by somebody who plays these parts."""
    found = {event for event in Event if move(matter.state, event, Who.STAFF, parts) is not None}
    if matter.wanted_until is None:
        found.discard(Event.EXTEND_GRANT)
    if not matter.answerable:
        found -= {Event.REPLY, Event.ASK}
    return frozenset(found - cards.senseless(matter))


def _acts(tx: Tx, matter: Ticket, events: frozenset[Event]) -> tuple[str, ...]:
    """What may be done now; sending and passing on are one thing to whoever looks."""
    units = offices.configured(tx.conn)
    found = {*events, Event.TRANSFER} if Event.DISPATCH in events and units else events
    acts = tuple(event.value for event in (ACTS if units else ACTS[:5]) if event in found)
    return (*acts, "draft") if cards.may_draft(matter) else acts


def _state(tx: Tx, matter: Ticket) -> str:
    return tx.say(f"tickets.state_{matter.state}", unit=cards.unit_mark(tx.knowledge, matter, tx.lang or "zh"))


def _facts(tx: Tx, matter: Ticket, veil: Callable[[str], str]) -> tuple[tuple[str, str], ...]:
    """Name and value of what is known; the phone number stands apart because it can be called."""
    named = tx.say("room.named" if matter.named else "room.anonymous")
    named = tx.say("sensitive.confidential") if matter.confidential else named
    facts = [
        (tx.say("room.sensitive"), cards.category(tx, matter) if matter.sensitive else ""),
        (tx.say("room.place"), veil(matter.place)),
        (tx.say("room.happened"), veil(matter.happened)),
        (tx.say("room.who"), named),
        (tx.say("room.source"), cards.source(tx, matter)),
        (tx.say("room.code"), matter.code if matter.taken_by and not matter.conversation else ""),
        (tx.say("room.unit"), cards.unit_name(tx.knowledge, matter, tx.lang)),
        (tx.say("room.due"), cards.deadline(tx, matter)),
        (tx.say("room.owner"), matter.owner_name or tx.say("room.nobody")),
        (tx.say("room.promised"), spoken(matter.promised_at, tx.lang) if matter.promised_at else ""),
        (tx.say("room.opened"), spoken(matter.created_at, tx.lang)),
    ]
    return tuple((name, value) for name, value in facts if value)


def _hidden_files(tx: Tx, files: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """A photo of a person, a house or a number plate says who she is as well as a name does."""
    return ((tx.say("room.files"), tx.say("sensitive.files_with_handler", count=len(files))),) if files else ()


def _line(say: Say, past: Past, veil: Callable[[str], str]) -> Line:
    staff = past.actor == Who.STAFF
    who = past.actor_name if staff else say(f"room.{past.actor}")
    side = "out" if past.event in ("reply", "ask", "said") and staff else past.actor
    return Line(short_time(past.at), who, say(f"room.event_{past.event}"), veil(past.text), past.files, side)


def read_alarms(conn: Connection) -> list[tuple[str, str, str]]:
    """Moment, kind and text of every alarm that nobody has marked as seen."""
    return [(short_time(at), kind, text) for _id, kind, _about, text, at in timers.alarms(conn)]


def short_time(moment: datetime) -> str:
    """Month, day, hour and minute in Shanghai."""
    return moment.astimezone(SHANGHAI).strftime("%m-%d %H:%M")
