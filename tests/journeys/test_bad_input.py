"""Whatever is pressed, sent or delivered twice: an answer, exactly one effect, and never a traceback."""

from __future__ import annotations

import pytest

from bot.message import Attachment, Kind, Message
from handlers.tickets import FEATURE
from handlers.tickets.matter import Ticket
from handlers.tickets.rules import FINAL, State
from tests.fakes.line import GROUP
from tests.fakes.pictures import bomb, jpeg, png
from tests.fakes.town import Person
from tests.fakes.watched import GOOD, Watched

STATES = (
    State.RECEIVED, State.TRANSFERRED, State.ACCEPTED, State.IN_WORK, State.WAITING, State.ANSWERED, State.CONFIRMING,
    State.REOPENED, State.CLOSED, State.WITHDRAWN, State.RETURNED, State.ARBITRATION, State.OUT_OF_REACH,
)  # fmt: skip
BEHIND = {"passto": "none", "returnas": "none", "redirectto": "none", "verdictfor": "none", "extendby": "99"}
"""What stands behind the ticket in a payload from somebody's own hand."""
FILES = {
    "empty": b"", "text": b"hello", "program": b"MZ" + bytes(200), "svg": b"<svg onload='alert(1)'/>",
    "html": b"<html>",
    "torn": jpeg()[:150], "torn png": png()[:45], "bomb": bomb(30_000, 30_000), "wide": bomb(2_000_000_000, 1),
    "too big": jpeg() + bytes(11 * 1024 * 1024), "a lie": b"\xff\xd8\xff" + b"<?php" + bytes(400),
}  # fmt: skip


@pytest.mark.parametrize("where", ["alone", "in a report", "as a voice", "in a talk", "as an answer"])
async def test_files_that_cannot_be_taken_are_told(watched: Watched, where: str) -> None:
    li, wang = watched.town.resident(), watched.town.member()
    if where == "in a report":
        await watched.say(li, "/report")
        await watched.say(li, "井盖没了")
    elif where == "in a talk":
        await watched.say(li, "转人工")
        await watched.press(wang, f"claim:{(await watched.tickets())[0].id}")
    elif where == "as an answer":
        made = await watched.report(li)
        await watched.press(wang, f"ask:{made.id}")
        await watched.say(wang, "拍张照？", replies_to=watched.stage.chat(GROUP)[-1].id)
    before = len(await watched.tickets())
    for name, data in FILES.items():
        told = await watched.take(watched.sending(li, data, Kind.VOICE if where == "as a voice" else Kind.FILE))
        assert any(word in told[-1].reply.text for word in ("收不了", "太大", "打不开")), name
    assert len(await watched.tickets()) == before
    if where == "in a report":
        assert await watched.at(li) == "where"


async def test_a_file_that_the_platform_lost_is_told(watched: Watched) -> None:
    li = watched.town.resident()
    message = watched.stage.message(li, kind=Kind.FILE, files=(Attachment(remote="gone"),))
    assert "取不到" in (await watched.take(message))[-1].reply.text


async def every_button(watched: Watched) -> list[str]:
    """Every button that a long story ever showed to its resident, and some that nobody was shown."""
    li, wang = watched.town.resident(), watched.town.member()
    made = await watched.report(li)
    for words in (
        "/menu",
        "/settings",
        "/privacy",
        "/delete",
        "/language",
        "身份证到期了怎么换",
        "量子纠缠",
        "/benefits",
        "取消",
    ):
        await watched.say(li, words)
    await watched.press(wang, f"claim:{made.id}")
    await watched.say(wang, f"回复 {made.number} 好了")
    await watched.take(watched.sending(li, jpeg()))
    await watched.say(li, "/report")
    for words in ("井盖没了", "古墩路", "今天", "跳过", "匿名", "跳过", "是", "修改"):
        await watched.say(li, words)
    shown = [choice.value for item in watched.stage.line.sent[li.chat] for choice in item.reply.choices if choice.value]
    return [value for value in dict.fromkeys(shown) if value not in ("delete!", "large:off", "lang:en")]


@pytest.mark.parametrize("state", ["idle", "in a talk of steps", "waiting for a person", "with a person", "closed"])
async def test_old_buttons_in_every_state(watched: Watched, state: str) -> None:
    li, wang = watched.town.resident(), watched.town.member()
    buttons = await every_button(watched)
    assert len(buttons) > 40
    for value in buttons:
        if state == "in a talk of steps":
            await watched.say(li, "/opinion")
        elif state in ("waiting for a person", "with a person") and not watched.seen.now.speaks:
            await watched.say(li, "转人工")
            if state == "with a person":
                await watched.press(wang, f"claim:{(await watched.tickets())[0].id}")
        elif state == "closed":
            for made in await watched.tickets():
                if made.state not in FINAL:
                    await watched.press(li, f"withdraw:{made.id}")
        assert await watched.press(li, value), value


