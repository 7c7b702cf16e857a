"""The staff room's addresses: signing in, and the pages of tickets."""

from handlers.tickets.routes.pages import PAGE as FRAME
from handlers.tickets.routes.pages import routes
from handlers.tickets.routes.signin import Visitor, for_staff

__all__ = ["FRAME", "Visitor", "for_staff", "routes"]
