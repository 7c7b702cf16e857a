"""Pure: where something is, in the words of whoever wrote it: road, number, estate, building, crossing, station."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from knowledge.loading import read_toml
from knowledge.reports.english import english_spans
from knowledge.reports.shapes import Span
from knowledge.search.spelling import tagged_words

LONGEST_NAME = 9
LONGEST_ROAD = 5
LONGEST_INSIDE = 5
LEAST_OPENING = 3
READ = 1500
_SEGMENT = re.compile(r"[\u3400-\u9fff\dA-Za-z\-]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_JOINED = re.compile(r"[和与跟、/\-—~到至及的（(\s]{0,2}|[,，]\s?")
_BARE_NUMBER = re.compile(r"[\d一二三四五六七八九十a-zA-Z]+\s?(?:号|层|期|排|组|区|楼|座|弄|室)")
_NO_PART = frozenset("vpdcuryt")
"""Kinds of one-character words that no name has: verbs, particles, pronouns and the like."""
_NAME_KINDS = frozenset(("nr", "nz", "ns"))
_NO_OPENING = frozenset(
    "我你他她它这那哪在从到是有没的去走把被和与跟每各一两几大小老新前后半出上下主马公铁高同某全本该此其"
)
_AND = frozenset("和与跟及、")
_NO_ROAD = re.compile(r".*[口的个这那].*|.*[段头公条边侧进出限]|马|铁|盲")
"""What stands before 路 where no road is named: 马路, 进村公路, 交叉口路面."""
_NUMBERED = re.compile(r"[\u3400-\u9fff][一二三四五六七八九十][东西南北中]?[路街](?!道)")
"""文一西路, 常二路: the number in the middle is no word of its own."""
_TAKES_NAME = re.compile(r".*(?:幢|栋|号楼|座|单元|弄|号)")
_NO_NAME = re.compile(
    r"[停断坏漏修费涨吵噪臭脏乱差骗偷打骂堵占挖砸烧炸死伤绕拿弄抢撞吃喝怕救拖欠]|同意|申请|垃圾|充电|消防|快递|业委|开发|维修|收|钱|换|烂|黑心|无良"
)


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """What places are made of. `names` are known ones, of whatever shape."""

    stops: frozenset[str]
    names: tuple[str, ...]
    anchor: re.Pattern[str]
    tail: re.Pattern[str]
    spot: re.Pattern[str]
    known: re.Pattern[str] | None
    generic: frozenset[str] = frozenset()
    """English words that are part of many names."""

    def knowing(self, names: Iterable[str]) -> PlaceWords:
        """The same with more names: estates, parks and villages of an area tree."""
        longest = _longest((*self.names, *names))
        return replace(self, names=longest, known=_any_of(longest))


def read_place_words(path: Path, mistakes: list[str]) -> PlaceWords:
    """The words of that file; what is missing or does not compile becomes a line in `mistakes`."""
    data = read_toml(path, mistakes)
    parts = {key: str(data.get(key, "")) for key in ("admin", "roads", "ends", "heads", "tails", "spot")}
    mistakes += [f"{path.name}: {key}: missing" for key, part in parts.items() if not part]
    owned = "(?=物业|业主|的?保安|门禁|业委会|地下车库|停车费|小区)"
    compiled = []
    for pattern in (
        rf"(?P<admin>{parts['admin']})|(?P<road>{parts['roads']})|(?P<head>{parts['heads']}(?![路街]))|(?P<end>{parts['ends']})|(?P<spot>{parts['spot']})"
        rf"|(?P<owned>(?<=[\u3400-\u9fff]){owned})|(?P<gate>(?<=[\u3400-\u9fff])[东西南北]门)",
        parts["tails"],
        parts["spot"],
    ):
        try:
            compiled.append(re.compile(pattern))
        except re.error as error:
            mistakes.append(f"{path.name}: {error}")
            compiled.append(re.compile(r"(?!)"))
    names = _longest(data.get("names", ()))
    stops, generic = (frozenset(data.get(key, ())) for key in ("stops", "generic"))
    anchor, tail, spot = compiled
    return PlaceWords(stops, names, anchor, tail, spot, _any_of(names), generic)


def _longest(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({name for name in names if name.strip()}, key=lambda name: (-len(name), name)))


def _any_of(names: tuple[str, ...]) -> re.Pattern[str] | None:
    return re.compile("|".join(map(re.escape, names)), re.IGNORECASE) if names else None


def find_pieces(text: str, words: PlaceWords) -> list[Span]:
    """Every road, estate, landmark and number by itself, in order."""
    text = text[:READ]
    return [piece for segment in _SEGMENT.finditer(text) for piece in _pieces(segment, words)]


def find_places(text: str, words: PlaceWords) -> list[Span]:
    """Every place that the text names, in order; what touches or is joined (和, 与, 到) is one."""
    text = text[:READ]
    chains = _chained(text, find_pieces(text, words), words)
    return sorted((*chains, *english_spans(text)), key=lambda span: span.start)


def place_in(text: str, words: PlaceWords) -> str | None:
    """The place that says most, as it was written; the first of equals; None when there is none."""
    spans = find_places(text, words)
    if not spans:
        return None
    best = max(spans, key=lambda span: (span.weight, -span.start))
    return text[best.start : best.end].strip(" ,，的、") or None


def _pieces(segment: re.Match[str], words: PlaceWords) -> list[Span]:
    """Single places in one run of letters: each name with the word that makes it a place, without overlap."""
    start, run = segment.start(), segment[0]
    tokens = _tokens(run, words)
    pieces: list[Span] = []
    done = 0
    for match in words.anchor.finditer(run):
        kind = match.lastgroup or ""
        if match.start() < done:
            continue
        if kind == "spot":
            bare = _BARE_NUMBER.fullmatch(match[0]) is not None
            pieces.append(Span(start + match.start(), start + match.end(), "bare" if bare else kind))
            left = _name(run, match.start(), done, tokens, words)
            named = run[left : match.start()]
            if _TAKES_NAME.fullmatch(match[0]) and len(_HAN.findall(named)) >= 2 and not _NO_NAME.search(named):
                pieces[-1] = Span(start + left, start + match.end(), "estate", 4.0)
            done = match.end()
            continue
        left = _name(run, match.start(), done, tokens, words)
        if (
            kind in ("admin", "road")
            and pieces
            and pieces[-1].kind == "admin"
            and match.start() - done <= LONGEST_INSIDE
        ):
            left = done  # what stands between a town and its village, road or estate is a name, whatever its letters
        opening = kind in ("road", "head", "admin", "end") and not pieces
        if (left == match.start() or kind == "road") and opening and _opens(run, match.start(), tokens):
            left = 0  # a report often begins with its place, whatever words the dictionary sees in it
        if kind == "road" and pieces and pieces[-1].kind == "road" and 0 < match.start() - done <= LONGEST_INSIDE:
            left = done + (run[done] in _AND and match.start() - done > 1)  # a crossing: 高教路与良睦路, 高教路良睦路口
        named, end = run[left : match.start()], match.end()
        beside = bool(pieces) and pieces[-1].end == start + match.start()
        if not (beside and kind == "head") and not _is_name(named, kind, match[0]):
            continue
        if kind in ("owned", "gate"):
            end = match.start()
        pieces.append(Span(start + left, start + end, kind))
        done = end
    if words.known is not None:
        for match in words.known.finditer(run):
            if not any(p.start < start + match.end() and start + match.start() < p.end for p in pieces):
                pieces.append(Span(start + match.start(), start + match.end(), "known"))
    return sorted(pieces, key=lambda span: span.start)


def _is_name(named: str, kind: str, anchor: str) -> bool:
    """Whether what stands before the word that makes a place can be its name."""
    letters = len(_HAN.findall(named))
    if named.isdigit():
        return kind == "road"
    if _NO_NAME.search(named) or (kind == "road" and (letters > LONGEST_ROAD or _NO_ROAD.fullmatch(named))):
        return False
    if kind == "owned":
        return letters >= 3 and "路" not in named
    short = len(anchor) == 1 and kind != "road"
    return letters >= (2 if short or kind in ("gate", "admin") else 1) or bool(re.search(r"[A-Za-z]{2}", named))


def _tokens(run: str, words: PlaceWords) -> list[tuple[int, int, bool]]:
    """Start, end and whether it ends a name, for every word of the run; known names are words of their own."""
    known = [*words.known.finditer(run)] if words.known is not None else []
    named = sorted((match.start(), match.end()) for match in (*known, *_NUMBERED.finditer(run)))
    tokens: list[tuple[int, int, bool]] = []
    at = 0
    for start, end in [*named, (len(run), len(run))]:
        if start < at:
            continue
        for word, kind in tagged_words(run[at:start]):
            verb = len(word) == 1 and kind[:1] in _NO_PART
            tokens.append((at, at + len(word), verb or word in words.stops))
            at += len(word)
        if start < end:
            tokens.append((start, end, False))
            at = end
    return tokens


def _opens(run: str, end: int, tokens: Sequence[tuple[int, int, bool]]) -> bool:
    """Whether what stands before `end`, from the first letter of the run on, looks like the name of a road or river."""
    named = run[:end]
    if not 1 <= len(named) < LONGEST_INSIDE or named[0] in _NO_OPENING or not _HAN.match(named):
        return False
    return not any(ends and stop - start > 1 and start < end for start, stop, ends in tokens)


def _name(run: str, end: int, least: int, tokens: Sequence[tuple[int, int, bool]], words: PlaceWords) -> int:
    """Where the name before `end` begins: as far left as words may belong to it, at most LONGEST_NAME letters."""
    left = end
    for start, stop, ends in reversed(tokens):
        if start >= end:
            continue
        if stop < left or start < least or end - start > LONGEST_NAME:
            break
        whole = run[start : min(stop, end)]
        if ends and stop <= end:
            break
        if whole in words.stops or (whole.isascii() and not whole.isalnum()):
            break
        left = start
    return left


def opening(text: str, words: PlaceWords) -> str:
    """The first letters of a text as far as they look like the name of a place: 南庄兜…; empty where they do not."""
    first = _SEGMENT.match(text)
    if first is None or first[0][0] in _NO_OPENING or not _HAN.match(first[0]):
        return ""
    name = ""
    for word, kind in tagged_words(first[0]):
        if not name and len(word) > 1 and kind not in _NAME_KINDS:
            return ""
        if (len(word) > 1 and word in words.stops) or _NO_NAME.search(word):
            break
        name += word
    return name if len(name) >= LEAST_OPENING else ""


def loose_names(text: str, words: PlaceWords) -> set[str]:
    """Runs of letters that the dictionary knows no words in, or only names: estates that nothing else gives away."""
    found: set[str] = set()
    for segment in _SEGMENT.finditer(text[:READ]):
        name = ""
        for word, kind in [*tagged_words(segment[0]), ("", "x")]:
            part = _HAN.match(word) and ((len(word) == 1 and kind[:1] not in _NO_PART) or kind in _NAME_KINDS)
            if part and word not in words.stops:
                name += word
                continue
            if len(name) >= 3:
                found.add(name)
            name = ""
    return found


def _chained(text: str, pieces: list[Span], words: PlaceWords) -> list[Span]:
    """Neighbouring pieces as one span, with what follows them and belongs to them."""
    chains: list[Span] = []
    for piece in pieces:
        gap = text[chains[-1].end : piece.start] if chains else "x"
        last = chains[-1] if chains else None
        near = last is not None and _JOINED.fullmatch(gap) is not None and piece.start >= last.end
        if near and last is not None and ("," in gap or "，" in gap) and piece.kind not in ("spot", "bare"):
            near = False
        if piece.kind == "bare" and not (near and last is not None and (piece.start == last.end)):
            continue
        grown = _tailed(text, piece, words)
        if near and last is not None:
            chains[-1] = Span(last.start, max(grown.end, last.end), last.kind, last.weight + grown.weight)
        else:
            chains.append(grown)
    return chains


def _tailed(text: str, piece: Span, words: PlaceWords) -> Span:
    end, weight = piece.end, piece.weight
    for _ in range(4):
        match = words.spot.match(text, end) or words.tail.match(text, end)
        if match is None or match.end() == end:
            break
        end = match.end()
        weight += 0.5
    return Span(piece.start, end, piece.kind, weight)
