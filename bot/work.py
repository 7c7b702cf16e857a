"""What handlers, jobs and pages are given: Tx (inside a transaction) and Work, Turn (outside of one)."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from sqlalchemy import Connection

from bot.clock import Clock
from bot.db import Db
from bot.finder import Finder
from bot.layout import Layout, compose
from bot.library import Library
from bot.message import Address, Attachment, Choice, Message, Reply
from bot.pinyin import is_pinyin
from bot.quiet import Hours
from bot.settings import Settings
from bot.store import groups, outbox, people, posted, timers
from bot.store.files import Kept
from bot.store.people import SPOKE, Conversation, Person
from bot.writer import PLAIN, Writer
from knowledge.load import Knowledge

T = TypeVar("T")


_HAN = re.compile("[\u3400-\u9fff]")
_ENGLISH = frozenset({"hello", "hi", "hey", "help", "human", "thanks", "thank you", "english"})


def written_in(text: str) -> str:
    """`zh` for a text with Chinese characters, `en` for one of several Latin words; empty where it cannot be told.

    A single Latin word is most often a name, a number plate or pinyin, so only a few English ones count. Chinese in
    Latin letters is Chinese.
    """
    if _HAN.search(text) or is_pinyin(text):
        return "zh"
    words = text.strip().lower()
    letters = sum(1 for char in words if char.isascii() and char.isalpha())
    return "en" if words.strip("!?. ") in _ENGLISH or (letters >= 4 and " " in words) else ""


@dataclass(slots=True)
class Tx:
    """One transaction: what actions change the world with. Everything in it happens, or nothing does."""

    conn: Connection
    now: datetime
    knowledge: Knowledge
    settings: Settings
    layouts: Mapping[str, Layout]
    lang: str = ""

    def say(self, key: str, **params: object) -> str:
        """The sentence of that key in this transaction's language."""
        return self.knowledge.texts.say(key, self.lang, **params)

    def within(self, lang: str) -> Tx:
        """The same transaction, speaking that language."""
        return replace(self, lang=lang)

    def send(self, to: Address, reply: Reply, about: str = "", hours: Hours = Hours.ANY) -> int:
        """Queues a message as the wire messages it becomes; returns the last one's row.

        `hours` says when it may still go out where an outage holds it back.
        """
        layout = self.layouts[to.channel]
        put = partial(outbox.queue, self.conn, to, now=self.now, about=about, mail=layout.mailbox, hours=hours)
        return [put(part) for part in compose(reply, layout, self.say)][-1]

    def tell(self, key: str, reply: Reply, about: str = "", hours: Hours = Hours.DAY) -> int:
        """Queues a message into a conversation from outside its turn and remembers its choices there."""
        channel, chat, _sender = key.split("|", 2)
        people.offer(self.conn, key, reply.choices, self.now)
        return self.send(Address(channel, chat), reply, about, hours)

    def groups_of(self, unit: str) -> list[Address]:
        """Where a unit reads: its own groups, else those that take what is nobody's, else every group there is."""
        own = groups.alive(self.conn, unit) if unit else []
        return own or groups.alive(self.conn, "") or groups.alive(self.conn)

    def card(self, about: str, reply: Reply, unit: str = "", hours: Hours = Hours.ANY) -> int:
        """Sends a matter's card to where its unit reads; returns to how many groups."""
        places = self.groups_of(unit)
        for group in places:
            posted.put_card(self.conn, group, about, reply, self.now, hours)
        return len(places)

    def edit_cards(self, about: str, reply: Reply) -> int:
        """Brings every card of a matter up to date."""
        return posted.edit_cards(self.conn, about, reply, self.now)

    def under_cards(self, about: str, reply: Reply, mark: str = "", hours: Hours = Hours.ANY) -> None:
        """Says something in the groups where the matter's card stands, as an answer to it.

        `mark` goes behind what the message is about, so that an answer to it is told from one to the card.
        """
        living = {(group.channel, group.chat) for group in groups.alive(self.conn)}
        places = [at for at in posted.card_places(self.conn, about) if (at[0].channel, at[0].chat) in living]
        for to, platform_id in places or [(group, "") for group in self.groups_of("")]:
            self.send(to, replace(reply, under=platform_id), about + mark, hours)

    def staff_note(self, reply: Reply) -> None:
        """Says something in the groups that take what is nobody's."""
        for group in self.groups_of(""):
            self.send(group, reply)

    def later(self, kind: str, about: str, wait: timedelta, **data: object) -> None:
        """Sets a durable timer."""
        timers.put(self.conn, kind, about, self.now + wait, data or None)

    def forget(self, about: str, *kinds: str) -> None:
        """Cancels timers about a matter."""
        timers.cancel(self.conn, about, *kinds)

    def alarm(self, kind: str, text: str, about: str = "") -> None:
        """Leaves an alarm for the operator."""
        timers.raise_alarm(self.conn, kind, text, self.now, about)


