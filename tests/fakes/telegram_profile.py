"""The methods for what the bot shows of itself: commands, descriptions and the menu button."""

import json
import re

from tests.fakes.telegram_body import Params
from tests.fakes.telegram_refusal import Json, bad_request
from tests.fakes.telegram_world import World

MAX_COMMANDS = 100
MAX_DESCRIPTION = 512
MAX_SHORT_DESCRIPTION = 120
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_SCOPES = frozenset({
    "default", "all_private_chats", "all_group_chats", "all_chat_administrators", "chat", "chat_administrators",
    "chat_member",
})  # fmt: skip
_CHAT_SCOPES = frozenset({"chat", "chat_administrators", "chat_member"})
_LANGUAGE = re.compile(r"([a-z]{2})?")


class Profile:
    """Keeps what was set, by scope and language; a language or scope that was never set shows nothing."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.descriptions: dict[str, str] = {}
        self.short_descriptions: dict[str, str] = {}
        self.menu_buttons: dict[int | None, Json] = {}

    def me(self, _: Params) -> Json:
        """getMe."""
        return self._world.bot | {
            "can_join_groups": True,
            "can_read_all_group_messages": not self._world.privacy,
            "supports_inline_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }

    def set_commands(self, params: Params) -> bool:
        """setMyCommands for a scope and a language."""
        commands = params.items("commands") or []
        if len(commands) > MAX_COMMANDS:
            raise bad_request("BOT_COMMANDS_TOO_MUCH")
        for command in commands:
            if not _COMMAND.fullmatch(command.get("command", "").removeprefix("/")):
                raise bad_request("BOT_COMMAND_INVALID")
            if not 1 <= len(command.get("description", "")) <= 256:
                raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        self.commands[self._key(params)] = commands
        return True

    def get_commands(self, params: Params) -> list[Json]:
        """getMyCommands: exactly what was set for this scope and language."""
        return self.commands.get(self._key(params), [])

    def delete_commands(self, params: Params) -> bool:
        """deleteMyCommands for a scope and a language."""
        self.commands.pop(self._key(params), None)
        return True

    def set_description(self, params: Params) -> bool:
        """setMyDescription: at most 512 characters."""
        return self._keep(self.descriptions, params, "description", MAX_DESCRIPTION)

    def get_description(self, params: Params) -> Json:
        """getMyDescription."""
        return {"description": self.descriptions.get(_language(params), "")}

    def set_short_description(self, params: Params) -> bool:
        """setMyShortDescription: at most 120 characters."""
        return self._keep(self.short_descriptions, params, "short_description", MAX_SHORT_DESCRIPTION)

    def get_short_description(self, params: Params) -> Json:
        """getMyShortDescription."""
        return {"short_description": self.short_descriptions.get(_language(params), "")}

    def set_menu_button(self, params: Params) -> bool:
        """setChatMenuButton, for one private chat or for all."""
        button = params.mapping("menu_button") or {"type": "default"}
        if button.get("type") not in {"commands", "default", "web_app"}:
            raise bad_request("can't parse menu button: unsupported menu button type specified")
        chat = self._world.known_chat(params).id if params.chat_id is not None else None
        self.menu_buttons[chat] = button
        return True

    def get_menu_button(self, params: Params) -> Json:
        """getChatMenuButton."""
        chat = params.chat_id if isinstance(params.chat_id, int) else None
        return self.menu_buttons.get(chat, self.menu_buttons.get(None, {"type": "default"}))

    def _key(self, params: Params) -> tuple[str, str]:
        scope = params.mapping("scope") or {"type": "default"}
        if scope.get("type") not in _SCOPES:
            raise bad_request("can't parse BotCommandScope: unsupported type specified")
        if scope["type"] in _CHAT_SCOPES:
            self._world.known_chat(Params({"chat_id": scope.get("chat_id")}))
        return json.dumps(scope, sort_keys=True), _language(params)

    def _keep(self, store: dict[str, str], params: Params, name: str, limit: int) -> bool:
        if len(params.text(name)) > limit:
            raise bad_request(f"{name} is too long")
        store[_language(params)] = params.text(name)
        return True


def _language(params: Params) -> str:
    code = params.text("language_code")
    if not _LANGUAGE.fullmatch(code):
        raise bad_request("LANG_CODE_INVALID")
    return code
