"""The buttons of the rating: the resident's five steps and her reason, the supervisor's verdict."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bot.errors import PersonError
from bot.feature import Answers
from bot.message import Choice, Reply
from bot.router import ident
from bot.store.staff import Staff
from bot.work import Begin, Change, Turn, TurnTx
from handlers.tickets import moving
from handlers.tickets import store as tickets
from handlers.tickets.matter import Ticket
from handlers.tickets.pressing import act_on, argument, pressed, prompt
from handlers.tickets.rating import LOW, actions
from handlers.tickets.rating.store import Verdict
from handlers.tickets.rules import Event

VERDICTS: Mapping[str, Verdict] = MappingProxyType({"revisit": Verdict.REVISITED, "uphold": Verdict.UPHELD})
"""What the buttons of the second look stand for."""


def _own(tx: TurnTx, ticket_id: int) -> Ticket:
    matter = tickets.get(tx.conn, ticket_id, lock=True)
    if matter is None or matter.person_id is None or matter.person_id != tx.person.id:
        raise PersonError("tickets.not_yours")
    tx.about = matter.about
    return matter


async def rate(turn: Turn) -> Change | Begin:
    """One of the five steps; after a low one she is asked why, and it counts whether or not she says so."""
    ticket_id, score = pressed(turn), ident(argument(turn))

    def give(tx: TurnTx) -> Reply:
        matter = _own(tx, ticket_id)
        actions.give(tx, matter, score)
        return Reply(tx.say("rating.thanks", number=matter.number), (Choice(tx.say("machine.menu"), "menu"),))

    if not 1 <= score <= LOW:
        return give
    return Begin("rating", {"ticket": str(ticket_id)}, turn.say("rating.sorry"), also=give)


async def explained(turn: Turn, answers: Answers) -> Change:
    """The reason came, or was passed over."""

    def change(tx: TurnTx) -> Reply:
        matter = _own(tx, ident(answers["ticket"]))
        actions.explain(tx, matter, answers.get("why", ""))
        return Reply(tx.say("rating.thanks_low", number=matter.number), (Choice(tx.say("machine.menu"), "menu"),))

    return change


async def judge(turn: Turn) -> Change:
    """再办 or 维持: the next reply to this prompt is what the resident reads about it."""
    purpose = turn.message.pick.partition(":")[0]

    def act(tx: TurnTx, matter: Ticket, member: Staff) -> Reply:
        moving.allowed(tx, matter, Event.REVISIT, moving.by_staff(member))
        return prompt(tx, matter, purpose)

    return act_on(turn, pressed(turn), act)


def said_verdict(tx: TurnTx, matter: Ticket, member: Staff, text: str, verdict: Verdict) -> Reply:
    """The words of the verdict came."""
    actions.judge(tx, matter, member, verdict, text)
    return Reply(tx.say(f"rating.{verdict}", number=matter.number))
