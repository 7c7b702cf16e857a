"""Pure: what says who somebody is or where she lives, beside numbers, taken out of what leaves the house."""

from __future__ import annotations

import re

from bot.redact import mask

_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章云苏潘葛范彭郎鲁韦昌马苗凤方俞任袁柳鲍史唐费廉岑薛雷贺倪汤"
    "滕殷罗毕郝邬安常乐于傅皮卞齐康伍余元卜顾孟黄和穆萧尹姚邵汪祁毛狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季贾江童颜郭梅盛林刁钟徐邱骆高夏蔡"
    "田樊胡凌霍虞万柯管卢莫房解应宗丁邓洪包左石崔吉龚程邢裴陆荣翁羊惠曲封储段侯宁仇甘武刘景龙叶黎白蒲卓屠池乔翟谭温庄柴瞿阎连易廖耿匡文寇欧沃蔚越师聂"
    "曾沙关游竺权辛丘冉尚肖"
)
_NAME = rf"[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}"
_END = r"(?=[\s,，。.;；、!！?？:：(（)）]|的?(?:电话|手机|身份证|号码)|[,今住想要是在,]|$)"
_BUILDING = r"(?:\*|\d{1,4}|[一二三四五六七八九十]{1,3})\s*(?:幢|栋|号楼|座|单元)"
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"(我叫|名叫|名字叫做?|名字是|姓名是?|本人叫?|联系人|(?:老公|老婆|丈夫|妻子|儿子|女儿|孩子|爸爸|妈妈|父亲|母亲|邻居|房东|老板)叫)"
                rf"([:：\s]*){_NAME}{_END}"), r"\1\2**"),
    (re.compile(rf"(?<![\u4e00-\u9fff])(我是){_NAME}(?<![人生员户家民工者族客])(?=[\s,，。.;；、]|$)"), r"\1**"),
    (re.compile(rf"(我姓)[{_SURNAMES}]"), r"\1*"),
    (re.compile(rf"[{_SURNAMES}](?:[\u4e00-\u9fff]{{1,2}})?(先生|女士|小姐|师傅|阿姨|大爷|大妈|老师|警官)"), r"**\1"),
    (re.compile(r"\b((?:my|his|her|their) (?:full )?name is|(?:i am|i'm) called|i am (?:mr|mrs|ms|miss)\.?|name ?[:：])"
                r"\s*[A-Za-z][\w'-]+(?: [A-Z][\w'-]+){0,2}", re.IGNORECASE), r"\1 **"),
    (re.compile(rf"[\u4e00-\u9fff]{{2,6}}?(小区|花园|公寓|新村|家园|花苑|苑|府|城|里)(?=\s*{_BUILDING})"), r"**\1"),
    (re.compile(_BUILDING), "*"),
    (re.compile(r"(?<=[路街巷弄道村区])\s*\d{1,5}(?:[-之]\d{1,4})?\s*(号)"), r"*\1"),
    (re.compile(r"(?<=[*元])\s*\d{2,4}\s*(?:室|号房|户)?(?![\d年月日天元人个])"), "*"),
    (re.compile(r"(?<![\d-])\d{1,3}-\d{1,2}-\d{3,4}(?![\d-])"), "*-*-*"),
    (re.compile(r"\b(room|flat|apartment|apt|unit|building|block|no)(\.? ?)\d{1,5}[A-Za-z]?\b", re.IGNORECASE),
     r"\1\2*"),
    (re.compile(r"(微信号?|wechat(?: id)?|weixin)([:：是\s]*)[A-Za-z][\w-]{4,19}", re.IGNORECASE), r"\1\2***"),
    (re.compile(r"\d*\*{3,}\d*[Xx]?"), "***"),  # nor where a number is from, nor how it ends
    (re.compile(r"(QQ号?)([:：是\s]*)\d{5,11}", re.IGNORECASE), r"\1\2***"),
)  # fmt: skip


def veil(text: str) -> str:
    """The text with everything masked that `mask` masks, and names, doors and accounts as well."""
    text = mask(text)
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text
