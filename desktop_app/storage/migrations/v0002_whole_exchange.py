"""Room for what a whole exchange keeps: carried files, escrow, erasures, words by incarnation, and
since when conflicts wait."""

from __future__ import annotations

from typing import Final

from desktop_app.storage.connection import Connection

_STATEMENTS: Final = (
    """
    CREATE TABLE unread (
        feed INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        PRIMARY KEY (feed, seq)
    ) WITHOUT ROWID
    """,
    "INSERT INTO unread(feed, seq) SELECT feed, seq FROM entry WHERE state = 1",
    """
    CREATE TABLE peer_incarnation (
        device BLOB NOT NULL,
        incarnation INTEGER NOT NULL,
        control INTEGER NOT NULL,
        vector BLOB NOT NULL,
        heard_at INTEGER NOT NULL,
        PRIMARY KEY (device, incarnation)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE carried (
        file BLOB NOT NULL,
        addressees BLOB NOT NULL,
        sender BLOB NOT NULL,
        control INTEGER NOT NULL,
        at INTEGER NOT NULL,
        days INTEGER NOT NULL,
        data BLOB NOT NULL,
        PRIMARY KEY (file)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE escrow_wrap (
        device BLOB NOT NULL,
        at INTEGER NOT NULL,
        data BLOB NOT NULL,
        PRIMARY KEY (device)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE erased_subject (
        subject BLOB NOT NULL,
        erasure BLOB NOT NULL,
        PRIMARY KEY (subject)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE erasure_receipt (
        erasure BLOB NOT NULL,
        device BLOB NOT NULL,
        at INTEGER NOT NULL,
        PRIMARY KEY (erasure, device)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE review_seen (
        type INTEGER NOT NULL,
        entity BLOB NOT NULL,
        scope INTEGER NOT NULL,
        "key" BLOB NOT NULL,
        at INTEGER NOT NULL,
        PRIMARY KEY (type, entity, scope, "key")
    ) WITHOUT ROWID
    """,
)


def upgrade(connection: Connection) -> None:
    """Make the tables that version 2 adds."""
    for statement in _STATEMENTS:
        connection.run(statement)
