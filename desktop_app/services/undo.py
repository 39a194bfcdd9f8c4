"""Taking back what was done in this session, and doing it again.

Nothing is erased: the opposite is written as new entries, so that other laptops learn of it and
the history shows both. What somebody else has changed since is left as they wrote it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import DELETED, LIFE, EntityType, FieldKey, Value, path_of
from desktop_app.domain.people.privacy import FILE_ACCESS
from desktop_app.domain.people.retention import ERASURE_REFUSAL
from desktop_app.language import Message
from desktop_app.services.clients.client_fields import label_of
from desktop_app.services.clients.client_lines import Lines
from desktop_app.services.conflicts.conflicts import record_name
from desktop_app.services.editing import Editor
from desktop_app.services.session import Session
from desktop_app.storage.database import Tables
from desktop_app.storage.log import APPLIED, StoredEntry
from desktop_app.storage.rows import Row
from desktop_app.sync.log import Body, Dot, decode_body, decode_header
from desktop_app.sync.merge import HIDDEN

LARGEST: Final = 200
"""Entries of one act that can be taken back here; whole imports have an undo of their own."""

_LOOK_BACK: Final = 400

Act = tuple[bytes, int]
"""An act's own number, or for an entry without one its feed (id) and number."""


class NothingToUndo(PortageError):
    """Nothing was done in this session that could be taken back."""

    code = "nothing_to_undo"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "undo",
                "There is nothing to take back. Nothing was changed. "
                "What was done before the program was opened stays in the history of each file.",
            )
        )


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back or done again. records: (kind, id of 32 hexadecimal digits). kept: how
    many fields were left alone because somebody changed them since."""

    title: Message
    records: tuple[tuple[str, str], ...]
    kept: int


@dataclass(frozen=True, slots=True)
class _Written:
    stored: StoredEntry
    body: Body
    type: EntityType


class Undo:
    """Undo and redo for one session; it begins when this object is made.

    Keep one of these as long as the vault is open: which acts were taken back lives here alone.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        with session.database.reading() as tables:
            self._start = {
                feed.number: feed.seq for feed in tables.log.feeds().values() if feed.own
            }
        self._passed: set[Act] = set()
        self._undone: list[Act] = []
        self._newest: Act | None = None
        self._called: dict[Act, Message] = {}

    def last_records(self, only: str) -> tuple[str, ...]:
        """The records (32 hexadecimal digits) that undoing would change, each once, where all of
        them are of the kind `only`; nothing otherwise."""
        with self._session.database.reading() as tables:
            act = self._last(tables)
            if act is None or not _all_are(act[1], only):
                return ()
            return tuple(dict.fromkeys(one.body.entity.hex() for one in act[1]))

    def undo_last(self, *, only: str = "") -> Undone:
        """Take back the last act. only: unless it concerns records of another kind as well.

        Raises NothingToUndo, NotAllowed.
        """
        with self._session.database.writing() as tables:
            act = self._last(tables)
            if act is None or (only and not _all_are(act[1], only)):
                raise NothingToUndo
            if next(reversed(self._acts(tables)), None) != self._newest:
                self._undone.clear()
            title = self._title(tables, *act, again=False)
            undone, made = self._reverse(tables, *act, title)
        self._passed.add(act[0])
        self._passed |= made
        self._undone += made
        self._newest = next(iter(made), self._newest)
        return undone

    def redo(self) -> Undone:
        """Do again what was taken back last, unless something was done since.

        Raises NothingToUndo, NotAllowed.
        """
        with self._session.database.writing() as tables:
            act = self._to_redo(tables)
            if act is None:
                raise NothingToUndo
            title = self._title(tables, *act, again=True)
            redone, made = self._reverse(tables, *act, title)
        self._undone.pop()
        # What was done again is an act like any other, and so can be undone again.
        self._newest = next(iter(made), self._newest)
        return redone

    def _to_redo(self, tables: Tables) -> tuple[Act, list[_Written]] | None:
        acts = self._acts(tables)
        newest = next(reversed(acts), None)
        if not self._undone or newest != self._newest:
            return None
        wanted = self._undone[-1]
        return (wanted, acts[wanted]) if wanted in acts else None

    def _last(self, tables: Tables) -> tuple[Act, list[_Written]] | None:
        for act, entries in reversed(self._acts(tables).items()):
            if act in self._passed:
                continue
            return None if len(entries) > LARGEST else (act, entries)
        return None

    def _acts(self, tables: Tables) -> dict[Act, list[_Written]]:
        """This person's acts since the session began, the earliest first."""
        written: list[StoredEntry] = []
        for feed in tables.log.feeds().values():
            if feed.own and feed.seq:
                start = max(self._start.get(feed.number, 0), feed.seq - _LOOK_BACK)
                written += tables.log.entries(feed.number, start + 1, feed.seq)
        acts: dict[Act, list[_Written]] = {}
        for stored in sorted(written, key=lambda one: one.hlc):
            header = decode_header(stored.header)
            one = self._session.registry.by_number(stored.type)
            if header.actor != self._session.person or stored.body is None or one is None:
                continue
            if one.name == FILE_ACCESS.name:
                continue  # nobody takes back that they looked
            if stored.state == APPLIED:
                act = (header.txn, 0) if header.txn else (header.feed, stored.seq)
                acts.setdefault(act, []).append(_Written(stored, decode_body(stored.body), one))
        return acts

    def _reverse(
        self, tables: Tables, act: Act, entries: list[_Written], title: Message
    ) -> tuple[Undone, set[Act]]:
        session = self._session
        before = _values_before(tables, entries)
        made_here = {
            (one.type.number, one.body.entity, self._scope(tables, one))
            for one in entries
            if self._made(tables, one)
        }
        editor = Editor(session, tables)
        editor.begin_act()
        ends = {feed.number: feed.seq for feed in tables.log.feeds().values() if feed.own}
        records: dict[tuple[str, str], None] = {}
        kept = 0
        done: set[tuple[int, bytes, int]] = set()
        for one in reversed(entries):
            row = tables.rows.get(one.type, one.body.entity, self._scope(tables, one))
            if row is None:
                continue
            records[one.type.name, row.id.hex()] = None
            scope = tables.log.scopes()[row.scope]
            key = (one.type.number, row.id, row.scope)
            if key in made_here:
                if key not in done and _only_ours(tables, row):
                    editor.set_life(one.type, row.id, scope, False)
                elif key not in done:
                    kept += 1
                done.add(key)
                continue
            for live in _lives(one):
                editor.set_life(one.type, row.id, scope, not live)
            values, contested, left = _opposite(tables, one, row, before)
            kept += left
            editor.edit(one.type, row.id, scope, values)
            for field, stood in contested.items():
                editor.reopen(one.type, row.id, scope, field, stood)
            editor.flush()
        editor.flush()
        made = {
            (header.txn, 0)
            for feed in tables.log.feeds().values()
            if feed.own
            for stored in tables.log.entries(feed.number, ends.get(feed.number, 0) + 1, feed.seq)
            for header in (decode_header(stored.header),)
        }
        what = self._called.get(act) or self._what(tables, entries)
        self._called |= dict.fromkeys(made, what)
        return Undone(title, tuple(records), kept), made

    def _scope(self, tables: Tables, one: _Written) -> int:
        return tables.log.feeds()[one.stored.feed].scope

    def _made(self, tables: Tables, one: _Written) -> bool:
        """Whether this entry brought its record into being."""
        row = tables.rows.get(one.type, one.body.entity, self._scope(tables, one))
        if row is None or row.state.created is None:
            return False
        feed = tables.log.rank(one.stored.feed)
        return row.state.created[:2] == (one.stored.hlc, feed)

    # What it is called

    def _title(self, tables: Tables, act: Act, entries: list[_Written], again: bool) -> Message:
        what = self._called.get(act) or self._what(tables, entries)
        if again:
            return Message("undo", "Redo: {what}", {"what": what})
        return Message("undo", "Undo: {what}", {"what": what})

    def _what(self, tables: Tables, entries: list[_Written]) -> Message:
        lines = Lines(tables, self._session)
        # A note in the same breath says less than the file that it belongs to.
        first = entries[0]
        if first.type.name == ERASURE_REFUSAL.name:
            return Message("undo", "refusing an erasure")
        row = tables.rows.get(first.type, first.body.entity)
        name = "" if row is None else record_name(tables, lines, first.type, row)
        kind = first.type.label
        lives = [live for one in entries for live in _lives(one)]
        if lives:
            values = {"name": name}
            if lives[0]:
                return Message("undo", "restoring {name}", values)
            return Message("undo", "deleting {name}", values)
        if self._made(tables, first):
            return Message("undo", "adding: {kind}, {name}", {"kind": kind, "name": name})
        keys = [
            (one.type, operation.key)
            for one in entries
            for operation in one.body.operations
            if not _is_item_life(operation.key)
        ]
        labels = list(dict.fromkeys(label_of(*key) for key in keys))
        if len(labels) == 1:
            return Message("undo", "{field} of {name}", {"field": labels[0], "name": name})
        return Message("undo", "several fields of {name}", {"name": name})


