"""Every working day when offices open: a digest to each group and to each person who has something to read."""

from __future__ import annotations

from datetime import datetime

from bot.clock import SHANGHAI
from bot.message import Reply
from bot.quiet import Hours
from bot.router import ident
from bot.store import groups, offices, timers
from bot.store.staff import Role, Staff
from bot.store.timers import Timer
from bot.work import Tx
from handlers.tickets.digest import store, wording
from handlers.tickets.ladder import climbing, people
from handlers.tickets.ladder.store import STEP_MARK
from knowledge.calendar import is_working, next_morning, spoken_day

DIGEST, DIGEST_TO = "tickets.digest", "tickets.digest_to"
_ALL = "tickets"
SUPERVISES = (Role.SUPERVISOR, Role.LEADER)


def start(tx: Tx) -> None:
    """Sets the timer of the next morning where there is none; one that was missed rings now."""
    if not timers.planned(tx.conn, _ALL, DIGEST):
        timers.put(tx.conn, DIGEST, _ALL, next_morning(tx.now), {"since": tx.now.isoformat()})


def morning(tx: Tx, timer: Timer) -> None:
    """Offices open: everybody who has something to read gets a timer of her own, so that each digest is sent once."""
    since = str(timer.data.get("since", tx.now.isoformat()))
    if not is_working(tx.now):  # the assistant was down this morning
        timers.put(tx.conn, DIGEST, _ALL, next_morning(tx.now), {"since": since})
        return
    places = [f"unit:{unit.code}" for unit in offices.units(tx.conn)]
    for about in ("unit:", *places, *(f"staff:{staff_id}" for staff_id in store.readers(tx.conn))):
        timers.put(tx.conn, DIGEST_TO, about, tx.now, {"since": since})
    timers.put(tx.conn, DIGEST, _ALL, next_morning(tx.now), {"since": tx.now.isoformat()})


def digest_to(tx: Tx, timer: Timer) -> None:
    """One digest; nothing is sent where there is nothing to read."""
    kind, _, name = timer.about.partition(":")
    since = datetime.fromisoformat(str(timer.data["since"]))
    zh = tx.within("zh")
    if kind == "unit":
        text = for_group(zh, name, since)
        for to in groups.alive(tx.conn, name) if text else ():
            tx.send(to, Reply(text), f"digest:unit:{name}", Hours.OFFICE)
        return
    who = offices.person(tx.conn, ident(name))
    to_her = people.alone(tx, who)
    if who is None or not to_her or to_her[0].who != who:
        return  # nowhere to write to, or away: what waits for her waits on
    text = for_person(zh, who, since)
    if text:
        mark = f"digest:{who.id}:{tx.now.astimezone(SHANGHAI):%Y%m%d}"
        store.carry(tx.conn, who.id, mark, tx.now)
        tx.send(to_her[0].to, Reply(text), mark, Hours.OFFICE)


def for_group(tx: Tx, code: str, since: datetime) -> str:
    """A group's digest; that of everybody has the daily list where no supervisor can be told."""
    unit = offices.by_code(tx.conn, code)
    name = unit.called(tx.lang) if unit else tx.say("ladder.desk")
    lines = wording.own_day(tx, store.of_unit(tx.conn, code), since, taken=False)
    if lines:
        lines = [tx.say("digest.group_head", day=spoken_day(tx.now, tx.lang), unit=name), *lines]
    whole = store.everything()
    unread = not code and not people.alone(tx, *offices.with_role(tx.conn, *SUPERVISES))
    if unread and store.count_late(tx.conn, whole, tx.now):
        lines.append(wording.daily_list(tx, whole))
    return "\n".join(lines)


def for_person(tx: Tx, who: Staff, since: datetime) -> str:
    """A person's digest: her own work, what was kept back, and the daily list for who supervises."""
    lines = wording.own_day(tx, store.of_person(who.id), since, taken=True)
    kept = store.held(tx.conn, who.id)
    if kept:
        lines += [tx.say("digest.held"), *(f"· {text}" for text in _once(kept))]
    if lines:
        lines = [tx.say("digest.person_head", day=spoken_day(tx.now, tx.lang), name=who.name), *lines]
    if who.role in SUPERVISES:
        lines.append(wording.daily_list(tx, store.everything()))
    return "\n".join(lines)


def _once(kept: list[store.Held]) -> list[str]:
    """The first line of each, those that say the same once."""
    return list(dict.fromkeys(one.text.partition("\n")[0] for one in kept))


def undelivered(tx: Tx, digest: str) -> None:
    """A person's digest could not be delivered: the steps of the ladder in it go to the next one up."""
    for about in store.carried(tx.conn, digest):
        if found := STEP_MARK.match(about):
            climbing.undelivered(tx, found[1], int(found[2]))
