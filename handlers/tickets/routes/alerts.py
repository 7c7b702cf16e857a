"""`POST /api/alerts`: an alert of a machine, with the key of its system."""

from __future__ import annotations

import json

from aiohttp import web

from bot.web.keys import desk
from bot.web.refusal import RefusedError
from bot.work import Work
from handlers.tickets import openness
from handlers.tickets.alerts import actions
from handlers.tickets.alerts.rules import MalformedError, read_alert, system_of
from handlers.tickets.reading import read_report

ASK_AGAIN_S = 60


def routes(work: Work) -> list[web.RouteDef]:
    """The address."""

    async def post_alert(request: web.Request) -> web.Response:
        """202 once the alert is durable: its ticket's number and how many alerts that one holds; 200 for a repeat."""
        system = _system(request, work)
        try:
            said = read_alert(json.loads(await request.read()))
        except MalformedError as error:
            raise RefusedError(400, "alerts.error_malformed", {"field": error.field}) from error
        except (ValueError, RecursionError) as error:
            raise RefusedError(400, "page.error_malformed") from error
        if await openness.closed(work):  # nobody would see it: the machine must know, and call somebody else
            raise RefusedError(503, "tickets.intake_closed", after=ASK_AGAIN_S)
        reading = await read_report(work.knowledge, said.text, said.place)
        taken = await work.write(lambda tx: actions.take(tx, system, said, reading))
        body = {"number": taken.number, "alerts": taken.count, "repeat": taken.repeat}
        return web.json_response(body, status=200 if taken.repeat else 202)

    return [web.post("/api/alerts", post_alert)]


def _system(request: web.Request, work: Work) -> str:
    """The system whose key came with the request; refused without one, and slowed down where somebody guesses."""
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    system = system_of(work.settings.alerting, key.strip()) if scheme.lower() == "bearer" else None
    if system is None:
        at = desk(request)
        at.gate.read(at.proxies.client(request))
        raise RefusedError(403, "alerts.error_wrong_key")
    return system
