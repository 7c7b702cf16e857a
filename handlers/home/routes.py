"""The residents' page: shown, and asked through its form where no script runs."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web
from jinja2 import Environment

from bot.channels.web.replies import read_replies, reply_json, wait_for_replies
from bot.channels.web.said import check_session, read_said
from bot.channels.web.submit import submit
from bot.clock import SHANGHAI
from bot.message import Choice
from bot.web.keys import Desk, desk
from bot.web.pages import Assets, common, environment
from bot.web.visitors import language
from bot.work import Work
from handlers.home.start import HOT

PAGE = Path(__file__).parent / "page"
ANSWER_WAIT_S = 8.0
"""How long the page without scripts waits for the answer before it offers to look again."""
_A_YEAR = 365 * 24 * 3600
_WORDS = (
    "you", "choices", "sources", "checked", "new_tab", "from_staff", "from_entry", "attachment", "not_sent", "again",
    "offline", "online", "uploading", "too_many_files", "remove", "clear_sure",
)  # fmt: skip
"""The sentences that the page's script says."""
_SILENT: dict[str, object] = {"session": "", "asked": "", "after": 0, "pending": False, "replies": []}


def routes(work: Work) -> list[web.RouteDef]:
    """The page and its static files."""
    assets = Assets.load(PAGE, ("page.css", "parts.js", "page.js"))
    templates = environment(PAGE)

    async def get_page(request: web.Request) -> web.Response:
        return _page(work, templates, assets, request)

    async def post_page(request: web.Request) -> web.Response:
        form = {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
        return _page(work, templates, assets, request, **await _ask(request, form))

    return [web.get("/", get_page), web.post("/", post_page), *assets.routes()]


async def _ask(request: web.Request, form: dict[str, str]) -> dict[str, object]:
    """One question by form: what was asked, and the replies that came in time; or a second look for them."""
    at = desk(request)
    session, asked, client = form.get("session", ""), form.get("asked", ""), at.proxies.client(request)
    if "after" in form:
        check_session(session)
        at.gate.message(session, client)
        after = int(form["after"]) if form["after"].isdecimal() and len(form["after"]) < 19 else 0
    else:
        pick = form.get("pick", "")
        text = "" if pick else form.get("text", "")
        said = read_said({"session": session, "pick": pick, "text": text, "lang": language(request), "greeted": True})
        at.gate.message(said.session, client)
        accepted = await submit(at, said, client)
        session, after = accepted.session, accepted.after
        asked = said.text or await _label(at, session, pick, said.lang)
    found = await wait_for_replies(at, session, after, ANSWER_WAIT_S)
    return {
        "session": session, "asked": asked[:2000], "after": after, "pending": not found,
        "replies": [reply_json(item) for item in found],
    }  # fmt: skip


async def _label(at: Desk, session: str, pick: str, lang: str) -> str:
    """What stood on the button that was pressed; empty when it stands nowhere any more."""
    ways = (f"page.way_{name}" for name in ("report", "opinion", "benefits", "human", "mytickets", "privacy"))
    shown = {key.removeprefix("page.way_"): at.work.knowledge.texts.say(key, lang) for key in ways}
    shown |= {choice.value: choice.label for choice in _hot(at.work, lang)}
    for item in await read_replies(at, session, 0):
        shown |= {choice.value: choice.label for choice in item.reply.choices}
    return shown.get(pick, "")


def _page(work: Work, templates: Environment, assets: Assets, request: web.Request, **talk: object) -> web.Response:
    """The whole page in the visitor's language and type size."""
    lang = language(request)
    texts, assistant = work.knowledge.texts, work.settings.assistant_name
    today = work.clock.now().astimezone(SHANGHAI).date()
    words = {name: texts.table[f"page.{name}"][lang] for name in _WORDS}
    values: dict[str, object] = {
        "large": _large(request),
        "other": "zh" if lang == "en" else "en",
        "assets": assets,
        "words": {**words, "lang": lang, "assistant": assistant},
        "notice": texts.say("home.notice", lang, name=assistant, district=work.settings.district).splitlines(),
        "hot": _hot(work, lang),
        "opinions": [item for item in work.knowledge.opinions.values() if item.opens <= today <= item.closes],
    }
    text = templates.get_template("page.html").render(**common(work, lang), **values, **(_SILENT | talk))
    response = web.Response(text=text, content_type="text/html")
    for name in ("lang", "large"):
        if name in request.query:
            value = lang if name == "lang" else str(_large(request))
            response.set_cookie(name, value, max_age=_A_YEAR, samesite="Lax")
    response.enable_compression()
    return response


def _large(request: web.Request) -> int:
    """0 normal, 1 to 3 the large sizes (22, 26, 30 px)."""
    wish = request.query.get("large", request.cookies.get("large", "0"))
    return int(wish) if wish in ("0", "1", "2", "3") else 0


def _hot(work: Work, lang: str) -> list[Choice]:
    """Questions that many ask, as choices."""
    entries = [work.knowledge.entries[name] for name in HOT if name in work.knowledge.entries]
    return [
        Choice(entry.title_en if lang == "en" and entry.title_en else entry.title, f"faq:{entry.id}")
        for entry in entries
    ]
