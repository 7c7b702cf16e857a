"""`run` and `chat`: the assistant in service."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.app import App, open_app
from bot.channel import Channel
from bot.errors import SettingsError
from bot.feature import Feature
from bot.logs import set_up_logs
from bot.memory import settle
from bot.settings import Settings, load_settings
from bot.store import files, groups
from bot.store import staff as staff_store
from bot.work import Tx

if TYPE_CHECKING:
    from bot.channels.telegram import LoadFile
    from knowledge.texts import Texts

STOP_S = 10


def register(cli: typer.Typer, features: tuple[Feature, ...]) -> None:
    """Adds `run` and `chat`."""

    @cli.command()
    def run(
        host: str = typer.Option("", help="listen here instead of HTTP_HOST"),
        port: int = typer.Option(-1, help="listen there instead of HTTP_PORT; 0 takes a free one"),
    ) -> None:
        """Runs everything that the settings switch on."""
        given: dict[str, object] = {}
        if host:
            given["http_host"] = host
        if port >= 0:
            given["http_port"] = port
        settings = load_settings(**given)
        set_up_logs(settings.log_level)
        asyncio.run(_serve(settings, features))

    @cli.command()
    def chat() -> None:
        """Talks in this terminal; `# …` speaks in the staff group."""
        settings = load_settings()
        set_up_logs("WARNING")
        asyncio.run(_chat(settings, features))


@contextlib.asynccontextmanager
async def channels_for(
    settings: Settings, features: Iterable[Feature], texts: Texts, load_file: LoadFile
) -> AsyncIterator[list[Channel]]:
    """The channels that the settings switch on; what they hold open is closed when the context ends."""
    from bot.channels.web import WebChannel

    found: list[Channel] = [WebChannel()]
    async with contextlib.AsyncExitStack() as stack:
        if settings.telegram_token.get_secret_value():
            from bot.channels.telegram import telegram_channel
            from bot.menus import published

            telegram = telegram_channel(settings, published(features, texts), load_file)
            stack.push_async_callback(telegram.close)
            found.append(telegram)
        yield found


@contextlib.contextmanager
def only_one(data_dir: Path) -> Iterator[None]:
    """A lock on the data folder: a second server on the same SQLite file is refused."""
    import fcntl

    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (data_dir / "run.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            mistake = f"DATA_DIR: {data_dir} is in use by another `run`: stop it or use another folder"
            raise SettingsError([mistake]) from error
        yield


async def _serve(settings: Settings, features: tuple[Feature, ...]) -> None:
    from bot.web import serve
    from knowledge.load import load

    knowledge = load()
    async with contextlib.AsyncExitStack() as stack:
        if not settings.database_url.get_secret_value().startswith("postgresql"):
            stack.enter_context(only_one(settings.data_dir))
        box: list[App] = []

        async def load_file(file_id: str) -> tuple[bytes, str, str] | None:
            from bot.files import place

            kept = await box[0].db.read(lambda conn: files.find(conn, file_id))
            if kept is None:
                return None
            try:
                data = await asyncio.to_thread(place(settings.data_dir, kept.hash).read_bytes)
            except FileNotFoundError:
                return None
            return data, kept.mime, kept.name

        channels = await stack.enter_async_context(channels_for(settings, features, knowledge.texts, load_file))
        app = await stack.enter_async_context(open_app(settings, knowledge, features, channels))
        box.append(app)
        stop = asyncio.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(name, stop.set)
        async with serve(app) as address:
            await _say_where(app, address)
            settle()
            running = asyncio.create_task(app.run())
            stopping = asyncio.create_task(stop.wait())
            await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if running.done():
                running.result()
            running.cancel()
            await asyncio.wait({running}, timeout=STOP_S)
            stopping.cancel()


async def _say_where(app: App, address: str) -> None:
    base = app.settings.public_url or address
    typer.echo(f"居民页面 Residents  {base}/")
    typer.echo(f"工作台   Staff      {base}/staff/")

    def link(tx: Tx) -> str:
        if staff_store.everyone(tx.conn):
            return ""
        return staff_store.make_key(tx.conn, "link", None, tx.now, staff_store.LINK_VALID)

    key = await app.work.write(link)
    if key:
        typer.echo(f"首次登录 Sign in    {base}/staff/enter?key={key}   (24 小时内一次有效 · once, within 24 h)")


async def _chat(settings: Settings, features: tuple[Feature, ...]) -> None:
    from bot.channels.console import STAFF, Console
    from knowledge.load import load

    console = Console()
    async with open_app(settings, load(), features, [console]) as app:
        await app.db.write(lambda conn: groups.bind(conn, "console", STAFF))
        typer.echo("直接说话；# 开头是职员群里说的话，#3 … 回复群里第 3 条；Ctrl-D 结束。\n"
                   "Just talk; # … speaks in the staff group, #3 … answers its message 3; Ctrl-D ends.\n")  # fmt: skip
        running = asyncio.create_task(app.run(listen=False))
        await console.run(app.intake.accept)
        await app.idle()
        running.cancel()
        await asyncio.wait({running}, timeout=STOP_S)
