"""What a resident does with a ticket of her own: her verdict, taking it back, adding something."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.errors import PersonError
from bot.feature import Answers
from bot.message import Choice, Reply
from bot.router import ident
from bot.store import files as file_store
from bot.store import people
from bot.store.files import Kept
from bot.work import Begin, Change, Turn, TurnTx
from handlers.tickets import actions, calling, merging, moving, notices, store
from handlers.tickets.rating import actions as rating
from handlers.tickets.rules import Event, Who, move


def _own(turn: Turn) -> int:
    return ident(turn.message.pick.partition(":")[2])


def _on_own(turn: Turn, act: str) -> Change:
    """A change on one of the person's own tickets, locked."""

    def change(tx: TurnTx) -> Reply:
        matter = store.get(tx.conn, _own(turn), lock=True)
        if matter is None or matter.person_id != tx.person.id:
            raise PersonError("tickets.not_yours")
        tx.about = matter.about
        if act == "withdraw":
            actions.withdraw(tx, matter)
            people.withdraw_consent(tx.conn, tx.person.id, matter.created_at, tx.now)
        elif act == "endtalk":
            key, ways = notices.after_answer(tx, actions.end_talk(tx, matter, moving.RESIDENT), "tickets.talk_ended")
            return Reply(tx.say(key, number=matter.number), ways)
        elif act == "notmine":
            merging.part(tx, matter)
        else:
            changed = actions.judge(tx, matter, solved=act == "solved")
            if ways := rating.ways(tx, changed) if act == "solved" else ():
                lines = tx.say("tickets.thanks_solved", number=matter.number), tx.say("rating.ask")
                return Reply("\n".join(lines), ways)
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


async def not_mine(turn: Turn) -> Change:
    """Hers is another matter than the one it was put to."""
    return _on_own(turn, "notmine")


async def end_talk(turn: Turn) -> Change:
    """Back from the person to the assistant."""
    return _on_own(turn, "endtalk")


LONG_CLOSED = timedelta(days=30)
"""After so long what is added is most often another matter; where it is the same one, "not solved" opens it again."""


async def begin_add(turn: Turn) -> Begin | Reply:
    """Something to add to a ticket, or the answer to a question about it; long after its end a new one is offered."""
    matter = await turn.work.read(lambda conn: store.get(conn, _own(turn)))
    if matter is None or matter.person_id != turn.person.id or matter.person_id is None:
        raise PersonError("tickets.not_yours")
    if move(matter.state, Event.ADD, Who.RESIDENT) is None:
        raise PersonError("tickets.closed_already", number=matter.number)
    if matter.final and turn.work.clock.now() - matter.state_since > LONG_CLOSED:
        anew, same = (
            turn.choice("tickets.menu_report", "report"),
            turn.choice("tickets.not_solved", f"unsolved:{matter.id}"),
        )
        return Reply(turn.say("tickets.long_closed", number=matter.number), (anew, same))
    return Begin("addition", {"ticket": str(matter.id)})


async def add_done(turn: Turn, answers: Answers) -> Change:
    """What was added appears under the card."""
    return adds(ident(answers["ticket"]), answers["words"], (), answers.get("photo", ""))


def adds(ticket_id: int, text: str, kept: Sequence[Kept] = (), photos: str = "") -> Change:
    """Adds words, files that just came (`kept`) and files noted before (`photos`, ids between commas) to her ticket."""

    def change(tx: TurnTx) -> Reply:
        matter = store.get(tx.conn, ticket_id, lock=True)
        if matter is None or matter.person_id is None or matter.person_id != tx.person.id:
            raise PersonError("tickets.not_yours")
        for item in kept:
            file_store.note(tx.conn, item, tx.now, tx.person.id)
        files = (*(item.id for item in kept), *(name for name in photos.split(",") if name))
        changed = actions.add(tx, matter, text, files)
        if number := calling.left_in(changed, text):
            calling.leave(tx, changed, number)
        tx.about = matter.about
        return Reply(tx.say("tickets.added", number=matter.number), (Choice(tx.say("machine.menu"), "menu"),))

    return change
