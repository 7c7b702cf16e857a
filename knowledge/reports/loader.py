"""Everything that reports are read with, from the content folder."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from knowledge.errors import ContentError
from knowledge.reports.dispatch import Catalogue, read_catalogue
from knowledge.reports.ear import FILE, Ear, learn_words, read_ear
from knowledge.reports.examples import read_examples
from knowledge.reports.lexicon import Lexicon, read_lexicon
from knowledge.reports.places import PlaceWords, read_place_words


@dataclass(frozen=True, slots=True)
class Reports:
    """The words, the places, the catalogue and what was learnt from the examples of one content folder."""

    lexicon: Lexicon
    places: PlaceWords
    catalogue: Catalogue
    ear: Ear

    def hears(self, model: str) -> bool:
        """Whether vectors of that model say something here; those of another must not be given to `read`."""
        return self.ear.meaning is not None and self.ear.meaning.name == model


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
    examples = read_examples(words / "examples.toml", lexicon.categories, mistakes)
    if mistakes:
        raise ContentError(mistakes)
    ear = read_ear(words / FILE, examples) or learn_words(examples)
    return Reports(lexicon, places, catalogue, ear)
