"""Any list as a table that people filter, and change a column of: clients, contacts, journeys, services.

Each row carries the number of its record, and in a folded column a short sum of each cell as it was
written, by which `list_reading` knows what somebody has changed since.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Final

from desktop_app.domain.casework.consents import SHARE
from desktop_app.domain.fields import EntityType, Field, Kind, Value
from desktop_app.domain.words.folding import fold
from desktop_app.interchange.spreadsheet import OutputTable, Written, write_csv
from desktop_app.interchange.values import cents, clean, yes_no
from desktop_app.language import Message, base_language
from desktop_app.reports.table import Column, ColumnKind, Table
from desktop_app.services.casework.consents import refusing
from desktop_app.services.clients.client_fields import id_in, shown_fields
from desktop_app.services.clients.client_lines import Lines, today_of
from desktop_app.services.clients.codes import hides, shows_codes
from desktop_app.services.clients.interests import kept_out
from desktop_app.services.session import Session
from desktop_app.storage.database import Tables
from desktop_app.storage.people import PeopleTables

NUMBER: Final = "portage.id"
SUMS: Final = "portage.sums"
PERSON: Final = "portage.person"
"""Columns that are Portage's own: they are never read back."""

_KINDS: Final = {
    Kind.DATE: ColumnKind.DATE,
    Kind.INTEGER: ColumnKind.NUMBER,
    Kind.MONEY: ColumnKind.MONEY,
    Kind.YES_NO: ColumnKind.YES_NO,
}
_PAGE: Final = 500
_DIGITS: Final = 6


class Listed(StrEnum):
    """The lists that can be written."""

    CLIENTS = "clients"
    CONTACTS = "contacts"
    JOURNEYS = "journeys"
    SERVICES = "services"


LISTS: Final = {
    Listed.CLIENTS: (Message("clients", "Clients"), ("identity", "client")),
    Listed.CONTACTS: (Message("lists", "Contacts and meetings"), ("encounter",)),
    Listed.JOURNEYS: (Message("lists", "Journeys"), ("case",)),
    Listed.SERVICES: (Message("lists", "Services of the directory"), ("service",)),
}


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column of a list. name: of a field, or an alias of a client's."""

    entity: str
    name: str
    field: Field

    @property
    def code(self) -> str:
        return f"{self.entity}.{self.name}"


def columns_of(tables: Tables, session: Session, listed: Listed) -> tuple[ListColumn, ...]:
    """The columns of a list, those that codes hide left out."""
    coded = shows_codes(tables, session.registry)
    return tuple(
        ListColumn(kind.name, name, field)
        for kind in (session.registry[one] for one in LISTS[listed][1])
        for name, field in _fields(kind)
        if not (coded and hides(kind, field)) and not field.secret and name != "client"
    )


def _fields(kind: EntityType) -> Iterator[tuple[str, Field]]:
    yield from ((one.name, one) for one in kind.fields)
    for alias, items, name in kind.aliases:
        yield alias, kind.items(items).field(name)


def list_table(session: Session, listed: Listed, ending: str) -> tuple[int, bytes]:
    """(how many rows, the file's bytes). ending: ".csv", or anything else for a workbook.

    Whoever agreed to be shared and does not any more stays in Portage, and so does a file that an
    interest closes to whoever is at work.
    """
    title, _ = LISTS[listed]
    with session.database.reading() as tables:
        columns = columns_of(tables, session, listed)
        gathered = _clients if listed is Listed.CLIENTS else _records
        rows = list(gathered(tables, session, listed, columns))
    head: list[tuple[str, Message]] = [(NUMBER, Message("clients", "Number in Portage"))]
    if listed in (Listed.CONTACTS, Listed.JOURNEYS):
        head.append((PERSON, Message("fields", "Person")))
    tail = (SUMS, Message("lists", "For Portage: do not change"))
    csv = ending == ".csv"
    told = [
        [*lead, *_cells(columns, values, csv), sums_of(columns, values)] for lead, values in rows
    ]
    codes = [*(code for code, _ in head), *(one.code for one in columns), SUMS]
    if csv:
        headings = [str(one) for _, one in head] + [str(one.field.label) for one in columns]
        return len(told), write_csv(
            OutputTable(listed.value, codes, [*headings, str(tail[1])], told)
        )
    from desktop_app.reports.excel import workbook  # brings the library of workbooks

    table = Table(
        title,
        (
            *(Column(code, words) for code, words in head),
            *(
                Column(one.code, one.field.label, _KINDS.get(one.field.kind, ColumnKind.TEXT))
                for one in columns
            ),
            Column(*tail, folded=True),
        ),
        told,  # type: ignore[arg-type]
        question="",
    )
    made_at = datetime.fromtimestamp(session.environment.now() / 1000, UTC)
    return len(told), workbook([table], base_language(), made_at)


_Row = tuple[list[Written], Mapping[str, Value]]