@dataclass(slots=True)
class TurnTx(Tx):
    """The transaction that ends a turn: also holds the person and the conversation, which it may replace.

    With `forget_words` what the person just said is kept nowhere: of her message only the id stays.
    """

    person: Person = field(default_factory=lambda: Person(0))
    talk: Conversation = field(default_factory=lambda: Conversation("", "", "", 0))
    outcome: str = ""
    about: str = ""
    forget_words: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """What a job or a page may use."""

    db: Db
    library: Library
    settings: Settings
    clock: Clock
    finder: Finder
    layouts: Mapping[str, Layout]
    writer: Writer = PLAIN

    @property
    def knowledge(self) -> Knowledge:
        """What is in force at this moment: whoever needs it twice keeps it."""
        return self.library.knowledge

    async def read(self, fn: Callable[[Connection], T]) -> T:
        """Runs a reading function on a connection."""
        return await self.db.read(fn)

    async def write(self, fn: Callable[[Tx], T]) -> T:
        """Runs a function in a transaction of its own."""
        return await self.db.write(lambda conn: fn(self.tx(conn)))

    def tx(self, conn: Connection, lang: str = "") -> Tx:
        """A transaction on that connection."""
        return Tx(conn, self.clock.now(), self.knowledge, self.settings, self.layouts, lang)


@dataclass(frozen=True, slots=True)
class Turn:
    """One message from one person, and everything a handler may think with. It changes nothing."""

    work: Work
    message: Message
    person: Person
    talk: Conversation
    now: datetime
    fetch: Callable[[Attachment], Awaitable[bytes]]
    show: Callable[[str], None] = field(default=lambda _draft: None)
    """Shows a draft that the reply will replace, where the channel can; best effort, never stored."""

    @property
    def lang(self) -> str:
        """The language to answer in: what the person chose, else what she writes or wrote last, else her device's."""
        if self.person.lang:
            return self.person.lang
        for text in (self.message.text, *reversed(self.talk.recent)):
            if found := text.removeprefix(SPOKE) if text.startswith(SPOKE) else written_in(text):
                return found
        return "en" if self.message.lang.startswith("en") else "zh"

    def say(self, key: str, **params: object) -> str:
        """The sentence of that key in the person's language."""
        return self.work.knowledge.texts.say(key, self.lang, **params)

    def choice(self, key: str, value: str, *, control: bool = False, **params: object) -> Choice:
        """A choice labelled with the sentence of that key."""
        return Choice(self.say(key, **params), value, control=control)


@dataclass(frozen=True, slots=True)
class Begin:
    """Opens a dialog, perhaps with answers that are known already and a sentence before the first question.

    `files` came with the message and are noted, and `also` is done, when the turn is committed.
    """

    dialog: str
    answers: dict[str, str] = field(default_factory=dict)
    lead: str = ""
    files: tuple[Kept, ...] = ()
    also: Callable[[TurnTx], object] | None = None


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Ends the open dialog; what was filled in is not handed in."""


Change = Callable[[TurnTx], Reply | None]
Handler = Callable[[Turn], Awaitable["Reply | Begin | GiveUp | Change | None"]]
