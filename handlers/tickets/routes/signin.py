"""Signing in to the staff room: a one-use link becomes a session cookie, on a press and not on a preview."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from bot.store import staff
from bot.store.staff import Staff
from bot.web.keys import desk
from bot.web.refusal import RefusedError
from bot.web.safety import is_same_site
from bot.work import Tx

COOKIE = "staff"
PATH = "/staff"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is signed in, and under which session key."""

    member: Staff
    key: str


async def visitor(request: web.Request) -> Visitor | None:
    """Who asks, or None when the session is missing, over or taken back."""
    key = request.cookies.get(COOKIE, "")
    if not key or not key.isascii():
        return None
    work = desk(request).work
    member = await work.read(lambda conn: staff.by_session(conn, key, work.clock.now()))
    return Visitor(member, key) if member else None


async def signed_in(request: web.Request) -> Visitor:
    """Who asks; sends everybody else to the sign-in page."""
    found = await visitor(request)
    if found is None:
        raise web.HTTPSeeOther(f"{PATH}/enter")
    return found


def from_our_page(request: web.Request) -> None:
    """Refuses a form that another site made the browser send."""
    if not is_same_site(request, desk(request).work.settings.public_url):
        raise RefusedError(403, "page.error_forbidden")


async def sign_in(request: web.Request, link: str) -> web.Response | None:
    """Spends the link and sets the cookie; None when the link is no good."""

    def spend(tx: Tx) -> str:
        member = staff.use_link(tx.conn, link, tx.now)
        return staff.make_key(tx.conn, "session", member.id, tx.now, staff.SESSION_VALID) if member else ""

    at = desk(request)
    at.gate.sign_in(at.proxies.client(request))
    key = await at.work.write(spend)
    if not key:
        return None
    response = web.Response(status=303, headers={"Location": f"{PATH}/"})
    secure = at.proxies.is_encrypted(request) or at.work.settings.public_url.startswith("https://")
    response.set_cookie(
        COOKIE, key, path=PATH, httponly=True, samesite="Lax", secure=secure,
        max_age=int(staff.SESSION_VALID.total_seconds()),
    )  # fmt: skip
    return response


async def sign_out(request: web.Request, who: Visitor) -> web.Response:
    """Ends the session on the server and in the browser."""
    await desk(request).work.write(lambda tx: staff.end_session(tx.conn, who.key, tx.now))
    response = web.Response(status=303, headers={"Location": f"{PATH}/enter"})
    response.del_cookie(COOKIE, path=PATH)
    return response


Handler = Callable[[web.Request, Visitor], Awaitable[web.StreamResponse]]


def for_staff(handler: Handler) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """Only for who is signed in, and forms only from our own pages."""

    async def checked(request: web.Request) -> web.StreamResponse:
        if request.method == "POST":
            from_our_page(request)
        return await handler(request, await signed_in(request))

    return checked
