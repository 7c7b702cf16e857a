"""Whatever is typed, pressed or sent: an answer, exactly one effect, and never a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import structlog

from bot.message import Attachment, Kind, Message, Outgoing
from bot.store import people
from bot.tidy import tidy
from handlers.tickets import store
from handlers.tickets.matter import Ticket
from handlers.tickets.rules import FINAL, State
from tests.fakes.invariants import Seen, check, look
from tests.fakes.line import GROUP
from tests.fakes.nasty import WORDS
from tests.fakes.pictures import bomb, jpeg, png
from tests.fakes.stages.line import LineStage
from tests.fakes.town import Person, Town

GOOD = {
    "what": "井盖没了", "where": "古墩路", "when": "今天", "photo": "跳过", "named": "匿名", "phone": "13812345678",
    "consent": "是", "statement": "多装充电口", "words": "在学校那一侧", "entry": "身份证",
}  # fmt: skip
FILES = {
    "empty": b"", "text": b"hello", "program": b"MZ" + bytes(200), "svg": b"<svg onload='alert(1)'/>",
    "html": b"<html>",
    "torn": jpeg()[:150], "torn png": png()[:45], "bomb": bomb(30_000, 30_000), "wide": bomb(2_000_000_000, 1),
    "too big": jpeg() + bytes(11 * 1024 * 1024), "a lie": b"\xff\xd8\xff" + b"<?php" + bytes(400),
}  # fmt: skip


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Nothing in here may log an error: a traceback that nobody sees is a traceback."""
    with structlog.testing.capture_logs() as logs:
        yield
    assert not [line for line in logs if line["log_level"] in ("error", "critical")]


@dataclass
class House:
    """A town whose every moment is looked at."""

    town: Town
    seen: Seen = field(default_factory=Seen)

    @property
    def stage(self) -> LineStage:
        stage = self.town.stage
        assert isinstance(stage, LineStage)
        return stage

    async def take(self, *messages: Message, silent: bool = False) -> list[Outgoing]:
        """Delivers the messages together, looks at everything; what is new in the first one's chat."""
        told = await self.hand_in(*messages, silent=silent)
        await self.rest()
        return told

    async def hand_in(self, *messages: Message, silent: bool = False) -> list[Outgoing]:
        """Delivers the messages together; what is new in the first one's chat."""
        chat = messages[0].chat
        before = len(self.stage.line.sent[chat])
        self.seen.expect(messages, silent=silent)
        await self.town.app.intake.accept([self.stage.line.incoming(message) for message in messages])
        await self.town.settle()
        return self.stage.line.sent[chat][before:]

    async def rest(self) -> None:
        await self.town.settle()
        check(self.seen, await look(self.town), self.stage)

    async def say(self, person: Person, text: str, **values: Any) -> list[Outgoing]:
        return await self.take(self.stage.message(person, text=tidy(text), **values), silent=person.staff)

    def pressing(self, person: Person, value: str) -> Message:
        return self.stage.message(person, kind=Kind.PICK, pick=value, card="p1", press="q1")

    async def press(self, person: Person, value: str, times: int = 1) -> list[Outgoing]:
        return await self.take(*(self.pressing(person, value) for _ in range(times)), silent=person.staff)

    def sending(self, person: Person, data: bytes, kind: Kind = Kind.FILE) -> Message:
        remote = self.stage.line.next_id()
        self.stage.line.files[remote] = data
        return self.stage.message(person, kind=kind, files=(Attachment(remote=remote, name="../\u202ex.jpg"),))

    async def at(self, person: Person) -> str:
        """The step at which the person's talk stands."""
        key = self.stage.message(person).conversation
        found = await self.town.app.db.read(lambda conn: people.read(conn, key))
        assert found is not None
        return str(found[1].dialog.get("at", ""))

    async def tickets(self) -> list[Ticket]:
        return await self.town.app.db.read(lambda conn: [*store.open_tickets(conn), *store.closed_tickets(conn)])

    async def report(self, person: Person) -> Ticket:
        for key in ("", "what", "where", "when", "photo", "named", "phone", "consent"):
            await self.hand_in(self.stage.message(person, text=GOOD[key] if key else "/report"))
        await self.say(person, "确认提交")
        return (await self.tickets())[0]

    async def voice(self, person: Person) -> Ticket:
        """The shortest way to a ticket."""
        await self.take(self.sending(person, b"OggS" + bytes(60), Kind.VOICE))
        return (await self.tickets())[0]


@pytest.fixture
async def house(line_town: Town) -> House:
    opened = House(line_town)
    await opened.rest()
    return opened


