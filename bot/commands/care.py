"""`init`, `check`, `switch`, `backup`, `restore`, `upgrade`: what whoever looks after the assistant needs."""

from __future__ import annotations

import asyncio
import json
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.commands.database import in_one_write, open_engine, readable
from bot.commands.setup import set_up
from bot.errors import SettingsError
from bot.feature import Feature
from bot.settings import Settings, load_settings

if TYPE_CHECKING:
    from bot.archive import Manifest


def register(cli: typer.Typer, features: tuple[Feature, ...]) -> None:
    """Adds the commands."""
    cli.command("init")(set_up)

    @cli.command()
    def check(as_json: bool = typer.Option(False, "--json", help='one object {"ok","checks"}')) -> None:
        """Looks at everything that is needed and says how to put right what is wrong; exit 1 on an error."""
        from bot.checks import State, examine, examine_settings

        settings, found = examine_settings()
        if settings is not None:
            found += asyncio.run(examine(settings, datetime.now(UTC)))
        fine = all(each.state is not State.ERROR for each in found)
        if as_json:
            checks = [{"name": c.name, "state": c.state.value, "text": c.text, "fix": c.fix} for c in found]
            typer.echo(json.dumps({"ok": fine, "checks": checks}, ensure_ascii=False))
        else:
            typer.echo("\n".join(each.line for each in found))
        raise typer.Exit(0 if fine else 1)

    @cli.command()
    def switch(
        channel: str = typer.Argument(..., help="web, telegram, console, …"),
        state: str = typer.Argument(..., help="on or off"),
        reason: str = typer.Option("", help="told to everybody who writes there meanwhile"),
    ) -> None:
        """Pauses a channel for residents, or opens it again; works within two seconds, without a restart."""
        from bot.store.timers import turn_switch
        from bot.switches import CHANNELS

        if channel not in CHANNELS:
            raise typer.BadParameter(f"one of {', '.join(sorted(CHANNELS))}", param_hint="CHANNEL")
        if state not in ("on", "off"):
            raise typer.BadParameter("on or off", param_hint="STATE")
        on, why = state == "on", reason.strip().rstrip("。.")
        in_one_write(load_settings(), lambda conn: turn_switch(conn, channel, on, "" if on else why, datetime.now(UTC)))
        typer.echo(f"{channel} is {state}" + ("" if on else "; residents are told, staff groups go on working"))

    @cli.command()
    def backup(file: Path = typer.Argument(..., help="the archive to write")) -> None:
        """Writes database and kept files into one archive, also while the assistant runs."""
        from bot.backups import back_up

        settings = load_settings()
        with open_engine(settings) as engine:
            manifest = back_up(engine, settings.data_dir, file)
        typer.echo(f"{file}: {_sum(manifest)}, {file.stat().st_size // 1024} kB")
        typer.echo("It holds personal data and keys: keep it as safe as the server. The .env file is not in it.")
        for digest in manifest.missing:
            typer.echo(f"warning: a file is lost, its row is kept: {digest}", err=True)

    @cli.command()
    def restore(
        file: Path = typer.Argument(..., help="an archive that `backup` wrote"),
        only_check: bool = typer.Option(False, "--check", help="only verify the archive"),
        force: bool = typer.Option(False, "--force", help="replace what the database holds"),
    ) -> None:
        """Puts an archive back, into SQLite or PostgreSQL; stop `run` before."""
        from bot import restores
        from bot.archive import open_archive

        with readable(), open_archive(file) as archive:
            if only_check:
                restores.verify(archive)
                typer.echo(f"{file} is whole: {_sum(archive.manifest)}")
                return
            settings = load_settings()
            with _alone(settings), open_engine(settings, make=True) as engine:
                done = restores.restore(engine, settings.data_dir, archive, force=force)
        typer.echo(f"put back: {done.rows} rows, {done.files} files")
        if done.copy:
            typer.echo(f"what was there before: {done.copy}")
        for name in done.left_out:
            typer.echo(f"warning: left out, it is no table of the assistant: {name}", err=True)

    @cli.command()
    def upgrade(dry_run: bool = typer.Option(False, "--dry-run", help="print the SQL instead")) -> None:
        """Brings the database to the schema of this version, after a backup; stop `run` before."""
        from bot import upgrades

        settings = load_settings()
        with ExitStack() as stack:
            engine = stack.enter_context(open_engine(settings))
            with engine.connect().execution_options(reads=True) as conn:
                have = upgrades.current(conn)
            if have == upgrades.newest():
                typer.echo(f"nothing to do: the database is at {have}")
                return
            if have is not None and not upgrades.known(have):
                raise SettingsError([f"database was made by a newer version (schema {have}): install that version"])
            if dry_run:
                upgrades.upgrade(engine, sql=True)
                return
            stack.enter_context(_alone(settings))
            if have is not None:
                typer.echo(f"backup: {upgrades.back_up_before(engine, settings.data_dir)}")
            upgrades.upgrade(engine)
            typer.echo(f"upgraded from {have or 'nothing'} to {upgrades.newest()}")


def _alone(settings: Settings) -> ExitStack:
    """Refuses while `run` works on the same SQLite file; PostgreSQL keeps its own order."""
    from bot.commands.serving import only_one

    stack = ExitStack()
    if not settings.database_url.get_secret_value().startswith("postgresql"):
        stack.enter_context(only_one(settings.data_dir))
    return stack


def _sum(manifest: Manifest) -> str:
    tables = f"{manifest.rows} rows in {len(manifest.tables)} tables"
    return f"{tables}, {len(manifest.files)} files, schema {manifest.schema}"
