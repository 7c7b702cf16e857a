"""The ticket machine against a model: every role does everything at any time; what must hold is looked at each time.

The long walk, which CI does not take:

    python -m tests.handlers.tickets.machine --steps 100000
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from bot.errors import PersonError
from bot.message import OutKind
from handlers.tickets import FEATURE, actions, store
from handlers.tickets.absence import clockwork as absence
from handlers.tickets.digest import clockwork as digest
from handlers.tickets.matter import NOTE, Draft, Ticket
from handlers.tickets.rehearsal import store as looking
from handlers.tickets.rehearsal.checks import faults
from handlers.tickets.rehearsal.deeds import BY_RESIDENT, BY_STAFF, Pick
from handlers.tickets.rehearsal.district import RESIDENTS, District, conversation_of
from handlers.tickets.rules import Kind, State
from handlers.tickets.store import chain
from tests.fakes.clock import MORNING
from tests.fakes.shipped import shipped
from tests.fakes.town import plain_settings
from tests.handlers.tickets.settled import district, settled

ROUNDS = 24
"""Rules in one walk; most of them take several steps."""
PHASES = [Phase.generate, Phase.shrink]
MOST, IN_ALL = 4, 12
"""So many tickets are open at a time, and in a walk; more would meet one another less often."""
KINDS = (Kind.REPORT, Kind.REPORT, Kind.QUESTION, Kind.TALK, Kind.CALLBACK, Kind.REVIEW)
WHATS = ("路灯坏了", "路灯坏了", "被单位欠薪三个月", "电梯困人了", "执法人员收了钱不办事")
ONWARD: Mapping[State, tuple[str, ...]] = {
    State.RECEIVED: ("send", "send", "as_proposed", "claim"), State.RETURNED: ("send", "send", "claim"),
    State.DISPATCHED: ("claim", "accept", "return"), State.TRANSFERRED: ("claim", "accept", "send", "return"),
    State.ACCEPTED: ("claim", "cooperate"), State.REOPENED: ("claim",), State.ARBITRATION: ("verdict",),
    State.IN_WORK: ("reply", "reply", "cooperate", "cooperate", "part_take", "part_answer", "ask", "extend", "interim"),
    State.WAITING: ("resident add", "reply"), State.ANSWERED: ("done", "resident solved", "resident unsolved"),
    State.CONFIRMING: ("resident solved", "resident unsolved", "resident add"), State.MERGED: ("split", "reply"),
    **dict.fromkeys((State.CONFIRMED, State.CLOSED, State.OUT_OF_REACH), ("resident add", "resident unsolved")),
    State.WITHDRAWN: ("claim",),
}  # fmt: skip
"""What usually happens next; a walk of chance alone would be refused most of the time."""
NAMES = (*sorted(BY_STAFF), *(f"resident {name}" for name in sorted(BY_RESIDENT)), *["onward"] * len(BY_STAFF))
DEED = st.tuples(st.sampled_from(NAMES), st.integers(0, 2**31))
"""What is done, and a number from which chance picks the ticket, who does it and how."""
JUMPS = (1, 7, 7, 31, 31, 31, 61, 61, 61, 200, 200, 390, 1441)
done: Counter[str] = Counter()
"""How often each deed was done, and how often it was refused."""


class Machine(RuleBasedStateMachine):
    """One walk. The model: which words were said and must have arrived, and when the time of a ticket began to run."""

    def __init__(self) -> None:
        super().__init__()
        path, engine = district()
        for end in ("-wal", "-shm"):
            path.with_name(path.name + end).unlink(missing_ok=True)
        path.write_bytes(settled())
        self.town = District(engine, shipped(), plain_settings(path.parent), FEATURE.jobs, MORNING)
        self.people = self.town.staff()
        self.tickets: list[int] = []
        self.words = self.seen = 0
        self.crashing = False
        self.town.crash = self._crashes

    def teardown(self) -> None:
        broken = self.town.read(chain.breaks)[2]
        assert not broken, broken
        self.town.engine.dispose()

    def _crashes(self) -> bool:
        crashed, self.crashing = self.crashing, False
        return crashed

    def said(self) -> str:
        self.words += 1
        return f"话{self.words}号。"

    @initialize()
    def begins(self) -> None:
        def start(tx: Any) -> None:
            absence.start(tx)
            digest.start(tx)

        self.town.act(start)
        for who in (0, 1):
            self._open(Kind.REPORT, who, "路灯坏了", urgent=who == 1)

    @precondition(lambda self: len(self.tickets) < IN_ALL)
    @rule(kind=st.sampled_from(KINDS), who=st.integers(0, 2), urgent=st.booleans(), what=st.sampled_from(WHATS))
    def opens(self, kind: Kind, who: int, urgent: bool, what: str) -> None:
        if sum(not self.ticket(one).final for one in self.tickets) < MOST:
            self._open(kind, who, what, urgent=urgent and kind is Kind.REPORT)

    def _open(self, kind: Kind, who: int, what: str, *, urgent: bool) -> None:
        token, name = self.said(), RESIDENTS[who]
        conversation = "" if kind.of_nobody else conversation_of(name)
        draft = Draft(kind, conversation, None, "zh", what + token, urgent=urgent)
        try:
            made = self.town.act(lambda tx: actions.open_ticket(tx, draft))
        except PersonError as error:
            assert error.key == "tickets.intake_closed"  # nobody of the staff did anything for days
            return
        self.tickets.append(made.id)
        self._arrives(token)
        self.check("opens")

    @precondition(lambda self: self.tickets)
    @rule(many=st.lists(DEED, min_size=20, max_size=80))
    def somebody_does(self, many: list[tuple[str, int]]) -> None:
        """Several in a row: most of what happens is done to a ticket."""
        for name, number in many:
            pick = random.Random(number)
            matter = self.ticket(pick.choice(self.tickets[-MOST:] if pick.random() < 0.7 else self.tickets))
            deed = pick.choice(ONWARD[matter.state]) if name == "onward" else name
            self.crashing = pick.random() < 0.05
            if deed.startswith("resident "):
                self._resident_does(deed.removeprefix("resident "), matter, pick)
            else:
                self._staff_does(deed, matter, pick)

    def _staff_does(self, name: str, matter: Ticket, pick: random.Random) -> None:
        ident, near = matter.id, [one for one in self.people if one.unit == (matter.unit or "qu")]
        desk = [one for one in self.people if one.unit == "qu"]
        member, token = pick.choice(pick.choice((near, near, desk, self.people)) or self.people), self.said()
        followers = self.town.read(lambda conn: store.followers(conn, ident)) if name == "reply" else []
        how = Pick(token, pick.randrange(100), tuple(self.tickets))
        if not self._try(name, matter, lambda tx, one: BY_STAFF[name](tx, one, member, how)):
            return
        if name in ("reply", "ask", "interim") and matter.conversation:
            self._hears(matter, token)
            for follower in followers:
                if follower.conversation:
                    self._hears(follower, token)
        self.check(name, {ident, *(one.id for one in followers)})

    def _resident_does(self, name: str, matter: Ticket, pick: random.Random) -> None:
        token = self.said()
        if not matter.conversation:
            return
        if self._try(name, matter, lambda tx, one: BY_RESIDENT[name](tx, one, Pick(token, pick.randrange(100)))):
            if name == "add":
                self._arrives(token)
            self.check(name, {matter.id})

    @rule(jump=st.sampled_from(JUMPS), crash=st.booleans())
    def time_passes(self, jump: int, crash: bool) -> None:
        end = self.town.now + timedelta(minutes=jump)
        before = {ident: self.ticket(ident) for ident in self.tickets}
        self.crashing = crash
        self.town.until(end)
        self.crashing = False
        for ident, was in before.items():
            self._spends(ident, was)
        self.check("time")

    @rule(who=st.integers(0, 99), hours=st.sampled_from((0, 0, 1, 5, 26, 100)), by=st.integers(0, 99))
    def somebody_leaves(self, who: int, hours: int, by: int) -> None:
        if not hours:
            return
        member, other = self.people[who % len(self.people)], self.people[by % len(self.people)]
        self.town.leaves(member, timedelta(hours=hours), other if other.id != member.id else None)
        self.check("leaves")

    @rule(chat=st.sampled_from(("", "", "", *RESIDENTS[:2], "-gcg", "cg-0", "qu-1")))
    def blocks(self, chat: str) -> None:
        if not chat:
            return
        self.town.unreachable ^= {chat}
        done["blocks"] += 1

    def _try(self, name: str, was: Ticket, deed: Callable[[Any, Ticket], object]) -> bool:
        """Does it; a refusal changes nothing at all."""

        def run(tx: Any) -> None:
            matter = store.get(tx.conn, was.id, lock=True)
            assert matter is not None
            deed(tx, matter)

        try:
            self.town.act(run)
        except PersonError as error:
            assert shipped().texts.say(error.key, "zh", **error.params)
            assert self.ticket(was.id) == was
            done[f"{name} refused"] += 1
            self.crashing = False
            return False
        return True

    def ticket(self, ident: int) -> Ticket:
        found = self.town.read(lambda conn: store.get(conn, ident))
        assert found is not None
        return found

    def _arrives(self, token: str) -> None:
        """What somebody said stands in the history, once."""
        assert self.town.read(lambda conn: looking.lines_with(conn, token)) == 1, f"{token} was lost"

    def _hears(self, matter: Ticket, token: str) -> None:
        """The resident is told, once, unless her channel refuses."""
        chat = matter.conversation.split("|")[1]
        self.town.deliver()
        heard = sum(one.chat == chat and token in one.text for one in self.town.sent if one.kind is OutKind.SEND)
        same = sum(1 for one in self.tickets if self.ticket(one).conversation == matter.conversation)
        assert chat in self.town.unreachable or 1 <= heard <= same, f"{token} reached {chat} {heard} times"

    def _spends(self, ident: int, was: Ticket) -> None:
        """No deadline moves by itself: while nothing happened to a ticket its time is what it was."""
        now = self.ticket(ident)
        if now.version == was.version:
            assert (now.span, now.paused_at) == (was.span, was.paused_at)

    def check(self, name: str, touched: set[int] | None = None) -> None:
        """Looks at the tickets that were touched, at all of them where anything may have happened."""
        done[name] += 1
        self.town.deliver()
        news, self.seen = self.town.sent[self.seen :], len(self.town.sent)
        said = Counter(
            (one.at, one.chat, one.about, one.text) for one in news
            if one.kind is OutKind.SEND and not one.about.endswith(NOTE)  # a note for each message that did not arrive
        )  # fmt: skip
        assert not [one for one, times in said.items() if times > 1], said.most_common(1)

        def look(tx: Any) -> list[str]:
            found = []
            for ident in self.tickets if touched is None else sorted(touched):
                matter = store.get(tx.conn, ident)
                assert matter is not None
                found += [fault.said for fault in faults(tx, matter)]
            return found

        wrong = self.town.read(lambda conn: look(self.town.tx(conn)))
        assert not wrong, f"after {name}: {wrong}"


def walk(walks: int, *, always_the_same: bool) -> None:
    """Takes so many walks, each of a hundred steps or more; the first fault ends it, made as small as it gets."""
    settled()  # once, before anybody counts what a walk takes
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=walks, stateful_step_count=ROUNDS, deadline=None, derandomize=always_the_same, database=None,
            phases=PHASES, suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip


def main() -> None:
    """The long walk, and what was done in it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=100_000)
    begun = time.monotonic()
    steps = parser.parse_args().steps
    while done.total() < steps:
        walk(50, always_the_same=False)
    took = time.monotonic() - begun
    names = sorted({name.removesuffix(" refused") for name in done})
    rows = [f"{name:14}{done[name]:>9}{done[f'{name} refused']:>10}" for name in names]
    total = f"{done.total()} steps in {took:.0f} s, no fault"
    sys.stdout.write("\n".join([f"{'deed':14}{'done':>9}{'refused':>10}", *rows, total, ""]))


if __name__ == "__main__":
    main()