async def fill(house: House, li: Person, nasty: str) -> None:
    """Answers every step with the nasty words first, and with good ones where they were not taken."""
    for _ in range(20):
        step = await house.at(li)
        if step in ("", "#summary"):
            break
        assert await house.hand_in(house.stage.message(li, text=tidy(nasty))), step
        if await house.at(li) == step:
            assert await house.hand_in(house.stage.message(li, text=GOOD.get(step, "1"))), step
    if await house.at(li) == "#summary":
        assert await house.hand_in(house.stage.message(li, text="确认提交"))
    await house.rest()


@pytest.mark.parametrize("nasty", WORDS.values(), ids=WORDS)
async def test_every_step_of_every_talk(house: House, nasty: str) -> None:
    li = house.town.resident()
    await house.say(li, nasty)
    for opening, opened in (("/report", 1), ("/opinion", 1), ("/benefits", 1)):
        await house.say(li, opening)
        await fill(house, li, nasty)
        assert len(await house.tickets()) == opened
    made = (await house.tickets())[0]
    assert made.what == (tidy(nasty) if 0 < len(tidy(nasty)) <= 1000 else GOOD["what"])
    for value in (f"add:{made.id}", "wrong:idcard.renew", "askstaff"):
        await house.press(li, value)
        await fill(house, li, nasty)
    house.town.clock.advance(hours=10)
    await house.say(li, "转人工")
    await fill(house, li, nasty)
    assert len(await house.tickets()) == 4
    await house.say(li, "/mytickets " + nasty)
    await house.say(li, "/start " + nasty)
    await house.say(li, "/mydata")


@pytest.mark.parametrize("nasty", WORDS.values(), ids=WORDS)
async def test_what_the_staff_write(house: House, nasty: str) -> None:
    li, wang = house.town.resident(), house.town.member()
    made = await house.report(li)
    await house.say(li, "/opinion")
    await fill(house, li, "多装充电口")
    for text in (
        nasty,
        f"回复 {nasty}",
        f"回复 {made.number} {nasty}",
        f"/outcome {nasty}",
        f"/outcome 1 {nasty}",
        "/outcome",
    ):
        await house.say(wang, text)
    card = house.stage.chat(GROUP)[0]
    await house.say(wang, nasty, replies_to=card.id)
    await house.say(wang, nasty, replies_to=tidy(nasty)[:50])
    await house.press(wang, f"ask:{made.id}")
    await house.say(wang, nasty, replies_to=house.stage.chat(GROUP)[-1].id)
    assert (await house.tickets())[0].state in (State.WAITING, State.ANSWERED, State.RECEIVED)


@pytest.mark.parametrize("where", ["alone", "in a report", "as a voice", "in a talk", "as an answer"])
async def test_files_that_cannot_be_taken_are_told(house: House, where: str) -> None:
    li, wang = house.town.resident(), house.town.member()
    if where == "in a report":
        await house.say(li, "/report")
        await house.say(li, "井盖没了")
    elif where == "in a talk":
        await house.say(li, "转人工")
        await house.press(wang, f"claim:{(await house.tickets())[0].id}")
    elif where == "as an answer":
        made = await house.report(li)
        await house.press(wang, f"ask:{made.id}")
        await house.say(wang, "拍张照？", replies_to=house.stage.chat(GROUP)[-1].id)
    before = len(await house.tickets())
    for name, data in FILES.items():
        told = await house.take(house.sending(li, data, Kind.VOICE if where == "as a voice" else Kind.FILE))
        assert any(word in told[-1].reply.text for word in ("收不了", "太大", "打不开")), name
    assert len(await house.tickets()) == before
    if where == "in a report":
        assert await house.at(li) == "where"


async def test_a_file_that_the_platform_lost_is_told(house: House) -> None:
    li = house.town.resident()
    message = house.stage.message(li, kind=Kind.FILE, files=(Attachment(remote="gone"),))
    assert "取不到" in (await house.take(message))[-1].reply.text


async def every_button(house: House) -> list[str]:
    """Every button that a long story ever showed to its resident, and some that nobody was shown."""
    li, wang = house.town.resident(), house.town.member()
    made = await house.report(li)
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
        await house.say(li, words)
    await house.press(wang, f"claim:{made.id}")
    await house.say(wang, f"回复 {made.number} 好了")
    await house.take(house.sending(li, jpeg()))
    await house.say(li, "/report")
    for words in ("井盖没了", "古墩路", "今天", "跳过", "匿名", "跳过", "是", "修改"):
        await house.say(li, words)
    shown = [choice.value for item in house.stage.line.sent[li.chat] for choice in item.reply.choices if choice.value]
    return [value for value in dict.fromkeys(shown) if value not in ("delete!", "large:off", "lang:en")]


