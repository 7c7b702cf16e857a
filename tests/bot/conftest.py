"""A typist: types commands in an empty folder, with nothing set in the environment."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.commands import build_cli
from bot.settings import Settings
from handlers import features

Type = Callable[..., Result]


@pytest.fixture
def types(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Type:
    """Types a command and returns how it ended."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    cli = build_cli(features())
    return lambda *words: CliRunner().invoke(cli, list(words))
