"""The front door: `python -m bot COMMAND`; the only place that knows both the machine and what it can do."""

from __future__ import annotations

import sys

from bot.commands import build_cli
from bot.errors import SettingsError
from handlers import features
from knowledge.errors import ContentError


def main() -> None:
    """Runs the command line; settings or content that cannot work end it with every mistake named."""
    try:
        build_cli(features())()
    except (SettingsError, ContentError) as error:
        for mistake in error.mistakes:
            print(mistake, file=sys.stderr)
        raise SystemExit(2) from error


if __name__ == "__main__":
    main()
