"""Durable timers: what is due happens once, in one transaction with the timer's end; missed ones after a restart."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from bot.db.bell import wait
from bot.errors import BusyError
from bot.feature import Errand, Job
from bot.metrics import Metrics
from bot.store import timers
from bot.store.timers import Timer
from bot.work import Work

log = structlog.get_logger()

POLL_S = 1.0
MAX_TRIES = 5


class _JobError(Exception):
    def __init__(self, timer: Timer, cause: Exception) -> None:
        super().__init__(str(cause))
        self.timer = timer
        self.cause = cause


class Jobs:
    """Runs timers when they are due."""

    def __init__(
        self, work: Work, jobs: Mapping[str, Job], metrics: Metrics, errands: Mapping[str, Errand] | None = None
    ) -> None:
        self._work = work
        self._jobs = jobs
        self._errands = errands or {}
        self._metrics = metrics

    async def run(self) -> None:
        """Runs until cancelled."""
        with self._work.db.bell.listen("timer") as event:
            while True:
                event.clear()
                try:
                    while await self.once():
                        pass
                    due = await self._work.read(timers.next_due)
                except BusyError:
                    due = None
                now = self._work.clock.now()
                seconds = min(POLL_S, (due - now).total_seconds()) if due else POLL_S
                await wait(event, max(seconds, 0.05))

    async def once(self) -> bool:
        """Runs the timer that is due longest; False when none is."""
        now = self._work.clock.now()
        first = await self._work.read(lambda conn: timers.first_due(conn, now))
        if first is None:
            return False
        try:
            errand = self._errands.get(first.kind)
            if errand is None:
                return await self._work.db.write(self._take_and_run)
            await self._think_and_run(first, errand)
            return True
        except _JobError as error:
            failed = error
        await self._work.db.write(lambda conn: self._again(conn, failed.timer, str(failed)))
        return True

    def _take_and_run(self, conn: Connection) -> bool:
        now: datetime = self._work.clock.now()
        timer = timers.take_due(conn, now)
        if timer is None:
            return False
        job = self._jobs.get(timer.kind)
        if job is None:
            timers.raise_alarm(conn, "unknown_timer", f"{timer.kind} about {timer.about}", now)
            return True
        try:
            job(self._work.tx(conn, "zh"), timer)
        except (BusyError, OperationalError):
            raise  # the database's trouble, not the job's: the timer stays due and no try is counted
        except Exception as error:
            raise _JobError(timer, error) from error
        self._metrics.jobs.labels(timer.kind, "done").inc()
        return True

    async def _think_and_run(self, timer: Timer, errand: Errand) -> None:
        """Nothing is locked while it thinks; who ends its timer first, in whatever process, is the one who writes."""
        try:
            change = await errand(self._work, timer)
        except (BusyError, OperationalError):
            raise
        except Exception as error:
            raise _JobError(timer, error) from error

        def run(conn: Connection) -> None:
            if not timers.drop(conn, timer):
                return
            try:
                change(self._work.tx(conn, "zh"))
            except (BusyError, OperationalError):
                raise
            except Exception as error:
                raise _JobError(timer, error) from error
            self._metrics.jobs.labels(timer.kind, "done").inc()

        await self._work.db.write(run)

    def _again(self, conn: Connection, timer: Timer, reason: str) -> None:
        """The failed run was rolled back; here its timer is moved on, or given up with an alarm."""
        now = self._work.clock.now()
        if not timers.drop(conn, timer):
            return
        log.error("job failed", kind=timer.kind, about=timer.about, reason=reason, tries=timer.tries + 1)
        self._metrics.jobs.labels(timer.kind, "failed").inc()
        if timer.tries + 1 >= MAX_TRIES:
            timers.raise_alarm(conn, "job_failed", f"{timer.kind} about {timer.about}: {reason}", now)
        else:
            timers.put_again(conn, timer, now + timedelta(seconds=2.0 ** (timer.tries + 1)))
