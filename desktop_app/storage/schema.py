"""The tables of the log, of trust and of exchange, as they stand in this release.

An older vault comes up to them by `storage/migrations`. The tables that screens read are not here:
they are made from the declared fields and rebuilt from the log (`storage.rows`).
"""

from __future__ import annotations

from typing import Final

from desktop_app.storage.connection import Connection

VERSION: Final = 2
"""Written to PRAGMA user_version; rises with each migration."""

STATEMENTS: Final = (
    # What this vault knows of itself: ids, counters, its keys.
    """
    CREATE TABLE fact (
        name TEXT NOT NULL,
        value BLOB NOT NULL,
        PRIMARY KEY (name)
    ) WITHOUT ROWID
    """,
    # The parts that data is divided into, numbered here for short: see `domain.fields.Scope`.
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
    # What one device wrote in one scope, as far as it came: `seq` entries, the last of hash `link`.
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
    # The log itself. state: `storage.log` (0 counts); body: none where it was erased or has not come.
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
    # The last entry of a feed, signed by its device, as it came with each segment.
    """
    CREATE TABLE signed_head (
        feed INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        data BLOB NOT NULL,
        PRIMARY KEY (feed, seq)
    ) WITHOUT ROWID
    """,
    # Entries that hold something which only a newer Portage understands.
    """
    CREATE TABLE unread (
        feed INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        PRIMARY KEY (feed, seq)
    ) WITHOUT ROWID
    """,
    # Signed statements of trust, as they came: root, roster, people, certificate, countersignature.
    """
    CREATE TABLE statement (
        kind TEXT NOT NULL,
        subject BLOB NOT NULL,
        version INTEGER NOT NULL,
        data BLOB NOT NULL,
        PRIMARY KEY (kind, subject, version)
    ) WITHOUT ROWID
    """,
    # One row for each field that waits for a person's decision; derived, rebuilt with the rows.
    """
    CREATE TABLE review (
        type INTEGER NOT NULL,
        entity BLOB NOT NULL,
        scope INTEGER NOT NULL,
        "key" BLOB NOT NULL,
        PRIMARY KEY (type, entity, scope, "key")
    ) WITHOUT ROWID
    """,
    # Since when each of these has waited here (UTC milliseconds); survives a rebuild.
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
    # The newest signed version vector of each other device.
    """
    CREATE TABLE peer (
        device BLOB NOT NULL,
        control INTEGER NOT NULL,
        vector BLOB NOT NULL,
        heard_at INTEGER NOT NULL,
        PRIMARY KEY (device)
    ) WITHOUT ROWID
    """,
    # The newest word of each incarnation of a device: a restored laptop, or two copies of one.
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
    # Sealed files for other laptops, taken along unopened. at: when they came; days: counted here.
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
    # The database key of each laptop, sealed for the organisation's escrow, as it last came.
    """
    CREATE TABLE escrow_wrap (
        device BLOB NOT NULL,
        at INTEGER NOT NULL,
        data BLOB NOT NULL,
        PRIMARY KEY (device)
    ) WITHOUT ROWID
    """,
    # Ids of records that were erased: nothing about them is ever written here again.
    """
    CREATE TABLE erased_subject (
        subject BLOB NOT NULL,
        erasure BLOB NOT NULL,
        PRIMARY KEY (subject)
    ) WITHOUT ROWID
    """,
    # Which laptop has said that it carried an erasure out, and when that word came.
    """
    CREATE TABLE erasure_receipt (
        erasure BLOB NOT NULL,
        device BLOB NOT NULL,
        at INTEGER NOT NULL,
        PRIMARY KEY (erasure, device)
    ) WITHOUT ROWID
    """,
    # Every bundle that was taken in here. summary: plain data for the screens.
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
    # Every bundle that was written here. vector: what it brought each feed up to.
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
    # Segments that wait for what comes before them in their feed.
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
    # Segments that may not count, and why. data: empty where there was no room for it.
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
    # Imports of files that can be taken back: which records each one made or changed.
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
    # Saved answers to 'which column is which', by the headings of the file.
    """
    CREATE TABLE mapping (
        headings TEXT NOT NULL,
        data TEXT NOT NULL,
        PRIMARY KEY (headings)
    ) WITHOUT ROWID
    """,
)
"""What makes an empty database of this version, one table after another, each with its indexes."""


def create(connection: Connection) -> None:
    """Make every table, empty, inside the caller's transaction."""
    for statement in STATEMENTS:
        connection.run(statement)
    connection.run(f"PRAGMA user_version = {VERSION}")
