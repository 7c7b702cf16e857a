"""The ways a message goes, and what typed numbers and words mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feature import Command, Feature
from bot.message import Choice, Reply
from bot.router import build_routes, command, ident, plain, typed_choice, typed_number
from bot.work import Turn
from handlers import features

OFFERED = (
    Choice("解决了", "solved:1"),
    Choice("打 12345", url="tel:12345"),
    Choice("没解决 😀", "unsolved:1"),
    Choice("取消", "d:x:!cancel", control=True),
)


@pytest.mark.parametrize(
    ("said", "number"),
    [("1", 1), ("１", 1), ("①", 1), ("一", 1), ("两", 2), ("第二个", 2), ("选3", 3), ("3.", 3), ("3。", 3), ("12", 12),
     ("option 2", 2), (" 2 ", 2), ("٣", 3), ("第十项", 10), ("123", None), ("1号楼", None), ("一个", 1), ("", None),
     ("我要1", None), ("1 2", None), ("-1", None), ("1.5", None)],
)  # fmt: skip
def test_typed_numbers(said: str, number: int | None) -> None:
    assert typed_number(said) == number


@pytest.mark.parametrize(
    ("said", "value"),
    [("1", "solved:1"), ("2", "unsolved:1"), ("3", None), ("0", None), ("解决了", "solved:1"), ("解决了。", "solved:1"),
     ("没解决", "unsolved:1"), ("取消", "d:x:!cancel"), ("打12345", None), ("😀", None), ("", None), ("别的", None)],
)  # fmt: skip
def test_typed_choices(said: str, value: str | None) -> None:
    chosen = typed_choice(said, OFFERED)
    assert (chosen.value if chosen else None) == value


def test_numbers_are_not_choices_where_numbers_are_answers() -> None:
    assert typed_choice("1", OFFERED, numbers=False) is None
    assert typed_choice("解决了", OFFERED, numbers=False) == OFFERED[0]


@pytest.mark.parametrize(
    ("said", "meant"),
    [("/start", ("start", "")), ("/start report", ("start", "report")), ("／帮助", None),
     ("/Help@yubot x y", ("help", "x y")),
     ("/", None), ("/1", None), ("a /start", None), ("/start\nmore", ("start", "more")), ("／menu", ("menu", ""))],
)  # fmt: skip
def test_commands(said: str, meant: tuple[str, str] | None) -> None:
    assert command(said) == meant


@pytest.mark.parametrize(
    ("given", "row"),
    [("12", 12), ("0", 0), ("", 0), ("-1", 0), ("x", 0), ("٣", 0), ("９", 0), ("9" * 18, int("9" * 18)), ("9" * 19, 0)],
)
def test_rows_named_by_buttons(given: str, row: int) -> None:
    assert ident(given) == row


@given(st.text(), st.lists(st.builds(Choice, st.text(max_size=20), st.just("menu"), control=st.booleans()), max_size=5))
def test_nothing_that_is_typed_breaks_it(said: str, offered: list[Choice]) -> None:
    command(said), typed_number(said), plain(said), ident(said)
    chosen = typed_choice(said, tuple(offered))
    assert chosen is None or chosen in offered


async def _say(turn: Turn) -> Reply:
    return Reply("")


def test_a_way_that_two_features_claim_is_refused() -> None:
    first = Feature("first", commands={"go": Command(_say)})
    with pytest.raises(ValueError, match="second: commands 'go' is taken"):
        build_routes([first, Feature("second", commands={"go": Command(_say)})])


def test_the_features_fit_together() -> None:
    routes = build_routes(features())
    assert {"report", "human", "start", "opinion", "benefits"} <= routes.commands.keys()
    assert {"claim", "done", "passto"} <= routes.staff_picks.keys()
