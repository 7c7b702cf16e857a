"""A machine reports: the staff read one card, write down what they found, and close it; no resident is asked."""

from __future__ import annotations

from handlers.tickets import store
from handlers.tickets.alerts import actions
from handlers.tickets.alerts.rules import Alert, Severity
from handlers.tickets.reading import read_report
from handlers.tickets.states import State
from tests.fakes.town import Town


async def test_from_the_alert_to_its_end(town: Town) -> None:
    reading = await read_report(town.knowledge, "三幢烟感报警，烟雾浓度高")
    for number in range(3):
        said = Alert(str(number), "烟感-3", Severity.CRITICAL, "良渚街道古墩路口", "烟雾浓度高")
        taken = await town.app.work.write(lambda tx, one=said: actions.take(tx, "烟感平台", one, reading))  # type: ignore[misc]  # a default in a lambda
    await town.settle()
    wang = town.member()
    card = await wang.heard()
    assert "【紧急】" in card
    assert "预警（烟感平台）" in card
    assert "已有 2 次预警" in card
    await wang.presses("接单")
    told = await wang.answers(f"【{taken.number}】", "到现场核实，是装修粉尘，已提醒")
    assert "处置结果已记下" in told[-1].text
    await wang.presses("办结")
    assert "已办结" in await wang.all_heard()
    made = await town.app.db.read(lambda conn: store.by_number(conn, taken.number))
    assert made is not None
    assert made.state is State.CLOSED
