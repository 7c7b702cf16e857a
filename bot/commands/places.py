"""`places import | export | template`: where the windows are, brought in by a table."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.commands.database import in_one_write
from bot.commands.editing import account
from bot.feature import Feature
from bot.settings import load_settings

if TYPE_CHECKING:
    from knowledge.places import Place


def register(cli: typer.Typer, features: tuple[Feature, ...]) -> None:
    """Adds the commands."""
    group = typer.Typer(no_args_is_help=True, help="Service points: addresses, phones, hours.")
    cli.add_typer(group, name="places")

    @group.command()
    def template(file: Path = typer.Argument(..., help="an .xlsx or .csv file to write")) -> None:
        """Writes an empty table with sample rows (which are never taken in) and how to fill it."""
        _write(file, {})

    @group.command()
    def export(file: Path = typer.Argument(..., help="an .xlsx or .csv file to write")) -> None:
        """Writes the places as they stand now."""
        from bot.store import places

        now, _mistakes = in_one_write(load_settings(), places.every)
        _write(file, now)

    @group.command("import")
    def import_(
        file: Path = typer.Argument(..., help="an .xlsx or .csv file"),
        dry_run: bool = typer.Option(False, "--dry-run", help="only say what would change"),
        author: str = typer.Option("", help="who brings it in; your account on this machine when left out"),
    ) -> None:
        """Takes in new and changed places by their number; exit 1 when rows were not taken (all others are)."""
        from bot.store import places
        from knowledge.editing.places import plan_places
        from knowledge.editing.table import TableError
        from knowledge.load import load

        settings = load_settings()
        now, _mistakes = in_one_write(settings, places.every)
        try:
            found = plan_places(file, now, load())
        except TableError as problem:
            typer.echo(str(problem), err=True)
            raise typer.Exit(1) from problem
        for place in found.changed:
            state = "" if place.enabled else "（停用）"
            typer.echo(f"{'修改' if place.id in now else '新增'}      {place.id}：{place.name}{state}")
        for bad in found.problems:
            typer.echo(f"没有导入  第 {bad.row} 行 {bad.about}：{bad.reason}")
        if found.changed and not dry_run:
            who = author.strip() or account()
            in_one_write(settings, lambda conn: places.put(conn, found.changed, who, datetime.now(UTC)))
        refused = len({bad.row for bad in found.problems})
        head = f"{len(found.changed)} changes" + (" (dry run, nothing was changed)" if dry_run else "")
        samples = f"，示例 {found.samples} 行不导入" if found.samples else ""
        typer.echo(f"{head} · 不变 {found.unchanged} 个{samples}；{refused} 行有问题，没有导入")
        raise typer.Exit(1 if found.problems else 0)


def _write(file: Path, now: dict[str, Place]) -> None:
    from knowledge.editing.places import write_places
    from knowledge.editing.table import TableError
    from knowledge.load import load

    try:
        write_places(file, now.values(), load())
    except (TableError, OSError) as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(1) from problem
    typer.echo(f"{file}：{len(now)} 个地点" if now else f"{file}：空表，填好后用 places import 导入")
