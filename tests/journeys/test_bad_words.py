"""Whatever is written, by residents in every step and by the staff: an answer, exactly one effect, no traceback."""

from __future__ import annotations

import pytest

from bot.tidy import tidy
from handlers.tickets.rules import State
from tests.fakes.line import GROUP
from tests.fakes.nasty import WORDS
from tests.fakes.town import Person
from tests.fakes.watched import GOOD, Watched


async def fill(watched: Watched, li: Person, nasty: str) -> None:
    """Answers every step with the nasty words first, and with good ones where they were not taken."""
    for _ in range(20):
        step = await watched.at(li)
        if step in ("", "#summary"):
            break
        assert await watched.hand_in(watched.stage.message(li, text=tidy(nasty))), step
        if await watched.at(li) == step:
            assert await watched.hand_in(watched.stage.message(li, text=GOOD.get(step, "1"))), step
    if await watched.at(li) == "#summary":
        assert await watched.hand_in(watched.stage.message(li, text="确认提交"))
    await watched.rest()


@pytest.mark.parametrize("nasty", WORDS.values(), ids=WORDS)
async def test_every_step_of_every_talk(watched: Watched, nasty: str) -> None:
    li = watched.town.resident()
    await watched.say(li, nasty)
    for opening, opened in (("/report", 1), ("/opinion", 1), ("/benefits", 1)):
        await watched.say(li, opening)
        await fill(watched, li, nasty)
        assert len(await watched.tickets()) == opened
    made = (await watched.tickets())[0]
    assert made.what == (tidy(nasty) if 0 < len(tidy(nasty)) <= 1000 else GOOD["what"])
    for value in (f"add:{made.id}", "wrong:idcard.renew", "askstaff"):
        await watched.press(li, value)
        await fill(watched, li, nasty)
    watched.town.clock.advance(hours=10)
    await watched.say(li, "转人工")
    await fill(watched, li, nasty)
    assert len(await watched.tickets()) == 4
    await watched.say(li, "/mytickets " + nasty)
    await watched.say(li, "/start " + nasty)
    await watched.say(li, "/mydata")


@pytest.mark.parametrize("nasty", WORDS.values(), ids=WORDS)
async def test_what_the_staff_write(watched: Watched, nasty: str) -> None:
    li, wang = watched.town.resident(), watched.town.member()
    made = await watched.report(li)
    await watched.say(li, "/opinion")
    await fill(watched, li, "多装充电口")
    for text in (
        nasty,
        f"回复 {nasty}",
        f"回复 {made.number} {nasty}",
        f"/outcome {nasty}",
        f"/outcome 1 {nasty}",
        "/outcome",
    ):
        await watched.say(wang, text)
    card = watched.stage.chat(GROUP)[0]
    await watched.say(wang, nasty, replies_to=card.id)
    await watched.say(wang, nasty, replies_to=tidy(nasty)[:50])
    await watched.press(wang, f"ask:{made.id}")
    await watched.say(wang, nasty, replies_to=watched.stage.chat(GROUP)[-1].id)
    assert (await watched.tickets())[0].state in (State.WAITING, State.ANSWERED, State.RECEIVED)
