"""A telephone call that somebody of the staff types in on the page of the room."""

from __future__ import annotations

from collections.abc import Mapping

from bot.answers import BadAnswerError, read_phone
from bot.errors import PersonError
from bot.store.staff import Staff
from bot.tidy import tidy
from bot.work import Tx
from handlers.tickets.filing.actions import DISCIPLINE, Noted, file
from handlers.tickets.matter import Ticket
from handlers.tickets.states import Source
from knowledge.reports import Reading
from knowledge.sensitive import Delicate

MAX_WHAT, MAX_PLACE = 1000, 200


def take_down(tx: Tx, member: Staff, form: Mapping[str, str], reading: Reading) -> Ticket:
    """The ticket of a call; `PersonError` where nothing was typed or the number cannot be called."""
    what, place, number = (tidy(form.get(name, "")) for name in ("what", "place", "phone"))
    if not what:
        raise PersonError("room.no_words")
    if tx.knowledge.sensitive.find(what) is Delicate.BRIBERY:
        raise PersonError("sensitive.bribery", number=DISCIPLINE)
    if len(what) > MAX_WHAT or len(place) > MAX_PLACE:
        raise PersonError("room.too_long", most=MAX_WHAT)
    try:
        phone = read_phone(number) if number else ""
    except BadAnswerError as bad:
        raise PersonError(bad.key) from bad
    lang = "en" if form.get("english") else "zh"
    urgent = bool(form.get("urgent"))
    noted = Noted(what, place or reading.place or "", phone, (), Source.PHONE, reading, urgent, lang)
    return file(tx, member, noted)
