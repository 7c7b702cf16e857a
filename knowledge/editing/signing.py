"""Which entries wait for their unit's word, and what a unit's word is put under."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from knowledge.editing.merge import Merged, Signature
from knowledge.editing.plain import digest
from knowledge.load import Knowledge
from knowledge.reviewing import to_review
from knowledge.shapes import Entry


def waiting(found: Merged, today: date) -> dict[str, list[Entry]]:
    """By department (empty: of none), the entries in service that nobody answers for as they read now, or not again."""
    groups: dict[str, list[Entry]] = {}
    for name, entry in found.entries.items():
        if name not in found.disabled and (not entry.signed_by or to_review(entry, today)):
            groups.setdefault(entry.unit, []).append(entry)
    return dict(sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])))


def answers_for(knowledge: Knowledge, entry: Entry) -> str:
    """The name under which an entry is signed: its department, or the owner that it names itself."""
    department = knowledge.departments.get(entry.unit)
    return (department.name if department else entry.owner)[:100]


def signed(entry: Entry, unit: str, on: date) -> Signature:
    """The unit's word for the entry as it reads now."""
    return Signature(entry.id, digest(entry), unit, on)


def chosen(entries: Mapping[str, Entry], names: Iterable[str]) -> tuple[list[Entry], list[str]]:
    """The entries of these ids, and the ids that there are not."""
    names = list(dict.fromkeys(names))
    return [entries[name] for name in names if name in entries], [name for name in names if name not in entries]
