"""SQL of the groups: wordings put into them, who waits in them, their ticket, the entry that answers them."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, distinct, func, or_, select, update

from bot.store import timers
from handlers.faq.gaps.store.tables import gap, gap_asker, gap_wording
from handlers.tickets.store.tables import ticket

TELL = "gaps.tell"
"""The timer that rings when a group has its answer."""
MOST = 2000
"""So many wordings are grouped at a time: work and memory grow with the square."""


@dataclass(frozen=True, slots=True)
class Gap:
    """One group of unanswered questions."""

    id: int
    name: str
    unit: str
    ticket_id: int | None
    entry: str
    made_at: datetime
    touched_at: datetime
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Wording:
    """One masked wording; `rejected` are the entries that did not help (id to fingerprint)."""

    id: int
    gap_id: int | None
    text: str
    times: int
    first_at: datetime
    last_at: datetime
    near: str
    rejected: Mapping[str, str]
    model: str
    direction: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """One person who waits: where she asked, in which words and language, and when."""

    person_id: int
    conversation: str
    lang: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Summary:
    """A group as it is listed."""

    gap: Gap
    askers: int
    waiting: int
    times: int
    first_at: datetime
    last_at: datetime
    ticket: str = ""
    near: str = ""
    examples: tuple[str, ...] = field(default_factory=tuple)


_OPEN = or_(gap_wording.c.gap_id.is_(None), gap.c.answered_at.is_(None))


def open_wordings(conn: Connection) -> list[Wording]:
    """The wordings without an answer, the newest MOST of them, in the order in which they were first asked."""
    newest = (
        select(gap_wording)
        .outerjoin(gap, gap.c.id == gap_wording.c.gap_id)
        .where(_OPEN)
        .order_by(gap_wording.c.last_at.desc(), gap_wording.c.id.desc())
        .limit(MOST)
    )
    return sorted(map(_wording, conn.execute(newest)), key=lambda row: row.id)


def wordings_of(conn: Connection, gap_id: int, most: int = 20) -> list[Wording]:
    """The wordings of a group, most asked first."""
    rows = select(gap_wording).where(gap_wording.c.gap_id == gap_id)
    found = conn.execute(rows.order_by(gap_wording.c.times.desc(), gap_wording.c.id).limit(most))
    return list(map(_wording, found))


def _wording(row: Row[Any]) -> Wording:
    values = {name: value for name, value in row._mapping.items() if name != "key"}
    return Wording(**{**values, "rejected": json.loads(row.rejected) if row.rejected else {}})


def get(conn: Connection, gap_id: int, *, lock: bool = False) -> Gap | None:
    """The group of that id; with `lock` nobody else changes it until the transaction ends."""
    statement = select(gap).where(gap.c.id == gap_id)
    row = conn.execute(statement.with_for_update() if lock else statement).first()
    return Gap(**row._mapping) if row else None


def without_ticket(conn: Connection, askers: int, since: datetime) -> list[tuple[Gap, int]]:
    """Open groups that are nobody's ticket and that so many people asked about since then, with how many they are."""
    people = func.count(distinct(gap_asker.c.person_id))
    rows = conn.execute(
        select(gap, people.label("askers"))
        .join(gap_wording, gap_wording.c.gap_id == gap.c.id)
        .join(gap_asker, gap_asker.c.wording_id == gap_wording.c.id)
        .where(gap.c.ticket_id.is_(None), gap.c.answered_at.is_(None), gap_asker.c.at > since)
        .group_by(gap.c.id)
        .having(people >= askers)
        .order_by(gap.c.id)
    )
    return [(_gap(row), int(row.askers)) for row in rows]


def _gap(row: Row[Any]) -> Gap:
    return Gap(**{column.name: row._mapping[column.name] for column in gap.c})


def wordings_by_ticket(conn: Connection) -> dict[int, list[str]]:
    """For every ticket of a group how its question was asked, most often first."""
    rows = conn.execute(
        select(gap.c.ticket_id, gap_wording.c.text)
        .join(gap_wording, gap_wording.c.gap_id == gap.c.id)
        .where(gap.c.ticket_id.is_not(None))
        .order_by(gap_wording.c.times.desc(), gap_wording.c.id)
    )
    found: dict[int, list[str]] = {}
    for row in rows:
        found.setdefault(row.ticket_id, []).append(row.text)
    return found


