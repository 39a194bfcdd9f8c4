"""Writing many records from a file: only what differs, and so that it can be taken back.

Every record is compared with what is stored. What a person here corrected since the last import is
kept when the file still says what it said before; it is overwritten when the file says something
new. A list of a record (its telephones, its hours) follows the file where the file speaks of it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from desktop_app.domain.fields import (
    DELETED,
    LIFE,
    LIVE,
    EntityType,
    FieldKey,
    Kind,
    Value,
    declared_field,
    key_of,
    path_of,
)
from desktop_app.domain.words.folding import telephone
from desktop_app.services.editing import Editor, own_feed
from desktop_app.services.session import Session
from desktop_app.storage.database import Tables
from desktop_app.storage.imports import Span
from desktop_app.storage.log import ScopeRow
from desktop_app.storage.rows import Row
from desktop_app.sync.merge import SHOWN

BATCH: Final = 500
"""Records looked up and written at a time."""

_ENTRY_BYTES: Final = 180_000
"""Text of one entry at most; the format allows 256 KiB with everything around it."""

_ITEM_KEY: Final = 18  # bytes of the key of a field of a list item
_FROM_A_FILE: Final = 5  # the version of ids that are worked out from a source


class Outcome(StrEnum):
    """What became of one record."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    LEFT = "left"  # it was deleted here, and stays so


@dataclass(frozen=True, slots=True)
class Incoming:
    """One record of a file. scope: where it is made if it is not there yet. values: by path.
    only_new: it is left as it is when it is there already."""

    kind: EntityType
    id: bytes
    scope: ScopeRow
    values: Mapping[str, Value]
    only_new: bool = False


