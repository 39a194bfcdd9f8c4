"""The register of confidentiality incidents that PIPEDA and Québec's Law 25 ask for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import Kind, Scope, Value
from desktop_app.domain.people.retention import INCIDENTS_KEPT_MONTHS, after_months
from desktop_app.language import Message
from desktop_app.reports import list_report
from desktop_app.reports.pdf import Printed
from desktop_app.reports.speaking import speaking
from desktop_app.reports.table import CellValue, Column, ColumnKind, Table
from desktop_app.services.clients.client_lines import today_of
from desktop_app.services.clients.client_values import checked_all, id_of
from desktop_app.services.editing import Editor
from desktop_app.services.session import NotAllowed, NotHere, Session
from desktop_app.storage.files import write_whole
from desktop_app.storage.rows import Row


class KeptLonger(PortageError):
    """An incident may not leave the register yet."""

    code = "kept_longer"

    def __init__(self, until: date) -> None:
        super().__init__(
            Message(
                "incidents",
                "The register has to keep an incident for five years from the day it was noticed, this one "
                "until {day}. Nothing was deleted.",
                {"day": until.isoformat()},
            )
        )


class UnknownEntry(PortageError):
    """The register has no field of that name."""

    code = "unknown_field"

    def __init__(self, name: str, known: Iterable[str]) -> None:
        super().__init__(
            Message(
                "incidents",
                "The register has no field called “{name}”. Nothing was changed. Its fields are: {fields}.",
                {"name": name[:80], "fields": ", ".join(known)},
            )
        )


@dataclass(frozen=True, slots=True)
class Incident:
    """One line of the register. values: by the name of the field. keep_until: first day on which it
    may be deleted."""

    id: str
    values: Mapping[str, Value]
    keep_until: date | None


class Incidents:
    """The register, for the office alone. Ids are 32 hexadecimal digits."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._kind = session.registry["incident"]

    def add(self, values: Mapping[str, Value]) -> str:
        """A new incident; gives its id. Raises NotAllowed, UnknownEntry, ValueRefused."""
        needed: dict[str, Value] = {one.name: None for one in self._kind.fields if one.required}
        return self._write(self._session.environment.new_id(), {**needed, **values}, new=True)

    def set(self, incident: str, values: Mapping[str, Value]) -> None:
        """Change or complete one. Raises NotAllowed, NotHere, UnknownEntry, ValueRefused."""
        self._row(incident)
        self._write(id_of(incident), values, new=False)

    def delete(self, incident: str) -> None:
        """Take one out of the register when its time is over. Raises KeptLonger, NotAllowed, NotHere."""
        told = self._line(self._row(incident))
        if told.keep_until is None or today_of(self._session) < told.keep_until:
            raise KeptLonger(told.keep_until or today_of(self._session))
        with self._session.database.writing() as tables:
            editor = Editor(self._session, tables)
            scope = self._session.scope(tables, Scope.ORGANISATION)
            editor.set_life(self._kind, id_of(incident), scope, False)
            editor.flush()

    def all(self) -> list[Incident]:
        """The register, the newest first. Raises NotAllowed."""
        self._check()
        with self._session.database.reading() as tables:
            rows = list(tables.rows.select(self._kind, "WHERE life = 1 ORDER BY id"))
        lines = [self._line(row) for row in rows]
        return sorted(lines, key=lambda one: str(one.values["noticed_on"] or ""), reverse=True)

    def table(self, language: str) -> Table:
        """The register with every field as a column. Raises NotAllowed."""
        with speaking(language):
            rows: list[list[CellValue]] = []
            for one in self.all():
                line: list[CellValue] = []
                for field in self._kind.fields:
                    value = one.values[field.name]
                    words = [choice.label for choice in field.choices if choice.value == value]
                    line.append(str(words[0]) if words else value)
                rows.append(line)
        kinds = {Kind.DATE: ColumnKind.DATE, Kind.INTEGER: ColumnKind.NUMBER}
        return Table(
            Message("incidents", "Register of confidentiality incidents"),
            tuple(
                Column(one.name, one.label, kinds.get(one.kind, ColumnKind.TEXT))
                for one in self._kind.fields
            ),
            rows,
            question=Message(
                "incidents",
                "What went wrong with people's information, whom could it harm, and what was done?",
            ),
        )

    def file(self, ending: str, language: str) -> bytes:
        """The register as a file's bytes. ending: `.pdf`, or anything else for a workbook."""
        table = self.table(language)
        now = datetime.fromtimestamp(self._session.environment.now() / 1000, UTC)
        if ending == ".pdf":
            printed = Printed(self._session.person_name, f"{now:%Y-%m-%d %H:%M} UTC", now)
            return list_report.render(table, printed, language)
        from desktop_app.reports.excel import workbook  # brings the library of workbooks

        return workbook([table], language, now)

    def save(self, path: Path, language: str) -> None:
        """Write the register where the person said; the ending of the name says as what.

        Raises NotAllowed, DiskFull, ReadOnly.
        """
        write_whole(path, self.file(path.suffix.lower(), language))

    def _check(self) -> None:
        if not self._session.is_office:
            raise NotAllowed

    def _row(self, incident: str) -> Row:
        self._check()
        with self._session.database.reading() as tables:
            row = tables.rows.get(self._kind, id_of(incident))
        if row is None:
            raise NotHere
        return row

    def _write(self, record: bytes, values: Mapping[str, Value], new: bool) -> str:
        self._check()
        known = [one.name for one in self._kind.fields]
        for name in values:
            if name not in known:
                raise UnknownEntry(name, known)
        session = self._session
        with session.database.writing() as tables:
            told = checked_all(session, self._kind, values)
            editor = Editor(session, tables)
            scope = session.scope(tables, Scope.ORGANISATION)
            editor.edit(self._kind, record, scope, told, new=new)
            editor.flush()
        return record.hex()

    def _line(self, row: Row) -> Incident:
        values = {one.name: row.value(one.name) for one in self._kind.fields}
        try:
            noticed = date.fromisoformat(str(values["noticed_on"]))
        except ValueError:
            return Incident(row.id.hex(), values, None)
        return Incident(row.id.hex(), values, after_months(noticed, INCIDENTS_KEPT_MONTHS))
