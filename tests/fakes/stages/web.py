"""The stage on the web: residents speak the page's interface over HTTP, the staff group is on the fake line."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import aiohttp

from bot.channel import Channel
from bot.channels.web import WebChannel
from bot.message import Choice, Kind
from bot.settings import Settings
from bot.web import serve
from tests.fakes.stages import Shown
from tests.fakes.stages.line import LineStage

if TYPE_CHECKING:
    from bot.app import App
    from tests.fakes.town import Person


class WebStage(LineStage):
    """A browser for each resident."""

    def __init__(self) -> None:
        super().__init__()
        self._sessions: dict[str, str] = {}
        self._client: aiohttp.ClientSession | None = None
        self._address = ""

    def settings(self) -> dict[str, Any]:
        return {"http_port": 0}

    def channels(self, settings: Settings) -> list[Channel]:
        return [WebChannel(), self.line]

    @asynccontextmanager
    async def running(self, app: App) -> AsyncIterator[None]:
        async with super().running(app), serve(app) as address, aiohttp.ClientSession() as client:
            self._address, self._client = address, client
            yield

    async def say(self, person: Person, text: str, to: str) -> None:
        if person.staff:
            await super().say(person, text, to)
        else:
            await self._post(person, {"text": text})

    async def press(self, person: Person, shown: str, value: str) -> None:
        if person.staff:
            await super().press(person, shown, value)
        else:
            await self._post(person, {"pick": value})

    async def send(self, person: Person, data: bytes, kind: Kind, name: str, words: str = "") -> None:
        assert self._client is not None
        if person.name not in self._sessions:
            await self._post(person, {"text": "你好"})
        form = aiohttp.FormData()
        form.add_field("session", self._sessions[person.name])
        form.add_field("file", data, filename=name)
        async with self._client.post(f"{self._address}/api/files", data=form) as answer:
            assert answer.status in (200, 201), await answer.text()
            made = await answer.json()
        await self._post(person, {"files": [made["id"]], **({"text": words} if words else {})})

    async def _post(self, person: Person, body: dict[str, Any]) -> None:
        assert self._client is not None
        session = self._sessions.get(person.name)
        async with self._client.post(
            f"{self._address}/api/chat", json={**body, **({"session": session} if session else {})}
        ) as answer:
            assert answer.status == 202, await answer.text()
            self._sessions[person.name] = (await answer.json())["session"]

    async def shown(self, person: Person) -> list[Shown]:
        if person.staff:
            return await super().shown(person)
        session = self._sessions.get(person.name)
        if session is None:
            return []
        assert self._client is not None
        async with self._client.get(f"{self._address}/api/chat/{session}", params={"after": "0"}) as answer:
            assert answer.status == 200, await answer.text()
            replies = (await answer.json())["replies"]
        found: dict[str, Shown] = {}
        for reply in replies:
            made = Shown(str(reply["id"]), reply["text"], tuple(map(_choice, reply["choices"])))
            standing = [str(number) for number in reply.get("replaces", ()) if str(number) in found]
            if standing:  # as the page does: in the place of the one that it replaces
                found = {(made.id if key == standing[-1] else key): (made if key == standing[-1] else old)
                         for key, old in found.items()}  # fmt: skip
            else:
                found[made.id] = made
        return list(found.values())


def _choice(item: dict[str, Any]) -> Choice:
    return Choice(item["label"], item.get("value") or "", item.get("url") or "")
