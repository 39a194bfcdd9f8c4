"""The values that stand side by side in a field, each with who wrote it, when and where."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.domain.fields import (
    DELETED,
    LIFE,
    LIVE,
    EntityType,
    FieldKey,
    Value,
    declared_field,
)
from desktop_app.services.clients.client_fields import spoken_path
from desktop_app.services.session import Session
from desktop_app.storage.database import Tables
from desktop_app.storage.log import StoredEntry, actor_of
from desktop_app.storage.rows import Row
from desktop_app.sync.clock import is_plausible, milliseconds_of
from desktop_app.sync.merge import DELETED_HERE_CHANGED_THERE, Head, LocalDot


@dataclass(frozen=True, slots=True)
class ContestedValue:
    """One of the values that stand side by side.

    author, device: their names, empty while unknown. at: UTC milliseconds. clock_wrong: the laptop's
    date was so far ahead that `at` means little.
    """

    value: Value
    author: str
    device: str
    at: int
    clock_wrong: bool


def contested_values(
    session: Session, tables: Tables, row: Row, key: FieldKey
) -> tuple[ContestedValue, ...]:
    """The values standing in a field, the earliest first, each with who wrote it; equal ones once."""
    rank = tables.log.rank
    if key == LIFE:
        heads = _life_heads(row)
    else:
        heads = {head: head.value for head in row.state.heads.get(key, ())}
    ordered = sorted(heads, key=lambda head: (head.hlc, rank(head.feed), head.seq, head.op))
    values: dict[Value, ContestedValue] = {}
    for head in ordered:
        values.setdefault(heads[head], _written(session, tables, key, head, heads[head]))
    told = list(values.values())
    if key == LIFE:
        # Keeping stands first, so that the first key pressed never deletes a person's file.
        told.sort(key=lambda one: one.value == DELETED)
    return tuple(told)


def _life_heads(row: Row) -> dict[Head, Value]:
    """The deletes of a record, and what was written without knowing of them, as words of life."""
    state = row.state
    known = set().union(*state.seen.values()) if state.seen else set()
    found: dict[Head, Value] = {head: head.value for head in state.heads.get(LIFE, ())}
    for key, heads in state.heads.items():
        if key != LIFE:
            found |= {head: LIVE for head in heads if head.dot not in known}
    return found


def _written(
    session: Session, tables: Tables, key: FieldKey, head: Head, value: Value
) -> ContestedValue:
    stored = _author_entry(tables, key, head.dot, value)
    author = "" if stored is None else session.person_called(actor_of(stored.header))
    feed, hlc = (head.feed, head.hlc) if stored is None else (stored.feed, stored.hlc)
    device = session.device_called(tables.log.feeds()[feed].device)
    beacon = 0 if session.trust is None else session.trust.beacon
    wrong = not is_plausible(hlc, session.environment.now(), beacon)
    return ContestedValue(value, author, device, milliseconds_of(hlc), wrong)


def _author_entry(tables: Tables, key: FieldKey, dot: LocalDot, value: Value) -> StoredEntry | None:
    """The entry in which somebody wrote that value, rather than put it back.

    Undoing a decision writes all values again, in one entry (`Editor.reopen`), and whoever undoes
    is not who wrote them: behind the undoing stands the decision, behind that what it decided.
    """
    stored = _entry(tables, dot)
    if stored is None or key == LIFE or not _puts_back(tables, stored, key):
        return stored
    return _behind(tables, key, dot, value) or stored


def _behind(tables: Tables, key: FieldKey, dot: LocalDot, value: Value) -> StoredEntry | None:
    stored = _entry(tables, dot)
    if stored is None or stored.body is None:
        return None
    one = tables.log.local_entry(stored).operations[dot[2]]
    again = _puts_back(tables, stored, key)
    if again or len(one.replaces) > 1:
        for earlier in one.replaces:
            found = _behind(tables, key, earlier, value)
            if found is not None:
                return found
    return stored if one.value == value and not again else None


def _puts_back(tables: Tables, stored: StoredEntry, key: FieldKey) -> bool:
    """Whether an entry lets several values stand in a field, which only an undoing does."""
    if stored.body is None:
        return False
    return sum(one.key == key for one in tables.log.local_entry(stored).operations) > 1


def _entry(tables: Tables, dot: LocalDot) -> StoredEntry | None:
    feed, seq, _ = dot
    return next(iter(tables.log.entries(feed, seq, seq)), None)


def contested_fields(
    session: Session, tables: Tables, one: EntityType, row: Row
) -> dict[str, tuple[ContestedValue, ...]]:
    """Every field of a record that waits for a decision, by its path as people know it."""
    found = {}
    for key in row.state.contested():
        declared = declared_field(one, key)
        if declared is not None and declared.review:
            path = spoken_path(one, key, row.values)
            found[path] = contested_values(session, tables, row, key)
    if row.state.life() == DELETED_HERE_CHANGED_THERE:
        found["life"] = contested_values(session, tables, row, LIFE)
    return found
