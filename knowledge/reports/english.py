"""Pure: places that are written in English: Wenyi West Road, Building 7 of Xixi Garden, EFC T3, near Nanhu Park."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.reports.shapes import Span

_ROAD = r"(?:Road|Street|Avenue|Ave|Rd|St|Lane|Boulevard|Blvd|Highway|Alley|Expressway)\b\.?"
_KIND = (
    r"(?i:(?:Park|Garden|Gardens|Community|Village|School|Hospital|Station|Mall|Plaza|Square|Canteen|University|Bridge|River|"
    r"Lake|Canal|Compound|Estate|Town|Centre|Center|Market|Kindergarten|Wetland|Tower|Mansion|Apartments?|Residence|"
    r"Hotel|Library|Subdistrict|District|Hall|College|Campus|Clinic|Museum|Stop|Path|Trail|Xincheng)\b)"
)
_WORD = r"(?:[A-Z][A-Za-z'’\d-]*|\d+[A-Za-z]?)"
_UNIT = (
    r"(?:[Bb]uilding|[Bb]ldg\.?|[Bb]lock|[Tt]ower|[Uu]nit|[Vv]illa|[Pp]hase|[Gg]ate)\s(?:No\.?\s?)?(?:\d+\w?|[A-Z]\b)"
)
_HAN_NAME = r"[\u3400-\u9fff]{2,10}"
_PIECE = re.compile(
    rf"(?P<number>\b(?:No\.?\s?)?\d+\s)?(?:{_WORD}\s){{1,4}}{_ROAD}"
    rf"|(?:(?:on|at|near|along|of|in|to|from)\s(?:the\s)?)(?P<low>(?:[a-z'’]+\s){{1,3}}(?:road|street|avenue|lane))\b"
    rf"|(?:{_WORD}\s){{1,4}}(?:[a-z]+\s)?{_KIND}(?:\s(?:bus|metro)\sstop|\spath|\sbridge|\sentrance)?"
    rf"|(?:{_WORD}\s){{1,3}}{_UNIT}|{_UNIT}(?:,?\s(?:of\s|in\s)?(?:the\s)?{_WORD}(?:\s{_WORD}){{0,2}})?"
    rf"|\b[A-Z]{{2,4}}\s(?:T\d+|[A-Z]\d?)\b"
)
_AFTER = re.compile(
    r"\b(?:in|at|near|by|beside|opposite|outside|behind|of|from|to|around|next to|in front of)\s(?:the\s)?"
    rf"(?P<name>{_WORD}(?:\s{_WORD}){{0,3}}|{_HAN_NAME})"
)
_NEVER = re.compile(
    r"^(?:I|I'm|My|The|This|That|We|Our|It|Is|Hi|Hello|Please|Someone|There|A|An|Monday|Tuesday|Wednesday|Thursday|Friday|"
    r"Saturday|Sunday|January|February|March|April|May|June|July|August|September|October|November|December|English|Hangzhou|Yuhang|Zhejiang|Beijing|Shanghai|"
    r"Chinese|China|Meituan|Building|Street|Stop|School|Every|No|Two|All|Big|When|What|Who|Why|How|They|He|She|\d+\w*)$"
)
_FIRST = re.compile(
    r"^(?:The|A|An|On|At|In|Near|Street|Big|Huge|Deep|My|Our|This|That|There|Construction|Trash|Garbage|Traffic|Noise|"
    r"Cars?|Trees?|No|Found|Someone|People|Guards?|Dust|Water|Hi|Hello|Please|Every|Outside|Broken|Loud|"
    r"Lamp|Lights?|Pothole|Lift|Elevator|Gas|Smell|From|To|And|Is|Are|I)\s(?=\S)"
)
_LINK = re.compile(
    r"\s?(?:,|/|&|\s|\b(?:and|of|in|at|near|by|under|on|beside|opposite|outside|corner|between|the)\b"
    r"|\bnext to\b|\bin front of\b)*"
)


def english_spans(text: str) -> list[Span]:
    """The places in the English parts of a text, in order; joined ones (and, of, near) as one."""
    if not re.search(r"[A-Za-z]{2}", text):
        return []
    found = [_trimmed(text, match) for match in _PIECE.finditer(text)]
    pieces = [span for span in found if span is not None]
    for match in _AFTER.finditer(text):
        name = match["name"]
        start, end = match.span("name")
        if any(start < piece.end and piece.start < end for piece in pieces) or _NEVER.match(name.split()[0]):
            continue
        pieces.append(Span(start, end, "named", 1.5))
    return _joined(text, sorted(pieces, key=lambda piece: piece.start))


def _trimmed(text: str, match: re.Match[str]) -> Span | None:
    group = "low" if match["low"] else 0
    start, end = match.span(group)
    first = _FIRST.match(text[start:end])
    while first is not None:
        start += first.end()
        first = _FIRST.match(text[start:end])
    kept = text[start:end]
    if group == "low" and re.match(r"(?:the|my|our|a|this|that|main|whole|middle)\s", kept):
        return None
    if len(kept.split()) < 2:
        return None
    return Span(start, end, "english", 3.0 if re.search(r"\d", kept) else 2.0)


def _joined(text: str, pieces: Sequence[Span]) -> list[Span]:
    joined: list[Span] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if last is not None and piece.start >= last.end and _LINK.fullmatch(text, last.end, piece.start):
            joined[-1] = Span(last.start, piece.end, last.kind, last.weight + piece.weight)
        elif last is None or piece.start >= last.end:
            joined.append(piece)
    return joined
