"""The short form of the kill rounds; `python -m tests.kill.rounds --rounds 100` is the long one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kill.rounds import play


@pytest.mark.slow
@pytest.mark.timeout(240)
@pytest.mark.parametrize("mode", ["webhook", "polling"])
async def test_killed_three_times_and_nothing_is_lost(mode: str, tmp_path: Path) -> None:
    verdict = await play(3, mode, residents=6, seed=7, folder=tmp_path)
    assert verdict.tickets > 0
    assert verdict.clean, verdict.table()
