"""SQL of one person's side: her wording noted, her wish to be told, her rows shown and erased."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, or_, select, update

from handlers.faq.gaps.store.tables import gap, gap_asker, gap_wording


@dataclass(frozen=True, slots=True)
class Missed:
    """A question that was not answered: masked, with the nearest entry, what did not help, and its meaning."""

    key: str
    text: str
    near: str = ""
    rejected: Mapping[str, str] | None = None
    model: str = ""
    direction: str = ""


def note(conn: Connection, missed: Missed, person_id: int, conversation: str, lang: str, now: datetime) -> int:
    """Keeps the wording, once for equal ones that wait for an answer, and who asked it; returns the asker's row."""
    wording_id = _wording(conn, missed, now)
    hers = conn.execute(
        update(gap_asker)
        .where(gap_asker.c.wording_id == wording_id, gap_asker.c.person_id == person_id)
        .values(at=now, conversation=conversation, lang=lang)
        .returning(gap_asker.c.id)
    ).first()
    if hers is not None:
        return int(hers[0])
    values = {"wording_id": wording_id, "person_id": person_id, "conversation": conversation, "lang": lang, "at": now}
    return int(conn.execute(insert(gap_asker).values(**values).returning(gap_asker.c.id)).scalar_one())


def _wording(conn: Connection, missed: Missed, now: datetime) -> int:
    row = conn.execute(
        select(gap_wording.c.id, gap_wording.c.gap_id, gap_wording.c.rejected)
        .outerjoin(gap, gap.c.id == gap_wording.c.gap_id)
        .where(gap_wording.c.key == missed.key, or_(gap_wording.c.gap_id.is_(None), gap.c.answered_at.is_(None)))
        .limit(1)
    ).first()
    rejected = {**(json.loads(row.rejected) if row and row.rejected else {}), **(missed.rejected or {})}
    values: dict[str, Any] = {"last_at": now, "rejected": json.dumps(rejected) if rejected else ""}
    if row is None:
        values |= {
            "key": missed.key, "text": missed.text, "times": 1, "first_at": now, "near": missed.near,
            "model": missed.model, "direction": missed.direction,
        }  # fmt: skip
        return int(conn.execute(insert(gap_wording).values(**values).returning(gap_wording.c.id)).scalar_one())
    if missed.direction:
        values |= {"model": missed.model, "direction": missed.direction}
    conn.execute(update(gap_wording).where(gap_wording.c.id == row.id).values(times=gap_wording.c.times + 1, **values))
    conn.execute(update(gap).where(gap.c.id == row.gap_id).values(touched_at=now))
    return int(row.id)


def asker(conn: Connection, asker_id: int, person_id: int) -> Row[Any] | None:
    """That row with its group's id and `answered_at`, if it is this person's."""
    return conn.execute(
        select(gap_asker, gap_wording.c.gap_id, gap.c.answered_at)
        .join(gap_wording, gap_wording.c.id == gap_asker.c.wording_id)
        .outerjoin(gap, gap.c.id == gap_wording.c.gap_id)
        .where(gap_asker.c.id == asker_id, gap_asker.c.person_id == person_id)
    ).first()


def set_wants(conn: Connection, asker_id: int, when: datetime | None) -> None:
    """Notes that somebody wants to be told since then, or (None) not any more."""
    conn.execute(update(gap_asker).where(gap_asker.c.id == asker_id).values(wants_at=when))


def of_person(conn: Connection, person_id: int) -> list[Row[Any]]:
    """Everything that is kept of a person's unanswered questions, oldest first."""
    return list(
        conn.execute(
            select(gap_wording.c.text, gap_asker.c.at, gap_asker.c.lang, gap_asker.c.wants_at, gap_asker.c.told_at,
                   gap.c.name, gap.c.entry)
            .join(gap_wording, gap_wording.c.id == gap_asker.c.wording_id)
            .outerjoin(gap, gap.c.id == gap_wording.c.gap_id)
            .where(gap_asker.c.person_id == person_id)
            .order_by(gap_asker.c.id)
        )
    )  # fmt: skip


def forget(conn: Connection, person_id: int) -> None:
    """Erases a person's rows, and every wording that nobody else asked; a group is named by what is left of it."""
    mine = select(gap_asker.c.wording_id).where(gap_asker.c.person_id == person_id)
    hers = list(conn.execute(mine).scalars())
    conn.execute(delete(gap_asker).where(gap_asker.c.person_id == person_id))
    others = select(gap_asker.c.wording_id)
    alone = list(
        conn.execute(
            select(gap_wording.c.id).where(gap_wording.c.id.in_(hers), gap_wording.c.id.not_in(others))
        ).scalars()
    )
    touched = set(conn.execute(select(gap_wording.c.gap_id).where(gap_wording.c.id.in_(alone))).scalars()) - {None}
    conn.execute(delete(gap_wording).where(gap_wording.c.id.in_(alone)))
    for gap_id in touched:
        left = conn.execute(
            select(gap_wording.c.text, func.count(gap_asker.c.id))
            .outerjoin(gap_asker, gap_asker.c.wording_id == gap_wording.c.id)
            .where(gap_wording.c.gap_id == gap_id)
            .group_by(gap_wording.c.id, gap_wording.c.text)
            .order_by(func.count(gap_asker.c.id).desc(), gap_wording.c.id)
        ).first()
        if left is None:
            conn.execute(delete(gap).where(gap.c.id == gap_id))
        else:
            conn.execute(update(gap).where(gap.c.id == gap_id).values(name=left.text))
