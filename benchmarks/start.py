"""From start to the first answer on the page, and memory: `python benchmarks/start.py`.

The server runs as it would with nothing configured, in a folder that it has used before. Questions come from many
addresses, as a proxy would forward them, because the limits for one address would slow them down.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from statistics import median, quantiles

import aiohttp
from harness.process import free_port, running
from harness.questions import questions

QUESTIONS = 500
STARTS = 3


async def ask(client: aiohttp.ClientSession, base: str, text: str, number: int) -> float:
    """Seconds from sending a question in a new chat until its answer stands there (behind the first notice)."""
    began = time.perf_counter()
    origin = {"X-Forwarded-For": f"10.0.{number // 250}.{number % 250 + 1}"}
    async with client.post(f"{base}/api/chat", json={"text": text}, headers=origin) as said:
        said.raise_for_status()
        session = (await said.json())["session"]
    while True:
        async with client.get(f"{base}/api/chat/{session}", headers=origin) as found:
            found.raise_for_status()
            if len((await found.json())["replies"]) >= 2:
                return time.perf_counter() - began
        await asyncio.sleep(0.01)
        if time.perf_counter() - began > 30:
            raise TimeoutError(text)


async def start(folder: str, *, questioned: int) -> tuple[float, float, float, list[float]]:
    """Seconds to the first answer, then megabytes at rest, megabytes after the questions, and seconds for each."""
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    settings = {
        "DATA_DIR": folder, "DATABASE_URL": "", "HTTP_HOST": "127.0.0.1", "HTTP_PORT": str(port), "PUBLIC_URL": "",
        "TELEGRAM_TOKEN": "", "LOG_LEVEL": "WARNING", "TRUSTED_PROXIES": "127.0.0.1",
    }  # fmt: skip
    began = time.perf_counter()
    async with running([sys.executable, "-m", "bot", "run"], settings) as bot, aiohttp.ClientSession() as client:
        while True:
            try:
                await ask(client, base, "新生儿怎么上户口", 0)
                break
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.02)
            if time.perf_counter() - began > 60:
                raise TimeoutError("the server does not answer")
        first = time.perf_counter() - began
        await bot.calm()
        rest = bot.resident_mb()
        took = [await ask(client, base, text, number + 1) for number, text in enumerate(questions()[:questioned])]
        return first, rest, bot.resident_mb(), took


async def main() -> int:
    """Measures and prints the table."""
    before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        await start(folder, questioned=0)
        runs = [await start(folder, questioned=QUESTIONS if number == 0 else 0) for number in range(STARTS)]
    _first, rest, after, took = runs[0]
    print(f"start to the first answer, warm, median of {STARTS}: {median(run[0] for run in runs):.1f} s")
    print(f"resident memory at rest {rest:.0f} MB, after {QUESTIONS} questions {after:.0f} MB")
    print(f"a question over HTTP: median {median(took) * 1000:.0f} ms, p95 {quantiles(took, n=20)[18] * 1000:.0f} ms")
    print(f"load average {before:.1f} before, {os.getloadavg()[0]:.1f} after")
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
