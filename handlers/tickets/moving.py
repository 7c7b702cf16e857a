"""The one way in which a ticket moves: a row of the table, with history, time, timers, cards and everybody's notice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from bot.errors import PersonError
from bot.message import Choice, Reply
from bot.store import offices, people, posted
from bot.store import staff as staff_store
from bot.store.staff import Role, Staff
from bot.work import TurnTx, Tx
from handlers.tickets import cards, deadlines, guarding, standing, store
from handlers.tickets.digest.pinging import ping
from handlers.tickets.matter import NOTE as NOTE
from handlers.tickets.matter import Ticket
from handlers.tickets.rules import TABLE, Event, Kind, Move, State, Who, move
from handlers.tickets.subtasks import ending

_IN_WRITING = frozenset({Event.TRANSFER, Event.DISPATCH, Event.ASK, Event.REPLY, Event.ADD, Event.NOT_SOLVED})
"""What turns a talk into a matter that is dealt with in writing, like any other."""
_STAYS = frozenset({Event.ADD, Event.EXTEND_ASK, Event.EXTEND_GRANT, Event.EXTEND_REFUSE, Event.INTERIM})
"""After these a ticket waits where it was, as long as before: its receipt does not begin anew."""
_BY_NAME = frozenset({Event.STAND_IN})
"""What is said with these is a name of the staff and no word of the resident's: it is never veiled."""
NOTHING: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a resident, a member of the staff, or the clock."""

    who: Who
    member: Staff | None = None

    @property
    def id(self) -> int | None:
        """The row of the staff member."""
        return self.member.id if self.member else None

    @property
    def name(self) -> str:
        """Her name, empty for anybody else."""
        return self.member.name if self.member else ""


CLOCK = Actor(Who.CLOCK)
RESIDENT = Actor(Who.RESIDENT)


def by_staff(member: Staff) -> Actor:
    """A staff member as an actor."""
    return Actor(Who.STAFF, member)


def apply(
    tx: Tx, matter: Ticket, event: Event, actor: Actor, text: str = "", files: tuple[str, ...] = (),
    values: Mapping[str, object] = NOTHING, choices: tuple[Choice, ...] = (),
) -> tuple[Ticket, Move]:  # fmt: skip
    """Makes one move of the table happen: state, history, time, cards, notices to the staff.

    `text` stands in the history and in the notices; `choices` go with those to the desk and the supervisors.
    `PersonError` when the table has no row, or none for who acts.
    """
    row = allowed(tx, matter, event, actor)
    if matter.kind is Kind.TALK and event is not Event.CLAIM:
        give_back(tx, matter)
        values = {**values, "kind": Kind.QUESTION.value} if event in _IN_WRITING else values
    if actor.who is Who.RESIDENT and not matter.sensitive:
        values = {**values, "sensitive": tx.knowledge.sensitive.find(text) or ""}
    time = deadlines.moved(tx.knowledge.limits, matter, event, row, tx.now)
    if event is Event.REPLY and matter.next_at is not None:
        values = {"next_at": None, **values}
    stays = event in _STAYS and row.next is matter.state
    since = matter.state_since if stays else tx.now
    changed = store.change(tx.conn, matter, state=row.next.value, state_since=since, **{**time, **values})
    store.note(
        tx.conn, changed, event.value, actor.who.value, tx.now, text=text, actor_id=actor.id, actor_name=actor.name,
        files=files,
    )  # fmt: skip
    if actor.member:
        staff_store.note_act(tx.conn, actor.member, tx.now)
    tx.forget(matter.about, "tickets.talk_wait")
    deadlines.start(tx, changed)
    if changed.final:
        ending.end_with(tx, changed, tx.within("zh").say("subtasks.ticket_over"))
    tx.edit_cards(changed.about, cards.card(tx.within("zh"), changed))
    told = text if event in _BY_NAME else cards.shown(tx.within("zh"), changed, text, files)
    _tell_staff(tx, changed, event, row, told, choices)
    return changed, row


def allowed(tx: Tx, matter: Ticket, event: Event, actor: Actor) -> Move:
    """The row of the table, if who acts may; `PersonError` says why not."""
    parts = standing.parts_of(tx, actor.member, matter) if actor.member else frozenset()
    row = move(matter.state, event, actor.who, parts)
    if row is None:
        raise PersonError(_refusal(matter, event, actor), number=matter.number, owner=matter.owner_name or "-")
    return row


def _refusal(matter: Ticket, event: Event, actor: Actor) -> str:
    row = TABLE.get((matter.state, event))
    if row is not None and row.who is actor.who is Who.STAFF:
        return "tickets.not_your_part"
    if event is Event.CLAIM and not matter.final:
        return "tickets.already_claimed"
    if event is Event.DONE and not matter.final:
        return "tickets.reply_first" if matter.state is not State.CONFIRMING else "tickets.asked_already"
    return "tickets.closed_already" if matter.final else "tickets.not_now"


def _tell_staff(tx: Tx, matter: Ticket, event: Event, row: Move, text: str, choices: tuple[Choice, ...]) -> None:
    say = tx.within("zh").say
    if guards := guarding.guards(tx, matter):
        for key in filter(None, (row.staff, row.desk, row.supervisor)):
            guarding.tell(tx, matter, guards, say(key, number=matter.number, text=text))
        if not matter.unit:
            return
    if row.staff:
        mark = "" if event is Event.ADD else NOTE
        tx.under_cards(matter.about, Reply(say(row.staff, number=matter.number, text=text)), mark, matter.hours)
    if row.desk:
        tell_desk(tx, matter, Reply(say(row.desk, number=matter.number, text=text), choices))
    if row.supervisor:
        tell_supervisors(tx, matter, Reply(say(row.supervisor, number=matter.number, text=text), choices))


def tell_desk(tx: Tx, matter: Ticket, reply: Reply) -> None:
    """Says something in the groups of everybody, under the ticket's card where it stands there."""
    places = {(to.channel, to.chat): platform_id for to, platform_id in posted.card_places(tx.conn, matter.about)}
    for group in tx.groups_of(""):
        under = places.get((group.channel, group.chat), "")
        tx.send(group, replace(reply, under=under), matter.about + NOTE, matter.hours)


def tell_supervisors(tx: Tx, matter: Ticket, reply: Reply) -> None:
    """Says something to every supervisor alone and, with its buttons, in the groups of everybody."""
    for member in offices.with_role(tx.conn, Role.SUPERVISOR):
        if (alone := offices.reach(tx.conn, member.id)) is not None:
            ping(tx, member, alone, Reply(reply.text), matter.about + NOTE, urgent=matter.urgent)
    tell_desk(tx, matter, reply)


def give_back(tx: Tx, matter: Ticket) -> None:
    """From now on the assistant answers again where a person spoke about this matter."""
    if isinstance(tx, TurnTx) and tx.talk.key == matter.conversation:
        if tx.talk.with_person == matter.about:
            tx.talk = replace(tx.talk, with_person="")
    elif matter.conversation:
        people.leave_person(tx.conn, matter.conversation, matter.about, tx.now)
