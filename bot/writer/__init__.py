"""The seam to a model that words answers. Without a key there is none: the plain writer says so and costs nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bot.clock import Clock, SystemClock
from bot.errors import WriterError

if TYPE_CHECKING:
    from bot.metrics import Metrics
    from bot.settings import Settings

__all__ = ["PLAIN", "PlainWriter", "Task", "Writer", "open_writer"]

Heard = Callable[[str], None]
"""Gets everything written so far whenever there is more; what it raises ends the writing."""


@dataclass(frozen=True, slots=True)
class Task:
    """What a model is given: the question (personal data masked), the lines said before it, the only facts it may use.

    `lang` is `zh` or `en` where the question is in one of them, empty where the answer follows the question.
    """

    question: str
    facts: tuple[str, ...]
    before: tuple[str, ...] = ()
    lang: str = ""


class Writer(Protocol):
    """Words answers and rewrites follow-ups; every failure is a `WriterError` whose text is one short word."""

    @property
    def on(self) -> bool:
        """Whether there is a model at all."""
        ...

    async def rephrase(self, text: str, before: Sequence[str], seconds: float) -> str:
        """The text as a question that stands alone, in Chinese, within so many seconds."""
        ...

    async def word(self, task: Task, seconds: float, heard: Heard) -> str:
        """The answer, worded from the task's facts within so many seconds; `heard` follows as it is written."""
        ...

    async def warm(self) -> None:
        """Loads what the first use would have to wait for."""
        ...

    def note(self, use: str, end: str) -> None:
        """Counts how a use ended that was decided outside: `used`, or why the words were not."""
        ...

    async def close(self) -> None:
        """Lets go of all connections."""
        ...


class PlainWriter:
    """No model: the answer is the reviewed entry itself."""

    on = False

    async def rephrase(self, text: str, before: Sequence[str], seconds: float) -> str:
        """Never."""
        raise WriterError("off")

    async def word(self, task: Task, seconds: float, heard: Heard) -> str:
        """Never."""
        raise WriterError("off")

    async def warm(self) -> None:
        """There is nothing to load."""

    def note(self, use: str, end: str) -> None:
        """Nothing happens that could be counted."""

    async def close(self) -> None:
        """Nothing is open."""


PLAIN = PlainWriter()


def open_writer(settings: Settings, metrics: Metrics | None = None, clock: Clock | None = None) -> Writer:
    """The model that the settings name, once they hold a key; else the plain writer."""
    if not settings.openai_api_key.get_secret_value():
        return PLAIN
    from bot.writer.model import ModelWriter

    return ModelWriter(settings, metrics, clock or SystemClock())
