"""Pure: the intake row for a raw update: its payload is the update as it came."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from bot.channels.telegram.fields import number
from bot.channels.telegram.sender import NAME, peek
from bot.store.intake import Incoming


def incoming(raw: object, payload: str = "") -> Incoming:
    """The row for one update; `payload` is its JSON text where the wire had it as text. Never raises.

    An update without a usable number is known by a digest of itself, so that a repeat of it is still a repeat.
    """
    # Escaped beyond ASCII: half a surrogate pair or a zero character would be refused by the database.
    payload = payload or json.dumps(raw)
    ident = update_id(raw)
    name = str(ident) if ident is not None else f"odd-{hashlib.sha256(payload.encode()).hexdigest()[:32]}"
    return Incoming(NAME, name, peek(raw, name), payload)


def update_id(raw: object) -> int | None:
    """The update's number, None where it has none that can be used."""
    if not isinstance(raw, Mapping):
        return None
    values: Mapping[str, Any] = raw
    try:
        return number(values, "update_id")
    except ValueError:
        return None
