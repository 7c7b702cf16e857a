"""chained history"""

import hashlib
import json
import secrets
from datetime import UTC
from itertools import groupby

import sqlalchemy as sa
from alembic import op

from bot.db.types import Utc

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.add_column(sa.Column("head", sa.String(length=64), server_default="", nullable=False))

    with op.batch_alter_table("ticket_event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("text_salt", sa.String(length=32), server_default="", nullable=False))
        batch_op.add_column(sa.Column("text_digest", sa.String(length=64), server_default="", nullable=False))
        batch_op.add_column(sa.Column("files_salt", sa.String(length=32), server_default="", nullable=False))
        batch_op.add_column(sa.Column("files_digest", sa.String(length=64), server_default="", nullable=False))
        batch_op.add_column(sa.Column("link", sa.String(length=64), server_default="", nullable=False))

    with op.batch_alter_table("phone_look", schema=None) as batch_op:
        batch_op.add_column(sa.Column("what", sa.String(length=8), server_default="phone", nullable=False))

    _chain(op.get_bind())


_CHUNK = 2_000


def _chain(conn: sa.Connection) -> None:
    """What was written before there was a chain is chained as it stands today."""
    big = sa.BigInteger()
    ticket = sa.table("ticket", sa.column("id", big), sa.column("head", sa.String()))
    event = sa.table(
        "ticket_event", sa.column("id", big), sa.column("ticket_id", big), sa.column("at", Utc),
        *(sa.column(name, sa.String()) for name in ("event", "state", "actor", "unit", "text", "files", "link")),
        sa.column("actor_id", big), sa.column("subtask_id", big),
        *(sa.column(f"{name}_{part}", sa.String()) for name in ("text", "files") for part in ("salt", "digest")),
    )  # fmt: skip
    last = 0
    while found := conn.execute(
        sa.select(ticket.c.id).where(ticket.c.id > last).order_by(ticket.c.id).limit(_CHUNK)
    ).scalars().all():  # fmt: skip
        rows = conn.execute(
            sa.select(event).where(event.c.ticket_id.between(found[0], found[-1]))
            .order_by(event.c.ticket_id, event.c.id)
        ).all()  # fmt: skip
        last = found[-1]
        lines, heads = [], []
        for ticket_id, history in groupby(rows, lambda row: row.ticket_id):
            before = ""
            for row in history:
                sealed = {name: _seal(getattr(row, name)) for name in ("text", "files")}
                held = (
                    before, ticket_id, row.at.astimezone(UTC).isoformat(timespec="microseconds"), row.event, row.state,
                    row.actor, row.actor_id, row.unit, row.subtask_id, sealed["text"][1], sealed["files"][1],
                )  # fmt: skip
                before = hashlib.sha256(json.dumps(held, ensure_ascii=False).encode()).hexdigest()
                lines.append({
                    "row": row.id, "link": before,
                    **{f"{name}_{part}": sealed[name][place] for name in sealed
                       for place, part in enumerate(("salt", "digest"))},
                })  # fmt: skip
            heads.append({"row": ticket_id, "head": before})
        for table, values in ((event, lines), (ticket, heads)):
            if values:
                names = [name for name in values[0] if name != "row"]
                new: dict[str, sa.BindParameter[str]] = {name: sa.bindparam(name) for name in names}
                conn.execute(sa.update(table).where(table.c.id == sa.bindparam("row")).values(new), values)


def _seal(words: str) -> tuple[str, str]:
    """Salt and digest, both empty for nothing."""
    if not words:
        return "", ""
    salt = secrets.token_hex(16)
    return salt, hashlib.sha256(f"{salt}\n{words}".encode()).hexdigest()


def downgrade() -> None:
    with op.batch_alter_table("phone_look", schema=None) as batch_op:
        batch_op.drop_column("what")

    with op.batch_alter_table("ticket_event", schema=None) as batch_op:
        batch_op.drop_column("link")
        batch_op.drop_column("files_digest")
        batch_op.drop_column("files_salt")
        batch_op.drop_column("text_digest")
        batch_op.drop_column("text_salt")

    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.drop_column("head")
