"""The staff asked something and the resident just writes or sends a photo: which ticket that answers."""

from __future__ import annotations

import re

from bot.feature import Answers
from bot.files import keep_all
from bot.message import Kind
from bot.router import command
from bot.store import outbox
from bot.work import Begin, Change, Turn
from handlers.tickets import store
from handlers.tickets.lookup import NUMBER
from handlers.tickets.matter import Ticket
from handlers.tickets.own import adds

_ABOUT = re.compile(r"^ticket:(\d+)(?::|$)")


async def replied(turn: Turn) -> Change | None:
    """Words that answer the very message in which the staff asked: clear, whatever else is open."""
    message = turn.message
    if not message.replies_to or not _may_answer(turn):
        return None
    about = await _replied_about(turn)
    matter = next((one for one in await _waiting(turn) if one.id == about), None)
    return await _file(turn, matter) if matter else None


async def answer_directly(turn: Turn) -> Change | Begin | None:
    """Plain words while the staff wait for an answer; where several tickets wait, the person says which one."""
    text = turn.message.text
    if not _may_answer(turn) or text.rstrip().endswith(("?", "？")) or NUMBER.search(text):
        return None
    waiting = await _waiting(turn)
    if not waiting or await _replied_about(turn):  # a reply about another matter is no answer to these
        return None
    return await _file(turn, waiting[0]) if len(waiting) == 1 else await _ask_which(turn, waiting)


def _may_answer(turn: Turn) -> bool:
    message = turn.message
    return (
        message.kind in (Kind.TEXT, Kind.FILE)
        and not message.pick
        and bool(message.text or message.files)
        and command(message.text) is None
        and not message.text.startswith(("/", "／"))
        and turn.person.id != 0
    )


async def _waiting(turn: Turn) -> list[Ticket]:
    """The person's tickets in this conversation that wait for her answer, oldest first."""
    found = await turn.work.read(lambda conn: store.waiting_for(conn, turn.message.conversation))
    return [matter for matter in found if matter.person_id == turn.person.id]


async def _replied_about(turn: Turn) -> int:
    """The ticket that the message answered by this one was about; 0 for none."""
    message = turn.message
    if not message.replies_to:
        return 0
    about = await turn.work.read(lambda conn: outbox.about_of(conn, message.channel, message.chat, message.replies_to))
    found = _ABOUT.match(about)
    return int(found[1]) if found else 0


async def _file(turn: Turn, matter: Ticket) -> Change | None:
    kept, problem = await keep_all(turn)
    if problem is not None:
        raise problem
    return adds(matter.id, turn.message.text, kept) if kept or turn.message.text else None


async def _ask_which(turn: Turn, waiting: list[Ticket]) -> Begin | None:
    """Keeps the words as answers of a talk of their own and asks which ticket they are for."""
    kept, problem = await keep_all(turn)
    if problem is not None:
        raise problem
    if not kept and not turn.message.text:
        return None
    rows = [turn.say("tickets.waiting_now", count=len(waiting))]
    for matter in waiting:
        past = await turn.work.read(lambda conn, of=matter.id: store.history(conn, of))  # type: ignore[misc]  # a default in a lambda
        asked = next((line.text for line in reversed(past) if line.event == "ask"), "")
        rows.append(turn.say("tickets.waiting_row", number=matter.number, asked=asked[:100]))
    known = {
        "words": turn.message.text,
        "photo": ",".join(item.id for item in kept),
        "tickets": ",".join(matter.number for matter in waiting),
    }
    return Begin("answer", known, "\n".join(rows), tuple(kept))


async def answer_done(turn: Turn, answers: Answers) -> Change:
    """She said which one: the words are filed there."""
    number = answers["which"]
    matter = await turn.work.read(lambda conn: store.by_number(conn, number))
    return adds(matter.id if matter else 0, answers["words"], (), answers.get("photo", ""))
