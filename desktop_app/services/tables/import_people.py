"""People of a spreadsheet on their way into the vault: mapped, resolved, compared, written."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain
from typing import Final

from desktop_app.domain.fields import EntityType, FieldKey, Registry, Scope, Value, key_of
from desktop_app.domain.matching.matching import Pair, Person, find_pairs, pairs_of_some
from desktop_app.domain.record_values import checked_values
from desktop_app.domain.values import ValueRefused
from desktop_app.domain.words.folding import fold
from desktop_app.interchange.client_mapping import (
    ENTITIES,
    FULL_NAME,
    ColumnMapping,
    with_date_orders,
)
from desktop_app.interchange.client_mapping import Mapping as ColumnsMapping
from desktop_app.interchange.client_rows import PersonRow, guess_mapping, rows_to_people
from desktop_app.interchange.record import Refusal
from desktop_app.interchange.spreadsheet import Table
from desktop_app.language import Message
from desktop_app.services.clients.client_fields import id_in
from desktop_app.services.clients.client_lines import Lines
from desktop_app.services.duplicates.duplicates import MANY, kept_knowledge, person_of
from desktop_app.services.editing import derived_id
from desktop_app.services.session import NotAllowed, NotHere, Session
from desktop_app.services.tables.import_writing import Incoming, Outcome
from desktop_app.services.tables.list_tables import NUMBER
from desktop_app.storage.database import Tables
from desktop_app.storage.log import ScopeRow

COMMUNITY: Final = "client.community"
OWNER: Final = "client.owner"
REPEATED: Final = "repeated_row"

_ORDER: Final = ("client", "identity", "note", "consent")
_SEPARATOR: Final = "\x1f"
_FULL_NAME: Final = Message("imports", "Given and family names together")
_OWN_REFERENCES: Final = frozenset({"client", "corrects"})  # worked out, never in a column
_CHUNK: Final = 500


@dataclass(frozen=True, slots=True)
class NewPerson:
    """One row, ready to be written. community: 16 bytes."""

    row: int
    id: bytes
    community: bytes
    values: Mapping[str, Mapping[str, Value]]
    ids: Mapping[str, bytes]


@dataclass(slots=True)
class PeopleRead:
    """What came of the rows: people, refusals, and what should be looked at."""

    people: list[NewPerson] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    doubts: list[Message] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """One thing that a column may mean. path: as a mapping holds it. about: whose fact it is."""

    path: str
    about: Message
    label: Message


def column_choices(registry: Registry) -> list[ColumnChoice]:
    """Everything that a column may mean, in the order in which forms have it."""
    choices = [ColumnChoice(FULL_NAME, registry["identity"].label, _FULL_NAME)]
    for name in ENTITIES:
        kind = registry[name]
        choices += [
            ColumnChoice(f"{name}.{one.name}", kind.label, one.label)
            for one in kind.fields
            if one.name not in _OWN_REFERENCES
        ]
        choices += [
            ColumnChoice(f"{name}.{alias}", kind.label, kind.items(items).field(field).label)
            for alias, items, field in kind.aliases
        ]
        aliased = {(items, field) for _, items, field in kind.aliases}
        choices += [
            ColumnChoice(f"{name}.{items.name}.{one.name}", items.label, one.label)
            for items in kind.lists
            for one in items.fields
            if (items.name, one.name) not in aliased
        ]
    return choices


def headings_key(headings: Iterable[str]) -> str:
    """Under which the mapping of a file with these headings is remembered."""
    return _SEPARATOR.join(fold(heading) for heading in headings)


def fitted(mapping: ColumnsMapping, table: Table, registry: Registry) -> ColumnsMapping | None:
    """The mapping in the order of the table's columns; None when it names none of them.

    An order of dates that the file itself proves counts more than the one that was saved.
    """
    by_heading = {fold(column.heading): column for column in mapping.columns}
    if not any(fold(heading) in by_heading for heading in table.headings):
        return None
    columns = tuple(
        replace(by_heading.get(fold(heading), ColumnMapping(heading)), heading=heading)
        for heading in table.headings
    )
    decided = with_date_orders(ColumnsMapping(columns), registry, table.rows)
    return ColumnsMapping(
        tuple(
            replace(found, date_order=given.date_order, order_asked=False)
            if found.order_asked and given.date_order
            else found
            for given, found in zip(columns, decided.columns, strict=True)
        )
    )


def guessed(table: Table, registry: Registry) -> ColumnsMapping:
    """What the headings most likely mean."""
    return guess_mapping(table.headings, registry, table.rows, table.codes)


class PeopleImport:
    """Resolves rows against what this vault knows. Lives in one transaction.

    community: an id or a name, for rows that name none; the only one of this laptop when empty.
    """

    def __init__(self, session: Session, tables: Tables, today: date, community: str = "") -> None:
        self._session = session
        self._tables = tables
        self._registry = session.registry
        self._today = today
        self._lines = Lines(tables, session)
        self._communities = self._known_communities()
        self._usual = self._community_of(community) if community else self._only_one()
        trust = session.trust
        self._workers = (
            {} if trust is None else {fold(one.name): one.id for one in trust.colleagues.values()}
        )
        self._scopes: dict[tuple[Scope, bytes], ScopeRow | None] = {}
        self._erased = tables.erasures.subjects()

    def _known_communities(self) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        for row in self._tables.rows.select(self._registry["community"], "WHERE life != 0"):
            found[fold(str(row.value("name") or ""))] = row.id
            found[row.id.hex()] = row.id
        return found

    def _community_of(self, text: str) -> bytes | None:
        return self._communities.get(text) or self._communities.get(fold(text))

    def _only_one(self) -> bytes | None:
        held = {
            grant.community
            for grant in self._session.certificate().scopes
            if grant.kind is Scope.CASES
        }
        return next(iter(held)) if len(held) == 1 else None

    # Rows become people

    def read(
        self, table: Table, mapping: ColumnsMapping, source: str, leave_out: Collection[int]
    ) -> PeopleRead:
        """The people of a table. leave_out: numbers of rows that a person chose not to take."""
        found = PeopleRead(refused=list(table.refused))
        table = self._without_known(table, found)
        for one in rows_to_people(table, mapping, source, self._today, self._registry):
            if isinstance(one, Refusal):
                found.refused.append(one)
            elif one.row in leave_out:
                message = Message("imports", "Row {row} was left out, as asked.", {"row": one.row})
                found.refused.append(Refusal(str(one.row), "left_out", message))
            else:
                self._resolve(one, found)
        return found

    def _without_known(self, table: Table, found: PeopleRead) -> Table:
        """The rows that bring somebody new. Of a list that Portage wrote, rows of people who are here
        would make them twice: `list_reading` reads what was changed in them."""
        if NUMBER not in table.codes:
            return table
        at, kind = table.codes.index(NUMBER), self._registry["client"]
        rows, numbers = [], []
        for cells, number in zip(table.rows, table.row_numbers, strict=True):
            known = id_in(str(cells[at] or ""))
            if known is not None and self._tables.rows.get(kind, known) is not None:
                found.refused.append(_here_already(number))
            else:
                rows.append(cells)
                numbers.append(number)
        return replace(table, rows=rows, row_numbers=numbers)

    def _resolve(self, person: PersonRow, found: PeopleRead) -> None:
        if person.id in self._erased:
            found.refused.append(_erased(person.row))
            return
        named = person.unresolved.get(COMMUNITY, "")
        community = self._community_of(named) if named else self._usual
        if community is None:
            found.refused.append(_no_community(person.row, named))
            return
        if any(self._scope(kind, community) is None for kind in (Scope.CASES, Scope.NAMES)):
            found.refused.append(
                _not_yours(person.row, self._lines.community_called(community.hex()))
            )
            return
        values = {name: dict(given) for name, given in person.values.items()}
        ids = dict(person.ids)
        values.setdefault("client", {})["community"] = community.hex()
        remarks = []
        for path, text in person.unresolved.items():
            if path == OWNER and fold(text) in self._workers:
                values["client"]["owner"] = self._workers[fold(text)].hex()
            elif path != COMMUNITY:
                remarks.append(self._remark(path, text))
                found.doubts.append(_nobody(person.row, text))
        if remarks:
            note = values.setdefault("note", {"client": person.id.hex()})
            note["text"] = "\n".join([*([str(note["text"])] if "text" in note else []), *remarks])
            ids.setdefault("note", derived_id(person.id, "note"))
        for name in [name for name in values if ids.get(name) in self._erased]:
            del values[name]  # a note that was removed everywhere, say; the person stays
            found.doubts.append(_removed(person.row))
        for name, given in values.items():
            given.update(_preferred(self._registry[name], given))
        try:
            checked = {
                name: checked_values(self._registry[name], given, self._today)
                for name, given in values.items()
            }
        except ValueRefused as fault:
            found.refused.append(Refusal(str(person.row), fault.code, fault.message))
            return
        found.doubts += person.doubts
        found.people.append(NewPerson(person.row, person.id, community, checked, ids))

    def _remark(self, path: str, text: str) -> str:
        kind, _, name = path.partition(".")
        return f"{self._registry[kind].field(name.rpartition('.')[2]).label}: {text}"

    def _scope(self, kind: Scope, community: bytes) -> ScopeRow | None:
        """The scope of a community's cases or names, if this laptop and person may write there."""
        key = (kind, community)
        if key not in self._scopes:
            try:
                scope = self._session.scope(self._tables, kind, community)
                self._session.check_may_write(scope)
                self._scopes[key] = scope
            except (NotHere, NotAllowed):
                self._scopes[key] = None
        return self._scopes[key]

    # Likely duplicates

    def known(self, people: Sequence[NewPerson]) -> set[bytes]:
        """Which of these people are here already, from an earlier import of the same file."""
        rows = self._tables.rows
        kind = self._registry["client"]
        ids = [one.id for one in people]
        found: set[bytes] = set()
        for at in range(0, len(ids), _CHUNK):
            part = tuple(ids[at : at + _CHUNK])
            places = ", ".join("?" * len(part))
            found.update(row.id for row in rows.select(kind, f"WHERE id IN ({places})", part))
        return found

    def duplicates(
        self, people: Sequence[NewPerson], step: Callable[[int], None]
    ) -> tuple[list[Pair], dict[str, str]]:
        """Pairs in which at least one is new, and the names of all who are in them.

        step: told from time to time how many people were looked at; it may raise.
        """
        known = self.known(people)
        new = {one.id.hex(): one for one in people if one.id not in known}
        if not new:
            return [], {}
        coming = [self._person(one) for one in new.values()]
        stored = (
            self._stored(row.id, row.identity or {}, row.client)
            for row in self._lines.people.all()
            if row.identity is not None and row.id.hex() not in new
        )
        everybody = _stepping(chain(coming, stored), step)
        knowledge = kept_knowledge(self._tables)
        if knowledge is None or len(coming) > MANY:
            pairs = [one for one in find_pairs(everybody) if one.a in new or one.b in new]
        else:
            pairs = pairs_of_some(coming, everybody, knowledge)
        involved = {one for pair in pairs for one in (pair.a, pair.b)}
        names = {one.id: _whole_name(one) for one in coming if one.id in involved}
        others = [bytes.fromhex(one) for one in involved - names.keys()]
        for row in self._lines.people.by_ids(others).values():
            person = self._stored(row.id, row.identity or {}, row.client)
            names[person.id] = _whole_name(person)
        return pairs, names

    # Into the vault

    def incoming(self, person: NewPerson) -> Iterator[Incoming]:
        """The records of one person, the client first."""
        for name in _ORDER:
            kind = Scope.NAMES if name == "identity" else Scope.CASES
            scope = self._scope(kind, person.community)
            if name in person.values and scope is not None:
                yield Incoming(
                    self._registry[name],
                    person.ids[name],
                    scope,
                    person.values[name],
                    # What was once written down as said or agreed is never written over.
                    only_new=name in ("note", "consent"),
                )

    def _person(self, one: NewPerson) -> Person:
        kind = self._registry["identity"]
        values = {
            key_of(kind, path): value for path, value in one.values.get("identity", {}).items()
        }
        community = self._lines.community_called(one.community.hex())
        return person_of(self._registry, one.id.hex(), values, community)

    def _stored(
        self, client: bytes, identity: Mapping[FieldKey, Value], case: Mapping[FieldKey, Value]
    ) -> Person:
        community = case.get(self._registry["client"].field("community").number)
        return person_of(
            self._registry, client.hex(), identity, self._lines.community_called(community)
        )


