"""`knowledge gaps`, `knowledge drafts`: what nobody could answer; answers of the staff that may become entries."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from bot.clock import SHANGHAI
from bot.commands.database import in_one_write
from bot.settings import load_settings
from knowledge.load import Knowledge, load

if TYPE_CHECKING:
    from handlers.faq.gaps.store.grouped import Summary
    from handlers.tickets.drafts.store import EntryDraft

COLUMNS = ("ticket", "unit", "question", "answer", "lang", "made")


def register(cli: typer.Typer) -> None:
    """Adds the commands to those of `knowledge`."""
    group = next(each.typer_instance for each in cli.registered_groups if each.name == "knowledge")
    assert group is not None

    @group.command()
    def gaps(
        days: int = typer.Option(30, min=1, help="groups that were asked about within so many days"),
        as_json: bool = typer.Option(False, "--json", help='one object {"groups":[...]}'),
        answered: tuple[int, str] = typer.Option(
            (0, ""), metavar="GROUP ENTRY", help="this entry answers that group: whoever agreed is told"
        ),
    ) -> None:
        """Lists unanswered questions in groups, or says which entry answers one."""
        from bot.store import revisions
        from handlers.faq.gaps import actions, clockwork
        from handlers.faq.gaps.store import grouped, placing

        settings, knowledge, now = load_settings(), load(), datetime.now(UTC)
        gap_id, entry = answered
        if gap_id:
            published = in_one_write(settings, lambda conn: {each.entry for each in revisions.newest(conn)})
            if entry not in {*knowledge.entries, *published}:
                raise typer.BadParameter(f"no entry {entry}", param_hint="--answered")
            if not in_one_write(settings, lambda conn: grouped.answer(conn, gap_id, entry, now)):
                raise typer.BadParameter(f"no open group {gap_id}", param_hint="--answered")
            typer.echo(f"group {gap_id}: {entry}; whoever agreed is told between 8 and 20 o'clock")
            return
        # What was asked since the assistant looked last finds its group too.
        wordings = in_one_write(settings, grouped.open_wordings)
        placed = clockwork.placed_of(wordings)
        in_one_write(settings, lambda conn: placing.place(conn, placed, actions.unit_of(knowledge), now))
        found = in_one_write(settings, lambda conn: grouped.summaries(conn, now - timedelta(days=days)))
        if as_json:
            typer.echo(json.dumps({"groups": [_as_object(one) for one in found]}, ensure_ascii=False))
            return
        for one in found:
            typer.echo("\n".join(_lines(one, knowledge)))
        typer.echo(f"{len(found)} groups")

    @group.command()
    def drafts(
        everything: bool = typer.Option(False, "--all", help="those that were exported already too"),
        as_json: bool = typer.Option(False, "--json", help='one object {"drafts":[...]}'),
        export: Path | None = typer.Option(None, "--export", help="an .xlsx, .csv or .md file to complete and import"),
    ) -> None:
        """Lists the staff's answers that were kept as drafts of entries."""
        from handlers.faq.gaps.store import grouped
        from handlers.tickets.drafts import store

        settings, now = load_settings(), datetime.now(UTC)
        found = in_one_write(settings, lambda conn: store.waiting(conn, exported=everything))
        if export is not None:
            wordings = in_one_write(settings, grouped.wordings_by_ticket)
            _write(export, found, wordings)  # before they are marked: what is not written is not handed out
            in_one_write(settings, lambda conn: store.mark_exported(conn, [one.id for one in found], now))
        if as_json:
            typer.echo(json.dumps({"drafts": [_draft(one) for one in found]}, ensure_ascii=False))
            return
        for one in found:
            typer.echo(f"{one.number} {one.unit}\n  {one.question}\n  → {one.answer}")
        typer.echo(f"{len(found)} drafts" + (f" → {export}" if export is not None else ""))


def _unit(knowledge: Knowledge, name: str) -> str:
    found = knowledge.departments.get(name)
    return found.name if found else "-"


def _day(moment: datetime) -> str:
    return moment.astimezone(SHANGHAI).date().isoformat()


def _as_object(one: Summary) -> dict[str, Any]:
    gap = one.gap
    return {
        "group": gap.id, "name": gap.name, "askers": one.askers, "waiting": one.waiting, "times": one.times,
        "first": _day(one.first_at), "last": _day(one.last_at), "examples": list(one.examples),
        "unit": gap.unit or None, "near": one.near or None, "ticket": one.ticket or None, "entry": gap.entry or None,
    }  # fmt: skip


def _lines(one: Summary, knowledge: Knowledge) -> list[str]:
    gap = one.gap
    state = f"answered by {gap.entry}" if gap.entry else (one.ticket or "no ticket")
    days = f"{_day(one.first_at)} – {_day(one.last_at)}"
    return [
        f"{gap.id:>4}  {one.askers} askers ({one.waiting} wait), {one.times} times, {days}, "
        f"{_unit(knowledge, gap.unit)}, {state}",
        f"      {gap.name}",
        *(f"      · {text}" for text in one.examples if text != gap.name),
    ]


def _draft(one: EntryDraft) -> dict[str, str]:
    values = (one.number, one.unit, one.question, one.answer, one.lang, _day(one.made_at))
    return dict(zip(COLUMNS, values, strict=True))


def _write(path: Path, found: list[EntryDraft], wordings: dict[int, list[str]]) -> None:
    from handlers.faq.gaps.drafting import entry_of
    from knowledge.editing.files import write_entries
    from knowledge.editing.table import TableError

    units = load().departments
    entries = [entry_of(one, wordings.get(one.ticket_id, ()), units.get(one.unit)) for one in found]
    try:
        write_entries(path, entries)
    except (TableError, OSError) as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(1) from problem
