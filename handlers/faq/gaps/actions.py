"""Every write about unanswered questions: noted, agreed to be told, put into groups, handed to a unit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from bot.errors import PersonError
from bot.store import people, timers
from bot.work import TurnTx, Tx
from handlers.faq.gaps.store import asking, grouped
from handlers.faq.gaps.store.asking import Missed
from handlers.faq.gaps.store.grouped import TELL, Gap
from handlers.tickets import actions as tickets
from handlers.tickets import openness
from handlers.tickets import store as ticket_store
from handlers.tickets.matter import Draft
from handlers.tickets.rules import FINAL, Kind
from knowledge.load import Knowledge

SORT, LOOK = "gaps.sort", "gaps.look"
ABOUT = "gaps"
SORT_AFTER = timedelta(minutes=10)
"""New wordings wait so long for others before they are put into groups together."""
CLOSED_AGAIN = timedelta(hours=6)
CONSENT, CONSENT_VERSION = "answer_notice", "2026-11"


def note(tx: TurnTx, conversation: str, missed: Missed) -> int:
    """Keeps an unanswered question and who asked it; returns the asker's row."""
    row = asking.note(tx.conn, missed, tx.person.id, conversation, tx.lang, tx.now)
    if not timers.planned(tx.conn, ABOUT, SORT):
        tx.later(SORT, ABOUT, SORT_AFTER)
    return row


def agree(tx: TurnTx, asker_id: int) -> str:
    """She wants to be told: the text key of what she hears; `PersonError` where the row is not hers or gone."""
    row = asking.asker(tx.conn, asker_id, tx.person.id)
    if row is None:
        raise PersonError("machine.old_button")
    if row.told_at is not None:
        return "gaps.told_already"
    if row.wants_at is None:
        people.give_consent(tx.conn, tx.person.id, CONSENT, CONSENT_VERSION, tx.now)
        asking.set_wants(tx.conn, asker_id, tx.now)
    if row.answered_at is not None:
        tx.later(TELL, f"gap:{row.gap_id}", timedelta(0))
    return "gaps.agreed"


def take_back(tx: TurnTx, asker_id: int) -> None:
    """She does not want to be told any more; `PersonError` where the row is not hers or gone."""
    row = asking.asker(tx.conn, asker_id, tx.person.id)
    if row is None:
        raise PersonError("machine.old_button")
    if row.wants_at is not None:
        people.withdraw_consent(tx.conn, tx.person.id, row.wants_at, tx.now)
        asking.set_wants(tx.conn, asker_id, None)


def unit_of(knowledge: Knowledge) -> Callable[[str], str]:
    """Which unit an entry belongs to, by its id; none for an entry that is gone."""

    def of(name: str) -> str:
        entry = knowledge.entries.get(name)
        return entry.unit if entry else ""

    return of


def hand_over(tx: Tx) -> None:
    """Every group that enough people asked about becomes one ticket of its unit; later askers join it without one."""
    wanted = tx.knowledge.gaps
    due = grouped.without_ticket(tx.conn, wanted.askers, tx.now - timedelta(days=wanted.days))
    if not due:
        return
    if openness.intake_closed(tx):
        tx.forget(ABOUT, SORT)
        tx.later(SORT, ABOUT, CLOSED_AGAIN)
        return
    for gap, askers in due:
        examples = [row.text for row in grouped.wordings_of(tx.conn, gap.id, 4) if row.text != gap.name][:3]
        zh = tx.within("zh")
        lines = [gap.name, zh.say("gaps.ticket_asked", count=askers)]
        if examples:
            lines.append(zh.say("gaps.ticket_examples", texts="；".join(examples)))
        what = "\n".join(lines)
        made = tickets.open_ticket(tx, Draft(Kind.GAP, "", None, "zh", what, unit=gap.unit))
        grouped.set_ticket(tx.conn, gap.id, made.id)


def settle(tx: Tx, gap: Gap, title: str) -> None:
    """The entry is in service: the group's ticket, if it has one that is open, is closed by that."""
    matter = ticket_store.get(tx.conn, gap.ticket_id, lock=True) if gap.ticket_id else None
    if matter is not None and matter.state not in FINAL:
        tickets.in_service(tx, matter, title)
