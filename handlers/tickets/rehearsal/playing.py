"""District days are played: events come in, people deal with them, time passes, the process is killed now and then."""

from __future__ import annotations

import heapq
import itertools
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.errors import PersonError
from bot.store.staff import Staff
from bot.work import Tx
from handlers.tickets import actions, passing, store
from handlers.tickets.matter import Draft, Ticket
from handlers.tickets.rehearsal import lives
from handlers.tickets.rehearsal.deeds import BY_RESIDENT, Pick
from handlers.tickets.rehearsal.district import District, conversation_of
from handlers.tickets.rehearsal.lives import Happening, Life
from handlers.tickets.rules import Kind
from handlers.tickets.subtasks import actions as parts
from handlers.tickets.subtasks import store as subtasks


@dataclass
class Play:
    """One rehearsal: the district, what is still to be done in it, and what was counted."""

    town: District
    chance: random.Random
    residents: list[str]
    codes: list[str]
    """The units that events are sent to."""
    todo: list[tuple[datetime, int, Callable[[], None]]] = field(default_factory=list)
    tickets: dict[int, Happening] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    """The mark in a reply, and the chat that must have heard it."""
    counts: Counter[str] = field(default_factory=Counter)
    people: dict[str, list[Staff]] = field(default_factory=dict)
    _order: itertools.count[int] = field(default_factory=itertools.count)

    def at(self, moment: datetime, deed: Callable[[], None]) -> None:
        """Something is to be done at that moment."""
        heapq.heappush(self.todo, (moment, next(self._order), deed))

    def until(self, end: datetime) -> None:
        """Everything up to that moment happens at its own moment."""
        while self.todo and self.todo[0][0] <= end:
            moment, _order, deed = heapq.heappop(self.todo)
            self.town.until(moment)
            deed()
        self.town.until(end)


def begin(play: Play) -> None:
    """Who works where."""
    for who in play.town.staff():
        play.people.setdefault(who.unit, []).append(who)


