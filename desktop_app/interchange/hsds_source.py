"""A referral directory as it comes: tables of text, JSON documents, a folder or an archive of them.

Everything becomes rows of named tables. A JSON document is taken apart into the tables that it
nests, so that both forms of the standard go one way from here on.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Final

from desktop_app.domain.safe_cells import original_text
from desktop_app.interchange.archive import FILE_LIMIT, MEGABYTE, checked_archive, chunks
from desktop_app.interchange.delimited import CELL_LIMIT, decode, rows, separator
from desktop_app.interchange.hsds_shape import TABLE_NAMES
from desktop_app.interchange.record import Refusal
from desktop_app.interchange.refusals import (
    JsonUnsound,
    NotADirectory,
    NotReadable,
    TooLarge,
    TooManyRows,
)
from desktop_app.interchange.values import clean
from desktop_app.language import Message

ROW_LIMIT: Final = 1_000_000
OWN_MARK: Final = "portage-directory"
"""What names a file that Portage itself wrote: its ids are kept instead of derived."""

_PACKAGE: Final = "datapackage.json"
_PARENT_COLUMNS: Final = {
    "organizations": "organization_id",
    "services": "service_id",
    "locations": "location_id",
    "service_at_location": "service_at_location_id",
    "contacts": "contact_id",
    "phones": "phone_id",
    "programs": "program_id",
    "taxonomy_terms": "taxonomy_term_id",
    "taxonomies": "taxonomy_id",
}
_NESTED_ONE: Final = {
    "organization": ("organizations", "organization_id"),
    "service": ("services", "service_id"),
    "location": ("locations", "location_id"),
    "program": ("programs", "program_id"),
    "taxonomy_term": ("taxonomy_terms", "taxonomy_term_id"),
    "taxonomy_detail": ("taxonomies", "taxonomy_id"),
}
# Columns that only one kind of document has, the most telling first.
_TELLING: Final = (
    ("service_at_location", ("service", "location")),
    ("locations", ("location_type", "addresses", "accessibility", "transportation", "latitude")),
    ("taxonomy_terms", ("taxonomy_detail", "taxonomy_id", "term_uri", "taxonomy", "parent_id")),
    (
        "organizations",
        (
            "legal_status", "tax_status", "tax_id", "year_incorporated", "organization_identifiers",
            "parent_organization_id", "website", "locations", "services",
        ),
    ),
    (
        "services",
        (
            "status", "organization", "organization_id", "service_at_locations",
            "application_process", "fees_description", "eligibility_description", "licenses",
        ),
    ),
    ("taxonomies", ("version",)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row. table: its one name here. source: the table as the source calls it. cells: the
    columns that say something, cleaned. where: for people."""

    table: str
    source: str
    cells: dict[str, str]
    where: str


@dataclass(slots=True)
class Source:
    """All rows of a source. own: written by Portage. metadata_files: documents that only describe
    the service they came from. refused: rows that were no rows, already counted in `broken`."""

    rows: list[SourceRow] = field(default_factory=list)
    refused: list[tuple[str, Refusal]] = field(default_factory=list)
    own: bool = False
    tables: set[str] = field(default_factory=set)
    metadata_files: list[str] = field(default_factory=list)

    def add(self, row: SourceRow) -> None:
        if len(self.rows) >= ROW_LIMIT:
            raise TooManyRows(row.source, ROW_LIMIT)
        self.rows.append(row)

    def refuse(self, source: str, where: str, reason: str, message: Message) -> None:
        self.refused.append((source, Refusal(where, reason, message)))


def load(path: Path) -> Source:
    """Every row of the folder, archive or single file at `path`. Raises a FileRefused."""
    source = Source()
    known = False
    for name, data in sorted(_files(path), key=lambda file: file[0] != _PACKAGE):
        if name == _PACKAGE:
            source.own = source.own or _is_own(data)
        elif name.endswith(".json"):
            known = _json_file(source, name, data) or known
        else:
            known = _csv_file(source, name, data) or known
    if not known and not source.metadata_files and not source.own:
        raise NotADirectory(path.name)
    return source


