"""A district to play in: offices, staff, residents, a clock that is moved; timers ring, messages leave."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import Connection, Engine

from bot.clock import SHANGHAI
from bot.feature import Job
from bot.layout import Layout
from bot.limiter import Pace, Rates
from bot.message import Address, Message, OutKind
from bot.quiet import not_before
from bot.roster.book import Cell, Line
from bot.settings import Settings
from bot.store import groups, outbox, people, roster, timers
from bot.store import staff as staff_store
from bot.store.people import Conversation
from bot.store.staff import Staff
from bot.work import Tx
from knowledge.load import Knowledge

T = TypeVar("T")
CHANNEL = "line"
LEADS = ("city_management", "housing", "public_security", "township")
UNITS: tuple[Mapping[str, Cell], ...] = (
    {"code": "qu", "name": "演练区中心", "kind": "区级"},
    {"code": "cg", "name": "演练城管局", "kind": "部门", "lead": "city_management"},
    {"code": "zj", "name": "演练住建局", "kind": "部门", "lead": "housing"},
    {"code": "lz", "name": "演练街道", "kind": "镇街", "lead": "township"},
    {"code": "wy", "name": "演练物业", "kind": "协作单位"},
)
_ROLES = {"qu": ("管理员", "督办", "派单"), "cg": ("负责人", "", "", ""), "zj": ("负责人", "", ""),
          "lz": ("负责人", "", ""), "wy": ("",)}  # fmt: skip
RESIDENTS = ("r1", "r2", "r3", "r4", "r5", "r6")


class CrashError(Exception):
    """The process is killed here: nothing of its transaction stays."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that left, and when."""

    at: datetime
    chat: str
    about: str
    text: str
    kind: OutKind


@dataclass
class District:
    """One database and one clock. `unreachable` chats refuse every message for good."""

    engine: Engine
    knowledge: Knowledge
    settings: Settings
    jobs: Mapping[str, Job]
    now: datetime
    rates: Rates | None = None
    unreachable: set[str] = field(default_factory=set)
    sent: list[Sent] = field(default_factory=list)
    crash: Callable[[], bool] = field(default=lambda: False)
    """Asked before every commit: whether the process is killed there."""
    crashes: int = 0
    reopen: Callable[[], Engine] | None = None
    """Opens the same file anew after a crash; without it the engine is used on."""
    starts: Callable[[Tx], None] = field(default=lambda _tx: None)
    """What the assistant does whenever it starts."""
    _pace: Pace = field(init=False)

    def __post_init__(self) -> None:
        self._pace = Pace(self.rates)

    def act(self, fn: Callable[[Tx], T]) -> T:
        """One transaction; a process that is killed before its commit starts again and does it once more."""
        while True:
            try:
                with self.engine.begin() as conn:
                    done = fn(self.tx(conn))
                    if self.crash():
                        raise CrashError
                    return done
            except CrashError:
                self.dies()

    def dies(self) -> None:
        """The process ends without a word and is started again on the same file."""
        self.crashes += 1
        self._pace = Pace(self.rates)
        if self.reopen is not None:
            self.engine.dispose()
            self.engine = self.reopen()
            with self.engine.begin() as conn:
                self.starts(self.tx(conn))

    def tx(self, conn: Connection) -> Tx:
        """A transaction at this moment."""
        return Tx(conn, self.now, self.knowledge, self.settings, {CHANNEL: Layout()}, "zh")

    def read(self, fn: Callable[[Connection], T]) -> T:
        """Looks into the database."""
        with self.engine.connect() as conn:
            return fn(conn.execution_options(reads=True))

    def until(self, moment: datetime) -> None:
        """Lets time pass up to that moment: every timer rings when it is due, messages leave as their pace allows."""
        while True:
            first = self.read(timers.next_due)
            waiting = self.deliver()
            soon = min((at for at in (first, waiting) if at is not None), default=moment)
            if soon > moment:
                break
            self.now = max(self.now, soon)
            if first is not None and first <= self.now:
                self.act(self._ring)
        self.now = max(self.now, moment)
        self.deliver()

    def _ring(self, tx: Tx) -> None:
        timer = timers.take_due(tx.conn, self.now)
        if timer is not None:
            self.jobs[timer.kind](tx, timer)

    def deliver(self) -> datetime | None:
        """Sends what may leave now; when the next message may, None while nothing waits."""
        while True:
            found = self.read(lambda conn: outbox.due(conn, CHANNEL, self.now, (), 1000))
            pauses = []
            gone, failed, aside = [], [], []
            for row in found:
                chat = row.item.address.chat
                if until := not_before(row.hours, row.queued, self.now):
                    aside.append((row, until))
                elif pause := self._pace.wait(chat, chat.startswith("-"), self.now):
                    pauses.append(pause)
                elif chat in self.unreachable:
                    failed.append(row)
                else:
                    gone.append(row)
            if gone or failed or aside:
                self.act(lambda tx: self._note(tx, gone, failed, aside))  # noqa: B023  (called before the next round)
                for row in gone:
                    item = row.item
                    self.sent.append(Sent(self.now, item.address.chat, item.about, item.reply.text, item.kind))
                continue
            later = self.read(lambda conn: outbox.next_due(conn, CHANNEL))
            return self.now + min(pauses) if pauses else later

    def _note(
        self, tx: Tx, gone: list[outbox.Due], failed: list[outbox.Due], aside: list[tuple[outbox.Due, datetime]]
    ) -> None:
        for row, until in aside:
            outbox.set_aside(tx.conn, row, until)
        if gone:
            outbox.mark_sent(tx.conn, [(row, f"p{row.item.id}") for row in gone], self.now)
        for row in failed:
            outbox.mark_failed(tx.conn, row, "blocked", self.now, None)
            where = {"channel": CHANNEL, "chat": row.item.address.chat, "why": "blocked"}
            timers.put(tx.conn, "undelivered", row.item.about, self.now, where)

    def staff(self) -> list[Staff]:
        """Everybody who works here."""
        return self.read(staff_store.everyone)

    def leaves(self, who: Staff, spell: timedelta, substitute: Staff | None = None) -> None:
        """Somebody is away from now on."""
        begins, ends = (
            moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") for moment in (self.now, self.now + spell)
        )
        row: dict[str, Cell] = {"who": who.name, "begins": begins, "ends": ends,
                                "substitute": substitute.name if substitute else ""}  # fmt: skip
        self.act(lambda tx: roster.take(tx.conn, {"absences": _lines([row])}, LEADS, self.now))


