"""The staff room's pages of signing: the queue of a unit, an answer with everything in it, the button under it."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

from bot.clock import SHANGHAI
from bot.errors import PersonError
from bot.web.pages import Assets, common, environment
from bot.web.refusal import RefusedError
from bot.web.visitors import language
from bot.work import Work
from handlers.signing import actions
from handlers.signing.rules import may_sign
from handlers.tickets.routes import FRAME, Visitor, for_staff
from knowledge.editing.merge import Merged
from knowledge.editing.plain import digest
from knowledge.editing.signing import answers_for, waiting
from knowledge.shapes import Entry

PAGE = Path(__file__).parent / "page"
PATH = "/staff/signing"


def routes(work: Work) -> list[web.RouteDef]:
    """The queue and the answers in it."""
    view = _Signing(work)
    return [
        web.get(PATH, for_staff(view.queue)),
        web.get(f"{PATH}/{{entry}}", for_staff(view.entry)),
        web.post(f"{PATH}/{{entry}}", for_staff(view.sign)),
    ]


class _Signing:
    """The pages, in the frame of the staff room."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._assets = Assets.load(FRAME, ("room.css", "room.js"))
        self._templates = environment(PAGE, FRAME)

    async def queue(self, request: web.Request, who: Visitor) -> web.Response:
        """What waits for the member's unit, or for the one chosen."""
        own = await self._department(who)
        unit = request.query.get("unit", own if own in self._waiting() else "")
        groups = self._waiting()
        every = [(name, self._called(name, request), len(entries)) for name, entries in groups.items()]
        rows = groups.get(unit, []) if "unit" in request.query or unit else [e for es in groups.values() for e in es]
        notice = "signing.did" if "did" in request.query else ""
        return self._show(request, who, "queue.html", units=every, unit=unit, rows=rows, notice=notice)

    async def entry(self, request: web.Request, who: Visitor) -> web.Response:
        """One answer in full, in both languages."""
        return await self._entry(request, who)

    async def _entry(
        self, request: web.Request, who: Visitor, *, problem: str = "", status: int = 200
    ) -> web.Response:  # fmt: skip
        knowledge = self._work.knowledge
        entry = knowledge.entries.get(request.match_info["entry"])
        if entry is None:
            raise RefusedError(404, "signing.gone")
        return self._show(
            request, who, "entry.html", status=status, entry=entry, digest=digest(entry), problem=problem,
            may=may_sign(who.member, await self._department(who), entry), unit=answers_for(knowledge, entry),
            window=knowledge.windows.get(entry.window),
            related=[knowledge.entries[name] for name in entry.related if name in knowledge.entries],
        )  # fmt: skip

    async def sign(self, request: web.Request, who: Visitor) -> web.Response:
        """Puts the unit's word under the answer and leads to the next one that waits for it."""
        name, form = request.match_info["entry"], await request.post()
        read = str(form.get("digest", ""))
        try:
            done = await self._work.write(lambda tx: actions.sign(tx, name, read, who.member))
        except PersonError as error:
            if error.key == "signing.gone":
                raise RefusedError(404, error.key) from error
            problem = self._work.knowledge.texts.say(error.key, language(request), **error.params)
            return await self._entry(request, who, problem=problem, status=409)
        raise web.HTTPSeeOther(f"{PATH}?did=sign" + (f"&unit={done.unit}" if done.unit else ""))

    async def _department(self, who: Visitor) -> str:
        return await self._work.read(lambda conn: actions.department(self._work.tx(conn), who.member))

    def _waiting(self) -> dict[str, list[Entry]]:
        today = self._work.clock.now().astimezone(SHANGHAI).date()
        return waiting(Merged(self._work.knowledge.entries, frozenset(), ()), today)

    def _called(self, name: str, request: web.Request) -> str:
        lang = language(request)
        unit = self._work.knowledge.departments.get(name)
        if unit is None:
            return self._work.knowledge.texts.say("signing.nobody", lang)
        return unit.name_en if lang == "en" else unit.name

    def _show(
        self, request: web.Request, who: Visitor, template: str, *, status: int = 200, notice: str = "",
        **values: object,
    ) -> web.Response:  # fmt: skip
        lang = language(request)
        shared = common(self._work, lang) | {"assets": self._assets, "member": who.member}
        notice = self._work.knowledge.texts.say(notice, lang) if notice else ""
        text = self._templates.get_template(template).render(**shared, notice=notice, **values)
        return web.Response(text=text, status=status, content_type="text/html")
