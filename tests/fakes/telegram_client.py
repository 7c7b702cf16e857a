"""What tests of the fake share: the real client pointed at it, a clock to move, things to send."""

import io

from PIL import Image
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_world import User

GROUP, FORUM = -100200, -1001234567890


class Ticker:
    """A clock that stands still until a test moves `at`; epoch seconds."""

    def __init__(self) -> None:
        self.at = 1_790_000_000.0

    def __call__(self) -> float:
        return self.at


def client(fake: FakeTelegram, token: str = "") -> Bot:
    """A real client that knows the fake only by its address; `async with` it."""
    return Bot(token or fake.token, base_url=f"{fake.base_url}/bot", base_file_url=f"{fake.base_url}/file/bot")


def keyboard(label: str = "办结", data: str = "v1:close:7") -> InlineKeyboardMarkup:
    """One button under a message."""
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=data)]])


def jpeg(size: tuple[int, int] = (320, 200)) -> bytes:
    """A small picture of that width and height in pixels."""
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, "JPEG")
    return out.getvalue()


async def started(fake: FakeTelegram, number: int = 1001) -> User:
    """A person who has spoken to the bot; their greeting is taken already."""
    user = fake.user(number)
    await fake.says(user, "/start")
    fake.queue.drop_all()
    return user
