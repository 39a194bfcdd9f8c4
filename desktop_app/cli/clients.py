"""`portage clients`: the people, from the command line."""

from __future__ import annotations

import argparse
import csv
import dataclasses
import json
from pathlib import Path
from typing import Any

from desktop_app.cli.attachments import attachment_document, attachment_line
from desktop_app.cli.duplicates import pair_document, pair_line
from desktop_app.cli.opening import open_file, opened, write_for_person
from desktop_app.cli.output import InputWrong, Output, passphrase, read_json
from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import Registry, Value, declared_field, key_of
from desktop_app.domain.matching.matching import find_pairs
from desktop_app.domain.matching.people_rows import COLUMN_KEYS, people_from_rows
from desktop_app.domain.words.stored_words import stored_words
from desktop_app.interchange.client_mapping import FULL_NAME, guess_mapping
from desktop_app.language import Message
from desktop_app.services.clients.attachments import Attachments
from desktop_app.services.clients.client_fields import UnknownField, type_of
from desktop_app.services.clients.client_file import ClientFile
from desktop_app.services.clients.client_lines import ClientLine
from desktop_app.services.clients.clients import Clients
from desktop_app.services.clients.handover import Handovers
from desktop_app.services.clients.naming import raw_id
from desktop_app.services.exchange.sharing import Shared
from desktop_app.services.processes.reader import read_attached, read_directory, read_table
from desktop_app.services.session import Session
from desktop_app.services.tables.imports import ImportReport, Imports
from desktop_app.services.tables.list_reading import ListReading, NotOurList
from desktop_app.services.tables.list_tables import Listed, list_table
from desktop_app.services.trust.organisation import Organisation
from desktop_app.services.vault import vaults


class TableWrong(PortageError):
    """The table of people or its columns cannot be used."""

    code = "table_wrong"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "cli",
                "This table cannot be read with these columns. Nothing was changed. "
                "Give a UTF-8 file with headings, --id with the column of ids, and --columns such as {example}.",
                {"example": "given=first_name,family=last_name"},
            )
        )


def _fields(told: dict[str, Any], registry: Registry) -> tuple[dict[str, Value], str]:
    """Fields and note of the JSON; a field may also be named as a spreadsheet would name it."""
    fields, note = told.get("fields", {}), told.get("note", "")
    if not isinstance(fields, dict) or not isinstance(note, str):
        raise InputWrong
    named: dict[str, Value] = {}
    for name, value in fields.items():
        if value is not None and not isinstance(value, (str, int, bool)):
            raise InputWrong
        named[_field_name(name, registry)] = value
    return named, note


def _field_name(name: str, registry: Registry) -> str:
    try:
        type_of(registry, name)
    except UnknownField:
        (guessed,) = guess_mapping([name.replace("_", " ")], registry).columns
        entity, _, path = guessed.path.partition(".")
        if entity in ("identity", "client") and "." not in path and guessed.path != FULL_NAME:
            return path
    return name


def _with_community(session: Session, fields: dict[str, Value], out: Output) -> dict[str, Value]:
    """A script that names no community means the first one of this laptop; it is told which."""
    own = Organisation(session).own_communities()
    if fields.get("community") or len(own) < 2:
        return fields
    out.say(
        Message(
            "cli",
            "No community was named: the client belongs to {community}.",
            {"community": own[0].name},
        )
    )
    return {**fields, "community": own[0].id.hex()}


def add(arguments: argparse.Namespace, out: Output) -> int:
    """Register a client."""
    with opened(arguments, out) as vault:
        fields, note = _fields(read_json(), vault.session.registry)
        made = Clients(vault.session).add(_with_community(vault.session, fields, out), note)
    out.result({"id": made}, made)
    return 0


def change(arguments: argparse.Namespace, out: Output) -> int:
    """Change fields of a client, and add a note."""
    with opened(arguments, out) as vault:
        fields, note = _fields(read_json(), vault.session.registry)
        changed = Clients(vault.session).set(arguments.id, fields, note)
    out.result({"id": arguments.id, "changed": list(changed)}, *changed)
    return 0


def _shared(shared: Shared | None) -> str | None:
    return None if shared is None else shared.state.value


