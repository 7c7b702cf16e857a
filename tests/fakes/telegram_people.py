"""What people do in the fake: they write, send things, edit and press buttons; each act becomes an update."""

import zlib

from tests.fakes.telegram_queue import UpdateQueue
from tests.fakes.telegram_refusal import Json
from tests.fakes.telegram_sending import picture_size
from tests.fakes.telegram_text import MAX_TEXT, seen_entities, units
from tests.fakes.telegram_world import Chat, Press, User, World

ANONYMOUS_ADMIN: Json = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
Someone = User | int
Somewhere = Chat | User | int | None


class People:
    """The residents and staff of a test. Every act returns the update as the bot gets it.

    A bot that is out of the group, blocked, in privacy mode, or did not ask for this kind of update does not get it;
    then the returned update has no update_id.
    """

    def __init__(self, world: World, queue: UpdateQueue) -> None:
        self.world = world
        self.queue = queue

    def user(
        self, number: int, first_name: str = "小余", language_code: str | None = "zh-hans", username: str | None = None
    ) -> User:
        """A person; the bot may write to them only after they wrote (or `fake.world.chat(user).started = True`)."""
        if not 0 < number < 2**52:
            raise ValueError("a user id is positive and fits 52 bits")
        user = User(number, first_name, language_code, username)
        self.world.users[number] = user
        self.world.chats[number] = Chat(number, "private", user=user, started=False)
        return user

    async def says(
        self,
        user: Someone,
        text: str,
        chat: Somewhere = None,
        reply_to: Json | None = None,
        thread: int | None = None,
    ) -> Json:
        """A text; commands, links and mentions get their entities. `chat` None is the private chat."""
        if not 1 <= units(text) <= MAX_TEXT:
            raise ValueError("a client sends 1 to 4096 UTF-16 units in one message")
        entities = seen_entities(text)
        return self.sends(user, {"text": text, "entities": entities or None}, chat, reply_to, thread)

    def sends(
        self,
        user: Someone | None,
        fields: Json,
        chat: Somewhere = None,
        reply_to: Json | None = None,
        thread: int | None = None,
    ) -> Json:
        """A message with any fields; `user` None is an admin of the group who hides their name."""
        if user is None:
            room = self.world.chat(_given(chat))
            sender, fields = ANONYMOUS_ADMIN, {"sender_chat": room.as_json(), **fields}
        else:
            person = self.world.user(user)
            room = self.world.chat(person.id if chat is None else chat)
            sender = person.as_json()
            self._arrives(person, room)
        message = self.world.post(room, sender, self._placed(room, reply_to, thread) | fields)
        return self._deliver(room, {"message": message}, message)

    async def says_anonymously(self, chat: Chat | int, text: str, thread: int | None = None) -> Json:
        """A text from an admin who writes as the group itself."""
        return self.sends(None, {"text": text, "entities": seen_entities(text) or None}, chat, thread=thread)

    async def edits(self, user: Someone, message: Json, text: str) -> Json:
        """The person changes their own text."""
        room = self.world.chat(message["chat"]["id"])
        entry = room.entries[message["message_id"]]
        if entry.message["from"]["id"] != self.world.user(user).id:
            raise ValueError("people edit only what they wrote")
        changed = {k: v for k, v in entry.message.items() if k != "entities"}
        changed |= {"text": text, "edit_date": int(self.world.now())}
        if entities := seen_entities(text):
            changed["entities"] = entities
        entry.message = changed
        return self._deliver(room, {"edited_message": changed}, changed)

    async def presses(
        self, user: Someone, message: Json, button: str, *, forged: bool = False, inaccessible: bool = False
    ) -> Json:
        """A press on a button of a message as it stands now, named by its label or its data.

        A key of a keyboard below the input line is said as text. `forged` sends data that no button has;
        `inaccessible` leaves the message out, as Telegram does for old ones.
        """
        person, room = self.world.user(user), self.world.chat(message["chat"]["id"])
        entry = room.entries.get(message["message_id"])
        shown = entry.message if entry else message
        data = button if forged else _data_of(shown, button)
        self._arrives(person, room)
        query_id = self.world.unique()
        self.world.presses[query_id] = Press(person, self.world.now())
        seen = {"chat": shown["chat"], "message_id": shown["message_id"], "date": 0} if inaccessible else shown
        query: Json = {"id": query_id, "from": person.as_json(), "message": seen, "data": data}
        query["chat_instance"] = str(zlib.crc32(str(room.id).encode()))
        return self._queue(room, {"callback_query": query})

    async def sends_photo(
        self, user: Someone, data: bytes, caption: str | None = None, chat: Somewhere = None,
        reply_to: Json | None = None, thread: int | None = None, album: str | None = None,
    ) -> Json:  # fmt: skip
        """A photo in two sizes, the large one last; photos with the same `album` belong together."""
        width, height = picture_size(data) or (1280, 960)
        large = self.world.keep_file(data, "photos/file_{}.jpg") | {"width": width, "height": height}
        small = self.world.keep_file(data, "photos/file_{}.jpg", size=max(1, len(data) // 20))
        sizes = [small | {"file_unique_id": f"S{small['file_unique_id']}", "width": 90, "height": 68}, large]
        fields = {"photo": sizes, "caption": caption, "media_group_id": album}
        return self.sends(user, fields, chat, reply_to, thread)

    async def sends_voice(
        self, user: Someone, data: bytes, seconds: int = 3, chat: Somewhere = None, thread: int | None = None
    ) -> Json:
        """A voice message."""
        file = self.world.keep_file(data, "voice/file_{}.oga")
        return self.sends(user, {"voice": file | {"duration": seconds, "mime_type": "audio/ogg"}}, chat, thread=thread)

    async def sends_document(
        self, user: Someone, data: bytes, name: str, mime: str = "application/octet-stream",
        caption: str | None = None, chat: Somewhere = None, thread: int | None = None, size: int | None = None,
    ) -> Json:  # fmt: skip
        """A file; `size` in bytes may claim more than there is, to play one too big to fetch."""
        file = self.world.keep_file(data, "documents/file_{}", size=size)
        fields = {"document": file | {"file_name": name, "mime_type": mime}, "caption": caption}
        return self.sends(user, fields, chat, thread=thread)

    async def sends_location(
        self, user: Someone, latitude: float, longitude: float, chat: Somewhere = None, accuracy_m: float | None = None
    ) -> Json:
        """A position in degrees."""
        place: Json = {"latitude": latitude, "longitude": longitude}
        if accuracy_m is not None:
            place["horizontal_accuracy"] = accuracy_m
        return self.sends(user, {"location": place}, chat)

    async def sends_contact(self, user: Someone, phone: str, *, of: int | None = -1, chat: Somewhere = None) -> Json:
        """A contact: the person's own, or with `of` that of another account (None: of nobody with an account)."""
        person = self.world.user(user)
        contact: Json = {"phone_number": phone, "first_name": person.first_name}
        if of is not None:
            contact["user_id"] = person.id if of == -1 else of
        return self.sends(user, {"contact": contact}, chat)

    async def raw(self, update: Json, lane: int = 0) -> Json:
        """Any fields as an update, well-formed or not; an update_id among them is used as it is."""
        return self.queue.put_raw(update, lane)

    def _placed(self, room: Chat, reply_to: Json | None, thread: int | None) -> Json:
        if reply_to is None:
            return self.world.topic_fields(room, thread)
        entry = room.entries.get(reply_to["message_id"])
        answered = {k: v for k, v in (entry.message if entry else reply_to).items() if k != "reply_to_message"}
        thread = thread or answered.get("message_thread_id")
        fields = self.world.topic_fields(room, thread)
        if not fields and room.type == "supergroup":
            # Outside forums the number names the chain of replies, which is no topic.
            fields = {"message_thread_id": thread or answered["message_id"]}
        return fields | {"reply_to_message": answered}

    def _arrives(self, person: User, room: Chat) -> None:
        if room.private:
            if room.blocked:
                raise ValueError(f"user {person.id} blocked the bot and must unblock it first")
            room.started = True
        else:
            room.members.setdefault(person.id, "member")

    def _deliver(self, room: Chat, fields: Json, message: Json) -> Json:
        return self._queue(room, fields) if self._heard(room, message) else fields

    def _queue(self, room: Chat, fields: Json) -> Json:
        return self.queue.put(fields, room.id) or fields

    def _heard(self, room: Chat, message: Json) -> bool:
        if room.private:
            return not room.blocked
        if room.bot_status not in {"member", "administrator"}:
            return False
        if room.bot_status == "administrator" or not self.world.privacy:
            return True
        text = str(message.get("text", message.get("caption", "")))
        name = f"@{self.world.bot['username']}".lower()
        commands = [word for word in text.lower().split() if word.startswith("/")]
        to_bot = any("@" not in word or word.endswith(name) for word in commands) or name in text.lower().split()
        answered = message.get("reply_to_message", {}).get("from", {}).get("id") == self.world.bot["id"]
        return to_bot or answered or not ({"text", "caption", *_CONTENT} & message.keys())


_CONTENT = ("photo", "voice", "document", "location", "contact", "video", "sticker", "audio", "poll", "video_note")


def _given(chat: Somewhere) -> Chat | User | int:
    if chat is None:
        raise ValueError("an admin without a name writes in a group: say which")
    return chat


def _data_of(message: Json, button: str) -> str:
    buttons = [key for row in message.get("reply_markup", {}).get("inline_keyboard", []) for key in row]
    for key in buttons:
        if button in (key["text"], key.get("callback_data")):
            if "callback_data" not in key:
                raise LookupError(f"{button!r} opens something and tells the bot nothing: {key}")
            return str(key["callback_data"])
    raise LookupError(f"no button {button!r} there, only {[key['text'] for key in buttons]}")
