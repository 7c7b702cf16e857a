"""The addresses of tickets: signing in, the pages of the staff room, and where machines report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.tickets.routes import alerts, pages
from handlers.tickets.routes.pages import PAGE as FRAME
from handlers.tickets.routes.signin import Visitor, for_staff

if TYPE_CHECKING:
    from aiohttp import web

    from bot.work import Work

__all__ = ["FRAME", "Visitor", "for_staff", "routes"]


def routes(work: Work) -> list[web.RouteDef]:
    """All of them."""
    return [*pages.routes(work), *alerts.routes(work)]
