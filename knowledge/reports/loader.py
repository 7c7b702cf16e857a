"""Everything that reports are read with, from the content folder."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from knowledge.errors import ContentError
from knowledge.reports.dispatch import Catalogue, read_catalogue
from knowledge.reports.lexicon import Lexicon, read_lexicon
from knowledge.reports.places import PlaceWords, read_place_words


@dataclass(frozen=True, slots=True)
class Reports:
    """The words, the places and the catalogue of one content folder."""

    lexicon: Lexicon
    places: PlaceWords
    catalogue: Catalogue


@cache
def load_reports(folder: Path) -> Reports:
    """As `read_reports`, once for each folder: its files do not change while we run."""
    return read_reports(folder)


def read_reports(folder: Path) -> Reports:
    """What that content folder says about reports; `ContentError` holds every mistake at once.

    Compiling the patterns takes most of a second, so it is better done in a thread at start than in a turn.
    """
    mistakes: list[str] = []
    words = folder / "words" / "reports"
    lexicon = read_lexicon(words, mistakes)
    places = read_place_words(words / "places.toml", mistakes)
    hazards = [name for name, _ in lexicon.hazards]
    catalogue = read_catalogue(folder / "dispatch.toml", lexicon.categories, hazards, mistakes)
    if mistakes:
        raise ContentError(mistakes)
    return Reports(lexicon, places, catalogue)
