"""上报 in three taps: said on a message or photo, whose matter it is, and filed; in groups and in private."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.errors import PersonError
from bot.feature import Answers
from bot.files import keep_all
from bot.message import Choice, Kind, Reply
from bot.router import command, ident
from bot.store import files as file_store
from bot.store import outbox
from bot.store import staff as staff_store
from bot.store.files import Kept
from bot.store.staff import Staff
from bot.work import Begin, Change, Turn, TurnTx, Work
from handlers.offices.members import member_of
from handlers.tickets import openness
from handlers.tickets.filing import actions, store
from handlers.tickets.filing.store import Filing
from handlers.tickets.reading import read_report
from handlers.tickets.resident import first_answer, sent_before
from handlers.tickets.states import Source
from knowledge.sensitive import Delicate

_SAID = re.compile(r"^上报(?:\s*[:：,，。\s]\s*(?P<text>.+))?\s*$", re.DOTALL)
_NEW = "filing:new"
_ABOUT = re.compile(r"^filing:(?P<id>\d+|new)$")
SOURCES = (Source.VISIT, Source.BEHALF, Source.PHONE)


def who(tx: TurnTx, turn: Turn) -> Staff:
    """Who files: a member of the group, or in private an account that is known to be hers."""
    if turn.message.group:
        return member_of(tx, turn)
    found = staff_store.by_identity(tx.conn, turn.message.channel, turn.message.sender)
    if found is None or not turn.message.trusted:
        raise PersonError("filing.not_staff")
    return found


async def _is_staff(turn: Turn) -> bool:
    message = turn.message
    found = await turn.work.read(lambda conn: staff_store.by_identity(conn, message.channel, message.sender))
    return found is not None and message.trusted


async def said(turn: Turn) -> Begin | Change | Reply | None:
    """ "上报", alone or with words, on a message, under a photo; or an answer to a prompt of ours."""
    message = turn.message
    if message.pick or message.kind not in (Kind.TEXT, Kind.FILE, Kind.VOICE):
        return None
    if found := _SAID.match(message.text):
        return await begin(turn, found["text"] or "") if message.group or await _is_staff(turn) else None
    if not message.replies_to:
        return None
    about = await turn.work.read(lambda conn: outbox.about_of(conn, message.channel, message.chat, message.replies_to))
    prompt = _ABOUT.match(about)
    if prompt is None:
        return None
    return await begin(turn, message.text) if about == _NEW else await _more(turn, ident(prompt["id"]))


async def commanded(turn: Turn) -> Begin | Change | Reply:
    """`/shangbao`, with or without words."""
    spoken = command(turn.message.text)
    return await begin(turn, spoken[1] if spoken else "")


async def begin(turn: Turn, words: str) -> Begin | Change | Reply:
    """Keeps the words, those of the message that was answered, and the files of both."""
    if not turn.message.group and not await _is_staff(turn):
        return Reply(turn.say("filing.not_staff"), (turn.choice("tickets.report_button", "report"),))
    if await openness.closed(turn.work):
        return Reply(turn.say("tickets.intake_closed"))
    message = turn.message
    what = "\n".join(dict.fromkeys(filter(None, (message.quoted, words))))
    if turn.work.knowledge.sensitive.find(what) is Delicate.BRIBERY:
        return bribery
    both = replace(turn, message=replace(message, files=(*message.files, *message.quoted_files)))
    kept, problem = await keep_all(both)
    if problem is not None and not what:
        raise problem
    if not what and not kept:
        return _ask_what(turn)
    place = await _place(turn.work, what)
    return lambda tx: _noted(tx, turn, what, place, kept)


def bribery(tx: TurnTx) -> Reply:
    """Bribery is for the discipline inspection: its number, and nothing is kept."""
    tx.outcome, tx.forget_words = "guardrail_answer", True
    return Reply(tx.say("sensitive.bribery", number=actions.DISCIPLINE))


async def _place(work: Work, what: str) -> str:
    return (await read_report(work.knowledge, what)).place or "" if what else ""


def _ask_what(turn: Turn) -> Begin | Change:
    if not turn.message.group:
        return Begin("filing")

    def change(tx: TurnTx) -> Reply:
        who(tx, turn)
        tx.about = _NEW
        return Reply(tx.say("filing.what_in_group"))

    return change


async def photo(turn: Turn) -> Begin | Reply:
    """In private, on photos that were just sent: they are what is filed."""
    if not await _is_staff(turn):
        return Reply(turn.say("filing.not_staff"), (turn.choice("tickets.report_button", "report"),))
    return Begin("filing", sent_before(turn))


async def written(turn: Turn, answers: Answers) -> Change:
    """In private, the words came as an answer to our question."""
    what = answers["what"]
    place = await _place(turn.work, what)
    photos = tuple(name for name in answers.get("photo", "").split(",") if name)
    return lambda tx: _noted(tx, turn, what, place, (), photos)


def _noted(
    tx: TurnTx, turn: Turn, what: str, place: str, kept: list[Kept] | tuple[Kept, ...], photos: tuple[str, ...] = ()
) -> Reply:
    member = who(tx, turn)
    for item in kept:
        file_store.note(tx.conn, item, tx.now, tx.person.id or None)
    names = (*photos, *(item.id for item in kept))
    made = store.add(tx.conn, member.id, what[:1000], place[:200], names, turn.lang, tx.now)
    return _ask_whose(tx, made)


def _ask_whose(tx: TurnTx, begun: Filing) -> Reply:
    tx.about, say = begun.about, tx.within(begun.lang).say
    choices = [Choice(say(f"filing.button_{source}"), f"filefor:{begun.id}:{source}") for source in SOURCES]
    drop = Choice(say("filing.button_drop"), f"filedrop:{begun.id}")
    return Reply(f"{_shown(tx, begun)}\n{say('filing.whose')}", (*choices, drop))


def _shown(tx: TurnTx, begun: Filing) -> str:
    say = tx.within(begun.lang).say
    lines = (
        say("filing.head", text=begun.what or say("filing.only_files")),
        say("filing.place", text=begun.place) if begun.place else say("filing.no_place"),
        say("tickets.with_files", count=len(begun.files)) if begun.files else "",
        say("filing.phone_noted", last=begun.phone[-4:]) if begun.phone else "",
    )
    return "\n".join(line for line in lines if line)


async def _more(turn: Turn, filing_id: int) -> Change:
    """An answer to a prompt: the place, a number to call, more words, a photo."""
    if turn.work.knowledge.sensitive.find(turn.message.text) is Delicate.BRIBERY:
        return bribery
    kept, problem = await keep_all(turn)
    if problem is not None and not turn.message.text:
        raise problem

    def change(tx: TurnTx) -> Reply:
        begun = actions.open_one(tx, filing_id, who(tx, turn))
        for item in kept:
            file_store.note(tx.conn, item, tx.now, tx.person.id or None)
        changed = actions.complete(tx, begun, turn.message.text, tuple(item.id for item in kept))
        return _ask_urgent(tx, changed) if changed.source else _ask_whose(tx, changed)

    return change


async def whose(turn: Turn) -> Change:
    """The second tap: seen on a visit, for a resident, from a call."""
    number, _, name = turn.message.pick.partition(":")[2].partition(":")

    def change(tx: TurnTx) -> Reply:
        begun = actions.open_one(tx, ident(number), who(tx, turn))
        if name not in {source.value for source in SOURCES}:
            raise PersonError("filing.gone")
        return _ask_urgent(tx, store.change(tx.conn, begun, source=name))

    return change


def _ask_urgent(tx: TurnTx, begun: Filing) -> Reply:
    tx.about, say = begun.about, tx.within(begun.lang).say
    choices = (
        Choice(say("filing.button_file"), f"fileit:{begun.id}:plain"),
        Choice(say("filing.button_file_urgent"), f"fileit:{begun.id}:urgent"),
        Choice(say("filing.button_drop"), f"filedrop:{begun.id}"),
    )
    ask = say("filing.ask_phone") if begun.source == Source.PHONE and not begun.phone else ""
    urgent = say("filing.ask_urgent")
    return Reply("\n".join(filter(None, (_shown(tx, begun), ask, urgent))), choices)


async def file(turn: Turn) -> Change:
    """The third tap: it is a ticket now, with number and receipt code to hand over."""
    number, _, how = turn.message.pick.partition(":")[2].partition(":")
    seen = await turn.work.read(lambda conn: store.get(conn, ident(number)))
    reading = await read_report(turn.work.knowledge, seen.what, seen.place) if seen and seen.what else None

    def change(tx: TurnTx) -> Reply:
        member = who(tx, turn)
        begun = actions.open_one(tx, ident(number), member)
        if not begun.source:
            return _ask_whose(tx, begun)
        made = actions.finish(tx, begun, member, reading, urgent=how == "urgent")
        tx.about, tx.outcome = f"{made.about}:note", "ticket"
        say = tx.within(begun.lang).say
        text = say("filing.filed", number=made.number, code=made.code)
        hand = say("filing.hand_over" if made.source is not Source.VISIT else "filing.you_hear")
        return Reply(f"{text}\n{first_answer(tx.within(begun.lang), made)}\n{hand}")

    return change


async def drop(turn: Turn) -> Change:
    """Given up: nothing is filed."""
    number = turn.message.pick.partition(":")[2]

    def change(tx: TurnTx) -> Reply:
        begun = actions.open_one(tx, ident(number), who(tx, turn))
        store.change(tx.conn, begun, dropped_at=tx.now, what="", place="", phone="", files="")
        return Reply(tx.say("filing.dropped"))

    return change
