"""A line that talks: a channel without a wire, on which tests say things and read what comes back."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from bot.channel import Accept, Signal
from bot.errors import DeliveryError
from bot.layout import Layout
from bot.limiter import Rates
from bot.message import Address, Attachment, Message, Outgoing, OutKind, Reply
from bot.store.intake import Incoming

GROUP = "-100"


class Line:
    """A channel whose chats are lists. `refuse` makes the next sends to a chat fail.

    A chat in `moved` has another id from now on and refuses whatever still comes to the old one, as platforms do.
    """

    def __init__(self, name: str = "line", layout: Layout | None = None, rates: Rates | None = None) -> None:
        self.name = name
        self.layout = layout or Layout()
        self.rates = rates
        self.sent: dict[str, list[Outgoing]] = defaultdict(list)
        self.edits: list[Outgoing] = []
        self.drafts: dict[str, list[str]] = defaultdict(list)
        self.signs: list[tuple[Signal, str]] = []
        self.files: dict[str, bytes] = {}
        self.refuse: dict[str, list[DeliveryError]] = defaultdict(list)
        self.moved: dict[str, str] = {}
        self._ids = itertools.count(1)

    def parse(self, payload: Mapping[str, Any]) -> Message | None:
        return Message.load(payload)

    def is_group(self, chat: str) -> bool:
        return chat.startswith("-")

    async def run(self, accept: Accept) -> None:
        return

    async def send(self, item: Outgoing) -> str:
        chat = item.address.chat
        if self.refuse[chat]:
            raise self.refuse[chat].pop(0)
        if chat in self.moved:
            raise DeliveryError("upgraded", moved_to=self.moved[chat])
        if item.kind is OutKind.EDIT:
            self.edits.append(item)
            return item.target
        self.sent[chat].append(item)
        return f"p{item.id}"

    async def signal(self, sign: Signal, to: Address, about: str = "", text: str = "") -> None:
        if sign is Signal.DRAFT:
            self.drafts[to.chat].append(text)
            return
        self.signs.append((sign, about or to.chat))

    async def fetch(self, attachment: Attachment) -> bytes:
        if attachment.remote not in self.files:
            raise DeliveryError("no such file", retry=False)
        return self.files[attachment.remote]

    def routes(self, accept: Accept) -> list[Any]:
        return []

    def incoming(self, message: Message) -> Incoming:
        return Incoming(self.name, message.id, message.conversation, message.dump())

    def next_id(self) -> str:
        return f"m{next(self._ids)}"

    def said(self, chat: str) -> list[Reply]:
        """Everything said in a chat so far."""
        return [item.reply for item in self.sent[chat]]
