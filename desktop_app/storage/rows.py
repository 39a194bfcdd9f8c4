"""The tables that screens read: views of the log, one table for each kind of record.

A row holds the shown value of each declared field in a column of its own, everything else
(list items, fields of newer releases) in `items`, and the packed heads in `state`. Nobody
writes here but merging; the tables are made from the declarations and rebuilt from the log when
the declarations change (docs/decisions/0004).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from desktop_app.crypto.encoding import decode, encode, encode_plain
from desktop_app.domain.fields import (
    LIFE,
    EntityType,
    FieldKey,
    Kind,
    Registry,
    Scope,
    Value,
    declared_field,
)
from desktop_app.domain.words.searching import search_text, sort_text
from desktop_app.storage.connection import Connection
from desktop_app.storage.groups import GroupTables
from desktop_app.storage.likely import LikelyTables
from desktop_app.storage.log import APPLIED, LogTables
from desktop_app.sync.merge import (
    HIDDEN,
    SHOWN,
    FeedRank,
    LocalDot,
    LocalEntry,
    State,
    fold,
    is_plain_first,
    pack,
    pack_first,
    unpack,
)
from desktop_app.sync.reading import Reading

_FIXED: Final = (
    "n", "id", "scope", "life", "sort_key", "created_hlc", "created_feed", "created_by",
    "changed_hlc", "changed_feed", "changed_by", "contested", "state", "items",
)  # fmt: skip
_CHUNK: Final = 400
_SEARCH_STRIDE: Final = 256
"""A row of the search table is the record's number times this, plus the number of its type."""

_NO_ITEMS: Final = encode_plain([])

_LAYOUT: Final = 5
"""Rises when these tables change apart from the declarations: their shape, or what is indexed."""


CASE: Final = "client"
"""The kind of record beside which names lie, under the same id."""

OF_ITS_COMMUNITY: Final = "(SELECT o.community FROM scope o WHERE o.number = {table}.scope)"
"""SQL for the community of a record. Numbers of scopes are of one database alone."""


def _nothing(_: LocalDot) -> bool:
    return False


def _nobody(number: int) -> bytes:
    raise KeyError(number)


@dataclass(slots=True)
class Row:
    """One record as it stands: who made it and changed it last, and every shown value by key.

    first: the one entry of a new record that names nothing before it, until its state is asked for.
    """

    type: EntityType
    number: int
    id: bytes
    scope: int
    values: dict[FieldKey, Value]
    _state: State | None = None
    fresh: bool = False
    before: tuple[str, tuple[FieldKey, ...]] | None = None
    first: LocalEntry | None = None
    _rank: FeedRank = _nobody

    @property
    def state(self) -> State:
        """All that merging knows of the record."""
        if self._state is None:
            self._state = State()
            if self.first is not None:
                self._state.apply(self.first, _nothing, self._rank)
                self.first = None
        return self._state

    @state.setter
    def state(self, state: State) -> None:
        self._state, self.first = state, None

    def value(self, name: str) -> Value:
        """The shown value of a declared field."""
        return self.values.get(self.type.field(name).number)


@dataclass(frozen=True, slots=True)
class Derived:
    """What follows from a record's values: is it shown, its place in lists, its indexed words."""

    life: int
    sort_key: str
    search: str


@dataclass(slots=True)
class Admitted:
    """An entry that may take effect, on one record. scope: local number."""

    type: EntityType
    entity: bytes
    scope: int
    entry: LocalEntry


@dataclass(slots=True)
class _Batch:
    rows: dict[tuple[int, bytes, int], Row] = field(default_factory=dict)
    next_number: dict[int, int] = field(default_factory=dict)


def _held_as(kind: Kind) -> type:
    """The type of a value that stands in the column of its field; any other stands in `items`."""
    if kind is Kind.YES_NO:
        return bool
    if kind in (Kind.INTEGER, Kind.MONEY):
        return int
    return str


@dataclass(frozen=True, slots=True)
class _Shape:
    """How rows of one kind are written. places: by field number, its column and what fits in it."""

    width: int
    places: dict[FieldKey, tuple[int, type]]
    insert: str
    update: str


def _shape(one: EntityType) -> _Shape:
    names = (*_FIXED, *(f"f_{f.name}" for f in one.columns))
    places = ", ".join("?" * len(names))
    # An update leaves number, id and scope as they are, and so the index on them alone.
    sets = ", ".join(f"{name} = ?{at}" for at, name in enumerate(names[3:], 4))
    return _Shape(
        len(one.columns),
        {f.number: (at, _held_as(f.kind)) for at, f in enumerate(one.columns)},
        f'INSERT INTO "{one.name}"({", ".join(names)}) VALUES ({places})',
        f'UPDATE "{one.name}" SET {sets} WHERE n = ?1',
    )


