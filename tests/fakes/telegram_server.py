"""The HTTP side of the fake: finds the method, plays ordered trouble, records every call with its answer."""

import asyncio
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.fakes.telegram_body import Params, Upload, read_params
from tests.fakes.telegram_faults import Fault, Faults, FloodLimits
from tests.fakes.telegram_methods import Method
from tests.fakes.telegram_refusal import Json, RefusalError, bad_request
from tests.fakes.telegram_sending import MAX_UPLOAD
from tests.fakes.telegram_world import World

# Room for the largest upload and the parameters around it, so that the fake and not the parser refuses.
MAX_BODY = MAX_UPLOAD + 4 * 1024 * 1024


@dataclass(frozen=True)
class Call:
    """One call of the bot. `status` is 0 where nobody got an answer; `answer` is then what would have been said."""

    method: str
    params: Json
    files: dict[str, Upload]
    at: float
    status: int
    answer: Json

    @property
    def result(self) -> Any:
        """The result of a call that went well, None for others."""
        return self.answer.get("result")


class Server:
    """Answers `/bot<token>/<method>` and `/file/bot<token>/<path>`; `told` is called after every recorded call."""

    def __init__(self, token: str, world: World, methods: dict[str, Method], told: Callable[[], None]) -> None:
        self._token = token
        self._world = world
        self._methods = methods
        self._told = told
        self._under_way: set[asyncio.Task[Any]] = set()
        self.faults = Faults()
        self.flood: FloodLimits | None = None
        self.calls: list[Call] = []

    def add_routes(self, app: web.Application) -> None:
        """Adds the addresses of a Bot API server; the last one takes all that nobody else took."""
        app.router.add_route("*", "/bot{token}/{method}", self._method)
        app.router.add_get("/file/bot{token}/{path:.+}", self._file)
        app.router.add_route("*", "/{path:.*}", self._elsewhere)

    async def _elsewhere(self, _: web.Request) -> web.Response:
        return _response(RefusalError(404, "Not Found"))

    async def _file(self, request: web.Request) -> web.Response:
        if request.match_info["token"] != self._token:
            return _response(RefusalError(401, "Unauthorized"))
        for file in self._world.files.values():
            if file.path == request.match_info["path"]:
                return web.Response(body=file.data, content_type="application/octet-stream")
        return _response(RefusalError(404, "Not Found"))

    async def _method(self, request: web.Request) -> web.Response:
        if request.match_info["token"] != self._token:
            return _response(RefusalError(401, "Unauthorized"))
        method = request.match_info["method"]
        try:
            params = await read_params(request)
        except RefusalError as refusal:
            return self._record(method, Params(), refusal)
        fault = self.faults.take(method, params.chat_id)
        if fault is None:
            return self._record(method, params, await self._carried_out(method, params))
        return await self._troubled(request, method, params, fault)

    async def _carried_out(self, method: str, params: Params) -> RefusalError | Json:
        """What the method answers; a refusal comes back as a value, since trouble may replace it."""
        try:
            if method not in self._methods:
                raise RefusalError(404, "Not Found: method not found")
            if self.flood is not None:
                self.flood.check(method, params.chat_id)
            result = self._methods[method](params)
            return {"ok": True, "result": await result if inspect.isawaitable(result) else result}
        except RefusalError as refusal:
            return refusal
        except (AttributeError, KeyError, TypeError) as error:
            # Lists and objects inside parameters are read without checking each field: a wrong shape ends up here.
            return bad_request(f"can't parse parameters of {method}: {error!r}")

    async def _troubled(self, request: web.Request, method: str, params: Params, fault: Fault) -> web.Response:
        await asyncio.sleep(fault.delay_s)
        answer: RefusalError | Json = fault.refusal or RefusalError(0, "the connection was dropped")
        plain_delay = fault.refusal is None and not fault.hang_up
        if plain_delay or fault.after_effect:
            carried_out = await self._carried_out(method, params)
            answer = carried_out if plain_delay or fault.refusal is None else fault.refusal
        if not fault.hang_up:
            return self._record(method, params, answer)
        response = self._record(method, params, answer, told_nobody=True)
        if request.transport is not None:
            request.transport.abort()
        return response

    def _record(
        self, method: str, params: Params, answer: RefusalError | Json, *, told_nobody: bool = False
    ) -> web.Response:
        status = answer.status if isinstance(answer, RefusalError) else 200
        body = answer.as_json() if isinstance(answer, RefusalError) else answer
        status_seen = 0 if told_nobody else status
        self.calls.append(Call(method, params.values, params.files, self._world.now(), status_seen, body))
        self._told()
        return web.json_response(body, status=status or 500)


def _response(refusal: RefusalError) -> web.Response:
    return web.json_response(refusal.as_json(), status=refusal.status)
