"""How a press in a staff group becomes a change: who pressed, which ticket, decided inside the transaction."""

from __future__ import annotations

from collections.abc import Callable

from bot.errors import PersonError
from bot.message import Reply
from bot.router import ident
from bot.store.staff import Staff
from bot.work import Change, Turn, TurnTx
from handlers.offices.members import member_of
from handlers.tickets import store
from handlers.tickets.matter import Ticket
from handlers.tickets.moving import NOTE

StaffAct = Callable[[TurnTx, Ticket, Staff], Reply | None]


def act_on(turn: Turn, ticket_id: int, act: StaffAct) -> Change:
    """A change that decides inside the transaction, with the ticket locked."""

    def change(tx: TurnTx) -> Reply | None:
        member = member_of(tx, turn)
        matter = store.get(tx.conn, ticket_id, lock=True)
        if matter is None:
            raise PersonError("tickets.unknown")
        tx.about = matter.about + NOTE
        return act(tx, matter, member)

    return change


def pressed(turn: Turn) -> int:
    """The ticket that the pressed button names."""
    return ident(turn.message.pick.partition(":")[2].partition(":")[0])


def argument(turn: Turn) -> str:
    """What the pressed button says behind the ticket; empty where it says no more."""
    return turn.message.pick.partition(":")[2].partition(":")[2]


def prompt(tx: TurnTx, matter: Ticket, purpose: str, how: str = "") -> Reply:
    """Asks for words: the next reply to this message is for that purpose."""
    tx.about = f"{matter.about}:{purpose}" if purpose else matter.about
    if matter.kind.of_nobody and purpose in ("", "ask"):
        return Reply(tx.say(f"tickets.how_to_{matter.kind}", number=matter.number))
    if matter.kind.unasked and not purpose:
        return Reply(tx.say("alerts.how_to_reply", number=matter.number))
    return Reply(tx.say(f"tickets.how_to_{how or purpose or 'reply'}", number=matter.number))
