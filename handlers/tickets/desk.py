"""The staff group's side of what moves a ticket between hands: send, give back, decide, more time, merge, redirect."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

from bot.errors import PersonError
from bot.message import Choice, Reply
from bot.router import ident
from bot.store.staff import Staff
from bot.work import Change, Turn, TurnTx
from handlers.tickets import cards, extending, merging, passing, standing, store
from handlers.tickets.matter import Ticket
from handlers.tickets.moving import allowed, by_staff
from handlers.tickets.pressing import act_on, argument, pressed, prompt
from handlers.tickets.rules import MOVABLE, Event, Path, Reason, State
from handlers.tickets.subtasks import staff as cooperation

S = TypeVar("S", bound=StrEnum)


async def more(turn: Turn) -> Change:
    """更多: the moves for which the card had no room."""

    def act(tx: TurnTx, matter: Ticket, _member: Staff) -> Reply:
        shown = {choice.value for choice in cards.buttons(tx, matter)}
        rest = tuple(choice for choice in cards.moves(tx, matter) if choice.value not in shown)
        return Reply(tx.say("tickets.more", number=matter.number), rest)

    return act_on(turn, pressed(turn), act)


async def pass_where(turn: Turn) -> Change:
    """派单 / 转派: to which unit?"""

    def act(tx: TurnTx, matter: Ticket, _member: Staff) -> Reply:
        units = _units(tx, matter, "passto")
        return Reply(tx.say("tickets.which_unit", number=matter.number), units)

    return act_on(turn, pressed(turn), act)


def _units(tx: TurnTx, matter: Ticket, name: str) -> tuple[Choice, ...]:
    but = "" if matter.state in MOVABLE or name == "verdictfor" else matter.unit_name and matter.unit
    return tuple(Choice(called, f"{name}:{matter.id}:{code}") for code, called in standing.choices(tx, but))


async def pass_to(turn: Turn) -> Change:
    """The unit was chosen."""
    code = argument(turn)

    def act(tx: TurnTx, matter: Ticket, member: Staff) -> Reply:
        changed = passing.send(tx, matter, member, code)
        if changed.unit != code:
            return Reply(tx.say("tickets.disputed", number=changed.number))
        if changed.state is State.DISPATCHED:
            return cooperation.offer(tx, changed, "subtasks.sent_who_else")
        return Reply(tx.say("tickets.passed", number=changed.number, unit=changed.unit_called(tx.lang)))

    return act_on(turn, pressed(turn), act)


async def accept(turn: Turn) -> Change:
    """签收."""

    def act(tx: TurnTx, matter: Ticket, member: Staff) -> None:
        passing.accept(tx, matter, member)

    return act_on(turn, pressed(turn), act)


async def return_why(turn: Turn) -> Change:
    """退单: for which reason?"""
    return act_on(turn, pressed(turn), _offer(Event.RETURN, "returnas", Reason, "reason", "tickets.return_why"))


async def redirect_where(turn: Turn) -> Change:
    """指引: where does it belong?"""
    return act_on(
        turn, pressed(turn), _offer(Event.REDIRECT, "redirectto", Path, "path_name", "tickets.redirect_where")
    )


def _offer(event: Event, name: str, kinds: type[S], text: str, key: str) -> Callable[[TurnTx, Ticket, Staff], Reply]:
    def act(tx: TurnTx, matter: Ticket, member: Staff) -> Reply:
        allowed(tx, matter, event, by_staff(member))
        offered = tuple(Choice(tx.say(f"tickets.{text}_{kind}"), f"{name}:{matter.id}:{kind}") for kind in kinds)
        return Reply(tx.say(key, number=matter.number), offered)

    return act


def _kind(kinds: type[S], value: str, matter: Ticket) -> S:
    """What a button names; values may come from anybody's hand."""
    if value not in {kind.value for kind in kinds}:
        raise PersonError("tickets.not_now", number=matter.number)
    return kinds(value)


