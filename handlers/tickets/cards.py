"""What the staff group sees of a ticket: one card, masked, with the moves that its state allows."""

from __future__ import annotations

from bot.message import Choice, Reply
from bot.redact import mask
from bot.store import offices
from bot.veil import veil
from bot.work import Tx
from handlers.tickets.alerts import line as counted
from handlers.tickets.dispatching import line as catalogue
from handlers.tickets.matter import Ticket
from handlers.tickets.rules import FINAL, MOVABLE, Event, Kind, Source, State, Who, move, word
from handlers.tickets.subtasks import line
from knowledge.calendar import spoken
from knowledge.limits import WORKING_DAY, Span
from knowledge.load import Knowledge

MAX_SHOWN = 600
_BUTTONS = ((Event.CLAIM, "claim"), (Event.REPLY, "reply"), (Event.ASK, "ask"), (Event.TRANSFER, "pass"),
            (Event.DONE, "done"))  # fmt: skip
_WITH_UNITS = (
    (Event.CLAIM, "claim"), (Event.DISPATCH, "pass"), (Event.REPLY, "reply"), (Event.ASK, "ask"),
    (Event.DONE, "done"), (Event.VERDICT, "verdict"), (Event.ACCEPT, "accept"), (Event.RETURN, "return"),
    (Event.TRANSFER, "pass"), (Event.EXTEND_ASK, "extend"), (Event.MERGE, "merge"), (Event.SPLIT, "split"),
    (Event.REDIRECT, "redirect"), (Event.CALL_BACK, "call_back"), (Event.INTERIM, "interim"),
)  # fmt: skip
"""The buttons where units are configured, the most used first."""
ON_CARD = 6
"""So many stand on the card; the others behind one more."""
NOBODYS = frozenset({Event.ASK, Event.DONE, Event.REDIRECT, Event.MERGE})
"""What makes no sense where nobody waits in person: asking her, telling her, asking her whether it is solved."""
MACHINES = frozenset({Event.ASK, Event.REDIRECT})
"""The same where a machine waits."""


def masked(text: str) -> str:
    """Words for a group: personal numbers masked, cut to what a card holds."""
    shown = mask(text)
    return shown if len(shown) <= MAX_SHOWN else shown[: MAX_SHOWN - 1] + "…"


def gist(tx: Tx, matter: Ticket) -> str:
    """What a group may read of the matter: the words, masked; of a delicate one its kind and nothing else."""
    if matter.sensitive:
        return tx.say("sensitive.hidden", kind=category(tx, matter))
    return masked(veil(matter.what) if matter.confidential else matter.what)


def category(tx: Tx, matter: Ticket) -> str:
    """The kind of a delicate matter, in neutral words."""
    return tx.say(f"sensitive.name_{matter.sensitive}")


def shown(tx: Tx, matter: Ticket, text: str, files: tuple[str, ...]) -> str:
    """What a group may read of something that was added to a matter."""
    if matter.sensitive:
        return tx.say("sensitive.in_room") if text or files else ""
    return masked(veil(text) if matter.confidential else text) + (
        tx.say("tickets.with_files", count=len(files)) if files else ""
    )


def card(tx: Tx, matter: Ticket) -> Reply:
    """The card as it stands now, in Chinese."""
    how = tx.say(_how(matter)) if matter.state not in FINAL else ""
    return Reply("\n".join(filter(None, (summary(tx, matter), how))), buttons(tx, matter))


def summary(tx: Tx, matter: Ticket) -> str:
    """What a card says of the matter, masked."""
    say = tx.say
    lines = [
        say("tickets.card_head", number=matter.number, kind=say(f"tickets.kind_{matter.kind}"),
            state=say(f"tickets.state_{matter.state}", unit=unit_mark(tx.knowledge, matter, "zh"))),
        gist(tx, matter),
        *(_hidden(tx, matter) if matter.sensitive else _details(tx, matter)),
        say("tickets.card_promised", when=spoken(matter.promised_at, "zh")) if matter.promised_at else "",
        say("filing.card_source", source=source(tx, matter)) if matter.source is not Source.RESIDENT else "",
        counted.alerts(tx, matter),
        catalogue.proposed(tx, matter),
        deadline(tx, matter),
        say("longer.card_next", when=spoken(matter.next_at, "zh")) if matter.next_at and not matter.final else "",
        line.cooperating(tx, matter),
        say("tickets.card_english") if matter.lang == "en" else "",
        say("tickets.card_owner", name=matter.owner_name) if matter.owner_name else "",
    ]  # fmt: skip
    return "\n".join(text for text in lines if text)


def _how(matter: Ticket) -> str:
    if matter.kind.of_nobody:
        return f"tickets.card_how_{matter.kind}"
    if matter.kind.unasked:
        return "alerts.card_how"
    return "sensitive.hidden_how" if matter.sensitive else "tickets.card_how"


def source(tx: Tx, matter: Ticket) -> str:
    """How it came in and who took it in; empty where the resident told it herself."""
    if matter.source is Source.RESIDENT:
        return ""
    return tx.say(f"filing.source_{matter.source}") + (f"（{matter.taken_name}）" if matter.taken_name else "")


def deadline(tx: Tx, matter: Ticket) -> str:
    """Until when it must be done, and how much of that is left; empty where time does not count against the staff."""
    span = matter.span
    if span is None or matter.final or matter.state is State.CONFIRMED:
        return ""
    urgent = tx.say("tickets.card_urgent") if matter.urgent else ""
    when = spoken(span.due, "zh")
    if matter.paused_at is not None:
        return urgent + tx.say("tickets.card_paused", when=when)
    if tx.now >= span.due:
        return urgent + tx.say("tickets.card_overdue", when=when)
    return urgent + tx.say("tickets.card_due", when=when, left=left(tx, span))


