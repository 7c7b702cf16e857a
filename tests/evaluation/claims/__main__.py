"""`python -m tests.evaluation.claims`: how many altered answers the claim check catches, how many honest ones pass."""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from dataclasses import dataclass, field

from knowledge.claims import Grounds, grounds, unfounded
from knowledge.claims.entry import sources
from knowledge.load import Knowledge, load
from tests.evaluation.claims.altering import KINDS, Lie
from tests.evaluation.claims.honest import honest
from tests.evaluation.claims.reworded import by_hand
from tests.evaluation.claims.twisting import TWISTED

ALL = {**KINDS, **TWISTED}


@dataclass
class Tally:
    """What was counted; `missed` and `stopped` hold the cases for whoever looks into them."""

    lies: Counter[str] = field(default_factory=Counter)
    caught: Counter[str] = field(default_factory=Counter)
    missed: list[tuple[str, Lie]] = field(default_factory=list)
    honest: Counter[str] = field(default_factory=Counter)
    passed: Counter[str] = field(default_factory=Counter)
    stopped: list[tuple[str, str, str]] = field(default_factory=list)


def measure(knowledge: Knowledge, count: int, seed: int) -> Tally:
    """`count` honest answers to entries taken in turn, and `count` with one fact altered, kinds taken in turn."""
    rng, tally = random.Random(seed), Tally()
    entries = sorted(knowledge.entries.values(), key=lambda entry: entry.id)
    read: dict[str, Grounds] = {}
    for number in range(count):
        entry, lang = entries[rng.randrange(len(entries))], rng.choice(["zh", "zh", "en"])
        source = read.setdefault(entry.id, grounds(sources(entry), knowledge.name_words))
        text = honest(entry, lang, rng)
        tally.honest[lang] += 1
        wrong = unfounded(text, source)
        if wrong:
            tally.stopped.append((entry.id, str(wrong), text))
        else:
            tally.passed[lang] += 1
        kind = list(ALL)[number % len(ALL)]
        lie, name = _lie(knowledge, kind, rng)
        source = read.setdefault(name, grounds(sources(knowledge.entries[name]), knowledge.name_words))
        tally.lies[kind] += 1
        if unfounded(lie.text, source):
            tally.caught[kind] += 1
        else:
            tally.missed.append((name, lie))
    return tally


def _lie(knowledge: Knowledge, kind: str, rng: random.Random) -> tuple[Lie, str]:
    """An altered answer of that kind, from an entry whose honest answer holds such a fact."""
    names = sorted(knowledge.entries)
    while True:
        entry = knowledge.entries[rng.choice(names)]
        lang = rng.choice(["zh", "zh", "en"])
        lie = rng.choice(ALL[kind])(honest(entry, lang, rng), rng, knowledge)
        if lie is not None and (lie.was or lie.now not in "\n".join(sources(entry))):
            return lie, entry.id


def main() -> int:
    """Prints the table; 1 when a lie went through or fewer than 98 % of the honest answers did."""
    parser = argparse.ArgumentParser(prog="python -m tests.evaluation.claims")
    parser.add_argument("--count", type=int, default=550)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=0, help="print that many of the wrong ones")
    given = parser.parse_args()
    knowledge = load()
    tally = measure(knowledge, given.count, given.seed)
    out = [f"seed {given.seed}, {given.count} answers of each sort", "altered, by kind:"]
    out += [f"  {kind:<9}{tally.caught[kind]:>5} of {total:>4} caught" for kind, total in tally.lies.items()]
    caught, lies = sum(tally.caught.values()), sum(tally.lies.values())
    passed, said = sum(tally.passed.values()), sum(tally.honest.values())
    out += [f"  all      {caught:>5} of {lies:>4} caught", "honest, by language:"]
    out += [f"  {lang:<9}{tally.passed[lang]:>5} of {total:>4} pass" for lang, total in tally.honest.items()]
    out += [f"  all      {passed:>5} of {said:>4} pass ({passed / said:.1%})"]
    for name, lie in tally.missed[: given.show]:
        out += [f"MISSED {lie.kind} {name}: {lie.was!r} → {lie.now!r}"]
    for name, why, text in tally.stopped[: given.show]:
        out += [f"STOPPED {name}: {why}\n    {text}"]
    hand = by_hand(knowledge)
    out += ["worded and altered by hand:"]
    out += [f"  {kind:<9}{hand.caught[kind]:>5} of {total:>4} caught" for kind, total in hand.lies.items()]
    out += [f"  all      {sum(hand.caught.values()):>5} of {sum(hand.lies.values()):>4} caught"]
    out += [f"  honest   {hand.honest - len(hand.stopped):>5} of {hand.honest:>4} pass"]
    out += [f"MISSED {one}" for one in hand.missed[: given.show]] + [
        f"STOPPED {one}" for one in hand.stopped[: given.show]
    ]
    sys.stdout.write("\n".join(out) + "\n")
    return 0 if caught == lies and passed >= 0.98 * said else 1


if __name__ == "__main__":
    sys.exit(main())
