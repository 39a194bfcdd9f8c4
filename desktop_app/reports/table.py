"""A plain table: what every list becomes before it is a spreadsheet or a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from desktop_app.domain.words.calendar_words import money, number, short_date
from desktop_app.language import Message
from desktop_app.reports.speaking import Said

CellValue = str | int | bool | date | None
"""What one cell holds. Money is a whole number of cents; instants come as text, already local."""

YES: Final = Message("answers", "Yes")
NO: Final = Message("answers", "No")


class ColumnKind(StrEnum):
    """What a column holds, and so how a spreadsheet types it and paper writes it."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"  # cents
    DATE = "date"
    YES_NO = "yes_no"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. code: the stable word by which programs know it, whatever the language. folded: a
    spreadsheet folds it away."""

    code: str
    heading: Said
    kind: ColumnKind = ColumnKind.TEXT
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of as many values as there are columns. title: one of our sentences, or typed words.

    question: what the report answers; it opens with it, on paper and as a workbook. "" for a list of
    what is kept, which answers nothing and is read back by the import.
    """

    title: Said
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[CellValue]]
    question: Said = field(kw_only=True)


def typed(value: CellValue, kind: ColumnKind) -> CellValue:
    """`value` as its column means it: a date written YYYY-MM-DD becomes a date.

    What does not fit its column is kept as text, so that nothing is lost on the way out.
    """
    if kind is ColumnKind.DATE and isinstance(value, str):
        try:
            return date.fromisoformat(value) if len(value) == 10 else value
        except ValueError:
            return value
    return value


def written(value: CellValue, kind: ColumnKind) -> str:
    """`value` in words for paper, in the language that is spoken now."""
    value = typed(value, kind)
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(YES if value else NO)
    if isinstance(value, date):
        return short_date(value)
    if isinstance(value, int):
        return money(value) if kind is ColumnKind.MONEY else number(value)
    return value
