"""Bribery and corruption are for the discipline inspection: its number is shown, and the words are kept nowhere."""

from __future__ import annotations

from collections.abc import Callable

from bot.dialog import State
from bot.message import Choice, Kind, Reply
from bot.work import Change, Turn, TurnTx
from knowledge.sensitive import Delicate

NUMBER = "12388"
OUTCOME = "guardrail_answer"
"""A name that says nothing: it stays with the message's id after the words are gone."""


def card(say: Callable[..., str]) -> Reply:
    """Whose business it is, the number to call, tap to call, and that nothing was kept."""
    call = Choice(say("crisis.call", number=NUMBER), url=f"tel:{NUMBER}")
    return Reply(say("sensitive.bribery", number=NUMBER), (call,))


async def first(turn: Turn) -> Change | None:
    """The card, before a person who speaks, a draft or a waiting matter gets the words; files are not fetched."""
    message = turn.message
    if message.kind not in (Kind.TEXT, Kind.FILE, Kind.EDITED) or message.pick:
        return None
    if turn.work.knowledge.sensitive.find(message.text) is not Delicate.BRIBERY:
        return None

    def change(tx: TurnTx) -> Reply:
        tx.outcome, tx.forget_words = OUTCOME, True
        shown = card(turn.say)
        if not turn.talk.dialog:
            return shown.plus(turn.choice("machine.menu", "menu"))
        run = State.load(turn.talk.dialog).run
        on, off = turn.choice("dialog.go", f"d:{run}:!go"), turn.choice("dialog.cancel", f"d:{run}:!cancel")
        return Reply(f"{shown.text}\n{turn.say('sensitive.draft_kept')}", (*shown.choices, on, off))

    return change
