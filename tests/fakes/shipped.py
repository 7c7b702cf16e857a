"""The content that is shipped, read once in a process, whoever asks for it."""

from __future__ import annotations

from functools import cache

from knowledge.load import Knowledge, load


@cache
def shipped() -> Knowledge:
    """The same value for all: nothing in it can be changed."""
    return load()
