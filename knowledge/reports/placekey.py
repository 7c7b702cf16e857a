"""Pure: a place as something to compare: roads and names by their letters or sound, numbers by their kind.

A place is written in many ways (12幢, 十二号楼, Building 12; 文一西路, Wenyi West Road). The key keeps what tells
places apart and drops how it was written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from knowledge.normal import normalise
from knowledge.reports.english import english_spans
from knowledge.reports.places import PlaceWords, find_pieces, loose_names
from knowledge.search.spelling import blurred_latin, simplified, sound

_DIGITS = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_COUNT = r"(?:\d+[a-z]?(?:-\d+)?|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])"
_WAYS = {"north": "北", "south": "南", "east": "东", "west": "西"}
_WAY_EN = r"(?:road|street|avenue|lane|rd|st|ave)\b"
_NUMBER = r"[路街道巷村苑园里坊]\s?(\d+(?:-\d+)?)\s?(?:号(?!楼|门|地块)|弄)"
_PARTS: tuple[tuple[str, str], ...] = (
    ("unit", rf"({_COUNT})\s?单元|\bunit\s(\d+)"),
    ("building", rf"({_COUNT})\s?(?:幢|栋|号楼|座)|\b(?:building|bldg\.?|block)\s(?:no\.?\s?)?(\d+)"),
    ("tower", r"(?<![a-z])([a-z]\d?)\s?[座栋幢馆区]|(?<![a-z\d])(t\d+)(?!\d)|\b(?:tower|building|block)\s([a-z])\b"),
    ("room", r"(?:单元|幢|栋|号楼)\s?(\d{3,4})"),
    ("gate", rf"([东南西北前后正侧]|{_COUNT}号)门(?!诊|店)|\b(north|south|east|west)\sgate\b|\bgate\s(\d+)"),
    ("exit", r"(?<![a-z])([a-z]\d?)\s?口|\bexit\s([a-z]\d?)\b"),
    ("part", r"([东南西北])(?:区|广场)"),
    ("plot", rf"({_COUNT})号(?:地块|线|馆|库|仓|坑)"),
    ("phase", rf"({_COUNT})\s?期|\bphase\s(\d+)"),
    ("row", rf"({_COUNT})\s?(?:排|组)(?!长|织|队)"),
    ("stretch", r"([\u3400-\u9fff]{2})段(?!时|话|路)"),
    ("depth", rf"(?:地下|负)({_COUNT})\s?(?:层|楼)"),
    ("number", rf"{_NUMBER}|\b(\d+)\s(?=(?:[a-z]+\s){{1,3}}{_WAY_EN})"),
)  # fmt: skip
_COMPILED = tuple((kind, re.compile(pattern)) for kind, pattern in _PARTS)
_ROAD = re.compile(r"([\u3400-\u9fff]{1,6}?)(?:大道|直街|大街|路|街|巷|国道|省道|县道|高架)|(\d+)(国道|省道|县道)")
_ROAD_EN = re.compile(rf"((?:(?!{_WAY_EN})[a-z'’]+\s){{1,4}}){_WAY_EN}")
_TRIM = re.compile(
    r"(?:小区|社区|花园小区)$|(?:门口|门前|旁边|附近|对面|楼下|路口|交叉口|[东南西北]门)+$|^(?:杭州市?|余杭区|浙江省?)(?=.{2})"
)
_TOWN = re.compile(r".{2,4}(?:街道|(?<!小)镇|(?<!水)乡)")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_SMALL = frozenset(("on", "at", "near", "along", "of", "in", "the", "and", "outside", "to", "from", "by", "for"))
_PLACED = re.compile(r"[\d一二三四五六七八九十a-z-]+\s?(?:幢|栋|号楼|座|单元|号|弄|室|层|排|组|期)|[东南西北]区|\s")


@dataclass(frozen=True, slots=True)
class PlaceKey:
    """What tells a place from others: `roads` and `names` (estates, landmarks, villages), `towns`, and numbers by kind.

    `roads` and the sounds of names are written in blurred pinyin without spaces, so that both languages meet.
    """

    roads: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    sounds: frozenset[str] = frozenset()
    towns: frozenset[str] = frozenset()
    loose: frozenset[str] = frozenset()
    """What may be a name: only counts where the other report has the same letters."""
    parts: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def known(self) -> bool:
        """Whether it says more than a number or a town."""
        return bool(self.roads or self.names)


def place_key(text: str, words: PlaceWords) -> PlaceKey:
    """The key of every place that the text names, as one."""
    shown = simplified(text)
    low = normalise(shown)
    roads: set[str] = set()
    names: set[str] = set()
    towns: set[str] = set()
    for piece in find_pieces(shown, words):
        said = normalise(shown[piece.start : piece.end])
        if piece.kind == "road":
            _note_road(said, piece.start > 0, roads)
            continue
        if piece.kind == "bare":
            continue
        for name in _names(said, words.generic):
            (towns if _TOWN.fullmatch(name) else names).add(name)
    for span in english_spans(shown):
        rest = _take_english_roads(normalise(shown[span.start : span.end]), roads)
        names.update(_names(rest, words.generic))
    parts: dict[str, frozenset[str]] = {}
    for kind, pattern in _COMPILED:
        found = {_count(next(filter(None, match.groups()))) for match in pattern.finditer(low)}
        if found:
            parts[kind] = frozenset(found)
    kept = frozenset(names)
    loose = frozenset(name for name in loose_names(shown, words) if not any(name in known for known in kept))
    return PlaceKey(frozenset(roads), kept, frozenset(map(_sounded, kept)), frozenset(towns), loose, parts)


def _note_road(said: str, inside: bool, roads: set[str]) -> None:
    match = _ROAD.fullmatch(said)
    if match is None:
        return
    name = match[1] or ""
    if inside and len(name) > 1 and name[0] in "和与跟及":
        name = name[1:]
    if not name.endswith("公交"):
        roads.add("".join(sound(name)) if name else f"{match[2]}{match[3]}")


def _take_english_roads(said: str, roads: set[str]) -> str:
    """Notes the roads of an English place and gives back what is left of it."""
    for match in _ROAD_EN.finditer(said):
        kept = [word for word in match[1].split() if word not in _SMALL]
        if kept:
            sounds = ["".join(sound(_WAYS[word])) if word in _WAYS else blurred_latin(word) for word in kept[-3:]]
            roads.add("".join(sounds))
    return _ROAD_EN.sub(" ", said)


def _names(rest: str, generic: frozenset[str]) -> list[str]:
    found = []
    pieces = [rest] if _HAN.fullmatch(rest) else re.split(r"[和与跟、/\-,，到至及的（()]", _PLACED.sub(" ", rest))
    for piece in pieces:
        trimmed = _TRIM.sub("", "".join(_HAN.findall(piece)))
        if len(trimmed) >= 2 and not _only_kind(trimmed):
            found.append(trimmed)
        latin = [word for word in re.findall(r"[a-z][a-z'’]+", piece) if word not in generic]
        if latin:
            found.append(" ".join(latin))
    return found


_KINDS = re.compile(
    r"(?:地下)?(?:车库|停车场|公交站|地铁站|地铁口|农贸市场|市场|人行道|绿化带|人行桥|桥|公厕|公寓楼|食堂|工地|驿站|加油站|门口|旁边?|附近|对面|"
    r"路口|交叉口|口|入口|出口|铁路桥洞|桥洞|隧道|小学|幼儿园|学校|超市|医院|公园|广场|地下通道|天桥|后面|前面|楼下|边上|[东南西北]{1,2}[侧边面角门]?|段|那段路?|大门口?)+"
)


def _only_kind(name: str) -> bool:
    return _KINDS.fullmatch(name) is not None


def _sounded(name: str) -> str:
    return blurred_latin(name.replace(" ", "")) if name.isascii() else "".join(sound(name))


def _count(number: str) -> str:
    """A number in figures: 十二 is 12; directions and letters as they are."""
    bare = number.removesuffix("号")
    if bare in _WAYS:
        return _WAYS[bare]
    if "十" in bare:
        tens, _, ones = bare.partition("十")
        return str(_DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0))
    return str(_DIGITS[bare]) if bare in _DIGITS else bare
