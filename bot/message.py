"""What goes in and out of the machine, without a trace of any wire: Message, Reply, Choice, Source, Address."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a message is, as far as the machine must tell apart."""

    TEXT = "text"
    PICK = "pick"
    VOICE = "voice"
    FILE = "file"
    LOCATION = "location"
    CONTACT = "contact"
    EDITED = "edited"
    OTHER = "other"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    MIGRATED = "migrated"


class Origin(StrEnum):
    """Whose words a reply holds."""

    EXTRACT = "extract"
    RULE = "rule"
    MODEL = "model"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Address:
    """A place where something can be said: a chat of a channel, perhaps a topic in it."""

    channel: str
    chat: str
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file as the wire names it (`remote`), or one that we already keep (`kept`, its id in our own table)."""

    remote: str = ""
    kept: str = ""
    name: str = ""
    mime: str = ""
    size: int = 0
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class Message:
    """One thing that somebody said or pressed. `id` is unique per channel for ever: it is the duplicate check.

    `wire_id` is the platform's own id of it, `card` that of the message whose button was pressed, `replies_to` that
    of the message it answers. `trusted` False means that the sender's identity proves nothing (anonymous
    administrators, linked channels). `source` is where it comes from as a hash, on channels where anybody may open as
    many conversations as she likes; `greeted` True means that the first-contact notice stood where it was written.
    `quoted` and `quoted_files` are what stands in the message of another person that it answers, where the wire tells.
    """

    channel: str
    id: str
    chat: str
    sender: str
    kind: Kind = Kind.TEXT
    text: str = ""
    pick: str = ""
    card: str = ""
    press: str = ""
    replies_to: str = ""
    wire_id: str = ""
    topic: str = ""
    group: bool = False
    trusted: bool = True
    name: str = ""
    lang: str = ""
    moved_to: str = ""
    source: str = ""
    greeted: bool = False
    files: tuple[Attachment, ...] = ()
    quoted: str = ""
    quoted_files: tuple[Attachment, ...] = ()

    @property
    def address(self) -> Address:
        """Where an answer to this message goes."""
        return Address(self.channel, self.chat, self.topic)

    @property
    def conversation(self) -> str:
        """The key under which messages are handled one at a time and in order."""
        return conversation_key(self.channel, self.chat, self.sender)

    def dump(self) -> str:
        """As JSON text, for the intake row."""
        return json.dumps({k: v for k, v in asdict(self).items() if v or k in _ALWAYS}, ensure_ascii=False)

    @classmethod
    def load(cls, raw: Mapping[str, Any]) -> Message:
        """From the JSON object that `dump` wrote."""
        values = dict(raw)
        lists = {name: tuple(Attachment(**item) for item in values.pop(name, ())) for name in ("files", "quoted_files")}
        return cls(**{**values, "kind": Kind(values.get("kind", "text")), **lists})


_ALWAYS = frozenset({"channel", "id", "chat", "sender", "trusted"})


def conversation_key(channel: str, chat: str, sender: str) -> str:
    """The key of one person's talk in one chat."""
    return f"{channel}|{chat}|{sender}"


MAX_VALUE_BYTES = 60
"""A button's value; Telegram carries 64 bytes, four are kept for the payload's version mark."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to press, or to answer by number or by its words. `value` is `name` or `name:argument`.

    `control` choices (back, skip, cancel) are offered after the numbered ones and answer to their words alone;
    `url` makes it a link (a number to call) that comes back to nobody.
    """

    label: str
    value: str = ""
    url: str = ""
    control: bool = False

    def __post_init__(self) -> None:
        if len(self.value.encode()) > MAX_VALUE_BYTES:
            raise ValueError(f"choice value longer than {MAX_VALUE_BYTES} bytes: {self.value}")

    def data(self) -> dict[str, Any]:
        """As a JSON object: what is empty or false is left out."""
        values: dict[str, Any] = {"label": self.label, "value": self.value}
        if self.url:
            values["url"] = self.url
        if self.control:
            values["control"] = True
        return values


@dataclass(frozen=True, slots=True)
class Source:
    """A citation under an answer; `checked` is the day (ISO) a person last verified it."""

    title: str
    url: str = ""
    unit: str = ""
    checked: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """Something to say. The channel decides how choices and sources look.

    `origin` tells whose words these are; `under` is the platform id of a message to answer to.
    """

    text: str
    choices: tuple[Choice, ...] = ()
    sources: tuple[Source, ...] = ()
    origin: Origin = Origin.RULE
    under: str = ""
    files: tuple[Attachment, ...] = ()

    def plus(self, *choices: Choice) -> Reply:
        """The same reply with more choices."""
        return replace(self, choices=(*self.choices, *choices))

    def data(self) -> dict[str, Any]:
        """As a JSON object, for the outgoing row."""
        # By hand: asdict copies everything deeply and costs more than storing the row.
        values = {
            "text": self.text, "choices": [choice.data() for choice in self.choices],
            "sources": [asdict(source) for source in self.sources], "origin": self.origin.value, "under": self.under,
            "files": [asdict(file) for file in self.files],
        }  # fmt: skip
        return {key: value for key, value in values.items() if value}

    @classmethod
    def load(cls, raw: Mapping[str, Any]) -> Reply:
        """From the JSON object that `data` made."""
        return cls(
            text=raw.get("text", ""),
            choices=tuple(Choice(**item) for item in raw.get("choices", ())),
            sources=tuple(Source(**item) for item in raw.get("sources", ())),
            origin=Origin(raw.get("origin", "rule")),
            under=raw.get("under", ""),
            files=tuple(Attachment(**item) for item in raw.get("files", ())),
        )


class OutKind(StrEnum):
    """What an outgoing row does on the wire."""

    SEND = "send"
    EDIT = "edit"
    DELETE = "delete"
    TOPIC = "topic"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One wire message that waits to be delivered. `target` is the platform id that an edit or delete is about."""

    id: int
    address: Address
    kind: OutKind
    reply: Reply
    about: str = ""
    target: str = ""
    tries: int = 0
    seq: int = 0
    at: str = field(default="")
