"""The staff room's addresses: signing in, and the pages of tickets."""

from handlers.tickets.routes.pages import routes

__all__ = ["routes"]