def set_ticket(conn: Connection, gap_id: int, ticket_id: int) -> None:
    """The group is this ticket's from now on."""
    conn.execute(update(gap).where(gap.c.id == gap_id).values(ticket_id=ticket_id))


def unanswered(conn: Connection, after: int, most: int) -> list[Gap]:
    """Open groups behind that id, in their order."""
    rows = select(gap).where(gap.c.answered_at.is_(None), gap.c.id > after).order_by(gap.c.id).limit(most)
    return [_gap(row) for row in conn.execute(rows)]


def answer(conn: Connection, gap_id: int, entry: str, now: datetime) -> bool:
    """Notes the entry that answers a group, and that people are to be told; False when it has one, or is no group."""
    changed = conn.execute(
        update(gap).where(gap.c.id == gap_id, gap.c.answered_at.is_(None)).values(entry=entry, answered_at=now)
    )
    if changed.rowcount == 1:
        timers.put(conn, TELL, f"gap:{gap_id}", now)
    return changed.rowcount == 1


def reopen(conn: Connection, gap_id: int) -> None:
    """The entry that was to answer a group is not in service: the group waits for another one."""
    conn.execute(update(gap).where(gap.c.id == gap_id).values(entry="", answered_at=None))


def waiting(conn: Connection, gap_id: int, most: int) -> list[Waiting]:
    """People who agreed to be told and were not, each once, by what they asked last; in a fixed order."""
    done = _people_told(gap_id)
    rows = conn.execute(
        select(gap_asker, gap_wording.c.text)
        .join(gap_wording, gap_wording.c.id == gap_asker.c.wording_id)
        .where(gap_wording.c.gap_id == gap_id, gap_asker.c.wants_at.is_not(None), gap_asker.c.told_at.is_(None),
               gap_asker.c.person_id.not_in(done))
        .order_by(gap_asker.c.person_id, gap_asker.c.at)
        .limit(most)
    )  # fmt: skip
    people = {row.person_id: Waiting(row.person_id, row.conversation, row.lang, row.text, row.at) for row in rows}
    return list(people.values())


def _people_told(gap_id: int) -> Any:
    return (
        select(gap_asker.c.person_id)
        .join(gap_wording, gap_wording.c.id == gap_asker.c.wording_id)
        .where(gap_wording.c.gap_id == gap_id, gap_asker.c.told_at.is_not(None))
    )


def mark_told(conn: Connection, gap_id: int, person_id: int, now: datetime) -> bool:
    """Notes that a person was told, on all her rows of the group; False when she was before or wants it no more."""
    of_group = select(gap_wording.c.id).where(gap_wording.c.gap_id == gap_id)
    changed = conn.execute(
        update(gap_asker)
        .where(gap_asker.c.wording_id.in_(of_group), gap_asker.c.person_id == person_id,
               gap_asker.c.wants_at.is_not(None), gap_asker.c.told_at.is_(None))
        .values(told_at=now)
    )  # fmt: skip
    return changed.rowcount > 0


def summaries(conn: Connection, since: datetime, gaps: Collection[int] = ()) -> list[Summary]:
    """Groups that were asked about since then (or those named), most people first."""
    wanted = gap.c.id.in_(gaps) if gaps else gap.c.touched_at > since
    found = []
    for row in conn.execute(select(gap, ticket.c.number).outerjoin(ticket).where(wanted).order_by(gap.c.id)):
        wordings = wordings_of(conn, row.id, 1000)
        askers = conn.execute(
            select(gap_asker.c.person_id, gap_asker.c.wants_at, gap_asker.c.told_at).where(
                gap_asker.c.wording_id.in_([wording.id for wording in wordings])
            )
        ).all()
        if not wordings:
            continue
        found.append(
            Summary(
                _gap(row), len({one.person_id for one in askers}),
                len({one.person_id for one in askers if one.wants_at and not one.told_at}),
                sum(wording.times for wording in wordings), min(wording.first_at for wording in wordings),
                max(wording.last_at for wording in wordings), row.number or "",
                next((wording.near for wording in wordings if wording.near), ""),
                tuple(wording.text for wording in wordings[:3]),
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (one.gap.answered_at is not None, -one.askers, -one.times, one.gap.id))
