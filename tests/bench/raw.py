"""The limits: the same rows and the same questions in bare SQLCipher, without any of our rules."""

from __future__ import annotations

import os
from pathlib import Path
from time import perf_counter
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from desktop_app.storage.connecting import key_text
from tests.bench.world import KEY, Person

HEADER, BODY, STATE = bytes(150), 130, 60


def connect(path: Path) -> Any:
    """A connection set as ours are."""
    connection = sqlcipher.connect(str(path), isolation_level=None)
    connection.set_key(key_text(KEY))
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "secure_delete = ON",
        "cache_size = -262144",
    ):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def make(connection: Any) -> None:
    """Log, rows and search as bare indexed tables."""
    for statement in (
        "CREATE TABLE entry(feed INTEGER, seq INTEGER, type INTEGER, entity BLOB, hlc INTEGER, state INTEGER, "
        "header BLOB, body BLOB, PRIMARY KEY(feed, seq)) WITHOUT ROWID",
        "CREATE INDEX entry_entity ON entry(entity)",
        "CREATE TABLE identity(n INTEGER PRIMARY KEY, id BLOB, scope INTEGER, life INTEGER, sort_key TEXT, "
        "changed_hlc INTEGER, state BLOB, items BLOB, given, family, birth_date)",
        "CREATE UNIQUE INDEX identity_id ON identity(id, scope)",
        "CREATE INDEX identity_sort ON identity(life, sort_key, n)",
        "CREATE INDEX identity_changed ON identity(changed_hlc)",
        "CREATE TABLE client(n INTEGER PRIMARY KEY, id BLOB, scope INTEGER, life INTEGER, sort_key TEXT, "
        "changed_hlc INTEGER, state BLOB, items BLOB, community, language, status, first_contact)",
        "CREATE UNIQUE INDEX client_id ON client(id, scope)",
        "CREATE INDEX client_sort ON client(life, sort_key, n)",
        "CREATE INDEX client_changed ON client(changed_hlc)",
        "CREATE INDEX client_community ON client(community)",
        "CREATE VIRTUAL TABLE search USING fts5(text, tokenize = 'unicode61 remove_diacritics 0', prefix = '2 3')",
        "INSERT INTO search(search, rank) VALUES ('secure-delete', 1)",
    ):
        connection.execute(statement)


def rows_of(
    people: list[Person], words: list[str], first: int
) -> list[tuple[str, list[tuple[Any, ...]]]]:
    """(statement, rows) for these people. first: how many there were before."""
    ids = [(first + n).to_bytes(8, "big") + os.urandom(8) for n in range(len(people))]
    log, identities, clients, search = [], [], [], []
    for at, (person, text) in enumerate(zip(people, words, strict=True)):
        number = first + at + 1
        given, family, birth, phone = person.identity.values()
        for feed in (1, 2):
            log.append((feed, number, feed, ids[at], number << 20, 0, HEADER, os.urandom(BODY)))
        identities.append(
            (number, ids[at], 1, 1, f"{family} {given}".lower(), number << 20, os.urandom(STATE),
             str(phone).encode(), given, family, birth)
        )  # fmt: skip
        clients.append(
            (
                number,
                ids[at],
                2,
                1,
                "",
                number << 20,
                os.urandom(STATE),
                b"",
                *person.client.values(),
            )
        )
        search.append((number * 64 + 1, text))
    return [
        ("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?)", log),
        ("INSERT INTO identity VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", identities),
        ("INSERT INTO client VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", clients),
        ("INSERT INTO search(rowid, text) VALUES (?, ?)", search),
    ]


def write(connection: Any, statements: list[tuple[str, list[tuple[Any, ...]]]]) -> float:
    """Seconds for one transaction of these rows."""
    begun = perf_counter()
    connection.execute("BEGIN IMMEDIATE")
    for statement, rows in statements:
        connection.executemany(statement, rows)
    connection.execute("COMMIT")
    return perf_counter() - begun
