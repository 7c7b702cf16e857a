"""Lengths and entities of texts as Telegram counts them: in UTF-16 code units, after parsing."""

import html
import re

from tests.fakes.telegram_body import Params
from tests.fakes.telegram_refusal import Json, bad_request

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_ENTITIES = 100

_SEEN = re.compile(
    r"(?P<bot_command>(?<!\S)/[A-Za-z0-9_]{1,32}(?:@[A-Za-z0-9_]+)?)"
    r"|(?P<url>https?://[^\s，。！？）]+)"
    r"|(?P<mention>(?<![\w@])@[A-Za-z][A-Za-z0-9_]{3,31})"
)
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)([^<>]*)>")
_TYPES = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "a": "text_link", "code": "code", "pre": "pre", "blockquote": "blockquote", "tg-emoji": "custom_emoji",
}  # fmt: skip


def units(text: str) -> int:
    """How long Telegram finds this text: UTF-16 code units, so an emoji counts two."""
    return len(text.encode("utf-16-le")) // 2


def seen_entities(text: str) -> list[Json]:
    """The commands, links and mentions that a client marks by itself."""
    return [
        {"type": match.lastgroup, "offset": units(text[: match.start()]), "length": units(match.group())}
        for match in _SEEN.finditer(text)
    ]


def formatted(params: Params, name: str) -> tuple[str, list[Json]]:
    """The text under `name` and its entities, from a parse_mode or from the list beside it; refuses broken markup.

    Only HTML is played: a call with Markdown is refused, so that nobody takes an unchecked text for a checked one.
    """
    text = params.text(name)
    mode = params.text("parse_mode")
    if mode.lower() == "html":
        text, entities = _parsed_html(text)
    elif mode:
        raise bad_request(f"unsupported parse_mode (this fake reads HTML only, not {mode})")
    else:
        entities = params.items("caption_entities" if name == "caption" else "entities") or []
        _check(text, entities)
    return text, entities[:MAX_ENTITIES]


def _check(text: str, entities: list[Json]) -> None:
    end = units(text)
    for entity in entities:
        if entity["offset"] < 0 or entity["offset"] >= end:
            raise bad_request(f"entity begins after the end of the text at UTF-16 offset {entity['offset']}")
        if entity["length"] < 1 or entity["offset"] + entity["length"] > end:
            raise bad_request(f"entity ends after the end of the text at UTF-16 offset {end}")


def _parsed_html(text: str) -> tuple[str, list[Json]]:
    plain = ""
    entities: list[Json] = []
    open_tags: list[tuple[str, Json]] = []
    at = 0
    while at < len(text):
        if text[at] != "<":
            end = text.find("<", at)
            end = len(text) if end < 0 else end
            plain += html.unescape(text[at:end])
            at = end
            continue
        tag = _TAG.match(text, at)
        if tag is None or (tag[2].lower() not in _TYPES and tag[2].lower() != "span"):
            name = tag[2] if tag else ""
            raise bad_request(f'can\'t parse entities: Unsupported start tag "{name}" at byte offset {at}')
        at = tag.end()
        name = tag[2].lower()
        if not tag[1]:
            entity = {"type": _TYPES.get(name, "spoiler"), "offset": units(plain), **_attributes(name, tag[3])}
            open_tags.append((name, entity))
            continue
        if not open_tags or open_tags[-1][0] != name:
            raise bad_request(f'can\'t parse entities: Unmatched end tag at byte offset {at}, found "</{name}>"')
        _, entity = open_tags.pop()
        entity["length"] = units(plain) - entity["offset"]
        if entity["length"]:
            entities.append(entity)
    if open_tags:
        raise bad_request(f"can't parse entities: Can't find end tag corresponding to start tag \"{open_tags[-1][0]}\"")
    return plain, sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def _attributes(name: str, raw: str) -> Json:
    found = {key: html.unescape(value) for key, value in re.findall(r'([\w-]+)="([^"]*)"', raw)}
    if name == "a":
        return {"url": found.get("href", "")}
    if name == "tg-emoji":
        return {"custom_emoji_id": found.get("emoji-id", "")}
    if name == "code" and found.get("class", "").startswith("language-"):
        return {"language": found["class"].removeprefix("language-")}
    if name == "blockquote" and "expandable" in raw:
        return {"type": "expandable_blockquote"}
    if name == "span" and found.get("class") != "tg-spoiler":
        raise bad_request('can\'t parse entities: Tag "span" must have class "tg-spoiler"')
    return {}