def outcome_of(outcomes: Sequence[Outcome]) -> Outcome:
    """What became of a row from what became of its records, the client's first."""
    if outcomes[0] in (Outcome.NEW, Outcome.LEFT):
        return outcomes[0]
    if any(one in (Outcome.NEW, Outcome.CHANGED) for one in outcomes):
        return Outcome.CHANGED
    return Outcome.UNCHANGED


def _whole_name(person: Person) -> str:
    return " ".join(part for part in (person.given, person.family) if part)


def _stepping(persons: Iterable[Person], step: Callable[[int], None]) -> Iterator[Person]:
    for number, one in enumerate(persons):
        if number % _CHUNK == 0:
            step(number)
        yield one


def _preferred(kind: EntityType, values: Mapping[str, Value]) -> dict[str, Value]:
    """Of each list of ways to reach somebody, the first in the row is the preferred one."""
    extra: dict[str, Value] = {}
    for declared in kind.lists:
        if all(one.name != "preferred" for one in declared.fields):
            continue
        items = [path.split("/")[1] for path in values if path.startswith(f"{declared.name}/")]
        paths = [f"{declared.name}/{item}/preferred" for item in items]
        if paths and not any(values.get(path) for path in paths):
            extra[paths[0]] = True
    return extra


def _no_community(row: int, named: str) -> Refusal:
    if named:
        return Refusal(
            str(row),
            "unknown_community",
            Message(
                "imports",
                "Row {row}: no community is called “{name}”. Add it, or correct the row.",
                {"row": row, "name": named},
            ),
        )
    return Refusal(
        str(row),
        "community_needed",
        Message(
            "imports",
            "Row {row} names no community. Choose one for the rows that name none.",
            {"row": row},
        ),
    )


def _here_already(row: int) -> Refusal:
    return Refusal(
        str(row),
        "here_already",
        Message(
            "imports",
            "Row {row} is of somebody who has a file here, so nobody new was made. Read the table back "
            "to take what was changed in it.",
            {"row": row},
        ),
    )


def _erased(row: int) -> Refusal:
    return Refusal(
        str(row),
        "erased",
        Message(
            "imports",
            "Row {row}: the office had this person erased, so the row is left out. If the person comes "
            "back, open a new file.",
            {"row": row},
        ),
    )


def _removed(row: int) -> Message:
    return Message(
        "imports",
        "Row {row}: the office had a note of it removed everywhere. That note was left out.",
        {"row": row},
    )


def _not_yours(row: int, named: str) -> Refusal:
    return Refusal(
        str(row),
        "community_not_here",
        Message(
            "imports",
            "Row {row}: the files of “{name}” are not kept on this laptop. "
            "Import the row where they are.",
            {"row": row, "name": named},
        ),
    )


def _nobody(row: int, named: str) -> Message:
    return Message(
        "imports",
        "Row {row}: nobody who works here is called “{name}”. The name was kept as a note.",
        {"row": row, "name": named},
    )
