"""A small rehearsal finds nothing wrong though the process dies in it, and finds what was broken on purpose."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

import handlers.tickets
from bot.commands import build_cli
from handlers import features
from handlers.tickets.rehearsal import cli
from handlers.tickets.rehearsal.checks import Wrong


def test_a_day_in_which_the_process_dies() -> None:
    done = CliRunner().invoke(build_cli(features()), ["rehearse", "--events", "20", "--seed", "3", "--json"])
    told = json.loads(done.stdout)
    assert (done.exit_code, told["ok"], told["events"], told["tickets"]) == (0, True, 20, 20)
    assert told["crashes"] > 3
    assert told["deeds"] > 20
    assert not any(told["faults"].values())


def test_what_is_broken_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deaf = {**handlers.tickets.FEATURE.jobs, "tickets.step": lambda _tx, _timer: None}
    monkeypatch.setattr(handlers.tickets, "FEATURE", replace(handlers.tickets.FEATURE, jobs=deaf))
    _play, found = cli.played(tmp_path, events=8, days=1, seed=1)
    assert found.faults[Wrong.MISSED]
    assert not found.whole
