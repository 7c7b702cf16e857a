"""Different questions of the kind that residents ask, made from who, what and how."""

from __future__ import annotations

from itertools import product
from random import Random

WHO = ("我", "我爸妈", "孩子", "室友", "外地员工", "退休老人", "刚毕业的朋友", "租客", "骑手", "小店老板")
WHAT = (
    "居住证", "身份证", "户口本", "护照", "港澳通行证", "社保卡", "营业执照", "食品许可", "驾驶证", "电动车牌",
    "公租房", "医保", "公积金", "停车位", "物业费", "噪音投诉", "垃圾清运", "加装电梯", "路灯报修", "养老补贴",
    "人才补贴", "育儿补贴", "低保", "残疾证", "积分落户", "入学报名", "工伤认定", "劳动合同",
)  # fmt: skip
HOW = (
    "{who}想办{what}，要准备什么",
    "{what}到期了，{who}该找谁",
    "{who}的{what}多久能办下来",
    "线上能给{who}办{what}吗",
    "{who}问{what}在哪里办、周末开门吗",
    "{what}被退回了，{who}怎么办",
)


def questions() -> list[str]:
    """All of them, 1,680, in an order that is the same each time."""
    made = [how.format(who=who, what=what) for how, what, who in product(HOW, WHAT, WHO)]
    Random(1).shuffle(made)
    return made
