"""The tables as the first release made them."""

from __future__ import annotations

from typing import Final

from desktop_app.storage.connection import Connection

_STATEMENTS: Final = (
    """
    CREATE TABLE entry (
        feed INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        type INTEGER NOT NULL,
        entity BLOB NOT NULL,
        hlc INTEGER NOT NULL,
        state INTEGER NOT NULL,
        header BLOB NOT NULL,
        body BLOB,
        PRIMARY KEY (feed, seq)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX entry_entity ON entry (entity)",
    "CREATE INDEX entry_withheld ON entry (state) WHERE state != 0",
    """
    CREATE TABLE export_log (
        bundle BLOB NOT NULL,
        at INTEGER NOT NULL,
        file TEXT NOT NULL,
        recipients BLOB NOT NULL,
        vector BLOB NOT NULL,
        entries INTEGER NOT NULL,
        PRIMARY KEY (bundle)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE fact (
        name TEXT NOT NULL,
        value BLOB NOT NULL,
        PRIMARY KEY (name)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE feed (
        number INTEGER NOT NULL,
        id BLOB NOT NULL,
        device BLOB NOT NULL,
        scope INTEGER NOT NULL,
        nonce BLOB NOT NULL,
        own INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        link BLOB NOT NULL,
        closed INTEGER NOT NULL,
        PRIMARY KEY (number),
        UNIQUE (id)
    )
    """,
    """
    CREATE TABLE import_log (
        number INTEGER NOT NULL,
        bundle BLOB NOT NULL,
        at INTEGER NOT NULL,
        sender BLOB NOT NULL,
        outcome TEXT NOT NULL,
        reason TEXT NOT NULL,
        summary BLOB NOT NULL,
        PRIMARY KEY (number)
    )
    """,
    "CREATE INDEX ix_import_log_bundle ON import_log (bundle)",
    """
    CREATE TABLE mapping (
        headings TEXT NOT NULL,
        data TEXT NOT NULL,
        PRIMARY KEY (headings)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE parked (
        feed BLOB NOT NULL,
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        device BLOB NOT NULL,
        at INTEGER NOT NULL,
        data BLOB NOT NULL,
        PRIMARY KEY (feed, start)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE peer (
        device BLOB NOT NULL,
        control INTEGER NOT NULL,
        vector BLOB NOT NULL,
        heard_at INTEGER NOT NULL,
        PRIMARY KEY (device)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE quarantine (
        number INTEGER NOT NULL,
        feed BLOB NOT NULL,
        start INTEGER NOT NULL,
        reason TEXT NOT NULL,
        device BLOB NOT NULL,
        at INTEGER NOT NULL,
        data BLOB NOT NULL,
        PRIMARY KEY (number)
    )
    """,
    "CREATE UNIQUE INDEX quarantine_feed ON quarantine (feed, start)",
    """
    CREATE TABLE review (
        type INTEGER NOT NULL,
        entity BLOB NOT NULL,
        scope INTEGER NOT NULL,
        "key" BLOB NOT NULL,
        PRIMARY KEY (type, entity, scope, "key")
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE scope (
        number INTEGER NOT NULL,
        id BLOB NOT NULL,
        kind TEXT NOT NULL,
        community BLOB NOT NULL,
        PRIMARY KEY (number),
        UNIQUE (id)
    )
    """,
    """
    CREATE TABLE signed_head (
        feed INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        data BLOB NOT NULL,
        PRIMARY KEY (feed, seq)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE statement (
        kind TEXT NOT NULL,
        subject BLOB NOT NULL,
        version INTEGER NOT NULL,
        data BLOB NOT NULL,
        PRIMARY KEY (kind, subject, version)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE undo (
        id BLOB NOT NULL,
        at INTEGER NOT NULL,
        title TEXT NOT NULL,
        records BLOB NOT NULL,
        undone_at INTEGER NOT NULL,
        PRIMARY KEY (id)
    ) WITHOUT ROWID
    """,
)


def upgrade(connection: Connection) -> None:
    """Make every table of version 1."""
    for statement in _STATEMENTS:
        connection.run(statement)
