"""Each contract is kept on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.load import Knowledge
from tests.fakes.machine import Machine


@pytest.fixture
def machine(db_url: str, tmp_path: Path, knowledge: Knowledge) -> Machine:
    """A machine on a fresh database, not started."""
    return Machine(db_url, tmp_path, knowledge)