async def bring(watched: Watched, li: Person, wang: Person, state: State) -> Ticket:
    """A ticket in that state."""
    made = await watched.voice(li)
    if state is State.TRANSFERRED:
        await watched.press(wang, f"passto:{made.id}:{next(iter(watched.town.knowledge.departments))}")
    elif state is State.IN_WORK:
        await watched.press(wang, f"claim:{made.id}")
    elif state is State.WAITING:
        await watched.press(wang, f"ask:{made.id}")
        await watched.say(wang, "哪一侧", replies_to=watched.stage.chat(GROUP)[-1].id)
    elif state is State.ACCEPTED:
        await watched.press(wang, f"passto:{made.id}:{next(iter(watched.town.knowledge.departments))}")
        await watched.press(wang, f"accept:{made.id}")
    elif state in (State.RETURNED, State.ARBITRATION):
        await watched.press(wang, f"claim:{made.id}")
        await watched.press(wang, f"returnas:{made.id}:not_ours")
        if state is State.ARBITRATION:
            await watched.press(wang, f"passto:{made.id}:{next(iter(watched.town.knowledge.departments))}")
            await watched.press(wang, f"returnas:{made.id}:not_ours")
    elif state is State.OUT_OF_REACH:
        await watched.press(wang, f"redirectto:{made.id}:court")
    elif state is State.WITHDRAWN:
        await watched.press(li, f"withdraw:{made.id}")
    elif state is not State.RECEIVED:
        await watched.say(wang, f"回复 {made.number} 好了")
        if state is State.CONFIRMING:
            await watched.press(wang, f"done:{made.id}")
        elif state is State.CLOSED:
            await watched.press(li, f"solved:{made.id}")
        elif state is State.REOPENED:
            await watched.press(li, f"unsolved:{made.id}")
    found = next(one for one in await watched.tickets() if one.id == made.id)
    assert found.state is state
    return found


SHARES = 3
"""The whole world is looked at after every act: three small ones take a third of the time of one large."""


@pytest.mark.parametrize("share", range(SHARES))
@pytest.mark.parametrize("state", STATES)
async def test_staff_buttons_in_every_state(watched: Watched, state: State, share: int) -> None:
    li, wang, zhao = watched.town.resident(), watched.town.member(), watched.town.member("zhao")
    for button in [*FEATURE.staff_picks][share::SHARES]:
        made = await bring(watched, li, wang, state)
        value = f"{button}:{made.id}" + (f":{BEHIND[button]}" if button in BEHIND else "")
        edits = len(watched.stage.line.edits)
        said = await watched.press(zhao, value)
        assert said or len(watched.stage.line.edits) > edits, f"{button} in {state}: nobody was told anything"
        again = await watched.press(zhao, value)
        assert again, f"{button} twice in {state}: nobody was told anything"


async def test_a_double_tap_submits_once(watched: Watched) -> None:
    li = watched.town.resident()
    await watched.say(li, "/report")
    for key in ("what", "where", "when", "photo", "named", "phone", "consent"):
        await watched.say(li, GOOD[key])
    submit = watched.stage.chat(li.chat)[-1].choices[0].value
    told = await watched.press(li, submit, times=2)
    assert len(await watched.tickets()) == 1
    assert "YH-" in told[0].reply.text
    assert "用不了" in told[1].reply.text


async def test_a_double_tap_of_two_claims_once(watched: Watched) -> None:
    li, wang, zhao = watched.town.resident(), watched.town.member(), watched.town.member("zhao")
    made = await watched.report(li)
    value = f"claim:{made.id}"
    heard = len(watched.stage.line.sent[li.chat])
    await watched.take(
        watched.pressing(zhao, value), watched.pressing(wang, value), watched.pressing(zhao, value), silent=True
    )
    assert len(watched.stage.line.sent[li.chat]) == heard + 1
    assert (await watched.tickets())[0].owner_name in ("wang", "zhao")


async def test_repeated_deliveries_have_one_effect(watched: Watched) -> None:
    li, wang = watched.town.resident(), watched.town.member()
    made = await watched.report(li)
    said = watched.stage.message(wang, text=f"回复 {made.number} 明天修", replies_to="")
    await watched.take(said, said, silent=True)
    watched.seen.expect_nothing()
    await watched.town.app.intake.accept([watched.stage.line.incoming(said)] * 3)
    await watched.rest()
    assert sum("明天修" in item.reply.text for item in watched.stage.line.sent[li.chat]) == 1


async def test_answers_that_arrive_the_wrong_way_round(watched: Watched) -> None:
    li = watched.town.resident()
    await watched.say(li, "/report")
    first, second = watched.stage.message(li, text="井盖没了"), watched.stage.message(li, text="古墩路口")
    await watched.take(second, first)
    assert await watched.at(li) == "when"


async def test_an_edit_is_no_second_submission(watched: Watched) -> None:
    li, wang = watched.town.resident(), watched.town.member()
    made = await watched.report(li)
    await watched.say(wang, f"回复 {made.number} 明天修")
    told = await watched.say(wang, f"回复 {made.number} 后天修", kind=Kind.EDITED)
    assert "修改不会再发" in told[-1].reply.text
    assert not any("后天修" in item.reply.text for item in watched.stage.line.sent[li.chat])


async def test_nobody_is_answered_in_a_group_that_is_not_the_staffs(watched: Watched) -> None:
    for kind in (Kind.TEXT, Kind.FILE, Kind.VOICE, Kind.OTHER, Kind.PICK):
        message = Message("line", watched.stage.line.next_id(), "-999", "li", kind, "转人工", group=True)
        assert await watched.take(message, silent=True) == []
