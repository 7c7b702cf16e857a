"""What happens to chats in the fake: people join, staff run topics, the bot is added, blocked or thrown out."""

from tests.fakes.telegram_chats import ADMIN_RIGHTS, chat_member
from tests.fakes.telegram_people import People, Someone
from tests.fakes.telegram_refusal import Json
from tests.fakes.telegram_topics import ICON_COLORS, remove_topic
from tests.fakes.telegram_world import SUPERGROUP_BELOW, Chat, User


class Groups(People):
    """People, and what they do to chats rather than in them."""

    def group(
        self, number: int, title: str = "工作群", forum: bool = False, *, admin: bool = True,
        members: tuple[User, ...] = (),
    ) -> Chat:  # fmt: skip
        """A group with the bot in it, as `admin` with all rights or as a plain member.

        An id below -1,000,000,000,000 makes a supergroup; only such a one can be a forum.
        """
        kind = "supergroup" if number < SUPERGROUP_BELOW else "group"
        if number >= 0 or (forum and kind == "group"):
            raise ValueError("a group id is negative, and a forum is a supergroup (-100…)")
        chat = Chat(number, kind, title, is_forum=forum, members={user.id: "member" for user in members})
        # Message 1 of a supergroup is its founding, so no topic ever has the number 1 of General.
        chat.last_id = 1 if kind == "supergroup" else 0
        if admin:
            chat.bot_status, chat.rights = "administrator", set(ADMIN_RIGHTS)
        self.world.chats[number] = chat
        return chat

    async def joins(self, user: Someone, chat: Chat | int) -> Json:
        """A person enters a group."""
        person, room = self.world.user(user), self.world.chat(chat)
        room.members[person.id] = "member"
        self._member_changed(room, person, "left", "member")
        return self.sends(person, {"new_chat_members": [person.as_json()]}, room)

    async def leaves(self, user: Someone, chat: Chat | int) -> Json:
        """A person goes out of a group."""
        person, room = self.world.user(user), self.world.chat(chat)
        update = self.sends(person, {"left_chat_member": person.as_json()}, room)
        room.members[person.id] = "left"
        self._member_changed(room, person, "member", "left")
        return update

    async def blocks_bot(self, user: Someone) -> Json:
        """From now on every send to this person is a 403."""
        room = self.world.chat(self.world.user(user).id)
        room.blocked = True
        return self._bot_changed(room, user, "member", "kicked")

    async def unblocks_bot(self, user: Someone) -> Json:
        """The person takes the bot back."""
        room = self.world.chat(self.world.user(user).id)
        room.blocked, room.started = False, True
        return self._bot_changed(room, user, "kicked", "member")

    async def kicks_bot(self, user: Someone, chat: Chat | int) -> Json:
        """An admin throws the bot out of a group."""
        return self._set_bot(chat, user, "kicked")

    async def adds_bot(self, user: Someone, chat: Chat | int, *, admin: bool = False) -> Json:
        """An admin takes the bot in, or makes it an administrator."""
        return self._set_bot(chat, user, "administrator" if admin else "member")

    async def migrates(self, user: Someone, chat: Chat | int, new_id: int) -> Chat:
        """A group becomes a supergroup with another id; both service messages are sent, the old id is refused."""
        old = self.world.chat(chat)
        new = self.group(new_id, old.title, admin=old.bot_status == "administrator")
        new.members = dict(old.members)
        self.sends(user, {"migrate_to_chat_id": new_id}, old)
        old.migrated_to = new_id
        self.sends(user, {"migrate_from_chat_id": old.id}, new)
        return new

    async def opens_topic(self, user: Someone, chat: Chat | int, name: str) -> int:
        """Staff open a topic; returns its message_thread_id."""
        person, room = self.world.user(user), self.world.chat(chat)
        self._arrives(person, room)
        topic, message = self.world.open_new_topic(room, name, ICON_COLORS[0], person.as_json())
        self._deliver(room, {"message": message}, message)
        return topic.id

    async def renames_topic(self, user: Someone, chat: Chat | int, thread: int, name: str) -> Json:
        """Staff give a topic another name."""
        self.world.chat(chat).topics[thread].name = name
        return self.sends(user, {"forum_topic_edited": {"name": name}}, chat, thread=thread)

    async def closes_topic(self, user: Someone, chat: Chat | int, thread: int) -> Json:
        """Staff close a topic; a bot without can_manage_topics (see `Chat.rights`) cannot post there any more."""
        self.world.chat(chat).topics[thread].closed = True
        return self.sends(user, {"forum_topic_closed": {}}, chat, thread=thread)

    async def reopens_topic(self, user: Someone, chat: Chat | int, thread: int) -> Json:
        """Staff open a closed topic again."""
        self.world.chat(chat).topics[thread].closed = False
        return self.sends(user, {"forum_topic_reopened": {}}, chat, thread=thread)

    async def deletes_topic(self, chat: Chat | int, thread: int) -> None:
        """Staff delete a topic with all its messages, of which nobody is told."""
        remove_topic(self.world.chat(chat), thread)

    async def deletes_message(self, message: Json) -> None:
        """Somebody deletes a message, of which a bot is not told."""
        del self.world.chat(message["chat"]["id"]).entries[message["message_id"]]

    def _set_bot(self, chat: Chat | int, by: Someone, status: str) -> Json:
        room = self.world.chat(chat)
        before, room.bot_status = room.bot_status, status
        room.rights = set(ADMIN_RIGHTS) if status == "administrator" else set()
        return self._bot_changed(room, by, before, status)

    def _bot_changed(self, room: Chat, by: Someone, before: str, after: str) -> Json:
        return self._queue(room, {"my_chat_member": self._change(room, by, self.world.bot, before, after)})

    def _member_changed(self, room: Chat, person: User, before: str, after: str) -> None:
        # Only an administrator is told, and only when it asked for this kind of update.
        if room.bot_status == "administrator":
            self._queue(room, {"chat_member": self._change(room, person, person.as_json(), before, after)})

    def _change(self, room: Chat, by: Someone, whom: Json, before: str, after: str) -> Json:
        rights = set(ADMIN_RIGHTS)
        return {
            "chat": room.as_json(),
            "from": self.world.user(by).as_json(),
            "date": int(self.world.now()),
            "old_chat_member": chat_member(whom, before, rights),
            "new_chat_member": chat_member(whom, after, rights),
        }
