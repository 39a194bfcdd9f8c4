"""The one writer: every edit is an entry of the log, its heads and its row, in one transaction."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from desktop_app.crypto.signing import Purpose, SigningKey
from desktop_app.domain.fields import EntityType, FieldKey, Value, key_of
from desktop_app.services.erasure.erasing import check_not_erased
from desktop_app.services.session import NotHere, Session
from desktop_app.storage.database import Tables
from desktop_app.storage.log import APPLIED, PENDING, Feed, ScopeRow, StoredEntry
from desktop_app.storage.rows import Admitted, Row
from desktop_app.sync.clock import next_time
from desktop_app.sync.log import (
    HEAD_INTERVAL,
    KIND_EDIT,
    KIND_UNDO,
    MAXIMUM_OPERATIONS,
    SCHEMA,
    Body,
    Header,
    Operation,
    encode_body,
    encode_head,
    encode_header,
    feed_id,
    hash_of,
)
from desktop_app.sync.merge import (
    LocalDot,
    LocalEntry,
    LocalOperation,
    State,
    edit_operations,
    life_operation,
)

Seen = Mapping[FieldKey, tuple[LocalDot, ...]]
"""The heads that a person had before them when a form was opened."""

_FLUSH_AT = 1000


@dataclass(slots=True)
class _Tail:
    feed: Feed
    link: bytes
    seq: int
    signed: int


class Editor:
    """Writes entries inside one transaction. Call `flush` before reading what was written.

    Several entries of one act of a person share a transaction number (`act`).
    """

    def __init__(self, session: Session, tables: Tables) -> None:
        self._session = session
        self._tables = tables
        self._key: SigningKey | None = None
        self._tails: dict[int, _Tail] = {}
        self._stored: dict[int, list[StoredEntry]] = {}
        self._admitted: list[Admitted] = []
        self._touched: set[tuple[int, bytes]] = set()
        self._act = b""
        self._kind = KIND_EDIT
        self._hlc = tables.facts.number("hlc")
        self.written = 0

    def begin_act(self, *, undo: bool = False) -> None:
        """What follows belongs together: one act of one person. undo: it takes an import back."""
        self._act = self._session.environment.random(16)
        self._kind = KIND_UNDO if undo else KIND_EDIT

    def edit(
        self,
        entity_type: EntityType,
        entity: bytes,
        scope: ScopeRow,
        values: Mapping[str, Value],
        *,
        new: bool = False,
        seen: Seen | None = None,
    ) -> tuple[str, ...]:
        """Set fields by path; gives the paths that really changed.

        new: the record cannot be there yet, so nothing is looked up. Raises NotAllowed, KeyError
        for a path that is not declared.
        """
        keys = {key_of(entity_type, path): (path, value) for path, value in values.items()}
        state = State() if new else self._state(entity_type, entity, scope)
        operations = edit_operations(
            state, {key: value for key, (_, value) in keys.items()}, self._tables.log.rank, seen
        )
        self._append(entity_type, entity, scope, state, operations)
        return tuple(keys[one.key][0] for one in operations)

    def decide(
        self, entity_type: EntityType, entity: bytes, scope: ScopeRow, key: FieldKey, value: Value
    ) -> None:
        """Settle a field in which several values stand; it replaces all of them."""
        state = self._state(entity_type, entity, scope)
        operation = LocalOperation(key, value, state.dots(key), ())
        self._append(entity_type, entity, scope, state, [operation])

    def reopen(
        self,
        entity_type: EntityType,
        entity: bytes,
        scope: ScopeRow,
        key: FieldKey,
        values: Sequence[Value],
    ) -> None:
        """Let several values stand in a field side by side again, in place of a decision.

        Both are written in one entry, each replacing what stands and neither the other.
        """
        state = self._state(entity_type, entity, scope)
        standing = state.dots(key)
        operations = [LocalOperation(key, value, standing, ()) for value in values]
        self._append(entity_type, entity, scope, state, operations)

    def set_back(
        self,
        entity_type: EntityType,
        entity: bytes,
        scope: ScopeRow,
        values: Mapping[FieldKey, Sequence[Value]],
    ) -> None:
        """Let fields show what they showed before: one value each, or several side by side."""
        state = self._state(entity_type, entity, scope)
        operations = [
            LocalOperation(key, value, state.dots(key), ())
            for key, earlier in values.items()
            for value in earlier
        ]
        self._append(entity_type, entity, scope, state, operations)

    def set_life(self, entity_type: EntityType, entity: bytes, scope: ScopeRow, live: bool) -> None:
        """Delete a record as it is seen now, or bring it back. Raises NotHere."""
        state = self._state(entity_type, entity, scope)
        if not state.heads:
            raise NotHere
        self._append(entity_type, entity, scope, state, [life_operation(state, live)])

    def _state(self, entity_type: EntityType, entity: bytes, scope: ScopeRow) -> State:
        if (entity_type.number, entity) in self._touched:
            self.flush()
        row = self._tables.rows.get(entity_type, entity, scope.number)
        return State() if row is None else row.state

    def _append(
        self,
        entity_type: EntityType,
        entity: bytes,
        scope: ScopeRow,
        state: State,
        operations: list[LocalOperation],
    ) -> None:
        for at in range(0, len(operations), MAXIMUM_OPERATIONS):
            self._append_one(
                entity_type, entity, scope, state, operations[at : at + MAXIMUM_OPERATIONS]
            )

    def _append_one(
        self,
        entity_type: EntityType,
        entity: bytes,
        scope: ScopeRow,
        state: State,
        operations: list[LocalOperation],
    ) -> None:
        check_not_erased(self._session, self._tables, entity_type, entity, operations)
        tail = self._tail(scope)
        feeds = self._tables.log.feeds()

        def everywhere(dots: tuple[LocalDot, ...]) -> tuple[tuple[bytes, int, int], ...]:
            return tuple((feeds[dot[0]].id, dot[1], dot[2]) for dot in dots)

        life = state.dots(0)
        body = encode_body(
            Body(
                entity_type.number,
                entity,
                everywhere(life)[0] if life else None,
                tuple(
                    Operation(one.key, one.value, everywhere(one.replaces), everywhere(one.seen))
                    for one in operations
                ),
            ),
            self._session.environment.random(16),
        )
        self._hlc = next_time(self._session.environment.now(), self._hlc)
        tail.seq += 1
        header = encode_header(
            Header(
                tail.feed.id, tail.seq, tail.link, self._hlc, self._session.person, SCHEMA, self._kind,
                self._act, len(body), hash_of(body),
            )
        )  # fmt: skip
        tail.link = hash_of(header)
        number = tail.feed.number
        self._stored.setdefault(number, []).append(
            StoredEntry(
                number, tail.seq, entity_type.number, entity, self._hlc, APPLIED, header, body
            )
        )
        entry = LocalEntry(number, tail.seq, self._hlc, self._session.person, tuple(operations))
        self._admitted.append(Admitted(entity_type, entity, scope.number, entry))
        self._touched.add((entity_type.number, entity))
        self.written += 1
        if tail.seq - tail.signed >= HEAD_INTERVAL:
            self._sign(tail)
        if len(self._admitted) >= _FLUSH_AT:
            self.flush()

    def write_anew(self, body: Body, scope: ScopeRow, header: Header) -> tuple[bytes, int]:
        """Write a change anew that stood in a history which does not go on; gives where it stands.

        header: its header there: the person, the logical time, the kind and the act stay as they
        were. Who may do this is asked by the caller.
        """
        data = encode_body(body, self._session.environment.random(16))
        tail = self._tail(scope, asked=True)
        tail.seq += 1
        anew = replace(
            header, feed=tail.feed.id, seq=tail.seq, previous=tail.link, body_length=len(data),
            body_hash=hash_of(data),
        )  # fmt: skip
        written = encode_header(anew)
        tail.link = hash_of(written)
        number = tail.feed.number
        kind = self._tables.registry.by_number(body.entity_type)
        state = PENDING if kind is None else APPLIED
        self._stored.setdefault(number, []).append(
            StoredEntry(
                number, tail.seq, body.entity_type, body.entity, header.hlc, state, written, data
            )
        )
        if kind is not None:
            entry = self._tables.log.localise_body(number, tail.seq, header.hlc, header.actor, body)
            self._admitted.append(Admitted(kind, body.entity, scope.number, entry))
            self._touched.add((kind.number, body.entity))
        self.written += 1
        if tail.seq - tail.signed >= HEAD_INTERVAL:
            self._sign(tail)
        return tail.feed.id, tail.seq

    def _tail(self, scope: ScopeRow, asked: bool = False) -> _Tail:
        tail = self._tails.get(scope.number)
        if tail is None:
            if not asked:
                self._session.check_may_write(scope)
            feed = own_feed(self._session, self._tables, scope)
            heads = self._tables.log.heads_after(feed.number, max(0, feed.seq - HEAD_INTERVAL))
            tail = _Tail(feed, feed.link, feed.seq, heads[-1][0] if heads else 0)
            self._tails[scope.number] = tail
        return tail

    def _sign(self, tail: _Tail) -> None:
        if self._key is None:
            self._key = self._session.signing_key(self._tables)
        head = encode_head(tail.feed.id, tail.seq, tail.link, self._hlc)
        self._tables.log.add_head(tail.feed.number, tail.seq, self._key.sign(head, Purpose.HEAD))
        tail.signed = tail.seq

    def flush(self) -> list[Row]:
        """Write everything that is waiting into log and rows; gives the rows it changed."""
        if not self._stored:
            return []
        for tail in self._tails.values():
            stored = self._stored.get(tail.feed.number)
            if stored:
                self._tables.log.append(tail.feed, stored, tail.link)
        rows = self._tables.rows.merge(self._admitted)
        self._tables.facts.set_number("hlc", self._hlc)
        self._stored.clear()
        self._admitted.clear()
        self._touched.clear()
        return rows


def shown_last(values: Iterable[Value], shown: Value) -> list[Value]:
    """The different values in a steady order, the shown one last: of several that are written at
    once, the last is shown."""
    return sorted(set(values), key=lambda value: (value == shown, str(type(value)), str(value)))


def own_feed(session: Session, tables: Tables, scope: ScopeRow) -> Feed:
    """This laptop's open feed in a scope, begun when there is none in this incarnation."""
    for feed in tables.log.feeds().values():
        if feed.own and not feed.closed and feed.scope == scope.number:
            return feed
    nonce = session.environment.random(16)
    return tables.log.add_feed(
        feed_id(session.device, scope.id, nonce), session.device, scope.number, nonce, True
    )


def sign_ends(session: Session, tables: Tables) -> None:
    """Sign the end of every own feed that has grown since its last signed head."""
    key: SigningKey | None = None
    hlc = tables.facts.number("hlc")
    for feed in tables.log.feeds().values():
        if not feed.own or not feed.seq or tables.log.heads_after(feed.number, feed.seq - 1):
            continue
        key = key or session.signing_key(tables)
        head = encode_head(feed.id, feed.seq, feed.link, hlc)
        tables.log.add_head(feed.number, feed.seq, key.sign(head, Purpose.HEAD))


def derived_id(parent: bytes, name: str) -> bytes:
    """An id that two laptops give to the same thing without asking each other (UUIDv5)."""
    return uuid.uuid5(uuid.UUID(bytes=parent), name).bytes
