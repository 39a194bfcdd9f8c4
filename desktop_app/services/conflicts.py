"""What two people wrote apart from each other and somebody has to decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import (
    DELETED,
    LIFE,
    LIVE,
    EntityType,
    FieldKey,
    Value,
    declared_field,
)
from desktop_app.domain.values import checked
from desktop_app.language import Message
from desktop_app.services.client_fields import RECORDS, id_in, label_of, spoken_path
from desktop_app.services.client_lines import Lines, today_of
from desktop_app.services.editing import Editor
from desktop_app.services.session import Session
from desktop_app.storage.database import Tables
from desktop_app.storage.log import actor_of
from desktop_app.storage.rows import Row
from desktop_app.sync.clock import is_plausible, milliseconds_of
from desktop_app.sync.merge import DELETED_HERE_CHANGED_THERE, Head

_FIELD_KEY_DIGITS: Final = 8


class NoSuchConflict(PortageError):
    """Nothing waits for a decision under that id (any more)."""

    code = "no_such_conflict"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "conflicts",
                "This was decided already, or never waited here. Nothing was changed. "
                "Look at the list again.",
            )
        )


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


@dataclass(frozen=True, slots=True)
class Conflict:
    """One field that waits for a decision. id stays the same on every laptop.

    entity: 32 hexadecimal digits. name: what the record is called. field: its path, an alias where
    there is one; `life` when somebody deleted what somebody else changed (the values are then
    `deleted` and `live`). values: in the same order on every laptop.
    """

    id: str
    entity_type: str
    entity: str
    name: str
    title: Message
    field: str
    label: Message
    values: tuple[ContestedValue, ...]


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
        values.setdefault(heads[head], _written(session, tables, head, heads[head]))
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


def _written(session: Session, tables: Tables, head: Head, value: Value) -> ContestedValue:
    stored = tables.log.entries(head.feed, head.seq, head.seq)
    author = session.person_called(actor_of(stored[0].header)) if stored else ""
    device = session.device_called(tables.log.feeds()[head.feed].device)
    beacon = 0 if session.trust is None else session.trust.beacon
    wrong = not is_plausible(head.hlc, session.environment.now(), beacon)
    return ContestedValue(value, author, device, milliseconds_of(head.hlc), wrong)


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


class Conflicts:
    """The list of what waits for a decision, and deciding."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def count(self) -> int:
        """How many decisions wait."""
        with self._session.database.reading() as tables:
            return len(tables.rows.reviews())

    def list(self, limit: int = 200, after: str | None = None) -> list[Conflict]:
        """What waits, in an order that is the same on every laptop. after: the last id seen."""
        session = self._session
        with session.database.reading() as tables:
            waiting = [
                (self._id(one, entity, key), one, entity, scope, key)
                for number, entity, scope, key in tables.rows.reviews()
                if (one := session.registry.by_number(number)) is not None
            ]
            ids = [each[0] for each in waiting]
            start = ids.index(after) + 1 if after in ids else 0
            lines = Lines(tables, session)
            found = []
            for identifier, one, entity, scope, key in waiting[start : start + limit]:
                row = tables.rows.get(one, entity, scope)
                if row is not None:
                    found.append(self._conflict(tables, lines, identifier, one, row, key))
            return found

    def resolve(self, conflict_id: str, value: Value = None, *, index: int | None = None) -> None:
        """Decide: the given value stands and replaces all others.

        index: one of the values as the list gave them, instead of a value. For `life` the value is
        `deleted` or `live`. Raises NoSuchConflict, NotAllowed, ValueRefused.
        """
        session = self._session
        with session.database.writing() as tables:
            one, entity, scope_number, key = self._find(tables, conflict_id)
            row = tables.rows.get(one, entity, scope_number)
            if row is None:
                raise NoSuchConflict
            if index is not None:
                standing = contested_values(session, tables, row, key)
                if not 0 <= index < len(standing):
                    raise NoSuchConflict
                value = standing[index].value
            scope = tables.log.scopes()[scope_number]
            editor = Editor(session, tables)
            editor.begin_act()
            if key == LIFE:
                if value not in (DELETED, LIVE):
                    raise NoSuchConflict
                self._settle_life(tables, editor, one, entity, value == LIVE)
            else:
                declared = declared_field(one, key)
                if declared is not None:
                    value = checked(declared, value, today_of(session))
                editor.decide(one, entity, scope, key, value)
            editor.flush()

    def _settle_life(
        self, tables: Tables, editor: Editor, one: EntityType, entity: bytes, live: bool
    ) -> None:
        """A person is kept or deleted whole, names and file together."""
        names = RECORDS if one.name in RECORDS else (one.name,)
        for name in names:
            kind = self._session.registry[name]
            row = tables.rows.get(kind, entity)
            if row is not None:
                editor.set_life(kind, entity, tables.log.scopes()[row.scope], live)

    def _find(self, tables: Tables, conflict_id: str) -> tuple[EntityType, bytes, int, FieldKey]:
        for number, entity, scope, key in tables.rows.reviews():
            one = self._session.registry.by_number(number)
            if one is not None and self._id(one, entity, key) == conflict_id:
                return one, entity, scope, key
        raise NoSuchConflict

    @staticmethod
    def _id(one: EntityType, entity: bytes, key: FieldKey) -> str:
        written = f"{key:0{_FIELD_KEY_DIGITS}x}" if isinstance(key, int) else key.hex()
        return f"{one.name}-{entity.hex()}-{written}"

    def _conflict(
        self,
        tables: Tables,
        lines: Lines,
        identifier: str,
        one: EntityType,
        row: Row,
        key: FieldKey,
    ) -> Conflict:
        name = record_name(tables, lines, one, row)
        label = label_of(one, key)
        if key == LIFE:
            title = Message(
                "conflicts",
                "{name} was deleted on one laptop and changed on another",
                {"name": name},
            )
        else:
            title = Message(
                "conflicts",
                "{name}: “{field}” was written differently on two laptops",
                {"name": name, "field": label},
            )
        return Conflict(
            identifier,
            one.name,
            row.id.hex(),
            name,
            title,
            spoken_path(one, key, row.values),
            label,
            contested_values(self._session, tables, row, key),
        )


def record_name(tables: Tables, lines: Lines, one: EntityType, row: Row) -> str:
    """What a record is called: a person by name, what belongs to a person by that person."""
    values: Mapping[FieldKey, Value] = row.values
    if one.name in RECORDS:
        return lines.name_of_id(row.id)
    called = " ".join(str(row.value(name)) for name in one.title if row.value(name))
    if one.has_field("client") and not one.name.startswith("household"):
        client = id_in(values.get(one.field("client").number))
        if client is not None:
            return lines.name_of_id(client)
    return called or str(one.label)