def left(tx: Tx, span: Span) -> str:
    """What is left of a time: working days and hours, of an urgent one hours and minutes by the wall."""
    minutes = int(span.left(tx.now).total_seconds() // 60)
    day = 24 * 60 if span.wall else WORKING_DAY
    days, hours, rest = minutes // day, minutes % day // 60, minutes % day % 60
    key = "left_days" if days else "left_hours"
    return tx.say(f"tickets.{key}", days=days, hours=hours, minutes=rest)


def _hidden(tx: Tx, matter: Ticket) -> tuple[str, ...]:
    return (tx.say("sensitive.hidden_files"),) if matter.files else ()


def _details(tx: Tx, matter: Ticket) -> tuple[str, ...]:
    return (
        tx.say("tickets.card_place", text=masked(matter.place)) if matter.place else "",
        tx.say("tickets.card_when", text=masked(matter.happened)) if matter.happened else "",
        tx.say("tickets.card_files", count=len(matter.files)) if matter.files else "",
        tx.say("sensitive.confidential") if matter.confidential else "",
        tx.say("tickets.card_phone") if matter.phone else "",
    )


def buttons(tx: Tx, matter: Ticket) -> tuple[Choice, ...]:
    """The moves that the staff may make now; who of them may make which is checked when it is pressed."""
    if matter.kind is Kind.TALK and matter.state is State.IN_WORK:
        return (Choice(tx.say("tickets.button_end"), f"done:{matter.id}"),)
    every = moves(tx, matter)
    if len(every) <= ON_CARD:
        return every
    return (*every[: ON_CARD - 1], Choice(tx.say("tickets.button_more"), f"more:{matter.id}"))


def moves(tx: Tx, matter: Ticket) -> tuple[Choice, ...]:
    """Every move that the table has for this state, as buttons."""
    units = offices.configured(tx.conn)
    found: dict[str, Choice] = {}
    if units and catalogue.waiting(tx, matter) is not None:
        found["asproposed"] = Choice(tx.say("dispatching.button_proposed"), f"asproposed:{matter.id}")
    for event, name in _WITH_UNITS if units else _BUTTONS:
        if move(matter.state, event, Who.STAFF) is not None and event not in senseless(matter):
            label = "dispatch" if event is Event.DISPATCH and matter.state in MOVABLE else name
            found.setdefault(name, Choice(tx.say(f"tickets.button_{label}"), f"{name}:{matter.id}"))
    if units and matter.unit and not matter.final and matter.state is not State.CONFIRMED:
        found["coop"] = Choice(tx.say("tickets.button_coop"), f"coop:{matter.id}")
    if units and matter.state in MOVABLE and matter.category and not matter.kind.of_nobody:
        found["urgency"] = Choice(tx.say("tickets.button_urgency"), f"urgency:{matter.id}")
        found["recat"] = Choice(tx.say("dispatching.button_category"), f"recat:{matter.id}")
    if units and not matter.final and not matter.kind.of_nobody:
        found["meeting"] = Choice(tx.say("tickets.button_meeting"), f"meeting:{matter.id}")
    if may_use_ready(tx, matter):
        found["canned"] = Choice(tx.say("canned.button"), f"canned:{matter.id}")
    if may_draft(matter):
        found["draft"] = Choice(tx.say("tickets.button_draft"), f"draft:{matter.id}")
    return tuple(found.values())


def senseless(matter: Ticket) -> frozenset[Event]:
    """What the table allows and nobody wants: there is no resident to whom it could be done."""
    if matter.kind.of_nobody:
        return NOBODYS
    return MACHINES if matter.kind.unasked else frozenset()


def may_use_ready(tx: Tx, matter: Ticket) -> bool:
    """Whether ready-made replies are offered: to a report of a category, while it waits for its answer."""
    waits = matter.state in (State.ACCEPTED, State.IN_WORK, State.REOPENED)
    return (
        waits and matter.kind is Kind.REPORT and not matter.sensitive and bool(matter.category and tx.knowledge.canned)
    )


def may_draft(matter: Ticket) -> bool:
    """Whether the staff's answer may become a draft of an entry; that to a gap does so by itself."""
    asked = matter.kind in (Kind.QUESTION, Kind.CORRECTION, Kind.REPORT) and not matter.sensitive
    return asked and matter.state in (State.ANSWERED, State.CONFIRMING, State.CONFIRMED, State.CLOSED)


def progress(tx: Tx, matter: Ticket) -> str:
    """The word for progress that the resident reads."""
    return tx.say(word(matter.state), unit=unit_mark(tx.knowledge, matter, tx.lang))


def unit_name(knowledge: Knowledge, matter: Ticket, lang: str) -> str:
    """The unit that has the matter, empty while none has it."""
    department = knowledge.departments.get(matter.unit)
    if matter.unit_name or department is None:
        return matter.unit_called(lang)
    return department.name_en if lang == "en" else department.name


def unit_mark(knowledge: Knowledge, matter: Ticket, lang: str) -> str:
    """The unit that has the matter: bare behind 已转, in brackets behind any other word, empty while none has it."""
    name = unit_name(knowledge, matter, lang)
    if not name or matter.state in (State.TRANSFERRED, State.DISPATCHED):
        return name
    return f" ({name})" if lang == "en" else f"（{name}）"
