"""What is published at start, and that nothing of it can keep the channel from starting."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from bot.channels.telegram import Menu, telegram_channel
from bot.channels.telegram.api import Api
from bot.channels.telegram.profile import publish
from bot.errors import SettingsError
from bot.feature import Feature
from bot.message import Reply
from bot.work import Turn
from tests.bot.channels.telegram_stage import no_file, settings_for, stage
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_client import GROUP

MENUS: list[Menu] = [
    ("private", "zh", [("start", "开始"), ("report", "上报问题")]),
    ("private", "en", [("start", "Begin"), ("report", "Report a problem")]),
    ("staff", "zh", [("duty", "谁在值班")]),
]


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        yield server


@pytest.fixture
async def api(fake: FakeTelegram) -> AsyncIterator[Api]:
    opened = Api(fake.token, fake.base_url)
    yield opened
    await opened.close()


async def shown(api: Api, scope: Mapping[str, object], lang: str = "") -> list[str]:
    found = await api.call("getMyCommands", {"scope": scope, "language_code": lang})
    return [command["description"] for command in found]


async def test_commands_by_place_and_language(fake: FakeTelegram, api: Api) -> None:
    fake.group(GROUP)
    await publish(api, MENUS, str(GROUP), {"": "余小议 · 余杭区"})
    private = {"type": "all_private_chats"}
    assert await shown(api, private, "zh") == ["开始", "上报问题"]
    assert await shown(api, private, "en") == ["Begin", "Report a problem"]
    assert await shown(api, private) == ["开始", "上报问题"]
    assert await shown(api, {"type": "chat", "chat_id": GROUP}) == ["谁在值班"]
    assert (await api.call("getMyShortDescription", {}))["short_description"] == "余小议 · 余杭区"


async def test_without_a_staff_group_there_are_no_staff_commands(fake: FakeTelegram, api: Api) -> None:
    await publish(api, MENUS, "", {})
    assert {call.params["scope"]["type"] for call in fake.called("setMyCommands")} == {"all_private_chats"}


async def test_a_migrated_staff_group_is_followed(fake: FakeTelegram, api: Api) -> None:
    boss = fake.user(5)
    new = await fake.migrates(boss, fake.group(-300), -1005556667778)
    await publish(api, MENUS, "-300", {})
    assert await shown(api, {"type": "chat", "chat_id": new.id}) == ["谁在值班"]


async def test_the_bot_works_when_nothing_can_be_published(fake: FakeTelegram, tmp_path: Path) -> None:
    async def echo(turn: Turn) -> Reply:
        return Reply(turn.message.text)

    for method in ("getMe", "setMyCommands", "setMyShortDescription"):
        fake.fail_next(method, 500, times=-1)
    user = fake.user(1001)
    async with stage(fake, tmp_path, [Feature("echo", listens=(echo,))], commands=MENUS, telegram_staff_chat_id="-5"):
        await fake.says(user, "一")
        await fake.wait_sent(user, "一")
        await fake.wait_called("setMyShortDescription")


async def test_a_command_for_another_bot_in_the_group_is_left_to_it(fake: FakeTelegram, tmp_path: Path) -> None:
    async def echo(turn: Turn) -> Reply:
        return Reply(turn.message.text)

    boss = fake.user(5)
    group = fake.group(GROUP, members=(boss,))
    feature = Feature("echo", staff_listens=(echo,))
    async with stage(fake, tmp_path, [feature], telegram_staff_chat_id=str(GROUP)) as running:
        await fake.wait_called("setMyShortDescription")  # by now the bot knows its name
        await fake.says(boss, "/duty@somebody_else_bot", group)
        await fake.says(boss, f"/duty@{fake.world.bot['username']}", group)
        await fake.wait_sent(group, 1)
        assert await running.settled(2) == ["ignored", "done"]


def test_settings_that_cannot_work_name_every_mistake(fake: FakeTelegram, tmp_path: Path) -> None:
    settings = settings_for(fake, tmp_path, telegram_token="", telegram_mode="webhook", telegram_webhook_secret="不行")
    with pytest.raises(SettingsError) as caught:
        telegram_channel(settings, [], no_file)
    assert [mistake.partition(":")[0] for mistake in caught.value.mistakes] == [
        "TELEGRAM_TOKEN", "TELEGRAM_WEBHOOK_SECRET",
    ]  # fmt: skip
