"""`staff add | list | link | remove`: who may work in the staff room."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from bot.commands.database import in_one_write
from bot.errors import AssistantError
from bot.feature import Feature
from bot.settings import load_settings

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.store.staff import Staff

ROLES = ("member", "administrator")
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
    ) -> None:
        """Makes an account."""
        from bot.store import staff

        if role not in ROLES:
            raise typer.BadParameter(" or ".join(ROLES), param_hint="--role")
        called = name.strip()
        if not called or len(called) > 100:
            raise typer.BadParameter("1 to 100 characters", param_hint="NAME")
        now, at = datetime.now(UTC), unit.strip()
        made = in_one_write(load_settings(), lambda conn: staff.add(conn, called, now, at, role))
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
