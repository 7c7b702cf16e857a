"""`eligibility`: personas in, what may be theirs out."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import typer

from bot.clock import SystemClock
from handlers.benefits import rules
from knowledge.eligibility import answer_line
from knowledge.load import SHIPPED


def register(cli: typer.Typer) -> None:
    """Adds `eligibility`."""

    @cli.command()
    def eligibility(
        file: Path = typer.Option(..., "--file", help='lines {"id","persona":{field:value},"today"?}'),
        as_json: bool = typer.Option(True, "--json", help="one JSON object a line (the only form)"),
    ) -> None:
        """Checks personas against every programme; one result line each, in order."""
        benefits = rules.benefits_in(SHIPPED)
        today = rules.today(SystemClock().now())
        for number, raw in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            if not raw.strip():
                continue
            try:
                result = answer_line(json.loads(raw), benefits.programmes, benefits.fields, today)
            except ValueError as error:
                raise typer.BadParameter(f"{file}:{number}: {error}", param_hint="--file") from error
            sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
