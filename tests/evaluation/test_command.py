"""The command: what it refuses, what it prints, and that failures of the held-out half stay hidden unless asked for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from handlers.faq.outcomes import Outcome
from tests.evaluation import __main__ as command
from tests.evaluation import baseline
from tests.evaluation.play import Played
from tests.evaluation.sets import HELD_OUT, TUNING, Case

CONFIGURATION = {"embedder": "none", "entries": 1}


def _lost(half: str) -> Played:
    case = Case("questions", f"of-{half}", half, ("身份证到期",), {"topics": ["res:I03"], "facts": ["旧证"]})
    return Played(case, Outcome.NO_CONTENT, "", "没有找到", (), ("res:I03",), "", "zh", 0.0)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The command with two failures already played, one in each half."""
    monkeypatch.setattr(command, "play_sets", lambda names: ([_lost(TUNING), _lost(HELD_OUT)], CONFIGURATION))
    cli = typer.Typer()
    cli.command()(command.main)
    return lambda *arguments: CliRunner().invoke(cli, list(arguments))


def test_failures_are_those_of_the_half_to_tune_by(run: Any) -> None:
    assert "of-tuning" in run("--failures").output
    assert "of-held_out" not in run("--failures").output
    assert "of-held_out" in run("--failures", "--held-out").output


def test_json_is_one_object_with_the_configuration(run: Any) -> None:
    found = json.loads(run("--json").output)
    assert found["configuration"] == CONFIGURATION
    assert found["report"]["outcome"]["all"]["false_refusals"] == 100.0
    assert found["report"]["retrieval"]["tuning"]["recall@1"] == 100.0


def test_an_unknown_set_and_a_partial_baseline_are_refused(run: Any) -> None:
    unknown = run("--set", "nosuch")
    assert unknown.exit_code != 0
    assert "nosuch" in unknown.output
    assert run("--set", "questions", "--store").exit_code != 0


def test_what_is_stored_is_read_again(run: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(baseline, "BASELINE", tmp_path / "baseline.json")
    assert run("--store").exit_code == 0
    stored = baseline.stored()
    assert stored["configuration"] == CONFIGURATION
    assert stored["cases"] == {"questions": 2}
    assert baseline.fallen(stored["report"], stored["report"]) == []
