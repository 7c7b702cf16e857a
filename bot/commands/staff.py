"""`staff add | list | link | remove | import`: who may work in the staff room, and who works where."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.commands.database import in_one_write
from bot.errors import AssistantError
from bot.feature import Feature
from bot.settings import load_settings

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.roster import SheetReport
    from bot.store.staff import Staff

ROLES = ("member", "head", "supervisor", "dispatcher", "editor", "leader", "administrator")
_WHO = "the number from `staff list`, or the name"


class _WhoError(AssistantError):
    """The account that was meant is not clear."""


def register(cli: typer.Typer, features: tuple[Feature, ...]) -> None:
    """Adds the commands."""
    group = typer.Typer(no_args_is_help=True, help="Staff accounts and sign-in links.")
    cli.add_typer(group, name="staff")

    @group.command()
    def add(
        name: str = typer.Argument(..., help="how colleagues call her; residents see the unit only"),
        unit: str = typer.Option("", help="the unit that she works for"),
        role: str = typer.Option(ROLES[0], help=" or ".join(ROLES)),
        identity: str = typer.Option("", help="under which name a channel knows her, as telegram:123456"),
    ) -> None:
        """Makes an account."""
        from bot.store import staff

        if role not in ROLES:
            raise typer.BadParameter(" or ".join(ROLES), param_hint="--role")
        called = name.strip()
        if not called or len(called) > 100:
            raise typer.BadParameter("1 to 100 characters", param_hint="NAME")
        channel, _, external = identity.partition(":")
        if identity and not (channel and external):
            raise typer.BadParameter("CHANNEL:NAME, as telegram:123456", param_hint="--identity")
        now, at = datetime.now(UTC), unit.strip()

        def make(conn: Connection) -> Staff:
            made = staff.add(conn, called, now, at, role)
            if identity:
                staff.know(conn, made.id, channel, external)
            return made

        made = in_one_write(load_settings(), make)
        typer.echo(_line(made))
        typer.echo(f"her sign-in link: python -m bot staff link {made.id}")

    @group.command("list")
    def list_() -> None:
        """Shows all accounts."""
        from bot.store import staff

        found = in_one_write(load_settings(), staff.everyone)
        typer.echo("\n".join(_line(who) for who in found) if found else "no accounts yet: staff add NAME")

    @group.command()
    def link(who: str = typer.Argument(..., help=_WHO)) -> None:
        """Prints a sign-in link that works once, within 24 hours."""
        from bot.store import staff

        def make(conn: Connection) -> tuple[Staff, str]:
            found = _find(conn, who)
            return found, staff.make_key(conn, "link", found.id, datetime.now(UTC), staff.LINK_VALID)

        settings = load_settings()
        found, key = in_one_write(settings, make)
        typer.echo(f"{_line(found)}\n{settings.url}/staff/enter?key={key}")

    @group.command("import")
    def import_(
        file: Path = typer.Argument(..., help="an .xlsx with the sheets 单位, 人员, 区域, 值班, 请假 (any of them)"),
        dry_run: bool = typer.Option(False, "--dry-run", help="reads and reports, writes nothing"),
    ) -> None:
        """Takes units, people, areas and the duty rota in; good rows are kept, bad ones named."""
        reports = _import(file, dry_run)
        typer.echo("\n".join(line for report in reports for line in report.lines))
        if dry_run:
            typer.echo("试运行：什么也没有写入")
        if any(report.bad for report in reports):
            raise typer.Exit(1)

    @group.command()
    def remove(who: str = typer.Argument(..., help=_WHO)) -> None:
        """Closes an account and ends its sessions; what it did stays on record."""
        from bot.store import staff

        def close(conn: Connection) -> Staff:
            found = _find(conn, who)
            staff.remove(conn, found, datetime.now(UTC))
            return found

        typer.echo(f"closed: {_line(in_one_write(load_settings(), close))}")
        typer.echo("members of a staff group act by their membership: take her out of the group as well")


class _DryRunError(Exception):
    """Carries the reports out of a transaction that is rolled back."""

    def __init__(self, reports: list[SheetReport]) -> None:
        super().__init__()
        self.reports = reports


def _import(file: Path, dry_run: bool) -> list[SheetReport]:
    from bot.commands.database import readable
    from bot.roster import book
    from bot.store import roster
    from knowledge.load import load

    with readable():
        rows, leads = book.read(file), set(load().departments)

    def take(conn: Connection) -> list[SheetReport]:
        reports = roster.take(conn, rows, leads, datetime.now(UTC))
        if dry_run:
            raise _DryRunError(reports)
        return reports

    try:
        return in_one_write(load_settings(), take)
    except _DryRunError as found:
        return found.reports


def _find(conn: Connection, who: str) -> Staff:
    """The one active account with that number or name."""
    from bot.store import staff

    found = [each for each in staff.everyone(conn) if who.strip() in (str(each.id), each.name)]
    if len(found) > 1:
        raise _WhoError(f"{len(found)} accounts fit, take the number: {'; '.join(map(_line, found))}")
    if not found:
        raise _WhoError(f"no account {who!r}: see `staff list`")
    return found[0]


def _line(who: Staff) -> str:
    return "  ".join(part for part in (str(who.id), who.name, who.unit, who.role) if part)
