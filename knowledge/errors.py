"""What goes wrong with content: one error that carries every mistake found, never only the first."""

from __future__ import annotations

from collections.abc import Iterable


class ContentError(Exception):
    """The content cannot be used; `mistakes` holds one line each, `file: key: what: hint`."""

    def __init__(self, mistakes: Iterable[str]) -> None:
        self.mistakes: tuple[str, ...] = tuple(mistakes)
        super().__init__("\n".join(self.mistakes))
