"""One process of several: an assistant whose line is a file that all processes append to. Run as a program."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import signal
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection

from bot import assistant
from bot.app import open_app
from bot.feature import Feature
from bot.logs import set_up_logs
from bot.message import Message, Outgoing, Reply
from bot.store import timers
from bot.store.intake import Incoming
from bot.work import Change, Turn, TurnTx
from knowledge.load import load
from tests.fakes.line import Line
from tests.fakes.machine import NoFinder
from tests.fakes.town import plain_settings

POISON = "poison"
CHANNEL = "line"


class FileLine(Line):
    """Each message on the wire is one appended line of JSON: who sent it, to whom, which row, what."""

    def __init__(self, path: Path) -> None:
        super().__init__(CHANNEL)
        self._out = path.open("a", encoding="utf-8")

    async def send(self, item: Outgoing) -> str:
        line = {"pid": os.getpid(), "chat": item.address.chat, "row": item.id, "text": item.reply.text}
        self._out.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._out.flush()
        return f"p{item.id}"


def said(chat: str, ident: str, text: str) -> Incoming:
    """Words that come in from outside of every process."""
    message = Message(CHANNEL, ident, chat, chat, text=text)
    return Incoming(CHANNEL, message.id, message.conversation, message.dump())


def effects(conn: Connection, chat: str) -> int:
    """Makes one more effect in a chat and returns how many there are: a handled message makes exactly one."""
    return timers.count(conn, f"effect:{chat}")


def answers(slowest_s: float):  # type: ignore[no-untyped-def]
    """A handler that thinks a random while and then counts; poison kills the process, as a bug in C code would."""
    chance = random.Random()

    async def answer(turn: Turn) -> Change:
        if turn.message.text == POISON:
            os.kill(os.getpid(), signal.SIGKILL)
        await asyncio.sleep(chance.uniform(0, slowest_s))

        def change(tx: TurnTx) -> Reply:
            return Reply(f"{turn.message.text}={effects(tx.conn, turn.message.chat)}")

        return change

    return answer


async def work(url: str, folder: Path, slowest_s: float) -> None:
    """Runs until it is stopped; says `ready` once the loops are alive."""
    settings = plain_settings(folder, database_url=url)
    line = FileLine(folder / "wire.jsonl")
    async with open_app(settings, load(), [Feature("test", listens=(answers(slowest_s),))], [line],
                        finder=NoFinder()) as app:  # fmt: skip
        running = asyncio.create_task(app.run())
        while not app.running >= app.expected:
            await asyncio.sleep(0.01)
        print("ready", flush=True)  # noqa: T201 - whoever started us waits for it
        await running


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--slowest", type=float, default=0.05, help="seconds that a handler thinks at most")
    options = parser.parse_args()
    # The pauses that protect what a killed process left over, made short: a test kills faster than life does.
    assistant.SUSPECT_AFTER_S = tuple(after / 50 for after in assistant.SUSPECT_AFTER_S)
    assistant.COUNTING = timedelta(seconds=0.5)
    set_up_logs("ERROR")
    asyncio.run(work(options.url, options.folder, options.slowest))


if __name__ == "__main__":
    main()
