"""All clients as a table that people filter and that the import understands again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from desktop_app.domain.consents import SHARE
from desktop_app.domain.fields import EntityType, Field, Kind, Value
from desktop_app.interchange.spreadsheet import OutputTable, write_csv
from desktop_app.language import Message, base_language
from desktop_app.reports.table import Column, ColumnKind, Table
from desktop_app.services.casework.consents import refusing
from desktop_app.services.client_fields import shown_fields
from desktop_app.services.client_lines import today_of
from desktop_app.services.codes import hides, shows_codes
from desktop_app.services.interests import kept_out
from desktop_app.services.session import Session
from desktop_app.storage.database import Tables
from desktop_app.storage.people import PeopleTables

_KINDS = {
    Kind.DATE: ColumnKind.DATE,
    Kind.INTEGER: ColumnKind.NUMBER,
    Kind.YES_NO: ColumnKind.YES_NO,
}
_PAGE = 500


def _columns(kind: EntityType) -> list[tuple[str, Field]]:
    listed = [(one.name, one) for one in kind.fields]
    return listed + [(alias, kind.items(items).field(name)) for alias, items, name in kind.aliases]


def _rows(
    tables: Tables, session: Session, columns: list[tuple[str, str, Field]]
) -> Iterator[list[Value]]:
    """One row a client, by name; values of both records, references to communities by name.

    Whoever agreed to be shared and does not any more stays in Portage, and so does a file that an
    interest closes to whoever is at work.
    """
    client, identity = session.registry["client"], session.registry["identity"]
    community = session.registry["community"]
    names = {
        row.id.hex(): row.value("name") for row in tables.rows.select(community, "WHERE life = 1")
    }
    people = PeopleTables(tables.connection, session.registry)
    closed = kept_out(tables, session)
    after: bytes | None = None
    while True:
        page = people.page(_PAGE, after, None, None)
        if not page:
            return
        kept = refusing(tables, session, page, SHARE, today_of(session)) | closed.keys()
        for person in page:
            if person in kept:
                continue
            values: dict[str, dict[str, Value]] = {}
            for kind in (identity, client):
                row = tables.rows.get(kind, person)
                values[kind.name] = {} if row is None else shown_fields(kind, row.values)
            told: list[Value] = [person.hex()]
            for entity, name, field in columns:
                value = values[entity].get(name)
                told.append(
                    names.get(str(value), value) if field.reference == "community" else value
                )
            yield told
        after = page[-1]


def clients_table(session: Session, ending: str) -> tuple[int, bytes]:
    """(how many, the file's bytes). ending: ".csv", or anything else for a workbook."""
    kinds = [session.registry[name] for name in ("identity", "client")]
    with session.database.reading() as tables:
        coded = shows_codes(tables, session.registry)
        columns = [
            (kind.name, name, field)
            for kind in kinds
            for name, field in _columns(kind)
            if not (coded and hides(kind, field))
        ]
        rows = list(_rows(tables, session, columns))
    codes = ["portage.id", *(f"{entity}.{name}" for entity, name, _ in columns)]
    number = Message("clients", "Number in Portage")
    if ending == ".csv":
        headings = [str(number), *(str(field.label) for _, _, field in columns)]
        return len(rows), write_csv(OutputTable("clients", codes, headings, rows))
    from desktop_app.reports.excel import workbook  # brings the library of workbooks

    table = Table(
        Message("clients", "Clients"),
        (
            Column(codes[0], number),
            *(
                Column(code, field.label, _KINDS.get(field.kind, ColumnKind.TEXT))
                for code, (_, _, field) in zip(codes[1:], columns, strict=True)
            ),
        ),
        rows,
        question="",
    )
    made_at = datetime.fromtimestamp(session.environment.now() / 1000, UTC)
    return len(rows), workbook([table], base_language(), made_at)
