"""Pure: the history of a ticket as a chain of hashes over ids, codes and salted digests; words may go, the chain stays.

Every line holds the hash of the line before it, so that none can be changed, taken out or put in unseen; the ticket
holds the hash of its last line, so that none can be cut off at the end. Words and names of files stand outside of the
hash, only their digests are in it, each with a salt of its own: once words and salt are erased nothing leads back.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

ERASED = "erased"
"""The line that says that words before it were erased: without it, missing words are a break."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A salt and the digest of what it was salted with; both empty where there was nothing."""

    salt: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a history as it is stored; `text_digest`, `files_digest` outlive what they were made of."""

    id: int
    ticket_id: int
    at: datetime
    event: str
    state: str
    actor: str
    actor_id: int | None
    unit: str
    subtask_id: int | None
    text: str
    text_salt: str
    text_digest: str
    files: str
    files_salt: str
    files_digest: str
    link: str


@dataclass(frozen=True, slots=True)
class Break:
    """The first line of a chain that does not hold (None: what is wrong lies behind the last line), and why."""

    event_id: int | None
    why: str


def seal(words: str) -> Sealed:
    """A digest of words with a new salt of 128 bits; nothing for nothing."""
    return resealed(secrets.token_hex(16), words) if words else Sealed()


def resealed(salt: str, words: str) -> Sealed:
    """The digest of words with a known salt."""
    return Sealed(salt, hashlib.sha256(f"{salt}\n{words}".encode()).hexdigest())


def link(before: str, line: Line) -> str:
    """The hash of a line behind the one whose hash is `before` (empty for the first)."""
    held = (
        before, line.ticket_id, line.at.astimezone(UTC).isoformat(timespec="microseconds"), line.event, line.state,
        line.actor, line.actor_id, line.unit, line.subtask_id, line.text_digest, line.files_digest,
    )  # fmt: skip
    return hashlib.sha256(json.dumps(held, ensure_ascii=False).encode()).hexdigest()


def first_break(lines: Iterable[Line], head: str) -> Break | None:
    """The first line of a ticket's history that does not hold; None when the whole chain does."""
    before, unexplained = "", None
    for line in lines:
        if line.link != link(before, line):
            return Break(line.id, "hash")
        before = line.link
        if line.event == ERASED:
            unexplained = None
        for words, salt, digest in (
            (line.text, line.text_salt, line.text_digest), (line.files, line.files_salt, line.files_digest),
        ):  # fmt: skip
            if not words and not salt and digest:
                unexplained = unexplained or line.id
            elif resealed(salt, words).digest != digest if words else salt or digest:
                return Break(line.id, "words")
    if unexplained is not None:
        return Break(unexplained, "erased")
    return None if before == head else Break(None, "end")
