"""Published revisions over the shipped entries: the newest of an entry wins, what is disabled is gone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from knowledge.checking import check_entries
from knowledge.editing.plain import digest, from_data
from knowledge.load import Knowledge
from knowledge.shapes import Entry


@dataclass(frozen=True, slots=True)
class Revision:
    """One published change of one entry; `data` is its JSON (empty: the shipped text), `number` grows."""

    number: int
    entry: str
    data: str
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Signature:
    """A unit's word that an entry, with exactly these words (`digest`), is right."""

    entry: str
    digest: str
    unit: str
    on: date


@dataclass(frozen=True, slots=True)
class Merged:
    """Every entry there is, disabled ones included; which are disabled; what could not be used, one line each."""

    entries: Mapping[str, Entry]
    disabled: frozenset[str]
    mistakes: tuple[str, ...]


def merged(seed: Knowledge, newest: Iterable[Revision], signatures: Iterable[Signature] = ()) -> Merged:
    """The shipped entries with the newest revision of each; a broken revision leaves the shipped entry standing."""
    mistakes: list[str] = []
    entries = dict(seed.entries)
    disabled: set[str] = set()
    for revision in newest:
        if not revision.enabled:
            disabled.add(revision.entry)
        if not revision.data:
            continue
        made = read_revision(revision, mistakes)
        if made is not None:
            entries[made.id] = made
    wrong: list[str] = []
    check_entries(list(entries.values()), seed.departments, seed.windows, wrong)
    signed = {(each.entry, each.digest): each for each in signatures}
    for name, entry in entries.items():
        found = signed.get((name, digest(entry)))
        if found is not None:
            entries[name] = replace(entry, signed_by=found.unit, signed_on=found.on)
    return Merged(entries, frozenset(disabled & entries.keys()), tuple(mistakes + wrong))


def read_revision(revision: Revision, mistakes: list[str]) -> Entry | None:
    """The entry of a revision, or None after adding what is wrong to `mistakes`."""
    where = f"revision {revision.number}: entry {revision.entry}"
    try:
        raw = json.loads(revision.data)
    except ValueError as error:
        mistakes.append(f"{where}: {error}: publish the entry again")
        return None
    made = from_data(raw, where, mistakes) if isinstance(raw, dict) else None
    if made is None and not isinstance(raw, dict):
        mistakes.append(f"{where}: not a table: publish the entry again")
    if made is not None and made.id != revision.entry:
        mistakes.append(f"{where}: the text is that of {made.id}: publish the entry again")
        return None
    return made


def in_force(seed: Knowledge, found: Merged) -> Knowledge:
    """What is served: nothing disabled, and no way that leads to it."""
    kept = {name: entry for name, entry in found.entries.items() if name not in found.disabled}
    for name, entry in kept.items():
        related = tuple(other for other in entry.related if other in kept)
        if related != entry.related:
            kept[name] = replace(entry, related=related)
    return replace(seed, entries=kept)
