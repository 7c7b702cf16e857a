"""Every way in which a request can fail becomes one clear sentence: JSON under /api, a plain page elsewhere."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web

from bot.errors import BusyError, PersonError
from bot.web.keys import desk
from bot.web.pages import base_page
from bot.web.refusal import RefusedError
from bot.web.visitors import language

log = structlog.get_logger()
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_KNOWN = {404: "page.error_not_found", 405: "page.error_not_found", 413: "page.error_too_big"}


@web.middleware
async def plain_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turns errors into answers; what is a bug is logged under the reference that the person is shown."""
    try:
        return await handler(request)
    except RefusedError as refusal:
        return _answer(request, refusal)
    except PersonError as error:
        return _answer(request, RefusedError(400, error.key, error.params))
    except BusyError as error:
        log.warning("database busy", path=_route(request), reason=str(error))
        return _answer(request, RefusedError(503, "page.error_busy", after=2))
    except web.HTTPException as error:
        if error.status < 400:
            raise
        answer = _answer(request, RefusedError(error.status, _KNOWN.get(error.status, "page.error_malformed")))
        if "Allow" in error.headers:
            answer.headers["Allow"] = error.headers["Allow"]
        return answer
    except Exception as error:
        if isinstance(error, ConnectionError) and (request.transport is None or request.transport.is_closing()):
            return web.Response(status=400)  # the client is gone: nobody reads this
        reference = secrets.token_hex(3).upper()
        log.exception("request failed", reference=reference, method=request.method, path=_route(request))
        return _answer(request, RefusedError(500, "page.error_broken", {"reference": reference}))


def _route(request: web.Request) -> str:
    """The pattern of the address: the address itself may hold a session."""
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else ""


def _answer(request: web.Request, refusal: RefusedError) -> web.Response:
    work = desk(request).work
    lang = language(request)
    sentence = work.knowledge.texts.say(refusal.key, lang, **refusal.params)
    headers = {"Retry-After": str(refusal.after)} if refusal.after else {}
    if request.path.startswith("/api/"):
        body = {"error": refusal.code, "message": sentence}
        return web.json_response(body, status=refusal.status, headers=headers)
    page = base_page(work, "error.html", lang, sentence=sentence)
    return web.Response(text=page, content_type="text/html", status=refusal.status, headers=headers)
