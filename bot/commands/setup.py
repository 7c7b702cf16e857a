"""`init`: a commented `.env` after a few questions, and the database."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from bot.commands.database import in_one_write
from bot.envfile import write_env
from bot.errors import SettingsError
from bot.settings import Settings, load_settings

ENV = Path(".env")
QUESTIONS = (
    ("ASSISTANT_NAME", "助手叫什么 · What is the assistant called"),
    ("DISTRICT", "服务哪个区 · Which district does it serve"),
    ("PUBLIC_URL", "大家打开的网址 · The address that people open (https://…)"),
    ("TELEGRAM_TOKEN", "Telegram 机器人令牌 · Telegram bot token"),
    ("TELEGRAM_STAFF_CHAT_ID", "Telegram 工作群编号 · Telegram staff group"),
)
"""What most people set first; every other setting is explained in the file."""


def set_up(yes: bool = typer.Option(False, "--yes", help="ask nothing")) -> None:
    """Writes a commented .env after a few questions, all skippable, and makes the database."""
    asks = not yes and sys.stdin.isatty()
    if ENV.exists() and not (asks and typer.confirm(f"{ENV} 已存在，要重写吗 · exists; write it anew?", default=False)):
        typer.echo(f"{ENV} 保持原样 · is kept as it is")
    else:
        write_env(ENV, _ask() if asks else {})
        typer.echo(f"{ENV} 写好了 · is written; every setting is explained in it")
    settings = load_settings()
    in_one_write(settings, lambda _conn: None)
    typer.echo("数据库好了 · The database is ready")
    typer.echo("下一步 · Next: python -m bot run   (体检 · doctor: python -m bot check)")


def _ask() -> dict[str, str]:
    """The answers that are not the default; one that cannot be used is asked again."""
    typer.echo("直接回车就跳过，以后可以改 .env · Enter skips a question; .env can be changed later")
    given: dict[str, str] = {}
    for name, question in QUESTIONS:
        default = Settings.model_fields[name.lower()].default
        shown = default if isinstance(default, str) else ""
        while True:
            said = str(typer.prompt(question, default=shown, show_default=bool(shown))).strip()
            mistake = _mistake(name, said)
            if not mistake:
                break
            typer.echo(f"不能用 · Cannot be used: {mistake}")
        if said and said != shown:
            given[name] = said
    return given


def _mistake(name: str, said: str) -> str:
    """What is wrong with a value; settings that come from elsewhere are not asked about here."""
    try:
        load_settings(_env_file=None, **{name.lower(): said})
    except SettingsError as problem:
        return next((mistake for mistake in problem.mistakes if mistake.startswith(f"{name}:")), "")
    return ""
