"""Webhook in, answer out: our whole assistant beside two bare echo bots, in turn: `python benchmarks/webhook.py`.

2,000 updates over 200 conversations, 5 % delivered twice, pushed over 40 connections; every update is a step of the
report talk and is answered by one message. Everyone was greeted before the clock runs. Ours stores all of it (SQLite,
every commit synced) and answers a repeat only once; the peers store nothing and say everything again, repeats too.
Their libraries pin other versions than ours:

    python -m venv /tmp/peers && /tmp/peers/bin/pip install "python-telegram-bot[webhooks]==22.8" aiogram
    python benchmarks/webhook.py --peers /tmp/peers/bin/python
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import median, quantiles

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from harness.process import ROOT, free_port, running
from harness.wire import FakeApi, Pusher

from knowledge.calendar import is_working

CONVERSATIONS = 200
CONNECTIONS = 40
"""What Telegram opens unless told otherwise."""
REPEATED = 0.05
GENTLE_PER_S = 50.0
GENTLE_S = 10
SECRET = "bench-secret"
WALK = (
    "/report", "路口的路灯坏了三盏，晚上很黑", "良渚街道石桥路口", "今天",
    *(() if is_working(datetime.now(UTC)) else ("否",)), "跳过", "匿名", "上一步", "实名", "跳过", "上一步",
)  # fmt: skip
"""Outside hours the talk asks, after the day, whether the matter can wait."""
ON = ("跳过", "上一步")
Update = tuple[int, bytes, bool]


@dataclass(frozen=True, slots=True)
class Round:
    """One bot once: deliveries a second, CPU-milliseconds for one, and milliseconds of latency."""

    per_s: float
    cpu_ms: float
    burst_ack: list[float]
    gentle: list[float]
    gentle_ack: list[float]


def update(number: int, chat: int, text: str) -> bytes:
    """A private message as Telegram would push it."""
    user = {"id": chat, "is_bot": False, "first_name": "邻居", "language_code": "zh-hans"}
    message = {
        "message_id": number, "date": int(time.time()), "text": text, "from": user,
        "chat": {"id": chat, "type": "private", "first_name": "邻居"},
    }  # fmt: skip
    if text.startswith("/"):
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text)}]
    return json.dumps({"update_id": number, "message": message}).encode()


def script(first: int, texts: Sequence[str], random: Random, repeated: float) -> list[Update]:
    """Every conversation says the texts in order; the order among conversations is shuffled, some come twice."""
    chats = [1_000_000 + number for number in range(CONVERSATIONS)]
    made: list[Update] = []
    for text in texts:
        random.shuffle(chats)
        made += [(chat, update(first + len(made) + number, chat, text), True) for number, chat in enumerate(chats)]
    again = sorted(random.sample(range(len(made)), int(len(made) * repeated)), reverse=True)
    for place in again:
        chat, body, _new = made[place]
        made.insert(min(place + random.randrange(1, 100), len(made)), (chat, body, False))
    return made


async def measure(command: list[str], path: str, *, ours: bool) -> Round:
    """Starts the bot, greets everyone, pushes the burst, then goes gently. Raises when an answer is missing."""
    random, port = Random(7), free_port()
    with tempfile.TemporaryDirectory() as folder:
        async with FakeApi() as api:
            settings = {
                "DATA_DIR": folder, "DATABASE_URL": "", "HTTP_HOST": "127.0.0.1", "HTTP_PORT": str(port),
                "PUBLIC_URL": "", "LOG_LEVEL": "WARNING", "TELEGRAM_TOKEN": "42:bench", "TELEGRAM_MODE": "webhook",
                "TELEGRAM_WEBHOOK_SECRET": SECRET, "TELEGRAM_API_BASE": api.base, "TELEGRAM_RATE_PER_S": "0",
                "TELEGRAM_STAFF_CHAT_ID": "-1001",
            }  # fmt: skip
            command = [part.format(base=api.base, port=port, secret=SECRET) for part in command]
            async with running(command, settings) as bot:
                await asyncio.wait_for(api.hooked.wait(), 60)
                await bot.calm()
                pusher = Pusher(port, path, SECRET)
                await pusher.burst(script(1, ["/start"], random, 0), 10)
                await _all(api, (2 if ours else 1) * CONVERSATIONS)
                await bot.calm()

                steps = script(1_000, WALK, random, REPEATED)
                answers = CONVERSATIONS * len(WALK) if ours else len(steps)
                _fresh(api, pusher)
                cpu, began = bot.cpu_s(), time.perf_counter()
                await pusher.burst(steps, CONNECTIONS)
                await _all(api, answers)
                per_s = len(steps) / (api.sent[answers - 1][0] - began)
                cpu_ms = (bot.cpu_s() - cpu) * 1000 / len(steps)
                await bot.calm(3)
                _check(api, answers, ours=ours)
                burst_ack = pusher.acknowledged

                _fresh(api, pusher)
                gentle = script(10_000, ON * 2, random, 0)[: int(GENTLE_PER_S * GENTLE_S)]
                await pusher.steady(gentle, GENTLE_PER_S)
                await _all(api, len(gentle))
                latency = [(at - pusher.pushed[chat].popleft()) * 1000 for at, chat, _body in api.sent]
                pusher.close()
                return Round(per_s, cpu_ms, _ms(burst_ack), latency, _ms(pusher.acknowledged))


def _fresh(api: FakeApi, pusher: Pusher) -> None:
    api.sent.clear()
    pusher.pushed.clear()
    pusher.acknowledged = []


async def _all(api: FakeApi, count: int) -> None:
    if not await api.reach(count, 90):
        raise RuntimeError(f"only {len(api.sent)} of {count} answers came")


def _check(api: FakeApi, answers: int, *, ours: bool) -> None:
    """Everything was answered once; ours in the order of the talk, which is the same for everyone."""
    talks: dict[int, list[str]] = defaultdict(list)
    for _at, chat, body in api.sent if ours else ():
        talks[chat].append(json.loads(body)["text"])
    if len(api.sent) != answers or len({tuple(talk) for talk in talks.values()}) > 1:
        raise RuntimeError("an answer is missing, doubled or out of order")


def _ms(seconds: Sequence[float]) -> list[float]:
    return [value * 1000 for value in seconds]


def line(name: str, rounds: Sequence[Round], ours: float) -> str:
    """A row of the table: medians over the rounds, and how ours compares in throughput."""

    def high(lists: Sequence[Sequence[float]]) -> float:
        return median(quantiles(values, n=20)[18] for values in lists)

    def middle(lists: Sequence[Sequence[float]]) -> float:
        return median(median(values) for values in lists)

    per_s = median(one.per_s for one in rounds)
    span = f"{min(one.per_s for one in rounds):.0f}-{max(one.per_s for one in rounds):.0f}"
    burst, gentle, acks = ([getattr(one, key) for one in rounds] for key in ("burst_ack", "gentle", "gentle_ack"))
    return (
        f"{name:<26}{per_s:>7.0f}{span:>11}{ours / per_s:>8.2f}{median(one.cpu_ms for one in rounds):>9.2f}"
        f"{middle(burst):>9.1f}{high(burst):>8.1f}{middle(gentle):>9.1f}{high(gentle):>7.1f}"
        f"{middle(acks):>8.1f}{high(acks):>7.1f}"
    )


def has(python: str, *modules: str) -> bool:
    """Whether that interpreter has the libraries of a peer."""
    code = ";".join(f"import {module}" for module in modules)
    return subprocess.run([python, "-c", code], capture_output=True, check=False).returncode == 0


async def main() -> int:
    """Measures in turn and prints the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peers", default=sys.executable, help="the Python that has the peers' libraries")
    parser.add_argument("--alone", action="store_true", help="without the peers")
    given = parser.parse_args()
    peers = str(ROOT / "benchmarks" / "peers")
    bots = {"ours, everything durable": ([sys.executable, "-m", "bot", "run"], "/telegram/webhook", True)}
    for name, file, modules in (
        ("python-telegram-bot echo", "ptb_echo.py", ("telegram", "tornado")),
        ("aiogram echo", "aiogram_echo.py", ("aiogram",)),
    ):
        if given.alone:
            continue
        if has(given.peers, *modules):
            bots[name] = ([given.peers, f"{peers}/{file}", "{base}", "{port}", "{secret}"], "/hook", False)
        else:
            print(f"{name}: left out, {' or '.join(modules)} is missing; see the head of this file", file=sys.stderr)
    results: dict[str, list[Round]] = defaultdict(list)
    before = os.getloadavg()[0]
    for number in range(given.rounds):
        for name, bot in bots.items():
            results[name].append(await measure(bot[0], bot[1], ours=bot[2]))
            print(f"round {number + 1}: {name}: {results[name][-1].per_s:.0f}/s", file=sys.stderr)
    ours = median(one.per_s for one in results["ours, everything durable"])
    print(f"{'':<26}{'burst of 2,000':>35}{'acknowledged':>17}{'at 50/s':>16}{'ack':>15}")
    heads = (("", -26), ("/s", 7), ("span", 11), ("ours x", 8), ("CPU ms", 9), ("p50", 9), ("p95", 8), ("p50", 9),
             ("p95", 7), ("p50", 8), ("p95", 7))  # fmt: skip
    print("".join(f"{head:<{-width}}" if width < 0 else f"{head:>{width}}" for head, width in heads))
    for name, rounds in results.items():
        print(line(name, rounds, ours))
    after = os.getloadavg()[0]
    print(f"{given.rounds} rounds in turn, milliseconds; load average {before:.1f} before, {after:.1f} after")
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
