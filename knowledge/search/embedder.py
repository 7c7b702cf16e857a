"""The one thing that the search needs from a language model: texts to vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Embedder(Protocol):
    """Turns texts into directions whose cosine says how near two texts are in meaning."""

    @property
    def name(self) -> str:
        """Model and version; vectors of different names must never be compared."""
        ...

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row of length 1 per text, in order. Thread-safe; never raises because of what a text contains."""
        ...
