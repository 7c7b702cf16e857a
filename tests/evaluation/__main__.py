"""`python -m tests.evaluation`: plays the sets, prints the report and the failures, stores the baseline."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

import typer

from bot.logs import set_up_logs
from tests.evaluation import baseline, judge
from tests.evaluation.figures import ALL, Report, report
from tests.evaluation.play import Played, play_sets
from tests.evaluation.sets import HELD_OUT, SETS, TUNING


def main(
    names: list[str] = typer.Option([], "--set", help="only this set (again for more)"),
    as_json: bool = typer.Option(False, "--json", help="one JSON object: configuration and report"),
    failures: bool = typer.Option(False, "--failures", help="every failure of the half to tune by"),
    held_out: bool = typer.Option(False, "--held-out", help="with --failures: also those of the half to be judged by"),
    store: bool = typer.Option(False, "--store", help="this report becomes the baseline"),
) -> None:
    """Plays the sets through the whole answer pipeline and reports by component."""
    if unknown := set(names) - set(SETS):
        raise typer.BadParameter(f"no such set: {', '.join(sorted(unknown))}; there are {', '.join(SETS)}")
    if store and names:
        raise typer.BadParameter("the baseline is about all sets")
    set_up_logs("WARNING")
    played, configuration = play_sets(names or SETS)
    found = report(played)
    if as_json:
        sys.stdout.write(json.dumps({"configuration": configuration, "report": found}, ensure_ascii=False) + "\n")
    else:
        for line in [*_table(found), *_about(played, configuration)]:
            typer.echo(line)
    if failures:
        for line in _failures(played, (TUNING, HELD_OUT) if held_out else (TUNING,)):
            typer.echo(line)
    if store:
        baseline.store(found, configuration, played)


def _table(found: Report) -> list[str]:
    lines = [f"{'component':<15}{'figure':<24}{ALL:>8}{TUNING:>9}{HELD_OUT:>10}"]
    for component, halves in found.items():
        for figure in halves[ALL]:
            values = [halves[half][figure] for half in (ALL, TUNING, HELD_OUT)]
            lines.append(f"{component:<15}{figure:<24}{values[0]:>8.2f}{values[1]:>9.2f}{values[2]:>10.2f}")
    return lines


def _about(played: Sequence[Played], configuration: dict[str, object]) -> list[str]:
    return [f"{len(played)} cases", " · ".join(f"{key} {value}" for key, value in configuration.items())]


def _failures(played: Sequence[Played], halves: Sequence[str]) -> list[str]:
    lines = []
    for one in played:
        if one.case.half not in halves or judge.right(one):
            continue
        wanted = one.case.judged.get("outcomes") or one.case.judged.get("kind") or one.case.judged.get("wanted")
        lines.append(
            f"\n{one.case.set} {one.case.id}: {' / '.join(one.case.turns)}\n"
            f"  wanted {' '.join(one.case.topics) or wanted}\n"
            f"  got {one.outcome.value} {one.topic} {one.confidence:.2f}"
            f" {one.danger} choices {' '.join(one.offered) or '-'} found {' '.join(one.ranked[:3]) or '-'}"
        )
        if one.answered and one.missing:
            lines.append(f"  missing {' ;; '.join(one.missing)}")
    return lines


if __name__ == "__main__":
    typer.run(main)
