"""The model against a local endpoint: it answers, or every way of failing becomes one word within the time given."""

from __future__ import annotations

import re
import time
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path

import pytest

from bot.errors import WriterError
from bot.metrics import Metrics
from bot.writer import PLAIN, Task, Writer, open_writer
from tests.fakes.clock import FakeClock
from tests.fakes.openai import FakeOpenAI, Mood
from tests.fakes.town import plain_settings

TASK = Task("办护照要几天？", ("法定15日内签发。", "工本费120元。"), lang="zh")


@pytest.fixture
async def fake() -> AsyncIterator[FakeOpenAI]:
    async with FakeOpenAI() as server:
        yield server


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture
async def writer(fake: FakeOpenAI, clock: FakeClock, metrics: Metrics, tmp_path: Path) -> AsyncIterator[Writer]:
    made = open_writer(plain_settings(tmp_path, **fake.settings()), metrics, clock)
    yield made
    await made.close()


async def word(writer: Writer, seconds: float = 2.0) -> tuple[str, list[str]]:
    heard: list[str] = []
    return await writer.word(TASK, seconds, heard.append), heard


async def fails(writer: Writer, seconds: float = 2.0) -> str:
    with pytest.raises(WriterError) as caught:
        await word(writer, seconds)
    return str(caught.value)