@pytest.mark.parametrize("state", ["idle", "in a talk of steps", "waiting for a person", "with a person", "closed"])
async def test_old_buttons_in_every_state(house: House, state: str) -> None:
    li, wang = house.town.resident(), house.town.member()
    buttons = await every_button(house)
    assert len(buttons) > 40
    for value in buttons:
        if state == "in a talk of steps":
            await house.say(li, "/opinion")
        elif state in ("waiting for a person", "with a person") and not house.seen.now.speaks:
            await house.say(li, "转人工")
            if state == "with a person":
                await house.press(wang, f"claim:{(await house.tickets())[0].id}")
        elif state == "closed":
            for made in await house.tickets():
                if made.state not in FINAL:
                    await house.press(li, f"withdraw:{made.id}")
        assert await house.press(li, value), value


async def bring(house: House, li: Person, wang: Person, state: State) -> Ticket:
    """A ticket in that state."""
    made = await house.voice(li)
    if state is State.TRANSFERRED:
        await house.press(wang, f"passto:{made.id}:{next(iter(house.town.knowledge.departments))}")
    elif state is State.IN_WORK:
        await house.press(wang, f"claim:{made.id}")
    elif state is State.WAITING:
        await house.press(wang, f"ask:{made.id}")
        await house.say(wang, "哪一侧", replies_to=house.stage.chat(GROUP)[-1].id)
    elif state is State.WITHDRAWN:
        await house.press(li, f"withdraw:{made.id}")
    elif state is not State.RECEIVED:
        await house.say(wang, f"回复 {made.number} 好了")
        if state is State.CONFIRMING:
            await house.press(wang, f"done:{made.id}")
        elif state is State.CLOSED:
            await house.press(li, f"solved:{made.id}")
    found = next(one for one in await house.tickets() if one.id == made.id)
    assert found.state is state
    return found


@pytest.mark.parametrize("state", State)
async def test_staff_buttons_in_every_state(house: House, state: State) -> None:
    li, wang, zhao = house.town.resident(), house.town.member(), house.town.member("zhao")
    for button in ("claim", "reply", "ask", "pass", "passto", "done"):
        made = await bring(house, li, wang, state)
        value = f"{button}:{made.id}" + (":none" if button == "passto" else "")
        edits = len(house.stage.line.edits)
        said = await house.press(zhao, value)
        assert said or len(house.stage.line.edits) > edits, f"{button} in {state}: nobody was told anything"
        again = await house.press(zhao, value)
        assert again, f"{button} twice in {state}: nobody was told anything"


async def test_a_double_tap_submits_once(house: House) -> None:
    li = house.town.resident()
    await house.say(li, "/report")
    for key in ("what", "where", "when", "photo", "named", "phone", "consent"):
        await house.say(li, GOOD[key])
    submit = house.stage.chat(li.chat)[-1].choices[0].value
    told = await house.press(li, submit, times=2)
    assert len(await house.tickets()) == 1
    assert "YH-" in told[0].reply.text
    assert "用不了" in told[1].reply.text


async def test_a_double_tap_of_two_claims_once(house: House) -> None:
    li, wang, zhao = house.town.resident(), house.town.member(), house.town.member("zhao")
    made = await house.report(li)
    value = f"claim:{made.id}"
    heard = len(house.stage.line.sent[li.chat])
    await house.take(house.pressing(zhao, value), house.pressing(wang, value), house.pressing(zhao, value), silent=True)
    assert len(house.stage.line.sent[li.chat]) == heard + 1
    assert (await house.tickets())[0].owner_name in ("wang", "zhao")


async def test_repeated_deliveries_have_one_effect(house: House) -> None:
    li, wang = house.town.resident(), house.town.member()
    made = await house.report(li)
    said = house.stage.message(wang, text=f"回复 {made.number} 明天修", replies_to="")
    await house.take(said, said, silent=True)
    house.seen.expect_nothing()
    await house.town.app.intake.accept([house.stage.line.incoming(said)] * 3)
    await house.rest()
    assert sum("明天修" in item.reply.text for item in house.stage.line.sent[li.chat]) == 1


async def test_answers_that_arrive_the_wrong_way_round(house: House) -> None:
    li = house.town.resident()
    await house.say(li, "/report")
    first, second = house.stage.message(li, text="井盖没了"), house.stage.message(li, text="古墩路口")
    await house.take(second, first)
    assert await house.at(li) == "when"


async def test_an_edit_is_no_second_submission(house: House) -> None:
    li, wang = house.town.resident(), house.town.member()
    made = await house.report(li)
    await house.say(wang, f"回复 {made.number} 明天修")
    told = await house.say(wang, f"回复 {made.number} 后天修", kind=Kind.EDITED)
    assert "修改不会再发" in told[-1].reply.text
    assert not any("后天修" in item.reply.text for item in house.stage.line.sent[li.chat])


async def test_nobody_is_answered_in_a_group_that_is_not_the_staffs(house: House) -> None:
    for kind in (Kind.TEXT, Kind.FILE, Kind.VOICE, Kind.OTHER, Kind.PICK):
        message = Message("line", house.stage.line.next_id(), "-999", "li", kind, "转人工", group=True)
        assert await house.take(message, silent=True) == []
