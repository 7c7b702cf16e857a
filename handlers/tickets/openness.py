"""Whether anybody is there to read what comes in: else nothing is taken in, and the operator is alarmed."""

from __future__ import annotations

from bot.store import groups, timers
from bot.store import staff as staff_store
from bot.work import Tx, Work
from handlers.tickets import store
from knowledge.calendar import working_days_between

IDLE_DAYS = 3
"""Working days after which a matter that nobody touched, with no staff member acting at all, closes intake."""
CLOSED_STATE = "intake_closed"


async def closed(work: Work) -> bool:
    """Whether nobody is there to read what comes in; writes only when that has changed since it was last looked at."""
    why, was = await work.read(lambda conn: (why_closed(work.tx(conn)), timers.get_state(conn, CLOSED_STATE)))
    return bool(why) if why == was else await work.write(intake_closed)


def intake_closed(tx: Tx) -> bool:
    """The same inside a transaction; alarms the operator when nobody is there any more."""
    why = why_closed(tx)
    was = timers.get_state(tx.conn, CLOSED_STATE)
    if why and not was:
        tx.alarm(CLOSED_STATE, why)
    if why != was:
        timers.set_state(tx.conn, CLOSED_STATE, why, tx.now)
    return bool(why)


def why_closed(tx: Tx) -> str:
    """No place where staff would see a ticket, or a matter untouched for three working days with nobody acting."""
    conn = tx.conn
    reachable = groups.alive(conn) or staff_store.everyone(conn) or staff_store.open_links(conn, tx.now)
    if not reachable:
        return "no staff group, no staff account and no open sign-in link"
    oldest = store.oldest_untouched(conn)
    if oldest is None:
        return ""
    last = staff_store.last_act(conn)
    since = max(oldest, last) if last else oldest
    return f"no staff act since {since:%Y-%m-%d}" if working_days_between(since, tx.now) >= IDLE_DAYS else ""
