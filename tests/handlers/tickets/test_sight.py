"""The pages refuse what a staff member may not see or do, however the request is made."""

from __future__ import annotations

from handlers.tickets import actions, store
from handlers.tickets.matter import Draft
from handlers.tickets.rules import Kind
from tests.bot.channels.web_house import House
from tests.handlers.tickets.room_desk import Desk

URL = "/staff/tickets/"


async def test_the_number_of_a_confidential_person_opens_for_the_handler_alone(
    desk: Desk, other: Desk, house: House
) -> None:
    draft = Draft(Kind.REPORT, "", None, "zh", "路灯坏了", phone="13812345678", confidential=True)
    made = await house.app.work.write(lambda tx: actions.open_ticket(tx, draft))
    assert "只有经办人能看电话" in await other.act(made, "phone", 409)
    assert "13812345678" not in await other.get(URL + made.number)
    await desk.act(made, "claim")
    await desk.act(made, "phone")
    assert "13812345678" in await desk.get(URL + made.number)
    assert "13812345678" not in await other.get(URL + made.number)
    assert (await house.app.db.read(lambda conn: store.by_number(conn, made.number))) is not None


async def test_bribery_typed_in_as_a_call_is_kept_nowhere(desk: Desk, house: House) -> None:
    page = await desk.post("/staff/call", 400, what="社区主任收了开发商两万块红包，我要举报")
    assert "12388" in page
    assert not await house.app.db.read(store.open_tickets)