def count(metrics: Metrics, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", metrics.page().decode(), re.MULTILINE)
    return float(found[1]) if found else 0.0


async def test_it_is_heard_while_it_writes_and_its_cost_is_counted(
    writer: Writer, fake: FakeOpenAI, metrics: Metrics
) -> None:
    told, heard = await word(writer)
    assert told == "法定15日内签发。[1]\n工本费120元。[2]"
    assert len(heard) > 2
    assert heard[-1] == told
    assert all(later.startswith(earlier) for earlier, later in pairwise(heard))
    assert count(metrics, 'model_tokens_total{kind="prompt"}') == 100
    assert count(metrics, 'model_tokens_total{kind="completion"}') == 20
    assert count(metrics, 'model_seconds_count{use="word"}') == 1
    [request] = fake.asked
    assert request["model"] == "fake-1"
    assert request["stream"] is True


@pytest.mark.parametrize("mood", [Mood.WHOLE, Mood.OLD])
async def test_endpoints_that_know_less_are_understood(writer: Writer, fake: FakeOpenAI, mood: Mood) -> None:
    fake.mood = mood
    assert (await word(writer))[0].startswith("法定15日内")
    assert (await word(writer))[0].startswith("法定15日内")
    assert ["stream_options" in request for request in fake.asked][-1] is (mood is Mood.WHOLE)


@pytest.mark.parametrize(
    ("mood", "reason"),
    [
        (Mood.SILENT, "timeout"), (Mood.TRICKLES, "timeout"), (Mood.BUSY, "rate"), (Mood.BROKEN, "server"),
        (Mood.REFUSES, "refused"), (Mood.NO_JSON, "malformed"), (Mood.ODD_JSON, "malformed"),
        (Mood.BAD_EVENTS, "malformed"), (Mood.HANGS_UP, "unreachable"), (Mood.CUT, "cut"), (Mood.ENDS_EARLY, "cut"),
        (Mood.FILTERED, "cut"), (Mood.CALLS_TOOLS, "cut"), (Mood.REFUSES_POLITELY, "empty"), (Mood.FLOODS, "malformed"),
    ],
)  # fmt: skip
async def test_every_failure_is_one_word_in_time(
    writer: Writer, fake: FakeOpenAI, metrics: Metrics, mood: Mood, reason: str
) -> None:
    await word(writer)  # the library is loaded
    fake.mood = mood
    begun = time.monotonic()
    assert await fails(writer, 0.6) == reason
    assert time.monotonic() - begun < 2
    assert count(metrics, f'model_calls_total{{end="{reason}",use="word"}}') == 1


async def test_an_endpoint_that_is_not_there(tmp_path: Path, unused_tcp_port: int) -> None:
    settings = plain_settings(tmp_path, openai_api_key="k", openai_base_url=f"http://127.0.0.1:{unused_tcp_port}/v1")
    gone = open_writer(settings)
    assert await fails(gone) == "unreachable"
    await gone.close()


async def test_a_question_goes_nowhere_that_the_endpoint_points_to(writer: Writer, fake: FakeOpenAI) -> None:
    async with FakeOpenAI() as other:
        fake.mood, fake.elsewhere = Mood.MOVED, f"{other.url}/chat/completions"
        assert await fails(writer) == "refused"
        assert not other.asked


async def test_of_a_flood_little_is_read(writer: Writer, fake: FakeOpenAI) -> None:
    fake.mood = Mood.FLOODS
    assert await fails(writer) == "malformed"
    assert fake.flooded < 20_000_000


async def test_what_nobody_sees_is_taken_out_of_its_words(writer: Writer, fake: FakeOpenAI) -> None:
    fake.say = lambda _messages: "**法定**1\u200b5日\u202e内\ud83d签发\x00。"
    assert (await word(writer))[0] == "法定15日内签发。"


@pytest.mark.parametrize(
    "said",
    [
        "法定<b>15日</b>内签发。", "法定15日内签发。<script>alert(1)</script>", "<a href='http://x.example'>法定15日内签发</a>。",
        "[法定15日内签发](http://x.example)。", "法定15日内签发。&#60;b&#62;",
        "<img src=x onerror=alert(1)>法定15日内签发。",
    ],
)  # fmt: skip
async def test_mark_up_is_no_answer(writer: Writer, fake: FakeOpenAI, said: str) -> None:
    fake.say = lambda _messages: said
    assert await fails(writer) == "markup"


async def test_when_the_time_is_over_nobody_is_asked(writer: Writer, fake: FakeOpenAI, clock: FakeClock) -> None:
    for _ in range(4):
        assert await fails(writer, 0.0) == "late"
    assert not fake.asked
    assert (await word(writer))[0]  # and the endpoint is not blamed


async def test_empty_and_nothing_are_no_answers(writer: Writer, fake: FakeOpenAI) -> None:
    fake.say = lambda _messages: "  "
    assert await fails(writer) == "empty"
    fake.say = lambda _messages: "NONE."
    assert await fails(writer) == "nothing"
    fake.say = lambda _messages: "<think>about it"
    assert await fails(writer) == "empty"


async def test_what_a_model_thinks_aloud_is_left_out(writer: Writer, fake: FakeOpenAI) -> None:
    fake.say = lambda _messages: "<think>十五日吗？</think>法定15日内签发。"
    told, heard = await word(writer)
    assert told == "法定15日内签发。"
    assert not any("吗" in so_far for so_far in heard)


async def test_after_three_failures_it_rests_and_then_one_try_decides(
    writer: Writer, fake: FakeOpenAI, clock: FakeClock
) -> None:
    fake.mood = Mood.BROKEN
    assert [await fails(writer) for _ in range(5)] == ["server"] * 3 + ["resting"] * 2
    assert len(fake.asked) == 3
    clock.advance(seconds=31)
    assert [await fails(writer), await fails(writer)] == ["server", "resting"]
    fake.mood = Mood.STREAMS
    clock.advance(seconds=31)
    assert (await word(writer))[0]
    assert (await word(writer))[0]


async def test_the_pause_that_an_endpoint_asks_for_is_kept(writer: Writer, fake: FakeOpenAI, clock: FakeClock) -> None:
    fake.mood, fake.retry_after = Mood.BUSY, "12"
    assert [await fails(writer), await fails(writer)] == ["rate", "resting"]
    clock.advance(seconds=13)
    assert await fails(writer) == "rate"


@pytest.mark.parametrize("odd", ["nan", "inf", "-3", "soon", "Wed, 21 Oct 2026 07:28:00 GMT", "1e400"])
async def test_an_odd_pause_is_no_reason_to_stumble(writer: Writer, fake: FakeOpenAI, odd: str) -> None:
    fake.mood, fake.retry_after = Mood.BUSY, odd
    assert await fails(writer) == "rate"


async def test_what_the_listener_refuses_ends_the_writing(writer: Writer, fake: FakeOpenAI, clock: FakeClock) -> None:
    def refuse(so_far: str) -> None:
        if "120" in so_far:
            raise WriterError("unfounded")

    for _ in range(4):  # the endpoint is not to blame
        with pytest.raises(WriterError, match="unfounded"):
            await writer.word(TASK, 2.0, refuse)
    assert len(fake.asked) == 4


async def test_a_follow_up_becomes_one_line(writer: Writer, fake: FakeOpenAI) -> None:
    fake.say = lambda _messages: "「办护照要多少钱？」\n"
    assert await writer.rephrase("那要多少钱", ("怎么办护照",), 2.0) == "办护照要多少钱？"
    fake.say = lambda _messages: "一行\n两行"
    with pytest.raises(WriterError, match="malformed"):
        await writer.rephrase("那要多少钱", ("怎么办护照",), 2.0)


async def test_without_a_key_there_is_no_model(tmp_path: Path) -> None:
    plain = open_writer(plain_settings(tmp_path, openai_base_url="http://127.0.0.1:9/v1", openai_model="m"))
    assert plain is PLAIN
    assert not plain.on
    with pytest.raises(WriterError):
        await plain.word(TASK, 1.0, lambda _so_far: None)
    with pytest.raises(WriterError):
        await plain.rephrase("x", (), 1.0)
