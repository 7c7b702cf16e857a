"""Persons, the identities under which channels know them, and their conversations."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from bot.db.either import either, ours
from bot.db.tables import consent, conversation, identity, intake, link_code, outgoing, person
from bot.message import Choice, Message

MARK = "\x1f"
"""Begins a line of `recent` that is a note of ours: no text that is handed in holds this sign."""
SPOKE = f"{MARK}lang="
"""Begins the note of the language in which something was said that is not kept itself."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who talks with us; `lang` is what she chose, empty until she does."""

    id: int
    lang: str = ""
    large: bool = False
    greeted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """Where one person's talk in one chat stands.

    `dialog` is the open talk's state, `offered` the choices last shown, `recent` the last lines,
    `with_person` names the matter while a person speaks instead of the assistant.
    """

    key: str
    channel: str
    chat: str
    person_id: int
    version: int = 0
    dialog: dict[str, Any] = field(default_factory=dict)
    offered: tuple[Choice, ...] = ()
    recent: tuple[str, ...] = ()
    with_person: str = ""

    @property
    def last_said(self) -> str:
        """What the person said last of her own accord, empty when nothing."""
        return next((line for line in reversed(self.recent) if line and not line.startswith(MARK)), "")


_TALKS = select(
    conversation.c.key, conversation.c.channel, conversation.c.chat, conversation.c.person_id, conversation.c.version,
    conversation.c.dialog, conversation.c.offered, conversation.c.recent, conversation.c.with_person,
    person.c.lang, person.c.large, person.c.greeted_at,
).join(person, person.c.id == conversation.c.person_id)  # fmt: skip
_BY_KEY = _TALKS.where(conversation.c.key == bindparam("key"))
_BY_KEYS = _TALKS.where(conversation.c.key.in_(bindparam("keys", expanding=True)))


def read(conn: Connection, key: str) -> tuple[Person, Conversation] | None:
    """The person and the conversation of that key, or None when they were never met here."""
    row = conn.execute(_BY_KEY, {"key": key}).first()
    return _talk(row) if row is not None else None


def read_all(conn: Connection, keys: Iterable[str]) -> dict[str, tuple[Person, Conversation]]:
    """Person and conversation by key, for those of the keys that were met here."""
    return {row.key: _talk(row) for row in conn.execute(_BY_KEYS, {"keys": list(keys)})}


def _talk(row: Row[*tuple[Any, ...]]) -> tuple[Person, Conversation]:
    return (
        Person(row.person_id, row.lang, row.large, row.greeted_at),
        Conversation(
            row.key, row.channel, row.chat, row.person_id, row.version,
            json.loads(row.dialog) if row.dialog else {},
            tuple(Choice(**item) for item in json.loads(row.offered)) if row.offered else (),
            tuple(json.loads(row.recent)) if row.recent else (),
            row.with_person,
        ),
    )  # fmt: skip


_KNOWN = (
    select(person.c.id, person.c.lang, person.c.large, person.c.greeted_at)
    .join(identity, identity.c.person_id == person.c.id)
    .where(identity.c.channel == bindparam("channel"), identity.c.external == bindparam("external"))
)
_MEET = insert(person).returning(person.c.id)
_NAME = either(identity, lambda insert_or_ignore: insert_or_ignore.on_conflict_do_nothing())


def known(conn: Connection, channel: str, external: str) -> Person | None:
    """The person behind an identity, in whatever chat she writes."""
    row = conn.execute(_KNOWN, {"channel": channel, "external": external}).first()
    return Person(*row) if row else None


def meet(conn: Connection, message: Message, now: datetime) -> Person:
    """The person who sent this message; made, with the identity, at the first contact."""
    found = known(conn, message.channel, message.sender)
    if found is not None:
        return found
    made = conn.execute(_MEET, {"created_at": now}).scalar_one()
    named = {"channel": message.channel, "external": message.sender, "person_id": made}
    conn.execute(ours(_NAME, conn), named)
    # Another process may have met the same person in the same moment: then its row stands.
    found = known(conn, message.channel, message.sender)
    assert found is not None
    return found


_OPEN = either(
    conversation,
    lambda insert_or_ignore: insert_or_ignore.on_conflict_do_nothing().returning(conversation.c.key),
)
_UPDATE = (
    update(conversation)
    .where(conversation.c.key == bindparam("the_key"), conversation.c.version == bindparam("the_version"))
    .values(
        person_id=bindparam("the_person"), version=bindparam("the_version") + 1, dialog=bindparam("the_dialog"),
        offered=bindparam("the_offered"), recent=bindparam("the_recent"), with_person=bindparam("the_with"),
        touched_at=bindparam("the_now"),
    )
)  # fmt: skip


