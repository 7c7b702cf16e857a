"""What happens to a rating: given, explained, looked at by somebody who did not deal with the matter."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.errors import PersonError
from bot.message import Choice, Reply
from bot.router import ident
from bot.store.staff import Staff
from bot.store.timers import Timer
from bot.work import Tx
from handlers.tickets import cards, moving, notices
from handlers.tickets import store as tickets
from handlers.tickets.matter import Ticket
from handlers.tickets.moving import NOTE
from handlers.tickets.rating import LOW, REVIEW, SCORES, store
from handlers.tickets.rating.store import Rating, Verdict
from handlers.tickets.rules import Event, State
from knowledge.calendar import add_working, is_working, next_working
from knowledge.limits import WORKING_DAY

RATED = frozenset({State.CONFIRMED, State.CLOSED})
SOON = timedelta(hours=1)
"""So long a low rating waits for the reason; then it is looked at without one."""
MOST_ASKED = 3
"""So often the supervisors are asked."""


def _about(matter: Ticket) -> str:
    """The timers of the ticket itself end with it, this one does not."""
    return f"rating:{matter.id}"


def ways(tx: Tx, matter: Ticket) -> tuple[Choice, ...]:
    """The five steps as buttons, in this transaction's language.

    None for a delicate matter, one without a resident, or one that is rated already.
    """
    asked = not matter.sensitive and matter.person_id is not None and store.of(tx.conn, matter.id) is None
    return tuple(
        Choice(tx.say(f"rating.score_{SCORES[score]}"), f"rate:{matter.id}:{score}") for score in SCORES if asked
    )


def give(tx: Tx, matter: Ticket, score: int) -> None:
    """The resident's rating, once for each ticket; the staff read it under the card."""
    if score not in SCORES:
        raise PersonError("machine.old_button")
    if matter.state not in RATED:
        raise PersonError("rating.not_now", number=matter.number)
    if store.of(tx.conn, matter.id) is not None:
        raise PersonError("rating.already", number=matter.number)
    store.give(tx.conn, matter.id, score, tx.now)
    zh = tx.within("zh")
    word = zh.say(f"rating.score_{SCORES[score]}")
    tickets.note(tx.conn, matter, "rated", moving.RESIDENT.who.value, tx.now, text=word)
    tx.under_cards(matter.about, Reply(zh.say("rating.group_rated", number=matter.number, word=word)), NOTE,
                   matter.hours)  # fmt: skip
    if score <= LOW:
        tx.later(REVIEW, _about(matter), SOON)


def explain(tx: Tx, matter: Ticket, why: str) -> None:
    """Why it was low: the supervisors read it."""
    found = waiting(tx, matter)
    if found is None or found.explained is not None:
        raise PersonError("rating.already", number=matter.number)
    store.explain(tx.conn, matter.id, why, tx.now)
    if why:
        tickets.note(tx.conn, matter, "rated_why", moving.RESIDENT.who.value, tx.now, text=why)
    tx.forget(_about(matter), REVIEW)
    _ask_supervisors(tx, matter, replace(found, why=why))


def remind(tx: Tx, timer: Timer) -> None:
    """A low rating that nobody has looked at: the supervisors hear of it once a working day, then the operator."""
    matter = tickets.get(tx.conn, ident(timer.about.partition(":")[2]), lock=True)
    found = waiting(tx, matter) if matter is not None else None
    if matter is None or found is None:
        return
    asked = int(timer.data.get("asked", 0))
    if not is_working(tx.now):
        tx.later(REVIEW, timer.about, next_working(tx.now) - tx.now, asked=asked)
    elif asked < MOST_ASKED:
        _ask_supervisors(tx, matter, found, asked)
    else:  # nobody but who dealt with it may be there to look
        tx.alarm(
            "rating_not_looked_at", tx.within("zh").say("rating.nobody_looked", number=matter.number), matter.about
        )


def _ask_supervisors(tx: Tx, matter: Ticket, found: Rating, asked: int = 0) -> None:
    zh = tx.within("zh")
    moving.tell_supervisors(tx, matter, Reply(review(zh, matter, found, "rating.review"), (
        Choice(zh.say("rating.button_revisit"), f"revisit:{matter.id}"),
        Choice(zh.say("rating.button_uphold"), f"uphold:{matter.id}"),
    )))  # fmt: skip
    tx.later(REVIEW, _about(matter), add_working(tx.now, WORKING_DAY) - tx.now, asked=asked + 1)


def review(tx: Tx, matter: Ticket, found: Rating, key: str) -> str:
    """The step and the reason as a group may read them, masked like everything that a resident adds."""
    why = cards.shown(tx, matter, found.why, ()) or tx.say("rating.no_reason")
    return tx.say(key, number=matter.number, word=tx.say(f"rating.score_{SCORES[found.score]}"), why=why)


def waiting(tx: Tx, matter: Ticket) -> Rating | None:
    """The low rating that somebody has to look at; None where there is none."""
    found = store.of(tx.conn, matter.id)
    looked_at = found is None or found.score > LOW or found.verdict is not Verdict.NONE or matter.state not in RATED
    return None if looked_at else found


def judge(tx: Tx, matter: Ticket, member: Staff, verdict: Verdict, why: str) -> Ticket:
    """A supervisor's look: the matter is dealt with again, or stays as it is; the resident reads which, and why."""
    if waiting(tx, matter) is None:
        raise PersonError("rating.judged", number=matter.number)
    moving.allowed(tx, matter, Event.REVISIT, moving.by_staff(member))
    if member.id in store.dealt_with_it(tx.conn, matter.id):
        raise PersonError("rating.not_yourself", number=matter.number)
    store.judge(tx.conn, matter.id, verdict, member.id)
    tx.forget(_about(matter), REVIEW)
    if verdict is Verdict.REVISITED:
        changed, row = moving.apply(tx, matter, Event.REVISIT, moving.by_staff(member), text=why)
        notices.tell_resident(tx, changed, row.resident, text=why)
        return changed
    tickets.note(tx.conn, matter, "upheld", "staff", tx.now, text=why, actor_id=member.id, actor_name=member.name)
    add = Choice(tx.within(matter.lang).say("tickets.add"), f"add:{matter.id}")
    notices.tell_resident(tx, matter, "rating.told_upheld", (add,), text=why)
    return matter
