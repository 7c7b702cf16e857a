"""Kills the running assistant at random moments under load and counts what was lost or done twice.

`python -m tests.kill.rounds --rounds 100 --mode webhook` starts `python -m bot run` against the local fake of
Telegram. Residents walk the report talk without waiting for answers, a staff member answers tickets by number, and
the process gets SIGKILL at a random moment of every round. The last round is left to finish; then the database is
compared with what was said. Exit 1 when anything is lost, doubled or out of order.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import socket
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from knowledge.calendar import is_working
from tests.fakes.telegram import FakeTelegram
from tests.kill.verdict import Verdict, judge

ROOT = Path(__file__).parents[2]
GROUP = -1001234567890
STAFF = 9001
SECRET = "kill-secret"
BACKLOG = 150
"""More than this is not said ahead of what is handled: the rounds are about kills, not about floods."""
PATIENCE_S = 180
"""A process may take this long to come up, and the last one without any progress, before the rounds count as stuck."""
STEPS = ("古墩路口", "今天", "跳过", "匿名", "跳过", "是", "确认提交")
AFTER_HOURS = 2
"""Before this step the talk asks, outside hours, whether the matter can wait."""


@dataclass
class Load:
    """Residents who talk and a staff member who answers; everything said is remembered."""

    fake: FakeTelegram
    residents: int
    dice: random.Random
    said: Counter[int] = field(default_factory=Counter)
    reports: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    stopping: bool = False
    behind: int = 0

    def prepare(self) -> None:
        """The people and their group."""
        self.fake.group(GROUP, "值班群")
        self.fake.user(STAFF, "wang")
        for number in range(self.residents):
            self.fake.user(1000 + number, f"居民{number}")

    async def resident(self, number: int) -> None:
        """Report after report, until told to stop; a begun one is finished."""
        user = 1000 + number
        while not self.stopping:
            what = f"第{number}家第{len(self.reports)}件：路灯坏了"
            self.reports.append(what)
            wait = () if is_working(datetime.now(UTC)) else ("否",)
            for text in ("/report", what, *STEPS[:AFTER_HOURS], *wait, *STEPS[AFTER_HOURS:]):
                while len(self.fake.queue) + self.behind > BACKLOG and not self.stopping:
                    await asyncio.sleep(0.05)
                await self.fake.says(user, text)
                self.said[user] += 1
                await asyncio.sleep(self.dice.uniform(0.005, 0.06))

    async def staff(self, database: Path) -> None:
        """Answers every ticket once, by its number."""
        done: set[str] = set()
        while not self.stopping:
            for number in sorted(set(numbers(database)) - done):
                text = f"答复{number}"
                await self.fake.says(STAFF, f"回复 {number} {text}", chat=GROUP)
                self.said[STAFF] += 1
                self.answers.append(text)
                done.add(number)
            self.behind = open_work(database)
            await asyncio.sleep(0.1)


def numbers(database: Path) -> list[str]:
    """The numbers of all tickets so far, read beside the running assistant."""
    if not database.exists():
        return []
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=5)) as conn:
        try:
            return [row[0] for row in conn.execute("SELECT number FROM ticket")]
        except sqlite3.OperationalError:  # the very first start has not made the tables yet
            return []


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(fake: FakeTelegram, folder: Path, mode: str, port: int) -> dict[str, str]:
    """Settings of the assistant that is going to be killed."""
    return {
        **os.environ,
        "DATA_DIR": str(folder), "HTTP_PORT": str(port), "PUBLIC_URL": f"http://127.0.0.1:{port}", "LOG_LEVEL": "ERROR",
        "TELEGRAM_TOKEN": fake.token, "TELEGRAM_API_BASE": fake.base_url, "TELEGRAM_MODE": mode,
        "TELEGRAM_WEBHOOK_SECRET": SECRET, "TELEGRAM_RATE_PER_S": "0", "TELEGRAM_STAFF_CHAT_ID": str(GROUP),
    }  # fmt: skip


async def start(env: dict[str, str], log: Path) -> asyncio.subprocess.Process:
    """The assistant as its own process, in a folder without an `.env`."""
    with log.open("ab") as out:
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", cwd=env["DATA_DIR"], env={**env, "PYTHONPATH": str(ROOT)},
            stdout=out, stderr=out,
        )  # fmt: skip


async def up(port: int) -> None:
    """Waits until the web server answers: by then turns are being handled."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            try:
                _reader, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
                continue
            writer.close()
            return


def open_work(database: Path) -> int:
    """Messages not handled and rows not sent yet."""
    if not database.exists():
        return 0
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=5)) as conn:
        try:
            waiting = conn.execute("SELECT count(*) FROM intake WHERE handled_at IS NULL").fetchone()[0]
            queued = conn.execute("SELECT count(*) FROM outgoing WHERE state = 'queued'").fetchone()[0]
        except sqlite3.OperationalError:  # the very first start has not made the tables yet
            return 0
    return int(waiting + queued)


async def finished(database: Path) -> None:
    """Waits until all work is done; `TimeoutError` when it stands still."""
    left, since = open_work(database), time.monotonic()
    while left:
        await asyncio.sleep(0.1)
        now = open_work(database)
        if now != left:
            left, since = now, time.monotonic()
        elif time.monotonic() - since > PATIENCE_S:
            raise TimeoutError(f"{left} messages or rows stand still")


async def play(rounds: int, mode: str, residents: int, seed: int, folder: Path, life: float = 1.5) -> Verdict:
    """All rounds and the verdict on them."""
    dice = random.Random(seed)
    database = folder / "yuxiaoyi.db"
    async with FakeTelegram(backoff_s=0.05) as fake:
        load = Load(fake, residents, dice)
        load.prepare()
        port = free_port()
        env = environment(fake, folder, mode, port)
        talk = [asyncio.create_task(load.resident(number)) for number in range(residents)]
        talk.append(asyncio.create_task(load.staff(database)))
        for _ in range(rounds):
            process = await start(env, folder / "run.log")
            try:
                await up(port)
                await asyncio.sleep(dice.uniform(0.05, life))
            finally:
                process.kill()
            await process.wait()
        process = await start(env, folder / "run.log")
        try:
            load.stopping = True
            await asyncio.gather(*talk)
            await fake.wait_taken(120)
            await finished(database)
            process.terminate()
            await asyncio.wait_for(process.wait(), 20)
        finally:
            if process.returncode is None:
                process.kill()
        return judge(database, fake, load.said, load.reports, load.answers)


def main() -> None:
    """Reads the command line, plays, prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--mode", choices=("polling", "webhook"), default="webhook")
    parser.add_argument("--residents", type=int, default=12)
    parser.add_argument("--life", type=float, default=12.0, help="the longest that a process lives, in seconds")
    parser.add_argument("--seed", type=int, default=time.time_ns() % 100_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        verdict = asyncio.run(
            play(options.rounds, options.mode, options.residents, options.seed, Path(folder), options.life)
        )
    sys.stdout.write(
        f"rounds {options.rounds}, {options.mode}, lives of at most {options.life} s, seed {options.seed}\n"
        f"{verdict.table()}\n"
    )
    raise SystemExit(0 if verdict.clean else 1)


if __name__ == "__main__":
    main()
