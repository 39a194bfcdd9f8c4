"""Everything that is held about one person, for that person: what, who wrote it, who has a copy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from desktop_app.domain.casework.journey import STAGE
from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import EntityType, FieldKey, Kind, Value, declared_field
from desktop_app.domain.words.stored_words import stored_words
from desktop_app.language import Message
from desktop_app.reports import list_report
from desktop_app.reports.pdf import Printed
from desktop_app.reports.speaking import speaking
from desktop_app.reports.table import CellValue, Column, Table
from desktop_app.services.casework.programs import stage_names
from desktop_app.services.clients.client_fields import label_of
from desktop_app.services.clients.client_values import id_of, records_of
from desktop_app.services.clients.codes import NamesHidden, is_masked
from desktop_app.services.clients.discretion import check_reason_given
from desktop_app.services.erasure.erasing import counting
from desktop_app.services.session import NotHere, Session
from desktop_app.storage.database import Tables
from desktop_app.storage.log import APPLIED, ERASED
from desktop_app.storage.rows import Row
from desktop_app.sync.clock import moment_of
from desktop_app.sync.erasing import ErasureKind, names_owner, owners_in
from desktop_app.sync.log import decode_body, decode_header

TITLE: Final = Message("access", "What is kept about one person")

_HELD: Final = Message("access", "Kept")
_CHANGED: Final = Message("access", "Written")
_COPY: Final = Message("access", "Copy")
_SENT: Final = Message("access", "Bundle")
_GONE: Final = Message("access", "Removed or set aside")


class AccessReport:
    """The report on one client. Complete: it is made from every entry that is held."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def table(self, client_id: str, language: str) -> Table:
        """All of it as one table: what it is, field, value, when, who, on which laptop.

        Also of a deleted file. Raises NotHere, KeptOut, ReasonNeeded, and NamesHidden where codes stand in place of
        names and nobody revealed this person's.
        """
        with speaking(language), self._session.database.reading() as tables:
            records = records_of(tables, self._session, client_id, even_deleted=True)
            check_reason_given(tables, self._session, records.rows["client"])
            if is_masked(tables, self._session, id_of(client_id)):
                raise NamesHidden
            rows = list(_Gathering(self._session, tables, id_of(client_id)).rows())
        return Table(
            TITLE,
            (
                Column("part", Message("access", "Part")),
                Column("record", Message("access", "Record")),
                Column("field", Message("access", "Field")),
                Column("value", Message("access", "Value")),
                Column("when", Message("access", "When (UTC)")),
                Column("person", Message("access", "Who")),
                Column("laptop", Message("access", "Laptop")),
            ),
            rows,
            question=Message(
                "access",
                "What does this laptop keep about this person, who wrote it, and who received it?",
            ),
        )

    def file(self, client_id: str, ending: str, language: str) -> bytes:
        """The file's bytes. ending: `.pdf`, or anything else for a workbook. Raises NotHere."""
        table = self.table(client_id, language)
        now = datetime.fromtimestamp(self._session.environment.now() / 1000, UTC)
        if ending == ".pdf":
            printed = Printed(self._session.person_name, f"{now:%Y-%m-%d %H:%M} UTC", now)
            return list_report.render(table, printed, language)
        from desktop_app.reports.excel import workbook  # brings the library of workbooks

        return workbook([table], language, now)


