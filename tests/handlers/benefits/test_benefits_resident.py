"""The rider check as a resident meets it: through the real dialog engine, in both languages."""

from __future__ import annotations

from collections import UserDict
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.dialog import State
from bot.message import Kind, Message, Reply
from bot.router import build_routes
from bot.store.people import Conversation, Person
from bot.thinking import Thinker
from bot.work import Turn
from handlers.benefits import rules
from handlers.benefits.resident import FEATURE
from handlers.benefits.wording import spoken_day
from knowledge.benefits import load_benefits
from knowledge.eligibility import MAX_QUESTIONS
from knowledge.loading import read_items, read_toml
from knowledge.shapes import Dialog, Step
from knowledge.texts import Texts, load_texts

CONTENT = Path(__file__).parents[3] / "knowledge" / "content"
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
OWN = ("benefits.",)


class Catalogue(UserDict[str, Any]):
    """The real sentences of this feature; every other part's sentence is its own key."""

    def __missing__(self, key: str) -> dict[str, str]:
        if key.startswith(OWN):
            raise KeyError(key)
        return {"zh": key, "en": key}


def catalogue() -> Texts:
    mistakes: list[str] = []
    texts = load_texts(CONTENT / "texts", mistakes)
    assert not [line for line in mistakes if line.startswith("benefits")]
    return Texts(Catalogue({key: value for key, value in texts.table.items() if key.startswith(OWN)}))


def dialog() -> Dialog:
    mistakes: list[str] = []
    path = CONTENT / "dialogs" / "benefits.toml"
    steps = tuple(read_items(path, "step", Step, [], {}))
    made = Dialog("benefits", steps, bool(read_toml(path, mistakes)["summary"]))
    assert not mistakes
    return made


class Talker:
    """Somebody who talks to the feature through the table of ways, with the dialog's state kept between turns."""

    def __init__(self, lang: str = "zh") -> None:
        knowledge = SimpleNamespace(texts=catalogue(), dialogs={"benefits": dialog()}, folder=CONTENT)
        self.work: Any = SimpleNamespace(knowledge=knowledge, clock=SimpleNamespace(now=lambda: NOW))
        self.thinker = Thinker(build_routes([FEATURE]))
        self.person = Person(1, lang)
        self.talk = Conversation("web|1|1", "web", "1", 1)
        self.last = Reply("")

    async def say(self, text: str = "", pick: str = "") -> Reply:
        kind = Kind.PICK if pick else Kind.TEXT
        message = Message("web", "1", "1", "1", kind, text, pick)

        async def fetch(_: object) -> bytes:
            return b""

        turn = Turn(self.work, message, self.person, self.talk, NOW, fetch)
        thought = await self.thinker.think(turn, False)
        assert isinstance(thought.change, Reply)
        self.last = thought.change
        state = self.talk.dialog if thought.dialog is None else dict(thought.dialog)
        self.talk = Conversation("web|1|1", "web", "1", 1, dialog=state, offered=self.last.choices)
        return self.last

    @property
    def asked(self) -> str:
        """The key of the question that is open, or nothing."""
        return State.load(self.talk.dialog).at if self.talk.dialog else ""

    async def check(self, **answers: str) -> tuple[Reply, list[str]]:
        """Runs the whole check with these answers, "unsure" for everything else."""
        await self.say("/benefits")
        order = []
        while self.asked:
            order.append(self.asked)
            run = State.load(self.talk.dialog).run
            await self.say(pick=f"d:{run}:{self.asked}:{answers.get(self.asked, 'unsure')}")
        return self.last, order


HURT = {
    "worker_type": "rider",
    "works_in_yuhang": "yes",
    "injured_during_order": "yes",
    "injury_date": "since_2025-07-01",
    "order_platform": "meituan",
}
NEVER = ("您能领", "您可以领", "已批准", "没问题", "符合资格", "you are eligible", "you will get", "entitled")


async def test_hurt_rider_hears_what_fits_where_and_what_to_bring() -> None:
    reply, order = await Talker().check(**HURT)
    assert order == ["worker_type", "works_in_yuhang", "injured_during_order", "injury_date", "order_platform"]
    assert reply.text.startswith("从您说的看，有 3 项对得上")
    assert (
        "【新就业形态人员职业伤害保障】从您说的看条件符合，细则以官方公布为准，由社会保险经办机构认定。" in reply.text
    )
    assert "带什么：订单记录（别删）、就诊材料" in reply.text
    assert "没有问到的一条：要求没有和平台或站点签劳动合同" in reply.text
    assert "【余杭用餐七折】官方还没有公布给哪些人用，所以只介绍，不判断。" in reply.text
    assert "【工会驿站等歇脚点】没有资格要求" in reply.text
    assert any("浙人社发〔2025〕44号" in source.title and source.checked == "2026-11-23" for source in reply.sources)
    assert [choice.value for choice in reply.choices] == [
        "benefits:P01",
        "benefits:P07",
        "benefits:P14",
        "benefits",
        "human",
    ]


async def test_a_changeable_list_never_gives_a_bare_no() -> None:
    reply, _ = await Talker().check(**HURT | {"order_platform": "jd"})
    block = next(part for part in reply.text.split("\n\n") if part.startswith("【新就业形态人员职业伤害保障】"))
    assert "按2025年8月21日的名单或规定，有一条对不上" in block
    assert "后来可能有变，请问人社热线 12333" in block
    assert "依据：浙人社发〔2025〕44号 第二部分第（一）项" in block
    assert "可以怎么办：名单计划在 2026 年扩大" in block
    assert "眼下更对得上的是：职业技能培训与补贴。" in block


