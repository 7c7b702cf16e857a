"""Reads the parameters of a call, whether they come as query, form, JSON or multipart."""

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.fakes.telegram_refusal import Json, bad_request

# A form carries everything as text; these names hold JSON, whole numbers or yes/no. All others stay text.
OBJECTS = frozenset({
    "reply_markup", "entities", "caption_entities", "reply_parameters", "link_preview_options", "allowed_updates",
    "commands", "scope", "menu_button", "reaction", "message_ids",
})  # fmt: skip
NUMBERS = frozenset({
    "message_id", "message_thread_id", "offset", "limit", "timeout", "draft_id", "user_id", "max_connections",
    "cache_time", "icon_color",
})  # fmt: skip
FLAGS = frozenset({
    "show_alert", "disable_notification", "protect_content", "drop_pending_updates", "is_big", "allow_paid_broadcast",
    "disable_content_type_detection", "has_spoiler", "show_caption_above_media",
})  # fmt: skip


@dataclass(frozen=True)
class Upload:
    """A file that came with a call."""

    name: str
    mime: str
    data: bytes


@dataclass(frozen=True)
class Params:
    """The parameters of one call, decoded to JSON values, and the files beside them."""

    values: Json = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """The text under this name, "" where there is none."""
        value = self.values.get(name, "")
        return value if isinstance(value, str) else str(value)

    def number(self, name: str) -> int | None:
        """The whole number under this name; refuses anything else that stands there."""
        value = self.values.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            raise bad_request(f"invalid {name} specified")
        return value

    def flag(self, name: str) -> bool:
        """Whether this yes/no was given as yes."""
        return self.values.get(name) is True

    def mapping(self, name: str) -> Json | None:
        """The JSON object under this name; refuses anything else that stands there."""
        value = self.values.get(name)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise bad_request(f"object expected as {name}")
        return value

    def items(self, name: str) -> list[Any] | None:
        """The JSON list under this name; refuses anything else that stands there."""
        value = self.values.get(name)
        if value is None:
            return None
        if not isinstance(value, list):
            raise bad_request(f"expected an Array of {name}")
        return value

    @property
    def chat_id(self) -> int | str | None:
        """The chat that the call is about: an id, or the `@name` as it came."""
        value = self.values.get("chat_id")
        return value if isinstance(value, int | str) else None


async def read_params(request: web.Request) -> Params:
    """All parameters of a request; a body that cannot be read is a 400."""
    values: Json = {name: _decoded(name, text) for name, text in request.query.items()}
    files: dict[str, Upload] = {}
    if request.content_type == "application/json":
        values |= await _json_body(request)
    elif request.can_read_body:
        for name, part in (await request.post()).items():
            if isinstance(part, web.FileField):
                files[name] = Upload(part.filename, part.content_type, part.file.read())
            else:
                values[name] = _decoded(name, part if isinstance(part, str) else bytes(part).decode())
    return Params(values, files)


async def _json_body(request: web.Request) -> Json:
    try:
        body = await request.json()
    except ValueError as error:
        raise bad_request("can't parse the request: it is not JSON") from error
    if not isinstance(body, dict):
        raise bad_request("can't parse the request: an object was expected")
    # Objects may come as JSON inside JSON, which the Bot API takes as well.
    return {name: _decoded(name, value) if isinstance(value, str) else value for name, value in body.items()}


def _decoded(name: str, text: str) -> Any:
    if name in OBJECTS and text:
        try:
            return json.loads(text)
        except ValueError as error:
            raise bad_request(f"can't parse {name} JSON object") from error
    if name in NUMBERS or name == "chat_id":
        try:
            return int(text)
        except ValueError:
            return text
    if name in FLAGS:
        return text.lower() in {"true", "1", "yes"}
    return text
