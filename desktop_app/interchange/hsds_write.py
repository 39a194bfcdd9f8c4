"""Directory records written in the form of Open Referral: HSDS 3 JSON, and HSDS 2 tables.

What the standard has no place for stands in columns of our own beside its own, so that a file
that Portage wrote reads back exactly; other programs leave such columns aside.
"""

from __future__ import annotations

import csv
import io
import json
import uuid
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

from desktop_app.domain.fields import Value
from desktop_app.domain.safe_cells import spreadsheet_text
from desktop_app.interchange.hsds_rows import EXTENSION
from desktop_app.interchange.hsds_shape import (
    CHILDREN,
    ENTITY_TABLES,
    PARENT_TABLES,
    SCHEDULE_PARTS,
    Column,
    Reading,
)
from desktop_app.interchange.hsds_source import OWN_MARK
from desktop_app.interchange.record import ImportedRecord, item_id

_Row = dict[str, str]
_Tables = dict[str, list[_Row]]
_Document = dict[str, Any]

_PARENT_COLUMN: Final = {table: column for column, table in PARENT_TABLES.items()}
_LIST_TABLES: Final = {
    "hours": "schedules",
    "documents": "required_documents",
    "areas": "service_areas",
    "costs": "cost_options",
    "identifiers": "organization_identifiers",
}
_ATTRIBUTE: Final = {"name": "link_type", "value": "value"}
_CATEGORY: Final = {"term": "taxonomy_id", "name": "name", "note": "taxonomy_detail"}
_NUMBERS: Final = frozenset(
    ("minimum_age", "maximum_age", "year_incorporated", "latitude", "longitude", "amount")
)
_ANY_ITEM: Final = ("contact_id", *PARENT_TABLES)
# In what a row of a table is nested; the tables of records not named here stand on their own.
_NESTED_BY: Final[Mapping[str, tuple[str, ...]]] = {
    "organizations": (),
    "taxonomy_terms": (),
    "services": ("organization_id",),
    "locations": ("organization_id",),
    "service_at_location": ("service_id",),
    "attributes": ("link_id",),
}
_NESTED_NAMES: Final = {"service_at_location": "service_at_locations"}
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # so that the same records give the same bytes


def write_csv_zip(records: Iterable[ImportedRecord]) -> bytes:
    """The records as an archive of HSDS 2 tables with their `datapackage.json`."""
    tables = _tables(records)
    tables["services_taxonomy"] = tables.pop("categories", [])
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        package: dict[str, Any] = {"name": OWN_MARK, "resources": []}
        for name, rows in sorted(tables.items()):
            if rows:
                package["resources"].append(
                    {"name": name, "path": f"{name}.csv", "mediatype": "text/csv"}
                )
                archive.writestr(zipfile.ZipInfo(f"{name}.csv", _EPOCH), _csv(rows))
        described = json.dumps(package, indent=1)
        archive.writestr(zipfile.ZipInfo("datapackage.json", _EPOCH), described)
    return file.getvalue()


def _csv(rows: list[_Row]) -> bytes:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    file = io.StringIO(newline="")
    writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([spreadsheet_text(row.get(name, "")) for name in columns])
    return b"\xef\xbb\xbf" + file.getvalue().encode()


def write_json(records: Iterable[ImportedRecord]) -> bytes:
    """The records as one HSDS 3 document: organisations with their services and locations, then
    services and locations that have no organisation, then the terms of the taxonomies."""
    tables = _tables(records)
    tables.setdefault("attributes", []).extend(map(_as_attribute, tables.pop("categories", [])))
    typed = {name: [_typed(row) for row in rows] for name, rows in tables.items()}
    below: dict[str, dict[str, list[_Document]]] = defaultdict(lambda: defaultdict(list))
    whole: dict[str, list[_Document]] = {"organizations": [], "taxonomy_terms": []}
    written = {row["id"] for rows in typed.values() for row in rows}
    for name, rows in typed.items():
        for row in rows:
            parent = next((row[key] for key in _NESTED_BY.get(name, _ANY_ITEM) if row.get(key)), "")
            if parent in written:
                below[parent][_NESTED_NAMES.get(name, name)].append(row)
            else:
                whole.setdefault(name, []).append(row)
    for rows in typed.values():
        for row in rows:
            row.update(below.get(row["id"], {}))
    document = {"version": "3.0", "generator": OWN_MARK, **whole}
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _as_attribute(category: _Row) -> _Row:
    """A category as HSDS 3 has it: an attribute that names a term of a taxonomy."""
    owner = category.get("service_id") or category.get("organization_id", "")
    row = {
        "id": category["id"],
        "link_id": owner,
        "link_type": "taxonomy_term",
        "link_entity": "services" if category.get("service_id") else "organizations",
        "taxonomy_term_id": category.get("taxonomy_id", ""),
        "label": category.get("name", ""),
        "value": category.get("taxonomy_detail", ""),
    }
    return {name: text for name, text in row.items() if text}


