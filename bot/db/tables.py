"""The machine's own tables."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, text

from bot.db.types import BigId, Utc, metadata

intake = Table(
    "intake",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("channel", String(32), nullable=False),
    Column("message_id", String(200), nullable=False),
    Column("conversation", String(300), nullable=False),
    Column("payload", Text, nullable=False),
    Column("received_at", Utc, nullable=False),
    Column("not_before", Utc),
    Column("handled_at", Utc),
    Column("outcome", String(32), nullable=False, server_default=""),
    Column("tries", Integer, nullable=False, server_default="0"),
    UniqueConstraint("channel", "message_id"),
    Index("ix_intake_open", "conversation", "id", sqlite_where=text("handled_at IS NULL"),
          postgresql_where=text("handled_at IS NULL")),
)  # fmt: skip

outgoing = Table(
    "outgoing",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("channel", String(32), nullable=False),
    Column("chat", String(200), nullable=False),
    Column("topic", String(64), nullable=False, server_default=""),
    Column("lane", String(300), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("payload", Text, nullable=False),
    Column("about", String(64), nullable=False, server_default=""),
    Column("card_id", BigId),
    Column("seq", BigId),
    Column("state", String(10), nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("due_at", Utc, nullable=False),
    Column("done_at", Utc),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("platform_id", String(64), nullable=False, server_default=""),
    Column("error", Text, nullable=False, server_default=""),
    Column("hours", String(8), nullable=False, server_default=""),
    Index("ix_outgoing_queued", "channel", "lane", "id", sqlite_where=text("state = 'queued'"),
          postgresql_where=text("state = 'queued'")),
    Index("ix_outgoing_platform", "channel", "chat", "platform_id"),
    Index("ix_outgoing_mailbox", "channel", "chat", "seq"),
    Index("ix_outgoing_about", "about"),
)  # fmt: skip

card = Table(
    "card",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("about", String(64), nullable=False),
    Column("channel", String(32), nullable=False),
    Column("chat", String(200), nullable=False),
    Column("topic", String(64), nullable=False, server_default=""),
    Column("platform_id", String(64), nullable=False, server_default=""),
    Column("response_code", String(200), nullable=False, server_default=""),
    Column("updated_at", Utc, nullable=False),
    Index("ix_card_about", "about"),
)

mailbox = Table(
    "mailbox",
    metadata,
    Column("channel", String(32), primary_key=True),
    Column("chat", String(200), primary_key=True),
    Column("seq", BigId, nullable=False),
)

person = Table(
    "person",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("lang", String(8), nullable=False, server_default=""),
    Column("large", Boolean, nullable=False, server_default=text("false")),
    Column("greeted_at", Utc),
    Column("created_at", Utc, nullable=False),
)

identity = Table(
    "identity",
    metadata,
    Column("channel", String(32), primary_key=True),
    Column("external", String(200), primary_key=True),
    Column("person_id", BigId, ForeignKey("person.id"), nullable=False, index=True),
    Column("reachable", Boolean, nullable=False, server_default=text("true")),
)

link_code = Table(
    "link_code",
    metadata,
    Column("code", String(64), primary_key=True),
    Column("person_id", BigId, ForeignKey("person.id"), nullable=False),
    Column("expires_at", Utc, nullable=False),
)

conversation = Table(
    "conversation",
    metadata,
    Column("key", String(300), primary_key=True),
    Column("channel", String(32), nullable=False),
    Column("chat", String(200), nullable=False),
    Column("person_id", BigId, ForeignKey("person.id"), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("dialog", Text, nullable=False, server_default=""),
    Column("offered", Text, nullable=False, server_default=""),
    Column("recent", Text, nullable=False, server_default=""),
    Column("with_person", String(64), nullable=False, server_default=""),
    Column("touched_at", Utc, nullable=False),
)

staff = Table(
    "staff",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("name", String(100), nullable=False),
    Column("unit", String(64), nullable=False, server_default=""),
    Column("role", String(32), nullable=False, server_default="member"),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    Column("created_at", Utc, nullable=False),
    Column("acted_at", Utc),
    Column("code", String(32), index=True),
)

staff_identity = Table(
    "staff_identity",
    metadata,
    Column("channel", String(32), primary_key=True),
    Column("external", String(200), primary_key=True),
    Column("staff_id", BigId, ForeignKey("staff.id"), nullable=False, index=True),
)

staff_key = Table(
    "staff_key",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("staff_id", BigId, ForeignKey("staff.id")),
    Column("purpose", String(16), nullable=False),
    Column("expires_at", Utc, nullable=False),
    Column("used_at", Utc),
)

staff_group = Table(
    "staff_group",
    metadata,
    Column("channel", String(32), primary_key=True),
    Column("configured", String(200), primary_key=True),
    Column("chat", String(200), nullable=False),
    Column("unit", String(64), nullable=False, server_default=""),
    Column("topic", String(64), nullable=False, server_default=""),
    Column("alive", Boolean, nullable=False, server_default=text("true")),
)

area = Table(
    "area",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("parent_id", BigId, ForeignKey("area.id"), index=True),
    Column("kind", String(16), nullable=False),
    Column("name", String(100), nullable=False),
    Column("code", String(32), index=True),
    Column("unit", String(32), nullable=False, server_default=""),
    Column("worker_id", BigId, ForeignKey("staff.id")),
)

consent = Table(
    "consent",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("person_id", BigId, ForeignKey("person.id"), nullable=False, index=True),
    Column("purpose", String(32), nullable=False),
    Column("text_version", String(32), nullable=False),
    Column("given_at", Utc, nullable=False),
    Column("withdrawn_at", Utc),
)

file = Table(
    "file",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("hash", String(64), nullable=False, index=True),
    Column("person_id", BigId, ForeignKey("person.id"), index=True),
    Column("mime", String(64), nullable=False),
    Column("size", BigId, nullable=False),
    Column("name", String(200), nullable=False, server_default=""),
    Column("created_at", Utc, nullable=False),
)

timer = Table(
    "timer",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("kind", String(48), nullable=False),
    Column("about", String(64), nullable=False),
    Column("due_at", Utc, nullable=False, index=True),
    Column("data", Text, nullable=False, server_default=""),
    Column("tries", Integer, nullable=False, server_default="0"),
    Index("ix_timer_about", "about", "kind"),
)

counter = Table(
    "counter",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", BigId, nullable=False),
)

secret = Table(
    "secret",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", String(200), nullable=False),
    Column("created_at", Utc, nullable=False),
)

switch = Table(
    "switch",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("on", Boolean, nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Column("at", Utc, nullable=False),
)

state = Table(
    "state",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),
    Column("at", Utc, nullable=False),
)

alarm = Table(
    "alarm",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("kind", String(48), nullable=False),
    Column("about", String(200), nullable=False, server_default=""),
    Column("text", Text, nullable=False),
    Column("at", Utc, nullable=False),
    Column("seen_at", Utc),
)

retention = Table(
    "retention",
    metadata,
    Column("table_name", String(64), primary_key=True),
    Column("days", Integer, nullable=False),
)

entry_revision = Table(
    "entry_revision",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("entry", String(64), nullable=False),
    Column("data", Text, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("author", String(100), nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    Column("at", Utc, nullable=False),
    Index("ix_entry_revision_entry", "entry", "id"),
)

entry_signature = Table(
    "entry_signature",
    metadata,
    Column("entry", String(64), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("unit", String(100), nullable=False),
    Column("staff_id", BigId, ForeignKey("staff.id")),
    Column("name", String(100), nullable=False),
    Column("at", Utc, nullable=False),
)

place = Table(
    "place",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("data", Text, nullable=False),
    Column("author", String(100), nullable=False),
    Column("at", Utc, nullable=False),
)
