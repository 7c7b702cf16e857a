"""`classify` and `similar`: what reports are about, which are the same, nothing is stored; `verify` and `rates`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import typer
from numpy.typing import NDArray

from handlers.tickets import verifying
from handlers.tickets.rates import command as rates
from handlers.tickets.rehearsal import cli as rehearsal
from knowledge.load import SHIPPED
from knowledge.reports import SAME, Reports, likeness, load_reports, print_of, read

Vectors = Callable[[str], NDArray[np.float32] | None]


def register(cli: typer.Typer) -> None:
    """Adds the commands."""
    verifying.register(cli)
    rehearsal.register(cli)
    rates.register(cli)

    @cli.command()
    def classify(
        file: Path = typer.Option(..., "--file", help='lines {"id","text"}'),
        as_json: bool = typer.Option(True, "--json", help="one JSON object a line (the only form)"),
    ) -> None:
        """Category, lead, urgency and place of every report; one result line each, in order."""
        reports = load_reports(SHIPPED)
        vector = _vectors(reports)
        for line in _lines(file, "text"):
            reading = read(line["text"], reports, vector(line["text"]))
            _tell({
                "id": line.get("id"), "category": reading.category.value, "lead": reading.lead.value,
                "urgent": reading.urgent, "place": reading.place,
            })  # fmt: skip

    @cli.command()
    def similar(
        file: Path = typer.Option(..., "--file", help='lines {"id","a","b"}'),
        as_json: bool = typer.Option(True, "--json", help="one JSON object a line (the only form)"),
    ) -> None:
        """Whether both reports of every pair are the same event or spot; one result line each, in order."""
        reports = load_reports(SHIPPED)
        vector = _vectors(reports)
        for line in _lines(file, "a", "b"):
            one, other = (print_of(line[key], reports, vector(line[key])) for key in ("a", "b"))
            score = likeness(one, other)
            _tell({"id": line.get("id"), "same": score >= SAME, "score": score})


def _vectors(reports: Reports) -> Vectors:
    """What turns a text into a vector that the reports can use: nothing where their model is not there."""
    from bot.embedding import pick_embedder

    embedder = pick_embedder()
    if embedder is None or not reports.hears(embedder.name):
        return lambda text: None
    chosen = embedder
    return lambda text: chosen.embed([text])[0]


def _tell(result: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")


def _lines(file: Path, *wanted: str) -> Iterator[dict[str, Any]]:
    """The objects of the file; a wrong line ends the command with its number."""
    try:
        written = file.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise typer.BadParameter(str(error), param_hint="--file") from error
    for number, raw in enumerate(written.splitlines(), 1):
        if not raw.strip():
            continue
        try:
            line = json.loads(raw)
            if not isinstance(line, dict) or not all(isinstance(line.get(key), str) for key in wanted):
                raise ValueError(f"expected an object with {', '.join(wanted)} as texts")
        except ValueError as error:
            raise typer.BadParameter(f"{file}:{number}: {error}", param_hint="--file") from error
        yield line