class _Gathering:
    """Collects the rows of one report, inside one transaction."""

    def __init__(self, session: Session, tables: Tables, client: bytes) -> None:
        self._session, self._tables, self._client = session, tables, client

    def rows(self) -> Iterator[list[CellValue]]:
        records = self._records()
        yield from self._held(records)
        entries = self._entries(records)
        yield from self._written(entries)
        yield from self._copies()
        yield from self._bundles({(feed, seq) for feed, seq, *_ in entries})
        yield from self._removed(records)

    def _records(self) -> list[tuple[EntityType, Row]]:
        """The person's own two records first, then everything that names the person."""
        found: dict[tuple[int, bytes, int], tuple[EntityType, Row]] = {}
        ids = [self._client]
        for _, _, record, data in self._tables.erasures.entries_naming([self._client]):
            try:
                named = owners_in(decode_body(data), self._session.registry)
            except PortageError:
                continue
            if self._client in named and record not in ids:
                ids.append(record)
        for record in ids:
            for kind in self._session.registry:
                for row in self._tables.rows.select(kind, "WHERE id = ? ORDER BY scope", (record,)):
                    if record == self._client or self._is_about(row):
                        found[(kind.number, record, row.scope)] = (kind, row)
        return list(found.values())

    def _is_about(self, row: Row) -> bool:
        return any(
            head.value == self._client.hex()
            for one in row.type.fields
            if names_owner(row.type, one)
            for head in row.state.heads.get(one.number, ())
        )

    def _held(self, records: list[tuple[EntityType, Row]]) -> Iterator[list[CellValue]]:
        for kind, row in records:
            for key, heads in row.state.heads.items():
                if is_secret(kind, key):
                    continue
                for head in heads:
                    yield [
                        str(_HELD), str(kind.label), str(label_of(kind, key)),
                        self._said(kind, key, head.value), _moment(head.hlc), "",
                        self._session.device_called(self._tables.log.feeds()[head.feed].device),
                    ]  # fmt: skip

    def _entries(
        self, records: list[tuple[EntityType, Row]]
    ) -> list[tuple[int, int, int, bytes, EntityType, FieldKey, Value]]:
        out = []
        for kind, row in records:
            for stored in self._tables.log.entries_of(row.id):
                if stored.type != kind.number or stored.body is None:
                    continue
                if self._tables.log.feeds()[stored.feed].scope != row.scope:
                    continue
                actor = decode_header(stored.header).actor
                out += [
                    (stored.feed, stored.seq, stored.hlc, actor, kind, one.key, one.value)
                    for one in decode_body(stored.body).operations
                    if not is_secret(kind, one.key)
                ]
        return sorted(out, key=lambda one: (one[2], one[0], one[1]))

    def _written(
        self, entries: list[tuple[int, int, int, bytes, EntityType, FieldKey, Value]]
    ) -> Iterator[list[CellValue]]:
        for feed, _, hlc, actor, kind, key, value in entries:
            yield [
                str(_CHANGED), str(kind.label), str(label_of(kind, key)),
                self._said(kind, key, value), _moment(hlc), self._session.person_called(actor),
                self._session.device_called(self._tables.log.feeds()[feed].device),
            ]  # fmt: skip

    def _copies(self) -> Iterator[list[CellValue]]:
        """Laptops that hold the community's part, and whether they are still in."""
        kind = self._session.registry["client"]
        row = self._tables.rows.get(kind, self._client)
        if row is None:
            raise NotHere
        scope = self._tables.log.scopes()[row.scope]
        trust = self._session.require_trust()
        peers = self._tables.exchange.peers()
        for one in sorted(trust.certificates.values(), key=lambda one: one.name):
            if not one.holds(scope.id):
                continue
            state = (
                Message("access", "may hold a copy")
                if trust.is_active(one.device)
                else Message("access", "was cut off; what it held is out of reach")
            )
            heard = peers.get(one.device)
            when = "" if heard is None else _day(heard.heard_at)
            yield [str(_COPY), "", "", str(state), when, "", one.name]

    def _bundles(self, dots: set[tuple[int, int]]) -> Iterator[list[CellValue]]:
        """Bundles written here that brought one of the entries to somebody."""
        feeds = self._tables.log.feeds()
        last = {feeds[feed].id: seq for feed, seq in sorted(dots)}
        for export in self._tables.exchange.exports(10_000):
            if not any(feed in export.vector for feed in last):
                continue
            names = ", ".join(
                sorted(
                    filter(None, (self._session.device_called(one) for one in export.recipients))
                )
            )
            yield [str(_SENT), "", "", export.file, _day(export.at), "", names]

    def _removed(self, records: list[tuple[EntityType, Row]]) -> Iterator[list[CellValue]]:
        trust = self._session.require_trust()
        for one in sorted(counting(trust), key=lambda one: one.at):
            if one.kind is ErasureKind.REDACT and self._client in one.people:
                removed = Message("access", "a note was removed by the office")
                yield [str(_GONE), "", "", str(removed), _day(one.at), "", ""]
        for kind, row in records:
            for stored in self._tables.log.entries_of(row.id):
                if stored.type == kind.number and stored.state not in (APPLIED, ERASED):
                    aside = Message("access", "a change was set aside and does not count")
                    yield [str(_GONE), str(kind.label), "", str(aside), _moment(stored.hlc), "", ""]

    def _said(self, kind: EntityType, key: FieldKey, value: Value) -> str:
        """A value as people read it, with the name behind a reference."""
        field = declared_field(kind, key)
        if field is not None and field.kind is Kind.REFERENCE and isinstance(value, str):
            return self._named(field.reference, value)
        return stored_words(field, value)

    def _named(self, reference: str, value: str) -> str:
        try:
            record = bytes.fromhex(value)
        except ValueError:
            return value
        if reference == "person":
            return self._session.person_called(record) or value
        if record == self._client:
            return str(Message("access", "this person"))
        if reference == STAGE:
            return stage_names(self._tables, self._session).get(value, value)
        if all(one.name != reference for one in self._session.registry):
            return value
        kind = self._session.registry[reference]
        row = self._tables.rows.get(kind, record)
        if row is None or not kind.title:
            return value
        return " ".join(str(row.value(one) or "") for one in kind.title).strip() or value


def is_secret(kind: EntityType, key: FieldKey) -> bool:
    """Whether a value is a key, which belongs on no paper."""
    told = declared_field(kind, key)
    return told is not None and told.secret


def _moment(hlc: int) -> str:
    return f"{moment_of(hlc).astimezone(UTC):%Y-%m-%d %H:%M}"


def _day(at: int) -> str:
    return f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%d %H:%M}"


__all__ = ["TITLE", "AccessReport"]
