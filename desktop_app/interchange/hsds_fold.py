"""Rows of a directory source folded into records: each row taken once, or refused with a reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from desktop_app.interchange.hsds_gathered import Gathered, Item, Record
from desktop_app.interchange.hsds_rows import (
    Fields,
    joined_number,
    prepared,
    read_fields,
)
from desktop_app.interchange.hsds_shape import (
    CHILDREN,
    ROOTS,
    SCHEDULE_PARTS,
    ChildTable,
    Column,
    Reading,
    RootTable,
)
from desktop_app.interchange.hsds_source import Source, SourceRow
from desktop_app.interchange.values import language_code

_WITH_CATEGORIES: Final = ("organisation", "service")
_ABSENT: Final = {
    ("services", "organisation"): "services_without_organisation",
    ("locations", "organisation"): "locations_without_organisation",
}


class Fold(Gathered):
    """The rows of one source, folded into its records by being made."""

    def __init__(self, source: Source, name: str) -> None:
        super().__init__(source, name)
        self._contact_rows: dict[str, SourceRow] = {}
        self._told: set[int] = set()  # rows of languages that some telephone has taken
        for table_of_roots in ROOTS.values():
            self._take_roots(table_of_roots)
        self._take_children()

    # Records

    def _take_roots(self, table: RootTable) -> None:
        groups: dict[str, list[SourceRow]] = {}
        for row in self._by_table.pop(table.name, []):
            source_id = row.cells.get("id", "")
            if not source_id:
                self._refuse(row, "no_id")
            else:
                groups.setdefault(source_id, []).append(row)
        made = []
        for source_id, rows in groups.items():
            record = Record(rows[0], table.entity, self._id(table.name, source_id), source_id)
            cells = self._merged(record, rows)
            if "name" in table.required and "name" not in cells:
                for row in rows:
                    self._refuse(row, "no_name")
                continue
            self._roots[table.name][source_id] = record
            made.append((record, rows, cells))
        for record, rows, cells in made:
            if self._fill(table, record, cells):
                self.counts[rows[0].source].take(record.entity)
                for row in rows[1:]:
                    self.counts[row.source].repeated += 1
            else:
                del self._roots[table.name][record.source_id]
                for row in rows:
                    self._refuse(row, "parent_absent")

    def _merged(self, record: Record, rows: list[SourceRow]) -> dict[str, str]:
        """The cells of rows with one id; where they differ the first stands, the other is kept."""
        cells = dict(rows[0].cells)
        for row in rows[1:]:
            for column, text in row.cells.items():
                if cells.setdefault(column, text) != text:
                    self._attribute(record, column, text)
                    self._noticed["told_differently"] += 1
        return cells

    def _fill(self, table: RootTable, record: Record, cells: dict[str, str]) -> bool:
        """Sets the fields of a record; False when a record that it cannot be without is absent."""
        columns = [name for column in table.columns for name in column.names if _points(column)]
        skip = {"id", *columns, *(("source", "source_id") if self._own else ())}
        fields = read_fields(table.columns, cells, skip)
        if table.name == "services" and (program := self._program(cells)):
            fields.values.setdefault("program", program)
            fields.rest.pop("program_id", None)
        if table.name == "taxonomy_terms":
            self._complete_term(record, cells, fields)
        record.values.update(fields.values)
        for column in table.columns:
            if not _points(column):
                continue
            wanted = cells.get(column.names[0], "")
            found = self._roots[column.to].get(wanted)
            if found is not None:
                record.values[column.field] = found.id.hex
                self._link(record, found)
            elif column.field in table.required:
                return False
            elif wanted:
                self._attribute(record, column.names[0], wanted)
                self._noticed[_ABSENT.get((table.name, column.field), "absent_parent")] += 1
        if table.name == "service_at_location":
            self._at_locations[id(self._roots["services"][cells["service_id"]])] += 1
        self._keep_rest(record, fields, "")
        if not self._own:
            record.values["source"], record.values["source_id"] = self._name, record.source_id
        else:
            record.values.update({k: cells[k] for k in ("source", "source_id") if k in cells})
        return True

    def _program(self, cells: Mapping[str, str]) -> str:
        wanted = cells.get("program_id", "")
        if not wanted:
            return ""
        rows = self._by_table.get("programs", [])
        return next(
            (row.cells.get("name", "") for row in rows if row.cells.get("id") == wanted), ""
        )

    def _complete_term(self, record: Record, cells: dict[str, str], fields: Fields) -> None:
        """In HSDS 2 the id of a term is its code; in HSDS 3 a term names its taxonomy by id."""
        taxonomy = self._roots["taxonomies"].get(cells.get("taxonomy_id", ""))
        if taxonomy is not None:
            fields.rest.pop("taxonomy_id", None)
            fields.values.setdefault("vocabulary", taxonomy.values.get("name"))
        if not self._own and "code" not in cells and len(record.source_id) < 32:
            fields.values.setdefault("code", record.source_id)

    # Items of lists

    def _take_children(self) -> None:
        contacts = self._contact_numbers()
        spoken = self._phone_languages()
        for name, table in CHILDREN.items():
            for row in self._by_table.pop(name, []):
                self._take_child(table, row, contacts, spoken)
        for rows in spoken.values():
            for row in rows:
                if id(row) not in self._told:
                    self._refuse(row, "parent_absent")
        self._finish_items()
        for row in self._by_table.pop("eligibility", []):
            self._take_eligibility(row)
        for row in self._by_table.pop("payments_accepted", []):
            self._take_note(row, "payment", "payments_accepted", ("service_id",))
        for row in self._by_table.pop("categories", []):
            self._take_category(row)
        for row in self._by_table.pop("attributes", []):
            self._take_attribute(row)
        self._finish_items()
        for row in self._by_table.pop("metadata", []):
            self._take_history(row)
        for rows in self._by_table.values():
            for row in rows:
                self._refuse(row, "describes_the_file")

    def _contact_numbers(self) -> dict[str, str]:
        """The first number of each contact; rows of `phones` that name only a contact are used up
        where they repeat it, and stay phones of the contact's record where they do not."""
        known = {row.cells.get("id", "") for row in self._by_table.get("contacts", [])} - {""}
        first: dict[str, tuple[SourceRow, str]] = {}
        kept = []
        for row in self._by_table.pop("phones", []):
            contact = row.cells.get("contact_id", "")
            if contact not in known or not row.cells.get("number") or self._parents(row):
                kept.append(row)
                continue
            whole = joined_number(row.cells["number"], row.cells.get("extension", ""))
            if contact not in first:
                first[contact] = (row, whole)
            elif first[contact][0].cells == row.cells:
                self.counts[row.source].repeated += 1
            else:
                kept.append(row)
        self._contact_rows = {contact: row for contact, (row, _) in first.items()}
        self._by_table["phones"] = kept
        return {contact: whole for contact, (_, whole) in first.items()}

    def _phone_languages(self) -> dict[str, list[SourceRow]]:
        """Rows of `languages` that tell the languages of a telephone, by its id."""
        phones = {row.cells.get("id", "") for row in self._by_table.get("phones", [])}
        phones |= {row.cells.get("id", "") for row in self._contact_rows.values()}
        phones -= {""}
        kept: list[SourceRow] = []
        spoken: dict[str, list[SourceRow]] = defaultdict(list)
        for row in self._by_table.pop("languages", []):
            phone = row.cells.get("phone_id", "")
            if phone not in phones or self._parents(row):
                kept.append(row)
            elif any(one.cells == row.cells for one in spoken[phone]):
                self.counts[row.source].repeated += 1
            else:
                spoken[phone].append(row)
        self._by_table["languages"] = kept
        return spoken

    def _take_child(
        self,
        table: ChildTable,
        row: SourceRow,
        contacts: Mapping[str, str],
        spoken: dict[str, list[SourceRow]],
    ) -> None:
        owner, led = self._owner(table, row)
        if owner is None:
            self._refuse_child(table, row)
            return
        cells = dict(row.cells) if self._own else prepared(table.name, row.source, row.cells)
        source_id = cells.get("id", "")
        skip = {"id", *table.parents, "contact_id", "phone_id", "program_id"}
        if table.name == "schedules" and self._own:
            cells = {k: v for k, v in cells.items() if k not in SCHEDULE_PARTS}
        if table.name == "contacts" and source_id in contacts:
            cells.setdefault("telephone", contacts[source_id])
        if table.name == "phones" and source_id in spoken:
            names = [
                one.cells.get("name") or one.cells.get("code", "") for one in spoken[source_id]
            ]
            cells.setdefault("language", ", ".join(names))
        fields = read_fields(table.columns, cells, skip)
        if table.name == "languages" and not self._own and "language" not in fields.values:
            code = language_code(str(fields.values.get("name", "")))
            if code is not None:
                fields.values["language"] = code
        if not self._own and not any(name in fields.values for name in table.counted):
            self._refuse(row, "says_nothing")
            return
        for parent in table.parents:
            named = row.cells.get(parent, "")
            if named and parent != led and not self._implied(owner, parent, named):
                fields.rest[parent] = named
                self._noticed["also_named"] += 1
        self._items[(id(owner), table.items, source_id)].append(
            Item(row, owner, table.items, fields)
        )
        if table.name == "contacts" and source_id in self._contact_rows:
            self._take_number(self._contact_rows.pop(source_id), owner, spoken)

    def _take_number(
        self, row: SourceRow, owner: Record, spoken: dict[str, list[SourceRow]]
    ) -> None:
        """Counts the telephone row that went into a contact, and keeps what the contact lacks."""
        self.counts[row.source].take(owner.entity)
        phone = row.cells.get("id", "")
        if not self._own:
            for column in ("type", "description", "language"):
                if column in row.cells:
                    self._attribute(owner, f"phones/{phone}/{column}", row.cells[column])
        if phone in spoken:
            self._attribute(owner, f"phones/{phone}/language", self._speak(spoken[phone], owner))

    def _speak(self, rows: list[SourceRow], owner: Record) -> str:
        """The languages of one telephone in one text. A telephone may be met at several records,
        its rows are counted at the first."""
        for row in rows:
            if id(row) not in self._told:
                self._told.add(id(row))
                self.counts[row.source].take(owner.entity)
            if note := row.cells.get("note"):
                self._attribute(owner, f"phones/{row.cells['phone_id']}/language note", note)
        return ", ".join(row.cells.get("name") or row.cells.get("code", "") for row in rows)

    def _refuse_child(self, table: ChildTable, row: SourceRow) -> None:
        used = table.name == "programs" and any(
            record.values.get("program") == row.cells.get("name")
            for record in self._roots["services"].values()
        )
        if used:
            self.counts[row.source].take("service")
            return
        self._refuse_orphan(row, (*table.parents, "contact_id", "phone_id"))

    # Tables that are not lists here

    def _take_eligibility(self, row: SourceRow) -> None:
        service = self._roots["services"].get(row.cells.get("service_id", ""))
        text = row.cells.get("eligibility") or row.cells.get("description", "")
        if service is None:
            self._refuse_orphan(row, ("service_id",))
        elif not text:
            self._refuse(row, "says_nothing")
        else:
            lines = str(service.values.get("eligibility") or "").split("\n")
            if text not in lines:
                service.values["eligibility"] = "\n".join([*filter(None, lines), text])
            self.counts[row.source].take("service")

    def _take_note(self, row: SourceRow, column: str, name: str, parents: tuple[str, ...]) -> None:
        owner = next((one for key, one in self._parents(row).items() if key in parents), None)
        if owner is None:
            self._refuse_orphan(row, parents)
        elif not row.cells.get(column):
            self._refuse(row, "says_nothing")
        else:
            self._attribute(owner, name, row.cells[column])
            self.counts[row.source].take(owner.entity)

    def _take_category(self, row: SourceRow) -> None:
        owner = next(
            (one for one in self._parents(row).values() if one.entity in _WITH_CATEGORIES), None
        )
        term_id = row.cells.get("taxonomy_term_id") or row.cells.get("taxonomy_id", "")
        if owner is None:
            self._refuse_orphan(row, ("service_id", "organization_id"))
        elif not term_id and not row.cells.get("name"):
            self._refuse(row, "says_nothing")
        else:
            note = row.cells.get("taxonomy_detail", "")
            self._add_category(row, owner, term_id, row.cells.get("name", ""), note)

    def _add_category(
        self, row: SourceRow, owner: Record, term_id: str, name: str, note: str
    ) -> None:
        term = self._roots["taxonomy_terms"].get(term_id)
        fields = Fields()
        if term is not None:
            fields.values["term"] = term.id.hex
            if not self._own:
                name = name or str(term.values.get("name") or "")
        elif term_id:
            self._noticed["absent_taxonomy_terms"] += 1
            name = name or term_id
        if name:
            fields.values["name"] = name
        if note:
            fields.values["note"] = note
        used = {
            "id", "service_id", "organization_id", "taxonomy_id", "taxonomy_term_id", "name",
            "taxonomy_detail", "link_id", "link_entity", "link_type", "value", "label",
        }  # fmt: skip
        fields.rest = {key: text for key, text in row.cells.items() if key not in used}
        source_id = row.cells.get("id", "")
        self._items[(id(owner), "categories", source_id)].append(
            Item(row, owner, "categories", fields)
        )

    def _take_attribute(self, row: SourceRow) -> None:
        cells = row.cells
        owner = self._linked(cells.get("link_id", ""), cells.get("link_entity", ""))
        term_id = cells.get("taxonomy_term_id", "")
        kind, value = cells.get("link_type", ""), cells.get("value", "")
        if owner is None:
            self._refuse_orphan(row, ("link_id",))
            return
        if not (term_id or kind or value):
            self._refuse(row, "says_nothing")
            return
        category = bool(term_id) or (self._own and kind == "taxonomy_term")
        if category and owner.entity in _WITH_CATEGORIES:
            self._add_category(row, owner, term_id, cells.get("label", ""), value)
            return
        term = self._roots["taxonomy_terms"].get(term_id)
        name = str(term.values.get("name") or "") if term is not None else ""
        fields = Fields({"name": name or kind or term_id, "value": value or name or term_id})
        if self._own:
            fields = Fields({k: v for k, v in (("name", kind), ("value", value)) if v})
        self._items[(id(owner), "attributes", cells.get("id", ""))].append(
            Item(row, owner, "attributes", fields)
        )

    def _take_history(self, row: SourceRow) -> None:
        """What the source remembers of earlier values, in one line."""
        cells = row.cells
        owner = self._linked(cells.get("resource_id", ""), cells.get("resource_type", ""))
        if owner is None:
            self._refuse_orphan(row, ("resource_id",))
            return
        skip = ("id", "resource_id", "resource_type")
        told = "; ".join(f"{name}: {text}" for name, text in cells.items() if name not in skip)
        self._attribute(owner, "metadata", told)
        self.counts[row.source].take(owner.entity)


def _points(column: Column) -> bool:
    return column.reading is Reading.REFERENCE
