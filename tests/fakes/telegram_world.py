"""What exists behind the fake Bot API: people, chats, topics, messages and files, and who may write where."""

import itertools
import secrets
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.fakes.telegram_body import Params
from tests.fakes.telegram_refusal import Json, RefusalError, bad_request, forbidden

SUPERGROUP_BELOW = -1_000_000_000_000
DRAFT_S = 30.0


@dataclass
class User:
    """A person with a Telegram account."""

    id: int
    first_name: str
    language_code: str | None = "zh-hans"
    username: str | None = None

    def as_json(self) -> Json:
        """A Bot API `User`."""
        body: Json = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        if self.username:
            body["username"] = self.username
        if self.language_code:
            body["language_code"] = self.language_code
        return body


@dataclass
class Topic:
    """A topic of a forum; its id is the id of the service message that opened it."""

    id: int
    name: str
    icon_color: int
    by_bot: bool
    closed: bool = False


@dataclass
class Entry:
    """A message as it stands now; `by_bot` says whose it is, `at` when it came (epoch seconds)."""

    message: Json
    by_bot: bool
    at: float
    inline: bool = True


@dataclass
class Chat:
    """A private chat or a group, with everything in it. Fields may be changed by a test at any time."""

    id: int
    type: str
    title: str = ""
    user: User | None = None
    is_forum: bool = False
    bot_status: str = "member"
    rights: set[str] = field(default_factory=set)
    members: dict[int, str] = field(default_factory=dict)
    started: bool = True
    blocked: bool = False
    deactivated: bool = False
    migrated_to: int | None = None
    topics: dict[int, Topic] = field(default_factory=dict)
    entries: dict[int, Entry] = field(default_factory=dict)
    drafts: dict[int, tuple[str, float]] = field(default_factory=dict)
    actions: list[tuple[str, float]] = field(default_factory=list)
    reactions: dict[int, list[Json]] = field(default_factory=dict)
    last_id: int = 0

    @property
    def private(self) -> bool:
        """Whether this is a chat with one person."""
        return self.type == "private"

    def as_json(self) -> Json:
        """A Bot API `Chat`."""
        body: Json = {"id": self.id, "type": self.type}
        if self.user is not None:
            body["first_name"] = self.user.first_name
            if self.user.username:
                body["username"] = self.user.username
        else:
            body["title"] = self.title
        if self.is_forum:
            body["is_forum"] = True
        return body


@dataclass(frozen=True)
class StoredFile:
    """A file that can be fetched; `size` may be claimed larger than `data` to play one that is too big."""

    path: str
    data: bytes
    size: int
    unique_id: str


@dataclass
class Press:
    """A press on a button that waits for its answer, or has it."""

    user: User
    at: float
    expired: bool = False
    answers: list[Json] = field(default_factory=list)


class World:
    """All state of the fake. `now` gives epoch seconds and may be a clock that a test moves."""

    def __init__(self, bot: Json, now: Callable[[], float]) -> None:
        self.bot = bot
        self.now = now
        self.privacy = True
        self.users: dict[int, User] = {}
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, StoredFile] = {}
        self.presses: dict[str, Press] = {}
        self._serial = itertools.count(1)
        self._salt = secrets.token_hex(4)

    def unique(self) -> str:
        """A number that no other call returned, also not one in another run of the fake."""
        return f"{int(self._salt, 16)}{next(self._serial):08d}"

    def chat(self, chat: "Chat | User | int") -> Chat:
        """The chat that a test means; a user or their id stands for the private chat."""
        number = chat if isinstance(chat, int) else chat.id
        if number not in self.chats:
            raise LookupError(f"no chat {number}: open it with fake.user() or fake.group()")
        return self.chats[number]

    def user(self, user: User | int) -> User:
        """The person that a test means, by id or as the object itself."""
        return self.users[user] if isinstance(user, int) else user

    def known_chat(self, params: Params) -> Chat:
        """The chat a call names; refuses an unknown one and one that moved elsewhere."""
        if params.chat_id in (None, ""):
            raise bad_request("chat_id is empty")
        chat = self.chats.get(params.chat_id) if isinstance(params.chat_id, int) else None
        if chat is None:
            raise bad_request("chat not found")
        if chat.migrated_to is not None:
            moved = {"migrate_to_chat_id": chat.migrated_to}
            raise RefusalError(400, "Bad Request: group chat was upgraded to a supergroup chat", moved)
        return chat

    def open_chat(self, params: Params) -> Chat:
        """The chat a call names, if the bot may write there."""
        chat = self.known_chat(params)
        if chat.deactivated:
            raise forbidden("user is deactivated")
        if chat.blocked:
            raise forbidden("bot was blocked by the user")
        if not chat.started:
            raise forbidden("bot can't initiate conversation with a user")
        if chat.bot_status == "kicked":
            raise forbidden(f"bot was kicked from the {chat.type} chat")
        if chat.bot_status == "left":
            raise forbidden(f"bot is not a member of the {chat.type} chat")
        return chat

    def open_topic(self, chat: Chat, thread: int | None) -> Topic | None:
        """The topic to write into, None for the chat itself; a closed one takes posts of those who manage topics."""
        if not thread:
            return None
        topic = chat.topics.get(thread)
        # The General topic has the number 1 but is written to by naming none.
        if topic is None:
            raise bad_request("message thread not found")
        if topic.closed and "can_manage_topics" not in chat.rights:
            raise bad_request("TOPIC_CLOSED")
        return topic

    def post(self, chat: Chat, sender: Json | None, fields: Json, *, inline: bool = True) -> Json:
        """Puts a message into a chat and returns it. `sender` None means the bot; `fields` are the message's own."""
        chat.last_id += 1
        message: Json = {
            "message_id": chat.last_id,
            "from": sender or self.bot,
            "chat": chat.as_json(),
            "date": int(self.now()),
            **{name: value for name, value in fields.items() if value is not None},
        }
        chat.entries[chat.last_id] = Entry(message, sender is None, self.now(), inline)
        return message

    def topic_fields(self, chat: Chat, thread: int | None) -> Json:
        """The fields that every message in a topic carries, the hidden reply to the topic's first message included."""
        if not thread or thread not in chat.topics:
            return {}
        fields: Json = {"message_thread_id": thread, "is_topic_message": True}
        if thread in chat.entries:
            fields["reply_to_message"] = chat.entries[thread].message
        return fields

    def open_new_topic(self, chat: Chat, name: str, icon_color: int, sender: Json | None) -> tuple[Topic, Json]:
        """Opens a topic; returns it with the service message whose id it bears."""
        thread = chat.last_id + 1
        topic = chat.topics[thread] = Topic(thread, name, icon_color, sender is None)
        created = {"forum_topic_created": {"name": name, "icon_color": icon_color}}
        return topic, self.post(chat, sender, self.topic_fields(chat, thread) | created)

    def keep_file(self, data: bytes, path: str, size: int | None = None) -> Json:
        """Stores a file; returns its file_id, file_unique_id and file_size. `path` may hold {} for a number."""
        serial = self.unique()
        file_id, unique_id = f"AgACfake{serial}", f"AQ{zlib.crc32(data):08x}{len(data):x}"
        file = StoredFile(path.format(serial), data, len(data) if size is None else size, unique_id)
        self.files[file_id] = file
        return {"file_id": file_id, "file_unique_id": unique_id, "file_size": file.size}

    def drafts(self, chat: Chat) -> dict[int, str]:
        """The drafts that the person sees now; each fades after 30 seconds."""
        return {key: text for key, (text, at) in chat.drafts.items() if self.now() - at < DRAFT_S}
