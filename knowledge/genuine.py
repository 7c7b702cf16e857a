"""Is this really the police? A link or number is official only when it is exactly one of ours; nothing is ever safe."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from knowledge.intents import Rule, compile_rules
from knowledge.loading import read_toml
from knowledge.normal import normalise
from knowledge.search.spelling import simplified

PARTS = ("asks", "carries", "lures", "presses", "message")
LONGEST = 1500
_LINK = re.compile(
    r"(?:[a-z][a-z0-9+.-]{0,20}://)?[^\s,，。；;!！?？“”\"'（）()【】<>：:]{0,200}[^\s.,，。]\.[a-z]{2,}"
    r"(?:[:/?#@][^\s，。；！？“”【】]*)?",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<![\w/.])[+＋]?\d(?:[ -]?\d|[ -]?x){2,14}(?![\d/.]|[年月日元块分岁]|小时|周岁|万|千)")


class Verdict(StrEnum):
    """What can honestly be said."""

    OFFICIAL_LINK = "official_link"
    OFFICIAL_NUMBER = "official_number"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict, and the host or number that it is about (empty when it cannot be confirmed)."""

    verdict: Verdict
    what: str = ""


@dataclass(frozen=True, slots=True)
class Genuine:
    """What a doubt and a forwarded message look like."""

    parts: dict[str, Rule]

    def judge(
        self, text: str, hosts: Callable[[], Collection[str]], numbers: Callable[[], Collection[str]]
    ) -> Judged | None:
        """The verdict on what was forwarded or asked about; None for a text that is neither.

        `hosts` and `numbers` give those that are official, in lower case and in digits; nearly every text does
        without them.
        """
        low = simplified(normalise(text[:LONGEST]))
        links = _LINK.findall(low)
        bare = _LINK.sub(" ", low)
        called = [re.sub(r"[ -]", "", number) for number in _NUMBER.findall(bare)]
        doubt = self._has("asks", low) and (bool(links or called) or self._has("carries", low))
        foreign = bool(links) or any(len(number) >= 7 for number in called)
        sent = self._has("message", low) and self._has("lures", low) and (foreign or self._has("presses", low))
        if not (doubt or sent):
            return None
        if links:
            found = {host_of(link) for link in links}
            only = next(iter(found)) if len(found) == 1 else ""
            return Judged(Verdict.OFFICIAL_LINK, only) if only and only in hosts() and not sent else UNCONFIRMED
        if doubt and not sent and len(set(called)) == 1 and called[0] in numbers() and not _WANTS.search(low):
            return Judged(Verdict.OFFICIAL_NUMBER, called[0])
        return UNCONFIRMED

    def _has(self, part: str, low: str) -> bool:
        return self.parts[part].fits(low)


UNCONFIRMED = Judged(Verdict.UNCONFIRMED)
_WANTS = re.compile(r"转(?:钱|账)|汇款|打款|验证码|密码|银行卡|下载|共享|涉嫌|涉案|transfer|code|password|card")
"""Whoever wants these is not who the number says, whatever the display showed."""


def host_of(link: str) -> str:
    """The host that a link leads to; empty where it hides: a name before an @, a foreign script, a port, no https."""
    whole = link if "://" in link else f"https://{link}"
    try:
        parts = urlsplit(whole)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return ""
    plain = host.isascii() and "xn--" not in host and "@" not in parts.netloc and "\\" not in link
    return host if plain and port in (None, 443) and parts.scheme == "https" else ""


def read_genuine(path: Path, mistakes: list[str]) -> Genuine:
    """The patterns of that file; what is wrong in it becomes lines in `mistakes`."""
    data = read_toml(path, mistakes)
    parts: dict[str, Rule] = {}
    for name in PARTS:
        patterns = data.get(name, {}).get("patterns", ())
        if not patterns:
            mistakes.append(f"{path.name}: {name}: missing")
        excluded = tuple(data.get(name, {}).get("not", ()))
        parts[name] = compile_rules(f"{path.name}: {name}", tuple(patterns), excluded, mistakes) or Rule(())
    return Genuine(parts)
