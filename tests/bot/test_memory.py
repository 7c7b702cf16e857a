"""What was built on the way goes back to the system."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bot.memory import give_back


def resident_kb() -> int:
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1])


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc keeps what is free")
def test_what_is_free_is_given_back() -> None:
    blocks = [bytearray(60_000) for _ in range(2_000)]
    kept = blocks[::50]
    full = resident_kb()
    del blocks
    give_back()
    assert resident_kb() < full - 60_000
    assert len(kept) == 40
