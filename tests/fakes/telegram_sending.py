"""The methods with which the bot says something: messages, photos, documents, drafts and the typing sign."""

import io

from PIL import Image, UnidentifiedImageError

from tests.fakes.telegram_body import Params, Upload
from tests.fakes.telegram_markup import check_markup, is_inline
from tests.fakes.telegram_refusal import Json, RefusalError, bad_request
from tests.fakes.telegram_text import MAX_CAPTION, MAX_TEXT, formatted, units
from tests.fakes.telegram_world import Chat, World

MAX_UPLOAD = 50 * 1024 * 1024
MAX_PHOTO = 10 * 1024 * 1024
ACTIONS = frozenset({
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note",
})  # fmt: skip


class Sending:
    """Answers the send methods out of one world."""

    def __init__(self, world: World) -> None:
        self._world = world

    def send_message(self, params: Params) -> Json:
        """sendMessage: 1 to 4096 UTF-16 units after entities were read."""
        chat = self._world.open_chat(params)
        return self._post(chat, params, content_of(params, "text"))

    def send_photo(self, params: Params) -> Json:
        """sendPhoto: an upload of at most 10 MB that is a picture, or the file_id of one."""
        chat = self._world.open_chat(params)
        return self._post(chat, params, {"photo": self._photo(params)} | content_of(params, "caption"))

    def send_document(self, params: Params) -> Json:
        """sendDocument: an upload of at most 50 MB, or a file_id."""
        chat = self._world.open_chat(params)
        return self._post(chat, params, {"document": self._document(params)} | content_of(params, "caption"))

    def send_draft(self, params: Params) -> bool:
        """sendMessageDraft: a preview in a private chat, gone after 30 seconds or with the next message."""
        chat = self._world.open_chat(params)
        if not chat.private:
            raise bad_request("TEXTDRAFT_PEER_INVALID")
        draft = params.number("draft_id")
        if not draft:
            raise bad_request("draft_id must be non-zero")
        text, _ = formatted(params, "text")
        if units(text) > MAX_TEXT:
            raise bad_request("message is too long")
        chat.drafts[draft] = (text, self._world.now())
        return True

    def send_action(self, params: Params) -> bool:
        """sendChatAction: one of the known signs."""
        chat = self._world.open_chat(params)
        thread = params.number("message_thread_id")
        # The typing sign, unlike a message, names the General topic by its number.
        if thread != 1 or not chat.is_forum:
            self._world.open_topic(chat, thread)
        if params.text("action") not in ACTIONS:
            raise bad_request("wrong parameter action in request")
        chat.actions.append((params.text("action"), self._world.now()))
        return True

    def _post(self, chat: Chat, params: Params, content: Json) -> Json:
        markup = params.mapping("reply_markup") or {}
        check_markup(markup, chat.type)
        thread = params.number("message_thread_id")
        self._world.open_topic(chat, thread)
        answered = self._answered(chat, params)
        if answered and not thread:
            thread = answered.get("message_thread_id") if answered.get("is_topic_message") else None
        fields = self._world.topic_fields(chat, thread) | content
        if answered:
            fields["reply_to_message"] = {k: v for k, v in answered.items() if k != "reply_to_message"}
        if "inline_keyboard" in markup:
            fields["reply_markup"] = markup
        chat.drafts.clear()
        return self._world.post(chat, None, fields, inline=is_inline(markup))

    def _answered(self, chat: Chat, params: Params) -> Json | None:
        wanted = params.mapping("reply_parameters")
        if not wanted:
            return None
        entry = chat.entries.get(wanted.get("message_id", 0))
        elsewhere = wanted.get("chat_id") not in (None, chat.id)
        if entry is not None and not elsewhere:
            return entry.message
        if wanted.get("allow_sending_without_reply"):
            return None
        raise bad_request("message to be replied not found")

    def _photo(self, params: Params) -> list[Json]:
        data = self._bytes(params, "photo", MAX_PHOTO)
        size = picture_size(data)
        if size is None:
            raise bad_request("IMAGE_PROCESS_FAILED")
        return [self._world.keep_file(data, "photos/file_{}.jpg") | {"width": size[0], "height": size[1]}]

    def _document(self, params: Params) -> Json:
        upload = params.files.get("document")
        data = self._bytes(params, "document", MAX_UPLOAD)
        name = upload.name if upload else "document"
        mime = upload.mime if upload else "application/octet-stream"
        return self._world.keep_file(data, "documents/file_{}") | {"file_name": name, "mime_type": mime}

    def _bytes(self, params: Params, name: str, limit: int) -> bytes:
        upload: Upload | None = params.files.get(name)
        if upload is None:
            reference = params.text(name)
            if reference.startswith("attach://"):
                upload = params.files.get(reference.removeprefix("attach://"))
            elif reference in self._world.files:
                return self._world.files[reference].data
        if upload is None:
            # A real server would fetch an http address; this one has no network.
            raise bad_request("wrong file identifier/HTTP URL specified")
        if not upload.data:
            raise bad_request("file must be non-empty")
        if len(upload.data) > limit:
            raise RefusalError(413, "Request Entity Too Large")
        return upload.data


def content_of(params: Params, name: str) -> Json:
    """The fields `text` and `entities` (or their caption twins) of a call, within Telegram's limits."""
    text, entities = formatted(params, name)
    if name == "text":
        if not text.strip():
            raise bad_request("message text is empty")
        if units(text) > MAX_TEXT:
            raise bad_request("message is too long")
        return {"text": text} | ({"entities": entities} if entities else {})
    if units(text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    if not text:
        return {}
    return {"caption": text} | ({"caption_entities": entities} if entities else {})


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels, None where this is no picture."""
    try:
        with Image.open(io.BytesIO(data)) as picture:
            return picture.size
    except (UnidentifiedImageError, OSError):
        return None
