"""The library's requests over aiohttp: one session with kept connections, so that httpx is never used at run time."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.request import getproxies, proxy_bypass

import aiohttp
from telegram.error import BadRequest, NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

MAX_DOWNLOAD = 20 * 1024 * 1024
"""The largest file in bytes that Telegram lets a bot fetch; more than that is not read."""
READ_S = 10.0
CONNECT_S = 5.0
WRITE_S = 20.0
CONNECTIONS = 100
_CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Values:
    """The parameters of a call that we make ourselves: JSON values, and files as name, bytes and media type.

    The library hands what it gets as request data to `do_request` untouched, so this may stand in its place.
    """

    parameters: Mapping[str, object]
    multipart_data: Mapping[str, tuple[str, bytes, str]] = field(default_factory=dict)

    @property
    def contains_files(self) -> bool:
        """Whether the call needs a form."""
        return bool(self.multipart_data)

    @property
    def json_parameters(self) -> dict[str, str]:
        """The parameters as a form carries them: text as it is, the rest as JSON."""
        items = self.parameters.items()
        return {name: value if isinstance(value, str) else json.dumps(value) for name, value in items}


class AioRequest(BaseRequest):
    """Carries calls to the server at `base`; the session opens with the first call and lives until `shutdown`."""

    def __init__(self, base: str) -> None:
        self._proxy = _proxy_for(URL(base))
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds that an answer may take where the caller says nothing else."""
        return READ_S

    async def initialize(self) -> None:
        """Opens the session; calls do it themselves as well."""
        self._opened()

    async def shutdown(self) -> None:
        """Closes the session; a later call opens a new one."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | Values | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Status and body. `TimedOut`, or `NetworkError` with the kind of trouble: addresses hold the token."""
        read_s = _seconds(read_timeout, READ_S)
        connect_s = _seconds(connect_timeout, CONNECT_S)
        total = None if read_s is None else read_s + (connect_s or CONNECT_S) + (_seconds(write_timeout, WRITE_S) or 0)
        timeout = aiohttp.ClientTimeout(total=total, sock_connect=connect_s, sock_read=read_s)
        body, headers = _body(request_data)
        try:
            async with self._opened().request(
                method, url, data=body, headers=headers, timeout=timeout, proxy=self._proxy, allow_redirects=False
            ) as answer:
                if method == "GET":
                    return answer.status, await _capped(answer)
                return answer.status, await answer.read()
        except TimeoutError as error:
            raise TimedOut from error
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(f"connection: {type(error).__name__}") from error

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            # No cookies: the server sets none, and a jar would be asked at every call.
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=CONNECTIONS, ttl_dns_cache=300),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session


def _body(request_data: RequestData | Values | None) -> tuple[bytes | aiohttp.FormData | None, dict[str, str]]:
    if request_data is None:
        return None, {}
    if not request_data.contains_files:
        return json.dumps(request_data.parameters).encode(), {"Content-Type": "application/json"}
    form = aiohttp.FormData(quote_fields=False)  # else a Chinese file name arrives as percent signs and digits
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in request_data.multipart_data.items():
        # As a stream: bytes would be written in one piece, during which nothing else runs.
        stream = io.BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, stream, filename=filename, content_type=mime)
    return form, {}


async def _capped(answer: aiohttp.ClientResponse) -> bytes:
    parts, size = [], 0
    async for part in answer.content.iter_chunked(_CHUNK):
        size += len(part)
        if size > MAX_DOWNLOAD:
            raise BadRequest("file is too big")
        parts.append(part)
    return b"".join(parts)


def _seconds(value: Any, usual: float) -> float | None:
    """The time-out in force; None is the library's word for "as long as it takes"."""
    return usual if value is BaseRequest.DEFAULT_NONE else value


def _proxy_for(base: URL) -> str | None:
    """The proxy of the environment for that address, looked up once: asking at every call costs more than the call."""
    host = base.host or ""
    if host in {"localhost", "127.0.0.1", "::1"} or proxy_bypass(host):
        return None
    return getproxies().get(base.scheme)
