"""The residents' page in a real browser: asking, buttons, photos, coming back, large type, keyboard, axe."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, Page, ViewportSize, expect

from knowledge.load import Knowledge
from knowledge.search import Index
from tests.bot.channels.web_house import jpeg
from tests.journeys.browser import open_browser, open_town_hall, violations, watched

pytestmark = [pytest.mark.browser, pytest.mark.slow]

QUESTION = "身份证到期怎么换"
PHONE = ViewportSize(width=375, height=740)
NARROW = ViewportSize(width=320, height=568)
DESK = ViewportSize(width=1280, height=860)


@pytest.fixture
async def address(tmp_path: Path, knowledge: Knowledge, word_index: Index) -> AsyncIterator[str]:
    async with open_town_hall(tmp_path, knowledge, word_index) as hall:
        yield hall.address


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with open_browser() as opened:
        yield opened


@pytest.fixture
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    made = await browser.new_context(viewport=PHONE, locale="zh-CN")
    yield made
    await made.close()


@pytest.fixture
async def page(context: BrowserContext, address: str) -> AsyncIterator[Page]:
    opened = await context.new_page()
    troubles = watched(opened)
    await opened.goto(address)
    yield opened
    assert troubles == []


async def ask(page: Page, text: str = QUESTION) -> None:
    """Types a question, sends it with Enter and waits for the answer's buttons."""
    seen = await page.locator(".msg .choices").count()
    await page.locator("#text").fill(text)
    await page.keyboard.press("Enter")
    await expect(page.locator(".msg .choices")).not_to_have_count(seen)


async def test_what_this_is_stands_on_the_page_once(page: Page) -> None:
    await ask(page)
    assert (await page.locator("body").inner_text()).count("不是民警") == 1


async def test_a_question_is_answered_with_its_sources(page: Page) -> None:
    await ask(page)
    assert QUESTION in await page.locator(".msg.me").inner_text()
    answer = page.locator(".msg.extract").last
    await expect(answer).to_contain_text("身份证")
    await expect(page.locator("#typing")).to_be_hidden()
    await answer.locator("summary").click()
    assert await answer.locator("details li").count() >= 1


async def test_old_buttons_stay_usable_and_people_are_one_press_away(page: Page) -> None:
    await page.get_by_role("button", name="我要反映问题").click()
    await expect(page.locator(".msg.me").last).to_contain_text("我要反映问题")
    await expect(page.locator(".msg.bot .choices").last).to_be_visible()
    old = page.locator("button[value$='!cancel']").first
    await old.click()
    await expect(page.locator("button[value=menu]")).not_to_have_count(0)
    said = await page.locator(".msg.bot").count()
    await old.click()
    await expect(page.locator(".msg.bot")).to_have_count(said + 1)
    await page.get_by_role("button", name="转人工").first.click()
    await expect(page.locator(".msg.bot").last).to_contain_text("工作人员", use_inner_text=True)


async def test_the_talk_is_there_again_after_a_reload(page: Page) -> None:
    await ask(page)
    before = await page.locator(".msg .body p").all_inner_texts()
    await page.reload()
    await expect(page.locator(".msg .body p")).to_have_count(len(before))
    assert await page.locator(".msg .body p").all_inner_texts() == before
    await ask(page, "电动自行车怎么上牌")
    assert await page.locator(".msg.me").count() == 2


async def test_each_answer_is_announced_once_and_history_is_not(page: Page) -> None:
    count = """() => {
      window.added = 0;
      const log = document.getElementById("log");
      new MutationObserver((list) => list.forEach((one) => {
        if (log.getAttribute("aria-live") !== "off")
          one.addedNodes.forEach((node) => { window.added += node.classList.contains("bot") ? 1 : 0; });
      })).observe(log, { childList: true });
    }"""
    await page.evaluate(count)
    first = await page.locator(".msg.bot").count()
    await ask(page)
    shown = await page.locator(".msg.bot").count() - first
    assert await page.evaluate("window.added") == shown
    assert await page.locator("[role=log] [aria-live], [role=log] [role=status], [role=log] [role=alert]").count() == 0
    await page.add_init_script(f"addEventListener('DOMContentLoaded', {count})")
    await page.reload()
    await expect(page.locator(".msg.me")).to_have_count(1)
    assert await page.evaluate("window.added") == 0


async def test_the_keyboard_is_enough(page: Page) -> None:
    await page.keyboard.press("Tab")
    await expect(page.locator(".skip")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("#text")).to_be_focused()
    await ask(page)
    await expect(page.locator("#text")).to_be_focused()
    reached = None
    for _ in range(3):
        await page.keyboard.press("Shift+Tab")
        reached = await page.evaluate("document.activeElement.closest('.choices') !== null")
        if reached:
            break
    assert reached, "the newest buttons are more than three steps away"
    said = await page.locator(".msg.me").count()
    await page.keyboard.press("Enter")
    await expect(page.locator(".msg.me")).to_have_count(said + 1)


async def test_a_photo_is_shown_sent_and_kept(page: Page) -> None:
    chooser = page.locator("#file")
    await chooser.set_input_files({"name": "路灯坏了.jpg", "mimeType": "image/jpeg", "buffer": jpeg()})
    await expect(page.locator("#chosen")).to_contain_text("路灯坏了.jpg")
    await page.get_by_role("button", name="移除 路灯坏了.jpg").click()
    await expect(page.locator("#chosen")).to_be_hidden()
    await chooser.set_input_files({"name": "路灯坏了.jpg", "mimeType": "image/jpeg", "buffer": jpeg()})
    await page.locator("#send").click()
    await expect(page.locator(".msg.me").last).to_contain_text("路灯坏了.jpg")
    await expect(page.locator(".msg.bot").last).to_contain_text("照片收到了")


