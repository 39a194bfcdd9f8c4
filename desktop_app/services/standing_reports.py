"""The reports that can be asked for by name: sums between two days, without a name in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from desktop_app.domain.errors import PortageError
from desktop_app.language import Message
from desktop_app.reports.pdf import Printed
from desktop_app.reports.table import Table
from desktop_app.services.casework.technical_help import QUESTION, TITLE, TechnicalHelp
from desktop_app.services.session import Session

Make = Callable[[Session, str, str, str], Table]
"""Makes the table of a report: of whom, in which language, from which day to which (YYYY-MM-DD)."""


class NoSuchReport(PortageError):
    """No report has that name."""

    code = "no_such_report"

    def __init__(self, name: str) -> None:
        super().__init__(
            Message(
                "reports",
                "No report is called {name}. Nothing was written. There are: {names}.",
                {"name": name, "names": ", ".join(_REPORTS)},
            )
        )


class DaysReversed(PortageError):
    """The report would end before it begins."""

    code = "days_reversed"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "reports",
                "The last day is before the first. Nothing was written. Give the earlier day first.",
            )
        )


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A report by its name, with its title and what it answers."""

    name: str
    title: Message
    question: Message


def _technical_help(session: Session, language: str, first: str, last: str) -> Table:
    return TechnicalHelp(session).table(language, first, last)


_REPORTS: Final[Mapping[str, tuple[Message, Message, Make]]] = {
    "technical-help": (TITLE, QUESTION, _technical_help),
}


class StandingReports:
    """Lists the reports and makes one over what this laptop holds; at the office that is everybody's."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self) -> tuple[ReportLine, ...]:
        """Every report there is."""
        return tuple(
            ReportLine(name, title, question) for name, (title, question, _) in _REPORTS.items()
        )

    def table(self, name: str, first: date, last: date, language: str) -> Table:
        """One report between two days, both counted. Raises NoSuchReport, DaysReversed."""
        if name not in _REPORTS:
            raise NoSuchReport(name)
        if last < first:
            raise DaysReversed
        return _REPORTS[name][2](self._session, language, first.isoformat(), last.isoformat())

    def file(self, table: Table, ending: str, language: str) -> bytes:
        """The bytes of a report. ending: `.pdf`, or anything else for a workbook."""
        now = datetime.fromtimestamp(self._session.environment.now() / 1000, UTC)
        if ending == ".pdf":
            from desktop_app.reports import list_report

            printed = Printed(self._session.person_name, f"{now:%Y-%m-%d %H:%M} UTC", now)
            return list_report.render(table, printed, language)
        from desktop_app.reports.excel import workbook  # brings the library of workbooks

        return workbook([table], language, now)
