"""The command line: one file for each group of commands, all of them thin."""

from __future__ import annotations

import typer

from bot.feature import Feature


def build_cli(features: tuple[Feature, ...]) -> typer.Typer:
    """All commands of the machine, and those that features bring along."""
    from bot.commands import care, content, places, serving, staff

    cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
                      help="余小议 · the assistant of the district")  # fmt: skip
    serving.register(cli, features)
    care.register(cli, features)
    content.register(cli, features)
    staff.register(cli, features)
    places.register(cli, features)
    for feature in features:
        if feature.cli is not None:
            feature.cli(cli)
    return cli
