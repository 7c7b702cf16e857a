"""A bare echo bot on aiogram with its webhook on aiohttp: `aiogram_echo.py API_BASE PORT SECRET`."""

import sys

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

base, port, secret = sys.argv[1], int(sys.argv[2]), sys.argv[3]
dispatcher = Dispatcher()


@dispatcher.message()
async def echo(message: Message) -> None:
    """Says the same again."""
    await message.answer(message.text or "")


@dispatcher.startup()
async def hook(bot: Bot) -> None:
    """Registers the webhook."""
    await bot.set_webhook(f"http://127.0.0.1:{port}/hook", secret_token=secret)


bot = Bot("42:bench", session=AiohttpSession(api=TelegramAPIServer.from_base(base)))
app = web.Application()
SimpleRequestHandler(dispatcher, bot, secret_token=secret).register(app, "/hook")
setup_application(app, dispatcher, bot=bot)
web.run_app(app, host="127.0.0.1", port=port, print=None, access_log=None)
