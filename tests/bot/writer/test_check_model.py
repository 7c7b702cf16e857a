"""The doctor asks the model's endpoint once, and says what is the matter with it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.checks import State
from bot.checks.model import check
from tests.fakes.openai import FakeOpenAI, Mood
from tests.fakes.town import plain_settings


async def test_without_a_key_nothing_is_asked(tmp_path: Path) -> None:
    found = await check(plain_settings(tmp_path))
    assert (found.state, "not used" in found.text) == (State.OK, True)


def test_without_a_key_the_library_is_not_loaded() -> None:
    code = (
        "import asyncio, sys; from pathlib import Path; from bot.checks.model import check;"
        "from bot.writer import open_writer; from bot.settings import Settings;"
        "made = Settings(_env_file=None); open_writer(made); asyncio.run(check(made));"
        "print('openai' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env={}, timeout=60, check=True)
    assert told.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("mood", "state", "word"),
    [
        (Mood.STREAMS, State.OK, "answers in"), (Mood.WHOLE, State.OK, "answers in"),
        (Mood.REFUSES, State.WARN, "refused"), (Mood.BROKEN, State.WARN, "server"), (Mood.BUSY, State.WARN, "rate"),
    ],
)  # fmt: skip
async def test_what_the_endpoint_does_is_said(tmp_path: Path, mood: Mood, state: State, word: str) -> None:
    async with FakeOpenAI(mood=mood, say=lambda _messages: "OK") as fake:
        found = await check(plain_settings(tmp_path, **fake.settings()))
    assert (found.state, word in found.text) == (state, True), found.line
    assert bool(found.fix) is (state is State.WARN)


async def test_an_endpoint_that_is_not_there(tmp_path: Path, unused_tcp_port: int) -> None:
    gone = f"http://127.0.0.1:{unused_tcp_port}/v1"
    found = await check(plain_settings(tmp_path, openai_api_key="k", openai_base_url=gone))
    assert (found.state, "unreachable" in found.text) == (State.WARN, True)


@pytest.mark.parametrize("mood", [Mood.STREAMS, Mood.WHOLE])
@pytest.mark.parametrize(
    ("name", "state"), [("fake-1-2026-01-01", State.OK), ("vendor/fake-1", State.OK), ("another-70b", State.WARN)]
)
async def test_an_endpoint_that_answers_as_another_model(tmp_path: Path, mood: Mood, name: str, state: State) -> None:
    async with FakeOpenAI(mood=mood, model=name, say=lambda _messages: "OK") as fake:
        found = await check(plain_settings(tmp_path, **fake.settings()))
        assert (found.state, name in found.text) == (state, state is State.WARN)


async def test_two_letters_that_were_cut_off_are_an_answer_too(tmp_path: Path) -> None:
    async with FakeOpenAI(mood=Mood.CUT, say=lambda _messages: "OK, gladly, and a good day to you") as fake:
        assert (await check(plain_settings(tmp_path, **fake.settings()))).state is State.OK
