"""Where somebody is, when she shares it, and the next places of an answer."""

from __future__ import annotations

from dataclasses import replace

from bot.message import Kind, Reply
from bot.router import ident
from bot.work import Change, Turn, TurnTx
from handlers.faq.memory import remembered, with_place
from handlers.faq.resident import question_of
from handlers.faq.where import where_lines, where_more
from knowledge.places import point_in
from knowledge.shapes import Entry


async def more_places(turn: Turn) -> Reply:
    """The next places of an entry: `where:ENTRY:START`."""
    name, _, start = turn.message.pick.partition(":")[2].rpartition(":")
    entry = turn.work.knowledge.entries.get(name)
    menu = turn.choice("machine.menu", "menu")
    if entry is None:
        return Reply(turn.say("machine.old_button"), (menu,))
    return _told(turn, entry, ident(start)) or Reply(turn.say("where.no_more", number=_number(entry)), (menu,))


def _told(turn: Turn, entry: Entry, start: int) -> Reply | None:
    question = question_of(turn, turn.talk.last_said or entry.title)
    lines = where_lines(entry, question, start)
    return Reply("\n".join(lines), where_more(entry, question, start)) if lines else None


def _number(entry: Entry) -> str:
    return entry.hotline or "12345"


async def located(turn: Turn) -> Change | None:
    """A location that no form asked for: kept for two hours, and answered with what is near, if something was asked."""
    point = point_in(turn.message.text) if turn.message.kind is Kind.LOCATION else None
    if point is None:
        return None

    def change(tx: TurnTx) -> Reply:
        recent = with_place(tx.talk.recent, point, tx.now)
        tx.talk = replace(tx.talk, recent=recent)
        tx.forget_words = True
        tx.outcome = "located"
        here = replace(turn, talk=tx.talk)
        context = remembered(recent, tx.now)
        entry = tx.knowledge.entries.get(context.entry) if context is not None else None
        told = _told(here, entry, 0) if entry is not None else None
        return told or Reply(tx.say("where.noted"), (turn.choice("machine.menu", "menu"),))

    return change
