"""One turn: take the oldest message of a conversation, think, and commit everything it causes at once."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from bot.channel import Channel, Signal
from bot.claims import Claim, Claims
from bot.errors import BusyError, PersonError
from bot.message import Kind, Message, Reply
from bot.metrics import Metrics
from bot.sketch import Sketch
from bot.store import groups, intake, outbox, people, timers
from bot.store.intake import Taken
from bot.store.people import SPOKE, Conversation, Person
from bot.switches import Closed, Switches, notice_mark
from bot.thinking import Thinker
from bot.thought import Thought
from bot.work import Turn, TurnTx, Work, written_in

log = structlog.get_logger()

WORKERS = 32
MAX_TRIES = 3
RECENT = 6
TYPING_AFTER_S = 0.4
"""A sign of life only where the person would notice the wait."""
BACKOFF_S = (1.0, 5.0, 5.0)
COUNTING = timedelta(seconds=5)
SUSPECT_AFTER_S = (0.0, 0.3, 5.0, 5.0)
"""How long the process must have lived before a message is tried that was in work at so many earlier ends; one that
was in work at more of them is not tried again. Where a process was killed a hundred times within seconds of its start,
chance alone brought two messages to four ends."""


class _StaleError(Exception):
    """Somebody else changed the conversation meanwhile: the turn is thought again."""


@dataclass(frozen=True, slots=True)
class Assistant:
    """Runs turns for all channels."""

    work: Work
    channels: Mapping[str, Channel]
    thinker: Thinker
    claims: Claims
    metrics: Metrics
    switches: Switches
    started: datetime
    _suspects: asyncio.Lock = field(default_factory=asyncio.Lock)
    _born: float = field(default_factory=time.monotonic)

    async def run(self, workers: int = WORKERS) -> None:
        """Handles messages until cancelled; a turn in flight is finished first."""
        async with asyncio.TaskGroup() as group:
            for _ in range(workers):
                group.create_task(self._worker())

    async def _worker(self) -> None:
        while True:
            try:
                async with self.claims.claim() as claim:
                    turn = asyncio.create_task(self.turn(claim))
                    try:
                        await asyncio.shield(turn)
                    except asyncio.CancelledError:
                        await asyncio.wait([turn], timeout=10)
                        raise
            except BusyError as error:
                log.warning("database busy", reason=str(error))
                await asyncio.sleep(0.5)
            except Exception:
                log.exception("turn not ended")  # what a turn cannot even put down must not stop the others
                await asyncio.sleep(0.5)

    async def turn(self, claim: Claim) -> None:
        """Handles one message; whatever happens, it is handled once, retried, or parked with an alarm."""
        taken, begun = claim.taken, time.perf_counter()
        try:
            outcome = await (self._recover(claim) if taken.received_at < self.started else self._handle(claim))
        except _StaleError:
            outcome = "stale"
        except BusyError:
            raise
        except Exception:
            outcome = await self._failed(claim)
        self.metrics.turns.labels(outcome).inc()
        if result := self.thinker.routes.counts.get(outcome):
            self.metrics.questions.labels(result, outcome).inc()
        self.metrics.turn_seconds.observe(time.perf_counter() - begun)

    async def _recover(self, claim: Claim) -> str:
        """A message left over from before this start may be what killed the process: it is counted before it runs.

        One that was left over before runs alone, so that it takes no other down with it, and the more often, the
        later: an end that comes while the process is still busy with its start proves nothing about a message.
        """
        taken = claim.taken
        if 0 < taken.tries < len(SUSPECT_AFTER_S):
            await asyncio.sleep(max(0.0, self._born + SUSPECT_AFTER_S[taken.tries] - time.monotonic()))
        async with self._suspects if taken.tries else nullcontext():
            # The commit lets the row's lock go: until it is locked again, nobody may see a head in it.
            unseen = self.work.clock.now() + COUNTING if self.work.db.shared else None
            tries = await claim.hold.finish(lambda conn: intake.note_try(conn, taken, unseen))
            if tries > len(SUSPECT_AFTER_S):
                await self._park(claim, "killed the process")
                return "parked"
            await claim.hold.read(lambda conn: intake.lock_again(conn, taken))
            return await self._handle(claim)

    async def _handle(self, claim: Claim) -> str:
        taken = claim.taken
        channel = self.channels.get(taken.channel)
        if channel is None:
            await claim.hold.finish(lambda conn: self._close(conn, taken, "no_channel"))
            return "no_channel"
        try:
            message = channel.parse(json.loads(taken.payload))
        except Exception as error:
            log.warning("malformed message", channel=taken.channel, intake=taken.id, error=type(error).__name__)
            await claim.hold.finish(lambda conn: self._close(conn, taken, "malformed"))
            return "malformed"
        if message is None:
            await claim.hold.finish(lambda conn: self._close(conn, taken, "ignored"))
            return "ignored"
        if message.press:
            asyncio.get_running_loop().create_task(channel.signal(Signal.PRESSED, message.address, message.press))
        if claim.known is not None and not message.group and taken.conversation == message.conversation:
            turn, in_staff_room = Turn(self.work, message, *claim.known, self.work.clock.now(), channel.fetch), False
        else:
            turn, in_staff_room = await claim.hold.read(lambda conn: self._look(conn, channel, message))
        closed = None if in_staff_room else self.switches.closed(message, turn.now)
        urgent = await self.thinker.urgent(turn) if closed is not None else None
        if urgent is not None:
            return await claim.hold.finish(lambda conn: self._commit(conn, taken, turn, urgent))
        if closed is not None:
            return await claim.hold.finish(lambda conn: self._turn_away(conn, taken, turn, closed))
        typing = asyncio.get_running_loop().call_later(
            TYPING_AFTER_S, lambda: asyncio.ensure_future(channel.signal(Signal.TYPING, message.address))
        )
        sketch = Sketch(channel, message)
        try:
            thought = await self.thinker.think(replace(turn, show=sketch.put), in_staff_room)
        except PersonError as error:
            thought = Thought(Reply(turn.say(error.key, **error.params)), outcome="refused")
        finally:
            typing.cancel()
            await sketch.close()
        try:
            return await claim.hold.finish(lambda conn: self._commit(conn, taken, turn, thought))
        except PersonError as error:
            sorry = Thought(Reply(turn.say(error.key, **error.params)), outcome="refused")
            return await claim.hold.finish(lambda conn: self._commit(conn, taken, turn, sorry))

    def _look(self, conn: Connection, channel: Channel, message: Message) -> tuple[Turn, bool]:
        found = people.read(conn, message.conversation)
        if found is None:
            who = people.known(conn, message.channel, message.sender)
            who = who or Person(0)
            found = who, Conversation(message.conversation, message.channel, message.chat, who.id)
        in_staff_room = message.group and any(
            group.channel == message.channel and group.chat == message.chat for group in groups.alive(conn)
        )
        turn = Turn(self.work, message, *found, self.work.clock.now(), channel.fetch)
        return turn, in_staff_room

    def _commit(self, conn: Connection, taken: Taken, turn: Turn, thought: Thought) -> str:
        """Everything that the turn causes, in one transaction; nothing when the message was not ours to handle."""
        work = self.work
        now = work.clock.now()
        if not intake.mark_handled(conn, taken, now, thought.outcome):
            raise _StaleError
        person, talk = turn.person, turn.talk
        if person.id == 0 and not turn.message.group:
            person = people.meet(conn, turn.message, now)
            talk = replace(talk, person_id=person.id)
        if thought.dialog is not None:
            talk = replace(talk, dialog=dict(thought.dialog))
        tx = TurnTx(conn, now, work.knowledge, work.settings, work.layouts, turn.lang, person, talk, thought.outcome)
        reply = thought.change(tx) if callable(thought.change) else thought.change
        if reply is not None:
            tx.lang = tx.person.lang or turn.lang
            self._greet(turn, tx)
            if turn.message.group and not reply.under:
                reply = replace(reply, under=turn.message.wire_id)
            tx.send(turn.message.address, reply, tx.about)
        if tx.person != person:
            people.set_person(conn, tx.person)
        heard = turn.message.text[:1000]
        if tx.forget_words:
            intake.blank(conn, taken)
        if tx.forget_words or not thought.free:  # of answers and presses only the language is kept
            heard = f"{SPOKE}{spoken}" if (spoken := written_in(heard)) else ""
        talk = replace(
            tx.talk,
            offered=reply.choices if reply is not None else tx.talk.offered,
            recent=(*tx.talk.recent, heard)[-RECENT:] if heard not in ("", *tx.talk.recent[-1:]) else tx.talk.recent,
        )
        if not turn.message.group and not people.save(conn, talk, now):
            raise _StaleError
        return tx.outcome or thought.outcome

    def _greet(self, turn: Turn, tx: TurnTx) -> None:
        """The first contact in a private chat says what this is; before an urgent answer it would be in the way."""
        if tx.person.greeted_at is not None or turn.message.group or tx.outcome in self.thinker.routes.urgent:
            return
        tx.person = replace(tx.person, greeted_at=tx.now)
        if turn.message.greeted:
            return
        for greet in self.thinker.routes.greets:
            tx.send(turn.message.address, greet(tx))

    def _turn_away(self, conn: Connection, taken: Taken, turn: Turn, closed: Closed) -> str:
        """The message is kept but not worked on; the resident is told so now and then, strangers' groups are not."""
        self._close(conn, taken, closed.outcome)
        to, mark = turn.message.address, notice_mark(taken.conversation)
        if not turn.message.group and not outbox.said_since(conn, to, mark, closed.since):
            self.work.tx(conn).send(to, Reply(turn.say(closed.key, **closed.params)), mark)
        return closed.outcome

    def _close(self, conn: Connection, taken: Taken, outcome: str) -> None:
        if not intake.mark_handled(conn, taken, self.work.clock.now(), outcome):
            raise _StaleError

    async def _failed(self, claim: Claim) -> str:
        """A bug: tried again a little later, then parked; the person is told, with a reference for the staff."""
        taken = claim.taken
        reference = secrets.token_hex(3).upper()
        log.exception("turn failed", reference=reference, intake=taken.id, channel=taken.channel)
        if taken.tries + 1 >= MAX_TRIES:
            await self._park(claim, reference)
            return "parked"
        wait_until = self.work.clock.now() + timedelta(seconds=BACKOFF_S[min(taken.tries, len(BACKOFF_S) - 1)])
        await claim.hold.finish(lambda conn: intake.note_try(conn, taken, wait_until))
        return "failed"

    async def _park(self, claim: Claim, reference: str) -> None:
        """Sets a message aside so that the conversation goes on; nobody is left without a word."""
        taken = claim.taken
        message: Message | None = None
        channel = self.channels.get(taken.channel)
        try:
            message = channel.parse(json.loads(taken.payload)) if channel else None
        except Exception:
            log.warning("parked message cannot be read", intake=taken.id)

        def park(conn: Connection) -> None:
            now = self.work.clock.now()
            if not intake.mark_handled(conn, taken, now, "parked"):
                return
            timers.raise_alarm(conn, "parked", f"message {taken.id} of {taken.channel}: {reference}", now)
            if message is not None and message.kind not in (Kind.BLOCKED, Kind.OTHER):
                found = people.read(conn, taken.conversation)
                tx = self.work.tx(conn, (found[0].lang if found else "") or "zh")
                tx.send(message.address, Reply(tx.say("machine.broken", reference=reference)))

        await claim.hold.finish(park)
