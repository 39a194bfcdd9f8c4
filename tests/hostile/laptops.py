"""Laptops for hostile tests: copies of vaults in memory, fingerprints of all they hold, clients."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from desktop_app.domain.fields import Scope, Value
from desktop_app.services.editing import Editor
from desktop_app.services.session import Session
from desktop_app.services.vault.dump import dump
from desktop_app.storage.database import Database


def raw(database: Database) -> Any:
    """The one connection of a database in memory."""
    with database._connections.lent() as connection:
        return connection.raw


def copy_of(session: Session) -> Session:
    """The same laptop with a vault of its own, to be changed apart."""
    copied = replace(session, database=Database.create(None, bytes(32), session.registry))
    return restore(copied, session)


def restore(copied: Session, session: Session) -> Session:
    """Make a copy once more what `session` is."""
    raw(session.database).backup(raw(copied.database))
    with copied.database.reading() as tables:
        copied.load_trust(tables)
    return copied


def fingerprint(session: Session) -> bytes:
    """A digest of every row of every table: the same only if nothing at all was changed."""
    whole = hashlib.sha256()
    cursor = raw(session.database).cursor()
    names = cursor.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search_%' "
        "ORDER BY name"
    ).fetchall()
    for (name,) in names:
        for row in cursor.execute(f'SELECT * FROM "{name}"').fetchall():
            whole.update(repr((name, row)).encode())
    return whole.digest()


def state_of(session: Session) -> list[str]:
    """The shared state as people would see it, in canonical lines."""
    with session.database.reading() as tables:
        return list(dump(tables, session))


def community_of(session: Session, number: int = 0) -> bytes:
    """The id of one of this laptop's communities, always in the same order."""
    with session.database.reading() as tables:
        return sorted(
            row.community for row in tables.log.scopes().values() if row.kind == Scope.NAMES.value
        )[number]


def write_person(session: Session, given: str, entity: bytes = b"", **values: Value) -> bytes:
    """A person's names, new or changed; gives the record's id."""
    made = entity or session.environment.new_id()
    told: Mapping[str, Value] = {"given": given, "family": "Exemple", **values}
    community = community_of(session)
    with session.database.writing() as tables:
        editor = Editor(session, tables)
        scope = session.scope(tables, Scope.NAMES, community)
        editor.edit(session.registry["identity"], made, scope, told, new=not entity)
        editor.flush()
    return made


def delete_person(session: Session, entity: bytes) -> None:
    """Delete what `write_person` made."""
    community = community_of(session)
    with session.database.writing() as tables:
        editor = Editor(session, tables)
        scope = session.scope(tables, Scope.NAMES, community)
        editor.set_life(session.registry["identity"], entity, scope, False)
        editor.flush()
