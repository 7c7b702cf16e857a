"""Danger comes first: rules only, before every other step; the draft stays, the duty group is alerted."""

from __future__ import annotations

from collections.abc import Callable

from bot.feature import Feature
from bot.message import Choice, Kind, Reply
from bot.work import Change, Turn, TurnTx
from handlers.crisis import bribery
from handlers.tickets import actions, store
from knowledge.crisis import CrisisKind
from knowledge.load import Knowledge
from knowledge.sensitive import Delicate

OUTCOME = "crisis_signposted"


def card(say: Callable[..., str], kind: CrisisKind) -> Reply:
    """The crisis card: what this chat cannot do, and whom to call, tap to call."""
    choices = tuple(Choice(say("crisis.call", number=number), url=f"tel:{number}") for number in kind.call)
    return Reply(say(f"crisis.{kind.id}", number=kind.call[0]), choices)


async def first(turn: Turn) -> Change | None:
    """The card, at once; in a live talk the words also reach the person who speaks."""
    message = turn.message
    if message.kind not in (Kind.TEXT, Kind.FILE, Kind.EDITED) or message.pick:
        return None
    kind = turn.work.knowledge.crisis.find(message.text)
    return _signpost(turn, kind) if kind else None


def _signpost(turn: Turn, kind: CrisisKind) -> Change:
    def change(tx: TurnTx) -> Reply:
        tx.outcome = OUTCOME
        reply = card(turn.say, kind)
        if kind.alert:
            zh = tx.within("zh")
            tx.alarm("crisis", zh.say("crisis.alarm", kind=zh.say(f"crisis.name_{kind.id}")))
            tx.staff_note(Reply(zh.say("crisis.alarm", kind=zh.say(f"crisis.name_{kind.id}"))))
        delicate, words = delicate_kind(turn.work.knowledge, kind, turn.message.text), turn.message.text
        if delicate is Delicate.BRIBERY:  # the danger is passed on, the rest is kept nowhere
            tx.forget_words, delicate, words = True, None, ""
        if tx.talk.with_person:
            matter = store.get(tx.conn, int(tx.talk.with_person.partition(":")[2]), lock=True)
            if matter is not None:
                zh = tx.within("zh")
                name = zh.say(f"sensitive.name_{delicate}" if delicate else f"crisis.name_{kind.id}")
                actions.relay(tx, matter, words, danger=name, delicate=delicate)
        return reply

    return change


def delicate_kind(knowledge: Knowledge, kind: CrisisKind, text: str) -> Delicate | None:
    """What a cry for help says that the group must not read; who despairs is always spared that."""
    return knowledge.sensitive.find(text) or (Delicate.ILLNESS if kind.id == "despair" else None)


FEATURE = Feature(
    name="crisis", first=(first, bribery.first), always=(first, bribery.first), urgent=frozenset({OUTCOME})
)
