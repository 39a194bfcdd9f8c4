"""Any kind of record that names a client: written, read and listed from its declaration alone."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from desktop_app.domain.fields import DELETED, LIVE, EntityType, Scope, Value, key_of, path_of
from desktop_app.domain.values import checked
from desktop_app.services.clients.client_fields import UnknownField, shown_fields
from desktop_app.services.clients.client_lines import today_of
from desktop_app.services.clients.client_values import id_of, needed, records_of
from desktop_app.services.clients.interests import check_about, check_not_kept_out
from desktop_app.services.editing import Editor, Seen
from desktop_app.services.exchange.sharing import Shared, Sharing
from desktop_app.services.session import NotHere, Session
from desktop_app.storage.database import Tables
from desktop_app.storage.log import ScopeRow
from desktop_app.storage.rows import Row
from desktop_app.sync.clock import milliseconds_of
from desktop_app.sync.merge import HIDDEN


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it stands.

    values: what it says, by path (`list/<uuid>/field` for items of a list). author, device: who
    made it and on which laptop, empty while unknown. written_at, changed_at: UTC milliseconds.
    changed_by: who changed it last. contested: paths on which several values wait for a decision.
    seen: to be given back when it is changed, so that nothing is overwritten that came meanwhile.
    """

    id: str
    kind: str
    values: Mapping[str, Value]
    author: str
    device: str
    written_at: int
    changed_at: int
    changed_by: str
    contested: tuple[str, ...]
    shared: Shared
    seen: Seen

    def text(self, path: str) -> str:
        """A value as text; "" when there is none."""
        value = self.values.get(path)
        return "" if value is None else str(value)

    def number(self, path: str) -> int:
        """A whole number; 0 when there is none."""
        value = self.values.get(path)
        return value if isinstance(value, int) and not isinstance(value, bool) else 0

    def items(self, name: str) -> dict[str, dict[str, Value]]:
        """The items of a list by id, the oldest first, each with its values by name."""
        found: dict[str, dict[str, Value]] = {}
        for path, value in self.values.items():
            parts = path.split("/")
            if len(parts) == 3 and parts[0] == name:
                found.setdefault(parts[1], {})[parts[2]] = value
        return {item: found[item] for item in sorted(found)}


