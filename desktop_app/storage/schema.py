"""The tables of the log, of trust and of exchange, as they stand in this release.

They are migrated by Alembic (`storage/migrations`). The tables that screens read are not here:
they are made from the declared fields and rebuilt from the log (`storage.rows`).
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import BLOB, Column, Index, Integer, MetaData, Table, Text

VERSION: Final = 2
"""Written to PRAGMA user_version; rises with each migration."""

metadata = MetaData()

fact = Table(
    "fact",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", BLOB, nullable=False),
    sqlite_with_rowid=False,
)
"""What this vault knows of itself: ids, counters, its keys."""

scope = Table(
    "scope",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", BLOB, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("community", BLOB, nullable=False),
)

feed = Table(
    "feed",
    metadata,
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

entry = Table(
    "entry",
    metadata,
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
Index("entry_entity", entry.c.entity)
Index("entry_withheld", entry.c.state, sqlite_where=entry.c.state != 0)

signed_head = Table(
    "signed_head",
    metadata,
    Column("feed", Integer, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("data", BLOB, nullable=False),
    sqlite_with_rowid=False,
)

unread = Table(
    "unread",
    metadata,
    Column("feed", Integer, primary_key=True),
    Column("seq", Integer, primary_key=True),
    sqlite_with_rowid=False,
)
"""Entries that hold something which only a newer Portage understands."""

statement = Table(
    "statement",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("subject", BLOB, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("data", BLOB, nullable=False),
    sqlite_with_rowid=False,
)
"""Signed statements of trust, as they came: root, roster, people, certificate, countersignature."""

review = Table(
    "review",
    metadata,
    Column("type", Integer, primary_key=True),
    Column("entity", BLOB, primary_key=True),
    Column("scope", Integer, primary_key=True),
    Column("key", BLOB, primary_key=True),
    sqlite_with_rowid=False,
)
"""One row for each field that waits for a person's decision; derived, rebuilt with the rows."""

review_seen = Table(
    "review_seen",
    metadata,
    Column("type", Integer, primary_key=True),
    Column("entity", BLOB, primary_key=True),
    Column("scope", Integer, primary_key=True),
    Column("key", BLOB, primary_key=True),
    Column("at", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""Since when each of these has waited here (UTC milliseconds); survives a rebuild."""

peer = Table(
    "peer",
    metadata,
    Column("device", BLOB, primary_key=True),
    Column("control", Integer, nullable=False),
    Column("vector", BLOB, nullable=False),
    Column("heard_at", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""The newest signed version vector of each other device."""

peer_incarnation = Table(
    "peer_incarnation",
    metadata,
    Column("device", BLOB, primary_key=True),
    Column("incarnation", Integer, primary_key=True),
    Column("control", Integer, nullable=False),
    Column("vector", BLOB, nullable=False),
    Column("heard_at", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""The newest word of each incarnation of a device: a restored laptop, or two copies of one."""

carried = Table(
    "carried",
    metadata,
    Column("file", BLOB, primary_key=True),
    Column("addressees", BLOB, nullable=False),
    Column("sender", BLOB, nullable=False),
    Column("control", Integer, nullable=False),
    Column("at", Integer, nullable=False),
    Column("days", Integer, nullable=False),
    Column("data", BLOB, nullable=False),
    sqlite_with_rowid=False,
)
"""Sealed files for other laptops, taken along unopened. at: when they came; days: counted here."""

escrow_wrap = Table(
    "escrow_wrap",
    metadata,
    Column("device", BLOB, primary_key=True),
    Column("at", Integer, nullable=False),
    Column("data", BLOB, nullable=False),
    sqlite_with_rowid=False,
)
"""The database key of each laptop, sealed for the organisation's escrow, as it last came."""

erased_subject = Table(
    "erased_subject",
    metadata,
    Column("subject", BLOB, primary_key=True),
    Column("erasure", BLOB, nullable=False),
    sqlite_with_rowid=False,
)
"""Ids of records that were erased: nothing about them is ever written here again."""

erasure_receipt = Table(
    "erasure_receipt",
    metadata,
    Column("erasure", BLOB, primary_key=True),
    Column("device", BLOB, primary_key=True),
    Column("at", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""Which laptop has said that it carried an erasure out, and when that word came."""

import_log = Table(
    "import_log",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("bundle", BLOB, nullable=False, index=True),
    Column("at", Integer, nullable=False),
    Column("sender", BLOB, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("summary", BLOB, nullable=False),
)

export_log = Table(
    "export_log",
    metadata,
    Column("bundle", BLOB, primary_key=True),
    Column("at", Integer, nullable=False),
    Column("file", Text, nullable=False),
    Column("recipients", BLOB, nullable=False),
    Column("vector", BLOB, nullable=False),
    Column("entries", Integer, nullable=False),
    sqlite_with_rowid=False,
)

parked = Table(
    "parked",
    metadata,
    Column("feed", BLOB, primary_key=True),
    Column("start", Integer, primary_key=True),
    Column("end", Integer, nullable=False),
    Column("device", BLOB, nullable=False),
    Column("at", Integer, nullable=False),
    Column("data", BLOB, nullable=False),
    sqlite_with_rowid=False,
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("feed", BLOB, nullable=False),
    Column("start", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("device", BLOB, nullable=False),
    Column("at", Integer, nullable=False),
    Column("data", BLOB, nullable=False),
    Index("quarantine_feed", "feed", "start", unique=True),
)

undo = Table(
    "undo",
    metadata,
    Column("id", BLOB, primary_key=True),
    Column("at", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("records", BLOB, nullable=False),
    Column("undone_at", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""Imports of files that can be taken back: which records each one made or changed."""

mapping = Table(
    "mapping",
    metadata,
    Column("headings", Text, primary_key=True),
    Column("data", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""Saved answers to 'which column is which', by the headings of the file."""
