"""Who is on duty, and one press to reach a unit's duty person (一键联全域)."""

from __future__ import annotations

import re
from datetime import timedelta

from bot.clock import SHANGHAI
from bot.errors import PersonError
from bot.message import Choice, Kind, Reply
from bot.router import ident
from bot.store import groups, offices, outbox
from bot.store.offices import Unit
from bot.work import Change, Turn, TurnTx, Tx
from handlers.offices.members import member_of

_ASKED = re.compile(r"^(?:今天|现在|今晚)?(?:是)?谁(?:在)?值班[?？!！。]*$|^who(?:'s| is) on duty\??$", re.IGNORECASE)
AGAIN = timedelta(minutes=2)
"""A second press so soon calls nobody twice."""
MOST = 12


async def asked(turn: Turn) -> Change | None:
    """The question in plain words."""
    message = turn.message
    return await who(turn) if message.kind is Kind.TEXT and _ASKED.match(message.text.strip()) else None


async def who(turn: Turn) -> Change:
    """`/duty`: the duty person of this group's unit, or of every unit; `/duty 单位` of that one."""
    words = turn.message.text.strip().partition(" ")[2].strip() if turn.message.text.startswith(("/", "／")) else ""

    def change(tx: TurnTx) -> Reply:
        own = groups.unit_at(tx.conn, turn.message.channel, turn.message.chat)
        every = offices.named(tx.conn, words) if words else offices.units(tx.conn)
        shown = [unit for unit in every if words or not own or unit.code == own] or every
        if not shown:
            return Reply(tx.say("offices.no_such" if words else "offices.no_units"))
        rows = [tx.say("offices.duty_row", unit=unit.called(tx.lang), name=_name(tx, unit)) for unit in shown[:60]]
        calls = tuple(
            Choice(tx.say("offices.call", unit=unit.called(tx.lang)), f"callduty:{unit.id}") for unit in shown[:MOST]
        )
        return Reply("\n".join([tx.say("offices.duty_now"), *rows]), calls)

    return change


def _name(tx: Tx, unit: Unit) -> str:
    on_duty = offices.on_duty(tx.conn, unit.code, tx.now.astimezone(SHANGHAI).date(), tx.now)
    return on_duty.name if on_duty else tx.say("offices.nobody")


async def call(turn: Turn) -> Change:
    """Calls the duty person of a unit: alone where the assistant can write to her, and in the unit's group."""

    def change(tx: TurnTx) -> Reply:
        caller = member_of(tx, turn)
        unit = offices.by_id(tx.conn, ident(turn.message.pick.partition(":")[2]))
        if unit is None:
            raise PersonError("offices.no_such")
        on_duty = offices.on_duty(tx.conn, unit.code, tx.now.astimezone(SHANGHAI).date(), tx.now)
        alone = offices.reach(tx.conn, on_duty.id) if on_duty else None
        places = [*([alone] if alone else []), *groups.alive(tx.conn, unit.code)]
        if not places:
            raise PersonError("offices.unreachable", unit=unit.called(tx.lang))
        zh, about = tx.within("zh"), f"callduty:{unit.id}"
        name = on_duty.name if on_duty else zh.say("offices.nobody")
        if outbox.said_since(tx.conn, places[0], about, tx.now - AGAIN):
            return Reply(tx.say("offices.called_already", unit=unit.called(tx.lang), name=name))
        home = offices.by_code(tx.conn, caller.unit)
        said = zh.say("offices.calling", name=name, caller=caller.name, unit=home.name if home else caller.unit)
        for place in places:
            tx.send(place, Reply(said.replace("（）", "")), about)
        return Reply(tx.say("offices.called", unit=unit.called(tx.lang), name=name))

    return change
