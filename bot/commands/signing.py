"""`knowledge sign`: which entries wait for their unit, and the unit's word put under them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from bot.clock import SHANGHAI
from bot.commands.database import in_one_write
from bot.commands.editing import account, standing
from bot.settings import load_settings

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from knowledge.load import Knowledge
    from knowledge.shapes import Entry


def register(group: typer.Typer) -> None:
    """Adds the command to `knowledge`."""

    @group.command()
    def sign(
        entries: list[str] = typer.Argument(None, help="ids to sign; without any, what waits is listed"),
        unit: str = typer.Option("", help="list, or with --all sign, what waits for this department"),
        every: bool = typer.Option(False, "--all", help="sign everything that waits for --unit"),
        by: str = typer.Option("", help="who signs for the unit; your account on this machine when left out"),
        withdraw: bool = typer.Option(False, "--withdraw", help="take the signatures of these entries back"),
    ) -> None:
        """Lists entries that their unit has not signed, or signs them as they read now."""
        from knowledge.editing.signing import chosen, waiting

        seed, now, _number = standing()
        queue = waiting(now, datetime.now(SHANGHAI).date())
        if unit and unit not in seed.departments:
            raise typer.BadParameter(f"one of {', '.join(seed.departments)}", param_hint="--unit")
        if every and not unit:
            raise typer.BadParameter("--all needs --unit", param_hint="--all")
        names = [entry.id for entry in queue.get(unit, ())] if every else entries or []
        if not names:
            _list(seed, queue, unit, in_full=bool(unit))
            return
        found, unknown = chosen(now.entries, names)
        if unknown:
            typer.echo(f"没有编号是 {'、'.join(unknown)} 的条目", err=True)
            raise typer.Exit(1)
        _sign(seed, found, by.strip() or account(), withdraw=withdraw)


def _sign(seed: Knowledge, found: list[Entry], by: str, *, withdraw: bool) -> None:
    from bot.store import revisions
    from knowledge.editing.signing import answers_for, signed

    moment = datetime.now(UTC)

    def put(conn: Connection) -> None:
        for entry in found:
            if withdraw:
                revisions.unsign(conn, entry.id)
            else:
                word = signed(entry, answers_for(seed, entry), moment.astimezone(SHANGHAI).date())
                revisions.sign(conn, word, None, by, moment)

    in_one_write(load_settings(), put)
    for entry in found:
        typer.echo(f"{'撤回核签' if withdraw else '已核签'}  {entry.id}  {entry.title}  {answers_for(seed, entry)}")


def _list(seed: Knowledge, queue: dict[str, list[Entry]], unit: str, *, in_full: bool) -> None:
    for name, those in queue.items():
        if unit and name != unit:
            continue
        department = seed.departments.get(name)
        typer.echo(f"{department.name if department else '没有写核签部门'}  {name}：{len(those)} 条待核签")
        for entry in those if in_full else ():
            typer.echo(f"  {entry.id}  {entry.title}")
    if not queue.get(unit, queue):
        typer.echo("没有待核签的条目")
