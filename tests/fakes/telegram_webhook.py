"""Pushes updates to the bot's webhook: in order within a chat, again after every failure."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field

import aiohttp
from yarl import URL

from tests.fakes.telegram_body import Params
from tests.fakes.telegram_queue import UpdateQueue, Waiting
from tests.fakes.telegram_refusal import Json, bad_request
from tests.fakes.telegram_world import World

PORTS = (443, 80, 88, 8443)
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True)
class Push:
    """One attempt: the update, the how-manieth it was for it, and the answer's status (0 for no answer)."""

    update_id: int
    attempt: int
    status: int


@dataclass
class Retry:
    """How an update fared so far: attempts, the loop time before which it rests, whether one is under way."""

    attempts: int = 0
    due: float = 0.0
    pushing: bool = False


@dataclass
class Settings:
    """What setWebhook was called with."""

    url: str = ""
    secret: str = ""
    connections: int = 40
    has_certificate: bool = False
    last_error: tuple[int, str] | None = None
    retries: dict[int, Retry] = field(default_factory=dict)


class Webhook:
    """Delivers while an address is set: the first repeat comes at once, later ones after backoff_s, doubled each time.

    `base` replaces scheme, host and port of the address that the bot registered, so that a bot with a public
    address can be reached on this machine; `told` is called whenever the bot took an update.
    """

    def __init__(self, world: World, queue: UpdateQueue, *, backoff_s: float, answer_within_s: float) -> None:
        self._world = world
        self._queue = queue
        self._backoff_s = backoff_s
        self._answer_within_s = answer_within_s
        self._settings = Settings()
        self._busy_lanes: set[int] = set()
        self._pushing: set[asyncio.Task[None]] = set()
        self._wake = asyncio.Event()
        self.base: str | None = None
        self.pushes: list[Push] = []
        self.told: Callable[[], None] = lambda: None
        queue.changed = self._wake.set

    def set(self, params: Params) -> bool:
        """setWebhook; an empty address deletes it."""
        address = params.text("url")
        if address and not (URL(address).host in _LOCAL and self.base is None):
            _check_public(URL(address))
        secret = params.text("secret_token")
        if secret and not _SECRET.fullmatch(secret):
            raise bad_request("secret token contains unallowed characters")
        connections = params.number("max_connections") or 40
        if not 1 <= connections <= 100:
            raise bad_request("max_connections must be between 1 and 100")
        self._queue.allow(params.items("allowed_updates"))
        if params.flag("drop_pending_updates"):
            self._queue.drop_all()
        self._settings = Settings(address, secret, connections, "certificate" in params.files)
        self._queue.webhook_set = bool(address)
        self._queue.end_poll("Conflict: terminated by setWebhook request")
        self._wake.set()
        return True

    def delete(self, params: Params) -> bool:
        """deleteWebhook."""
        if params.flag("drop_pending_updates"):
            self._queue.drop_all()
        self._settings = Settings()
        self._queue.webhook_set = False
        return True

    def info(self, _: Params) -> Json:
        """getWebhookInfo."""
        settings = self._settings
        body: Json = {
            "url": settings.url,
            "has_custom_certificate": settings.has_certificate,
            "pending_update_count": len(self._queue.waiting()),
        }
        if settings.url:
            body |= {"max_connections": settings.connections, "ip_address": "127.0.0.1"}
        if self._queue.allowed:
            body["allowed_updates"] = self._queue.allowed
        if settings.last_error:
            body["last_error_date"], body["last_error_message"] = settings.last_error
        return body

    async def run(self) -> None:
        """Pushes what waits until cancelled."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=self._answer_within_s)) as session:
            try:
                while True:
                    self._wake.clear()
                    pause = self._start_what_is_due(session)
                    try:
                        async with asyncio.timeout(pause):
                            await self._wake.wait()
                    except TimeoutError:
                        pass
            finally:
                for task in self._pushing:
                    task.cancel()
                await asyncio.gather(*self._pushing, return_exceptions=True)

    def _start_what_is_due(self, session: aiohttp.ClientSession) -> float | None:
        """Starts every push that may go now; returns the seconds until the next one may, None for "when woken"."""
        settings = self._settings
        if not settings.url:
            return None
        now = asyncio.get_running_loop().time()
        pause: float | None = None
        lanes = set(self._busy_lanes)
        for update in self._queue.waiting():
            if len(self._pushing) >= settings.connections:
                return None
            # Without a chat or a person (lane 0) no order is to be kept.
            if update.lane in lanes and update.lane:
                continue
            lanes.add(update.lane)
            retry = settings.retries.setdefault(update.body["update_id"], Retry())
            if retry.pushing:
                continue
            if retry.due > now:
                pause = min(pause or retry.due - now, retry.due - now)
                continue
            self._start(session, settings, update, retry)
        return pause

    def _start(self, session: aiohttp.ClientSession, settings: Settings, update: Waiting, retry: Retry) -> None:
        self._busy_lanes.add(update.lane)
        retry.pushing = True
        task = asyncio.create_task(self._push(session, settings, update, retry))
        self._pushing.add(task)

        def done(finished: asyncio.Task[None]) -> None:
            self._pushing.discard(finished)
            self._busy_lanes.discard(update.lane)
            retry.pushing = False
            self._wake.set()

        task.add_done_callback(done)

    async def _push(self, session: aiohttp.ClientSession, settings: Settings, update: Waiting, retry: Retry) -> None:
        headers = {SECRET_HEADER: settings.secret} if settings.secret else {}
        address, number = self._address(settings.url), update.body["update_id"]
        retry.attempts += 1
        status, wait_s, trouble = 0, 0.0, "Webhook connection closed"
        try:
            async with session.post(address, json=update.body, headers=headers, allow_redirects=False) as answer:
                status = answer.status
                wait_s = float(answer.headers.get("Retry-After", 0))
                trouble = f"Wrong response from the webhook: {status} {answer.reason}"
        except TimeoutError:
            trouble = "Read timeout expired"
        except aiohttp.ClientError as error:
            trouble = str(error) or trouble
        self.pushes.append(Push(number, retry.attempts, status))
        if 200 <= status <= 299:
            self._queue.confirm(number)
            settings.retries.pop(number, None)
            self.told()
            return
        settings.last_error = (int(self._world.now()), trouble)
        if not wait_s and retry.attempts > 1:
            wait_s = self._backoff_s * min(2 ** (retry.attempts - 1), 60)
        retry.due = asyncio.get_running_loop().time() + wait_s

    def _address(self, url: str) -> URL:
        if self.base is None:
            return URL(url)
        base = URL(self.base)
        return URL(url).with_scheme(base.scheme).with_host(base.host or "127.0.0.1").with_port(base.port)


def _check_public(url: URL) -> None:
    if url.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if url.port not in PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
