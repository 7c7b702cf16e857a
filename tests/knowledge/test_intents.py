"""What rules recognise before any search, and what they leave to it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.intents import Rule, Rules, read_intents
from knowledge.load import Knowledge


@pytest.mark.parametrize(
    ("said", "intent"),
    [("你好", "greeting"), ("您好！", "greeting"), ("Hello", "greeting"), ("谢谢", "thanks"),
     ("好的，谢谢你", "thanks"),
     ("你是机器人吗", "about"), ("What can you do?", "about"), ("辛苦啦", "thanks"),
     ("哈哈哈", "thanks"), ("今天天气怎么样", "off_topic"),
     ("你答得不对", "complaint"), ("That answer is wrong", "complaint"), ("桐庐小哥码怎么领", "other_place"),
     ("Where is the police station in Xiaoshan?", "other_place"), ("我的医保余额还有多少", "account"),
     ("我偷了一辆电瓶车会关多少天", "judgement"), ("人行道的盲道被共享单车堵死了，反映一下", "report"),
     ("给我讲个笑话", "off_topic"),
     ("上海落户要什么条件", "other_place"), ("萧山区社保在哪办", "other_place"),
     ("帮我查一下我的驾照扣了几分", "account"),
     ("我的护照办好了吗", "account"), ("他会不会坐牢", "judgement"), ("谁的全责", "judgement"),
     ("我要反映问题", "report"),
     ("楼下路灯坏了三天了", "report"), ("垃圾堆在门口没人清", "report"), ("我想提个建议", "opinion"),
     ("骑手有哪些福利", "benefits")],
)  # fmt: skip
def test_what_is_recognised(knowledge: Knowledge, said: str, intent: str) -> None:
    found = knowledge.intents.find(said)
    assert found is not None
    assert found.id == intent


@pytest.mark.parametrize(
    "said",
    ["身份证到期了怎么换", "落户余杭要什么条件", "上海户口迁到余杭要什么材料", "怎么查我的驾照扣了几分",
     "路灯坏了谁负责",
     "我老家江西的，居住证怎么办", "从临平搬到余杭要重新登记吗", "路灯坏了半个月没人修，找谁投诉", "名字写错了怎么更正",
     "井盖坏了摔伤了怎么赔偿", "你好，请问居住证怎么办", "外卖员要不要考驾照", "谢谢，那身份证呢？要带什么去", ""],
)  # fmt: skip
def test_what_is_left_to_the_search(knowledge: Knowledge, said: str) -> None:
    assert knowledge.intents.find(said) is None


@pytest.mark.parametrize(
    ("said", "intent"),
    [("我护照办到哪一步了", "account"), ("我儿子身份证做好没", "account"), ("我名下有几辆车", "account"),
     ("我驾驶证什么时候到期", "account"), ("我欠多少罚款，你看看", "account"), ("when does my visa expire", "account"),
     ("Where is my passport now?", "account"), ("公司告我，我会不会输", "judgement"), ("这官司胜算大不大", "judgement"),
     ("Can I win against my boss?", "judgement"), ("他这样够不够立案", "judgement"), ("你说谁更占理", "judgement"),
     ("昆山人才公寓怎么申请", "other_place"), ("四川那边结婚假几天", "other_place"),
     ("In Guangdong, how long is paternity leave?", "other_place")],
)  # fmt: skip
def test_whoever_asks_for_his_own_record_a_verdict_or_another_place(
    knowledge: Knowledge, said: str, intent: str
) -> None:
    found = knowledge.intents.find(said)
    assert found is not None
    assert found.id == intent


@pytest.mark.parametrize(
    "said",
    ["我身份证到期了怎么换", "我没交社保能办居住证吗", "我公司年报没报怎么办", "我的社保交了几年才能落户",
     "我违章没处理完能年检吗", "帮我看看怎么办身份证", "我的车什么时候年检", "安徽的大专学历能落户吗", "河南老乡欠我钱",
     "江西身份证丢了能在这补吗", "My licence was issued in Hunan, must I change it?", "Will I lose my hukou abroad?",
     "How many points do I lose for a red light?", "公司能不能输出人才"],
)  # fmt: skip
def test_whoever_asks_for_the_rule_is_heard(knowledge: Knowledge, said: str) -> None:
    assert knowledge.intents.find(said) is None


def test_names_stand_for_their_words(tmp_path: Path) -> None:
    (tmp_path / "names.toml").write_text('[[names]]\nid = "town"\nwords = ["甲市", "乙市"]\n')
    path, mistakes = tmp_path / "intents.toml", list[str]()
    path.write_text('[[intent]]\nid = "away"\noutcome = "small_talk"\npatterns = ["^<town>的"]\nnot = ["<town>人"]\n')
    intents = read_intents(path, mistakes)
    assert not mistakes
    assert [bool(intents.find(said)) for said in ("乙市的事", "甲市的甲市人", "丙市的事")] == [True, False, False]


def test_a_story_is_left_to_the_search(knowledge: Knowledge) -> None:
    assert knowledge.intents.find("你好。" + "我家楼下的路灯坏了。" * 30) is None


def test_every_intent_has_its_sentence_and_its_ways(knowledge: Knowledge) -> None:
    for intent in knowledge.intents.each:
        assert knowledge.texts.has(f"faq.{intent.id}")
        for way in intent.offers:
            assert knowledge.texts.has(f"faq.way_{way}")


@settings(deadline=None)  # patterns are compiled when a text first needs them
@given(said=st.text(alphabet=st.characters()))
def test_nothing_breaks_it(knowledge: Knowledge, said: str) -> None:
    knowledge.intents.find(said)
    knowledge.crisis.find(said)


@pytest.mark.parametrize("piece", ["我", "1", "1+", "没人", " ", "路灯", "我要死", "a", "会不会"])
def test_long_texts_are_read_quickly(knowledge: Knowledge, piece: str) -> None:
    begun = time.perf_counter()
    for length in (100, 20_000):
        knowledge.intents.find(piece * length)
        knowledge.crisis.find(piece * length)
    assert time.perf_counter() - begun < 1.0


WORDS = st.text(alphabet="丢了证吗不要没", max_size=12)
RULE = st.builds(
    Rule,
    st.lists(st.sampled_from(["丢了", "证|吗", "不?要", "没[证丢]"]), min_size=1, max_size=3).map(tuple),
    st.lists(st.sampled_from(["没丢", "吗$"]), max_size=2).map(tuple),
)


@given(st.lists(RULE, max_size=5).map(tuple), WORDS)
def test_many_rules_at_once_find_what_each_would_find(rules: tuple[Rule, ...], text: str) -> None:
    assert list(Rules(rules).fitting(text)) == [number for number, rule in enumerate(rules) if rule.fits(text)]
