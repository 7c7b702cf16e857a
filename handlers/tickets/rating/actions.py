"""What happens to a rating: given, explained, looked at by somebody who did not deal with the matter."""

from __future__ import annotations

from datetime import timedelta

from bot.errors import PersonError
from bot.message import Choice, Reply
from bot.router import ident
from bot.store.staff import Staff
from bot.store.timers import Timer
from bot.work import Tx
from handlers.tickets import moving, notices
from handlers.tickets import store as tickets
from handlers.tickets.matter import Ticket
from handlers.tickets.moving import NOTE
from handlers.tickets.rating import LOW, REVIEW, SCORES, store
from handlers.tickets.rating.store import Rating, Verdict
from handlers.tickets.rules import Event, State
from knowledge.calendar import add_working, is_working, next_working

RATED = frozenset({State.CONFIRMED, State.CLOSED})
SOON = timedelta(hours=1)
"""So long a low rating waits for the reason; then it is looked at without one."""
DAY_MINUTES = 390


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
    found = store.of(tx.conn, matter.id)
    if found is None or found.score > LOW or found.explained is not None or found.verdict is not Verdict.NONE:
        raise PersonError("rating.already", number=matter.number)
    store.explain(tx.conn, matter.id, why, tx.now)
    if why:
        tickets.note(tx.conn, matter, "rated_why", moving.RESIDENT.who.value, tx.now, text=why)
    tx.forget(_about(matter), REVIEW)
    _ask_supervisors(tx, matter, why)


def remind(tx: Tx, timer: Timer) -> None:
    """A low rating that nobody has looked at: the supervisors hear of it, once a working day."""
    matter = tickets.get(tx.conn, ident(timer.about.partition(":")[2]), lock=True)
    found = store.of(tx.conn, matter.id) if matter is not None else None
    if matter is None or found is None or not _waits(matter, found):
        return
    if not is_working(tx.now):
        tx.later(REVIEW, timer.about, next_working(tx.now) - tx.now)
        return
    _ask_supervisors(tx, matter, found.why)


def _waits(matter: Ticket, found: Rating) -> bool:
    return found.verdict is Verdict.NONE and matter.state in RATED


def _ask_supervisors(tx: Tx, matter: Ticket, why: str) -> None:
    zh = tx.within("zh")
    found = store.of(tx.conn, matter.id)
    assert found is not None
    text = zh.say("rating.review", number=matter.number, word=zh.say(f"rating.score_{SCORES[found.score]}"),
                  why=why or zh.say("rating.no_reason"))  # fmt: skip
    choices = (
        Choice(zh.say("rating.button_revisit"), f"revisit:{matter.id}"),
        Choice(zh.say("rating.button_uphold"), f"uphold:{matter.id}"),
    )
    moving.tell_supervisors(tx, matter, Reply(text, choices))
    tx.later(REVIEW, _about(matter), add_working(tx.now, DAY_MINUTES) - tx.now)


def waiting(tx: Tx, matter: Ticket) -> Rating | None:
    """The low rating that somebody has to look at; None where there is none."""
    found = store.of(tx.conn, matter.id)
    return found if found is not None and found.score <= LOW and _waits(matter, found) else None


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
