"""Where a story is played: the same people and words on a fake line, the console, the web page and Telegram."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from bot.channel import Channel
from bot.message import Choice, Kind
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.app import App
    from tests.fakes.town import Person


@dataclass(frozen=True)
class Shown:
    """A message as a person sees it now, edits included."""

    id: str
    text: str
    choices: tuple[Choice, ...] = ()


class Stage(Protocol):
    """One channel with the people in front of it."""

    staff_channel: str
    staff_chat: str

    def settings(self) -> dict[str, Any]:
        """Settings that this stage needs."""
        ...

    def channels(self, settings: Settings) -> list[Channel]:
        """The channels to build the assistant with, made anew at every start."""
        ...

    def running(self, app: App) -> AbstractAsyncContextManager[None]:
        """Whatever must run beside the assistant."""
        ...

    async def say(self, person: Person, text: str, to: str) -> None:
        """The person's words reach the assistant; `to` is the id of the message that they answer, or empty."""
        ...

    async def press(self, person: Person, shown: str, value: str) -> None:
        """The person presses a button under the message `shown`."""
        ...

    async def send(self, person: Person, data: bytes, kind: Kind, name: str, words: str = "") -> None:
        """The person sends a file, perhaps with words under it."""
        ...

    async def shown(self, person: Person) -> list[Shown]:
        """What stands in the person's chat, oldest first."""
        ...
