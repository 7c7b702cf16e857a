"""Vectors kept on disk, so that a text is embedded once for each model and never again."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.search.embedder import Embedder
from knowledge.search.space import unit

Vectors = NDArray[np.float32]
Table = dict[bytes, NDArray[np.float16]]

# The embedder is asked in portions, so that a question can slip in between two of them.
PORTION = 64


def key(name: str, text: str) -> bytes:
    """The name of a vector: 32 bytes of the model and the text."""
    return hashlib.sha256(f"{name}\0{text}".encode("utf-8", "surrogatepass")).digest()


def read_table(path: Path, name: str) -> Table:
    """The vectors of a model in a file; empty when the file is missing, damaged, or of another model."""
    try:
        # Opened here, because numpy leaves a damaged archive open.
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            if str(stored["name"]) != name or len(stored["keys"]) != len(stored["vectors"]):
                return {}
            rows: NDArray[np.float16] = stored["vectors"].astype(np.float16)
            return {bytes(row): vector for row, vector in zip(stored["keys"], rows, strict=True)}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return {}


def write_table(path: Path, name: str, table: Table) -> None:
    """Write the vectors in half precision, whole or not at all; the order is fixed, so equal tables look alike."""
    path.parent.mkdir(parents=True, exist_ok=True)
    ordered = sorted(table.items())
    keys = np.frombuffer(b"".join(found for found, _ in ordered), np.uint8).reshape(len(ordered), 32)
    vectors = np.array([vector for _, vector in ordered], np.float16)
    handle, unfinished = tempfile.mkstemp(dir=path.parent, suffix=".npz")
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez_compressed(file, name=np.array(name), keys=keys, vectors=vectors)
        Path(unfinished).replace(path)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise


class VectorCache:
    """The vectors of one folder, with a seed file that is only read; a damaged file costs time, never an answer."""

    def __init__(self, folder: Path, seed: Path | None = None) -> None:
        self._folder = folder
        self._seed = seed

    def read(self, name: str) -> Table:
        """Every vector of that model, seed included."""
        seed = read_table(self._seed, name) if self._seed is not None else {}
        return seed | read_table(self._file(name), name)

    def write(self, name: str, table: Table) -> None:
        """Replace what the folder holds for that model."""
        write_table(self._file(name), name, table)

    def _file(self, name: str) -> Path:
        return self._folder / f"vectors-{hashlib.sha256(name.encode()).hexdigest()[:12]}.npz"


def vectors_for(texts: Sequence[str], embedder: Embedder, cache: VectorCache | None = None) -> Vectors:
    """One unit row per text (shape: texts x dimensions), taken from the cache where it has them.

    Missing ones are embedded and written back; what no text uses any more is dropped then. Raises what the embedder
    raises; a cache that cannot be written is passed over.
    """
    if not texts:
        return np.zeros((0, 0), np.float32)
    table = cache.read(embedder.name) if cache is not None else {}
    keys = [key(embedder.name, text) for text in texts]
    missing = {found: text for found, text in zip(keys, texts, strict=True) if found not in table}
    wanted = list(missing.items())
    for start in range(0, len(wanted), PORTION):
        portion = wanted[start : start + PORTION]
        fresh = embedder.embed([text for _, text in portion]).astype(np.float16)
        table.update(zip((found for found, _ in portion), fresh, strict=True))
    if cache is not None and missing:
        # A full or read-only disk: the vectors are at hand all the same, and are made again at the next start.
        with contextlib.suppress(OSError):
            cache.write(embedder.name, {found: table[found] for found in keys})
    return unit(np.array([table[found] for found in keys], np.float32))
