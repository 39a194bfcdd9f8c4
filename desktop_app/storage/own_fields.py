"""The fields of the organisation's own, as the definitions in this vault make them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Final

from desktop_app.crypto.encoding import encode
from desktop_app.domain.fields import EntityType, FieldKey, OwnFields, Scope, Value
from desktop_app.domain.own_fields import CUSTOM_FIELD, PUBLISHED, RETIRED, Definition, own_fields
from desktop_app.domain.record_values import items_by_list
from desktop_app.domain.roles import Role
from desktop_app.storage.changes import Changes
from desktop_app.storage.facts import Facts
from desktop_app.storage.log import LogTables
from desktop_app.storage.rows import Row, Rows
from desktop_app.sync.merge import SHOWN

DIGEST: Final = "own_fields"
"""The fact by which a process notices that another one changed the definitions."""

_Indexing = dict[FieldKey, tuple[str, bool, bool]]


def definition_of(row: Row) -> Definition:
    """The definition in a row. One that was deleted is a retired one: what was said stays."""
    values: dict[str, Value] = {one.name: row.values.get(one.number) for one in row.type.columns}
    if row.state.life() != SHOWN and values["state"] == PUBLISHED:
        values["state"] = RETIRED
    items = items_by_list(row.type, row.values).get("choices", ())
    return Definition(row.id, values, tuple(one.values for one in items))


def learnt(rows: Rows, log: LogTables, role: Role | None) -> dict[str, OwnFields]:
    """The fields that the definitions in this vault make, for whoever has that role."""
    return own_fields(_definitions(rows, log), role)


def follow_definitions(
    rows: Rows, log: LogTables, facts: Facts, changes: Changes, role: Role | None
) -> bool:
    """Let the registry, the search and what waits for a decision follow changed definitions.

    Called at the end of a transaction. True when the registry was taught.
    """
    told = any(name == CUSTOM_FIELD.name for name, _ in changes.records)
    if not told and not changes.everything:
        return False
    registry = rows.registry
    definitions = _definitions(rows, log)
    digest = _digest(definitions) if definitions else None
    if digest == facts.get(DIGEST) and not changes.everything:
        return False
    before = {one.name: _indexing(one) for one in registry}
    registry.adopt(own_fields(definitions, role))
    if digest is None:
        facts.remove(DIGEST)
    else:
        facts.set(DIGEST, digest)
    for kind in registry:
        now, then = _indexing(kind), before[kind.name]
        if changes.everything:
            then = {}
        rows.derive_again(
            kind, [key for key in now.keys() | then.keys() if now.get(key) != then.get(key)]
        )
    return True


def _indexing(kind: EntityType) -> _Indexing:
    """What decides, by own field, which words a record is found by and what waits for a person."""
    return {
        one.number: (one.kind.value, one.searchable, one.review)
        for one in (*kind.fields, *kind.former)
        if isinstance(one.number, bytes)
    }


def _definitions(rows: Rows, log: LogTables) -> list[Definition]:
    """Only what stands in the organisation's own part of the log: a laptop of a worker could write
    such a record among its cases, and it must not decide what everybody is asked."""
    if all(one.name != CUSTOM_FIELD.name for one in rows.registry):
        return []
    kept = {number for number, one in log.scopes().items() if one.kind == Scope.ORGANISATION}
    found = rows.select(rows.registry[CUSTOM_FIELD.name], "")
    return [definition_of(row) for row in found if row.scope in kept]


def _digest(definitions: list[Definition]) -> bytes:
    told = [
        [one.id, _plain(one.values), sorted(_plain(item) for item in one.choices)]
        for one in sorted(definitions, key=lambda one: one.id)
    ]
    return hashlib.sha256(encode(told)).digest()


def _plain(values: Mapping[str, object]) -> list[list[str]]:
    return [[name, repr(value)] for name, value in sorted(values.items()) if value is not None]
