"""The buttons of long matters: interim reply, meeting; and of short ones: a ready-made reply."""

from __future__ import annotations

from bot.errors import PersonError
from bot.message import Choice, Reply
from bot.router import ident
from bot.store.staff import Staff
from bot.work import Change, Turn, TurnTx
from handlers.tickets import actions as tickets
from handlers.tickets.longer import actions
from handlers.tickets.matter import Ticket
from handlers.tickets.moving import allowed, by_staff
from handlers.tickets.pressing import act_on, argument, pressed, prompt
from handlers.tickets.rules import Event, State

_ANSWERED = frozenset({State.ANSWERED, State.CONFIRMING})


async def interim_when(turn: Turn) -> Change:
    """阶段答复: when is the next word?"""

    def act(tx: TurnTx, matter: Ticket, member: Staff) -> Reply:
        allowed(tx, matter, Event.INTERIM, by_staff(member))
        offered = tuple(
            Choice(tx.say("tickets.extend_days", days=days), f"interimby:{matter.id}:{days}") for days in actions.DAYS
        )
        return Reply(tx.say("longer.interim_when", number=matter.number), offered)

    return act_on(turn, pressed(turn), act)


async def interim_by(turn: Turn) -> Change:
    """The day was chosen: the next reply to this prompt goes to the resident."""
    days = ident(argument(turn))
    return act_on(turn, pressed(turn), lambda tx, matter, _member: prompt(tx, matter, f"interim{days}", "interim"))


def said_interim(tx: TurnTx, matter: Ticket, member: Staff, text: str, days: int) -> Reply:
    """The words came."""
    changed = actions.interim(tx, matter, member, days, text)
    return Reply(tx.say("longer.interim_sent", number=changed.number))


async def meeting(turn: Turn) -> Change:
    """会商: the next reply to this prompt says when, where and about what."""
    return act_on(turn, pressed(turn), lambda tx, matter, _member: prompt(tx, matter, "meeting"))


def said_meeting(tx: TurnTx, matter: Ticket, member: Staff, text: str) -> Reply:
    """Time and place came."""
    names = actions.call_meeting(tx, matter, member, text)
    return Reply(tx.say("longer.meeting_sent", number=matter.number, units="、".join(names) or tx.say("subtasks.desk")))


def said_result(tx: TurnTx, matter: Ticket, member: Staff, text: str) -> Reply:
    """The result of a meeting came."""
    actions.meeting_result(tx, matter, member, text)
    return Reply(tx.say("longer.result_kept", number=matter.number))


async def ready(turn: Turn) -> Change:
    """常用答复: which one?"""

    def act(tx: TurnTx, matter: Ticket, member: Staff) -> Reply:
        allowed(tx, matter, Event.REPLY, by_staff(member))
        offered = tuple(
            Choice(tx.say(f"canned.{one.id}_name"), f"cannedas:{matter.id}:{one.id}")
            for one in tx.knowledge.canned
            if one.fits(matter.category)
        )
        return Reply(tx.say("canned.which", number=matter.number), offered)

    return act_on(turn, pressed(turn), act)


async def ready_as(turn: Turn) -> Change:
    """One was chosen: it is read before it goes out, in the resident's language."""
    name = argument(turn)

    def act(tx: TurnTx, matter: Ticket, member: Staff) -> Reply:
        allowed(tx, matter, Event.REPLY, by_staff(member))
        send = Choice(tx.say("canned.send"), f"cannedgo:{matter.id}:{_known(tx, matter, name)}")
        text = tx.within(matter.lang).say(f"canned.{name}")
        return Reply(tx.say("canned.preview", number=matter.number, text=text), (send,))

    return act_on(turn, pressed(turn), act)


async def ready_go(turn: Turn) -> Change:
    """It goes out, once: an answer that stands is not sent again by a second press."""
    name = argument(turn)

    def act(tx: TurnTx, matter: Ticket, member: Staff) -> Reply:
        text = tx.within(matter.lang).say(f"canned.{_known(tx, matter, name)}")
        if matter.state in _ANSWERED:
            raise PersonError("tickets.asked_already", number=matter.number)
        changed = tickets.reply(tx, matter, member, text)
        return Reply(tx.say("tickets.sent_as", number=changed.number, unit=changed.unit_called(tx.lang), text=text))

    return act_on(turn, pressed(turn), act)


def _known(tx: TurnTx, matter: Ticket, name: str) -> str:
    """What a button names; values may come from anybody's hand."""
    if name not in {one.id for one in tx.knowledge.canned}:
        raise PersonError("tickets.not_now", number=matter.number)
    return name
