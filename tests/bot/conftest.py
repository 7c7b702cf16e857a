"""A typist: types commands in an empty folder, with nothing set in the environment."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.checks import content
from bot.commands import build_cli
from bot.settings import Settings
from handlers import features
from handlers.faq import cli
from handlers.faq.gaps import cli as gaps_cli
from knowledge import load as load_module
from knowledge.load import SHIPPED, Knowledge

Type = Callable[..., Result]


@pytest.fixture
def types(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, knowledge: Knowledge) -> Type:
    """Types a command and returns how it ended; the shipped knowledge is not read again for each."""
    read = load_module.load

    def load(folder: Path = SHIPPED) -> Knowledge:
        return knowledge if folder == SHIPPED else read(folder)

    for module in (load_module, content, cli, gaps_cli):
        monkeypatch.setattr(module, "load", load)
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    built = build_cli(features())
    return lambda *words: CliRunner().invoke(built, list(words))
