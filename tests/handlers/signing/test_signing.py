"""A unit's word under an answer: who may give it, under which words, and what residents then read."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace

import pytest

from bot.store import revisions, staff
from bot.store.staff import Role, Staff
from bot.work import Tx
from handlers.signing.rules import may_sign
from knowledge.editing.plain import dumped
from knowledge.load import Knowledge
from tests.bot.channels.web_house import House
from tests.fakes.offices import at, open_offices
from tests.fakes.town import Town
from tests.handlers.tickets.room_desk import Desk

NAME = "idcard.first"
PAGE = f"/staff/signing/{NAME}"


def read_digest(page: str) -> str:
    found = re.search(r'name="digest" value="([0-9a-f]{64})"', page)
    return found[1] if found else ""


@pytest.mark.parametrize(
    ("role", "unit", "department", "may"),
    [
        (Role.HEAD, "gongan", "public_security", True),
        (Role.EDITOR, "gongan", "public_security", True),
        (Role.MEMBER, "gongan", "public_security", False),
        (Role.HEAD, "cg", "city_management", False),
        (Role.HEAD, "", "", False),
        (Role.SUPERVISOR, "gongan", "public_security", False),
        (Role.ADMINISTRATOR, "", "", True),
    ],
)
def test_the_head_and_editors_of_the_department_sign(
    knowledge: Knowledge, role: Role, unit: str, department: str, may: bool
) -> None:
    assert may_sign(Staff(1, "王芳", unit, role), department, knowledge.entries[NAME]) is may


def test_what_names_no_department_is_signed_by_nobody_but_the_administrator(knowledge: Knowledge) -> None:
    nobodys = replace(knowledge.entries[NAME], unit="")
    assert not may_sign(Staff(1, "王芳", "", Role.HEAD), "", nobodys)
    assert may_sign(Staff(1, "王芳", "", Role.ADMINISTRATOR), "", nobodys)


async def test_an_answer_is_read_in_full_signed_and_leaves_the_queue(house: House, desk: Desk) -> None:
    queue = await desk.get("/staff/signing?unit=public_security")
    assert PAGE in queue
    page = await desk.get(PAGE)
    for words in (
        "第一次办身份证",
        "First ID card",
        "满16周岁必须申领",
        "小孩几岁能办身份证",
        "入伍以后身份证怎么申领",
    ):
        assert words in page
    assert (await desk.post(PAGE, digest=read_digest(page))).endswith("?did=sign&unit=public_security")
    async with asyncio.timeout(10):
        while PAGE in await desk.get("/staff/signing?unit=public_security"):
            await asyncio.sleep(0.02)
    assert "公安 已于" in await desk.get(PAGE)


async def test_only_what_was_read_is_signed(house: House, desk: Desk, knowledge: Knowledge) -> None:
    read = read_digest(await desk.get(PAGE))
    changed = dumped(replace(knowledge.entries[NAME], short="改过的一句。"))

    def publish(tx: Tx) -> None:
        revisions.publish(tx.conn, [(NAME, changed, True)], "李强", "", tx.now)

    await house.app.work.write(publish)
    async with asyncio.timeout(10):
        while "改过的一句" not in await desk.get(PAGE):
            await asyncio.sleep(0.02)
    assert "再看一遍" in await desk.post(PAGE, status=409, digest=read)
    assert not house.app.work.knowledge.entries[NAME].signed_by
    await desk.post("/staff/signing/nobody.here", status=404, digest=read)


async def test_a_member_reads_but_does_not_sign(house: House, other: Desk, stranger: Desk) -> None:
    page = await other.get(PAGE)
    assert "满16周岁必须申领" in page
    assert not read_digest(page)
    assert "只有主管部门" in await other.post(PAGE, status=409, digest="0" * 64)
    assert await stranger.get("/staff/signing", status=303) == "/staff/enter"
    await other.post(PAGE, status=403, site="cross-site", digest="")


async def test_residents_read_whether_the_office_has_signed(line_town: Town, knowledge: Knowledge) -> None:
    town, li = line_town, line_town.resident()
    assert "还没有核签" in (await li.says("第一次办身份证"))[-1].text
    assert "not signed" in (await li.says("How do I get my first Chinese ID card?"))[-1].text
    work = town.app.work

    def sign(tx: Tx) -> None:
        from handlers.signing.actions import sign
        from knowledge.editing.plain import digest

        head = staff.add(tx.conn, "头", tx.now, "public_security", Role.HEAD)
        sign(tx, NAME, digest(knowledge.entries[NAME]), head)

    await work.write(sign)
    async with asyncio.timeout(10):
        while not work.knowledge.entries[NAME].signed_by:
            await asyncio.sleep(0.02)
    assert "核签" not in (await li.says("第一次办身份证"))[-1].text
    assert "还没有核签" in (await li.says("身份证到期了怎么换"))[-1].text


async def test_the_group_hears_how_many_wait(line_town: Town) -> None:
    await open_offices(line_town)
    told = (await at(line_town, "城管头", "cg").says("/signing"))[-1].text
    assert "公安：143 条" in told
    assert "/staff/signing" in told
