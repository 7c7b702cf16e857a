"""What a text claims must stand in its sources: each kind of claim, said honestly and altered."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.claims import Grounds, NameWords, grounds, unfounded
from knowledge.claims.entry import sources
from knowledge.load import Knowledge

SOURCES = (
    "首次申领护照，法定15日内签发，特殊情况可延到30日。",
    "By law it is issued within 15 days, or 30 in special cases.",
    "带身份证、户口簿和近期照片，到任一县级以上出入境窗口申请，不用回户籍地。",
    "Take your ID card, household booklet and a recent photo to any exit-entry window at county level or above.",
    "工本费120元一本；复印免费。",
    "满16周岁的可以自己办；未满16周岁的必须由监护人陪同。",
    "罚款一万元以上五万元以下，依据《出境入境管理法》第七十三条。",
    "2019年4月1日起全国通办。拿不准打12367，或到余杭区行政服务中心问。",
    "The fee is 120 yuan. You need not return to the place of your hukou.",
)


@pytest.fixture(scope="module")
def source(knowledge: Knowledge) -> Grounds:
    return grounds(SOURCES, knowledge.name_words)


HONEST = (
    "您好，护照法定十五天内签发；特殊情况可以延到三十日。",
    "工本费一百二十元，复印不收费。",
    "拿着身份证、户口本和近期照片去任一县级以上出入境窗口申请，无需回户籍地。",
    "It is issued within fifteen days, in special cases 30.",
    "The fee is RMB 120.",
    "- 年满16周岁可以自己办\n- 不满16周岁的，一定要监护人陪同",
    "根据《出境入境管理法》第73条，罚款10,000元以上50,000元以下。",
    "自2019-04-01起全国通办。",
    "简单说：拿不准就打12367。",
    "1. 带身份证\n2. 交120元",
)
ALTERED = (
    ("法定16日内签发", "day"), ("法定30日内签发，特殊情况可延到30日", "day"), ("法定15日后签发", "day"), ("工本费210元一本", "yuan"),
    ("带居住证、户口簿和近期照片，到任一县级以上出入境窗口申请", "name"), ("到任一县级以上派出所申请", "name"), ("复印收费", "free"),
    ("满18周岁的可以自己办", "month"), ("满16周岁的不可以自己办", "allows"), ("未满16周岁的可以由监护人陪同", "allows"),
    ("依据《护照法》第七十三条", "name"), ("依据《出境入境管理法》第七十四条", "article"), ("罚款一万元以上一万元以下", "number"),
    ("2019年5月1日起全国通办", "date"), ("2018年4月1日起全国通办", "date"), ("拿不准打12345", "number"), ("到萧山区行政服务中心问", "name"),
    ("It is issued within 16 days", "day"), ("It is issued after 15 days", "day"), ("The fee is 210 yuan", "yuan"),
    ("You must return to the place of your hukou", "demands"), ("Take your ID card to the Shanghai window", "name"),
    ("更多见 https://passport.example.com/apply", "name"), ("工本费300元", "yuan"),
)  # fmt: skip


RULES = (
    "协议离婚带双方身份证和结婚证，到婚姻登记机关办，不收费；补登记或者换证也在这里。",
    "先做实名认证，再由税务核定额度。开户以后不能出租、出借。",
    "合同终止后15日内退出，提前60日书面通知；半年至少开一次会。",
    "未成年的孩子随父母落户。应征入伍的，入伍前注销户口。",
    "成人的有效期10年；未满16周岁的5年。",
    "没有劳动关系的可以自己参保，号码不变。",
    "An account must not be lent or sold. Before you leave, tell the police of your new address.",
)
OTHERWISE = (
    ("到婚姻登记机关办，收费", "free"), ("补登记并且换证也在这里", "exchange"), ("先由税务核定额度，再做实名认证", "order"),
    ("开户以后可以出租、出借", "allows"), ("合同终止前15日内退出", "exchange"), ("提前60日口头通知", "exchange"), ("半年最多开一次会", "exchange"),
    ("合同终止后15日后退出", "day"), ("成年的孩子随父母落户", "exchange"), ("应征入伍的，入伍后注销户口", "exchange"), ("成人的有效期5年；未满16周岁的10年", "number"),
    ("有劳动关系的可以自己参保", "exchange"), ("号码会变", "denial"), ("一律提前60日书面通知", "wide"), ("提前60个工作日书面通知", "workday"),
    ("An account may be lent or sold", "allows"), ("After you leave, tell the police of your new address", "exchange"),
)  # fmt: skip


@pytest.mark.parametrize("text", RULES)
def test_rules_may_be_said_as_they_stand(text: str, knowledge: Knowledge) -> None:
    assert unfounded(text, grounds(RULES, knowledge.name_words)) == []


@pytest.mark.parametrize(("text", "kind"), OTHERWISE)
def test_a_rule_said_the_other_way_round_is_found(text: str, kind: str, knowledge: Knowledge) -> None:
    assert kind in [found.kind for found in unfounded(text, grounds(RULES, knowledge.name_words))]


def test_what_looks_like_a_greeting_is_checked_too(knowledge: Knowledge) -> None:
    source = grounds(RULES, knowledge.name_words)
    assert unfounded("您好，号码不变。", source) == []
    assert unfounded("成年的孩子也随父母落户，号码不变。", source) != []


@pytest.mark.parametrize("text", HONEST)
def test_what_the_sources_say_may_be_said_in_other_words(text: str, source: Grounds) -> None:
    assert unfounded(text, source) == []


@pytest.mark.parametrize(("text", "kind"), ALTERED)
def test_what_they_do_not_say_is_found(text: str, kind: str, source: Grounds) -> None:
    assert kind in [found.kind for found in unfounded(text, source)]


def test_entries_may_be_said_as_they_stand(knowledge: Knowledge) -> None:
    for entry in sorted(knowledge.entries.values(), key=lambda entry: entry.id)[::6]:
        own = grounds(sources(entry), knowledge.name_words)
        for text in ("\n".join([entry.short, *(fact.text for fact in entry.facts)]),
                     " ".join([entry.short_en, *(fact.en for fact in entry.facts)])):  # fmt: skip
            assert unfounded(text, own) == [], entry.id


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_can_be_checked(text: str) -> None:
    unfounded(text, grounds(SOURCES, NameWords()))