def show(arguments: argparse.Namespace, out: Output) -> int:
    """All of one client's file."""
    with opened(arguments, out) as vault:
        open_file(vault, arguments.id, arguments.reason)
        file = Clients(vault.session).show(arguments.id)
        attached = Attachments(vault.session, read_attached).of(file.id)
        fields = _field_lines(vault.session, file)
    document = {
        "id": file.id,
        "name": file.title,
        "community": file.community,
        "files": [one.id for one in file.files] or [file.id],
        "fields": dict(file.fields),
        "missing": [str(one) for one in file.missing],
        "conflicts": {
            path: [
                {"value": one.value, "author": one.author, "device": one.device} for one in values
            ]
            for path, values in file.contested.items()
        },
        "timeline": [
            {
                "id": one.id,
                "at": one.at,
                "kind": one.kind,
                "title": str(one.title),
                "text": one.text,
                "author": one.author,
                "device": one.device,
                "state": _shared(one.shared),
                "file": one.origin or file.id,
            }
            for one in file.timeline
        ],
        "attachments": [attachment_document(one) for one in attached],
        "state": _shared(file.shared),
        "state_at": file.shared.at,
        "deleted": file.deleted,
    }
    lines = [file.title, *fields]
    lines += [f"{one.at}  {one.title}  {one.text}  ({one.author})" for one in file.timeline]
    lines += [attachment_line(one) for one in attached]
    out.result(document, *lines)
    return 0


def _field_lines(session: Session, file: ClientFile) -> list[str]:
    """What stands in a file, in words. An alias says what its item says, and is left out."""
    lines = []
    for path, value in file.fields.items():
        kind, alias = type_of(session.registry, path)
        if alias is not None:
            continue
        field = declared_field(kind, key_of(kind, path))
        words = stored_words(field, value)
        if field is not None and field.reference == "community":
            words = file.community or words
        elif field is not None and field.reference == "person" and (raw := raw_id(words)):
            words = session.person_called(raw) or words
        lines.append(f"{file.labels.get(path, path)}: {words}")
    return lines


def _line(one: ClientLine) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "birth_date": one.birth_date,
        "community": one.community,
        "code": one.code,
        "state": _shared(one.shared),
    }


def find(arguments: argparse.Namespace, out: Output) -> int:
    """Clients that the words name, best first."""
    with opened(arguments, out) as vault:
        found = Clients(vault.session).find(" ".join(arguments.words), arguments.limit)
    out.result(
        {
            "clients": [
                {**_line(one), "score": round(one.score, 4), "why": [str(word) for word in one.why]}
                for one in found
            ]
        },
        *(f"{one.id}  {one.name}  {one.birth_date}  {one.community}" for one in found),
    )
    return 0


def list_clients(arguments: argparse.Namespace, out: Output) -> int:
    """A page of clients by name."""
    with opened(arguments, out) as vault:
        clients = Clients(vault.session)
        page = clients.page(arguments.limit, arguments.after)
        total = clients.count()
    following = page[-1].id if len(page) == arguments.limit and page else None
    out.result(
        {"clients": [_line(one) for one in page], "total": total, "after": following},
        *(f"{one.id}  {one.name}  {one.birth_date}  {one.community}" for one in page),
    )
    return 0


def import_file(arguments: argparse.Namespace, out: Output) -> int:
    """The people of a workbook or a CSV file."""
    with opened(arguments, out) as vault:
        imports = Imports(vault.session, read_directory, read_table)
        mapping = None
        if arguments.mapping is not None:
            mapping = imports.mapping_from_text(arguments.mapping.read_text("utf-8"))
        report = imports.clients(arguments.file, mapping, arguments.dry_run, out.progress())
        if arguments.save_mapping is not None and report.mapping is not None:
            text = json.dumps(report.mapping, ensure_ascii=False, indent=1)
            write_for_person(arguments.save_mapping, text.encode())
    document = report_document(report)
    document["mapping"] = report.mapping
    document["duplicates"] = [pair_document(one) for one in report.duplicates]
    out.result(document, *report_lines(report))
    return 0


def undo_import(arguments: argparse.Namespace, out: Output) -> int:
    """Take an import back: what nobody touched since."""
    with opened(arguments, out) as vault:
        undone = Imports(vault.session).undo(arguments.undo, out.progress())
    out.result(
        {"deleted": undone.deleted, "restored": undone.restored, "kept": list(undone.kept)},
        str(
            Message(
                "cli",
                "{deleted} records taken back, {kept} kept because somebody changed them since.",
                {"deleted": undone.deleted, "kept": len(undone.kept)},
            )
        ),
    )
    return 0


def report_document(report: ImportReport) -> dict[str, Any]:
    """An import's report with the stable keys."""
    return {
        "taken": dict(report.taken),
        "changed": dict(report.changed),
        "unchanged": dict(report.unchanged),
        "refused": [
            {"where": one.where, "reason": one.reason, "message": str(one.message)}
            for one in report.refused
        ],
        "notices": [
            dataclasses.asdict(one) | {"message": str(one.message)} for one in report.notices
        ],
        "undo": report.undo,
    }


