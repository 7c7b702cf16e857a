"""The methods that ask about chats, members and files."""

from tests.fakes.telegram_body import Params
from tests.fakes.telegram_refusal import Json, RefusalError, bad_request
from tests.fakes.telegram_world import Chat, World

MAX_DOWNLOAD = 20 * 1024 * 1024
ADMIN_RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members", "can_promote_members",
    "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories", "can_delete_stories",
    "can_pin_messages", "can_manage_topics",
)  # fmt: skip


class Chats:
    """Answers questions about chats and files, and lets the bot leave."""

    def __init__(self, world: World) -> None:
        self._world = world

    def get_chat(self, params: Params) -> Json:
        """getChat: a `ChatFullInfo`."""
        chat = self._readable(params)
        gifts = dict.fromkeys(
            ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
        )
        return chat.as_json() | {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}

    def get_member(self, params: Params) -> Json:
        """getChatMember: a person who never was there is an error, one who went is `left`."""
        chat = self._readable(params)
        number = params.number("user_id") or 0
        member = self.member(chat, number)
        if member is None:
            raise bad_request("member not found")
        return member

    def get_administrators(self, params: Params) -> list[Json]:
        """getChatAdministrators: the people among them; other bots are left out, this one is not."""
        chat = self._readable(params)
        if chat.private:
            raise bad_request("there are no administrators in the private chat")
        numbers = [*chat.members, self._world.bot["id"]]
        found = [member for number in numbers if (member := self.member(chat, number))]
        return [member for member in found if member["status"] in {"creator", "administrator"}]

    def leave(self, params: Params) -> bool:
        """leaveChat."""
        chat = self._world.open_chat(params)
        if chat.private:
            raise bad_request("chat member status can't be changed in private chats")
        chat.bot_status = "left"
        chat.rights.clear()
        return True

    def get_file(self, params: Params) -> Json:
        """getFile: where to fetch a file of at most 20 MB."""
        file_id = params.text("file_id")
        file = self._world.files.get(file_id)
        if file is None:
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        if file.size > MAX_DOWNLOAD:
            raise bad_request("file is too big")
        found = {"file_id": file_id, "file_unique_id": file.unique_id, "file_size": file.size}
        return found | {"file_path": file.path}

    def member(self, chat: Chat, number: int) -> Json | None:
        """A Bot API `ChatMember` for this person or the bot, None for a stranger."""
        if number == self._world.bot["id"]:
            return chat_member(self._world.bot, chat.bot_status, chat.rights)
        if number not in chat.members or number not in self._world.users:
            return None
        return chat_member(self._world.users[number].as_json(), chat.members[number], set(ADMIN_RIGHTS))

    def _readable(self, params: Params) -> Chat:
        chat = self._world.known_chat(params)
        if chat.bot_status in {"kicked", "left"}:
            raise RefusalError(403, f"Forbidden: bot is not a member of the {chat.type} chat")
        return chat


def chat_member(user: Json, status: str, rights: set[str]) -> Json:
    """A Bot API `ChatMember` of this status; `rights` count for administrators only."""
    member: Json = {"user": user, "status": status}
    if status == "creator":
        member["is_anonymous"] = False
    elif status == "administrator":
        member |= {"can_be_edited": False, "is_anonymous": False}
        member |= {right: right in rights for right in ADMIN_RIGHTS}
    elif status == "kicked":
        member["until_date"] = 0
    return member