def save(conn: Connection, talk: Conversation, now: datetime) -> bool:
    """Writes the conversation; False when somebody else changed it meanwhile (its version moved on)."""
    dialog = json.dumps(talk.dialog, ensure_ascii=False) if talk.dialog else ""
    offered = json.dumps([item.data() for item in talk.offered], ensure_ascii=False) if talk.offered else ""
    recent = json.dumps(talk.recent, ensure_ascii=False) if talk.recent else ""
    if talk.version == 0:
        first = {
            "key": talk.key, "channel": talk.channel, "chat": talk.chat, "person_id": talk.person_id, "version": 1,
            "dialog": dialog, "offered": offered, "recent": recent, "with_person": talk.with_person,
            "touched_at": now,
        }  # fmt: skip
        return conn.execute(ours(_OPEN, conn), first).first() is not None
    values = {
        "the_key": talk.key, "the_version": talk.version, "the_person": talk.person_id, "the_dialog": dialog,
        "the_offered": offered, "the_recent": recent, "the_with": talk.with_person, "the_now": now,
    }  # fmt: skip
    return conn.execute(_UPDATE, values).rowcount == 1


def set_with_person(conn: Connection, key: str, about: str, now: datetime) -> None:
    """Says from outside a turn who speaks in a conversation; `about` empty gives it back to the assistant.

    The version moves on, so a turn that is being thought about meanwhile is thought again.
    """
    conn.execute(
        update(conversation)
        .where(conversation.c.key == key)
        .values(with_person=about, version=conversation.c.version + 1, touched_at=now)
    )


def leave_person(conn: Connection, key: str, about: str, now: datetime) -> None:
    """Gives a conversation back to the assistant, if it is still that matter in which a person speaks there."""
    conn.execute(
        update(conversation)
        .where(conversation.c.key == key, conversation.c.with_person == about)
        .values(with_person="", version=conversation.c.version + 1, touched_at=now)
    )


def offer(conn: Connection, key: str, choices: tuple[Choice, ...], now: datetime) -> None:
    """Remembers choices shown from outside a turn, so that their number or words answer them."""
    offered = json.dumps([item.data() for item in choices], ensure_ascii=False) if choices else ""
    conn.execute(
        update(conversation)
        .where(conversation.c.key == key)
        .values(offered=offered, version=conversation.c.version + 1, touched_at=now)
    )


_SET_PERSON = (
    update(person)
    .where(person.c.id == bindparam("the_id"))
    .values(lang=bindparam("the_lang"), large=bindparam("is_large"), greeted_at=bindparam("the_moment"))
)


def set_person(conn: Connection, who: Person) -> None:
    """Writes language, large type and the moment of the first-contact notice."""
    values = {"the_id": who.id, "the_lang": who.lang, "is_large": who.large, "the_moment": who.greeted_at}
    conn.execute(_SET_PERSON, values)


def set_reachable(conn: Connection, channel: str, external: str, reachable: bool) -> None:
    """Notes whether the channel still lets us write to this identity."""
    conn.execute(
        update(identity)
        .where(identity.c.channel == channel, identity.c.external == external)
        .values(reachable=reachable)
    )


def give_consent(conn: Connection, person_id: int, purpose: str, version: str, now: datetime) -> None:
    """Records what the person agreed to, with the version of the text she saw."""
    conn.execute(insert(consent).values(person_id=person_id, purpose=purpose, text_version=version, given_at=now))


def withdraw_consent(conn: Connection, person_id: int, given_at: datetime, now: datetime) -> None:
    """Notes that the person takes back what she agreed to at that moment."""
    conn.execute(
        update(consent)
        .where(consent.c.person_id == person_id, consent.c.given_at == given_at, consent.c.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
    )


def consents(conn: Connection, person_id: int) -> list[tuple[str, str, datetime, datetime | None]]:
    """Purpose, text version, given, withdrawn: all of one person, oldest first."""
    rows = conn.execute(
        select(consent.c.purpose, consent.c.text_version, consent.c.given_at, consent.c.withdrawn_at)
        .where(consent.c.person_id == person_id)
        .order_by(consent.c.id)
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def conversations(conn: Connection, person_id: int) -> list[str]:
    """The keys of a person's conversations."""
    return list(conn.execute(select(conversation.c.key).where(conversation.c.person_id == person_id)).scalars())


def forget(conn: Connection, person_id: int) -> None:
    """Erases a person's conversations, what was said in them on both sides, her consents and identities.

    Of an incoming message its id stays: a repeat must still be recognised. What others rely on is kept without her.
    """
    for key in conversations(conn, person_id):
        channel, chat, _sender = key.split("|", 2)
        hers = update(outgoing).where(outgoing.c.channel == channel, outgoing.c.chat == chat)
        conn.execute(hers.where(outgoing.c.state == "queued").values(state="failed", error="forgotten"))
        conn.execute(hers.values(payload="{}", seq=None))  # the rows stay: ids must not be given out again
        conn.execute(
            update(intake).where(intake.c.conversation == key, intake.c.handled_at.is_not(None)).values(payload="{}")
        )
    conn.execute(delete(conversation).where(conversation.c.person_id == person_id))
    conn.execute(delete(consent).where(consent.c.person_id == person_id))
    conn.execute(delete(link_code).where(link_code.c.person_id == person_id))
    conn.execute(delete(identity).where(identity.c.person_id == person_id))
    set_person(conn, Person(person_id))
