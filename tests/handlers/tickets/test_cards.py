"""What the staff group sees of a ticket: enough to act, nothing personal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.db.sqlite import open_engine
from bot.db.types import metadata
from bot.work import Tx
from handlers.tickets.cards import MAX_SHOWN, buttons, card, category, masked, progress, shown
from handlers.tickets.matter import Ticket
from handlers.tickets.rules import FINAL, Kind, State
from knowledge.load import Knowledge
from knowledge.sensitive import Delicate
from tests.fakes.town import plain_settings

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
TICKET = Ticket(
    id=7, number="YH-20261124-0007", code="ABC234", kind=Kind.REPORT, state=State.RECEIVED, conversation="line|li|li",
    person_id=1, lang="zh", what="路灯坏了，打 13812345678", place="古墩路 3 号楼", happened="今天",
    phone="13812345678",
    named=True, files=("f1", "f2"), unit="", owner_id=None, owner_name="", promised_at=None, created_at=NOW,
    state_since=NOW, version=1,
)  # fmt: skip


@pytest.fixture
def tx(knowledge: Knowledge, tmp_path: Path) -> Iterator[Tx]:
    """A transaction on an empty database."""
    engine = open_engine(tmp_path / "cards.db")
    metadata.create_all(engine)
    with engine.connect() as conn:
        yield Tx(conn, NOW, knowledge, plain_settings(tmp_path), {}, "zh")
    engine.dispose()


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("kind", Kind)
def test_no_card_shows_a_phone_number(tx: Tx, state: State, kind: Kind) -> None:
    seen = card(
        tx, replace(TICKET, state=state, kind=kind, happened="0571-88888888", place="身份证 330106199001011233")
    )
    assert not any(number in seen.text for number in ("13812345678", "88888888", "19900101"))
    assert TICKET.number in seen.text
    assert "留了电话" in seen.text
    assert "2 个" in seen.text


@pytest.mark.parametrize("kind", Delicate)
@pytest.mark.parametrize("state", State)
def test_a_delicate_card_shows_its_kind_and_nothing_else(tx: Tx, state: State, kind: Delicate) -> None:
    plain = replace(TICKET, state=state)
    matter = replace(plain, sensitive=kind)
    seen = card(tx, matter)
    assert category(tx, matter) in seen.text
    assert TICKET.number in seen.text
    assert not any(word in seen.text for word in ("路灯", "138", "古墩路", "今天", "2 个"))
    assert "有附件" in seen.text
    offered = [choice for choice in card(tx, plain).choices if choice.value != f"draft:{TICKET.id}"]
    assert list(seen.choices) == offered  # its answer is nothing for an entry that all may read


def test_what_is_added_to_a_delicate_matter_stays_in_the_room(tx: Tx) -> None:
    matter = replace(TICKET, sensitive=Delicate.DEBT)
    assert shown(tx, TICKET, "还欠三万", ("f1",)) == "还欠三万（附 1 个文件）"
    assert "三万" not in shown(tx, matter, "还欠三万", ())
    assert shown(tx, matter, "", ("f1",)) == shown(tx, matter, "还欠三万", ())
    assert shown(tx, matter, "", ()) == ""


@pytest.mark.parametrize(
    ("state", "names"),
    [(State.RECEIVED, ["claim", "reply", "ask", "pass"]), (State.TRANSFERRED, ["claim", "reply", "ask", "pass"]),
     (State.IN_WORK, ["reply", "ask", "pass"]), (State.WAITING, ["reply", "ask", "pass"]),
     (State.ANSWERED, ["reply", "ask", "pass", "done", "draft"]),
     (State.CONFIRMING, ["reply", "ask", "pass", "done", "draft"]),
     (State.REOPENED, ["claim", "reply", "ask", "pass"]), (State.CLOSED, ["draft"]), (State.WITHDRAWN, [])],
)  # fmt: skip
def test_the_buttons_are_the_moves_of_the_state(tx: Tx, state: State, names: list[str]) -> None:
    matter = replace(TICKET, state=state)
    assert [choice.value for choice in buttons(tx, matter)] == [f"{name}:7" for name in names]
    assert ("回复本卡片" in card(tx, matter).text) == (state not in FINAL)


def test_a_talk_only_ends(tx: Tx) -> None:
    assert [choice.value for choice in buttons(tx, replace(TICKET, kind=Kind.TALK, state=State.IN_WORK))] == ["done:7"]


def test_a_long_story_is_cut(tx: Tx) -> None:
    assert len(masked("字" * 5000)) == MAX_SHOWN
    assert masked("字" * MAX_SHOWN) == "字" * MAX_SHOWN


def test_words_of_progress_name_the_unit(tx: Tx, knowledge: Knowledge) -> None:
    unit = next(iter(knowledge.departments.values()))
    assert progress(tx, replace(TICKET, state=State.TRANSFERRED, unit=unit.id)) == f"已转{unit.name}"
    assert progress(tx, replace(TICKET, state=State.IN_WORK, unit=unit.id)) == f"办理中（{unit.name}）"
    assert progress(tx.within("en"), replace(TICKET, unit=unit.id)) == f"registered ({unit.name_en})"
    assert progress(tx, TICKET) == "已登记"


def test_a_unit_that_is_no_more_is_left_out(tx: Tx) -> None:
    assert "none" not in card(tx, replace(TICKET, state=State.IN_WORK, unit="none")).text
