"""The methods for the topics of a forum."""

from tests.fakes.telegram_body import Params
from tests.fakes.telegram_refusal import Json, bad_request
from tests.fakes.telegram_text import units
from tests.fakes.telegram_world import Chat, Topic, World

ICON_COLORS = (7322096, 16766590, 13338331, 9367192, 16749490, 16478047)
MAX_NAME = 128


class Topics:
    """Answers the forum-topic methods. What the bot does itself comes back to it in no update, as in reality."""

    def __init__(self, world: World) -> None:
        self._world = world

    def create(self, params: Params) -> Json:
        """createForumTopic: needs can_manage_topics."""
        chat = self._forum(params)
        if "can_manage_topics" not in chat.rights:
            raise bad_request("not enough rights to create a topic")
        color = params.number("icon_color") or ICON_COLORS[0]
        if color not in ICON_COLORS:
            raise bad_request("invalid topic icon color specified")
        topic, _ = self._world.open_new_topic(chat, self._name(params), color, None)
        return {"message_thread_id": topic.id, "name": topic.name, "icon_color": topic.icon_color}

    def edit(self, params: Params) -> bool:
        """editForumTopic: a new name."""
        chat, topic = self._topic(params)
        name = self._name(params) if "name" in params.values else topic.name
        if name == topic.name:
            raise bad_request("TOPIC_NOT_MODIFIED")
        topic.name = name
        self._note(chat, topic, {"forum_topic_edited": {"name": name}})
        return True

    def close(self, params: Params) -> bool:
        """closeForumTopic."""
        return self._set_closed(params, closed=True)

    def reopen(self, params: Params) -> bool:
        """reopenForumTopic."""
        return self._set_closed(params, closed=False)

    def delete(self, params: Params) -> bool:
        """deleteForumTopic: takes all its messages along; needs can_delete_messages, also for the bot's own."""
        chat = self._forum(params)
        topic = self._found(chat, params)
        if "can_delete_messages" not in chat.rights:
            raise bad_request("not enough rights to delete a topic")
        remove_topic(chat, topic.id)
        return True

    def _set_closed(self, params: Params, *, closed: bool) -> bool:
        chat, topic = self._topic(params)
        if topic.closed == closed:
            raise bad_request("TOPIC_NOT_MODIFIED")
        topic.closed = closed
        self._note(chat, topic, {"forum_topic_closed" if closed else "forum_topic_reopened": {}})
        return True

    def _forum(self, params: Params) -> Chat:
        chat = self._world.open_chat(params)
        if not chat.is_forum:
            raise bad_request("the chat is not a forum")
        return chat

    def _found(self, chat: Chat, params: Params) -> Topic:
        topic = chat.topics.get(params.number("message_thread_id") or 0)
        if topic is None:
            raise bad_request("TOPIC_ID_INVALID")
        return topic

    def _topic(self, params: Params) -> tuple[Chat, Topic]:
        chat = self._forum(params)
        topic = self._found(chat, params)
        if not topic.by_bot and "can_manage_topics" not in chat.rights:
            raise bad_request("not enough rights to manage topics")
        return chat, topic

    def _name(self, params: Params) -> str:
        name = params.text("name").strip()
        if not name:
            raise bad_request("topic name must be non-empty")
        if units(name) > MAX_NAME:
            raise bad_request("TOPIC_TITLE_TOO_LONG")
        return name

    def _note(self, chat: Chat, topic: Topic, event: Json) -> None:
        self._world.post(chat, None, self._world.topic_fields(chat, topic.id) | event)


def remove_topic(chat: Chat, thread: int) -> None:
    """Takes a topic and all messages in it out of a chat."""
    del chat.topics[thread]
    for number, entry in list(chat.entries.items()):
        if entry.message.get("message_thread_id") == thread:
            del chat.entries[number]
