"""Room for what a whole exchange keeps: carried files, escrow, erasures, words by incarnation, and
since when conflicts wait."""

from __future__ import annotations

from alembic.operations import Operations
from sqlalchemy import BLOB, Column, Integer


def upgrade(op: Operations) -> None:
    """Make the tables that version 2 adds."""
    op.create_table(
        "unread",
        Column("feed", Integer, primary_key=True),
        Column("seq", Integer, primary_key=True),
        sqlite_with_rowid=False,
    )
    op.execute("INSERT INTO unread(feed, seq) SELECT feed, seq FROM entry WHERE state = 1")
    op.create_table(
        "peer_incarnation",
        Column("device", BLOB, primary_key=True),
        Column("incarnation", Integer, primary_key=True),
        Column("control", Integer, nullable=False),
        Column("vector", BLOB, nullable=False),
        Column("heard_at", Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "carried",
        Column("file", BLOB, primary_key=True),
        Column("addressees", BLOB, nullable=False),
        Column("sender", BLOB, nullable=False),
        Column("control", Integer, nullable=False),
        Column("at", Integer, nullable=False),
        Column("days", Integer, nullable=False),
        Column("data", BLOB, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "escrow_wrap",
        Column("device", BLOB, primary_key=True),
        Column("at", Integer, nullable=False),
        Column("data", BLOB, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "erased_subject",
        Column("subject", BLOB, primary_key=True),
        Column("erasure", BLOB, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "erasure_receipt",
        Column("erasure", BLOB, primary_key=True),
        Column("device", BLOB, primary_key=True),
        Column("at", Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "review_seen",
        Column("type", Integer, primary_key=True),
        Column("entity", BLOB, primary_key=True),
        Column("scope", Integer, primary_key=True),
        Column("key", BLOB, primary_key=True),
        Column("at", Integer, nullable=False),
        sqlite_with_rowid=False,
    )
