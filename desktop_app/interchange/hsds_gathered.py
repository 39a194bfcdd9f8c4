"""Records of a directory while they are gathered: who owns a row, which id an item gets, counts."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from desktop_app.domain.fields import Value
from desktop_app.interchange.hsds_rows import Fields
from desktop_app.interchange.hsds_sentences import REFUSALS, notices
from desktop_app.interchange.hsds_shape import PARENT_TABLES, ROOTS, ChildTable
from desktop_app.interchange.hsds_source import Source, SourceRow
from desktop_app.interchange.record import (
    ImportedRecord,
    Notice,
    Refusal,
    TableCount,
    item_id,
    record_id,
)


@dataclass(slots=True)
class Record:
    """A record while it is filled. links: the records that it is known to belong together with."""

    row: SourceRow
    entity: str
    id: uuid.UUID
    source_id: str
    values: dict[str, Value] = field(default_factory=dict)
    links: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Item:
    """A row on its way into a list of a record."""

    row: SourceRow
    owner: Record
    items: str
    fields: Fields

    def content(self) -> str:
        return json.dumps([self.fields.values, self.fields.rest], sort_keys=True)


class Gathered:
    """What is known of one source so far. `records`, `counts`, `refused` and `notices` hold the
    outcome.

    name: of the source, part of every id.
    """

    def __init__(self, source: Source, name: str) -> None:
        self._name, self._own = name, source.own
        self._roots: dict[str, dict[str, Record]] = {table: {} for table in ROOTS}
        self._by_table: dict[str, list[SourceRow]] = defaultdict(list)
        self._items: dict[tuple[int, str, str], list[Item]] = defaultdict(list)
        self._owners: dict[str, Record] = {}  # ids of list items, for what points to them
        self._joined: dict[int, list[Record]] = {}
        self._noticed: Counter[str] = Counter()
        self._at_locations: Counter[int] = Counter()
        self.counts: dict[str, TableCount] = {name: TableCount() for name in sorted(source.tables)}
        self.refused: list[Refusal] = []
        for table, refusal in source.refused:
            self.counts.setdefault(table, TableCount()).read += 1
            self.counts[table].refused += 1
            self.refused.append(refusal)
        for row in source.rows:
            self.counts.setdefault(row.source, TableCount()).read += 1
            self._by_table[row.table].append(row)

    @property
    def records(self) -> list[ImportedRecord]:
        return [
            ImportedRecord(
                table, one.source_id, one.entity, one.id.bytes, one.values, one.row.where
            )
            for table, group in self._roots.items()
            for one in group.values()
        ]

    @property
    def notices(self) -> list[Notice]:
        return notices(self._noticed)

    def _id(self, table: str, source_id: str) -> uuid.UUID:
        if self._own:
            try:
                return uuid.UUID(source_id)
            except ValueError:
                pass
        return record_id(self._name, table, source_id)

    def _link(self, one: Record, other: Record) -> None:
        one.links.add(id(other))
        other.links.add(id(one))

    def _refuse_orphan(self, row: SourceRow, parents: tuple[str, ...]) -> None:
        named = any(row.cells.get(parent) for parent in parents)
        self._refuse(row, "parent_absent" if named else "names_nothing")

    def _parents(self, row: SourceRow) -> dict[str, Record]:
        """The records that a row names and that exist, by the column that names them."""
        found = {
            column: self._roots[table].get(row.cells.get(column, ""))
            for column, table in PARENT_TABLES.items()
        }
        return {column: record for column, record in found.items() if record is not None}

    def _owner(self, table: ChildTable, row: SourceRow) -> tuple[Record | None, str]:
        """Which record a row goes into: the most telling it names.

        A service that is given in one place only takes what is said of it there.
        """
        parents = self._parents(row)
        for column in table.parents:
            owner = parents.get(column)
            if owner is None:
                continue
            service = parents.get("service_id")
            if (
                column == "service_at_location_id"
                and service is not None
                and "service_id" in table.parents
                and id(service) in owner.links
                and self._at_locations[id(service)] == 1
            ):
                return service, "service_id"
            return owner, column
        if contact := row.cells.get("contact_id"):
            return self._owners.get(f"contacts {contact}") or self._contact_owner(contact), ""
        return None, ""

    def _contact_owner(self, contact: str) -> Record | None:
        for (_, items, source_id), group in self._items.items():
            if items == "contacts" and source_id == contact:
                return group[0].owner
        return None

    def _implied(self, owner: Record, column: str, named: str) -> bool:
        """Whether a second record that a row names belongs with the first anyway."""
        other = self._roots[PARENT_TABLES[column]].get(named)
        if other is None:
            return False
        if other is owner or id(other) in owner.links:
            return True
        return any(
            id(owner) in at.links and id(other) in at.links
            for at in self._joints().get(id(owner), ())
        )

    def _joints(self) -> dict[int, list[Record]]:
        """Services at locations, by the service and the location that they join."""
        if not self._joined:
            for at in self._roots["service_at_location"].values():
                for linked in at.links:
                    self._joined.setdefault(linked, []).append(at)
        return self._joined

    def _finish_items(self) -> None:
        """Gives every waiting item its id. Where several rows of one record share an id, or have
        none, their content tells them apart, so that the order of the file does not matter."""
        for (_, items, source_id), group in self._items.items():
            contents = {one.content() for one in group}
            by_content = not source_id or len(contents) > 1
            if source_id and len(contents) > 1:
                self._noticed["ids_shared"] += 1
            seen: set[str] = set()
            for one in group:
                content = one.content()
                if content in seen:
                    self.counts[one.row.source].repeated += 1
                    continue
                seen.add(content)
                key = f"{source_id} {_digest(content)}" if by_content else source_id
                self._set_item(one.owner, items, key, one.fields.values)
                self._keep_rest(one.owner, one.fields, f"{items}/{source_id or _digest(content)}/")
                self.counts[one.row.source].take(one.owner.entity)
                if source_id:
                    self._owners[f"{one.row.table} {source_id}"] = one.owner
                    self._owners.setdefault(source_id, one.owner)
        self._items.clear()

    def _set_item(self, owner: Record, items: str, key: str, values: Mapping[str, Value]) -> None:
        identity: uuid.UUID | None = None
        if self._own:
            try:
                identity = uuid.UUID(key)
            except ValueError:
                pass
        identity = identity or item_id(owner.id, items, key)
        for name, value in values.items():
            owner.values[f"{items}/{identity}/{name}"] = value

    def _keep_rest(self, owner: Record, fields: Fields, prefix: str) -> None:
        for name, text in fields.rest.items():
            self._attribute(owner, f"{prefix}{name}", text)
        self._noticed["kept_as_written"] += len(fields.unread) + sum(
            "(unclear)" in name for name in fields.rest
        )

    def _attribute(self, owner: Record, name: str, value: str) -> None:
        if value:
            key = f"{name} {_digest(value)}"
            self._set_item(owner, "attributes", key, {"name": name, "value": value})

    def _linked(self, wanted: str, entity: str) -> Record | None:
        """The record that a general link points to, or whose list item it points to."""
        tables = [entity] if entity in ROOTS else list(ROOTS)
        for table in tables:
            if (found := self._roots[table].get(wanted)) is not None:
                return found
        return self._owners.get(f"{entity} {wanted}") or self._owners.get(wanted)

    def _refuse(self, row: SourceRow, reason: str) -> None:
        self.counts[row.source].refused += 1
        self.refused.append(Refusal(row.where, reason, REFUSALS[reason]))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
