"""`knowledge import | export | disable | enable`: what staff publish over the shipped entries, from files and back."""

from __future__ import annotations

import getpass
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.commands.database import in_one_write
from bot.errors import AssistantError
from bot.settings import load_settings

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from knowledge.editing.merge import Merged
    from knowledge.editing.planning import Change, Plan
    from knowledge.load import Knowledge

_AUTHOR = "who publishes; your account on this machine when left out"
_NOTE = "why; kept with the revisions"


class _MovedError(AssistantError):
    """Somebody published while the table was read."""


def register(group: typer.Typer) -> None:
    """Adds the commands to `knowledge`."""

    @group.command("export")
    def export(file: Path = typer.Argument(..., help="an .xlsx, .csv or .md file to write")) -> None:
        """Writes every entry as it stands now, disabled ones included."""
        from knowledge.editing.files import write_entries
        from knowledge.editing.table import TableError

        _seed, now, _number = standing()
        try:
            write_entries(file, now.entries.values(), now.disabled)
        except (TableError, OSError) as problem:
            typer.echo(str(problem), err=True)
            raise typer.Exit(1) from problem
        typer.echo(f"{file}：{len(now.entries)} 条，停用 {len(now.disabled)} 条")

    @group.command("import")
    def import_(
        file: Path = typer.Argument(..., help="an .xlsx, .csv or .md file, best one that `export` wrote"),
        dry_run: bool = typer.Option(False, "--dry-run", help="only say what would change"),
        author: str = typer.Option("", help=_AUTHOR),
        note: str = typer.Option("", help=_NOTE),
    ) -> None:
        """Publishes what differs; exit 1 when rows were not taken (all others are)."""
        from knowledge.editing.files import read_entry_table
        from knowledge.editing.planning import plan
        from knowledge.editing.table import TableError

        seed, now, number = standing()
        try:
            found = plan(seed, now, read_entry_table(file))
        except TableError as problem:
            typer.echo(str(problem), err=True)
            raise typer.Exit(1) from problem
        for line in report(found):
            typer.echo(line)
        if found.changes and not dry_run:
            made = list(found.revisions(seed))
            _publish(made, number, author, note or file.name)
        typer.echo(summary(found, dry_run=dry_run))
        raise typer.Exit(1 if found.problems else 0)

    @group.command()
    def disable(
        entry: str = typer.Argument(..., help="the entry's id"),
        author: str = typer.Option("", help=_AUTHOR),
        note: str = typer.Option("", help=_NOTE),
    ) -> None:
        """Takes an entry out of service at once."""
        _switch(entry, author, note, enabled=False)

    @group.command()
    def enable(
        entry: str = typer.Argument(..., help="the entry's id"),
        author: str = typer.Option("", help=_AUTHOR),
        note: str = typer.Option("", help=_NOTE),
    ) -> None:
        """Puts an entry back into service."""
        _switch(entry, author, note, enabled=True)


def standing() -> tuple[Knowledge, Merged, int]:
    """The shipped content, what stands over it, and how often that was changed."""
    from bot.store import revisions
    from knowledge.load import load

    seed = load()

    def look(conn: Connection) -> tuple[Merged, int]:
        return revisions.standing(conn, seed), revisions.number(conn)

    now, number = in_one_write(load_settings(), look)
    for mistake in now.mistakes:
        typer.echo(f"warning: {mistake}", err=True)
    return seed, now, number


def _publish(made: list[tuple[str, str, bool]], number: int, author: str, note: str) -> None:
    """In one transaction; refused when somebody else published since the table was compared."""
    from bot.store import revisions

    who = author.strip() or account()

    def publish(conn: Connection) -> int:
        if revisions.number(conn) != number:
            raise _MovedError("导入的时候内容刚被别人改过，什么也没有导入：请再试一次")
        return revisions.publish(conn, made, who, note, datetime.now(UTC))

    in_one_write(load_settings(), publish)


def _switch(entry: str, author: str, note: str, *, enabled: bool) -> None:
    from knowledge.editing.plain import dumped

    seed, now, number = standing()
    found = now.entries.get(entry)
    if found is None:
        typer.echo(f"没有编号是 {entry} 的条目", err=True)
        raise typer.Exit(1)
    shipped = seed.entries.get(entry)
    same = shipped is not None and dumped(shipped) == dumped(found)
    if (entry not in now.disabled) != enabled:
        _publish([(entry, "" if same else dumped(found), enabled)], number, author, note)
    typer.echo(f"{entry} {found.title}：{'启用' if enabled else '停用'}")


def account() -> str:
    """The name of whoever is at the keyboard; a number where the system knows no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())


def report(found: Plan) -> list[str]:
    """One line for each entry that changes and each row that is not taken, in the order of the file."""
    lines = [(change.row, _line(change)) for change in found.changes]
    for problem in found.problems:
        at = f"第 {problem.row} 行 " if problem.row else ""
        lines.append((problem.row, f"没有导入  {at}{problem.about}：{problem.reason}"))
    return [text for _row, text in sorted(lines, key=lambda line: line[0])]


def _line(change: Change) -> str:
    where = f"第 {change.row} 行 {change.entry.id}"
    if change.new:
        return f"新增      {where}：{change.entry.title}" + ("" if change.enabled else "（停用）")
    switched = ("启用" if change.enabled else "停用") if change.switched else ""
    changed = f"改了 {'、'.join(change.fields)}" if change.fields else ""
    return f"修改      {where}：{'，'.join(part for part in (switched, changed) if part)}"


def summary(found: Plan, *, dry_run: bool) -> str:
    """How many of each, in one line."""
    new = sum(change.new for change in found.changes)
    refused = len({(problem.row, problem.about) for problem in found.problems})
    head = f"{len(found.changes)} changes" + (" (dry run, nothing was changed)" if dry_run else "")
    return (
        f"{head} · 新增 {new} 条，修改 {len(found.changes) - new} 条，不变 {found.unchanged} 条；"
        f"{refused} 处有问题，没有导入"
    )
