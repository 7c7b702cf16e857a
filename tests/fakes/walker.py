"""People who do anything at any time: acts that a random walk is made of, and what must hold after each of them."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

from bot.message import Attachment, Kind, Message
from bot.store.intake import Incoming
from knowledge.calendar import next_working
from tests.fakes.invariants import Seen, check, look
from tests.fakes.pictures import jpeg
from tests.fakes.stages.line import LineStage
from tests.fakes.town import Person, Town

PHONES = ("13812345678", "138 1234 5679", "一三八一二三四五六七七", "0571-88881234")
WORDS = (
    "/report", "/mytickets", "/human", "/opinion", "/benefits", "/menu", "/start report", "/start", "/help", "/cancel",
    "/myopinions", "/privacy", "/mydata", "/language", "/nonsense", "/delete", "人工", "我要投诉", "取消", "菜单",
    "大字", "English", "中文", "跳过", "上一步", "是", "否", "匿名", "实名", "1", "2", "3", "第二个", "今天", "没有",
    "就是现在", "路灯坏了三天没人修", "古墩路 3 号楼 201 室", "身份证到期了怎么换？", "量子纠缠怎么证明", "谢谢",
    "你好", "how do I renew my ID card?", "0", "", "\u200b\U000e0041", "😀😀", "{0} %s ${x} {text}",
    "'; DROP TABLE ticket; --", "<b>x</b> *y* _z_ [a](b)", "\u202eabc", "x" * 3000, "有人要跳楼", "?",
    "330106199001011233", "确认提交", "修改", "继续填写", *PHONES,
)  # fmt: skip
FORGED = (
    "ticket:99999999999999999999999", "solved:x", "withdraw:1", "endtalk:1", "add:1", "d:zzzz:!ok", "d::", "d:x:a:lead",
    "helped:1:1", "helped:٣:1", "faq:none", "wrong:none", "anew:report", "anew:none", "old:x", "nothing", ":",
    "report:said", "reportphoto", "benefits:none", "delete!", "lang:en", "lang:zh", "large:on", "askstaff", "human",
    "leavephone:1", "leavephone:x", "tellstaff:1", "tellstaff:x",
    "claim:1", "passto:1:x",
)  # fmt: skip
STAFF_FORGED = (
    "claim:99999999999999999999999", "done:x", "passto:1:none", "pass:0", "passto:", "reply:٣", "menu", "report",
)  # fmt: skip
CHATTER = (
    "这事谁去？",
    "吃饭了",
    "/tickets",
    "/help",
    "/opinions",
    "/outcome 1",
    "身份证怎么办",
    "转人工",
    "1",
    "回复",
)


@dataclass
class Walker:
    """One walk through a town; every act is chosen by name, person and a number that picks among what is possible."""

    town: Town
    stack: AsyncExitStack
    seen: Seen = field(default_factory=Seen)
    last: Incoming | None = None
    steps: int = 0

    @property
    def stage(self) -> LineStage:
        stage = self.town.stage
        assert isinstance(stage, LineStage)
        return stage

    async def step(self, act: str, who: int, pick: int) -> None:
        """Does one act, waits until everything has come to rest, and checks what must hold."""
        self.steps += 1
        doing: Callable[[int, random.Random], Awaitable[None]] = getattr(self, f"do_{act}")
        await doing(who, random.Random(pick))
        self.town.app.db.bell.ring(["timer"])
        await self.town.settle()
        check(self.seen, await look(self.town), self.stage)

    def resident(self, who: int) -> Person:
        return self.town.resident(("li", "chen", "sun")[who % 3])

    def member(self, who: int) -> Person:
        return self.town.member(("wang", "zhao")[who % 2])

    async def take(self, *messages: Message, silent: bool = False) -> None:
        """Hands messages in as one delivery, in that order."""
        items = [self.stage.line.incoming(message) for message in messages]
        self.last = items[-1]
        self.seen.expect(messages, silent=silent)
        await self.town.app.intake.accept(items)

    def token(self) -> str:
        """Words that nobody has said before: where they turn up tells who was told."""
        return f"话{self.steps}号"

    def choices(self, person: Person, newest: int) -> list[tuple[str, str]]:
        shown = self.stage.chat(person.chat)[-newest:]
        return [(one.id, choice.value) for one in shown for choice in one.choices if choice.value]

    async def do_say(self, who: int, pick: random.Random) -> None:
        await self.take(self.stage.message(self.resident(who), text=pick.choice(WORDS)))

    async def do_edit(self, who: int, pick: random.Random) -> None:
        person = self.resident(who) if pick.random() < 0.5 else self.member(who)
        text = pick.choice(WORDS) if not person.staff else f"回复 1 {self.token()}"
        await self.take(self.stage.message(person, text=text, kind=Kind.EDITED), silent=person.staff)

    async def do_press_new(self, who: int, pick: random.Random) -> None:
        await self._press(self.resident(who), pick, 1)

    async def do_press_old(self, who: int, pick: random.Random) -> None:
        await self._press(self.resident(who), pick, 1000)

    async def do_double_tap(self, who: int, pick: random.Random) -> None:
        person = self.resident(who) if pick.random() < 0.6 else self.member(who)
        await self._press(person, pick, 2, taps=2)

    async def _press(self, person: Person, pick: random.Random, newest: int, taps: int = 1) -> None:
        choices = self.choices(person, newest) or [("gone", "menu")]
        shown, value = pick.choice(choices)
        pressed = [self._pressed(person, shown, value) for _ in range(taps)]
        await self.take(*pressed, silent=person.staff)

    def _pressed(self, person: Person, shown: str, value: str, **values: Any) -> Message:
        return self.stage.message(person, kind=Kind.PICK, pick=value, card=shown, press=f"q{shown}", **values)

    async def do_forge(self, who: int, pick: random.Random) -> None:
        await self.take(self._pressed(self.resident(who), "gone", pick.choice(FORGED)))

    async def do_steal(self, who: int, pick: random.Random) -> None:
        """Presses a button that was shown to somebody else."""
        choices = self.choices(self.resident(who + 1), 1000) or [("gone", "menu")]
        await self.take(self._pressed(self.resident(who), *pick.choice(choices)))

    async def do_file(self, who: int, pick: random.Random) -> None:
        await self._send(self.resident(who), pick.choice([jpeg(), jpeg()[:50], b"", b"%PDF-1.4 x", b"MZ" * 90]), pick)

    async def _send(self, person: Person, data: bytes, pick: random.Random) -> None:
        remote = self.stage.line.next_id()
        if pick.random() < 0.9:
            self.stage.line.files[remote] = data
        files = (Attachment(remote=remote, name="x.jpg"),) * pick.choice([1, 1, 4])
        text = pick.choice(["", "", "照片里就是"])
        await self.take(self.stage.message(person, kind=Kind.FILE, files=files, text=text), silent=person.staff)

    async def do_voice(self, who: int, pick: random.Random) -> None:
        remote = self.stage.line.next_id()
        self.stage.line.files[remote] = b"OggS" + bytes(64)
        await self.take(self.stage.message(self.resident(who), kind=Kind.VOICE, files=(Attachment(remote=remote),)))

    async def do_odd(self, who: int, pick: random.Random) -> None:
        kind = pick.choice([Kind.OTHER, Kind.LOCATION, Kind.CONTACT, Kind.BLOCKED, Kind.UNBLOCKED])
        person = self.resident(who)
        silent = kind in (Kind.BLOCKED, Kind.UNBLOCKED)
        await self.take(self.stage.message(person, kind=kind), silent=silent)

    async def do_look_up(self, who: int, pick: random.Random) -> None:
        """Somebody's ticket, with or without the right digits."""
        numbers = sorted(self.seen.announced) or ["YH-20261124-0001"]
        text = pick.choice(numbers) + pick.choice(["", " 5678", " 0000", "5678"])
        await self.take(self.stage.message(self.resident(who), text=text))

    async def do_repeat(self, who: int, pick: random.Random) -> None:
        """The platform delivers once more what it delivered before."""
        if self.last is not None:
            self.seen.expect_nothing()
            await self.town.app.intake.accept([self.last, self.last])

    async def do_reordered(self, who: int, pick: random.Random) -> None:
        """Two messages arrive the wrong way round."""
        person = self.resident(who)
        first = self.stage.message(person, text=pick.choice(WORDS))
        second = self.stage.message(person, text=pick.choice(WORDS))
        await self.take(second, first)

    async def do_restart(self, who: int, pick: random.Random) -> None:
        await self.stack.aclose()
        await self.stack.enter_async_context(self.town.open())

    async def do_wait(self, who: int, pick: random.Random) -> None:
        minutes = pick.choice([1, 11, 31, 200, 700, 1500, 4400, 11000])
        self.town.clock.advance(minutes=minutes)

    async def do_claim(self, who: int, pick: random.Random) -> None:
        await self._act(who, pick, "claim:")

    async def do_staff_press(self, who: int, pick: random.Random) -> None:
        await self._act(who, pick, "")

    async def _act(self, who: int, pick: random.Random, name: str, newest: int = 12, **values: Any) -> None:
        member = self.member(who)
        choices = [one for one in self.choices(member, 1000) if one[1].startswith(name)]
        shown, value = pick.choice(choices[-newest:] or [("gone", "claim:1")])
        await self.take(self._pressed(member, shown, value, **values), silent=True)

    async def do_staff_forge(self, who: int, pick: random.Random) -> None:
        await self.take(self._pressed(self.member(who), "gone", pick.choice(STAFF_FORGED)), silent=True)

    async def do_anonymous(self, who: int, pick: random.Random) -> None:
        before = self.seen.now
        await self._act(who, pick, "", trusted=False)
        self.seen.expect_same_tickets(before)

    async def do_staff_reply(self, who: int, pick: random.Random) -> None:
        """Answers some message of the assistant in the group."""
        shown = self.stage.chat(self.member(who).chat)
        if not shown:
            return
        to = pick.choice(shown[-6:]).id
        await self._staff_says(who, self.token(), to)

    async def do_staff_number(self, who: int, pick: random.Random) -> None:
        numbers = sorted(self.seen.announced) or ["YH-20261124-0001"]
        number = pick.choice(numbers)
        mark = pick.choice([" ", "：", ": ", "，"])
        await self._staff_says(who, f"回复 {number}{mark}{self.token()}", "")

    async def _staff_says(self, who: int, text: str, to: str) -> None:
        self.seen.tokens.append(self.token())
        await self.take(self.stage.message(self.member(who), text=text, replies_to=to), silent=True)

    async def do_chatter(self, who: int, pick: random.Random) -> None:
        text = pick.choice(
            [
                "这事谁去？",
                "吃饭了",
                "/tickets",
                "/help",
                "/opinions",
                "/outcome 1",
                "身份证怎么办",
                "转人工",
                "1",
                "回复",
            ]
        )
        self.seen.expect_quiet_residents()
        await self.take(self.stage.message(self.member(who), text=text), silent=True)

    async def do_outcome(self, who: int, pick: random.Random) -> None:
        number = pick.choice(["1", "2", "99999999999999999999999", "0"])
        await self._staff_says(who, f"/outcome {number} {self.token()}", "")

    async def do_staff_file(self, who: int, pick: random.Random) -> None:
        shown = self.stage.chat(self.member(who).chat)
        message = self.stage.message(self.member(who), kind=Kind.FILE, replies_to=shown[-1].id if shown else "")
        await self.take(message, silent=True)

    async def do_call(self, who: int, pick: random.Random) -> None:
        """In office hours somebody wants a person, and perhaps one comes."""
        self.town.clock.advance(seconds=(next_working(self.town.clock.now()) - self.town.clock.now()).total_seconds())
        await self.take(self.stage.message(self.resident(who), text="转人工"))
        await self.town.settle()
        check(self.seen, await look(self.town), self.stage)
        if pick.random() < 0.7:
            await self._act(who, pick, "claim:", newest=1)

    async def do_ask(self, who: int, pick: random.Random) -> None:
        """A staff member wants to know more and asks."""
        await self._act(who, pick, "ask:")
        await self.town.settle()
        check(self.seen, await look(self.town), self.stage)
        await self._staff_says(who, self.token(), self.stage.chat(self.member(who).chat)[-1].id)

    async def do_judge(self, who: int, pick: random.Random) -> None:
        """Solved, not solved, back, something to add: what the newest messages offer about a ticket."""
        person = self.resident(who)
        wanted = ("solved:", "unsolved:", "add:", "withdraw:", "endtalk:", "ticket:")
        choices = [one for one in self.choices(person, 12) if one[1].startswith(wanted)] or [("gone", "menu")]
        await self.take(self._pressed(person, *pick.choice(choices)))

    async def do_report(self, who: int, pick: random.Random) -> None:
        """A whole report in one go, so that walks get far."""
        person = self.resident(who)
        phone = pick.choice([*PHONES, "跳过"])
        for words in ("/cancel", "/report", "井盖没了", "古墩路", "今天", "跳过", "匿名", phone, "是", "确认提交"):
            await self.take(self.stage.message(person, text=words))
            await self.town.settle()
            check(self.seen, await look(self.town), self.stage)


ACTS = tuple(name.removeprefix("do_") for name in vars(Walker) if name.startswith("do_"))
OFTEN = (
    "say", "say", "say", "press_new", "press_new", "press_new", "report", "call", "claim", "staff_press", "staff_reply",
    "judge", "judge", "ask",
)  # fmt: skip