def report_lines(report: ImportReport) -> list[str]:
    """The same for people."""
    lines = []
    for table in dict.fromkeys((*report.taken, *report.changed, *report.unchanged)):
        lines.append(
            str(
                Message(
                    "cli",
                    "{table}: {taken} new, {changed} changed, {unchanged} unchanged",
                    {
                        "table": table,
                        "taken": report.taken.get(table, 0),
                        "changed": report.changed.get(table, 0),
                        "unchanged": report.unchanged.get(table, 0),
                    },
                )
            )
        )
    lines += [f"{one.where}: {one.message}" for one in report.refused]
    if report.undo:
        lines.append(str(Message("cli", "To take it back: undo {id}", {"id": report.undo})))
    return lines


def export_file(arguments: argparse.Namespace, out: Output) -> int:
    """A list as a workbook or a table."""
    path: Path = arguments.out
    with opened(arguments, out) as vault:
        listed = Listed(arguments.listed)
        count, data = list_table(vault.session, listed, path.suffix.lower())
        write_for_person(path, data)
    document: dict[str, Any] = {"file": str(path), "rows": count}
    if listed is Listed.CLIENTS:
        document["clients"] = count  # its name before there were other lists
    out.result(document, str(path))
    return 0


def read_back(arguments: argparse.Namespace, out: Output) -> int:
    """What was changed in a list that was exported; written unless it is only looked at."""
    with opened(arguments, out) as vault:
        reading = ListReading(vault.session, read_table)
        found = reading.compare(arguments.file, out.progress())
        if found is None:
            raise NotOurList
        wanted = set(arguments.column or found.columns)
        taken = [one for one in found.changes if one.column in wanted]
        written = 0 if arguments.dry_run else reading.take(found, wanted, out.progress())
    changes = [
        {
            "row": one.row,
            "id": one.id,
            "column": one.column,
            "before": one.before,
            "after": one.after,
        }
        for one in taken
    ]
    refused = [
        {"where": one.where, "reason": one.reason, "message": str(one.message)}
        for one in found.refused
    ]
    out.result(
        {"changed": written, "changes": changes, "refused": refused},
        str(Message("cli", "{n} value differs", {}, "{n} values differ", len(changes))),
        *(f"{one.row}  {one.name}  {one.column}" for one in taken),
        *(f"{one.where}: {one.message}" for one in found.refused),
    )
    return 0


def duplicates(arguments: argparse.Namespace, out: Output) -> int:
    """Likely duplicates of a vault, or of any table of people."""
    if arguments.table is not None:
        pairs = find_pairs(_people(arguments))
    elif arguments.vault is not None:
        vaults.people_of(arguments.vault)
        typed = passphrase(arguments.passphrase_fd, Message("cli", "Passphrase:"))
        with vaults.open_vault(arguments.vault, typed, arguments.person) as vault:
            pairs = Clients(vault.session).duplicates()
    else:
        raise TableWrong
    out.result(
        {"pairs": [pair_document(one) for one in pairs]},
        *(pair_line(one) for one in pairs),
    )
    return 0


def _people(arguments: argparse.Namespace) -> list[Any]:
    columns: dict[str, tuple[str, ...]] = {}
    for part in (arguments.columns or "").split(","):
        kind, equals, names = part.partition("=")
        if not equals or kind.strip() not in COLUMN_KEYS:
            raise TableWrong
        columns[kind.strip()] = tuple(name.strip() for name in names.split("+"))
    try:
        with arguments.table.open(encoding="utf-8-sig", newline="") as file:
            sample = file.read(8192)
            file.seek(0)
            separator = max(",;\t", key=sample.split("\n", 1)[0].count)
            reader = csv.DictReader(file, delimiter=separator)
            headings = set(reader.fieldnames or ())
            wanted = {arguments.id, *(name for names in columns.values() for name in names)}
            if not arguments.id or not wanted <= headings:
                raise TableWrong
            rows = [
                {key: value or "" for key, value in row.items() if key is not None}
                for row in reader
            ]
    except (OSError, UnicodeDecodeError, csv.Error) as fault:
        raise TableWrong from fault
    return people_from_rows(rows, arguments.id, columns)


def hand_over(arguments: argparse.Namespace, out: Output) -> int:
    """A client goes to another community, with the whole file."""
    with opened(arguments, out) as vault:
        session = vault.session
        community = Organisation(session).community_named(arguments.to)
        handed = Handovers(session).hand_over(arguments.id, community.id)
    out.result(
        {"id": handed.client, "community": handed.community, "records": handed.records},
        str(
            Message(
                "handover",
                "The file is now in {community}, with {n} record.",
                {"community": handed.community},
                "The file is now in {community}, with {n} records.",
                handed.records,
            )
        ),
    )
    return 0
