"""The table of Bot API methods that the fake plays, and who answers each."""

from collections.abc import Awaitable, Callable
from typing import Any

from tests.fakes.telegram_body import Params
from tests.fakes.telegram_chats import Chats
from tests.fakes.telegram_editing import Editing
from tests.fakes.telegram_profile import Profile
from tests.fakes.telegram_queue import UpdateQueue
from tests.fakes.telegram_sending import Sending
from tests.fakes.telegram_topics import Topics
from tests.fakes.telegram_webhook import Webhook
from tests.fakes.telegram_world import World

Method = Callable[[Params], Any | Awaitable[Any]]


def method_table(
    world: World, queue: UpdateQueue, webhook: Webhook, profile: Profile, editing: Editing
) -> dict[str, Method]:
    """Every method by its name, written exactly as clients write it."""
    sending, topics, chats = Sending(world), Topics(world), Chats(world)
    return {
        "getUpdates": queue.get_updates,
        "setWebhook": webhook.set,
        "deleteWebhook": webhook.delete,
        "getWebhookInfo": webhook.info,
        "getMe": profile.me,
        "setMyCommands": profile.set_commands,
        "getMyCommands": profile.get_commands,
        "deleteMyCommands": profile.delete_commands,
        "setMyDescription": profile.set_description,
        "getMyDescription": profile.get_description,
        "setMyShortDescription": profile.set_short_description,
        "getMyShortDescription": profile.get_short_description,
        "setChatMenuButton": profile.set_menu_button,
        "getChatMenuButton": profile.get_menu_button,
        "sendMessage": sending.send_message,
        "sendPhoto": sending.send_photo,
        "sendDocument": sending.send_document,
        "sendMessageDraft": sending.send_draft,
        "sendChatAction": sending.send_action,
        "editMessageText": editing.edit_text,
        "editMessageCaption": editing.edit_caption,
        "editMessageReplyMarkup": editing.edit_markup,
        "deleteMessage": editing.delete_message,
        "deleteMessages": editing.delete_messages,
        "setMessageReaction": editing.set_reaction,
        "answerCallbackQuery": editing.answer_press,
        "createForumTopic": topics.create,
        "editForumTopic": topics.edit,
        "closeForumTopic": topics.close,
        "reopenForumTopic": topics.reopen,
        "deleteForumTopic": topics.delete,
        "getChat": chats.get_chat,
        "getChatMember": chats.get_member,
        "getChatAdministrators": chats.get_administrators,
        "leaveChat": chats.leave,
        "getFile": chats.get_file,
    }
