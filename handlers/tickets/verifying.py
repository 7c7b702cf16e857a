"""`verify`: reads the whole history and names the first line of every ticket whose chain does not hold."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import typer

from bot.settings import load_settings

if TYPE_CHECKING:
    from handlers.tickets.links import Break

WHY = {
    "hash": "line {line} was changed, or a line before it is missing",
    "words": "the words of line {line} are not those that were written down",
    "erased": "the words of line {line} are gone, and no line says that they were erased",
    "end": "lines are missing at the end",
    "gone": "its number was given out, and the ticket is gone",
}


def register(cli: typer.Typer) -> None:
    """Adds the command."""

    @cli.command()
    def verify(
        as_json: bool = typer.Option(False, "--json", help='one object {"ok","tickets","lines","broken"}'),
    ) -> None:
        """Reads the history of every ticket: whether a line was changed, taken out or put in; exit 1 if one was."""
        from bot.commands.database import open_engine
        from handlers.tickets.store import chain

        # It only reads: beside a running server it must not hold the place of the one who writes.
        with open_engine(load_settings()) as engine, engine.connect().execution_options(reads=True) as conn:
            tickets, lines, broken = chain.breaks(conn)
        if as_json:
            found = [{"ticket": number, "line": one.event_id, "why": one.why} for number, one in broken]
            typer.echo(json.dumps({"ok": not broken, "tickets": tickets, "lines": lines, "broken": found}))
        else:
            for number, one in broken:
                typer.echo(_said(number, one), err=True)
            typer.echo(f"{tickets} tickets, {lines} lines: {'broken' if broken else 'whole'}")
        raise typer.Exit(1 if broken else 0)


def _said(number: str, one: Break) -> str:
    return f"{number}: {WHY[one.why].format(line=one.event_id)}"