async def test_a_false_photo_is_refused_in_a_sentence(page: Page, context: BrowserContext) -> None:
    await page.locator("#file").set_input_files({"name": "x.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"})
    await page.locator("#send").click()
    await expect(page.locator(".msg.me .failed")).to_contain_text("这种文件收不了")


async def test_what_was_not_sent_is_sent_again_once(page: Page, context: BrowserContext) -> None:
    await ask(page)
    await context.set_offline(True)
    await page.locator("#text").fill("电动自行车怎么上牌")
    await page.keyboard.press("Enter")
    await expect(page.locator(".msg.me .failed")).to_contain_text("没有发出去")
    await context.set_offline(False)
    answers = await page.locator(".msg.extract").count()
    await page.get_by_role("button", name="再发一次").click()
    await expect(page.locator(".msg.extract")).to_have_count(answers + 1)
    await expect(page.locator(".failed")).to_have_count(0)


async def test_another_language_without_losing_the_talk(page: Page) -> None:
    await ask(page)
    await page.locator("#text").fill("half written")
    await page.get_by_role("link", name="English").click()
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await expect(page.locator("#text")).to_have_value("half written")
    await expect(page.locator(".msg.me").first).to_contain_text(QUESTION)
    await ask(page, "How do I renew my ID card?")
    await expect(page.locator(".msg.extract").last).to_contain_text("ID card")


@pytest.mark.parametrize(
    ("viewport", "size"), [(PHONE, 0), (PHONE, 1), (NARROW, 0), (NARROW, 3), (DESK, 1), (DESK, 3)],
    ids=["phone", "phone-1", "narrow", "narrow-3", "desk-1", "desk-3"],
)  # fmt: skip
async def test_every_size_fits_and_passes_axe(
    browser: Browser, address: str, viewport: ViewportSize, size: int
) -> None:
    context = await browser.new_context(viewport=viewport, locale="zh-CN", reduced_motion="reduce")
    page = await context.new_page()
    troubles = watched(page)
    await page.goto(f"{address}/?large={size}")
    await ask(page)
    await page.locator(".msg summary").last.click()
    measured = await page.evaluate(
        """() => ({
      wide: document.documentElement.scrollWidth - window.innerWidth,
      type: parseFloat(getComputedStyle(document.querySelector(".msg .body p")).fontSize),
      small: [...document.querySelectorAll("button, a.button:not(.skip), #text")].filter((e) => {
        const box = e.getBoundingClientRect();
        return box.width > 0 && Math.min(box.width, box.height) < LEAST;
      }).map((e) => e.outerHTML.slice(0, 120)),
    })""".replace("LEAST", "60" if size else "44")
    )
    assert measured["wide"] <= 0
    assert measured["type"] >= {0: 16, 1: 18, 3: 30}[size]
    assert measured["small"] == []
    assert await violations(page) == []
    assert troubles == []
    await context.close()


async def test_large_type_at_once_and_remembered(page: Page) -> None:
    await page.get_by_role("link", name="长辈模式").click()
    await expect(page.locator("html")).to_have_attribute("data-large", "1")
    await page.get_by_role("link", name="字再大些").click()
    await page.reload()
    await expect(page.locator("html")).to_have_attribute("data-large", "2")
    await page.get_by_role("link", name="标准字号").click()
    await expect(page.locator("html")).to_have_attribute("data-large", "0")


async def test_the_talk_can_be_taken_home_and_cleared(page: Page) -> None:
    await ask(page)
    async with page.expect_download() as waiting:
        await page.get_by_role("button", name="下载这次对话").click()
    saved = await asyncio.to_thread((await (await waiting.value).path()).read_text, encoding="utf-8-sig")
    assert QUESTION in saved
    assert "派出所" in saved or "户籍窗口" in saved
    page.on("dialog", lambda dialog: asyncio.ensure_future(dialog.accept()))
    await page.get_by_role("button", name="清除本机记录").click()
    await expect(page.locator(".msg.me")).to_have_count(0)
    assert await page.evaluate("localStorage.length") == 0


async def test_asking_works_without_scripts(browser: Browser, address: str) -> None:
    context = await browser.new_context(java_script_enabled=False, viewport=PHONE, locale="zh-CN")
    page = await context.new_page()
    await page.goto(address)
    assert not await page.locator("#file").is_visible()
    await page.locator("#text").fill(QUESTION)
    await page.locator("#send").click()
    await expect(page.locator(".msg.me")).to_contain_text(QUESTION)
    await expect(page.locator(".msg.extract")).to_contain_text("身份证")
    await page.locator(".msg.extract .choices button").first.click()
    assert await page.locator(".msg.bot").count() >= 2
    await context.close()


async def test_a_checklist_is_ticked_where_it_stands(page: Page) -> None:
    await ask(page, "护照到期了怎么换")
    await page.get_by_role("button", name="办事清单：想全程网办").click()
    item = page.locator('button[value="tick:1:0"]')
    await item.click()
    await expect(item).to_contain_text("☑")
    await expect(item).to_be_focused()
    await expect(item).to_have_count(1)
    await expect(page.locator(".msg.me")).to_have_count(2)
    await page.reload()
    await expect(item).to_contain_text("☑")
    await expect(item).to_have_count(1)
    await expect(page.locator(".msg.me")).to_have_count(2)
