"""What the browser tests share: the whole assistant behind a real server, a Chromium in front of it, axe beside it."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright

from bot.app import App, open_app
from bot.channels.web import WebChannel
from bot.finder import IndexFinder
from bot.settings import Settings
from bot.store import staff
from bot.web import serve
from handlers import features
from knowledge.load import Knowledge
from knowledge.search import Index
from tests.fakes.clock import RunningClock

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@dataclass(frozen=True)
class Hall:
    """A running assistant, the address of its page, and a link by which the first staff member signs in."""

    app: App
    address: str
    link: str


def find_chromium() -> str:
    """The path of a Chromium; skips the test where there is none."""
    path = os.environ.get("CHROMIUM") or next((found for name in _NAMES if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("no Chromium on this machine")
    return path


@asynccontextmanager
async def open_browser() -> AsyncIterator[Browser]:
    """A Chromium without a window."""
    path = find_chromium()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(_ARGUMENTS))
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def open_town_hall(folder: Path, knowledge: Knowledge, index: Index, *, port: int = 0) -> AsyncIterator[Hall]:
    """The whole assistant with all features, answering; a sign-in link for the staff lies ready."""
    settings = Settings(_env_file=None, data_dir=folder, http_port=port)
    finder = IndexFinder(knowledge, index)
    async with (
        open_app(settings, knowledge, features(), [WebChannel()], clock=RunningClock(), finder=finder) as app,
        serve(app) as address,
    ):
        running = asyncio.create_task(app.run())
        key = await app.work.write(lambda tx: staff.make_key(tx.conn, "link", None, tx.now, staff.LINK_VALID))
        try:
            yield Hall(app, address, f"{address}/staff/enter?key={key}")
        finally:
            running.cancel()
            await asyncio.wait({running}, timeout=10)


async def violations(page: Page) -> list[str]:
    """What axe finds wrong with the page as it stands: rule and the element it is about."""
    results = await Axe().run(page)
    return [
        f"{found['id']}: {node['html'][:160]}" for found in results.response["violations"] for node in found["nodes"]
    ]


def watched(page: Page) -> list[str]:
    """Collects what goes wrong in the page: errors, and what the security policy blocked; refused requests may be."""
    troubles: list[str] = []

    def hear(line: ConsoleMessage) -> None:
        if line.type in ("error", "warning") and not line.text.startswith("Failed to load resource"):
            troubles.append(line.text)

    page.on("pageerror", lambda error: troubles.append(f"error: {error}"))
    page.on("console", hear)
    return troubles
