"""Checks of the database: reachable, migrated, who reads what comes in, what was paused, what was never looked at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import SQLAlchemyError

from bot.checks.finding import Check, error, ok, warn
from bot.clock import SHANGHAI
from bot.db import plain_engine, sqlite_path
from bot.db.tables import intake
from bot.settings import Settings
from bot.store import groups, offices, staff, timers
from bot.store.pulse import read_pulse
from bot.upgrades import current, known, newest

BEHIND = timedelta(minutes=5)


def checks(settings: Settings, now: datetime) -> list[Check]:
    """What the database says; nothing in it is changed, and none is made."""
    url = settings.database_url.get_secret_value()
    path = sqlite_path(url, settings.data_dir)
    if not url.startswith("postgresql") and not path.exists():
        return [warn("database", f"{path} is not there yet", "python -m bot init")]
    try:
        engine = plain_engine(url, settings.data_dir)
    except (SQLAlchemyError, ImportError) as problem:
        return [error("database", _said(problem), "install the extra: pip install 'yuxiaoyi[postgres]'")]
    try:
        with engine.connect().execution_options(reads=True) as conn:
            have = current(conn)
            schema = _schema(have, engine.dialect.name)
            if have != newest():
                return [schema]
            return [schema, *_inside(conn, settings, now)]
    except SQLAlchemyError as problem:
        return [error("database", f"not reachable: {_said(problem)}", "check DATABASE_URL, and that the server runs")]
    finally:
        engine.dispose()


def _said(problem: Exception) -> str:
    """The first line of what the driver says; it names server and user, never the password."""
    return str(getattr(problem, "orig", None) or problem).strip().splitlines()[0]


def _schema(have: str | None, kind: str) -> Check:
    if have is None:
        return warn("database", f"{kind} is reachable but empty", "python -m bot init")
    if have == newest():
        return ok("database", f"{kind}, schema {have}")
    if not known(have):
        return error("database", f"schema {have} is of a newer version", "install that version of the program")
    state = warn if kind == "sqlite" else error  # SQLite is migrated by `run` itself
    return state("database", f"schema {have}, this version needs {newest()}", "python -m bot upgrade")


def _inside(conn: Connection, settings: Settings, now: datetime) -> Iterator[Check]:
    yield _clock(conn, now)
    yield from _staff(conn, settings, now)
    for name, pause in timers.switched_off(conn).items():
        since = f"{pause.at.astimezone(SHANGHAI):%m-%d %H:%M}"
        reason = f": {pause.reason}" if pause.reason else ""
        yield warn("switch", f"{name} is off since {since}{reason}", f"python -m bot switch {name} on")
    pulse = read_pulse(conn, now)
    if pulse.alarms:
        newest_alarm = timers.alarms(conn, 1)[0]
        seen = f"the newest of {newest_alarm[4].astimezone(SHANGHAI):%m-%d %H:%M}: {newest_alarm[3]}"
        yield warn("alarms", f"{pulse.alarms} open, {seen}", "look into them in the staff room under /staff/")
    else:
        yield ok("alarms", "none open")


def _clock(conn: Connection, now: datetime) -> Check:
    last: datetime | None = conn.execute(select(func.max(intake.c.received_at))).scalar_one()
    local = f"{now.astimezone(SHANGHAI):%Y-%m-%d %H:%M} in Asia/Shanghai"
    if last is not None and last - now > BEHIND:
        return error("clock", f"it is {local}, but a message came in later than that", "set the clock (chrony, ntpd)")
    return ok("clock", local)


def _staff(conn: Connection, settings: Settings, now: datetime) -> Iterator[Check]:
    alive, lost = groups.alive(conn), groups.lost(conn)
    accounts, links = staff.everyone(conn), staff.open_links(conn, now)
    for group in lost:
        fix = "take the assistant into the group again; TELEGRAM_STAFF_CHAT_ID names it"
        yield warn("staff group", f"{group.channel} {group.chat} cannot be reached", fix)
    if not (alive or accounts or links):
        fix = "open the link that `run` prints, or: staff add NAME and staff link NAME, or set TELEGRAM_STAFF_CHAT_ID"
        if settings.telegram_staff_chat_id:
            fix = "python -m bot run takes the group of TELEGRAM_STAFF_CHAT_ID in"
        yield warn("staff", "nobody would read what comes in, so reports are turned away to 12345", fix)
        return
    yield from _offices(conn)
    yield ok("staff", f"{len(alive)} groups, {len(accounts)} accounts, {links} open sign-in links")


def _offices(conn: Connection) -> Iterator[Check]:
    """Units whose tickets fall to the general group, and people whom no reminder can reach."""
    if not offices.configured(conn):
        return
    counted = offices.count(conn)
    yield ok("offices", ", ".join(f"{number} {name}" for name, number in counted.items()))
    if alone := offices.without_group(conn):
        names = "、".join(unit.name for unit in alone[:20]) + (f" … ({len(alone)})" if len(alone) > 20 else "")
        yield warn("units", f"no group: {names}", "an administrator writes /bind UNIT in the unit's group")
    if silent := offices.unreachable(conn):
        names = "、".join(f"{who.name}（{who.unit or '-'}）" for who in silent[:20])
        names += f" … ({len(silent)})" if len(silent) > 20 else ""
        fix = "each opens a private chat with the assistant; their channel ids stand in the sheet of people"
        yield warn("people", f"cannot be reached by the assistant: {names}", fix)
