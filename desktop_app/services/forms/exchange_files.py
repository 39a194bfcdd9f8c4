"""Forms of other programs: taken from an XLSForm workbook, and written as one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from desktop_app.domain.fields import Value
from desktop_app.domain.forms.definition import read_form
from desktop_app.interchange.refusals import FileRefused, NoHeadings
from desktop_app.interchange.spreadsheet import Table
from desktop_app.interchange.xlsform import (
    CHOICES,
    SETTINGS,
    SURVEY,
    Remark,
    XlsForm,
    form_of,
    workbook_of,
)
from desktop_app.language import Message
from desktop_app.services.forms.forms import Forms
from desktop_app.services.processes.reader import read_table
from desktop_app.services.session import Session


class NoSurvey(FileRefused):
    """The workbook has no sheet with questions."""

    code = "no_survey"

    def __init__(self, name: str) -> None:
        super().__init__(
            Message(
                "xlsform",
                "{name} has no sheet “survey”, on which XLSForm has its questions. Nothing was "
                "imported. Choose another file.",
                {"name": name},
            )
        )


@dataclass(frozen=True, slots=True)
class Taken:
    """A form that was read from a file. id: "" while it was only looked at."""

    id: str
    read: XlsForm
    questions: int


class FormFiles:
    """Reading and writing XLSForm. read: how a sheet of a file from outside is opened."""

    def __init__(
        self, session: Session, read: Callable[[Path, str | None], Table] = read_table
    ) -> None:
        self._forms, self._read = Forms(session), read

    def look_at(self, path: Path) -> XlsForm:
        """The form in a workbook and what would not come over. Raises FileRefused, NotAForm."""
        first = self._read(path, None)
        names = {one.strip().lower(): one for one in first.sheet_names}
        if SURVEY not in names:
            raise NoSurvey(path.name)

        def sheet(name: str) -> Table | None:
            if name not in names:
                return None
            try:
                return self._read(path, names[name])
            except NoHeadings:
                return None

        survey = sheet(SURVEY)
        if survey is None:
            raise NoSurvey(path.name)
        return form_of(survey, sheet(CHOICES), sheet(SETTINGS))

    def take(self, path: Path, values: dict[str, Value], dry_run: bool = False) -> Taken:
        """Make a form in preparation from a workbook. values: what the workbook does not know
        (purpose, keeper, review; titles where it has none)."""
        found = self.look_at(path)
        count = sum(1 for _ in found.form.walk())
        if dry_run:
            return Taken("", found, count)
        name = path.stem[:200]
        told: dict[str, Value] = {
            "title_fr": found.title_french or name,
            "title_en": found.title_english or name,
            "code": found.code or None,
            **values,
        }
        return Taken(self._forms.add(told, found.form), found, count)

    def written(self, identifier: str) -> tuple[bytes, tuple[Remark, ...]]:
        """(a workbook of the form as it stands, what other programs will not understand of it)."""
        found = self._forms.get(identifier)
        record = found.record
        return workbook_of(
            read_form(found.text),
            record.text("title_fr"),
            record.text("title_en"),
            record.text("code") or found.id,
            found.version,
        )
