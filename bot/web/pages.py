"""Shared Jinja set-up and static files: templates escape everything, files are named by the hash of their content."""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.work import Work

LOOK = Path(__file__).parent / "look"
_FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Asset:
    """One static file in memory: where it is served, what it is, its bytes."""

    url: str
    mime: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Assets:
    """The static files of one folder by name; a changed file gets a new address, so browsers may keep each for ever."""

    files: dict[str, Asset]

    @classmethod
    def load(cls, folder: Path, names: Iterable[str]) -> Assets:
        """Reads these files of the folder."""
        files = {}
        for name in names:
            body = (folder / name).read_bytes()
            stem, _, ending = name.rpartition(".")
            digest = hashlib.sha256(body).hexdigest()[:12]
            mime = mimetypes.guess_type(name)[0] or "application/octet-stream"
            files[name] = Asset(f"/static/{stem}.{digest}.{ending}", mime, body)
        return cls(files)

    def url(self, name: str) -> str:
        """The address of a file."""
        return self.files[name].url

    def routes(self) -> list[web.RouteDef]:
        """A route for each file."""
        return [web.get(asset.url, partial(_serve, asset)) for asset in self.files.values()]


async def _serve(asset: Asset, request: web.Request) -> web.Response:
    charset = "utf-8" if asset.mime.startswith("text/") or asset.mime.endswith("svg+xml") else None
    response = web.Response(body=asset.body, content_type=asset.mime, charset=charset)
    response.headers["Cache-Control"] = _FOREVER
    response.enable_compression()
    return response


@cache
def base_assets() -> Assets:
    """What every page shares: the base style sheet and the icon."""
    return Assets.load(LOOK, ("base.css", "icon.svg"))


def environment(*folders: Path) -> Environment:
    """Templates from these folders and the shared ones; a name that is missing in a template is an error."""
    return Environment(
        loader=FileSystemLoader([*folders, LOOK]), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip


@cache
def _base_environment() -> Environment:
    return environment()


def common(work: Work, lang: str) -> dict[str, object]:
    """What every template may use: sentences by `say(key)`, the language, names from the settings, shared files."""
    return {
        "say": lambda key, **params: work.knowledge.texts.say(key, lang, **params),
        "lang": lang,
        "assistant": work.settings.assistant_name,
        "district": work.settings.district,
        "base": base_assets(),
    }


def base_page(work: Work, template: str, lang: str, **values: object) -> str:
    """A page from the shared templates alone."""
    return _base_environment().get_template(template).render(**common(work, lang), **values)
