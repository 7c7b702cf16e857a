"""Staff members, and the identities and keys by which they are known."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, delete, func, insert, select, update

from bot.db.tables import staff, staff_identity, staff_key

LINK_VALID = timedelta(hours=24)
SESSION_VALID = timedelta(hours=12)
_FIELDS = (staff.c.id, staff.c.name, staff.c.unit, staff.c.role)


class Role(StrEnum):
    """What somebody may do beyond what her unit may."""

    MEMBER = "member"
    HEAD = "head"
    SUPERVISOR = "supervisor"
    DISPATCHER = "dispatcher"
    EDITOR = "editor"
    LEADER = "leader"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody who works on matters."""

    id: int
    name: str
    unit: str = ""
    role: str = Role.MEMBER.value


def add(conn: Connection, name: str, now: datetime, unit: str = "", role: str = "member") -> Staff:
    """A new staff account."""
    values = {"name": name, "unit": unit, "role": role, "created_at": now}
    made = conn.execute(insert(staff).values(**values).returning(staff.c.id)).scalar_one()
    return Staff(made, name, unit, role)


def everyone(conn: Connection) -> list[Staff]:
    """All active accounts by id."""
    return [Staff(*row) for row in conn.execute(select(*_FIELDS).where(staff.c.active).order_by(staff.c.id))]


def remove(conn: Connection, who: Staff, now: datetime) -> None:
    """Closes an account: its identities are forgotten and its links and sessions end; what she did keeps her name."""
    conn.execute(update(staff).where(staff.c.id == who.id).values(active=False))
    conn.execute(delete(staff_identity).where(staff_identity.c.staff_id == who.id))
    conn.execute(
        update(staff_key).where(staff_key.c.staff_id == who.id, staff_key.c.used_at.is_(None)).values(used_at=now)
    )


def by_identity(conn: Connection, channel: str, external: str) -> Staff | None:
    """The account behind a channel's identity."""
    row = conn.execute(
        select(*_FIELDS)
        .join(staff_identity, staff_identity.c.staff_id == staff.c.id)
        .where(staff_identity.c.channel == channel, staff_identity.c.external == external, staff.c.active)
    ).first()
    return Staff(*row) if row else None


def enrol(conn: Connection, channel: str, external: str, name: str, now: datetime, unit: str = "") -> Staff:
    """The account of a member of a bound group, whose unit it gets; made at her first press."""
    found = by_identity(conn, channel, external)
    if found is not None:
        return found
    made = add(conn, (name or external)[:100], now, unit)
    know(conn, made.id, channel, external)
    return made


def know(conn: Connection, staff_id: int, channel: str, external: str) -> None:
    """From now on a channel's identity is that account's; whoever had it before has it no more."""
    here = (staff_identity.c.channel == channel, staff_identity.c.external == external)
    conn.execute(delete(staff_identity).where(*here))
    conn.execute(insert(staff_identity).values(channel=channel, external=external, staff_id=staff_id))


def note_act(conn: Connection, who: Staff, now: datetime) -> None:
    """Remembers that somebody of the staff acted: intake closes itself when nobody does for days."""
    conn.execute(update(staff).where(staff.c.id == who.id).values(acted_at=now))


def last_act(conn: Connection) -> datetime | None:
    """When a staff member last acted."""
    found: datetime | None = conn.execute(select(func.max(staff.c.acted_at))).scalar_one()
    return found


def digest(key: str) -> str:
    """How a key is kept: a stolen database opens no door."""
    return hashlib.sha256(key.encode()).hexdigest()


def make_key(conn: Connection, purpose: str, staff_id: int | None, now: datetime, valid: timedelta) -> str:
    """A new secret key for a sign-in link or a session; only its digest is stored."""
    key = secrets.token_urlsafe(32)
    conn.execute(
        insert(staff_key).values(digest=digest(key), staff_id=staff_id, purpose=purpose, expires_at=now + valid)
    )
    return key


def use_link(conn: Connection, key: str, now: datetime) -> Staff | None:
    """Spends a one-use sign-in link; a link for nobody makes the first account. None when it is no good."""
    spent = (
        update(staff_key)
        .where(staff_key.c.digest == digest(key), staff_key.c.purpose == "link", staff_key.c.used_at.is_(None),
               staff_key.c.expires_at > now)
        .values(used_at=now)
        .returning(staff_key.c.staff_id)
    )  # fmt: skip
    row = conn.execute(spent).first()
    if row is None:
        return None
    if row[0] is None:
        return add(conn, "值班员", now, role="administrator")
    found = conn.execute(select(*_FIELDS).where(staff.c.id == row[0], staff.c.active)).first()
    return Staff(*found) if found else None


def by_session(conn: Connection, key: str, now: datetime) -> Staff | None:
    """Who holds this session key."""
    row = conn.execute(
        select(*_FIELDS)
        .join(staff_key, staff_key.c.staff_id == staff.c.id)
        .where(staff_key.c.digest == digest(key), staff_key.c.purpose == "session", staff_key.c.used_at.is_(None),
               staff_key.c.expires_at > now, staff.c.active)
    ).first()  # fmt: skip
    return Staff(*row) if row else None


def end_session(conn: Connection, key: str, now: datetime) -> None:
    """The session key is good for nothing from now on."""
    conn.execute(update(staff_key).where(staff_key.c.digest == digest(key)).values(used_at=now))


def open_links(conn: Connection, now: datetime) -> int:
    """How many sign-in links could still be used."""
    return int(conn.execute(
        select(func.count()).select_from(staff_key)
        .where(staff_key.c.purpose == "link", staff_key.c.used_at.is_(None), staff_key.c.expires_at > now)
    ).scalar_one())  # fmt: skip
