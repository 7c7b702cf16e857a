"""The knowledge in force: the shipped content under what staff published, seen by this process within half a second."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace

import structlog
from sqlalchemy import Connection

from bot.clock import Clock
from bot.db import Db
from bot.db.bell import wait
from bot.errors import BusyError
from bot.finder import Finder
from bot.store import places as place_store
from bot.store import revisions, timers
from knowledge.editing.merge import Merged, in_force
from knowledge.load import Knowledge
from knowledge.places import Place
from knowledge.shapes import Entry

log = structlog.get_logger()

POLL_S = 0.5
ALARM = "content_broken"


class Library:
    """Holds the knowledge in force; a change of it replaces the whole, and the search follows in its own time."""

    def __init__(self, seed: Knowledge, db: Db, clock: Clock) -> None:
        self._seed = seed
        self._db = db
        self._clock = clock
        self._number = 0
        self._good = Merged(seed.entries, frozenset(), ())
        self.knowledge = seed

    @property
    def entries(self) -> Mapping[str, Entry]:
        """Every entry, disabled ones included."""
        return self._good.entries

    async def look(self) -> None:
        """Reads what was published since the last look.

        With a mistake in it the old content stays in service and the operator is alarmed; what was disabled is gone
        in any case.
        """
        read = await self._db.read(self._read)
        if read is None:
            return
        number, found, places, lost = read
        first, self._number = self._number == 0, number
        mistakes = (*found.mistakes, *lost)
        if mistakes:
            log.error("published content is broken", mistakes=mistakes)
            await self._db.write(lambda conn: self._alarm(conn, number, mistakes))
        if found.mistakes and not first:
            found = replace(self._good, disabled=found.disabled)
        self._good, self.knowledge = found, replace(in_force(self._seed, found), places=tuple(places.values()))
        log.info("content changed", number=number, entries=len(self.knowledge.entries), disabled=len(found.disabled))

    def _read(self, conn: Connection) -> tuple[int, Merged, dict[str, Place], list[str]] | None:
        number = revisions.number(conn)
        if number == self._number:
            return None
        return number, revisions.standing(conn, self._seed), *place_store.every(conn)

    def _alarm(self, conn: Connection, number: int, mistakes: tuple[str, ...]) -> None:
        """Once for each change, however many processes read it."""
        if timers.get_state(conn, ALARM) != str(number):
            timers.set_state(conn, ALARM, str(number), self._clock.now())
            timers.raise_alarm(conn, ALARM, "\n".join(mistakes)[:2000], self._clock.now())

    async def run(self, finder: Finder) -> None:
        """Looks at every change, and now and then without one; the search follows. Runs until cancelled."""
        with self._db.bell.listen(revisions.COUNTER) as event:
            news = asyncio.Event()
            searching = asyncio.create_task(self._follow(finder, news))
            try:
                while True:
                    event.clear()
                    try:
                        await self.look()
                    except BusyError as error:
                        log.warning("content not read", reason=str(error))
                    news.set()
                    await wait(event, POLL_S)
            finally:
                searching.cancel()

    async def _follow(self, finder: Finder, news: asyncio.Event) -> None:
        """An index takes seconds: what was published or disabled meanwhile is known before it is whole."""
        searched: Knowledge | None = None
        while True:
            await news.wait()
            news.clear()
            knowledge = self.knowledge
            if knowledge is searched:  # most looks find nothing new, and comparing every wording takes its time
                continue
            try:
                await finder.renew(knowledge)
                searched = knowledge
            except Exception:
                log.exception("search not renewed")  # the old index goes on serving, and the next look tries again
