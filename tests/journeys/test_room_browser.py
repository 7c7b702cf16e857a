"""The whole story in two browser tabs: a resident reports with a photo, the staff room answers, it is solved."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, ViewportSize, expect

from knowledge.load import Knowledge
from knowledge.search import Index
from tests.bot.channels.web_house import jpeg
from tests.journeys.browser import Hall, open_browser, open_town_hall, violations, watched

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
async def hall(tmp_path: Path, knowledge: Knowledge, word_index: Index) -> AsyncIterator[Hall]:
    async with open_town_hall(tmp_path, knowledge, word_index) as opened:
        yield opened


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with open_browser() as opened:
        yield opened


class Tabs:
    """A resident's page on a phone and the staff room on a desk."""

    def __init__(self, resident: Page, staff: Page) -> None:
        self.resident = resident
        self.staff = staff

    async def press(self, label: str) -> None:
        """The resident presses the newest button of that name, once it is there."""
        await self.resident.locator(".msg").get_by_role("button", name=label, exact=True).last.click()

    async def answer(self, question: str, text: str) -> None:
        """The resident answers once the question is there."""
        await self.hears(question)
        await self.resident.locator("#text").fill(text)
        await self.resident.keyboard.press("Enter")

    async def hears(self, words: str) -> None:
        """Waits until the last reply says that."""
        await expect(self.resident.locator(".msg.bot").last).to_contain_text(words)


@pytest.fixture
async def tabs(browser: Browser, hall: Hall) -> AsyncIterator[Tabs]:
    phone = await browser.new_context(viewport=ViewportSize(width=375, height=740), locale="zh-CN")
    desk = await browser.new_context(viewport=ViewportSize(width=1280, height=860), locale="zh-CN")
    resident, staff = await phone.new_page(), await desk.new_page()
    troubles = watched(resident), watched(staff)
    await resident.goto(hall.address)
    await staff.goto(hall.link)
    assert await violations(staff) == []
    await staff.get_by_role("button", name="登录").click()
    await expect(staff.locator("h1")).to_contain_text("未办结（0）")
    yield Tabs(resident, staff)
    assert troubles == ([], [])


async def report(tabs: Tabs) -> None:
    """Plays the report to its receipt."""
    await tabs.resident.get_by_role("button", name="我要反映问题").click()
    await tabs.answer("1/7", "楼下路灯坏了三天")
    await tabs.answer("2/7", "良渚街道古墩路口")
    await tabs.press("就是现在")
    await tabs.hears("4/7")
    photo = {"name": "路灯.jpg", "mimeType": "image/jpeg", "buffer": jpeg(size=(300, 200))}
    await tabs.resident.locator("#file").set_input_files(photo)
    await tabs.resident.locator("#send").click()
    await tabs.hears("5/7")
    await tabs.press("实名")
    await tabs.answer("6/7", "13812345678")
    await tabs.hears("7/7")
    await tabs.press("是")
    await tabs.press("确认提交")
    await tabs.hears("编号：YH-")


async def test_report_claim_reply_solved(tabs: Tabs) -> None:
    await report(tabs)
    staff = tabs.staff
    row = staff.locator("tbody tr")
    await expect(row).to_contain_text("楼下路灯坏了三天", timeout=10_000)  # by itself, within a few seconds
    assert await violations(staff) == []
    await row.get_by_role("link").click()
    await expect(staff.locator(".files img")).to_have_js_property("naturalWidth", 300)
    await staff.get_by_role("button", name="显示电话号码").click()
    await expect(staff.locator("a[href='tel:13812345678']")).to_be_visible()
    assert await violations(staff) == []

    await staff.get_by_role("button", name="接单").click()
    await expect(staff.locator("#status")).to_contain_text("已接单")
    await tabs.hears("有工作人员接手")
    await staff.get_by_label("给居民的话").fill("今晚修好")
    await staff.get_by_role("button", name="发给居民").click()
    await tabs.hears("今晚修好")
    await expect(tabs.resident.locator(".msg.staff .mark").last).to_contain_text("工作人员答复")
    await tabs.press("解决了")
    await tabs.hears("已办结")
    await expect(staff.locator("#acts")).to_contain_text("不用再操作", timeout=10_000)
    assert await violations(staff) == []
    assert await violations(tabs.resident) == []


async def test_words_being_written_survive_an_update(tabs: Tabs) -> None:
    await report(tabs)
    staff = tabs.staff
    await expect(staff.locator("tbody tr")).to_have_count(1, timeout=10_000)
    await staff.locator("tbody a").click()
    await staff.get_by_label("给居民的话").fill("正在写")
    await tabs.press("看进度")
    await tabs.press("补充一句")
    await tabs.resident.locator("#text").fill("灯杆编号是 17")
    await tabs.resident.keyboard.press("Enter")
    await expect(staff.locator(".history")).to_contain_text("灯杆编号是 17", timeout=10_000)
    await expect(staff.get_by_label("给居民的话")).to_have_value("正在写")
    await staff.get_by_role("button", name="发给居民").click()
    await expect(staff.locator(".problem")).to_contain_text("刚刚有变化")
    await expect(staff.get_by_label("给居民的话")).to_have_value("正在写")
    await staff.get_by_role("button", name="发给居民").click()
    await tabs.hears("正在写")


@pytest.mark.parametrize("width", [320, 375])
async def test_the_room_fits_a_phone(browser: Browser, hall: Hall, width: int) -> None:
    context = await browser.new_context(viewport=ViewportSize(width=width, height=600), locale="zh-CN")
    page = await context.new_page()
    await page.goto(hall.link)
    await page.get_by_role("button", name="登录").click()
    await expect(page.locator("h1")).to_contain_text("未办结")
    assert await faults(page) == []
    await context.close()


ROOM = ("/staff/", "/staff/late", "/staff/signing?unit=union", "/staff/signing/idcard.first")
"""The queue of a unit with few answers: axe takes minutes for hundreds of rows, which are all alike."""


@pytest.mark.parametrize(("width", "locale"), [(320, "zh-CN"), (1280, "en")])
async def test_every_page_of_the_room_fits_and_passes_axe(
    browser: Browser, hall: Hall, width: int, locale: str
) -> None:
    context = await browser.new_context(viewport=ViewportSize(width=width, height=700), locale=locale)
    page = await context.new_page()
    await page.goto(hall.link)
    await page.locator("main button").first.click()
    found = {}
    for path in ROOM:
        answer = await page.goto(hall.address + path)
        assert answer is not None
        assert answer.status == 200, path
        found[path] = await faults(page)
    assert found == {path: [] for path in ROOM}
    await context.close()


async def faults(page: Page) -> list[str]:
    """What is wider than the page, and what axe finds."""
    beyond = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [*([f"{beyond} pixels too wide"] if beyond > 0 else []), *await violations(page)]
