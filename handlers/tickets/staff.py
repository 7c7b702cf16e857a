"""The staff group's side: buttons of the card, replies to it, and nothing else of what is said there."""

from __future__ import annotations

import re

from bot.errors import PersonError
from bot.message import Choice, Kind, Reply
from bot.router import ident
from bot.store import outbox
from bot.store.staff import Staff
from bot.work import Begin, Change, Turn, TurnTx
from handlers.offices.members import member_of
from handlers.tickets import actions, cards, desk, drafts, guarding, moving, notices, store
from handlers.tickets.longer import staff as longer
from handlers.tickets.matter import Ticket
from handlers.tickets.pressing import act_on, pressed, prompt
from handlers.tickets.rating import people as rating
from handlers.tickets.subtasks import staff as cooperation

_ABOUT = re.compile(r"^ticket:(\d+)(?::([a-z]+)(\d*))?$")
_WRITTEN = re.compile(
    r"^(?:回复|reply)\s*[#＃]?(?:YH-?)?(?:(?P<day>\d{8})-?)?(?P<serial>\d{1,6})(?:\s*[:：，,]\s*|\s+)(?P<text>.+)$",
    re.IGNORECASE | re.DOTALL,
)


async def claim(turn: Turn) -> Change:
    """接单."""

    def act(tx: TurnTx, matter: Ticket, member: Staff) -> None:
        actions.claim(tx, matter, member)

    return act_on(turn, pressed(turn), act)


async def done(turn: Turn) -> Change:
    """办结: asks the resident whether it is solved."""

    def act(tx: TurnTx, matter: Ticket, member: Staff) -> Reply:
        try:
            changed = actions.done(tx, matter, member)
        except PersonError as refused:
            if refused.key != "subtasks.still_open":
                raise
            anyway = Choice(tx.say("subtasks.button_anyway"), f"doneanyway:{matter.id}")
            return Reply(tx.say(refused.key, **refused.params), (anyway,))
        told = "sensitive.done_told" if changed.sensitive else "tickets.done_told"
        told = "alerts.closed" if changed.kind.unasked else told
        return Reply(tx.say(told, number=changed.number))

    return act_on(turn, pressed(turn), act)


async def keep_draft(turn: Turn) -> Change:
    """存为条目草稿: the answer that went out last becomes a draft for the knowledge base."""

    def act(tx: TurnTx, matter: Ticket, member: Staff) -> Reply:
        draft = drafts.keep_reply(tx, matter, member)
        return Reply(tx.say("tickets.draft_kept", number=matter.number, text=draft.answer))

    return act_on(turn, pressed(turn), act)


async def ask_how(turn: Turn) -> Change:
    """需补充: the next reply to this prompt is the question to the resident."""
    return act_on(turn, pressed(turn), lambda tx, matter, _member: prompt(tx, matter, "ask"))


async def reply_how(turn: Turn) -> Change:
    """回复: says how to answer."""
    return act_on(turn, pressed(turn), lambda tx, matter, _member: prompt(tx, matter, ""))


async def listen(turn: Turn) -> Reply | Begin | Change | None:
    """A reply to a card, or 回复 with a number, goes out; everything else said in the group stays there."""
    message = turn.message
    written = _WRITTEN.match(message.text)
    if written and message.kind is not Kind.EDITED:
        return _written(turn, written)
    if written:
        return Reply(turn.say("tickets.edit_too_late"))
    if not message.replies_to:
        return None
    about = await turn.work.read(lambda conn: outbox.about_of(conn, message.channel, message.chat, message.replies_to))
    if task := cooperation.task_of(about):
        if message.kind is Kind.EDITED or not message.text.strip():
            return Reply(turn.say("tickets.edit_too_late" if message.text.strip() else "tickets.words_only"))
        return cooperation.answered(turn, task, message.text)
    found = _ABOUT.match(about)
    if found is None:
        return None
    purpose, number = found[2] or "", ident(found[3] or "")
    if purpose not in ("", *_PURPOSES):
        return Reply(turn.say("tickets.only_card"))
    if message.kind is Kind.EDITED:
        return Reply(turn.say("tickets.edit_too_late"))
    if not message.text.strip():
        return Reply(turn.say("tickets.words_only"))

    def act(tx: TurnTx, matter: Ticket, member: Staff) -> Reply:
        if purpose == "extend":
            return desk.said_extend(tx, matter, member, message.text, number)
        if purpose == "close":
            actions.done(tx, matter, member, message.text)
            return Reply(tx.say("tickets.done_told", number=matter.number))
        if purpose == "interim":
            return longer.said_interim(tx, matter, member, message.text, number)
        if purpose in ("meeting", "result"):
            said = longer.said_meeting if purpose == "meeting" else longer.said_result
            return said(tx, matter, member, message.text)
        if purpose in rating.VERDICTS:
            return rating.said_verdict(tx, matter, member, message.text, rating.VERDICTS[purpose])
        if purpose == "merge":
            return desk.said_merge(tx, matter, member, message.text)
        return _say(tx, matter, member, message.text, asks=purpose == "ask")

    return act_on(turn, int(found[1]), act)


_PURPOSES = ("ask", "extend", "merge", "close", "interim", "meeting", "result", *rating.VERDICTS)


def _written(turn: Turn, written: re.Match[str]) -> Change:
    def change(tx: TurnTx) -> Reply:
        member = member_of(tx, turn)
        day = written["day"] or actions.today(tx)
        matter = store.by_number(tx.conn, f"YH-{day}-{int(written['serial']):04d}")
        if matter is None:
            raise PersonError("tickets.unknown")
        locked = store.get(tx.conn, matter.id, lock=True)
        assert locked is not None
        tx.about = locked.about + moving.NOTE
        return _say(tx, locked, member, written["text"], asks=False)

    return change


def _say(tx: TurnTx, matter: Ticket, member: Staff, text: str, *, asks: bool) -> Reply:
    act = actions.ask if asks else actions.reply
    changed = act(tx, matter, member, text)
    if changed.kind.of_nobody:
        return Reply(tx.say("tickets.draft_kept", number=changed.number, text=text))
    if not changed.conversation:
        key = "alerts.noted" if changed.kind.unasked else "filing.sent"
        return Reply(tx.say(key, number=changed.number, name=changed.taken_name))
    signed = notices.unit(tx, changed)
    if changed.sensitive:
        return Reply(tx.say("sensitive.sent", number=changed.number, unit=signed))
    return Reply(tx.say("tickets.sent_as", number=changed.number, unit=signed, text=text))


async def room(turn: Turn) -> Change:
    """`/tickets` in the group: what is open."""

    def change(tx: TurnTx) -> Reply:
        open_now = [one for one in store.open_tickets(tx.conn, 20) if not guarding.guards(tx, one)]
        if not open_now:
            return Reply(tx.say("tickets.none_open"))
        rows = [
            tx.say("tickets.row", number=one.number, state=cards.progress(tx, one), what=cards.gist(tx, one)[:40])
            for one in open_now
        ]
        return Reply("\n".join([tx.say("tickets.open_now", count=len(open_now)), *rows]))

    return change


async def staff_help(turn: Turn) -> Reply:
    """`/help` in the group."""
    return Reply(turn.say("tickets.staff_help"))
