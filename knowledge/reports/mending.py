"""Words that were typed by their sound: 电剃 is read as 电梯, 窖井 is left to the rules that know it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from knowledge.search.spelling import Sound, cut_words, sound

_HAN = re.compile(r"[\u3400-\u9fff]{2,}")


def mended(low: str, heard: Mapping[Sound, str]) -> str:
    """The plain text with every stretch that only sounds like one of the words replaced by it.

    A stretch that the dictionary knows is what its writer meant, and stays.
    """
    return _HAN.sub(lambda run: _run(run[0], heard), low) if heard else low


def _run(run: str, heard: Mapping[Sound, str]) -> str:
    sizes = sorted({len(key) for key in heard}, reverse=True)
    known = {(at, at + len(word)) for at, word in _placed(run) if len(word) > 1}
    sounds, letters = sound(run), list(run)
    for size in sizes:
        for at in range(len(run) - size + 1):
            word = heard.get(sounds[at : at + size])
            if word is None or word == run[at : at + size]:
                continue
            same = sum(one == other for one, other in zip(word, run[at : at + size], strict=True))
            meant = any(start < at + size and at < end for start, end in known)
            if same and not meant:
                letters[at : at + size] = word
    return "".join(letters)


def _placed(run: str) -> list[tuple[int, str]]:
    placed, at = [], 0
    for word in cut_words(run):
        placed.append((at, word))
        at += len(word)
    return placed