class Records:
    """Reads and writes records about clients, and those of the whole organisation.

    Ids are 32 hexadecimal digits. Values are given by path and checked by the declarations; None
    empties a field. Each method that takes a client, or the id of a record, raises NotHere where this
    laptop does not hold it; each that writes raises NotAllowed, ValueRefused and UnknownField.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def kind(self, name: str) -> EntityType:
        """The kind of record as this vault knows it, with the fields that the organisation added."""
        return self._session.registry[name]

    # Writing, each in a transaction of its own

    def add(self, kind: str, client: str, values: Mapping[str, Value]) -> str:
        """Write a new record about a client and give its id."""
        with self._session.database.writing() as tables:
            editor = Editor(self._session, tables)
            editor.begin_act()
            made = self.write_new(tables, editor, kind, client, values)
            editor.flush()
            return made

    def add_shared(self, kind: str, values: Mapping[str, Value], made: bytes | None = None) -> str:
        """Write a new record of the whole organisation (scope `org` or `directory`); gives its id.

        made: the id it gets, where two laptops must give the same one.
        """
        session = self._session
        one = session.registry[kind]
        with session.database.writing() as tables:
            made = made or session.environment.new_id()
            editor = Editor(session, tables)
            editor.begin_act()
            scope = session.scope(tables, one.scope)
            told = self._told(one, values, new=True)
            editor.edit(one, made, scope, told, new=tables.rows.get(one, made) is None)
            editor.flush()
            return made.hex()

    def change(
        self, kind: str, identifier: str, values: Mapping[str, Value], seen: Seen | None = None
    ) -> tuple[str, ...]:
        """Change a record; gives the paths that really changed."""
        with self._session.database.writing() as tables:
            editor = Editor(self._session, tables)
            editor.begin_act()
            changed = self.write(tables, editor, kind, identifier, values, seen)
            editor.flush()
            return changed

    def delete(self, kind: str, identifier: str) -> None:
        """Delete a record; it can be brought back."""
        self._set_life(kind, identifier, live=False)

    def restore(self, kind: str, identifier: str) -> None:
        """Bring a deleted record back as it was."""
        self._set_life(kind, identifier, live=True)

    # Writing inside a transaction that somebody else opened

    def write_new(
        self,
        tables: Tables,
        editor: Editor,
        kind: str,
        client: str,
        values: Mapping[str, Value],
        made: bytes | None = None,
        even_deleted: bool = False,
    ) -> str:
        """As `add`. made: the id it gets, where two laptops must give the same one. even_deleted: also
        in a file that was deleted."""
        one = self._session.registry[kind]
        owner = records_of(tables, self._session, client, even_deleted)
        scope = self._scope_of(tables, one, owner.rows["client"])
        told = self._told(one, {"client": client, **values}, new=True)
        made = made or self._session.environment.new_id()
        editor.edit(one, made, scope, told, new=tables.rows.get(one, made) is None)
        return made.hex()

    def write(
        self,
        tables: Tables,
        editor: Editor,
        kind: str,
        identifier: str,
        values: Mapping[str, Value],
        seen: Seen | None = None,
    ) -> tuple[str, ...]:
        """As `change`."""
        one = self._session.registry[kind]
        row = self.require(tables, kind, identifier)
        scope = tables.log.scopes()[row.scope]
        told = self._told(one, values, new=False)
        return tuple(editor.edit(one, row.id, scope, told, seen=seen))

    def revive(self, tables: Tables, editor: Editor, kind: str, identifier: bytes) -> bool:
        """Bring a record back inside a transaction; True when it was there and deleted."""
        row = tables.rows.get(self._session.registry[kind], identifier)
        if row is None or row.state.life() != HIDDEN:
            return False
        editor.set_life(row.type, row.id, tables.log.scopes()[row.scope], live=True)
        return True

    # Asking

    def of(self, client: str, kind: str) -> tuple[Record, ...]:
        """The records of one kind about a client, the oldest first."""
        with self._session.database.reading() as tables:
            return self.read_of(tables, client, kind)

    def read_of(self, tables: Tables, client: str, kind: str) -> tuple[Record, ...]:
        """As `of`, inside a transaction; files linked with this one are read with it."""
        wanted = id_of(client)
        check_not_kept_out(tables, self._session, [wanted])
        group = tables.groups.group(wanted)
        members = (wanted,) if group is None else group.members
        places = ", ".join("?" * len(members))
        one = self._session.registry[kind]
        clause = f"WHERE life = 1 AND f_client IN ({places}) ORDER BY id"
        return self.records(
            tables, list(tables.rows.select(one, clause, tuple(m.hex() for m in members)))
        )

    def all(self, kind: str) -> tuple[Record, ...]:
        """Every record of one kind, the oldest first: for what the whole organisation shares."""
        with self._session.database.reading() as tables:
            return self.read_all(tables, kind)

    def read_all(self, tables: Tables, kind: str) -> tuple[Record, ...]:
        """As `all`, inside a transaction."""
        one = self._session.registry[kind]
        return self.records(tables, list(tables.rows.select(one, "WHERE life = 1 ORDER BY id")))

    def get(self, kind: str, identifier: str) -> Record:
        """One record."""
        with self._session.database.reading() as tables:
            return self.read_one(tables, kind, identifier)

    def read_one(self, tables: Tables, kind: str, identifier: str) -> Record:
        """As `get`, inside a transaction."""
        return self.records(tables, [self.require(tables, kind, identifier)])[0]

    def require(
        self, tables: Tables, kind: str, identifier: str, even_deleted: bool = False
    ) -> Row:
        """The row of a record, inside a transaction."""
        row = tables.rows.get(self._session.registry[kind], id_of(identifier))
        if row is None or (row.state.life() == HIDDEN and not even_deleted):
            raise NotHere
        if row.type.has_field("client"):
            check_about(tables, self._session, row)
        return row

    def records(self, tables: Tables, rows: list[Row]) -> tuple[Record, ...]:
        """These rows as records, inside a transaction."""
        session = self._session
        shared = Sharing(tables, session).state_of([row.id for row in rows])
        return tuple(_record(tables, session, row, shared[row.id]) for row in rows)

    def _set_life(self, kind: str, identifier: str, live: bool) -> None:
        session = self._session
        with session.database.writing() as tables:
            row = self.require(tables, kind, identifier, even_deleted=True)
            if (row.state.life() == HIDDEN) is not live:
                return
            editor = Editor(session, tables)
            editor.begin_act()
            editor.set_life(row.type, row.id, tables.log.scopes()[row.scope], live)
            editor.flush()

    def _scope_of(self, tables: Tables, one: EntityType, client: Row) -> ScopeRow:
        cases = tables.log.scopes()[client.scope]
        if one.scope is Scope.CASES:
            return cases
        return self._session.scope(tables, one.scope, cases.community)

    def checked(self, one: EntityType, values: Mapping[str, Value]) -> dict[str, Value]:
        """Values by path as they may be written; raises ValueRefused and UnknownField."""
        return self._told(one, values, new=False)

    def checked_new(self, one: EntityType, values: Mapping[str, Value]) -> dict[str, Value]:
        """As `checked`, for a new record: what is required has to be there."""
        return self._told(one, values, new=True)

    def _told(self, one: EntityType, values: Mapping[str, Value], new: bool) -> dict[str, Value]:
        """The values checked, by path. A required field may not be emptied."""
        today = today_of(self._session)
        told: dict[str, Value] = {}
        for path, value in values.items():
            parts = path.split("/")
            try:
                key_of(one, path)
            except KeyError as fault:
                raise UnknownField(path) from fault
            if parts[-1] == "life":
                if value not in (DELETED, LIVE):
                    raise UnknownField(path)
                told[path] = value
                continue
            field = one.field(path) if len(parts) == 1 else one.items(parts[0]).field(parts[2])
            told[path] = checked(field, value, today)
            if field.required and len(parts) == 1:
                needed(field, told[path])
        if new:
            for field in one.fields:
                if field.required:
                    needed(field, told.get(field.name))
            told = {path: value for path, value in told.items() if value is not None}
        return told


def _record(tables: Tables, session: Session, row: Row, shared: Shared) -> Record:
    created, changed = row.state.created, row.state.changed
    device = 0 if created is None else tables.log.known_feed(created[1])
    return Record(
        id=row.id.hex(),
        kind=row.type.name,
        values=shown_fields(row.type, row.values),
        author="" if created is None else session.person_called(created[2]),
        device=(
            session.device_called(tables.log.feeds()[device].device) if created is not None else ""
        ),
        written_at=0 if created is None else milliseconds_of(created[0]),
        changed_at=0 if changed is None else milliseconds_of(changed[0]),
        changed_by="" if changed is None else session.person_called(changed[2]),
        contested=tuple(sorted(path_of(row.type, key) for key in row.state.contested())),
        shared=shared,
        seen={key: row.state.dots(key) for key in row.state.heads},
    )


def new_item() -> str:
    """An id for a new item of a list."""
    return str(uuid.uuid4())
