"""The forms of a client: which there are to fill in, and which were filled in; no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from desktop_app.language import Label, Message
from desktop_app.services.forms.answer_words import words_of
from desktop_app.services.forms.answers import FilledForm, told_answers
from desktop_app.services.forms.forms import FormRecord
from desktop_app.ui.forms.fill_presenter import FillPresenter, FillView, FormServices
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.jobs import Jobs


@dataclass(frozen=True, slots=True)
class Read:
    """One answer to be read. gone: the version in use does not ask it any more."""

    label: Label
    words: str
    depth: int
    gone: bool


class FormsView(FillView, Protocol):
    """The room as its presenter sees it."""

    def show_forms(self, to_fill: tuple[FormRecord, ...], filled: tuple[FilledForm, ...]) -> None:
        """Show the lists."""

    def show_read(self, filled: FilledForm, answers: tuple[Read, ...]) -> None:
        """Show what was answered in one form."""


class FormsPresenter:
    """One client's forms at a time."""

    def __init__(self, view: FormsView, services: FormServices, jobs: Jobs, door: Door) -> None:
        self._view, self._services, self._jobs, self._door = view, services, jobs, door
        self.client = ""
        self._to_fill: tuple[FormRecord, ...] = ()
        self._filled: tuple[FilledForm, ...] = ()
        self.fill = FillPresenter(view, services, jobs, door, self.again)

    def open(self, client: str) -> None:
        """Show this client's forms."""
        self.client = client
        services = self._services

        def shown(told: tuple[tuple[FormRecord, ...], tuple[FilledForm, ...]]) -> None:
            if client == self.client:
                self._to_fill, self._filled = told
                self._view.show_forms(*told)

        self._jobs.start(
            "forms",
            lambda progress: (services.forms.to_fill(), services.filled.of(client)),
            done=shown,
            failed=self._door.problem,
        )

    def again(self) -> None:
        """Ask for everything again."""
        self.open(self.client)

    def begin(self, form: str) -> None:
        """Fill a form in."""
        self.fill.begin(self.client, form)

    def begin_first(self) -> None:
        """Fill in the one form there is; with several, the list is where one chooses."""
        if len(self._to_fill) == 1:
            self.begin(self._to_fill[0].id)

    def go_on(self, record: str) -> None:
        """Go on with a filled form."""
        found = self._find(record)
        if found is not None and found.form is not None:
            self.fill.go_on(self.client, found.form.id, record)

    def read(self, record: str) -> None:
        """Show what was answered."""
        found = self._find(record)
        if found is not None:
            told = tuple(
                Read(one.label, words_of(one.question, one.answer, found.answers), one.depth, one.gone)
                for one in told_answers(found)
            )
            self._view.show_read(found, told)

    def delete(self, record: str) -> None:
        """Take a filled form out of the file; undo brings it back."""

        def done(nothing: None) -> None:
            self._door.done(
                Message("forms", "The filled form is out of the file. Undo brings it back."),
                undo=True,
            )
            self._door.changed()
            self.again()

        self._jobs.start(
            "form write",
            lambda progress: self._services.filled.delete(record),
            done=done,
            failed=self._door.problem,
        )

    def print_blank(self, form: str) -> None:
        """Print a form to be filled in by hand."""
        services = self._services
        self._jobs.start(
            "form paper",
            lambda progress: services.papers.blank(form, services.language()),
            done=lambda pdf: self._door.print_pdf(pdf, Message("forms", "Form to fill in")),
            failed=self._door.problem,
        )

    def print_filled(self, record: str) -> None:
        """Print a form as it was answered."""
        services = self._services
        self._jobs.start(
            "form paper",
            lambda progress: services.papers.filled(record, services.language()),
            done=lambda pdf: self._door.print_pdf(pdf, Message("forms", "Filled form")),
            failed=self._door.problem,
        )

    def _find(self, record: str) -> FilledForm | None:
        return next((one for one in self._filled if one.id == record), None)
