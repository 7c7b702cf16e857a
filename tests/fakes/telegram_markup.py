"""Checks keyboards the way Telegram does, so that one it would refuse fails here as well."""

from typing import Any

from tests.fakes.telegram_refusal import Json, bad_request

MAX_BUTTONS = 100
MAX_ROW = 8
MAX_DATA_BYTES = 64
MAX_PLACEHOLDER = 64
_ACTIONS = (
    "callback_data", "url", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
)  # fmt: skip
_URL_STARTS = ("http://", "https://", "tg://", "tel:", "mailto:")


def check_markup(markup: Json, chat_type: str) -> None:
    """Refuses a reply_markup that Telegram would refuse in a chat of this type."""
    if not markup:
        return
    if "inline_keyboard" in markup:
        for button in _buttons(markup["inline_keyboard"]):
            _check_inline(button)
    elif "keyboard" in markup:
        for button in _buttons(markup["keyboard"]):
            _check_reply(button if isinstance(button, dict) else {"text": button}, chat_type)
        _check_placeholder(markup)
    elif "force_reply" in markup:
        _check_placeholder(markup)
    elif "remove_keyboard" not in markup:
        raise bad_request("object expected as reply markup")


def is_inline(markup: Json | None) -> bool:
    """Whether these buttons belong to the message itself; only such a message can be edited later."""
    return not markup or "inline_keyboard" in markup


def _buttons(rows: Any) -> list[Any]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request("can't parse keyboard: Array of Array of buttons expected")
    if any(len(row) > MAX_ROW for row in rows):
        raise bad_request("BUTTON_ROW_TOO_LONG")
    buttons = [button for row in rows for button in row]
    if len(buttons) > MAX_BUTTONS:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    return buttons


def _check_inline(button: Json) -> None:
    if not str(button.get("text", "")).strip():
        raise bad_request('can\'t parse inline keyboard button: Field "text" must be of type String and not empty')
    actions = [name for name in _ACTIONS if name in button]
    if not actions:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad_request(f"can't parse inline keyboard button: only one of {', '.join(actions)} may be given")
    if "callback_data" in button and not 1 <= len(str(button["callback_data"]).encode()) <= MAX_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button and not str(button["url"]).startswith(_URL_STARTS):
        raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: Unsupported URL protocol")


def _check_reply(button: Json, chat_type: str) -> None:
    if not str(button.get("text", "")).strip():
        raise bad_request('can\'t parse keyboard button: Field "text" must be of type String and not empty')
    if chat_type != "private" and button.get("request_contact"):
        raise bad_request("phone number can be requested in private chats only")
    if chat_type != "private" and button.get("request_location"):
        raise bad_request("location can be requested in private chats only")


def _check_placeholder(markup: Json) -> None:
    placeholder = markup.get("input_field_placeholder")
    if placeholder is not None and not 1 <= len(str(placeholder)) <= MAX_PLACEHOLDER:
        raise bad_request("input field placeholder must be 1-64 characters long")
