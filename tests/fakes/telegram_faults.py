"""Switches that make the fake fail, answer late or hang up, and the flood limits of the real server."""

import math
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass

from tests.fakes.telegram_refusal import Json, RefusalError, too_many

PRIVATE_BURST = 3
GROUP_PER_MINUTE = 20
OVERALL_PER_S = 30
LIMITED = (
    "sendMessage", "sendPhoto", "sendDocument", "sendMessageDraft", "editMessageText", "editMessageCaption",
    "editMessageReplyMarkup",
)  # fmt: skip


@dataclass
class Fault:
    """One order for trouble. `method` "*" means every method, `times` -1 every time until the orders are cleared."""

    method: str
    times: int
    chat_id: int | None = None
    refusal: RefusalError | None = None
    delay_s: float = 0.0
    hang_up: bool = False
    after_effect: bool = False


class Faults:
    """Orders for trouble, used up in the sequence in which they were given."""

    def __init__(self) -> None:
        self._orders: list[Fault] = []

    def fail_next(
        self,
        method: str,
        status: int,
        description: str = "",
        parameters: Json | None = None,
        times: int = 1,
        chat_id: int | None = None,
        *,
        after_effect: bool = False,
    ) -> None:
        """Refuses the next `times` calls; with `after_effect` the call is carried out and then refused all the same."""
        if status == 429 and parameters is None:
            parameters = {"retry_after": 1}
        text = description or _usual(status, parameters)
        refusal = RefusalError(status, text, parameters)
        self._orders.append(Fault(method, times, chat_id, refusal, after_effect=after_effect))

    def slow_next(self, method: str, delay_s: float, times: int = 1, chat_id: int | None = None) -> None:
        """Answers the next `times` calls `delay_s` seconds late (the effect comes late as well)."""
        self._orders.append(Fault(method, times, chat_id, delay_s=delay_s))

    def drop_next(self, method: str, times: int = 1, chat_id: int | None = None, *, after_effect: bool = False) -> None:
        """Hangs up on the next `times` calls; with `after_effect` the message is out but nobody is told."""
        self._orders.append(Fault(method, times, chat_id, hang_up=True, after_effect=after_effect))

    def clear(self) -> None:
        """Forgets all orders."""
        self._orders.clear()

    def take(self, method: str, chat_id: object) -> Fault | None:
        """The order that this call meets, counted down; None for a call that goes well."""
        for order in self._orders:
            if order.method in {"*", method} and order.chat_id in {None, chat_id}:
                if order.times > 0:
                    order.times -= 1
                    if not order.times:
                        self._orders.remove(order)
                return order
        return None


class FloodLimits:
    """1 a second in a private chat (3 in a burst), 20 a minute in a group, 30 a second over all.

    `now` gives seconds. A refused call does not count. Drafts and edits count like messages.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._all: deque[float] = deque()
        self._groups: dict[int, deque[float]] = defaultdict(deque)
        # For private chats: the time up to which the allowance is used; it may run ahead by the burst.
        self._used_to: dict[int, float] = {}

    def check(self, method: str, chat_id: object) -> None:
        """Counts a call; raises a 429 with retry_after when it is one too many."""
        if method not in LIMITED or not isinstance(chat_id, int):
            return
        now = self._now()
        waits = [_window_wait(self._all, now, OVERALL_PER_S, 1.0)]
        used_to = max(self._used_to.get(chat_id, 0.0), now)
        if chat_id > 0:
            waits.append(used_to + 1.0 - PRIVATE_BURST - now)
        else:
            waits.append(_window_wait(self._groups[chat_id], now, GROUP_PER_MINUTE, 60.0))
        if (wait := max(waits)) > 1e-9:
            raise too_many(max(1, math.ceil(wait)))
        self._all.append(now)
        if chat_id > 0:
            self._used_to[chat_id] = used_to + 1.0
        else:
            self._groups[chat_id].append(now)


def _window_wait(times: deque[float], now: float, limit: int, span: float) -> float:
    while times and times[0] <= now - span:
        times.popleft()
    return times[0] + span - now if len(times) >= limit else 0.0


def _usual(status: int, parameters: Json | None) -> str:
    if status == 429:
        return f"Too Many Requests: retry after {(parameters or {}).get('retry_after', 1)}"
    names = {400: "Bad Request", 403: "Forbidden", 404: "Not Found", 409: "Conflict", 500: "Internal Server Error"}
    return names.get(status, "Bad Gateway" if status == 502 else f"Error {status}")
