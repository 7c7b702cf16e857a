"""Saying no over HTTP: a status and the key of the sentence that says what is wrong."""

from __future__ import annotations

from collections.abc import Mapping


class RefusedError(Exception):
    """Raised by routes; becomes JSON under /api and a plain page elsewhere.

    `key` names the text, `params` fill it; `after` is the Retry-After in seconds, 0 for none.
    """

    def __init__(self, status: int, key: str, params: Mapping[str, object] | None = None, *, after: int = 0) -> None:
        super().__init__(key)
        self.status = status
        self.key = key
        self.after = after
        self.params = dict(params or {})

    @property
    def code(self) -> str:
        """The short name that programs look at."""
        return self.key.partition(".")[2].removeprefix("error_")