class Rows:
    """Reading and merging into the tables that screens read."""

    def __init__(
        self,
        connection: Connection,
        registry: Registry,
        log: LogTables,
        changed: set[tuple[str, bytes]],
    ) -> None:
        self._connection = connection
        self._registry = self.registry = registry
        self._log = log
        self._changed = changed

    # Making the tables

    def fingerprint(self) -> bytes:
        """A digest of everything that decides the shape of these tables."""
        parts: list[Any] = [_LAYOUT]
        for one in self._registry:
            parts.append([one.number, one.name, list(one.title)])
            parts += [
                [f.number, f.name, f.kind.value, f.searchable, f.indexed, f.review]
                for f in one.columns
            ]
            parts += [
                [
                    i.number,
                    i.name,
                    [[f.number, f.name, f.kind.value, f.searchable, f.review] for f in i.fields],
                ]
                for i in one.lists
            ]
        return hashlib.sha256(encode(parts)).digest()

    def is_current(self) -> bool:
        """Whether the tables were made from these declarations."""
        kept = self._connection.run("SELECT value FROM fact WHERE name = 'rows'").scalar()
        return bool(kept == self.fingerprint())

    def create(self) -> None:
        """Make the tables, empty, in place of those that are there."""
        run = self._connection.run
        old = run("SELECT value FROM fact WHERE name = 'row_tables'").scalar()
        for name in dict.fromkeys(
            (*(decode(old) if old else ()), *(one.name for one in self._registry))
        ):
            run(f'DROP TABLE IF EXISTS "{name}"')
        for one in self._registry:
            columns = ", ".join(f"f_{f.name}" for f in one.columns)
            run(
                f'CREATE TABLE "{one.name}" (n INTEGER PRIMARY KEY, id BLOB NOT NULL, scope INTEGER NOT NULL, '
                "life INTEGER NOT NULL, sort_key TEXT NOT NULL, created_hlc INTEGER, created_feed INTEGER, "
                "created_by BLOB, changed_hlc INTEGER, changed_feed INTEGER, changed_by BLOB, "
                f"contested INTEGER NOT NULL, state BLOB NOT NULL, items BLOB NOT NULL, {columns})"
            )
            run(f'CREATE UNIQUE INDEX "{one.name}_id" ON "{one.name}"(id, scope)')
            run(f'CREATE INDEX "{one.name}_sort" ON "{one.name}"(life, sort_key, n)')
            run(f'CREATE INDEX "{one.name}_changed" ON "{one.name}"(changed_hlc)')
            for f in one.columns:
                if f.indexed:
                    # Most rows leave most of these empty, and nobody asks for the empty ones.
                    run(f'CREATE INDEX "{one.name}_{f.name}" ON "{one.name}"(f_{f.name}) '
                        f"WHERE f_{f.name} IS NOT NULL")  # fmt: skip
        run("DROP TABLE IF EXISTS search")
        run(
            "CREATE VIRTUAL TABLE search USING fts5"
            "(text, tokenize = 'unicode61 remove_diacritics 0', prefix = '2 3')"
        )
        run("INSERT INTO search(search, rank) VALUES ('secure-delete', 1)")
        run("DELETE FROM review")
        GroupTables(self._connection, self._registry).create()
        LikelyTables(self._connection).create()
        names = encode([one.name for one in self._registry])
        for name, value in (("rows", self.fingerprint()), ("row_tables", names)):
            run("INSERT INTO fact(name, value) VALUES (?, ?) "
                "ON CONFLICT(name) DO UPDATE SET value = excluded.value", (name, value))  # fmt: skip

    def rebuild_all(self, step: Callable[[int, int], None] = lambda done, total: None) -> None:
        """Make every row anew from the log. step: called with (records done, records in all)."""
        self.create()
        self._log.read_again(Reading(self._registry))
        entities = self._connection.run("SELECT DISTINCT entity FROM entry ORDER BY entity").all()
        for at in range(0, len(entities), _CHUNK):
            self.rebuild([row[0] for row in entities[at : at + _CHUNK]])
            step(min(at + _CHUNK, len(entities)), len(entities))

    def rebuild(self, entities: Sequence[bytes]) -> None:
        """Make the rows of these records anew from their admitted entries.

        A row of which no admitted entry is left goes away.
        """
        batch = _Batch()
        for one in self._registry:
            self._load(one, entities, batch)
        left = set(batch.rows)
        for entity in entities:
            for one, scope, state in self.folded(entity):
                key = (one.number, entity, scope)
                row = batch.rows.get(key)
                if row is None:
                    row = self._new_row(one, entity, scope, batch)
                row.state = state
                left.discard(key)
        for key in left:
            self._remove(batch.rows.pop(key))
        self._write(batch)

    def derive_again(self, one: EntityType, keys: Sequence[FieldKey]) -> None:
        """Find out anew by which words records are found and what of them waits for a decision,
        where they say something in these fields of the organisation's own."""
        numbers: set[int] = set()
        for key in keys:
            found = self._connection.run(
                f'SELECT n FROM "{one.name}" WHERE instr(items, ?) > 0', (key,)
            )
            numbers.update(row[0] for row in found)
        ordered = sorted(numbers)
        for at in range(0, len(ordered), _CHUNK):
            part = tuple(ordered[at : at + _CHUNK])
            places = ", ".join("?" * len(part))
            self._write_rows(one, list(self.select(one, f"WHERE n IN ({places})", part)))

    def _remove(self, row: Row) -> None:
        run = self._connection.run
        run(f'DELETE FROM "{row.type.name}" WHERE n = ?', (row.number,))
        run("DELETE FROM search WHERE rowid = ?", (row.number * _SEARCH_STRIDE + row.type.number,))
        run(
            "DELETE FROM review WHERE type = ? AND entity = ? AND scope = ?",
            (row.type.number, row.id, row.scope),
        )
        self._changed.add((row.type.name, row.id))

    def folded(self, entity: bytes) -> list[tuple[EntityType, int, State]]:
        """What the log says of the records with that id: (type, scope number, state)."""
        groups: dict[tuple[int, int], list[LocalEntry]] = {}
        feeds = self._log.feeds()
        for stored in self._log.entries_of(entity):
            if stored.state == APPLIED and stored.body is not None:
                scope = feeds[stored.feed].scope
                groups.setdefault((stored.type, scope), []).append(self._log.local_entry(stored))
        out = []
        for (number, scope), entries in groups.items():
            one = self._registry.by_number(number)
            if one is not None:
                out.append((one, scope, self.pertinent(fold(entries, self._log.rank))))
        return out

    def pertinent(self, state: State) -> State:
        """The state without marks that nothing can come for any more.

        A dot may name an entry that is here and is about something else: where a feed had two
        histories, whoever saw the other one named its numbers.
        """
        if any(self._log.received(dot) for _, dot in state.marks):
            kept = {mark for mark in state.marks if not self._log.received(mark[1])}
            return replace(state, marks=kept)
        return state

    # Merging

    def merge(self, admitted: Iterable[Admitted]) -> list[Row]:
        """Take entries in, in the order of their feeds, and write the rows they change."""
        entries = list(admitted)
        batch = _Batch()
        wanted: dict[int, tuple[EntityType, list[bytes]]] = {}
        for one in entries:
            wanted.setdefault(one.type.number, (one.type, []))[1].append(one.entity)
        for type_, ids in wanted.values():
            self._load(type_, ids, batch)
        received, rank, rows = self._log.received, self._log.rank, batch.rows
        pending: set[tuple[int, int]] = {(one.entry.feed, one.entry.seq) for one in entries}
        place = (0, 0)

        def arrived(dot: LocalDot) -> bool:
            # What a feed says of its own later entries is of the future, though these may be in the log
            # by now: a long run is merged in several parts.
            if dot[0] == place[0] and dot[1] > place[1]:
                return False
            return (dot[0], dot[1]) not in pending and received(dot)

        for one in entries:
            entry = one.entry
            place = (entry.feed, entry.seq)
            row = rows.get((one.type.number, one.entity, one.scope))
            # An entry may replace a value that it set itself a moment ago in the same batch.
            pending.discard((entry.feed, entry.seq))
            if row is None:
                row = self._new_row(one.type, one.entity, one.scope, batch)
                if is_plain_first(entry):
                    row.first = entry
                    continue
            row.state.apply(entry, arrived, rank)
        self._write(batch)
        return list(rows.values())

    def _new_row(self, one: EntityType, entity: bytes, scope: int, batch: _Batch) -> Row:
        number = batch.next_number.get(one.number)
        if number is None:
            number = self._connection.run(
                f'SELECT coalesce(max(n), 0) + 1 FROM "{one.name}"'
            ).scalar_one()
        batch.next_number[one.number] = number + 1
        row = Row(one, number, entity, scope, {}, fresh=True)
        row._rank = self._log.rank
        batch.rows[(one.number, entity, scope)] = row
        return row

    def _load(
        self, one: EntityType, ids: Sequence[bytes], batch: _Batch
    ) -> dict[tuple[int, bytes, int], Row]:
        distinct = list(dict.fromkeys(ids))
        for at in range(0, len(distinct), _CHUNK):
            part = distinct[at : at + _CHUNK]
            places = ", ".join("?" * len(part))
            for row in self.select(one, f"WHERE id IN ({places})", tuple(part)):
                indexed = search_text(one, row.values) if row.state.life() == SHOWN else ""
                row.before = (indexed, tuple(row.state.contested()))
                batch.rows[(one.number, row.id, row.scope)] = row
        return batch.rows

    def _write(self, batch: _Batch) -> None:
        by_type: dict[int, list[Row]] = {}
        for row in batch.rows.values():
            by_type.setdefault(row.type.number, []).append(row)
        for rows in by_type.values():
            self._write_rows(rows[0].type, rows)

    def _write_rows(self, one: EntityType, rows: list[Row]) -> None:
        rank = self._log.rank
        run_many = self._connection.run_many
        shape = _shape(one)
        made: list[tuple[Any, ...]] = []
        changed: list[tuple[Any, ...]] = []
        search_out: list[tuple[int]] = []
        search_in: list[tuple[int, str]] = []
        review_out: list[tuple[int, bytes, int]] = []
        review_in: list[tuple[int, bytes, int, bytes]] = []
        for row in rows:
            contested: tuple[FieldKey, ...] = ()
            life = SHOWN
            if row.first is not None:
                feed, _, hlc, actor, operations = row.first
                values = row.values = {key: value for key, value, _, _ in operations}
                packed = pack_first(row.first)
                created = last = (hlc, feed, actor)
            else:
                state = row.state
                values = row.values = state.values(rank)
                packed = pack(state)
                if not state.is_plain():
                    life = state.life()
                    # Of what is deleted nobody is asked which of its values is right.
                    if life != HIDDEN:
                        contested = tuple(key for key in state.contested() if _reviewed(one, key))
                    if life not in (SHOWN, HIDDEN):
                        contested = (*contested, LIFE)
                if state.created is None or state.changed is None:
                    raise ValueError("a record without an entry")
                created = (state.created[0], self._number(state.created[1]), state.created[2])
                last = (state.changed[0], self._number(state.changed[1]), state.changed[2])
            columns: list[Value] = [None] * shape.width
            items: list[Any] = []
            for key, value in values.items():
                if value is not None:
                    place = shape.places.get(key)
                    if place is not None and place[1] is type(value):
                        columns[place[0]] = value
                    else:
                        items += (key, value)
            (made if row.fresh else changed).append(
                (
                    row.number, row.id, row.scope, life, sort_text(one, values), *created, *last,
                    len(contested), packed, encode_plain(items) if items else _NO_ITEMS, *columns,
                )
            )  # fmt: skip
            text = search_text(one, values) if life == SHOWN else ""
            slot = row.number * _SEARCH_STRIDE + one.number
            if row.fresh:
                if text:
                    search_in.append((slot, text))
            else:
                if row.before is None or text != row.before[0]:
                    search_out.append((slot,))
                    if text:
                        search_in.append((slot, text))
                review_out.append((one.number, row.id, row.scope))
            review_in += [(one.number, row.id, row.scope, encode(key)) for key in contested]
            self._changed.add((one.name, row.id))
        if made:
            run_many(shape.insert, made)
        if changed:
            run_many(shape.update, changed)
        if search_out:
            run_many("DELETE FROM search WHERE rowid = ?", search_out)
        if search_in:
            run_many("INSERT INTO search(rowid, text) VALUES (?, ?)", search_in)
        if review_out:
            run_many("DELETE FROM review WHERE type = ? AND entity = ? AND scope = ?", review_out)
        if review_in:
            run_many("INSERT INTO review(type, entity, scope, key) VALUES (?, ?, ?, ?)", review_in)

    def _number(self, feed: bytes) -> int:
        return self._log.known_feed(feed)

    # Reading

    def select(
        self, one: EntityType, clause: str, parameters: tuple[Any, ...] = ()
    ) -> Iterator[Row]:
        """Rows of one kind. clause: what follows the table's name in SQL, our text only."""
        names = ", ".join(
            (*(f"r.{name}" for name in _FIXED), *(f"r.f_{f.name}" for f in one.columns))
        )
        found = self._connection.run(f'SELECT {names} FROM "{one.name}" r {clause}', parameters)
        for raw in found.all():
            yield self._read(one, raw)

    def _read(self, one: EntityType, raw: Any) -> Row:
        columns: dict[FieldKey, Value] = {}
        for f, value in zip(one.columns, raw[len(_FIXED) :], strict=True):
            if value is not None:
                columns[f.number] = bool(value) if f.kind is Kind.YES_NO else value
        pairs = decode(raw[13], text_limit=1 << 20)
        for at in range(0, len(pairs), 2):
            columns[pairs[at]] = pairs[at + 1]
        rank = self._log.rank
        state = unpack(
            raw[12],
            columns.get,
            (raw[5], rank(raw[6]), raw[7]),
            (raw[8], rank(raw[9]), raw[10]),
        )
        return Row(one, raw[0], raw[1], raw[2], columns, state)

    def get(self, one: EntityType, entity: bytes, scope: int | None = None) -> Row | None:
        """The record with that id, in that scope, or in whichever one it is: where it is shown,
        for somebody who was handed over stands in two. Where it is shown in two, everybody is given
        that of the same community."""
        if scope is None:
            own = OF_ITS_COMMUNITY.format(table="r")
            order = f"ORDER BY life != 1, {self._beside_its_case(one)}{own}, scope"
            return next(self.select(one, f"WHERE id = ? {order}", (entity,)), None)
        return next(self.select(one, "WHERE id = ? AND scope = ?", (entity, scope)), None)

    def _beside_its_case(self, one: EntityType) -> str:
        """SQL by which names come first that lie in the community of the case with the same id."""
        known = {kind.name for kind in self._registry}
        if one.scope is not Scope.NAMES or CASE not in known:
            return ""
        own, other = (OF_ITS_COMMUNITY.format(table=table) for table in "rc")
        return (
            f'NOT EXISTS (SELECT 1 FROM "{CASE}" c '
            f"WHERE c.id = r.id AND c.life = 1 AND {other} = {own}), "
        )

    def count_all(self, one: EntityType) -> int:
        """How many records of that kind there are, deleted ones too."""
        return int(self._connection.run(f'SELECT count(*) FROM "{one.name}"').scalar_one())

    def derived(self, row: Row) -> Derived:
        """What the tables keep of a record beside its values."""
        run = self._connection.run
        life, sort_key = run(
            f'SELECT life, sort_key FROM "{row.type.name}" WHERE n = ?', (row.number,)
        ).one()
        slot = row.number * _SEARCH_STRIDE + row.type.number
        text = run("SELECT text FROM search WHERE rowid = ?", (slot,)).scalar()
        return Derived(life, sort_key, text or "")

    def count(self, one: EntityType) -> int:
        """How many records of that kind are shown."""
        return int(
            self._connection.run(f'SELECT count(*) FROM "{one.name}" WHERE life = 1').scalar_one()
        )

    def count_saying(self, one: EntityType, key: FieldKey) -> int:
        """In how many shown records something stands in a field of the organisation's own."""
        return int(
            self._connection.run(
                f'SELECT count(*) FROM "{one.name}" WHERE life = 1 AND instr(items, ?) > 0', (key,)
            ).scalar_one()
        )

    def search(
        self, match: str, types: Sequence[EntityType], limit: int
    ) -> list[tuple[EntityType, int]]:
        """(type, row number) of what fits an FTS5 expression, best first where few rows fit."""
        numbers = ", ".join(str(one.number) for one in types)
        by_number = {one.number: one for one in types}
        run = self._connection.run
        where = f"search MATCH ? AND rowid % {_SEARCH_STRIDE} IN ({numbers})"
        # Ranking looks at every match, so it is kept for questions that few rows answer.
        few = run(
            f"SELECT count(*) FROM (SELECT 1 FROM search WHERE {where} LIMIT 1001)", (match,)
        ).scalar_one()
        order = "ORDER BY rank" if few <= 1000 else ""
        rows = run(f"SELECT rowid FROM search WHERE {where} {order} LIMIT ?", (match, limit)).all()
        return [(by_number[row[0] % _SEARCH_STRIDE], row[0] // _SEARCH_STRIDE) for row in rows]

    def review_count(self) -> int:
        """How many fields wait for a person's decision."""
        return int(self._connection.run("SELECT count(*) FROM review").scalar_one())

    def reviews(self) -> list[tuple[int, bytes, int, FieldKey]]:
        """What waits for a person's decision: (type number, record id, scope number, field)."""
        rows = self._connection.run(
            "SELECT type, entity, scope, key FROM review ORDER BY entity, type, key"
        )
        return [(row[0], row[1], row[2], decode(row[3])) for row in rows]


def _reviewed(one: EntityType, key: FieldKey) -> bool:
    declared = declared_field(one, key)
    return declared is not None and declared.review
