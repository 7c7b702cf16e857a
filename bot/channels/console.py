"""The smallest channel: a resident and the staff group share one terminal. Copy this one for a new channel."""

from __future__ import annotations

import asyncio
import re
import secrets
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TextIO

from bot.channel import Accept, Signal
from bot.errors import DeliveryError
from bot.layout import Layout
from bot.limiter import Rates
from bot.message import Address, Attachment, Kind, Message, Outgoing, OutKind
from bot.store.intake import Incoming

if TYPE_CHECKING:
    from aiohttp import web

ME = "me"
STAFF = "staff"
_STAFF_LINE = re.compile(r"^#(\d*)\s*(.*)$", re.DOTALL)


class Console:
    """Lines from standard input are the resident's; `# …` speaks in the staff group, `#3 …` answers its message 3."""

    name = "console"
    layout = Layout()
    rates: Rates | None = None

    def __init__(self, out: TextIO | None = None, source: TextIO | None = None) -> None:
        self._out = out or sys.stdout
        self._in = source or sys.stdin
        self._start = secrets.token_hex(4)  # ids must not repeat after a restart
        self._count = 0
        self._shown: dict[str, tuple[tuple[str, str], ...]] = {}

    def parse(self, payload: Mapping[str, Any]) -> Message | None:
        """The payload is a message already."""
        return Message.load(payload)

    def is_group(self, chat: str) -> bool:
        """Only the staff room is a group."""
        return chat == STAFF

    def message(self, line: str) -> Message:
        """One typed line as a message of the resident or of the staff."""
        self._count += 1
        ident = f"{self._start}-{self._count}"
        staff = _STAFF_LINE.match(line)
        if staff is None:
            return Message(self.name, ident, ME, ME, text=line, wire_id=ident)
        number, text = staff[1], staff[2]
        buttons = self._shown.get(number or self._last_shown(), ())
        pick = next((value for label, value in buttons if text.strip() in (label, value)), "")
        return Message(
            self.name, ident, STAFF, "staff", kind=Kind.PICK if pick else Kind.TEXT, text=text, pick=pick,
            card=number if pick else "", replies_to="" if pick else number, group=True, name="值班员", wire_id=ident,
        )  # fmt: skip

    def _last_shown(self) -> str:
        return next(reversed(self._shown), "")

    async def run(self, accept: Accept) -> None:
        """Reads lines until the end of input."""
        while line := await asyncio.to_thread(self._in.readline):
            if line.strip():
                message = self.message(line.strip())
                await accept([Incoming(self.name, message.id, message.conversation, message.dump())])

    async def send(self, item: Outgoing) -> str:
        """Prints a reply with its choices numbered; staff messages are numbered so that they can be answered."""
        reply, chat = item.reply, item.address.chat
        if item.kind not in (OutKind.SEND, OutKind.EDIT):
            raise DeliveryError(f"the console cannot {item.kind}", retry=False)
        number = item.target or str(item.id)
        if chat == STAFF:
            self._shown[number] = tuple((choice.label, choice.value) for choice in reply.choices)
            head = f"[职员群 #{number}{' 已更新' if item.kind is OutKind.EDIT else ''}] "
            buttons = " ".join(f"[{choice.label}]" for choice in reply.choices)
            lines = [head + reply.text, buttons]
        else:
            numbered = [choice for choice in reply.choices if not choice.control]
            rows = [f"  {index}. {choice.label} {choice.url}" for index, choice in enumerate(numbered, 1)]
            lines = [reply.text, *rows]
            lines.append("  " + " · ".join(choice.label for choice in reply.choices if choice.control))
        print(*(line.rstrip() for line in lines if line.strip()), sep="\n", end="\n\n", file=self._out, flush=True)
        return number

    async def signal(self, sign: Signal, to: Address, about: str = "", text: str = "") -> None:
        """A terminal shows no signs."""

    async def fetch(self, attachment: Attachment) -> bytes:
        """Nobody can send a file here."""
        raise DeliveryError("the console carries no files", retry=False)

    def routes(self, accept: Accept) -> list[web.RouteDef]:
        """None."""
        return []
