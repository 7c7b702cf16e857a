"""The web channel: messages come in over HTTP, replies lie in a mailbox until a page fetches them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from bot.channel import Accept, Signal
from bot.channels.web import api, uploads
from bot.channels.web.board import Board
from bot.channels.web.said import CHANNEL
from bot.errors import DeliveryError
from bot.layout import Layout
from bot.limiter import Rates
from bot.message import Address, Attachment, Message, Outgoing


class WebChannel:
    """The residents' page and every program that speaks its interface; one chat for each session."""

    name = CHANNEL
    layout = Layout(mailbox=True, sources_below=False)
    rates: Rates | None = None

    def __init__(self) -> None:
        self._board = Board()

    def parse(self, payload: Mapping[str, Any]) -> Message | None:
        """The payload is a message already."""
        return Message.load(payload)

    async def run(self, accept: Accept) -> None:
        """Only has routes."""

    def is_group(self, chat: str) -> bool:
        """Never: each session is one person's."""
        return False

    async def send(self, item: Outgoing) -> str:
        """Never called: a reply is delivered by being stored."""
        raise DeliveryError("replies on the web are fetched, not sent", retry=False)

    async def signal(self, sign: Signal, to: Address, about: str = "", text: str = "") -> None:
        """Shows a draft to the pages that listen; that an answer is on its way they show themselves."""
        if sign is Signal.DRAFT:
            self._board.put(to.chat, text)

    async def fetch(self, attachment: Attachment) -> bytes:
        """Never needed: files are kept before the message that names them comes in."""
        raise DeliveryError("files on the web are kept at once", retry=False)

    def routes(self, accept: Accept) -> list[web.RouteDef]:
        """The interface under /api."""
        return [*api.routes(self._board), *uploads.routes()]
