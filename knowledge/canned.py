"""Ready-made replies of the staff: which there are, and for which categories of matters."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from knowledge.loading import read_items
from knowledge.texts import Texts


@dataclass(frozen=True, slots=True)
class Canned:
    """One reply: its words are `canned.<id>` in both languages, its label `canned.<id>_name`.

    `categories` are those it is offered for, empty for every one.
    """

    id: str
    categories: tuple[str, ...] = ()

    def fits(self, category: str) -> bool:
        """Whether it is offered for a matter of that category."""
        return not self.categories or category in self.categories


def read_canned(path: Path, texts: Texts, mistakes: list[str]) -> tuple[Canned, ...]:
    """The replies of that file, those of a category first; one without words becomes a line in `mistakes`.

    A folder of content without the file has none.
    """
    if not path.exists():
        return ()
    found = tuple(read_items(path, "canned", Canned, mistakes))
    for one in found:
        missing = [key for key in (f"canned.{one.id}", f"canned.{one.id}_name") if not texts.has(key)]
        mistakes += [f"{path.name}: {one.id}: no text {key}" for key in missing]
    return tuple(sorted(found, key=lambda one: not one.categories))
