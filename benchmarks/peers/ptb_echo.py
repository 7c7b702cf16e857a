"""A bare echo bot on python-telegram-bot with its built-in webhook: `ptb_echo.py API_BASE PORT SECRET`."""

import sys

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters


async def echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    """Says the same again."""
    if update.message and update.message.text:
        await update.message.reply_text(update.message.text)


base, port, secret = sys.argv[1], int(sys.argv[2]), sys.argv[3]
app = Application.builder().token("42:bench").base_url(f"{base}/bot").build()
app.add_handler(MessageHandler(filters.TEXT, echo))
app.run_webhook("127.0.0.1", port, "hook", webhook_url=f"http://127.0.0.1:{port}/hook", secret_token=secret)
