"""What rehearsing a corpus came to, kept on disk: no start need rehearse again what was rehearsed before."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import lru_cache
from math import isfinite
from pathlib import Path

from knowledge.search.calibration import Calibration
from knowledge.search.document import Document

Rehearse = Callable[[], Calibration]


@lru_cache(maxsize=1)
def _code() -> str:
    """Whatever is changed in the search may change what a rehearsal comes to."""
    here = Path(__file__).parent
    files = (*sorted(here.glob("*.py")), here.parent / "normal.py")
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def _mark(documents: Sequence[Document], model: str) -> str:
    said = json.dumps([_code(), model, *(asdict(document) for document in documents)])
    return hashlib.sha256(said.encode("ascii")).hexdigest()


class Rehearsed:
    """The calibrations of one folder, the last one for each model; a damaged file costs a rehearsal, nothing else."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    def calibration(self, documents: Sequence[Document], model: str, rehearse: Rehearse) -> Calibration:
        """That of these very documents with that model's vectors ("" for words alone), rehearsed only when unknown."""
        if self._folder is None:
            return rehearse()
        file = self._folder / f"calibration-{hashlib.sha256(model.encode()).hexdigest()[:12]}.json"
        mark = _mark(documents, model)
        known = _read(file, mark)
        if known is None:
            known = rehearse()
            with contextlib.suppress(OSError):  # a full or read-only disk: rehearsed again at the next start
                _write(file, mark, known)
        return known


def _read(file: Path, mark: str) -> Calibration | None:
    try:
        stored = json.loads(file.read_bytes())
        if stored.pop("of") != mark:
            return None
        known = Calibration(**{name: float(value) for name, value in stored.items()})
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return known if all(map(isfinite, asdict(known).values())) else None


def _write(file: Path, mark: str, known: Calibration) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(dir=file.parent, suffix=".json")
    try:
        with os.fdopen(handle, "w", encoding="ascii") as out:
            json.dump({"of": mark, **asdict(known)}, out)
        Path(unfinished).replace(file)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise
