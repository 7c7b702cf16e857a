"""A program that runs beside the benchmark: started, watched by what it costs, stopped."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
_TICK = os.sysconf("SC_CLK_TCK")
_QUIET = 0.05


@dataclass(frozen=True, slots=True)
class Watched:
    """A running program."""

    process: asyncio.subprocess.Process

    def cpu_s(self) -> float:
        """Processor time used so far, in seconds."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICK

    def resident_mb(self) -> float:
        """Memory in use now, in megabytes."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        raise ProcessLookupError(self.process.pid)

    async def calm(self, seconds: float = 30) -> None:
        """Waits until what it does at start (loading, indexing) is over."""
        for _ in range(int(seconds / 0.5)):
            before = self.cpu_s()
            await asyncio.sleep(0.5)
            if (self.cpu_s() - before) / 0.5 < _QUIET:
                return


@asynccontextmanager
async def running(command: Sequence[str], settings: Mapping[str, str]) -> AsyncIterator[Watched]:
    """Runs a program with these settings in the environment; ends it politely, then firmly."""
    environment = {**os.environ, **settings, "NO_PROXY": "127.0.0.1"}
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env=environment, stdout=asyncio.subprocess.DEVNULL
    )
    try:
        yield Watched(process)
    finally:
        if process.returncode is None:
            process.terminate()
            try:
                await asyncio.wait_for(process.wait(), 15)
            except TimeoutError:
                process.kill()
                await process.wait()


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