def _clients(
    tables: Tables, session: Session, listed: Listed, columns: Sequence[ListColumn]
) -> Iterator[_Row]:
    """One row a client, by name; values of both records by the code of their column."""
    names = _communities(tables, session)
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
            values: dict[str, Value] = {}
            for name in LISTS[listed][1]:
                kind = session.registry[name]
                row = tables.rows.get(kind, person)
                shown = {} if row is None else shown_fields(kind, row.values)
                values |= {f"{name}.{path}": value for path, value in shown.items()}
            yield [person.hex()], _named(columns, values, names)
        after = page[-1]


def _records(
    tables: Tables, session: Session, listed: Listed, columns: Sequence[ListColumn]
) -> Iterator[_Row]:
    """One row a record, the oldest first, with the name of whom it is about."""
    names = _communities(tables, session) | {
        one.id.hex(): one.name
        for one in (session.trust.people.values() if session.trust is not None else ())
    }
    (name,) = LISTS[listed][1]
    kind = session.registry[name]
    closed = kept_out(tables, session)
    lines = Lines(tables, session)
    rows = list(tables.rows.select(kind, "WHERE life = 1 ORDER BY id"))
    of = {row.id: id_in(row.value("client")) for row in rows} if kind.has_field("client") else {}
    clients = sorted({one for one in of.values() if one is not None})
    shown = lines.people.by_ids(clients)
    kept = refusing(tables, session, clients, SHARE, today_of(session)) | closed.keys()
    for row in rows:
        lead: list[Written] = [row.id.hex()]
        if of:
            person = shown.get(of[row.id] or b"")
            if person is None or person.id in kept:
                continue
            lead.append(lines.name(person))
        values = {f"{name}.{path}": one for path, one in shown_fields(kind, row.values).items()}
        yield lead, _named(columns, values, names)


def _communities(tables: Tables, session: Session) -> dict[str, str]:
    kind = session.registry["community"]
    rows = tables.rows.select(kind, "WHERE life = 1")
    return {row.id.hex(): str(row.value("name") or "") for row in rows}


def _named(
    columns: Sequence[ListColumn], values: dict[str, Value], names: Mapping[str, str]
) -> dict[str, Value]:
    """The same values, references to people and communities by their names."""
    for one in columns:
        if one.field.kind is Kind.REFERENCE and one.code in values:
            told = str(values[one.code])
            values[one.code] = names.get(told, told)
    return values


def _cells(
    columns: Sequence[ListColumn], values: Mapping[str, Value], csv: bool
) -> Iterator[Written]:
    for one in columns:
        value = values.get(one.code)
        choice = next((each for each in one.field.choices if each.value == value), None)
        if choice is not None:
            yield str(choice.label)
        elif csv and one.field.kind is Kind.MONEY and type(value) is int:
            yield Decimal(value) / 100
        else:
            yield value


# By which a changed cell is known


def sums_of(columns: Sequence[ListColumn], values: Mapping[str, Value]) -> str:
    """A short sum of each cell that holds something, under a short sum of its column's code."""
    told = []
    for one in columns:
        if one.field.kind is Kind.REFERENCE:
            continue
        text = plain_text(one.field, values.get(one.code))
        if text:
            told.append(_sum(one.code) + _sum(text))
    return " ".join(told)


def read_sums(text: str) -> dict[str, str]:
    """The sums of a row by the sum of the column's code."""
    return {one[:_DIGITS]: one[_DIGITS:] for one in text.split() if len(one) == 2 * _DIGITS}


def sum_in(sums: Mapping[str, str], code: str) -> str:
    """The sum of a column in a row as it was written; "" where the cell was empty."""
    return sums.get(_sum(code), "")


def text_sum(text: str) -> str:
    """The sum of a text; "" of none."""
    return _sum(text) if text else ""


def plain_text(field: Field, value: object) -> str:
    """A value, or the cell that holds it, in one way of writing: so that both can be compared.

    value: a stored value, or a cell of a file (text, whole number, yes or no, nothing).
    """
    if value is None:
        return ""
    text = clean(str(value)).replace("\r\n", "\n")
    match field.kind:
        case Kind.YES_NO:
            told = value if isinstance(value, bool) else yes_no(text)
            return text if told is None else ("yes" if told else "no")
        case Kind.CHOICE:
            folded = fold(text)
            for choice in field.choices:
                known = (choice.value, choice.label.text, getattr(choice.label, "french", ""))
                if text == choice.value or folded in [fold(one) for one in known if one]:
                    return choice.value
                if folded == fold(str(choice.label)):
                    return choice.value
            return text
        case Kind.INTEGER:
            return _whole(text)
        case Kind.DATE | Kind.PARTIAL_DATE:
            return text.removesuffix("T00:00")
    return text


def money_text(cell: object) -> str:
    """The cents of a cell with an amount, as text; the text itself where it is none."""
    text = clean(str(cell)) if cell is not None else ""
    told = cents(text.removeprefix("-"))
    return text if told is None else str(-told if text.startswith("-") else told)


def _whole(text: str) -> str:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    whole = number.is_finite() and abs(number) < Decimal(10) ** 18 and number == int(number)
    return str(int(number)) if whole else text


def _sum(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