def _files(path: Path) -> Iterator[tuple[str, bytes]]:
    """(file name in lower case, contents) of tables and documents, in the order of their names."""
    try:
        if path.is_dir():
            for one in sorted(_folder_of_tables(path).iterdir()):
                if one.suffix.lower() in (".csv", ".json") and one.is_file():
                    yield one.name.lower(), _bytes(one)
            return
        with path.open("rb") as file:
            packed = file.read(4) == b"PK\x03\x04"
    except OSError as fault:
        raise NotReadable(path.name) from fault
    if not packed:
        yield path.name.lower(), _bytes(path)
        return
    with checked_archive(path) as archive:
        for member in sorted(archive.infolist(), key=lambda one: one.filename):
            name = PurePosixPath(member.filename).name.lower()
            if name.endswith((".csv", ".json")) and not name.startswith("."):
                yield name, _member(archive, member, path)


def _folder_of_tables(path: Path) -> Path:
    """The folder itself, or the one folder in it where a data package keeps its tables."""

    def has_tables(folder: Path) -> bool:
        return any(one.suffix.lower() == ".csv" for one in folder.iterdir() if one.is_file())

    if has_tables(path):
        return path
    within = [one for one in sorted(path.iterdir()) if one.is_dir() and has_tables(one)]
    packaged = (path / "datapackage.json").is_file()
    return within[0] if packaged and len(within) == 1 else path


