"""An answer is there: whoever agreed hears it once, by day, where she asked; the group's ticket is closed by it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from bot.clock import SHANGHAI
from bot.message import Address, Choice, Reply
from bot.router import ident
from bot.store import people, revisions, timers
from bot.store.timers import Timer
from bot.work import Tx, Work
from handlers.faq.gaps import actions, rules
from handlers.faq.gaps.store import grouped
from handlers.faq.gaps.store.grouped import Gap, Waiting
from handlers.faq.steps import Answer, Question, from_entry
from knowledge.calendar import spoken_day

MOST = 100
"""So many are told in one transaction."""
LOOKS, LOOK_AGAIN = 6, timedelta(seconds=5)


async def tell(work: Work, timer: Timer) -> Callable[[Tx], None]:
    """The answer of the entry in service now; where it is gone or expired by now the group is open again."""
    gap = await work.read(lambda conn: grouped.get(conn, ident(timer.about.partition(":")[2])))
    if gap is None or gap.answered_at is None:
        return lambda _tx: None
    entry, today = work.knowledge.entries.get(gap.entry), work.clock.now().astimezone(SHANGHAI).date()
    looks = int(timer.data.get("looks", 0))
    if entry is None and looks < LOOKS:  # published a moment ago, by another process: this one reads it soon
        return lambda tx: tx.later(grouped.TELL, timer.about, LOOK_AGAIN, looks=looks + 1)
    if entry is None or not entry.in_force(today):
        return lambda tx: _open_again(tx, gap)
    waiting = await work.read(lambda conn: grouped.waiting(conn, gap.id, MOST))
    answers = {
        lang: from_entry(Question(entry.title, lang, work.knowledge, work.finder, work.settings, today), entry, 1.0)
        for lang in {person.lang for person in waiting}
    }
    morning = rules.next_daytime(work.clock.now())

    def write(tx: Tx) -> None:
        if revisions.disabled_among(tx.conn, [gap.entry]):
            _open_again(tx, gap)
            return
        actions.settle(tx, gap, entry.title)
        if waiting and morning > tx.now:
            timers.put(tx.conn, grouped.TELL, timer.about, morning)
            return
        told = sum(_tell(tx, gap, person, answers[person.lang]) for person in waiting)
        if told and len(waiting) >= MOST:
            tx.later(grouped.TELL, timer.about, timedelta(0))

    return write


def _open_again(tx: Tx, gap: Gap) -> None:
    tx.alarm("gap_without_entry", f"group {gap.id}: {gap.entry} is not in service", f"gap:{gap.id}")
    grouped.reopen(tx.conn, gap.id)


def _tell(tx: Tx, gap: Gap, person: Waiting, settled: Answer) -> bool:
    """Says it to one person; False when she was told or took it back meanwhile, or her channel is not running here."""
    channel, chat, _sender = person.conversation.split("|", 2)
    if channel not in tx.layouts or not grouped.mark_told(tx.conn, gap.id, person.person_id, tx.now):
        return False
    speak, about = tx.within(person.lang), f"gap:{gap.id}"
    lead = speak.say("gaps.told", day=spoken_day(person.at, person.lang), text=person.text)
    wrong, menu = Choice(speak.say("faq.wrong"), f"wrong:{gap.entry}"), Choice(speak.say("machine.menu"), "menu")
    reply = Reply(f"{lead}\n{settled.text}", (*settled.choices, wrong, menu), settled.sources, settled.origin)
    found = people.read(tx.conn, person.conversation)
    if found is None or found[1].dialog or found[1].with_person:
        # What she types now answers somebody else: no numbers are offered beside it.
        speak.send(Address(channel, chat), replace(reply, choices=()), about)
    else:
        speak.tell(person.conversation, reply, about)
    return True
