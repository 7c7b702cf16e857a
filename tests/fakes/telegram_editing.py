"""The methods that act on what is there already: edits, deletions, reactions and answers to presses."""

from tests.fakes.telegram_body import Params
from tests.fakes.telegram_markup import check_markup
from tests.fakes.telegram_refusal import Json, bad_request
from tests.fakes.telegram_sending import content_of
from tests.fakes.telegram_world import Chat, Entry, World

DELETABLE_S = 48 * 3600.0
MAX_ANSWER = 200
MAX_IDS = 100
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


class Editing:
    """Answers edit, delete, reaction and callback methods. `press_deadline_s` None never lets a press grow old."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.press_deadline_s: float | None = None

    def edit_text(self, params: Params) -> Json:
        """editMessageText: leaving out reply_markup takes the buttons away."""
        chat, entry = self._editable(params)
        if "text" not in entry.message:
            raise bad_request("there is no text in the message to edit")
        return self._change(chat, entry, params, content_of(params, "text"), ("text", "entities"))

    def edit_caption(self, params: Params) -> Json:
        """editMessageCaption of a photo or document."""
        chat, entry = self._editable(params)
        if "text" in entry.message:
            raise bad_request("there is no caption in the message to edit")
        return self._change(chat, entry, params, content_of(params, "caption"), ("caption", "caption_entities"))

    def edit_markup(self, params: Params) -> Json:
        """editMessageReplyMarkup: the buttons alone."""
        chat, entry = self._editable(params)
        return self._change(chat, entry, params, {}, ())

    def delete_message(self, params: Params) -> bool:
        """deleteMessage: not after 48 hours; messages of others in a group need can_delete_messages."""
        chat = self._world.open_chat(params)
        number = params.number("message_id")
        entry = chat.entries.get(number or 0)
        if entry is None:
            raise bad_request("message to delete not found")
        if not self._deletable(chat, entry):
            raise bad_request("message can't be deleted")
        del chat.entries[entry.message["message_id"]]
        return True

    def delete_messages(self, params: Params) -> bool:
        """deleteMessages: up to 100; those that are gone or not the bot's to delete are passed over."""
        chat = self._world.open_chat(params)
        numbers = params.items("message_ids") or []
        if not 1 <= len(numbers) <= MAX_IDS:
            raise bad_request("message identifiers are not specified" if not numbers else "too many messages")
        for number in numbers:
            entry = chat.entries.get(number)
            if entry is not None and self._deletable(chat, entry):
                del chat.entries[number]
        return True

    def set_reaction(self, params: Params) -> bool:
        """setMessageReaction: a bot has one reaction a message, an empty list takes it back."""
        chat = self._world.open_chat(params)
        number = params.number("message_id") or 0
        if number not in chat.entries:
            raise bad_request("message to react not found")
        reactions = params.items("reaction") or []
        if len(reactions) > 1:
            raise bad_request("REACTIONS_TOO_MANY")
        if any(reaction.get("type") not in {"emoji", "custom_emoji"} for reaction in reactions):
            raise bad_request("REACTION_INVALID")
        chat.reactions[number] = reactions
        return True

    def answer_press(self, params: Params) -> bool:
        """answerCallbackQuery: recorded with the press; refused when it is unknown or too old."""
        press = self._world.presses.get(params.text("callback_query_id"))
        age_limit = self.press_deadline_s
        if press is None or press.expired or (age_limit is not None and self._world.now() - press.at > age_limit):
            raise bad_request(TOO_OLD)
        if len(params.text("text")) > MAX_ANSWER:
            raise bad_request("MESSAGE_TOO_LONG")
        press.answers.append(params.values)
        return True

    def _editable(self, params: Params) -> tuple[Chat, Entry]:
        chat = self._world.open_chat(params)
        entry = chat.entries.get(params.number("message_id") or 0)
        if entry is None:
            raise bad_request("message to edit not found")
        # A message that carried a keyboard below the input line cannot be edited either.
        if not entry.by_bot or not entry.inline:
            raise bad_request("message can't be edited")
        return chat, entry

    def _change(self, chat: Chat, entry: Entry, params: Params, content: Json, replaced: tuple[str, ...]) -> Json:
        markup = params.mapping("reply_markup") or {}
        check_markup(markup, chat.type)
        if markup and "inline_keyboard" not in markup:
            raise bad_request("inline keyboard expected")
        kept = {name: value for name, value in entry.message.items() if name not in (*replaced, "reply_markup")}
        changed = kept | content
        if markup.get("inline_keyboard"):
            changed["reply_markup"] = markup
        if changed == entry.message:
            raise bad_request(NOT_MODIFIED)
        entry.message = changed | {"edit_date": int(self._world.now())}
        return entry.message

    def _deletable(self, chat: Chat, entry: Entry) -> bool:
        if self._world.now() - entry.at > DELETABLE_S:
            return False
        return entry.by_bot or chat.private or "can_delete_messages" in chat.rights