def _bytes(path: Path) -> bytes:
    if path.stat().st_size > FILE_LIMIT:
        raise TooLarge(path.name, FILE_LIMIT // MEGABYTE)
    return path.read_bytes()


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path) -> bytes:
    if member.file_size > FILE_LIMIT:
        raise TooLarge(path.name, FILE_LIMIT // MEGABYTE)
    return b"".join(chunks(archive, member, path.name))


def _is_own(data: bytes) -> bool:
    """Packages of others are often unsound themselves, so that no fault here stops the reading."""
    try:
        package = json.loads(data)
    except (ValueError, RecursionError):
        return False
    return isinstance(package, dict) and package.get("name") == OWN_MARK


def _csv_file(source: Source, name: str, data: bytes) -> bool:
    stem = name.removesuffix(".csv")
    table = TABLE_NAMES.get(stem, "")
    text = decode(data, name).text
    delimiter, skip = separator(text)
    headings: list[str] | None = None
    source.tables.add(stem)
    for number, cells in rows(text[skip:], delimiter, name):
        if headings is None:
            headings = [clean(cell).lower().lstrip("\ufeff") for cell in cells]
            continue
        where = f"{name}, {number}"
        if len(cells) > len(headings) and any(cell.strip() for cell in cells[len(headings) :]):
            source.refuse(stem, where, "more_cells_than_headings", _TOO_WIDE)
            continue
        values = {
            heading: text
            for heading, cell in zip(headings, cells, strict=False)
            if heading and (text := clean(original_text(cell) if source.own else cell))
        }
        _add(source, table, stem, values, where)
    return bool(table)


def _add(source: Source, table: str, stem: str, cells: dict[str, str], where: str) -> None:
    if not table:
        source.refuse(stem, where, "unknown_table", _UNKNOWN_TABLE)
    elif any(len(cell) > CELL_LIMIT for cell in cells.values()):
        source.refuse(stem, where, "text_too_long", _TOO_LONG)
    else:
        source.add(SourceRow(table, stem, cells, where))


def _json_file(source: Source, name: str, data: bytes) -> bool:
    document = _strict(data, name)
    stem = name.removesuffix(".json")
    if isinstance(document, dict) and document.get("generator") == OWN_MARK:
        source.own = True
        document = {key: value for key, value in document.items() if isinstance(value, list)}
    if isinstance(document, dict) and "id" not in document:
        contents = document.get("contents")
        if isinstance(contents, list):
            return _documents(source, name, stem, contents, "contents")
        tables = {
            key: value
            for key, value in document.items()
            if isinstance(value, list) and key.lower().removesuffix(".csv") in TABLE_NAMES
        }
        for key, values in tables.items():
            _table(source, key.lower().removesuffix(".csv"), values, f"{name}: {key}")
        if not tables and {"openapi_url", "profile", "version"} & set(document):
            source.metadata_files.append(name)
            return False
        return bool(tables)
    return _documents(
        source, name, stem, document if isinstance(document, list) else [document], ""
    )


def _documents(source: Source, name: str, stem: str, documents: list[Any], key: str) -> bool:
    known = False
    for number, document in enumerate(documents):
        where = f"{name}: {key}[{number}]" if key or len(documents) > 1 else name
        table = _kind(document, stem)
        if table:
            known = True
            _take_apart(source, table, table, document, {}, where)
        else:
            source.refuse(stem, where, "unknown_document", _UNKNOWN_DOCUMENT)
    return known


def _table(source: Source, stem: str, documents: list[Any], where: str) -> None:
    source.tables.add(stem)
    for number, document in enumerate(documents):
        place = f"{where}[{number}]"
        if isinstance(document, dict):
            _take_apart(source, TABLE_NAMES[stem], stem, document, {}, place)
        else:
            source.refuse(stem, place, "unknown_document", _UNKNOWN_DOCUMENT)


def _kind(document: Any, stem: str) -> str:
    """Which table a bare document belongs to, by what only such a document has."""
    if not isinstance(document, dict) or "id" not in document:
        return ""
    for table, columns in _TELLING:
        if any(column in document for column in columns):
            return table
    base = stem.removesuffix("_list").removesuffix("_full")
    return TABLE_NAMES.get(base, "") if base in _NESTED_ONE or base in TABLE_NAMES else ""


def _take_apart(
    source: Source,
    table: str,
    stem: str,
    document: dict[str, Any],
    inherited: dict[str, str],
    where: str,
) -> None:
    """Adds a document and everything nested in it, each with the id of what it is nested in."""
    source.tables.add(stem)
    cells = dict(inherited)
    nested: list[tuple[str, str, Any, str, bool]] = []
    for key, value in document.items():
        column = key.lower()
        if isinstance(value, dict) and column in _NESTED_ONE:
            inner, reference = _NESTED_ONE[column]
            nested.append((inner, inner, value, f"{where}.{key}", True))
            if isinstance(value.get("id"), str):
                cells.setdefault(reference, clean(value["id"]))
        elif isinstance(value, list) and column in TABLE_NAMES and _all_objects(value):
            nested.extend(
                (TABLE_NAMES[column], column, one, f"{where}.{key}[{number}]", False)
                for number, one in enumerate(value)
            )
        elif (text := _text(value)) is not None:
            cells[column] = text
    own_id = cells.get("id", "")
    _add(source, table, stem, cells, where)
    for inner, inner_stem, value, place, referred in nested:
        below: dict[str, str] = {}
        if own_id and inner == "attributes":
            below = {"link_id": own_id, "link_entity": table}
        elif own_id and inner == "metadata":
            below = {"resource_id": own_id, "resource_type": table}
        elif referred and inner == "programs" and "organization_id" in cells:
            below = {"organization_id": cells["organization_id"]}
        elif own_id and not referred and table in _PARENT_COLUMNS:
            below = {_PARENT_COLUMNS[table]: own_id}
        _take_apart(source, inner, inner_stem, value, below, place)


def _all_objects(values: list[Any]) -> bool:
    return all(isinstance(value, dict) for value in values)


def _text(value: Any) -> str | None:
    """A value of a document as a table would show it; nothing for null and empty text."""
    if value is None or value in ([], {}):
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return clean(text) or None


def _strict(data: bytes, name: str) -> Any:
    """A document without repeated names and without numbers that are none; numbers stay text."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        read = dict(pairs)
        if len(read) != len(pairs):
            raise JsonUnsound(name)
        return read

    def no_number(_: str) -> None:
        raise JsonUnsound(name)

    try:
        return json.loads(
            data.decode("utf-8-sig"),
            object_pairs_hook=once,
            parse_constant=no_number,
            parse_float=str,
            parse_int=str,
        )
    except (ValueError, RecursionError) as fault:
        raise JsonUnsound(name) from fault


_TOO_WIDE: Final = Message(
    "interchange", "The row has more cells than there are headings. Correct it and import it again."
)
_UNKNOWN_TABLE: Final = Message(
    "interchange", "The standard for referral directories has no table of this name."
)
_TOO_LONG: Final = Message("interchange", "A text in the row is longer than 65,536 characters.")
_UNKNOWN_DOCUMENT: Final = Message(
    "interchange", "The document says neither what it is nor which number it has."
)
