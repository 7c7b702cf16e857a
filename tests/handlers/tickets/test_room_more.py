"""The staff room without any chat: proposal, category, cooperation, interim and ready replies, meeting, rating."""

from __future__ import annotations

import pytest

from bot.store import staff as staff_store
from bot.work import Tx
from handlers.tickets import actions, store
from handlers.tickets.matter import Draft, Ticket
from handlers.tickets.rating import store as ratings
from handlers.tickets.rating.store import Verdict
from handlers.tickets.reading import read_report
from handlers.tickets.rules import Kind, State
from handlers.tickets.subtasks import store as subtasks
from tests.bot.channels.web_house import House
from tests.fakes.offices import PEOPLE, UNITS, take
from tests.handlers.tickets.room_desk import Desk, heard, link

WHAT = "小区门口垃圾堆了一个星期没人清"


@pytest.fixture
async def district(house: House) -> House:
    await house.app.db.write(lambda conn: take(conn, house.app.work.clock.now(), units=UNITS, people=PEOPLE))
    return house


async def sits(house: House, name: str) -> Desk:
    """Somebody of the roster signs in."""

    def make(tx: Tx) -> str:
        who = next(one for one in staff_store.everyone(tx.conn) if one.name == name)
        return staff_store.make_key(tx.conn, "link", who.id, tx.now, staff_store.LINK_VALID)

    key = await house.app.work.write(make)
    desk = Desk(house)
    await desk.post("/staff/enter", key=key)
    return desk


async def reported(house: House, what: str = WHAT) -> tuple[Ticket, str]:
    session = await house.said(text="你好")
    await house.replies(session)
    reading = await read_report(house.app.work.knowledge, what, "良渚街道")
    draft = Draft(Kind.REPORT, f"web|{session}|{session}", 1, "zh", what, place="良渚街道", reading=reading)
    return await house.app.work.write(lambda tx: actions.open_ticket(tx, draft)), session


async def now(house: House, matter: Ticket) -> Ticket:
    found = await house.app.db.read(lambda conn: store.get(conn, matter.id))
    assert found is not None
    return found


async def test_the_dispatcher_follows_or_corrects_the_proposal(district: House) -> None:
    desk = await sits(district, "派单员")
    matter, _session = await reported(district)
    page = await desk.get(f"/staff/tickets/{matter.number}")
    assert "建议派综合行政执法局" in page
    await desk.act(matter, "urgency")
    assert (await now(district, matter)).urgent
    await desk.act(matter, "recat", category="property_management")
    assert (await now(district, matter)).category == "property_management"
    assert "建议派住房和城乡建设局" in await desk.get(f"/staff/tickets/{matter.number}")
    await desk.act(matter, "recat", 409, category="nonsense")
    await desk.act(matter, "asproposed")
    sent = await now(district, matter)
    assert (sent.unit, sent.state) == ("zj", State.DISPATCHED)
    await desk.act(matter, "call_back")
    assert (await now(district, matter)).state is State.RECEIVED
    await desk.client.close()


async def test_the_lead_asks_others_writes_on_the_way_and_calls_a_meeting(district: House) -> None:
    desk, head = await sits(district, "派单员"), await sits(district, "城管头")
    matter, session = await reported(district)
    await desk.act(matter, "transfer", unit="cg")
    assert 'value="asproposed"' not in await head.get(f"/staff/tickets/{matter.number}")
    await head.act(matter, "claim")
    await head.act(matter, "coop", unit="zj")
    (task,) = await district.app.db.read(lambda conn: subtasks.open_of(conn, matter.id))
    assert task.unit == "zj"
    await head.act(matter, "coop", 409, unit="nonsense")
    await head.act(matter, "interim", days="3", text="垃圾桶已订购")
    assert "垃圾桶已订购" in await heard(district, session)
    await head.act(matter, "interim", 409, days="4", text="垃圾桶已订购")
    await head.act(matter, "meeting", text="周三三点，社区会议室")
    await head.act(matter, "result", text="每周清运两次")
    assert "每周清运两次" in await head.get(f"/staff/tickets/{matter.number}")
    await head.act(matter, "canned", 409, canned="nonsense")
    for who in (desk, head):
        await who.client.close()


async def test_a_ready_reply_is_read_and_sent(district: House) -> None:
    desk, head = await sits(district, "派单员"), await sits(district, "城管头")
    matter, session = await reported(district)
    await desk.act(matter, "transfer", unit="cg")
    await head.act(matter, "claim")
    ready = next(one for one in district.app.work.knowledge.canned if one.fits("sanitation"))
    words = district.app.work.knowledge.texts.say(f"canned.{ready.id}", "zh")
    assert words.splitlines()[0] in await head.get(f"/staff/tickets/{matter.number}")
    await head.act(matter, "canned", canned=ready.id)
    assert words.splitlines()[0] in await heard(district, session)
    for who in (desk, head):
        await who.client.close()


@pytest.mark.parametrize(("do", "state", "verdict", "told"), [
    ("revisit", State.REOPENED, Verdict.REVISITED, "决定重新办理"),
    ("uphold", State.CLOSED, Verdict.UPHELD, "结果不变"),
])  # fmt: skip
async def test_a_low_rating_is_looked_at_here_too(
    district: House, do: str, state: State, verdict: Verdict, told: str
) -> None:
    boss, head, dispatcher = [await sits(district, name) for name in ("督察", "城管头", "派单员")]
    matter, session = await reported(district)
    await dispatcher.act(matter, "transfer", unit="cg")
    await head.act(matter, "claim")
    await head.act(matter, "reply", text="已清运")
    for pick in (f"solved:{matter.id}", f"rate:{matter.id}:2"):
        await house_picks(district, session, pick)
    await district.said(session=session, text="只清了一点点")
    await district.replies(session)
    assert "不满意" in await boss.get(f"/staff/tickets/{matter.number}")
    for who in (head, dispatcher):
        assert f'value="{do}"' not in await who.get(f"/staff/tickets/{matter.number}")
        await who.act(matter, do, 409, text="没问题")
    await boss.act(matter, do, 409)
    await boss.act(matter, do, text="明天再去看")
    assert (await now(district, matter)).state is state
    found = await district.app.db.read(lambda conn: ratings.of(conn, matter.id))
    assert found is not None
    assert found.verdict is verdict
    heard_now = await heard(district, session)
    assert told in heard_now
    assert "明天再去看" in heard_now
    for who in (boss, head, dispatcher):
        await who.client.close()


async def house_picks(house: House, session: str, pick: str) -> None:
    await house.said(session=session, pick=pick)
    await house.replies(session)


async def test_a_press_on_an_old_page_changes_nothing(district: House) -> None:
    desk = await sits(district, "派单员")
    matter, _session = await reported(district)
    for do in ("asproposed", "recat", "urgency", "call_back", "coop", "interim", "meeting", "canned", "revisit"):
        await desk.post(f"/staff/tickets/{matter.number}", 409, do=do, version="0", text="x", unit="cg", days="3")
    assert (await now(district, matter)).version == matter.version
    await link(district)
    await desk.client.close()
