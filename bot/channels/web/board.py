"""Drafts of answers for the pages that listen right now; nothing is kept for anybody else."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class Sheet:
    """What one open stream has not shown yet; `event` is set when there is something."""

    def __init__(self, event: asyncio.Event) -> None:
        self._event = event
        self._newest = ""

    def put(self, text: str) -> None:
        """A newer draft replaces one that nobody has seen."""
        self._newest = text
        self._event.set()

    def take(self) -> str:
        """The draft to show now, empty when there is none."""
        newest, self._newest = self._newest, ""
        return newest


class Board:
    """The open streams by session."""

    def __init__(self) -> None:
        self._open: dict[str, list[Sheet]] = {}

    @contextmanager
    def sheet(self, session: str, event: asyncio.Event) -> Iterator[Sheet]:
        """A sheet for one stream, for as long as it is open."""
        sheet = Sheet(event)
        self._open.setdefault(session, []).append(sheet)
        try:
            yield sheet
        finally:
            self._open[session].remove(sheet)
            if not self._open[session]:
                del self._open[session]

    def put(self, session: str, text: str) -> None:
        """Shows a draft to every stream of the session."""
        for sheet in self._open.get(session, ()):
            sheet.put(text)
