"""What every answer of the server carries so that a browser does nothing it was not asked to."""

from __future__ import annotations

from urllib.parse import urlsplit

from aiohttp import web

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    # Not "no-referrer": with it browsers send `Origin: null` with forms, and forms could not be told from forged ones.
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}


async def harden(_request: web.Request, response: web.StreamResponse) -> None:
    """Signal handler: sets the headers that the route did not set itself, and names no software."""
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers["Server"] = "yuxiaoyi"


def is_same_site(request: web.Request, public_url: str) -> bool:
    """Whether a form or call comes from our own pages, as the browser says.

    `Sec-Fetch-Site` no page can forge; over plain http browsers do not send it, then `Origin` must name this host. A
    program that is no browser sends neither; it has no cookies of ours that could be misused.
    """
    fetch_site = request.headers.get("Sec-Fetch-Site")
    if fetch_site is not None:
        return fetch_site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc in {request.host, urlsplit(public_url).netloc} - {""}
