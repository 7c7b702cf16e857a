"""The seam to every wire: what a channel must do. The console is the one to copy."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from bot.layout import Layout
from bot.limiter import Rates
from bot.message import Address, Attachment, Message, Outgoing
from bot.store.intake import Incoming

if TYPE_CHECKING:
    from aiohttp import web

Accept = Callable[[list[Incoming]], Awaitable[int]]
"""Stores what came in and returns how many were new; durable when it returns."""


class Signal(StrEnum):
    """Best-effort signs that are never stored."""

    TYPING = "typing"
    PRESSED = "pressed"
    DRAFT = "draft"


class Channel(Protocol):
    """A way to reach people.

    Where `layout.mailbox` is True a reply is delivered by being stored: `send` is never called. `rates` are the
    platform's limits for the sender, None where there are none.
    """

    name: str
    layout: Layout
    rates: Rates | None

    def parse(self, payload: Mapping[str, Any]) -> Message | None:
        """A stored payload as a message; None for events that nobody needs to handle. May raise on nonsense."""
        ...

    async def run(self, accept: Accept) -> None:
        """Listens until cancelled (or returns at once when it only has routes)."""
        ...

    def is_group(self, chat: str) -> bool:
        """Whether that chat is a group: groups have limits of their own."""
        ...

    async def send(self, item: Outgoing) -> str:
        """Puts one message on the wire and returns its platform id; raises `DeliveryError`."""
        ...

    async def signal(self, sign: Signal, to: Address, about: str = "", text: str = "") -> None:
        """Best effort; never raises for the wire's sake.

        `about` is the press to end, or the id of the message that a draft answers; `text` is the draft so far.
        """
        ...

    async def fetch(self, attachment: Attachment) -> bytes:
        """The bytes of a file that somebody sent; raises `DeliveryError`."""
        ...

    def routes(self, accept: Accept) -> list[web.RouteDef]:
        """Addresses of our own web server that this channel answers at."""
        ...