async def test_a_firm_no_still_names_clause_way_on_and_who_decides() -> None:
    reply, order = await Talker().check(worker_type="rider", works_in_yuhang="no", injured_during_order="no")
    assert order == ["worker_type", "works_in_yuhang", "injured_during_order"]
    block = next(part for part in reply.text.split("\n\n") if part.startswith("【新就业形态人员职业伤害保障】"))
    assert "从您说的看有一条对不上：要求受伤时正在执行平台的订单" in block
    assert "由社会保险经办机构认定，可以问人社热线 12333" in block
    assert "更对得上的是：工会驿站等歇脚点。" in block
    assert "约2023年" in reply.text, "the training rule is old and says so"


async def test_leaving_everything_open_ends_and_says_what_is_missing() -> None:
    reply, order = await Talker().check()
    assert len(order) == len(set(order)) == 3
    assert "【新就业形态人员职业伤害保障】还不能判断，因为不知道：主要做的活、是不是在执行订单时受伤" in reply.text
    assert "从您说的看，有 1 项对得上" in reply.text


async def test_every_question_says_why() -> None:
    talker = Talker()
    await talker.say("/benefits")
    run = State.load(talker.talk.dialog).run
    why = await talker.say(pick=f"d:{run}:!why")
    assert why.text.startswith("各项保障按行业划范围")
    assert talker.asked == "worker_type"


async def test_typed_numbers_and_words_answer_too() -> None:
    talker = Talker()
    first = await talker.say(pick="benefits")
    assert "不问身份证号" in first.text
    await talker.say("1")
    assert talker.asked == "works_in_yuhang"
    await talker.say("不是")
    assert talker.asked == "injured_during_order"
    reply = await talker.say("第二个")
    assert not talker.asked
    assert "从您说的看" in reply.text


async def test_in_english() -> None:
    reply, _ = await Talker("en").check(**HURT | {"order_platform": "jd"})
    assert reply.text.startswith("From what you say, 2 may fit you:")
    assert "By the list or rules of 21 August 2025, one condition is not met" in reply.text
    assert "What fits better for now: Skills training and training subsidy." in reply.text


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_details_of_every_programme(lang: str) -> None:
    talker = Talker(lang)
    for programme in load_benefits(CONTENT / "benefits").programmes:
        reply = await talker.say(pick=f"benefits:{programme.id}")
        assert programme.name.spoken(lang) in reply.text
        assert programme.decided_by.spoken(lang) in reply.text
        assert len(reply.sources) == len(programme.sources)
        assert not [word for word in NEVER if word in reply.text]


async def test_a_programme_that_is_gone_leads_back() -> None:
    reply = await Talker().say(pick="benefits:P99")
    assert reply.text == "这一项的内容已经换了，可以重新核对一遍。"
    assert [choice.value for choice in reply.choices] == ["benefits"]


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_whatever_is_answered_nothing_is_promised_and_few_questions_are_asked(lang: str) -> None:
    options = {step.key: step.options for step in dialog().steps}
    for worker in options["worker_type"]:
        for hurt in options["injured_during_order"]:
            for platform in ("meituan", "other", "unsure"):
                answers = HURT | {"worker_type": worker, "injured_during_order": hurt, "order_platform": platform}
                reply, order = await Talker(lang).check(**answers)
                assert len(order) <= MAX_QUESTIONS
                assert not [word for word in NEVER if word in reply.text]
                assert "{" not in reply.text


def test_every_deciding_field_can_be_asked_with_all_its_options() -> None:
    benefits = load_benefits(CONTENT / "benefits")
    conditions = [line for each in rules.shown(benefits) for line in each.hard if not line.unknown_passes]
    for field in {test.field.key: test.field for line in conditions for test in line.rule.tests()}.values():
        step = dialog().step(field.key)
        assert step is not None, f"{field.key} decides and is never asked"
        assert step.options[-1] == rules.UNSURE
        assert not field.options or step.options[:-1] == field.options


def test_limits_of_the_date_question_are_those_of_the_table() -> None:
    """The two answers about the date lie on either side of the day in the table, with nothing between."""
    programme = load_benefits(CONTENT / "benefits").programme("P01")
    assert programme is not None
    for raw, met in (("since_2025-07-01", True), ("until_2025-06-30", False)):
        [verdict] = rules.judge([programme], HURT | {"injured_during_order": True, "injury_date": raw}, NOW.date())
        assert next(r.met for r in verdict.reasons if r.condition.clause.endswith("2025年7月1日纳入）")) is met


@pytest.mark.parametrize(
    ("as_of", "zh", "en"),
    [
        ("2025-08-21", "2025年8月21日", "21 August 2025"),
        ("2025-08", "2025年8月", "August 2025"),
        ("2023~", "约2023年", "about 2023"),
    ],
)
def test_days_as_people_say_them(as_of: str, zh: str, en: str) -> None:
    texts = catalogue()
    for lang, day in (("zh", zh), ("en", en)):
        assert spoken_day(as_of, lambda key, lang=lang, **params: texts.say(key, lang, **params), lang) == day