def plan_day(play: Play, midnight: datetime, events: int) -> None:
    """Puts the events of a day on the list, a few absences, and a few moments at which the process dies."""
    first = play.counts["planned"]
    play.counts["planned"] += events
    for one in lives.day(play.chance, midnight, events, first):
        play.at(one.at, lambda one=one: _comes(play, one))  # type: ignore[misc]  # bound now
    for _death in range(3):
        play.at(midnight + timedelta(seconds=play.chance.randrange(86_400)), play.town.dies)
    for _leave in range(1 + len(play.codes) // 4):
        play.at(midnight + timedelta(hours=play.chance.randrange(6, 14)), lambda: _leaves(play))


def _leaves(play: Play) -> None:
    crew = play.people[play.chance.choice(play.codes)]
    who, *others = play.chance.sample(crew, min(2, len(crew)))
    play.town.leaves(who, timedelta(hours=play.chance.choice((3, 9, 26))), others[0] if others else None)


def _comes(play: Play, one: Happening) -> None:
    name = play.residents[one.who % len(play.residents)]
    conversation = "" if one.kind is Kind.ALERT else conversation_of(name)
    draft = Draft(one.kind, conversation, None, "zh", one.words, place="古墩路口", urgent=one.urgent)
    try:
        made = play.town.act(lambda tx: actions.open_ticket(tx, draft))
    except PersonError as error:
        play.counts[f"refused: {error.key}"] += 1
        return
    play.tickets[made.id] = one
    plan = lives.life(play.chance, len(play.codes), urgent=one.urgent)
    play.at(lives.later(play.town.now, plan.sends_after), lambda: _sends(play, made.id, plan))


def _try(play: Play, ident: int, deed: Callable[[Tx, Ticket], object]) -> bool:
    """Does it where it may be done; where not, because others were faster, whoever wanted to is told why."""

    def run(tx: Tx) -> None:
        matter = store.get(tx.conn, ident, lock=True)
        if matter is not None:
            deed(tx, matter)

    try:
        play.town.act(run)
    except PersonError as error:
        play.counts[f"refused: {error.key}"] += 1
        return False
    play.counts["deeds"] += 1
    return True


def _sends(play: Play, ident: int, plan: Life) -> None:
    desk = play.people["qu"][-1]
    code = play.codes[plan.unit]
    if not _try(play, ident, lambda tx, one: passing.send(tx, one, desk, code)):
        return
    head = play.people[code][0]
    for other in plan.others:
        if _try(play, ident, lambda tx, one: parts.ask(tx, one, head, play.codes[other])):  # noqa: B023  (done at once)
            delay = play.chance.randrange(5, 500)
            play.at(lives.later(play.town.now, delay), lambda other=other: _helps(play, ident, play.codes[other]))  # type: ignore[misc]  # bound now
    play.at(lives.later(play.town.now, plan.takes_after), lambda: _takes(play, ident, plan))


def _helps(play: Play, ident: int, code: str) -> None:
    who = play.chance.choice(play.people[code])
    task = next((one for one in play.town.read(lambda conn: subtasks.open_of(conn, ident)) if one.unit == code), None)
    if task is not None:
        _try(play, ident, lambda tx, _one: parts.take(tx, task, who))
        _try(play, ident, lambda tx, _one: parts.answer(tx, subtasks.get(tx.conn, task.id) or task, who, "已查清"))


def _takes(play: Play, ident: int, plan: Life) -> None:
    who = play.chance.choice(play.people[play.codes[plan.unit]])
    if not _try(play, ident, lambda tx, one: actions.claim(tx, one, who)):
        return
    if plan.asks and play.tickets[ident].kind is not Kind.ALERT:
        _try(play, ident, lambda tx, one: actions.ask(tx, one, who, "是哪一侧？"))
        play.at(play.town.now + timedelta(hours=play.chance.randrange(1, 90)), lambda: _adds(play, ident))
    play.at(lives.later(play.town.now, plan.replies_after), lambda: _replies(play, ident, plan, who))


def _adds(play: Play, ident: int) -> None:
    _try(play, ident, lambda tx, one: BY_RESIDENT["add"](tx, one, Pick(f"靠北一侧（{ident}）", 0)))


def _replies(play: Play, ident: int, plan: Life, who: Staff) -> None:
    matter = play.town.read(lambda conn: store.get(conn, ident))
    if matter is None or matter.final:
        return
    mark = f"回{play.counts['replies']}号"
    member = next((one for one in play.people[matter.unit] if one.id == matter.owner_id), who)
    if not _try(play, ident, lambda tx, one: actions.reply(tx, one, member, f"已处理好，{mark}。")):
        return
    play.counts["replies"] += 1
    if matter.conversation:
        play.answers[mark] = matter.conversation.split("|")[1]
    if plan.says_done or matter.kind is Kind.ALERT:
        play.at(lives.later(play.town.now, 30), lambda: _done(play, ident, member))
    if matter.conversation:
        play.at(play.town.now + timedelta(hours=play.chance.randrange(1, 60)), lambda: _judges(play, ident, plan))


def _done(play: Play, ident: int, member: Staff) -> None:
    _try(play, ident, lambda tx, one: actions.done(tx, one, member, "协办单位另行答复"))


def _judges(play: Play, ident: int, plan: Life) -> None:
    if plan.verdict == "silence":
        return
    _try(play, ident, lambda tx, one: BY_RESIDENT[plan.verdict](tx, one, Pick("", 0)))
    if plan.verdict == "unsolved":
        again = lives.life(play.chance, len(play.codes), urgent=False)
        again = Life(plan.unit, (), 0, again.takes_after, again.replies_after, asks=False, says_done=True,
                     verdict="solved")  # fmt: skip
        play.at(lives.later(play.town.now, again.takes_after), lambda: _takes(play, ident, again))
