"""A number to call, left with a matter that nobody took in the talk: asked for, kept, shown to the staff as a mark."""

from __future__ import annotations

from bot.answers import BadAnswerError, read_phone
from bot.errors import PersonError
from bot.feature import Answers
from bot.message import Choice, Reply
from bot.router import ident
from bot.store import people
from bot.work import Begin, Change, Turn, TurnTx
from handlers.tickets import cards, moving, store
from handlers.tickets.matter import Ticket
from handlers.tickets.resident import CONSENT_VERSION
from handlers.tickets.rules import FINAL, Kind
from knowledge.calendar import spoken


async def begin(turn: Turn) -> Begin:
    """Asks for the number; what is typed is read as one, and nothing else of it is kept."""
    matter = await turn.work.read(lambda conn: store.get(conn, ident(turn.message.pick.partition(":")[2])))
    _check(matter, turn.person.id)
    assert matter is not None
    return Begin("phone", {"ticket": str(matter.id)})


def _check(matter: Ticket | None, person_id: int) -> None:
    if matter is None or matter.person_id is None or matter.person_id != person_id:
        raise PersonError("tickets.not_yours")
    if matter.state in FINAL:
        raise PersonError("tickets.closed_already", number=matter.number)


async def done(turn: Turn, answers: Answers) -> Change | Reply:
    """The number is kept with the ticket, or was not given."""
    number = answers.get("phone", "")
    if not number:
        return Reply(turn.say("tickets.phone_not_left"), (turn.choice("machine.menu", "menu"),))

    def change(tx: TurnTx) -> Reply:
        matter = store.get(tx.conn, int(answers["ticket"]), lock=True)
        _check(matter, tx.person.id)
        assert matter is not None
        changed = leave(tx, matter, number)
        text = tx.say("tickets.phone_noted", number=changed.number, last=number[-4:])
        if changed.promised_at:
            text = f"{text}\n{tx.say('tickets.promised', when=spoken(changed.promised_at, tx.lang))}"
        tx.about = changed.about
        return Reply(
            text, (Choice(tx.say("tickets.see"), f"ticket:{changed.id}"), Choice(tx.say("machine.menu"), "menu"))
        )

    return change


def leave(tx: TurnTx, matter: Ticket, number: str) -> Ticket:
    """Keeps the number with the matter: consent, history, the mark on the card, a note to the staff."""
    people.give_consent(tx.conn, tx.person.id, "callback", CONSENT_VERSION, tx.now)
    changed = store.change(tx.conn, matter, phone=number, named=True)
    store.note(tx.conn, changed, "phone", moving.RESIDENT.who.value, tx.now)
    zh = tx.within("zh")
    tx.edit_cards(changed.about, cards.card(zh, changed))
    tx.under_cards(changed.about, Reply(zh.say("tickets.group_phone", number=changed.number)), moving.NOTE)
    return changed


def left_in(matter: Ticket, text: str) -> str:
    """A number written into what was added to a matter that waits for a call and has none; empty else."""
    if matter.kind is not Kind.CALLBACK or matter.phone:
        return ""
    try:
        return read_phone(text)
    except BadAnswerError:
        return ""
