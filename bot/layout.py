"""Pure: how a reply becomes wire messages: sources under the text, the label on a machine's words, long texts split."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from bot.message import Origin, Reply

_ENDS = ("\n\n", "\n", "。", "！", "？", "；", ". ", "! ", "? ", "; ", "，", ", ", " ")


@dataclass(frozen=True, slots=True)
class Layout:
    """What a channel's messages look like.

    `mailbox`: replies are stored for a reader to fetch. `max_units`: longest text in UTF-16 units, 0 for no limit.
    `sources_below`: sources are written under the text because the wire has no other place for them.
    """

    mailbox: bool = False
    max_units: int = 0
    sources_below: bool = True


def units(text: str) -> int:
    """Length in UTF-16 code units, as Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def compose(reply: Reply, layout: Layout, say: Callable[..., str]) -> list[Reply]:
    """The wire messages for a reply, in order; the last one carries the choices."""
    label = f"\n{say('machine.ai_label')}" if reply.origin is Origin.MODEL else ""
    text = f"{reply.text}{label}"
    if reply.sources and layout.sources_below:
        lines = [say("machine.sources")]
        for source in reply.sources:
            checked = say("machine.checked", day=source.checked) if source.checked else ""
            lines.append(f"· {source.title}{checked}" + (f" {source.url}" if source.url else ""))
        text = text + "\n\n" + "\n".join(lines)
        reply = replace(reply, sources=())
    if not layout.max_units or units(text) <= layout.max_units:
        return [replace(reply, text=text)]
    parts = list(split(text, layout.max_units - units(label))) or ["…"]
    parts = [part if not label or label.strip() in part else f"{part}{label}" for part in parts]
    first = [replace(reply, text=part, choices=(), files=(), sources=()) for part in parts[:-1]]
    return [*first, replace(reply, text=parts[-1], under="")]


def split(text: str, most: int) -> Iterator[str]:
    """Pieces of at most `most` UTF-16 units, cut behind the last paragraph, sentence or word that fits."""
    rest = text.strip()
    while units(rest) > most:
        room = max(_fits(rest, most), 1)
        cut = next((found for end in _ENDS if (found := _cut(rest, end, room)) > room // 2), room)
        yield rest[:cut].rstrip()
        rest = rest[cut:].lstrip()
    if rest:
        yield rest


def _fits(text: str, most: int) -> int:
    """How many characters of the text fit; a pair that is one sign is never torn."""
    used = 0
    for index, char in enumerate(text):
        used += 2 if ord(char) > 0xFFFF else 1
        if used > most:
            return index
    return len(text)


def _cut(text: str, end: str, room: int) -> int:
    found = text.rfind(end, 0, room)
    return min(found + len(end), room) if found >= 0 else -1
