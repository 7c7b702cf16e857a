"""What the staff group sees of a ticket: one card, masked, with the moves that its state allows."""

from __future__ import annotations

from bot.message import Choice, Reply
from bot.redact import mask
from bot.work import Tx
from handlers.tickets.matter import Ticket
from handlers.tickets.rules import FINAL, Event, Kind, State, Who, move, word
from knowledge.calendar import spoken
from knowledge.load import Knowledge

MAX_SHOWN = 600
_BUTTONS = ((Event.CLAIM, "claim"), (Event.REPLY, "reply"), (Event.ASK, "ask"), (Event.TRANSFER, "pass"),
            (Event.DONE, "done"))  # fmt: skip


def masked(text: str) -> str:
    """Words for a group: personal numbers masked, cut to what a card holds."""
    shown = mask(text)
    return shown if len(shown) <= MAX_SHOWN else shown[: MAX_SHOWN - 1] + "…"


def card(tx: Tx, matter: Ticket) -> Reply:
    """The card as it stands now, in Chinese."""
    say = tx.say
    lines = [
        say("tickets.card_head", number=matter.number, kind=say(f"tickets.kind_{matter.kind}"),
            state=say(f"tickets.state_{matter.state}", unit=unit_mark(tx.knowledge, matter, "zh"))),
        masked(matter.what),
        say("tickets.card_place", text=masked(matter.place)) if matter.place else "",
        say("tickets.card_when", text=masked(matter.happened)) if matter.happened else "",
        say("tickets.card_files", count=len(matter.files)) if matter.files else "",
        say("tickets.card_phone") if matter.phone else "",
        say("tickets.card_promised", when=spoken(matter.promised_at, "zh")) if matter.promised_at else "",
        say("tickets.card_english") if matter.lang == "en" else "",
        say("tickets.card_owner", name=matter.owner_name) if matter.owner_name else "",
        say("tickets.card_how") if matter.state not in FINAL else "",
    ]  # fmt: skip
    return Reply("\n".join(line for line in lines if line), buttons(tx, matter))


def buttons(tx: Tx, matter: Ticket) -> tuple[Choice, ...]:
    """The moves that a staff member may make now."""
    if matter.kind is Kind.TALK and matter.state is State.IN_WORK:
        return (Choice(tx.say("tickets.button_end"), f"done:{matter.id}"),)
    return tuple(
        Choice(tx.say(f"tickets.button_{name}"), f"{name}:{matter.id}")
        for event, name in _BUTTONS
        if move(matter.state, event, Who.STAFF) is not None
    )


def progress(tx: Tx, matter: Ticket) -> str:
    """The word for progress that the resident reads."""
    return tx.say(word(matter.state), unit=unit_mark(tx.knowledge, matter, tx.lang))


def unit_mark(knowledge: Knowledge, matter: Ticket, lang: str) -> str:
    """The unit that has the matter: bare behind 已转, in brackets behind any other word, empty while none has it."""
    department = knowledge.departments.get(matter.unit)
    if department is None:
        return ""
    name = department.name_en if lang == "en" else department.name
    if matter.state is State.TRANSFERRED:
        return name
    return f" ({name})" if lang == "en" else f"（{name}）"
