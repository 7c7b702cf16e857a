"""The keys under which every request finds what it works with."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from aiohttp import web

from bot.channel import Accept
from bot.web.gate import Gate
from bot.web.visitors import Proxies
from bot.work import Work


@dataclass(frozen=True, slots=True)
class Desk:
    """What a request works with; `stopping` is set when the server shuts down and open streams must end.

    With `source_key` the addresses of clients are hashed before anything is kept of them.
    """

    work: Work
    accept: Accept
    gate: Gate
    proxies: Proxies
    stopping: asyncio.Event
    source_key: str


DESK = web.AppKey("desk", Desk)


def desk(request: web.Request) -> Desk:
    """The desk of the server that got this request."""
    return request.app[DESK]
