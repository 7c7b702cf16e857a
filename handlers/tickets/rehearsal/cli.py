"""`rehearse`: district days on simulated time in a database of their own, and what was found wrong in them."""

from __future__ import annotations

import json
import random
import tempfile
import time
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from handlers.tickets.rehearsal.counting import Tally
    from handlers.tickets.rehearsal.playing import Play

FIRST_DAY = datetime(2026, 11, 22, 16, tzinfo=UTC)
"""Midnight before a Monday in Shanghai."""
A_UNIT_CARRIES = 250
"""So many events a day one unit and its group deal with."""


def register(cli: typer.Typer) -> None:
    """Adds the command."""

    @cli.command()
    def rehearse(
        events: int = typer.Option(100, min=1, help="events a day"),
        days: int = typer.Option(1, min=1, help="days"),
        seed: int = typer.Option(1, help="another number plays other days"),
        as_json: bool = typer.Option(False, "--json", help="one object"),
    ) -> None:
        """Plays district days through the real core on simulated time; exit 1 when something was found wrong."""
        begun = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            play, found = played(Path(folder), events, days, seed)
            took = time.monotonic() - begun
            _tell(play, found, took, as_json=as_json)
        raise typer.Exit(0 if found.whole else 1)


def played(folder: Path, events: int, days: int, seed: int) -> tuple[Play, Tally]:
    """Plays the days on a database in that folder; what was counted, and what is wrong."""
    from bot.db import plain_engine
    from bot.limiter import Rates
    from bot.settings import load_settings
    from bot.upgrades import upgrade
    from handlers.tickets import FEATURE, clockwork
    from handlers.tickets.rehearsal import counting, playing
    from handlers.tickets.rehearsal.district import District, settle_in
    from knowledge.load import load

    opened = partial(plain_engine, "", folder)
    chance, more = random.Random(seed), max(1, events // A_UNIT_CARRIES)
    residents = [f"p{number}" for number in range(max(20, events // 3))]
    engine = opened()
    upgrade(engine)
    rates = Rates(overall_per_s=25, chat_per_s=1, chat_burst=3, group_per_min=20)
    settings = load_settings().model_copy(update={"data_dir": folder})
    town = District(engine, load(), settings, FEATURE.jobs, FIRST_DAY, rates, reopen=opened, starts=clockwork.begin)
    settle_in(town, more, residents)
    town.act(clockwork.begin)
    town.crash = lambda: chance.random() < min(0.01, 1 / (10 * events))
    play = playing.Play(town, chance, residents, ["cg", "zj", "lz", *(f"j{number}" for number in range(more))])
    playing.begin(play)
    for day in range(days):
        midnight = FIRST_DAY + timedelta(days=day)
        playing.plan_day(play, midnight, events)
        play.until(midnight + timedelta(days=1))
    found = counting.tally(play)
    town.engine.dispose()
    return play, found


def _tell(play: Play, found: Tally, took: float, *, as_json: bool) -> None:
    from handlers.tickets.rehearsal.checks import Wrong

    figures = {
        "events": play.counts["planned"], "tickets": len(play.tickets), "deeds": play.counts["deeds"],
        "messages": len(play.town.sent), "crashes": play.town.crashes, "seconds": round(took, 1),
    }  # fmt: skip
    if as_json:
        faults = {wrong.name.lower(): found.faults[wrong] for wrong in Wrong}
        typer.echo(json.dumps({"ok": found.whole, **figures, "faults": faults}))
        return
    for name, figure in figures.items():
        typer.echo(f"{name:28}{figure:>12}")
    for wrong in Wrong:
        typer.echo(f"{wrong.value:28}{found.faults[wrong]:>12}  {found.said.get(wrong, '')}")
    refused = sorted((name, times) for name, times in play.counts.items() if name.startswith("refused"))
    typer.echo("refused, because others were faster or it was over: " + str(sum(times for _name, times in refused)))
