"""The pages of the staff room: sign-in, the list of tickets, one ticket with everything that can be done about it."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path

from aiohttp import web
from jinja2 import Environment
from sqlalchemy import Connection

from bot.channels.web.uploads import file_response
from bot.errors import PersonError
from bot.store import files, timers
from bot.store.files import Kept
from bot.web.keys import desk
from bot.web.pages import Assets, common, environment
from bot.web.refusal import RefusedError
from bot.web.visitors import language
from bot.work import Work
from handlers.tickets import phone, room
from handlers.tickets.acts import act
from handlers.tickets.filing import call
from handlers.tickets.hands import HANDS
from handlers.tickets.matter import Ticket
from handlers.tickets.phone import What
from handlers.tickets.reading import read_report, reports_of
from handlers.tickets.routes.signin import PATH, Visitor, for_staff, from_our_page, sign_in, sign_out, visitor

PAGE = Path(__file__).parents[1] / "page"
_DID = frozenset({"call", "claim", "reply", "ask", "transfer", "done", "phone", "draft"})


def routes(work: Work) -> list[web.RouteDef]:
    """The pages of the room and their static files."""
    view = _Room(work)
    return [
        web.get(PATH, view.to_list),
        web.get(f"{PATH}/enter", view.enter),
        web.post(f"{PATH}/enter", view.entered),
        web.get(f"{PATH}/", for_staff(view.tickets)),
        web.get(f"{PATH}/late", for_staff(view.late)),
        web.get(f"{PATH}/tickets/{{number}}", for_staff(view.ticket)),
        web.get(f"{PATH}/tickets/{{number}}/files/{{file}}", for_staff(view.file)),
        web.post(f"{PATH}/tickets/{{number}}", for_staff(view.act)),
        web.post(f"{PATH}/call", for_staff(view.called)),
        web.post(f"{PATH}/alarms", for_staff(view.alarms_seen)),
        web.post(f"{PATH}/leave", for_staff(sign_out)),
        *view.assets.routes(),
    ]


class _Room:
    """The pages, with the templates they are made from."""

    def __init__(self, work: Work) -> None:
        self.assets = Assets.load(PAGE, ("room.css", "room.js"))
        self._work = work
        self._templates: Environment = environment(PAGE)

    async def to_list(self, _request: web.Request) -> web.Response:
        raise web.HTTPMovedPermanently(f"{PATH}/")

    async def enter(self, request: web.Request) -> web.Response:
        """Looking at a link spends nothing: chat programs look at links to preview them."""
        if await visitor(request) is not None:
            raise web.HTTPSeeOther(f"{PATH}/")
        return self._show(request, "enter.html", key=request.query.get("key", ""), problem="")

    async def entered(self, request: web.Request) -> web.Response:
        from_our_page(request)
        response = await sign_in(request, (await _form(request)).get("key", ""))
        if response is not None:
            return response
        problem = self._say(request, "room.enter_spent")
        return self._show(request, "enter.html", status=403, key="", problem=problem)

    async def tickets(self, request: web.Request, who: Visitor) -> web.Response:
        number = request.query.get("number", "").strip().upper()
        if number:
            raise web.HTTPSeeOther(_link(number))
        closed, lang = "closed" in request.query, language(request)

        def look(conn: Connection) -> tuple[list[room.Row], list[tuple[str, str, str]]]:
            return room.read_rows(self._work, conn, lang, who.member, closed=closed), room.read_alarms(conn)

        rows, alarms = await self._work.read(look)
        return self._show(request, "list.html", who, rows=rows, alarms=alarms, closed=closed)

    async def late(self, request: web.Request, who: Visitor) -> web.Response:
        """The daily list: everybody's for who supervises, else that of the own unit."""
        lang = language(request)
        rows = await self._work.read(lambda conn: room.read_late(self._work, conn, lang, who.member))
        return self._show(request, "late.html", who, rows=rows)

    async def ticket(self, request: web.Request, who: Visitor) -> web.Response:
        did = request.query.get("did", "")
        return await self._ticket(
            request, who, notice=f"room.did_{did}" if did in _DID else "room.did_move" if did in HANDS else ""
        )

    async def _ticket(
        self, request: web.Request, who: Visitor, *, status: int = 200, notice: str = "", problem: str = "",
        typed: dict[str, str] | None = None,
    ) -> web.Response:  # fmt: skip
        number, lang = request.match_info["number"], language(request)
        detail = await self._work.read(lambda conn: room.read_detail(self._work, conn, number, lang, who.member))
        if detail is None:
            raise RefusedError(404, "tickets.unknown")
        await self._looked(detail.ticket, who, What.TICKET)
        if notice == "room.did_done" and detail.ticket.sensitive:
            notice = "room.did_told"
        notice = self._say(request, notice) if notice else ""
        return self._show(
            request, "ticket.html", who, status=status, detail=detail, notice=notice, problem=problem, typed=typed or {}
        )

    async def act(self, request: web.Request, who: Visitor) -> web.Response:
        number, form = request.match_info["number"], await _form(request)
        if form.get("do") == "recat":
            await asyncio.to_thread(reports_of, self._work.knowledge)
        try:
            await self._work.write(lambda tx: act(tx, number, who.member, form))
        except PersonError as error:
            problem = self._say(request, error.key, **error.params)
            return await self._ticket(request, who, status=409, problem=problem, typed=form)
        raise web.HTTPSeeOther(f"{_link(number)}?did={form.get('do', '')}")

    async def called(self, request: web.Request, who: Visitor) -> web.Response:
        """A telephone call, typed in: it becomes a ticket like any other."""
        form = await _form(request)
        reading = await read_report(self._work.knowledge, form.get("what", ""), form.get("place", ""))
        made = await self._work.write(lambda tx: call.take_down(tx, who.member, form, reading))
        raise web.HTTPSeeOther(f"{_link(made.number)}?did=call")

    async def file(self, request: web.Request, who: Visitor) -> web.StreamResponse:
        """A file of this ticket; no other file is reached from here."""
        number, file_id = request.match_info["number"], request.match_info["file"]

        def look(conn: Connection) -> tuple[Ticket | None, Kept | None]:
            detail = room.read_detail(self._work, conn, number, "zh", who.member)
            if detail is None or file_id not in detail.files:
                return None, None
            return detail.ticket, files.find(conn, file_id)

        matter, kept = await self._work.read(look)
        if matter is not None and kept is not None:
            await self._looked(matter, who, What.FILE)
        return file_response(kept, desk(request))

    async def _looked(self, matter: Ticket, who: Visitor, what: What) -> None:
        """Before anything is shown it is on disk who sees it."""
        await self._work.write(lambda tx: phone.look(tx, matter, who.member, what))

    async def alarms_seen(self, _request: web.Request, who: Visitor) -> web.Response:
        if who.member.role != "administrator":
            raise RefusedError(403, "page.error_forbidden")
        await self._work.write(lambda tx: timers.see_alarms(tx.conn, tx.now))
        raise web.HTTPSeeOther(f"{PATH}/")

    def _say(self, request: web.Request, key: str, **params: object) -> str:
        return self._work.knowledge.texts.say(key, language(request), **params)

    def _show(
        self, request: web.Request, template: str, who: Visitor | None = None, *, status: int = 200, **values: object
    ) -> web.Response:
        """The page, or 304 when the page's own script asks again and nothing has changed."""
        lang = language(request)
        shared = common(self._work, lang) | {"assets": self.assets, "member": who.member if who else None}
        text = self._templates.get_template(template).render(**shared, **values)
        tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:24]}"'
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers={"ETag": tag})
        response = web.Response(text=text, status=status, content_type="text/html", headers={"ETag": tag})
        if "lang" in request.query:
            response.set_cookie("lang", lang, max_age=365 * 24 * 3600, samesite="Lax")
        return response


def _link(number: str) -> str:
    """The address of a ticket; what is no number leads to the page that says so."""
    safe = "".join(char for char in number if char.isascii() and (char.isalnum() or char == "-"))[:24]
    return f"{PATH}/tickets/{safe or '-'}"


async def _form(request: web.Request) -> dict[str, str]:
    """The fields of a posted form."""
    return {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
