"""What a rehearsal came to: every fault is counted by its kind, and the first of each is told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from bot.message import OutKind
from bot.quiet import HELD_BACK
from bot.work import Tx
from handlers.tickets import store
from handlers.tickets.ladder.store import STEP_MARK
from handlers.tickets.rehearsal import checks
from handlers.tickets.rehearsal import store as looking
from handlers.tickets.rehearsal.checks import Fault, Wrong
from handlers.tickets.rehearsal.playing import Play
from handlers.tickets.rules import MOVABLE, State
from handlers.tickets.store import chain
from knowledge.calendar import is_working

_MARK = re.compile(r"回\d+号")


@dataclass(frozen=True, slots=True)
class Tally:
    """Faults by kind, and the first sentence of each."""

    faults: Counter[Wrong]
    said: dict[Wrong, str]

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults.total()


def tally(play: Play) -> Tally:
    """Looks at every ticket, at everything that was sent, and at the chained history."""
    count, said = Counter[Wrong](), dict[Wrong, str]()
    for fault in _all(play):
        count[fault.wrong] += 1
        said.setdefault(fault.wrong, fault.said)
    return Tally(count, said)


def _all(play: Play) -> Iterator[Fault]:
    town = play.town
    for ident in town.read(looking.ticket_ids):
        yield from town.read(lambda conn: _of_ticket(play, town.tx(conn), ident))  # noqa: B023  (done at once)
    yield from _sent(play)
    _tickets, _lines, broken = town.read(chain.breaks)
    for number, one in broken:
        yield Fault(Wrong.STATE, f"{number}: the history is broken at line {one.event_id}")


def _of_ticket(play: Play, tx: Tx, ident: int) -> list[Fault]:
    matter = store.get(tx.conn, ident)
    if matter is None:
        return [Fault(Wrong.LOST, f"ticket {ident} is gone")]
    found = list(checks.faults(tx, matter))
    desk = (*MOVABLE, State.ARBITRATION)
    if not matter.final and not matter.unit and matter.state not in desk:
        found.append(Fault(Wrong.OWNER, f"{matter.number} is {matter.state} with no unit"))
    one = play.tickets.get(ident)
    if one is None or one.words != matter.what:
        found.append(Fault(Wrong.LOST, f"{matter.number} is nobody's: {matter.what}"))
    return found


def _sent(play: Play) -> Iterator[Fault]:
    """Lost events, replies that were not heard once, steps that were said twice or at a wrong hour."""
    come = len(play.tickets) + play.counts["refused: tickets.intake_closed"]
    if come != play.counts["planned"]:
        yield Fault(Wrong.LOST, f"{play.counts['planned']} events, {come} of them came in")
    said = [one for one in play.town.sent if one.kind is OutKind.SEND]
    heard = Counter((mark, one.chat) for one in said if one.chat in play.residents for mark in _MARK.findall(one.text))
    for mark, chat in play.answers.items():
        if heard[mark, chat] != 1:
            yield Fault(
                Wrong.DOUBLE if heard[mark, chat] else Wrong.LOST, f"{mark}: {chat} heard it {heard[mark, chat]} times"
            )
    urgent = {f"ticket:{ident}" for ident, one in play.tickets.items() if one.urgent}
    urgent |= set(play.town.read(looking.urgent_parts))
    steps = Counter[tuple[str, str]]()
    for one in said:
        found = STEP_MARK.match(one.about)
        if found is None:
            continue
        steps[one.about, one.chat] += 1
        if found[1] not in urgent and not (is_working(one.at) or is_working(one.at - HELD_BACK)):
            yield Fault(Wrong.HOUR, f"{one.about} reached {one.chat} at {one.at}")
    for (about, chat), times in steps.items():
        if times > 1:
            yield Fault(Wrong.DOUBLE, f"{about} reached {chat} {times} times")
