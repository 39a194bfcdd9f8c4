"""The tables as the first release made them."""

from __future__ import annotations

from alembic.operations import Operations
from sqlalchemy import BLOB, Column, Integer, Text, text


def upgrade(op: Operations) -> None:
    """Make every table of version 1."""
    op.create_table(
        "entry",
        Column("feed", Integer, primary_key=True),
        Column("seq", Integer, primary_key=True),
        Column("type", Integer, nullable=False),
        Column("entity", BLOB, nullable=False),
        Column("hlc", Integer, nullable=False),
        Column("state", Integer, nullable=False),
        Column("header", BLOB, nullable=False),
        Column("body", BLOB),
        sqlite_with_rowid=False,
    )
    op.create_index("entry_entity", "entry", ["entity"])
    op.create_index("entry_withheld", "entry", ["state"], sqlite_where=text("state != 0"))
    op.create_table(
        "export_log",
        Column("bundle", BLOB, primary_key=True),
        Column("at", Integer, nullable=False),
        Column("file", Text, nullable=False),
        Column("recipients", BLOB, nullable=False),
        Column("vector", BLOB, nullable=False),
        Column("entries", Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "fact",
        Column("name", Text, primary_key=True),
        Column("value", BLOB, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "feed",
        Column("number", Integer, primary_key=True),
        Column("id", BLOB, nullable=False, unique=True),
        Column("device", BLOB, nullable=False),
        Column("scope", Integer, nullable=False),
        Column("nonce", BLOB, nullable=False),
        Column("own", Integer, nullable=False),
        Column("seq", Integer, nullable=False),
        Column("link", BLOB, nullable=False),
        Column("closed", Integer, nullable=False),
    )
    op.create_table(
        "import_log",
        Column("number", Integer, primary_key=True),
        Column("bundle", BLOB, nullable=False),
        Column("at", Integer, nullable=False),
        Column("sender", BLOB, nullable=False),
        Column("outcome", Text, nullable=False),
        Column("reason", Text, nullable=False),
        Column("summary", BLOB, nullable=False),
    )
    op.create_index("ix_import_log_bundle", "import_log", ["bundle"])
    op.create_table(
        "mapping",
        Column("headings", Text, primary_key=True),
        Column("data", Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "parked",
        Column("feed", BLOB, primary_key=True),
        Column("start", Integer, primary_key=True),
        Column("end", Integer, nullable=False),
        Column("device", BLOB, nullable=False),
        Column("at", Integer, nullable=False),
        Column("data", BLOB, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "peer",
        Column("device", BLOB, primary_key=True),
        Column("control", Integer, nullable=False),
        Column("vector", BLOB, nullable=False),
        Column("heard_at", Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "quarantine",
        Column("number", Integer, primary_key=True),
        Column("feed", BLOB, nullable=False),
        Column("start", Integer, nullable=False),
        Column("reason", Text, nullable=False),
        Column("device", BLOB, nullable=False),
        Column("at", Integer, nullable=False),
        Column("data", BLOB, nullable=False),
    )
    op.create_index("quarantine_feed", "quarantine", ["feed", "start"], unique=True)
    op.create_table(
        "review",
        Column("type", Integer, primary_key=True),
        Column("entity", BLOB, primary_key=True),
        Column("scope", Integer, primary_key=True),
        Column("key", BLOB, primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "scope",
        Column("number", Integer, primary_key=True),
        Column("id", BLOB, nullable=False, unique=True),
        Column("kind", Text, nullable=False),
        Column("community", BLOB, nullable=False),
    )
    op.create_table(
        "signed_head",
        Column("feed", Integer, primary_key=True),
        Column("seq", Integer, primary_key=True),
        Column("data", BLOB, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "statement",
        Column("kind", Text, primary_key=True),
        Column("subject", BLOB, primary_key=True),
        Column("version", Integer, primary_key=True),
        Column("data", BLOB, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "undo",
        Column("id", BLOB, primary_key=True),
        Column("at", Integer, nullable=False),
        Column("title", Text, nullable=False),
        Column("records", BLOB, nullable=False),
        Column("undone_at", Integer, nullable=False),
        sqlite_with_rowid=False,
    )
