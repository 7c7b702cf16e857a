"""What a step of the ladder says, in Chinese: the matter, its deadline, who has it; no word of the resident's."""

from __future__ import annotations

from bot.message import Reply
from bot.work import Tx
from handlers.tickets import cards
from handlers.tickets.ladder.case import Case
from handlers.tickets.subtasks import cards as sub_cards
from knowledge.ladder import Rung


def said(tx: Tx, case: Case, step: str, instead_of: Rung | None = None) -> Reply:
    """The message of a step; `instead_of` names who should have been told and could not be."""
    say = tx.within("zh").say
    task, matter = case.task, case.matter
    unit = task.unit_name if task else matter.unit_name or say("ladder.desk")
    owner = (task.owner_name if task else matter.owner_name) or say("ladder.nobody")
    own = f"ladder.{step}_part"  # what is said of a part in words of its own
    key = own if task and tx.knowledge.texts.has(own) else f"ladder.{step}"
    lines = (
        say(key, number=matter.number, unit=unit),
        sub_cards.due(tx.within("zh"), task) if task else cards.deadline(tx.within("zh"), matter),
        say("ladder.who", unit=unit, part=say("ladder.part") if task else "", owner=owner),
        say("ladder.instead", who=say(f"ladder.rung_{instead_of}")) if instead_of else "",
    )
    return Reply("\n".join(line for line in lines if line))