async def return_as(turn: Turn) -> Change:
    """The reason was chosen."""
    value = argument(turn)

    def act(tx: TurnTx, matter: Ticket, member: Staff) -> Reply:
        changed = passing.give_back(tx, matter, member, _kind(Reason, value, matter))
        told = "tickets.returned" if changed.state in MOVABLE else "tickets.disputed"
        return Reply(tx.say(told, number=changed.number))

    return act_on(turn, pressed(turn), act)


async def redirect_to(turn: Turn) -> Change:
    """The right path was chosen."""
    value = argument(turn)

    def act(tx: TurnTx, matter: Ticket, member: Staff) -> Reply:
        changed = passing.redirect(tx, matter, member, _kind(Path, value, matter))
        return Reply(tx.say("tickets.redirected", number=changed.number))

    return act_on(turn, pressed(turn), act)


async def verdict_for(turn: Turn) -> Change:
    """裁定: without a unit it asks which one, with one that is the verdict."""
    code = argument(turn)

    def act(tx: TurnTx, matter: Ticket, member: Staff) -> Reply:
        if not code:
            allowed(tx, matter, Event.VERDICT, by_staff(member))
            return Reply(tx.say("tickets.verdict_who", number=matter.number), _units(tx, matter, "verdictfor"))
        changed = passing.decide(tx, matter, member, code)
        return Reply(tx.say("tickets.decided", number=changed.number, unit=changed.unit_called(tx.lang)))

    return act_on(turn, pressed(turn), act)


async def extend_how(turn: Turn) -> Change:
    """延期: how many days?"""

    def act(tx: TurnTx, matter: Ticket, member: Staff) -> Reply:
        allowed(tx, matter, Event.EXTEND_ASK, by_staff(member))
        offered = tuple(
            Choice(tx.say("tickets.extend_days", days=days), f"extendby:{matter.id}:{days}") for days in extending.DAYS
        )
        return Reply(tx.say("tickets.extend_how", number=matter.number), offered)

    return act_on(turn, pressed(turn), act)


async def extend_by(turn: Turn) -> Change:
    """So many days: the next reply to this prompt is the reason."""
    days = ident(argument(turn))
    return act_on(turn, pressed(turn), lambda tx, matter, _member: prompt(tx, matter, f"extend{days}", "extend"))


async def grant(turn: Turn) -> Change:
    """The supervisor gives more time."""

    def act(tx: TurnTx, matter: Ticket, member: Staff) -> None:
        extending.grant(tx, matter, member)

    return act_on(turn, pressed(turn), act)


async def refuse(turn: Turn) -> Change:
    """The supervisor does not."""

    def act(tx: TurnTx, matter: Ticket, member: Staff) -> None:
        extending.refuse(tx, matter, member)

    return act_on(turn, pressed(turn), act)


async def merge_into(turn: Turn) -> Change:
    """合并: the next reply to this prompt names the other ticket."""
    return act_on(turn, pressed(turn), lambda tx, matter, _member: prompt(tx, matter, "merge", "merge"))


async def split(turn: Turn) -> Change:
    """取消合并."""

    def act(tx: TurnTx, matter: Ticket, member: Staff) -> None:
        merging.split(tx, matter, member)

    return act_on(turn, pressed(turn), act)


def said_extend(tx: TurnTx, matter: Ticket, member: Staff, text: str, days: int) -> Reply:
    """The reason for more time came."""
    extending.ask(tx, matter, member, days, text)
    return Reply(tx.say("tickets.extend_sent", number=matter.number))


def said_merge(tx: TurnTx, matter: Ticket, member: Staff, text: str) -> Reply:
    """The number of the ticket to follow came."""
    into = store.by_number(tx.conn, text.strip())
    locked = store.get(tx.conn, into.id, lock=True) if into else None
    if locked is None:
        raise PersonError("tickets.unknown")
    merging.merge(tx, matter, member, locked)
    return Reply(tx.say("tickets.merged", number=matter.number, into=locked.number))
