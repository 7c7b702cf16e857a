"""Reading `content/benefits/`: `fields.toml` and one file for each programme, every mistake reported at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from knowledge.benefits.rules import read_rule
from knowledge.benefits.shapes import (
    Benefits,
    Condition,
    Field,
    FieldKind,
    Programme,
    ProgrammeKind,
    Span,
    Test,
    Unset,
    Words,
)
from knowledge.benefits.table import Table
from knowledge.errors import ContentError
from knowledge.shapes import Citation, Status

FIELDS_FILE = "fields.toml"
AS_OF = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?~?")
CHOOSING = (FieldKind.CHOICE, FieldKind.CHOICES)


def load_benefits(folder: Path) -> Benefits:
    """Read the dictionary of fields and every programme; raises ContentError listing all mistakes of all files."""
    mistakes: list[str] = []
    fields = _read_fields(folder / FIELDS_FILE, mistakes)
    programmes: dict[str, Programme] = {}
    homes: dict[str, str] = {}
    for path in sorted(folder.glob("*.toml")):
        table = Table.of_file(path, mistakes) if path.name != FIELDS_FILE else None
        if table is None:
            continue
        programme = _read_programme(table, fields)
        table.close()
        if programme.id in homes:
            table.wrong("id", f"{programme.id} is taken", f"{homes[programme.id]} has it; give each programme its own")
        homes[programme.id] = path.name
        programmes[programme.id] = programme
    for programme in programmes.values():
        for other in programme.instead:
            if other not in programmes or other == programme.id:
                mistakes.append(f"{homes[programme.id]}: instead: {other} is no other programme: name one that exists")
    if not programmes:
        mistakes.append(f"{folder.name}: programmes: none found: add one TOML file for each programme")
    if mistakes:
        raise ContentError(sorted(mistakes))
    return Benefits(fields, tuple(programmes.values()))


def _read_fields(path: Path, mistakes: list[str]) -> dict[str, Field]:
    fields: dict[str, Field] = {}
    table = Table.of_file(path, mistakes)
    for inner in table.tables("field") if table else ():
        field = _read_field(inner, fields)
        inner.close()
        if field.key in fields:
            inner.wrong("key", f"{field.key} is there twice", "remove one of the two")
        fields[field.key] = field
    if table:
        table.close()
    return fields


def _read_field(table: Table, earlier: Mapping[str, Field]) -> Field:
    kind = table.member("kind", FieldKind, FieldKind.YES_NO)
    options = table.strings("options")
    if bool(options) is not (kind in CHOOSING):
        table.wrong("options", f"do not go with {kind}", "options belong to choice and choices, and only there")
    if len(set(options)) < len(options):
        table.wrong("options", "one is there twice", "remove one of the two")
    bounds = table.get("bounds")
    span = None
    if isinstance(bounds, list) and len(bounds) == 2 and all(type(end) in (int, float) for end in bounds):
        span = Span(float(bounds[0]), float(bounds[1]))
    if (bounds is not None and span is None) or (span is not None) is not (kind is FieldKind.NUMBER):
        table.wrong("bounds", "do not fit", "give [lowest, highest] to a number, and only there")
    unit = table.words("unit", optional=kind is not FieldKind.NUMBER)
    after = None
    for inner in table.tables("after"):
        rule = read_rule(inner, earlier)
        inner.close()
        after = rule if isinstance(rule, Test) else None
        if after is None:
            inner.wrong("field", "not one comparison with an earlier field", "move the field it needs above this one")
    return Field(table.text("key"), kind, len(earlier), options, unit if unit.zh else None, span, after)


def _read_programme(table: Table, fields: Mapping[str, Field]) -> Programme:
    id_ = table.text("id")
    if not table.file.startswith(f"{id_}_"):
        table.wrong("id", f"{id_} does not match the file name", f"call the file {id_}_short_name.toml")
    status = table.member("status", Status, Status.VOLATILE)
    sources = []
    for inner in table.tables("source"):
        sources.append(
            Citation(
                inner.text("title"),
                inner.text("number", optional=True),
                inner.text("date", optional=True),
                inner.text("url", optional=True),
            )
        )
        inner.close()
    if not sources:
        table.wrong("source", "none given", "name at least one [[source]] with its official title")
    note: Words = table.words("note", optional=True)
    return Programme(
        id=id_,
        name=table.words("name"),
        status=status,
        hard=_read_conditions(table, "hard", fields),
        benefit=table.words("benefit"),
        where=table.words("where"),
        when=table.words("when"),
        decided_by=table.words("decided_by"),
        ask=table.words("ask"),
        sources=tuple(sources),
        checked=table.day("checked") or date.min,
        kind=table.member("kind", ProgrammeKind, ProgrammeKind.BENEFIT),
        review=table.flag("review", default=False),
        soft=_read_conditions(table, "soft", fields),
        no_need=table.words_list("no_need"),
        bring=table.words_list("bring"),
        unset=_read_unset(table),
        note=note if note.zh else None,
        instead=table.strings("instead"),
        valid_from=table.day("valid_from", optional=True),
        valid_to=table.day("valid_to", optional=True),
        shown=table.flag("shown", default=True),
    )


def _read_unset(table: Table) -> tuple[Unset, ...]:
    found = []
    for inner in table.tables("unset"):
        found.append(Unset(inner.words("words"), inner.flag("decides", default=False)))
        inner.close()
    return tuple(found)


def _read_conditions(table: Table, key: str, fields: Mapping[str, Field]) -> tuple[Condition, ...]:
    found = []
    for inner in table.tables(key):
        rule = read_rule(inner, fields)
        status = inner.member("status", Status, Status.VOLATILE)
        as_of = inner.text("as_of", optional=True)
        if as_of and not AS_OF.fullmatch(as_of):
            inner.wrong("as_of", f"{as_of!r} is no day", 'write "2025-08-21", "2025" or, when unsure, "2023~"')
        if status is Status.VOLATILE and not as_of:
            inner.wrong("as_of", "missing for a volatile condition", "write the day on which it was so")
        passes = inner.flag("unknown_passes", default=False)
        need, clause, remedy = inner.words("need"), inner.text("clause"), inner.words("remedy")
        inner.close()
        if rule is not None:
            found.append(Condition(rule, need, clause, status, remedy, as_of, passes))
    return tuple(found)
