"""The values that stand side by side in a field, each with who wrote it, when and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

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
from desktop_app.sync.merge import DELETED_HERE_CHANGED_THERE, Head, LocalDot, LocalOperation

MOST_VALUES: Final = 40
"""How many values of one field are told, the latest: more than anybody can weigh against each other.
Somebody hostile can let ten thousand stand side by side with one small bundle. Deciding replaces all."""

MOST_LOOKED_AT: Final = 200
"""How many entries are read to find out who wrote the values of one field."""


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
    first: dict[Value, Head] = {}
    for head in ordered:
        first.setdefault(heads[head], head)
    authors = _Authors(session, tables, key)
    told = [authors.told(head, value) for value, head in list(first.items())[-MOST_VALUES:]]
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


class _Authors:
    """Finds out who wrote the values that stand in one field. Lives in one transaction."""

    def __init__(self, session: Session, tables: Tables, key: FieldKey) -> None:
        self._session, self._tables, self._key = session, tables, key
        self._read: dict[tuple[int, int], tuple[StoredEntry, tuple[LocalOperation, ...]]] = {}

    def told(self, head: Head, value: Value) -> ContestedValue:
        """One value with who wrote it."""
        session, tables = self._session, self._tables
        stored = self._author_entry(head.dot, value)
        author = "" if stored is None else session.person_called(actor_of(stored.header))
        feed, hlc = (head.feed, head.hlc) if stored is None else (stored.feed, stored.hlc)
        device = session.device_called(tables.log.feeds()[feed].device)
        beacon = 0 if session.trust is None else session.trust.beacon
        wrong = not is_plausible(hlc, session.environment.now(), beacon)
        return ContestedValue(value, author, device, milliseconds_of(hlc), wrong)

    def _author_entry(self, dot: LocalDot, value: Value) -> StoredEntry | None:
        """The entry in which somebody wrote that value, rather than put it back.

        Undoing a decision writes all values again, in one entry (`Editor.reopen`), and whoever undoes
        is not who wrote them: behind the undoing stands the decision, behind that what it decided.
        """
        stored, operations = self._entry(dot)
        if stored is None or self._key == LIFE or not self._puts_back(operations):
            return stored
        return self._behind(dot, value, set()) or stored

    def _behind(self, dot: LocalDot, value: Value, seen: set[LocalDot]) -> StoredEntry | None:
        """seen: what was looked at on the way. A hostile entry may say to replace itself, or what is not
        there, and rows of them may fork at each step."""
        stored, operations = self._entry(dot)
        if stored is None or dot in seen or dot[2] >= len(operations) or len(seen) >= MOST_VALUES:
            return None
        seen.add(dot)
        one = operations[dot[2]]
        again = self._puts_back(operations)
        if again or len(one.replaces) > 1:
            for earlier in one.replaces:
                found = self._behind(earlier, value, seen)
                if found is not None:
                    return found
        return stored if one.value == value and not again else None

    def _puts_back(self, operations: tuple[LocalOperation, ...]) -> bool:
        """Whether an entry lets several values stand in the field, which only an undoing does."""
        return sum(one.key == self._key for one in operations) > 1

    def _entry(self, dot: LocalDot) -> tuple[StoredEntry | None, tuple[LocalOperation, ...]]:
        """An entry that is here and what it says, as far as there is room to look at it."""
        feed, seq, _ = dot
        known = self._read.get((feed, seq))
        if known is not None:
            return known
        log = self._tables.log
        stored = next(iter(log.entries(feed, seq, seq)), None)
        if stored is None:
            return None, ()
        looked = stored.body is not None and len(self._read) < MOST_LOOKED_AT
        operations = log.local_entry(stored).operations if looked else ()
        self._read[feed, seq] = stored, operations
        return stored, operations


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
