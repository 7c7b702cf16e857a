"""Pure: the intake row for a raw update: its payload is the update as it came, without what it quotes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from bot.channels.telegram.fields import number
from bot.channels.telegram.quoting import KEPT, takes_up
from bot.channels.telegram.sender import NAME, peek
from bot.store.intake import Incoming

_EVENTS = ("message", "edited_message")
_QUOTES = frozenset({"reply_to_message", "quote", "external_reply"})


def incoming(raw: object, payload: str = "") -> Incoming:
    """The row for one update; `payload` is its JSON text where the wire had it as text. Never raises.

    An update without a usable number is known by a digest of itself, so that a repeat of it is still a repeat.
    """
    # Escaped beyond ASCII: half a surrogate pair or a zero character would be refused by the database.
    bare = _without_quotes(raw)
    payload = payload if payload and bare is raw else json.dumps(bare)
    ident = update_id(raw)
    name = str(ident) if ident is not None else f"odd-{hashlib.sha256(payload.encode()).hexdigest()[:32]}"
    return Incoming(NAME, name, peek(raw, name), payload)


def _without_quotes(raw: object) -> object:
    """The update without the words of the message that it answers: whose they are and whether they may be kept was
    decided when they were said. Only who takes them up as a matter keeps them. The same object where nothing is
    quoted."""
    if not isinstance(raw, dict):
        return raw
    quoting = {name: event for name in _EVENTS if isinstance(event := raw.get(name), dict) and _QUOTES & event.keys()}
    return {**raw, **{name: _bare(event) for name, event in quoting.items()}} if quoting else raw


def _bare(event: dict[str, Any]) -> dict[str, Any]:
    answered = event.get("reply_to_message")
    if isinstance(answered, dict):
        names = KEPT if takes_up(event) else ("message_id",)
        answered = {name: answered[name] for name in names if name in answered}
    left = {name: value for name, value in event.items() if name not in _QUOTES}
    return left if answered is None else {**left, "reply_to_message": answered}


def update_id(raw: object) -> int | None:
    """The update's number, None where it has none that can be used."""
    if not isinstance(raw, Mapping):
        return None
    values: Mapping[str, Any] = raw
    try:
        return number(values, "update_id")
    except ValueError:
        return None
