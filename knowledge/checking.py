"""What must hold between entries, units and windows before they may be used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from knowledge.shapes import Entry


class Wrong(StrEnum):
    """What can be wrong between an entry and the others; the value says it, `{}` stands for what it is about."""

    TWICE = "{} entries of that id"
    RELATED = "related {}: no such entry"
    SOURCE = "an answer needs a source"
    UNIT = "unit {}: no such department"
    WINDOW = "window {}: no such window"
    CASE_TWICE = "case {}: used twice"
    CASE_ITEMS = "case {}: items and items_en are not as many"
    FOLLOW_UPS = "follow_ups and follow_ups_en are not as many"
    WORDING = "the wording {!r} also stands in"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with an entry, what it is about, and the other entry that shares in it."""

    entry: str
    wrong: Wrong
    about: str = ""
    other: str = ""

    def __str__(self) -> str:
        return f"faq: {self.entry}: {self.wrong.format(self.about)} {self.other}".rstrip()


def check_entries(
    entries: list[Entry], departments: Collection[str], windows: Collection[str], mistakes: list[str]
) -> None:
    """Adds a line to `mistakes` for every id used twice, every dead reference and every wording that two claim."""
    mistakes += map(str, faults(entries, departments, windows))


def faults(entries: Iterable[Entry], departments: Collection[str], windows: Collection[str]) -> Iterator[Fault]:
    """Everything that is wrong between these entries, in their order."""
    entries = list(entries)
    ids = Counter(entry.id for entry in entries)
    yield from (Fault(key, Wrong.TWICE, str(count)) for key, count in ids.items() if count > 1)
    owner: dict[str, str] = {}
    for entry in entries:
        yield from _references(entry, ids, departments, windows)
        for wording in dict.fromkeys(entry.wordings):
            other = owner.setdefault(wording.strip().lower(), entry.id)
            if other != entry.id:
                yield Fault(entry.id, Wrong.WORDING, wording, other)


def _references(
    entry: Entry, ids: Collection[str], departments: Collection[str], windows: Collection[str]
) -> Iterator[Fault]:
    yield from (Fault(entry.id, Wrong.RELATED, name) for name in entry.related if name not in ids)
    if not entry.sources:
        yield Fault(entry.id, Wrong.SOURCE)
    if entry.unit and entry.unit not in departments:
        yield Fault(entry.id, Wrong.UNIT, entry.unit)
    if entry.window and entry.window not in windows:
        yield Fault(entry.id, Wrong.WINDOW, entry.window)
    cases = Counter(case.id for case in entry.cases)
    yield from (Fault(entry.id, Wrong.CASE_TWICE, name) for name, count in cases.items() if count > 1)
    for case in entry.cases:
        if case.items_en and len(case.items_en) != len(case.items):
            yield Fault(entry.id, Wrong.CASE_ITEMS, case.id)
    if entry.follow_ups_en and len(entry.follow_ups_en) != len(entry.follow_ups):
        yield Fault(entry.id, Wrong.FOLLOW_UPS)
