"""The composition root: `open_app` builds every part and owns every lifetime."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import structlog
from sqlalchemy import Connection

from bot import retention, sweeping
from bot.assistant import Assistant
from bot.channel import Channel
from bot.claims import Claims, LocalClaims, SharedClaims
from bot.clock import Clock, SystemClock
from bot.db import HOLDS, Db, open_db
from bot.delivery import Delivery
from bot.feature import Feature
from bot.finder import Finder, open_finder
from bot.intake import Intake
from bot.jobs import Jobs
from bot.leased import under_lease
from bot.library import Library
from bot.metrics import Metrics
from bot.router import build_routes
from bot.settings import Settings
from bot.store import groups, intake, outbox, timers
from bot.switches import Switches
from bot.thinking import Thinker
from bot.upgrades import bring_up_to_date
from bot.work import Work
from bot.writer import open_writer
from knowledge.load import Knowledge

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class App:
    """Every part of one running assistant; `running` names the loops that are alive."""

    settings: Settings
    db: Db
    work: Work
    intake: Intake
    assistant: Assistant
    jobs: Jobs
    deliveries: tuple[Delivery, ...]
    channels: Mapping[str, Channel]
    features: tuple[Feature, ...]
    metrics: Metrics
    running: set[str] = field(default_factory=set)

    @property
    def expected(self) -> frozenset[str]:
        """The loops that must be alive for the app to be ready."""
        sending = (f"send:{delivery.name}" for delivery in self.deliveries)
        return frozenset({"watch", "jobs", "switches", "content", "assistant", "sweep", *sending})

    async def run(self, *, listen: bool = True) -> None:
        """Runs every loop until cancelled; turns in flight are finished first."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._alive("watch", self.db.watch()))
            group.create_task(self._alive("jobs", self.jobs.run()))
            group.create_task(self._alive("switches", self.assistant.switches.run()))
            group.create_task(self._alive("content", self.work.library.run(self.work.finder)))
            group.create_task(self._alive("assistant", self.assistant.run(HOLDS if self.db.shared else 32)))
            group.create_task(self._alive("sweep", sweeping.run(self.db, self.settings.data_dir)))
            for delivery in self.deliveries:
                name = f"send:{delivery.name}"
                group.create_task(self._alive(name, under_lease(self.db, name, delivery.run)))
            for channel in self.channels.values() if listen else ():
                group.create_task(self._listen(channel))

    async def _alive(self, name: str, loop: Awaitable[None]) -> None:
        """Runs a loop and tells by `running` whether it still does."""
        self.running.add(name)
        try:
            await loop
        finally:
            self.running.discard(name)

    async def idle(self) -> None:
        """Returns once nothing waits to be handled, rung or sent now."""
        while await self.db.read(self._waiting):  # noqa: ASYNC110  (rows are waited for; they have no event)
            await asyncio.sleep(0.005)

    def _waiting(self, conn: Connection) -> bool:
        now = self.work.clock.now()
        due = timers.next_due(conn)
        return bool(
            intake.waiting(conn)
            or (due is not None and due <= now)
            or any((at := outbox.next_due(conn, name)) is not None and at <= now for name in self.channels)
        )

    async def _listen(self, channel: Channel) -> None:
        await under_lease(self.db, f"listen:{channel.name}", lambda: channel.run(self.intake.accept))


@asynccontextmanager
async def open_app(
    settings: Settings, knowledge: Knowledge, features: Iterable[Feature], channels: Iterable[Channel], *,
    clock: Clock | None = None, finder: Finder | None = None,
) -> AsyncIterator[App]:  # fmt: skip
    """Everything opened and up to date, nothing running yet; closed when the context ends."""
    features, clock = tuple(features), clock or SystemClock()
    by_name = {channel.name: channel for channel in channels}
    async with AsyncExitStack() as stack:
        db = open_db(settings.database_url.get_secret_value(), settings.data_dir)
        stack.push_async_callback(db.close)
        await bring_up_to_date(db, settings)
        if settings.telegram_staff_chat_id:
            configured = settings.telegram_staff_chat_id
            await db.write(lambda conn: groups.bind(conn, "telegram", configured))
        library = Library(knowledge, db, clock)
        await library.look()
        if finder is None:
            opened = await open_finder(library.knowledge, settings)
            stack.push_async_callback(opened.close)
            finder = opened
        layouts = {name: channel.layout for name, channel in by_name.items()}
        routes, metrics = build_routes(features), Metrics()
        writer = open_writer(settings, metrics, clock)
        stack.push_async_callback(writer.close)
        warming = asyncio.create_task(writer.warm())
        stack.callback(warming.cancel)
        work = Work(db, library, settings, clock, finder, layouts, writer)
        claims: Claims = SharedClaims(db, clock) if db.shared else LocalClaims(db, clock)
        switches = Switches(db, settings.resident_channels)
        await switches.look()
        keeps = (*retention.RULES, *(keep for feature in features for keep in feature.keeps))
        used = [feature.files_used for feature in features if feature.files_used is not None]
        await retention.start(work)
        for feature in features:
            if feature.starts is not None:
                await feature.starts(work)
        yield App(
            settings=settings,
            db=db,
            work=work,
            intake=Intake(db, clock, metrics),
            assistant=Assistant(work, by_name, Thinker(routes), claims, metrics, switches, clock.now()),
            jobs=Jobs(work, {**routes.jobs, retention.JOB: retention.purge_by(keeps, used)}, metrics, routes.errands),
            deliveries=tuple(
                Delivery(db, channel, clock, metrics) for channel in by_name.values() if not channel.layout.mailbox
            ),
            channels=by_name,
            features=features,
            metrics=metrics,
        )
