"""The doctor: looks at everything the assistant needs, changes nothing, and says how to put right what is wrong."""

from __future__ import annotations

import asyncio
from datetime import datetime

from bot.checks.finding import Check, State, error, ok, warn
from bot.errors import SettingsError
from bot.settings import Settings, load_settings

__all__ = ["Check", "State", "error", "examine", "examine_settings", "ok", "warn"]


def examine_settings() -> tuple[Settings | None, list[Check]]:
    """The settings in force; None when they cannot be used, with one error for each mistake."""
    try:
        return load_settings(), [ok("settings", "every value can be used")]
    except SettingsError as problem:
        return None, [error("settings", mistake, "correct it in .env") for mistake in problem.mistakes]


async def examine(settings: Settings, now: datetime) -> list[Check]:
    """Every check, in the order in which a person would put things right; the wires are asked last."""
    from bot.checks import content, model, place, storage, wires

    found = [*place.checks(settings), *await asyncio.to_thread(storage.checks, settings, now)]
    found += await asyncio.to_thread(content.checks, now, settings)
    found += [*wires.checks(settings), *await wires.telegram_checks(settings)]
    return [*found, await model.check(settings)]