def _all_are(entries: Iterable[_Written], kind: str) -> bool:
    return all(one.type.name == kind for one in entries)


def _only_ours(tables: Tables, row: Row) -> bool:
    """Whether nothing stands in a record that another laptop wrote."""
    feeds = tables.log.feeds()
    return all(feeds[head.feed].own for heads in row.state.heads.values() for head in heads)


def _lives(one: _Written) -> list[bool]:
    """Whether the operations of an entry on the record's own life brought it back."""
    return [
        operation.value != DELETED for operation in one.body.operations if operation.key == LIFE
    ]


def _is_item_life(key: FieldKey) -> bool:
    return isinstance(key, bytes) and len(key) == 18 and key[17] == LIFE


def _values_before(tables: Tables, entries: Iterable[_Written]) -> dict[tuple[bytes, Dot], Value]:
    """What every dot on these records set: {(record id, dot): value}."""
    values: dict[tuple[bytes, Dot], Value] = {}
    for entity in {one.body.entity for one in entries}:
        for stored in tables.log.entries_of(entity):
            if stored.body is None:
                continue
            feed = tables.log.rank(stored.feed)
            for number, operation in enumerate(decode_body(stored.body).operations):
                values[entity, (feed, stored.seq, number)] = operation.value
    return values


def _opposite(
    tables: Tables, one: _Written, row: Row, before: dict[tuple[bytes, Dot], Value]
) -> tuple[dict[str, Value], dict[FieldKey, tuple[Value, ...]], int]:
    """What undoes an entry: values by path, by key those that stood side by side before they were
    decided, and how many fields somebody changed since."""
    values: dict[str, Value] = {}
    contested: dict[FieldKey, tuple[Value, ...]] = {}
    kept = 0
    feeds = tables.log.feeds()
    for operation in one.body.operations:
        if operation.key == LIFE:
            continue
        standing = row.state.heads.get(operation.key, ())
        # What an undo put back is this laptop's too, so that acts can be undone one after the other.
        wrote = {other.value for other in one.body.operations if other.key == operation.key}
        ours = all(feeds[head.feed].own and head.value in wrote for head in standing)
        if len(standing) != len(wrote) or not ours:
            kept += 1
            continue
        known = [before[row.id, dot] for dot in operation.replaces if (row.id, dot) in before]
        path = path_of(one.type, operation.key)
        if len(set(known)) > 1:
            contested[operation.key] = tuple(dict.fromkeys(known))
        elif len(wrote) > 1 and known:
            # The decision whose undoing let them stand side by side: it replaces all of them.
            contested[operation.key] = (known[-1],)
        elif _is_item_life(operation.key):
            values[path] = known[-1] if known else DELETED
        else:
            values[path] = known[-1] if known else None
    if row.state.life() == HIDDEN:
        return {}, {}, kept
    return values, contested, kept
