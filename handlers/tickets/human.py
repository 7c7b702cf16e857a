"""A person, from any state: at once in working hours, else a call back with a promised time; voices are listened to."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.feature import Answers
from bot.files import keep_all
from bot.message import Choice, Kind, Reply
from bot.store import files, people
from bot.work import Begin, Change, Turn, TurnTx
from handlers.tickets import actions, store
from handlers.tickets.resident import CONSENT_VERSION, receipt
from handlers.tickets.rules import Kind as TicketKind
from handlers.tickets.rules import State
from handlers.tickets.store import Draft
from knowledge.calendar import is_working, spoken

_WANTS = re.compile(
    r"^(?:我?(?:要|想|找|请)?(?:转|接|找|叫|换)?(?:个|一个|到|一下)?(?:人工|真人|活人|客服|工作人员|值班员|人工客服|人工服务)"
    r"(?:服务|客服|坐席)?[吧呀啊呢吗]?|(?:我?要?投诉)|不要机器人.*|别跟我机器人.*|(?:帮我)?转人工.*|0"
    r"|(?:talk|speak)(?: to| with)? (?:a |an |some)?(?:human|person|agent|someone|somebody|staff|one)"
    r"|(?:a )?(?:real )?(?:human|person|agent|operator)(?: please)?|help me (?:talk|speak) to .*)$"
)
_MARKS = re.compile(r"[\s,，.。!！~～?？]+")


def wanted(text: str) -> bool:
    """Whether the text asks for a person and for nothing else."""
    words = _MARKS.sub(" ", text.strip().lower()).strip()
    return bool(_WANTS.match(words)) or (len(words) <= 20 and ("转人工" in words or "找人工" in words))


async def first(turn: Turn) -> Reply | Begin | Change | None:
    """Before everything but danger: a live talk goes to the person who speaks, and a person wanted is found."""
    message = turn.message
    if turn.talk.with_person:
        return await _in_talk(turn)
    if message.kind is Kind.VOICE:
        return await listen_to(turn)
    if message.kind is Kind.TEXT and not message.pick and wanted(message.text):
        return await want_human(turn)
    return None


async def want_human(turn: Turn) -> Reply | Begin | Change:
    """Says who comes and when; outside hours a call back is promised instead."""
    if await turn.work.write(actions.intake_closed):
        return Reply(turn.say("tickets.intake_closed"), (turn.choice("machine.menu", "menu"),))
    if not is_working(turn.now):
        when = await turn.work.write(actions.promise)
        return Begin("callback", lead=turn.say("tickets.closed_now", when=spoken(when, turn.lang)))

    def change(tx: TurnTx) -> Reply:
        recent = [line for line in tx.talk.recent if line and not line.startswith("photo=")]
        what = tx.within("zh").say("tickets.talk_what", last=recent[-1] if recent else "-")
        draft = Draft(TicketKind.TALK, turn.message.conversation, tx.person.id, turn.lang, what)
        made = actions.open_ticket(tx, draft)
        tx.talk = replace(tx.talk, with_person=made.about)
        tx.outcome, tx.about = "handed_to_human", made.about
        stop = Choice(tx.say("tickets.stop_waiting"), f"withdraw:{made.id}", control=True)
        return Reply(tx.say("tickets.called", number=made.number, minutes=10), (stop,))

    return change


async def _in_talk(turn: Turn) -> Reply | Change | None:
    """Everything that is said goes to the person; only the buttons that end the talk are ours."""
    message = turn.message
    name = message.pick.partition(":")[0]
    if name in ("endtalk", "withdraw", "solved", "unsolved", "ticket", "lang", "large"):
        return None
    ticket_id = int(turn.talk.with_person.partition(":")[2] or 0)
    kept, problem = await keep_all(turn)
    if problem is not None:
        raise problem
    text = message.text or ("" if kept else turn.say("tickets.sent_something"))

    def change(tx: TurnTx) -> Reply | None:
        matter = store.get(tx.conn, ticket_id, lock=True)
        if matter is None or matter.state not in (State.RECEIVED, State.IN_WORK):
            tx.talk = replace(tx.talk, with_person="")
            return Reply(tx.say("tickets.talk_over"), (Choice(tx.say("machine.menu"), "menu"),))
        for item in kept:
            files.note(tx.conn, item, tx.now, tx.person.id)
        actions.relay(tx, matter, text, tuple(item.id for item in kept))
        tx.outcome = "relayed"
        if matter.state is State.IN_WORK:
            return None
        stop = Choice(tx.say("tickets.stop_waiting"), f"withdraw:{matter.id}", control=True)
        return Reply(tx.say("tickets.noted_waiting"), (stop,))

    return change


async def callback_done(turn: Turn, answers: Answers) -> Change | Reply:
    """A call back with a promised time."""

    def change(tx: TurnTx) -> Reply:
        people.give_consent(tx.conn, tx.person.id, "callback", CONSENT_VERSION, tx.now)
        draft = Draft(
            TicketKind.CALLBACK, turn.message.conversation, tx.person.id, turn.lang, answers["what"],
            phone=answers["phone"], named=True, promised_at=actions.promise(tx),
        )  # fmt: skip
        made = actions.open_ticket(tx, draft)
        tx.outcome, tx.about = "handed_to_human", made.about
        return receipt(tx, made)

    return change


async def listen_to(turn: Turn) -> Change | Reply:
    """A voice message: somebody will listen to it by a promised time; large type is offered."""
    if await turn.work.write(actions.intake_closed):
        return Reply(turn.say("tickets.intake_closed"), (turn.choice("machine.menu", "menu"),))
    kept, problem = await keep_all(turn)
    if problem is not None:
        raise problem

    def change(tx: TurnTx) -> Reply:
        for item in kept:
            files.note(tx.conn, item, tx.now, tx.person.id)
        what = tx.within("zh").say("tickets.voice_what")
        draft = Draft(
            TicketKind.VOICE, turn.message.conversation, tx.person.id, turn.lang, what,
            files=tuple(item.id for item in kept), promised_at=actions.promise(tx),
        )  # fmt: skip
        made = actions.open_ticket(tx, draft)
        tx.outcome, tx.about = "handed_to_human", made.about
        told = receipt(tx, made)
        large = () if tx.person.large else (Choice(tx.say("home.large_on"), "large:on"),)
        return Reply(f"{tx.say('tickets.voice_told')}\n{told.text}", (*large, *told.choices))

    return change
