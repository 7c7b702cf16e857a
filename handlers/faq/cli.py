"""`ask`: one question through the whole pipeline as it is served now, or a file of them; nothing is stored."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import typer

from bot.clock import SHANGHAI, SystemClock
from bot.finder import Finder, open_finder
from bot.logs import set_up_logs
from bot.message import Origin
from bot.published import served
from bot.router import typed_choice
from bot.settings import Settings, load_settings
from bot.work import written_in
from bot.writer import PLAIN, Writer, open_writer
from handlers.faq.gaps import cli as gaps
from handlers.faq.pen import pen_for
from handlers.faq.pipeline import answer
from handlers.faq.steps import Answer, Context, Question, from_entry
from knowledge.load import Knowledge, load


def register(cli: typer.Typer) -> None:
    """Adds `ask`, `knowledge gaps` and `knowledge drafts`."""
    gaps.register(cli)

    @cli.command()
    def ask(
        text: str = typer.Argument("", help="the question"),
        file: Path | None = typer.Option(None, "--file", help='lines {"id","q"} or {"id","turns":[...]}'),
        lang: str = typer.Option("", help="zh or en; as the question is written when left out"),
        as_json: bool = typer.Option(False, "--json", help="one JSON object a line"),
    ) -> None:
        """Asks a question; exit 0 whatever the outcome."""
        if lang not in ("", "zh", "en"):
            raise typer.BadParameter("zh or en", param_hint="--lang")
        if file is None and not text:
            raise typer.BadParameter("a question, or --file", param_hint="TEXT")
        set_up_logs("WARNING")  # to standard error: standard output belongs to the answers
        asyncio.run(_ask(load_settings(), text, file, lang, as_json))


async def _ask(settings: Settings, text: str, file: Path | None, lang: str, as_json: bool) -> None:
    knowledge = served(load(), settings)
    finder = await open_finder(knowledge, settings, wait=True)
    writer = open_writer(settings)
    await writer.warm()
    try:
        lines = read_lines(file) if file else iter([({}, [text])])
        for given, turns in lines:
            begun = time.perf_counter()
            settled, spoken = await converse(knowledge, finder, settings, turns, lang, writer=writer)
            ms = (time.perf_counter() - begun) * 1000
            label = knowledge.texts.say("machine.ai_label", spoken)
            if as_json or file:
                line = {**given, **as_object(settled, spoken, ms, label)}
                sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
                sys.stdout.flush()
            else:
                typer.echo(_readable(settled, label))
    finally:
        await writer.close()
        await finder.close()


def read_lines(file: Path) -> Iterator[tuple[dict[str, Any], list[str]]]:
    """Id and turns of every line; a malformed line ends the command and names its place."""
    for number, raw in enumerate(file.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        if not raw.strip():
            continue
        try:
            line = json.loads(raw)
            turns = line["turns"] if "turns" in line else [line["q"]]
            if not turns or not all(isinstance(turn, str) for turn in turns):
                raise TypeError("turns must be texts")
        except (ValueError, KeyError, TypeError) as error:
            raise typer.BadParameter(f"{file}:{number}: {error!s}", param_hint="--file") from error
        yield {"id": line.get("id")}, turns


async def converse(
    knowledge: Knowledge,
    finder: Finder,
    settings: Settings,
    turns: list[str],
    lang: str,
    today: date | None = None,
    writer: Writer = PLAIN,
) -> tuple[Answer, str]:
    """The answer to the last of several turns, each in the light of those before it; and the language spoken.

    What has expired is judged by `today`, the present day in Shanghai where it is left out.
    """
    settled: Answer | None = None
    context: Context | None = None
    today = today or SystemClock().now().astimezone(SHANGHAI).date()
    spoken = lang
    for number, text in enumerate(turns):
        spoken = lang or written_in(text) or spoken or "zh"
        chosen = typed_choice(text, settled.choices) if settled else None
        name = chosen.value.removeprefix("faq:") if chosen else ""
        pen = pen_for(writer, settings.openai_timeout_s, turns[:number])
        question = Question(text, spoken, knowledge, finder, settings, today, context, pen=pen)
        entry = knowledge.entries.get(name)
        settled = from_entry(replace(question, text=entry.title), entry, 1.0) if entry else await answer(question)
        if settled.held is not None:  # nobody looks over what is asked here
            settled = replace(settled.held, text=settled.held.reviewed, origin=Origin.EXTRACT)
        context = settled.context or context
    assert settled is not None
    return settled, spoken


def labelled(settled: Answer, label: str) -> str:
    """The whole answer, with the label where a machine worded it."""
    parts = (settled.text, settled.more, label if settled.origin is Origin.MODEL else "")
    return "\n".join(part for part in parts if part)


def as_object(settled: Answer, lang: str, ms: float, label: str = "") -> dict[str, Any]:
    """The JSON object of the contract; `label` is what stands under a machine's words."""
    return {
        "outcome": settled.outcome.value,
        "text": labelled(settled, label),
        "confidence": round(settled.confidence, 4),
        "entry": settled.entry or None,
        "topic": settled.topic or None,
        "sources": [
            {"title": source.title, "url": source.url, "unit": source.unit, "checked": source.checked}
            for source in settled.sources
        ],
        "choices": [{"label": choice.label, "value": choice.value or choice.url} for choice in settled.choices],
        "origin": settled.origin.value,
        "lang": lang,
        "ms": round(ms, 2),
    }


def _readable(settled: Answer, label: str) -> str:
    lines = [labelled(replace(settled, more=""), label)]
    lines += [f"· {source.title} {source.url}".rstrip() for source in settled.sources]
    lines += [f"[{choice.label}]" for choice in settled.choices]
    return "\n".join(lines)
