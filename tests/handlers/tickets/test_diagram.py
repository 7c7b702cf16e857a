"""The picture of the table in the docs is the table's."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

from handlers.tickets.rules import State

ROOT = Path(__file__).resolve().parents[3]


def test_the_picture_in_the_docs_is_up_to_date() -> None:
    made = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "ticket-states")], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert made.stdout == (ROOT / "docs" / "ticket-states.svg").read_text(encoding="utf-8"), (
        "run: scripts/ticket-states > docs/ticket-states.svg"
    )
    drawn = "".join(ElementTree.fromstring(made.stdout).itertext())
    assert all(state.value in drawn for state in State)
