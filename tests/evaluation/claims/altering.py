"""A fake model that lies: takes an honest answer and alters exactly one fact in it, of a kind that is asked for."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from knowledge.claims.dates import dates
from knowledge.claims.figures import figures
from knowledge.claims.numerals import written
from knowledge.load import Knowledge
from tests.evaluation.claims.honest import han

_DIGITS = r"(?<![\d.,A-Za-z第])(\d+(?:,\d{3})*(?:\.\d+)?)"
_NUMBER = re.compile(
    _DIGITS
    + r"\s?(?=个工作日|个月|日|天|年(?![度版的底]|\d)|周?岁|小时|分钟|%|％|公里|米|倍|人|次|份|分|working|days?|months?|years?|hours?|points?)"
)
_HAN_NUMBER = re.compile("([二两三四五六七八九十百]+)(?=个工作日|个月|日|天|年|周?岁|小时|分钟|倍|份|样|名)")
_AMOUNT = re.compile(_DIGITS + r"(?=\s?(?:万?元|块钱|yuan))")
_DATE = re.compile(
    r"\d{4}年\d{1,2}月(?:\d{1,2}[日号])?|\d{4}-\d\d-\d\d|(?<!\d)\d{1,2}月\d{1,2}[日号]|(?<![\d第])(?:19|20)\d\d年"
    r"|\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December)(?: \d{4})?"
)
_PHONE = re.compile(
    r"(?<!\d)(?:12345|12367|12333|12348|12366|12388|96110|110|119|120|122|0571-?\d{8}|12[0-9]{3})(?!\d|日|元|天)"
)
_ARTICLE = re.compile(r"第([一二三四五六七八九十百\d]+)条")
_PLACES = (
    "余杭区",
    "杭州市",
    "杭州",
    "余杭",
    "浙江",
    "萧山区",
    "临平区",
    "西湖区",
    "上海",
    "宁波市",
    "钱塘区",
    "滨江区",
    "嘉兴",
)
_PLACES_EN = ("Yuhang", "Hangzhou", "Zhejiang", "Shanghai", "Ningbo", "Xiaoshan", "Linping")
_OFFICES = ("派出所", "居委会", "业委会", "村委会", "社区", "车管所", "出入境窗口", "公证处", "法院", "检察院", "税务局", "民政局", "街道",
            "市场监管所", "仲裁委", "交警大队", "工会", "银行", "医院", "物业公司", "住建局", "税务大厅", "社保窗口", "司法局")  # fmt: skip
_OFFICES_EN = ("police station", "exit-entry window", "tax bureau", "court", "residents' committee", "vehicle office",
               "notary office", "bank", "hospital", "labour bureau", "embassy", "trade union")  # fmt: skip
_PAPERS = ("身份证", "户口簿", "户口本", "居住证", "驾驶证", "行驶证", "护照", "结婚证", "出生证", "房产证", "营业执照", "劳动合同", "租房合同",
           "照片", "申请表", "委托书", "离婚证", "毕业证", "收入证明", "无犯罪记录证明", "社保卡", "保单", "签证", "通行证")  # fmt: skip
_PAPERS_EN = ("passport", "ID card", "household booklet", "driving licence", "residence permit", "marriage certificate",
              "birth certificate", "business licence", "labour contract", "photo", "visa", "rental contract")  # fmt: skip
_NEGATIONS = (
    ("不用|无需|不必|不需要", ("需要", "必须", "要")), ("(?<!能)不能|不得|(?<!可)不可以", ("可以", "能")), ("免费|不收费", ("收费", "要收费")),
    ("(?<!不)可以", ("不可以", "不能")), ("必须|应当", ("可以不", "不用", "可以")), ("(?<![不无])需要", ("不需要", "无需")),
    (r"\bneed not\b|\bdo not (?:need|have) to\b", ("must", "need to")), (r"\bcannot\b|\bcan't\b", ("can",)),
    (r"\bcan\b(?!'| ?not)", ("cannot",)), (r"\bmust\b(?! not)", ("need not", "may", "must not")),
    (r"\bfree of charge\b|\bfree\b", ("charged",)), (r"\bmay\b(?! not)", ("may not", "must")),
    (r"\bis not\b", ("is",)), (r"\bare not\b", ("are",)),
)  # fmt: skip
_LIMITS = (
    ("(?<=[日天月年元岁%米时人])以上", ("以下",)), ("(?<=[日天月年元岁%米时人])以下", ("以上",)), ("不超过|最多|至多", ("超过", "至少")),
    ("至少|不少于", ("最多", "不超过")), ("(?<=[日天月年时])(?:以内|之内|内)(?![容部地])", ("后", "以后")), ("(?<=[日天月年])(?:以后|之后|后)", ("前", "以前")),
    ("(?<=[日天月年])(?:以前|之前|前)", ("后", "之后")), ("不满|未满", ("年满", "超过")), ("(?<![不未期])满(?=\\d|[一二三四五六七八九十])", ("不满", "未满")),
    (r"\bwithin\b", ("after",)), (r"\bat least\b|\bnot less than\b", ("at most", "no more than")),
    (r"\bat most\b|\bno more than\b|\bup to\b", ("at least", "more than")), (r"(?<=\d )or (?:more|over)\b", ("or less", "or under")),
    (r"\bunder (?=\d)", ("over ",)), (r"\bover (?=\d)", ("under ",)), (r"\bmore than (?=\d)", ("less than ",)),
    (r"\bbefore\b(?= \d| the)", ("after",)),
)  # fmt: skip


@dataclass(frozen=True)
class Lie:
    """An altered answer: which kind of fact, what stood there and what stands there now."""

    kind: str
    text: str
    was: str
    now: str


def _in_place(text: str, found: re.Match[str], now: str, kind: str) -> Lie:
    start, end = found.span(1) if found.re.groups else found.span()
    around = text[max(0, start - 12) : end + 12].replace("\n", " ")
    return Lie(kind, text[:start] + now + text[end:], around, now)


def _other_number(said: str, taken: Sequence[str], rng: random.Random) -> str:
    value = float(said.replace(",", ""))
    whole = value == int(value)
    same = [one for one in taken if float(one.replace(",", "")) != value]
    made = [value + 1, value * 2, value + 5, value * 10, value + 10, max(1.0, value - 1) if value > 1 else 3]
    pick = rng.choice(made) if not same or rng.random() < 0.6 else float(rng.choice(same).replace(",", ""))
    return str(int(pick)) if whole else f"{pick:g}"


def _numbers(pattern: re.Pattern[str], kind: str) -> Alter:
    def alter(text: str, rng: random.Random, _knowledge: Knowledge) -> Lie | None:
        found = [one for one in pattern.finditer(text) if not _is_date(text, one)]
        if not found:
            return None
        one = rng.choice(found)
        return _in_place(text, one, _other_number(one[1], [other[1] for other in found], rng), kind)

    return alter


def _is_date(text: str, found: re.Match[str]) -> bool:
    return re.match(r"\s?年\s?\d{1,2}\s?月|\s?月\s?\d", text[found.end(1) :]) is not None or text[
        : found.start()
    ].rstrip().endswith("月")


def _spelled(text: str, rng: random.Random, _knowledge: Knowledge) -> Lie | None:
    found = list(_HAN_NUMBER.finditer(text))
    if not found:
        return None
    one = rng.choice(found)
    now = han(rng.choice([3, 4, 6, 7, 8, 12, 20, 45]))
    before, after = (figures(written(word + "天")) for word in (one[1], now))
    if not before or before[0].value == after[0].value:
        return None
    return _in_place(text, one, now, "number")


def _date(text: str, rng: random.Random, _knowledge: Knowledge) -> Lie | None:
    found = list(_DATE.finditer(text))
    if not found:
        return None
    one = rng.choice(found)
    parts = list(re.finditer(r"\d+", one[0]))
    part = rng.choice(parts)
    value = int(part[0])
    most = 31 if part is parts[-1] and len(parts) > 1 else 12 if value <= 12 else 2026
    now = value + 1 if value < most else value - 1
    changed = one[0][: part.start()] + str(now).zfill(len(part[0])) + one[0][part.end() :]
    if [day for *_at, day in dates(written(changed))] == [day for *_at, day in dates(written(one[0]))]:
        return None
    return _in_place(text, one, changed, "date")


def _phone(text: str, rng: random.Random, _knowledge: Knowledge) -> Lie | None:
    found = list(_PHONE.finditer(text))
    if not found:
        return None
    one = rng.choice(found)
    at = rng.randrange(len(one[0]) - 1, len(one[0]))
    digit = str((int(one[0][at]) + rng.randint(1, 8)) % 10)
    now = rng.choice([one[0][:at] + digit, rng.choice(["12345", "12367", "12333", "110", "12348", "96110", "12315"])])
    return _in_place(text, one, now, "phone") if now != one[0] else None


def _article(text: str, rng: random.Random, knowledge: Knowledge) -> Lie | None:
    found = list(_ARTICLE.finditer(text))
    number = str(rng.randint(3, 98))
    if found and rng.random() < 0.7:
        one = rng.choice(found)
        return _in_place(text, one, number, "article") if number != one[1] else None
    where = "Under Article {}, " if text.isascii() else "根据第{}条，"
    said = where.format(number if text.isascii() or rng.random() < 0.5 else han(int(number)))
    return Lie("article", said + text, "", said)


def _title(text: str, rng: random.Random, knowledge: Knowledge) -> Lie | None:
    titles = sorted({source.title for entry in knowledge.entries.values() for source in entry.sources})
    title = rng.choice(titles).strip("《》")
    said = f"Under《{title}》: " if text.isascii() else f"依据《{title}》，"
    return Lie("title", said + text, "", title)


def _words(pool: tuple[str, ...], kind: str) -> Alter:
    ends = r"\b" if pool[0].isascii() else ""
    ordered = sorted(pool, key=len, reverse=True)
    pattern = re.compile("|".join(ends + re.escape(word) + ends for word in ordered))

    def alter(text: str, rng: random.Random, _knowledge: Knowledge) -> Lie | None:
        found = list(pattern.finditer(text))
        if not found:
            return None
        one = rng.choice(found)
        same = {"户口簿", "户口本"}
        others = [word for word in pool if word not in one[0] and one[0] not in word and not {word, one[0]} <= same]
        return _in_place(text, one, rng.choice(others), kind)

    return alter


def _turned(rules: tuple[tuple[str, tuple[str, ...]], ...], kind: str) -> Alter:
    def alter(text: str, rng: random.Random, _knowledge: Knowledge) -> Lie | None:
        places = [(found, others) for pattern, others in rules for found in re.finditer(pattern, text)]
        if not places:
            return None
        one, others = rng.choice(places)
        return _in_place(text, one, rng.choice(others), kind)

    return alter


Alter = Callable[[str, random.Random, Knowledge], Lie | None]
KINDS: Mapping[str, tuple[Alter, ...]] = {
    "number": (_numbers(_NUMBER, "number"), _spelled),
    "date": (_date,),
    "amount": (_numbers(_AMOUNT, "amount"),),
    "phone": (_phone,),
    "place": (_words(_PLACES, "place"), _words(_PLACES_EN, "place")),
    "office": (_words(_OFFICES, "office"), _words(_OFFICES_EN, "office")),
    "paper": (_words(_PAPERS, "paper"), _words(_PAPERS_EN, "paper")),
    "title": (_title,),
    "article": (_article,),
    "negation": (_turned(_NEGATIONS, "negation"),),
    "limit": (_turned(_LIMITS, "limit"),),
}
