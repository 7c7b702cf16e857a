"""The staff room's page of opinions: what people said, and what became of it."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

from bot.redact import mask
from bot.store import staff as staff_store
from bot.tidy import tidy
from bot.web.pages import Assets, common, environment
from bot.web.refusal import RefusedError
from bot.web.visitors import language
from bot.work import Tx, Work
from handlers.opinions import actions, store
from handlers.tickets.routes import FRAME, Visitor, for_staff
from knowledge.calendar import spoken

PAGE = Path(__file__).parent / "page"
PATH = "/staff/opinions"
SHOWN = 50
MAX_WORDS = 500


def routes(work: Work) -> list[web.RouteDef]:
    """The page and its form."""
    view = _Opinions(work)
    return [web.get(PATH, for_staff(view.listing)), web.post(f"{PATH}/{{id}}", for_staff(view.settle))]


class _Opinions:
    """The page, in the frame of the staff room."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._assets = Assets.load(FRAME, ("room.css", "room.js"))
        self._templates = environment(PAGE, FRAME)

    async def listing(self, request: web.Request, who: Visitor) -> web.Response:
        """The newest statements, numbers in them masked."""
        return await self._show(request, who, "opinions.page_settled" if "did" in request.query else "")

    async def _show(self, request: web.Request, who: Visitor, notice: str = "", status: int = 200) -> web.Response:
        lang = language(request)
        newest = await self._work.read(lambda conn: store.newest(conn, SHOWN))
        titles = {opinion.id: opinion.title for opinion in self._work.knowledge.opinions.values()}
        rows = [(one, titles.get(one.opinion, ""), mask(one.text), spoken(one.at, lang)) for one in newest]
        shared = common(self._work, lang) | {"assets": self._assets, "member": who.member}
        notice = self._work.knowledge.texts.say(notice, lang) if notice else ""
        text = self._templates.get_template("opinions.html").render(**shared, rows=rows, notice=notice)
        return web.Response(text=text, status=status, content_type="text/html")

    async def settle(self, request: web.Request, who: Visitor) -> web.Response:
        """Notes what became of one statement and tells who made it."""
        number, form = request.match_info["id"], await request.post()
        words = tidy(str(form.get("text", "")))[:MAX_WORDS]
        if not words:
            return await self._show(request, who, "opinions.page_no_words", 400)

        def change(tx: Tx) -> bool:
            staff_store.note_act(tx.conn, who.member, tx.now)
            return actions.settle(tx, int(number), words) is not None

        if not number.isdecimal() or len(number) > 18 or not await self._work.write(change):
            raise RefusedError(404, "opinions.unknown")
        raise web.HTTPSeeOther(f"{PATH}?did=settle")