def _typed(row: _Row) -> _Document:
    """A row with its numbers as numbers, where the standard wants them so."""
    typed: _Document = dict(row)
    for name in _NUMBERS & row.keys():
        try:
            typed[name] = json.loads(row[name])
        except ValueError:
            continue
        if not isinstance(typed[name], int | float) or str(typed[name]) != row[name]:
            typed[name] = row[name]
    return typed


def _tables(records: Iterable[ImportedRecord]) -> _Tables:
    """The records as rows of tables, the items of their lists in tables of their own."""
    tables: _Tables = defaultdict(list)
    for record in records:
        table = ENTITY_TABLES[record.entity]
        own = str(uuid.UUID(bytes=record.id))
        fields, lists = _parted(record.values)
        row = {"id": own, **_written(table.columns, fields)}
        row |= {name: str(fields[name]) for name in ("source", "source_id") if name in fields}
        tables[table.name].append(row)
        for items, entries in lists.items():
            for identity, values in entries.items():
                _write_item(tables, table.name, own, items, identity, values)
    return tables


def _parted(
    values: Mapping[str, Value],
) -> tuple[dict[str, Value], dict[str, dict[str, dict[str, Value]]]]:
    """The fields of a record, and by list and item id those of its items; empty ones left out."""
    fields: dict[str, Value] = {}
    lists: dict[str, dict[str, dict[str, Value]]] = defaultdict(lambda: defaultdict(dict))
    for path, value in values.items():
        if value is None or value == "":
            continue
        parts = path.split("/")
        if len(parts) == 1:
            fields[path] = value
        else:
            lists[parts[0]][parts[1]][parts[2]] = value
    return fields, lists


def _write_item(
    tables: _Tables,
    parent_table: str,
    parent: str,
    items: str,
    identity: str,
    values: Mapping[str, Value],
) -> None:
    if items == "attributes":
        row = {"id": identity, "link_id": parent, "link_entity": parent_table}
        row |= {to: str(values[key]) for key, to in _ATTRIBUTE.items() if key in values}
        tables["attributes"].append(row)
        return
    link = {"id": identity, _PARENT_COLUMN[parent_table]: parent}
    if items == "categories":
        row = {to: str(values[key]) for key, to in _CATEGORY.items() if key in values}
        if "taxonomy_id" in row:
            row["taxonomy_id"] = str(uuid.UUID(row["taxonomy_id"]))
        tables["categories"].append(link | row)
        return
    name = _LIST_TABLES.get(items, items)
    given = dict(values)
    if items == "contacts" and (telephone := given.pop("telephone", None)):
        number, _, extension = str(telephone).partition(EXTENSION)
        phone = str(item_id(uuid.UUID(identity), "phones", "telephone"))
        row = {"id": phone, "contact_id": identity, "number": number, "extension": extension}
        tables["phones"].append({key: text for key, text in row.items() if text})
    row = _written(CHILDREN[name].columns, given)
    if items == "hours":
        parts = (part.partition("=") for part in str(values.get("rule", "")).split(";"))
        row |= {key.lower(): text for key, _, text in parts if key.lower() in SCHEDULE_PARTS}
        if "days" in values:
            row.setdefault("freq", "WEEKLY")
    tables[name].append(link | row)


def _written(columns: Iterable[Column], values: Mapping[str, Value]) -> _Row:
    row = {}
    for column in columns:
        value = values.get(column.field)
        if value is not None:
            row[column.names[0]] = _text(column, value)
    return row


def _text(column: Column, value: Value) -> str:
    if column.reading is Reading.REFERENCE:
        return str(uuid.UUID(str(value)))
    if column.reading is Reading.CENTS and isinstance(value, int):
        return f"{'-' if value < 0 else ''}{abs(value) // 100}.{abs(value) % 100:02}"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