@dataclass(slots=True)
class ItemCount:
    """What became of the items of one list, over all records."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0

    def add(self, outcome: Outcome) -> None:
        if outcome is Outcome.NEW:
            self.new += 1
        elif outcome is Outcome.CHANGED:
            self.changed += 1
        else:
            self.unchanged += 1

    @property
    def total(self) -> int:
        return self.new + self.changed + self.unchanged


@dataclass(slots=True)
class Kept:
    """What is needed to take an import back. created: (type number, id). changed: (type number,
    id, local number of the scope, what stood before by key)."""

    spans: list[Span] = field(default_factory=list)
    created: list[tuple[int, bytes]] = field(default_factory=list)
    changed: list[tuple[int, bytes, int, dict[FieldKey, Value]]] = field(default_factory=list)

    def to_plain(self) -> list[Any]:
        """As the table `undo` keeps it."""
        return [
            [number for one in self.spans for number in (one.feed, one.first, one.last)],
            [part for one in self.created for part in one],
            [
                [kind, entity, scope, [part for pair in before.items() for part in pair]]
                for kind, entity, scope, before in self.changed
            ],
        ]

    @classmethod
    def from_plain(cls, plain: Sequence[Any]) -> Kept:
        spans, created, changed = plain
        return cls(
            [Span(*spans[at : at + 3]) for at in range(0, len(spans), 3)],
            [(created[at], created[at + 1]) for at in range(0, len(created), 2)],
            [
                (kind, entity, scope, dict(zip(before[::2], before[1::2], strict=True)))
                for kind, entity, scope, before in changed
            ],
        )


class RecordWriter:
    """Writes batches of records in one transaction, as one act. `finish` ends it."""

    def __init__(self, session: Session, tables: Tables) -> None:
        self._session = session
        self._tables = tables
        self._editor = Editor(session, tables)
        self._editor.begin_act()
        self._starts: dict[int, tuple[int, int]] = {}
        self._met: set[tuple[int, bytes]] = set()
        self._earlier: tuple[list[Span], set[tuple[int, bytes]]] | None = None
        self.kept = Kept()
        self.items: dict[tuple[str, str], ItemCount] = {}
        self.corrections = 0
        """Fields in which a correction made here was kept."""

    @property
    def written(self) -> int:
        """Entries written so far."""
        return self._editor.written

    def write(self, batch: Sequence[Incoming]) -> list[Outcome]:
        """Take some records; gives what became of each, in their order. Raises NotAllowed."""
        if any((one.kind.number, one.id) in self._met for one in batch):
            self._editor.flush()
        known = self._known(batch)
        outcomes = []
        for one in batch:
            self._met.add((one.kind.number, one.id))
            row = known.get((one.kind.number, one.id))
            outcomes.append(self._create(one) if row is None else self._update(one, row))
        return outcomes

    def finish(self) -> Kept:
        """Write what still waits; gives what is needed to take everything back."""
        self._editor.flush()
        for number, (feed, before) in self._starts.items():
            last = own_feed(self._session, self._tables, self._tables.log.scopes()[number]).seq
            if last > before:
                self.kept.spans.append(Span(feed, before + 1, last))
        return self.kept

    def _known(self, batch: Sequence[Incoming]) -> dict[tuple[int, bytes], Row]:
        by_kind: dict[int, tuple[EntityType, list[bytes]]] = {}
        for one in batch:
            by_kind.setdefault(one.kind.number, (one.kind, []))[1].append(one.id)
        found: dict[tuple[int, bytes], Row] = {}
        for kind, ids in by_kind.values():
            for at in range(0, len(ids), BATCH):
                part = tuple(ids[at : at + BATCH])
                places = ", ".join("?" * len(part))
                for row in self._tables.rows.select(kind, f"WHERE id IN ({places})", part):
                    found.setdefault((kind.number, row.id), row)
        return found

    # One record

    def _create(self, one: Incoming) -> Outcome:
        self._begin(one.scope)
        new = True
        for portion in _portions(one.values):
            self._editor.edit(one.kind, one.id, one.scope, portion, new=new)
            new = False
        self.kept.created.append((one.kind.number, one.id))
        for name, _ in _items_of(one.values):
            self._count(one.kind, name, Outcome.NEW)
        return Outcome.NEW

    def _update(self, one: Incoming, row: Row) -> Outcome:
        if row.state.life() != SHOWN:
            if (one.kind.number, one.id) not in self._taken_back():
                for name, _ in _items_of(one.values):
                    self._count(one.kind, name, Outcome.UNCHANGED)
                return Outcome.LEFT
            return self._revive(one, row)
        if one.only_new:
            return Outcome.UNCHANGED
        values = {key_of(one.kind, path): (path, value) for path, value in one.values.items()}
        differing: dict[str, Value] = {}
        before: dict[FieldKey, Value] = {}
        for key, (path, value) in values.items():
            if not _agree(one.kind, key, row.values.get(key), value) and self._follows(
                row, key, value
            ):
                differing[path] = value
                before[key] = row.values.get(key)
        for key, life in self._lives(row, values):
            differing[path_of(one.kind, key)] = life
            before[key] = row.values.get(key)
        self._count_items(one, row, differing)
        if not differing:
            return Outcome.UNCHANGED
        self._change(one, row, differing, before)
        return Outcome.CHANGED

    def _revive(self, one: Incoming, row: Row) -> Outcome:
        """A record that an import made and its undo deleted: as if it came for the first time."""
        scope = self._tables.log.scopes()[row.scope]
        self._begin(scope)
        self._editor.set_life(one.kind, row.id, scope, True)
        values: dict[str, Value] = {
            path_of(one.kind, key): None for key, value in row.values.items() if value is not None
        }
        differing = {
            path: value
            for path, value in (values | dict(one.values)).items()
            if row.values.get(key_of(one.kind, path)) != value
        }
        for portion in _portions(differing):
            self._editor.edit(one.kind, row.id, scope, portion)
        self.kept.created.append((one.kind.number, one.id))
        for name, _ in _items_of(one.values):
            self._count(one.kind, name, Outcome.NEW)
        return Outcome.NEW

    def _change(
        self,
        one: Incoming,
        row: Row,
        differing: Mapping[str, Value],
        before: dict[FieldKey, Value],
    ) -> None:
        scope = self._tables.log.scopes()[row.scope]
        self._begin(scope)
        for portion in _portions(differing):
            self._editor.edit(one.kind, row.id, scope, portion)
        self.kept.changed.append((one.kind.number, row.id, row.scope, before))

    def _follows(self, row: Row, key: FieldKey, value: Value) -> bool:
        """Whether a field that differs takes the value of the file."""
        standing = row.state.heads.get(key, ())
        if not standing:
            return True
        if all(self._was_imported(head.feed, head.seq) for head in standing):
            return True
        # Somebody wrote here since. What the file said before, it has not said anew.
        for stored in self._tables.log.entries_of(row.id):
            if stored.type == row.type.number and stored.body is not None:
                entry = self._tables.log.local_entry(stored)
                if any(one.key == key and one.value == value for one in entry.operations):
                    self.corrections += 1
                    return False
        return True

    def _lives(
        self, row: Row, values: Mapping[FieldKey, object]
    ) -> Iterator[tuple[FieldKey, Value]]:
        """What happens to items of lists of which the file speaks: those that came from a file and
        are listed no more go, those that an import had let go and that are listed again return."""
        told = {key[:17] for key in values if isinstance(key, bytes) and len(key) == _ITEM_KEY}
        lists = {item[0] for item in told}
        gone: set[bytes] = set()
        standing: set[bytes] = set()
        for key, value in row.values.items():
            if isinstance(key, bytes) and len(key) == _ITEM_KEY and key[0] in lists:
                if key[17] != LIFE and value is not None:
                    standing.add(key[:17])
                elif key[17] == LIFE and value == DELETED:
                    gone.add(key[:17])
        for item in sorted(standing - told - gone):
            if uuid.UUID(bytes=item[1:]).version == _FROM_A_FILE:
                yield item + bytes((LIFE,)), DELETED
        for item in sorted(told & gone):
            key = item + bytes((LIFE,))
            if all(self._was_imported(head.feed, head.seq) for head in row.state.heads[key]):
                yield key, LIVE

    # Counting

    def _count_items(self, one: Incoming, row: Row, differing: Mapping[str, Value]) -> None:
        touched = {_item_of(path) for path in differing}
        stood = {
            (key[0], key[1:17])
            for key, value in row.values.items()
            if isinstance(key, bytes) and len(key) == _ITEM_KEY and value is not None
        }
        for name, item in _items_of(one.values):
            number = one.kind.items(name).number
            if (name, item) not in touched:
                outcome = Outcome.UNCHANGED
            elif (number, uuid.UUID(item).bytes) in stood:
                outcome = Outcome.CHANGED
            else:
                outcome = Outcome.NEW
            self._count(one.kind, name, outcome)

    def _count(self, kind: EntityType, name: str, outcome: Outcome) -> None:
        self.items.setdefault((kind.name, name), ItemCount()).add(outcome)

    # What went before

    def _begin(self, scope: ScopeRow) -> None:
        if scope.number not in self._starts:
            self._session.check_may_write(scope)
            feed = own_feed(self._session, self._tables, scope)
            self._starts[scope.number] = (feed.number, feed.seq)

    def _imported(self) -> tuple[list[Span], set[tuple[int, bytes]]]:
        """(entries that imports wrote here, records whose making was taken back)."""
        if self._earlier is None:
            spans: list[Span] = []
            taken_back: set[tuple[int, bytes]] = set()
            for identifier, _, _, undone_at in self._tables.exchange.undos():
                stored = self._tables.exchange.undo(identifier)
                if stored is None:
                    continue
                kept = Kept.from_plain(stored[1])
                spans += kept.spans
                if undone_at:
                    taken_back.update(kept.created)
            self._earlier = (spans, taken_back)
        return self._earlier

    def _was_imported(self, feed: int, seq: int) -> bool:
        return any(span.holds(feed, seq) for span in self._imported()[0])

    def _taken_back(self) -> set[tuple[int, bytes]]:
        return self._imported()[1]


def _agree(kind: EntityType, key: FieldKey, stored: Value, told: Value) -> bool:
    """Whether a file says what is stored; a telephone may be written in many ways."""
    if stored == told:
        return True
    declared = declared_field(kind, key)
    if declared is None or declared.kind is not Kind.TELEPHONE:
        return False
    return telephone(str(stored or "")) == telephone(str(told or "")) is not None


def _item_of(path: str) -> tuple[str, str]:
    name, _, rest = path.partition("/")
    return name, rest.partition("/")[0]


def _items_of(values: Mapping[str, Value]) -> list[tuple[str, str]]:
    """(list, item id) of every item that values speak of, each once."""
    return list(dict.fromkeys(_item_of(path) for path in values if "/" in path))


def _portions(values: Mapping[str, Value]) -> list[Mapping[str, Value]]:
    """The values in as many parts as entries are needed to hold their text."""
    size = 0
    portions: list[dict[str, Value]] = [{}]
    for path, value in values.items():
        length = len(value.encode()) if isinstance(value, str) else 0
        if portions[-1] and size + length > _ENTRY_BYTES:
            portions.append({})
            size = 0
        portions[-1][path] = value
        size += length
    return [one for one in portions if one]
