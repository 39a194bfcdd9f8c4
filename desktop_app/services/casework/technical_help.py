"""The hours of help with technology, for whoever has to pay for them: a table without a name in it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from desktop_app.domain.casework.encounters import TECHNICAL_HELP
from desktop_app.domain.casework.technical_help import Help, HelpMonth, by_month
from desktop_app.language import Message
from desktop_app.reports.speaking import speaking
from desktop_app.reports.table import CellValue, Column, ColumnKind, Table
from desktop_app.services.casework.told import choice_words
from desktop_app.services.session import Session
from desktop_app.storage.files import write_whole

TITLE: Final = Message("technical help", "Help with technology")
QUESTION: Final = Message(
    "technical help",
    "How many hours went into connecting people to what is offered online only, month by month?",
)


class TechnicalHelp:
    """Adds up what this laptop holds; at the office that is everybody's."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._kind = session.registry["encounter"]

    def months(self, first: str = "", last: str = "9999-12-31") -> tuple[HelpMonth, ...]:
        """The sums between two days, YYYY-MM-DD, both counted."""
        with self._session.database.reading() as tables:
            rows = tables.rows.select(
                self._kind,
                "WHERE life = 1 AND f_sort = ? AND f_happened_on BETWEEN ? AND ? ORDER BY id",
                (TECHNICAL_HELP, first, last),
            )
            helps = []
            for row in rows:
                minutes = row.value("minutes")
                helps.append(
                    Help(
                        str(row.value("happened_on") or ""),
                        str(row.value("help_kind") or ""),
                        minutes if isinstance(minutes, int) else 0,
                        str(row.value("client") or ""),
                    )
                )
        return by_month(helps)

    def words(self, kind: str) -> Message | str:
        """What a kind of help is called."""
        return choice_words(self._kind, "help_kind", kind) or Message("technical help", "not said")

    def table(self, language: str, first: str = "", last: str = "9999-12-31") -> Table:
        """The same as a plain table. Minutes are whole numbers, so that they can be added up."""
        with speaking(language):
            rows: list[list[CellValue]] = [
                [one.month, str(self.words(one.kind)), one.times, one.people, one.minutes]
                for one in self.months(first, last)
            ]
        number = ColumnKind.NUMBER
        columns = (
            Column("month", Message("technical help", "Month")),
            Column("help_kind", Message("technical help", "Help with what")),
            Column("times", Message("technical help", "Times"), number),
            Column("people", Message("technical help", "People"), number),
            Column("minutes", Message("technical help", "Minutes"), number),
        )
        return Table(TITLE, columns, rows, question=QUESTION)

    def save(self, path: Path, language: str) -> None:
        """Write the table as a workbook where the person said. Raises DiskFull, ReadOnly."""
        from desktop_app.reports.excel import workbook  # brings the library of workbooks

        now = datetime.fromtimestamp(self._session.environment.now() / 1000, UTC)
        write_whole(path, workbook([self.table(language)], language, now))
