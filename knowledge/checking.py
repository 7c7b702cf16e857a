"""What must hold between entries, units and windows before they may be used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from knowledge.shapes import Entry


def check_entries(
    entries: list[Entry], departments: Collection[str], windows: Collection[str], mistakes: list[str]
) -> None:
    """Adds a line to `mistakes` for every id used twice, every dead reference and every wording that two claim."""
    ids = Counter(entry.id for entry in entries)
    mistakes += [f"faq: {key}: {count} entries of that id" for key, count in ids.items() if count > 1]
    owner: dict[str, str] = {}
    for entry in entries:
        mistakes += [f"faq: {entry.id}: {line}" for line in _references(entry, ids, departments, windows)]
        for wording in set(entry.wordings):
            other = owner.setdefault(wording.strip().lower(), entry.id)
            if other != entry.id:
                mistakes.append(f"faq: {entry.id}: the wording {wording!r} also stands in {other}")


def _references(
    entry: Entry, ids: Collection[str], departments: Collection[str], windows: Collection[str]
) -> Iterator[str]:
    yield from (f"related {name}: no such entry" for name in entry.related if name not in ids)
    if not entry.sources:
        yield "an answer needs a source"
    if entry.unit and entry.unit not in departments:
        yield f"unit {entry.unit}: no such department"
    if entry.window and entry.window not in windows:
        yield f"window {entry.window}: no such window"
    cases = Counter(case.id for case in entry.cases)
    yield from (f"case {name}: {count} of that id" for name, count in cases.items() if count > 1)
    for case in entry.cases:
        if case.items_en and len(case.items_en) != len(case.items):
            yield f"case {case.id}: {len(case.items)} items and {len(case.items_en)} in English"
    if entry.follow_ups_en and len(entry.follow_ups_en) != len(entry.follow_ups):
        yield f"{len(entry.follow_ups)} follow-ups and {len(entry.follow_ups_en)} in English"
