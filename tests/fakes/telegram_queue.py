"""Updates that wait for the bot, and getUpdates with the rules of the real server about them."""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from tests.fakes.telegram_body import Params
from tests.fakes.telegram_refusal import Json, RefusalError

KEPT_S = 24 * 3600.0
LONGEST_POLL_S = 50
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
WEBHOOK_IS_SET = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete it first"
OTHER_POLLER = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


@dataclass(frozen=True)
class Waiting:
    """An update on its way; `lane` is the chat or person within which order is kept."""

    body: Json
    lane: int
    at: float


class UpdateQueue:
    """The updates not yet confirmed, oldest first. `changed` is called after every new one."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        # A random start: a fake started anew must not repeat numbers that a bot has stored.
        self._next_id = secrets.randbelow(800_000_000) + 100_000_000
        self._waiting: dict[int, Waiting] = {}
        self._allowed: list[str] = []
        self._poll: asyncio.Future[None] | None = None
        self.webhook_set = False
        self.changed: Callable[[], None] = lambda: None

    def put(self, fields: Json, lane: int = 0) -> Json | None:
        """Queues an update with the next update_id and returns it; None where the bot did not ask for its kind."""
        kind = next(iter(fields), "")
        wanted = kind in self._allowed if self._allowed else kind not in NOT_BY_DEFAULT
        if not wanted:
            return None
        return self.put_raw(fields, lane)

    def put_raw(self, fields: Json, lane: int = 0) -> Json:
        """Queues these fields whatever they are; an update_id among them takes the place of the next one."""
        update = {"update_id": self._next_id, **fields}
        self._next_id = max(self._next_id, int(update["update_id"])) + 1
        self._waiting[update["update_id"]] = Waiting(update, lane, self._now())
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)
        self.changed()
        return update

    @property
    def allowed(self) -> list[str]:
        """The kinds that the bot asked for; empty stands for the default set."""
        return list(self._allowed)

    def allow(self, kinds: list[str] | None) -> None:
        """Takes over allowed_updates: None keeps what was asked for earlier. Updates that wait already stay."""
        if kinds is not None:
            self._allowed = [str(kind) for kind in kinds]

    def waiting(self) -> list[Waiting]:
        """All unconfirmed updates, oldest first; what nobody fetched for 24 hours is forgotten."""
        oldest = self._now() - KEPT_S
        for number, update in list(self._waiting.items()):
            if update.at >= oldest:
                break
            del self._waiting[number]
        return list(self._waiting.values())

    def __len__(self) -> int:
        return len(self._waiting)

    def confirm(self, number: int) -> None:
        """Forgets one update, because a webhook took it."""
        self._waiting.pop(number, None)

    def drop_all(self) -> None:
        """Forgets every update."""
        self._waiting.clear()

    def end_poll(self, conflict: str = "") -> None:
        """Ends the poll that waits now: with a 409 of this sentence, or with an empty answer."""
        if self._poll is not None and not self._poll.done():
            if conflict:
                self._poll.set_exception(RefusalError(409, conflict))
            else:
                self._poll.set_result(None)

    async def get_updates(self, params: Params) -> list[Json]:
        """getUpdates. A second poller ends the wait of the first with 409; an offset confirms all before it."""
        if self.webhook_set:
            raise RefusalError(409, WEBHOOK_IS_SET)
        self.end_poll(OTHER_POLLER)
        self.allow(params.items("allowed_updates"))
        self._confirm_before(params.number("offset") or 0)
        limit = min(max(params.number("limit") or 100, 1), 100)
        if not self._waiting and (patience := min(params.number("timeout") or 0, LONGEST_POLL_S)) > 0:
            await self._wait(patience)
        return [update.body for update in self.waiting()[:limit]]

    async def _wait(self, patience: float) -> None:
        poll = self._poll = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(patience):
                await poll
        except TimeoutError:
            pass
        finally:
            if self._poll is poll:
                self._poll = None

    def _confirm_before(self, offset: int) -> None:
        numbers = list(self._waiting)
        if offset > 0:
            gone = [number for number in numbers if number < offset]
        elif offset < 0:
            gone = numbers[:offset]
        else:
            gone = []
        for number in gone:
            del self._waiting[number]
