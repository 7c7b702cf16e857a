"""Who wants a person is found, in many words; who only speaks of people is not."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.load import Knowledge

LINES = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "evaluation" / "wishes.jsonl").read_text(encoding="utf-8").splitlines()
]

WANTED = (
    """
人工|转人工|转接人工|转人工客服|我要人工|我要转人工|找人工|接人工|人工服务|人工客服|人工坐席|请转人工|请帮我转人工
帮我转人工服务
麻烦转一下人工
可以转人工吗|能不能转人工|能转人工吗？|有人工吗|有没有人工客服|人工在吗|人工！|转人工。|我要人工人工|呼叫人工
联系人工客服
快点转人工
真人|我要真人|换个真人|换真人|找个真人|我想和真人说话|我要跟真人说|我想跟真人聊聊|真人服务|我要找活人|能不能找个活人
客服|找客服|我要客服|联系客服|在线客服|我想找客服|工作人员|找工作人员|我要找工作人员|联系工作人员|找你们工作人员
叫工作人员来|我想跟工作人员说
值班员|找值班人员|叫个人来|找个人跟我说|派个人来处理|投诉|我要投诉|要投诉|投诉你们|不要机器人|我不想跟机器人聊
别用机器人糊弄我|别跟我机器人|0
human|Human.|HUMAN!!|a human please|real person|real human|operator|agent|agent please|customer service
customer support|live agent
talk to a human|speak to a person|speak with someone|I want to talk to a human|can i speak to a real person
connect me to an agent
i need a human|transfer me to a person|can I chat with staff|I need to talk to someone|put me through to an operator
""".replace("\n", "|")
    .strip("|")
    .split("|")
)
NOT_WANTED = (
    """
人工智能补贴怎么申请|人工湖漏水|人工费怎么算|人工流产能报销吗|人工降雨|工作人员态度差|工作人员几点上班
工作人员没有给我收据怎么办
投诉电话是多少|怎么投诉物业|我要投诉楼上漏水|投诉物业不作为有用吗|真人秀报名|客服说要三天|机器人比赛在哪报名
人工增雨时间
身份证怎么办|你好|谢谢|10|00|01|2|找人|找人修路灯|我要找工作|我要找个工作|人在哪里|有人受伤了|叫个车|快递员权益
human rights office|agent for foreign workers|person who signed|operator of a restaurant licence
how many people live here
who do I talk to about my visa fees|is a human translation needed
""".replace("\n", "|")
    .strip("|")
    .split("|")
)


@pytest.mark.parametrize("said", WANTED)
def test_a_person_is_wanted(knowledge: Knowledge, said: str) -> None:
    assert knowledge.wishes.person(said)
    assert knowledge.wishes.person(f" {said}\n")


@pytest.mark.parametrize("said", NOT_WANTED)
def test_something_else_is_wanted(knowledge: Knowledge, said: str) -> None:
    assert not knowledge.wishes.person(said)


def test_judged_wishes(knowledge: Knowledge) -> None:
    wished = [line["text"] for line in LINES if line["rule"] == "human"]
    assert len(wished) >= 60
    assert [text for text in wished if not knowledge.wishes.person(text)] == []
    assert [line["text"] for line in LINES if not line["rule"] and knowledge.wishes.person(line["text"])] == []


def test_no_wording_of_an_entry_is_a_wish_for_a_person(knowledge: Knowledge) -> None:
    said = [text for entry in knowledge.entries.values() for text in (*entry.questions, *entry.questions_en)]
    assert [text for text in said if knowledge.wishes.person(text)] == []


@given(st.text(alphabet=st.characters()))
def test_nothing_breaks_it(knowledge: Knowledge, said: str) -> None:
    knowledge.wishes.person(said)


@pytest.mark.parametrize(
    "piece",
    ["我", "要", "转", "人工", "客服", "人工客服", "聊", "说话", "talk to ", "a ", "找个人", "一", "不要机器人"],
)
def test_long_texts_are_read_quickly(knowledge: Knowledge, piece: str) -> None:
    begun = time.process_time()
    for length in range(1, 61):
        knowledge.wishes.person(piece * length)
        knowledge.wishes.person("人工" + piece * length + "x")
        knowledge.wishes.person("找个人" + piece * length + "x")
    assert time.process_time() - begun < 2