def _lines(rows: list[Mapping[str, Cell]]) -> list[Line]:
    return [Line(number, row) for number, row in enumerate(rows, 2)]


def group_of(unit: str) -> str:
    """The chat in which a unit reads; that of nobody's for the empty code."""
    return f"-g{unit}"


def conversation_of(resident: str) -> str:
    """The conversation of a resident."""
    return Message(CHANNEL, "", resident, resident).conversation


def settle_in(district: District, more: int = 0, residents: Iterable[str] = RESIDENTS) -> None:
    """Brings in units, people, groups and residents; everybody of the staff but the partner can be written to.

    `more` is how many offices there are beside the few that every district has.
    """
    offices: list[Mapping[str, Cell]] = [
        {"code": f"j{number}", "name": f"演练{number}所", "kind": "部门"} for number in range(more)
    ]
    roles = {**_ROLES, **{str(one["code"]): ("负责人", "", "", "") for one in offices}}

    def bring(tx: Tx) -> None:
        people_rows: list[Mapping[str, Cell]] = [
            {"code": f"{unit}{place}", "name": f"{unit}-{place}", "unit": unit, "role": role}
            for unit, given in roles.items() for place, role in enumerate(given)
        ]  # fmt: skip
        book = {"units": _lines([*UNITS, *offices]), "people": _lines(people_rows)}
        bad = [one.bad for one in roster.take(tx.conn, book, LEADS, tx.now) if one.bad]
        if bad:
            raise ValueError(bad)
        for unit in ("", *roles):
            groups.bind_unit(tx.conn, Address(CHANNEL, group_of(unit)), unit)
        for who in staff_store.everyone(tx.conn):
            staff_store.know(tx.conn, who.id, CHANNEL, who.name)
            if who.unit != "wy":
                people.meet(tx.conn, Message(CHANNEL, who.name, who.name, who.name), tx.now)
        for name in residents:
            made = people.meet(tx.conn, Message(CHANNEL, name, name, name), tx.now)
            people.save(tx.conn, Conversation(conversation_of(name), CHANNEL, name, made.id), tx.now)

    district.act(bring)
