"""`knowledge lint` and `evaluate`: is what the assistant knows fit to be said, and how well is it found."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import typer

from bot.clock import SHANGHAI
from bot.commands import editing, signing
from bot.feature import Feature
from bot.settings import load_settings


def register(cli: typer.Typer, features: tuple[Feature, ...]) -> None:
    """Adds the commands."""
    group = typer.Typer(no_args_is_help=True, help="The content files.")
    cli.add_typer(group, name="knowledge")

    @group.callback()
    def knowledge() -> None:
        """The content files."""

    editing.register(group)
    signing.register(group)

    @group.command()
    def lint(
        folder: Path | None = typer.Option(None, help="content to look at instead of the shipped one"),
        as_json: bool = typer.Option(False, "--json", help='one object {"ok","findings"}'),
    ) -> None:
        """Checks the content files and how they speak; exit 1 on an error, 0 with warnings."""
        from knowledge.lint import lint as look
        from knowledge.load import SHIPPED

        found = look(folder or SHIPPED, datetime.now(UTC).astimezone(SHANGHAI).date())
        fine = not any(each.wrong for each in found)
        if as_json:
            findings = [
                {"state": each.state, "where": each.where, "text": each.what, "fix": each.fix} for each in found
            ]
            typer.echo(json.dumps({"ok": fine, "findings": findings}, ensure_ascii=False))
        else:
            for each in found:
                typer.echo(f"{each.state:<5}  {each.where}: {each.what}" + (f"  — {each.fix}" if each.fix else ""))
            errors = sum(each.wrong for each in found)
            typer.echo(f"{errors} errors, {len(found) - errors} warnings")
        raise typer.Exit(0 if fine else 1)

    @cli.command()
    def evaluate(
        corpus: Path = typer.Option(..., help='lines {"id","question","answer"?,"questions"?:[...]}'),
        queries: Path = typer.Option(..., help='lines {"id","text","relevant":[ids]}; empty is out of scope'),
        as_json: bool = typer.Option(False, "--json", help="one JSON object"),
    ) -> None:
        """Measures retrieval and rejection on any set of questions and answers."""
        from bot.embedding import pick_embedder
        from bot.evaluation import evaluate as measure

        settings = load_settings()
        embedder = pick_embedder(
            settings.embedding_base_url, settings.embedding_model, settings.embedding_api_key.get_secret_value()
        )
        try:
            report = measure(corpus, queries, embedder)
        except (ValueError, OSError) as problem:
            typer.echo(str(problem), err=True)
            raise typer.Exit(2) from problem
        typer.echo(json.dumps(report) if as_json else "\n".join(f"{name}: {value}" for name, value in report.items()))
