"""What leaves the house for a model names nobody and no door."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.veil import veil

HIDDEN = (
    ("我叫李明，电话13812345678，想办护照", ("李明", "12345678")),
    ("姓名：王小丽 身份证330184199003051234", ("王小丽", "19900305")),
    ("我是张伟，住良渚文化村3幢2单元501室", ("张伟", "3幢", "501")),
    ("我住文一西路969号3号楼2单元501", ("969", "501")),
    ("我住在翡翠小区二期12幢1单元302", ("12幢", "302")),
    ("儿子叫陈浩然，今年6岁", ("陈浩然",)),
    ("本人王芳的身份证丢了", ("王芳",)),
    ("李先生不给钱", ("李先生",)),
    ("微信号 abc_12345 联系", ("abc_12345",)),
    ("浙A12345的车怎么年检", ("A12345",)),
    ("3-2-501的邻居太吵", ("501",)),
    ("我家三幢二单元", ("三幢", "二单元")),
    ("住葛巷社区12号", ("12",)),
    ("QQ：123456789", ("123456789",)),
    ("my name is John Smith, Room 501, Building 3", ("John", "Smith", "501", "ing 3")),
    ("mail me at li.ming@example.com", ("li.ming",)),
)
KEPT = (
    "我叫车被撞了怎么办",
    "我叫外卖没送到",
    "我是外地户口，怎么落户",
    "我是高中生，放假打工",
    "我是安徽人，想办居住证",
    "我叫了110没人来",
    "本人申请护照要几天",
    "扣了12分怎么办",
    "3个工作日能办好吗",
    "第12条怎么说",
    "罚200元合理吗",
    "2026年10月8日能办吗",
    "What is your name?",
    "去派出所办要带什么",
)


@pytest.mark.parametrize(("text", "secrets"), HIDDEN)
def test_names_doors_and_accounts_are_taken_out(text: str, secrets: tuple[str, ...]) -> None:
    for secret in secrets:
        assert secret not in veil(text)


@pytest.mark.parametrize("text", KEPT)
def test_questions_stay_as_they_are(text: str) -> None:
    assert veil(text) == text


@given(st.text(max_size=200))
def test_any_text_can_be_veiled_twice(text: str) -> None:
    assert veil(veil(text)) == veil(text)
