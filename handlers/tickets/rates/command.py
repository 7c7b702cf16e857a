"""`rates`: how many matters were answered in time, are solved by their residents' word, and satisfied them."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from typing import Any

import typer

from bot.clock import SHANGHAI, SystemClock
from bot.settings import load_settings
from handlers.tickets.rates import Rates, Share, rates

DAYS = 30
_HEAD = ("", "响应率 responded", "解决率 solved", "没说 silent", "满意率 satisfied", "没评 unrated")


def register(cli: typer.Typer) -> None:
    """Adds the command."""

    @cli.command("rates")
    def command(
        since: str = typer.Option("", help=f"first day, YYYY-MM-DD (default: {DAYS} days ago)"),
        until: str = typer.Option("", help="last day, YYYY-MM-DD (default: today)"),
        as_json: bool = typer.Option(False, "--json", help="one object, by unit and over all"),
    ) -> None:
        """The three rates of the tickets that residents opened in these days, from what happened alone."""
        from bot.commands.database import open_engine
        from bot.store import offices
        from handlers.tickets.rates import store
        from knowledge.limits import read_limits
        from knowledge.load import SHIPPED

        now = SystemClock().now()
        last = _day(until) or now.astimezone(SHANGHAI).date()
        first = _day(since) or last - timedelta(days=DAYS - 1)
        if first > last:
            raise typer.BadParameter(f"{first} lies behind {last}")
        mistakes: list[str] = []
        limits = read_limits(SHIPPED / "limits.toml", mistakes)
        with open_engine(load_settings()) as engine, engine.connect().execution_options(reads=True) as conn:
            lives = store.lives(conn, _begin(first), _begin(last + timedelta(days=1)))
            names = {unit.code: unit.name for unit in offices.units(conn)}
        by_unit = {names.get(code, code): rates(found, limits, now) for code, found in sorted(lives.items())}
        every = rates((life for found in lives.values() for life in found), limits, now)
        if as_json:
            units = {name or "": _plain(one) for name, one in by_unit.items()}
            typer.echo(json.dumps({"since": f"{first}", "until": f"{last}", "all": _plain(every), "units": units},
                                  ensure_ascii=False))  # fmt: skip
            return
        typer.echo("\t".join(_HEAD))
        for name, one in (*by_unit.items(), ("全部 all", every)):
            typer.echo("\t".join((name or "-", *_row(one))))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no day: YYYY-MM-DD") from error


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


def _row(one: Rates) -> tuple[str, ...]:
    return _said(one.responded), _said(one.solved), str(one.silent), _said(one.satisfied), str(one.unrated)


def _said(share: Share) -> str:
    """The rate never stands without its denominator."""
    return f"{share.percent:.0f} % ({share.count}/{share.of})" if share.percent is not None else "- (0)"


def _plain(one: Rates) -> dict[str, Any]:
    return {
        **{name: {"count": share.count, "of": share.of, "percent": share.percent}
           for name, share in (("responded", one.responded), ("solved", one.solved), ("satisfied", one.satisfied))},
        "silent": one.silent, "unrated": one.unrated,
    }  # fmt: skip
