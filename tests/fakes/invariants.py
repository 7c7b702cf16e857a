"""What must hold at every moment of every story, whatever people do; read from the database and from the chats."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from bot.db.tables import conversation, intake, timer
from bot.message import Message, Origin
from bot.router import command
from bot.store.record import EXPORT
from handlers.tickets import store
from handlers.tickets.matter import Past, Ticket
from handlers.tickets.rules import FINAL, TABLE, Event, State
from handlers.tickets.rules import Kind as TicketKind
from tests.fakes.line import GROUP
from tests.fakes.stages.line import LineStage
from tests.fakes.town import Town

PRIVATE = re.compile(r"1381234567[789]|138 1234 5679|一三八一二三四五六七七|0571-88881234|330106199001011233")
_ANNOUNCED = re.compile(r"(?:编号：|Number: |正在叫工作人员（|Calling a staff member \()(YH-\d{8}-\d{4,})")
_NO_MOVE = frozenset({"opened", "said", "nobody", "undelivered", "phone", "own", "alert", "urgency", "again", "rated",
                      "rated_why", "upheld"})  # fmt: skip
_SPEAKS = (State.RECEIVED, State.IN_WORK)


@dataclass(frozen=True)
class Now:
    """The world at rest."""

    outcomes: Counter[str] = field(default_factory=Counter)
    unhandled: int = 0
    tickets: tuple[Ticket, ...] = ()
    history: dict[int, list[Past]] = field(default_factory=dict)
    speaks: dict[str, str] = field(default_factory=dict)
    timers: Counter[str] = field(default_factory=Counter)


@dataclass
class Seen:
    """What a walk remembers from one step to the next, and what it expects of this one."""

    now: Now = field(default_factory=Now)
    counts: Counter[str] = field(default_factory=Counter)
    edits: int = 0
    announced: set[str] = field(default_factory=set)
    tokens: list[str] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)
    unchanged: Now | None = None
    nothing: bool = False
    quiet: bool = False

    def expect(self, messages: Iterable[Message], *, silent: bool) -> None:
        """Every message of a resident is answered, unless a person speaks with her."""
        for message in messages:
            about = self.now.speaks.get(message.conversation, "")
            live = any(one.about == about and one.state is State.IN_WORK for one in self.now.tickets)
            for_person = live and not message.pick and command(message.text) is None
            if not silent and not for_person:
                self.answers[message.chat] += 1

    def expect_nothing(self) -> None:
        self.nothing = True

    def expect_quiet_residents(self) -> None:
        self.quiet = True

    def expect_same_tickets(self, before: Now) -> None:
        self.unchanged = before


async def look(town: Town) -> Now:
    """Reads the world."""

    def read(conn: Connection) -> Now:
        rows = conn.execute(select(intake.c.outcome, intake.c.handled_at)).all()
        talks = conn.execute(select(conversation.c.key, conversation.c.with_person)).all()
        rings = conn.execute(select(timer.c.about).where(timer.c.kind == "tickets.limit")).scalars()
        found = (*store.open_tickets(conn, 10_000), *store.closed_tickets(conn, 10_000))
        return Now(
            Counter(row.outcome for row in rows), sum(row.handled_at is None for row in rows), found,
            {one.id: store.history(conn, one.id) for one in found},
            {row.key: row.with_person for row in talks if row.with_person}, Counter(rings),
        )  # fmt: skip

    return await town.app.db.read(read)


def check(seen: Seen, now: Now, stage: LineStage) -> None:
    """Everything that must hold now; `seen` goes on with it."""
    assert now.unhandled == 0
    assert not now.outcomes.keys() & {"parked", "failed", "malformed", "no_channel"}, now.outcomes
    _check_tickets(now)
    _check_talks(now)
    counts = Counter({chat: len(sent) for chat, sent in stage.line.sent.items()})
    new = counts - seen.counts
    for chat, answers in seen.answers.items():
        assert new[chat] >= answers, f"{chat} was answered {new[chat]} times, not {answers}"
    if seen.nothing:
        assert not new, f"a repeat was answered: {new}"
        assert len(stage.line.edits) == seen.edits, "a repeat changed a card"
    if seen.quiet:
        assert set(new) <= {GROUP}, f"talk of the staff reached {set(new)}"
    if seen.unchanged is not None:
        assert now.tickets == seen.unchanged.tickets, "somebody without a name changed a ticket"
    for chat, count in new.items():
        for item in stage.line.sent[chat][-count:]:
            if item.about == EXPORT:
                continue  # says again, on her wish, what was said before
            _check_message(chat, item.reply.text, seen)
    _check_tokens(seen, stage)
    # What several asked is opened by the clock: nobody gets a receipt for it.
    numbers = {one.number for one in now.tickets if not one.kind.of_nobody}
    assert numbers == seen.announced, f"tickets and receipts differ: {numbers ^ seen.announced}"
    seen.now, seen.counts, seen.edits = now, counts, len(stage.line.edits)
    seen.answers, seen.nothing, seen.quiet, seen.unchanged = Counter(), False, False, None


def _check_message(chat: str, text: str, seen: Seen) -> None:
    assert text.strip(), f"an empty message in {chat}"
    if chat == GROUP:
        assert not PRIVATE.search(text), f"something personal in the group: {text}"
    else:
        for number in _ANNOUNCED.findall(text):
            assert number not in seen.announced, f"{number} was announced twice"
            seen.announced.add(number)


def _check_tokens(seen: Seen, stage: LineStage) -> None:
    """What the staff said to one resident reached at most one, once, and the group was shown that it did."""
    for token in seen.tokens[-3:]:
        word = re.compile(rf"{token}(?!\d)")
        told = {
            chat: sum(bool(word.search(item.reply.text)) for item in sent if item.reply.origin is Origin.STAFF)
            for chat, sent in stage.line.sent.items() if chat != GROUP
        }  # fmt: skip
        shown = sum(bool(word.search(item.reply.text)) for item in stage.line.sent[GROUP])
        heard = {chat: count for chat, count in told.items() if count}
        assert len(heard) <= 1, f"{token} reached {heard}"
        assert not heard or shown, f"{token} went out and nobody was shown it"
        said = any("已发给居民" in item.reply.text and word.search(item.reply.text) for item in stage.line.sent[GROUP])
        assert not said or list(heard.values()) == [1], f"{token} is said to have gone out, and reached {heard}"


def _check_tickets(now: Now) -> None:
    assert len({one.number for one in now.tickets}) == len(now.tickets)
    for one in now.tickets:
        assert (one.state in FINAL) == (now.timers[one.about] == 0), f"{one.number} {one.state}: timers"
        assert now.timers[one.about] <= 3, f"{one.number} has {now.timers[one.about]} timers"
        state = State.RECEIVED
        for past in now.history[one.id]:
            if past.event in _NO_MOVE:
                assert past.state == state, f"{one.number}: {past.event} moved it to {past.state}"
                continue
            event = Event(past.event)
            ended = event is Event.DONE and state is State.IN_WORK and past.state == State.CONFIRMING
            row = TABLE.get((state, event))
            assert ended or (row is not None and row.next == past.state), f"{one.number}: {event} in {state}"
            state = State(past.state)
        assert state is one.state, f"{one.number} is {one.state}, its history says {state}"


def _check_talks(now: Now) -> None:
    by_about = {one.about: one for one in now.tickets}
    for key, about in now.speaks.items():
        one = by_about[about]
        assert one.conversation == key, f"{key} talks about a ticket of {one.conversation}"
        assert one.kind is TicketKind.TALK, f"{key} talks to nobody: {one}"
        assert one.state in _SPEAKS, f"{key} talks to nobody: {one}"
    for one in now.tickets:
        if one.kind is TicketKind.TALK and one.state is State.IN_WORK and one.conversation:
            assert now.speaks.get(one.conversation) == one.about, f"{one.number} is a talk that its resident is not in"
