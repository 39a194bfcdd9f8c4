"""The forms of a client or of a service: which there are to fill in, and which were filled in; no Qt.

What is to be filled in has a key: the id of its form, and after a blank what it is about
(`case/<id>`, `encounter/<id>`, `service/<id>`); nothing for the person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

from desktop_app.domain.own_fields import PUBLISHED
from desktop_app.language import Label, Message
from desktop_app.services.forms.answers import FilledForm, said, told_answers
from desktop_app.services.forms.forms import FormRecord
from desktop_app.services.forms.subjects import CLIENT, GONE, SERVICE, Subject
from desktop_app.ui.forms.fill_presenter import (
    DRAFT,
    Begun,
    FillPresenter,
    FillView,
    FormServices,
    draft_of,
)
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.drafting import DraftBox
from desktop_app.ui.shared.jobs import Jobs

Words = Message | str

MEETINGS: Final = 3
"""Of so many of the newest meetings the forms stand in the file; of an earlier one, at that one."""


@dataclass(frozen=True, slots=True)
class Read:
    """One answer to be read. gone: the version in use does not ask it any more."""

    label: Label
    words: str
    depth: int
    gone: bool


@dataclass(frozen=True, slots=True)
class ToFill:
    """A form that can be filled in. key: as the head of this module says. about: what it is about,
    None for the person. typed: something was typed into it and not saved."""

    key: str
    form: FormRecord
    about: Subject | None = None
    typed: bool = False


@dataclass(frozen=True, slots=True)
class FormsShown:
    """What the room shows. about: by filled form, what it is about, where it is not the person. at:
    the one journey, meeting or service whose forms alone are shown. typed: the filled forms into which
    something was typed and not saved. communities: of which one is chosen for a service."""

    to_fill: tuple[ToFill, ...] = ()
    filled: tuple[FilledForm, ...] = ()
    about: Mapping[str, Words] = field(default_factory=dict)
    at: Subject | None = None
    typed: frozenset[str] = frozenset()
    communities: tuple[tuple[str, str], ...] = ()


class FormsView(FillView, Protocol):
    """The room as its presenter sees it."""

    def show_forms(self, shown: FormsShown) -> None:
        """Show the lists."""

    def show_read(self, filled: FilledForm, about: Words, answers: tuple[Read, ...]) -> None:
        """Show what was answered in one form."""


class FormsPresenter:
    """One client's forms at a time, or those of one service."""

    def __init__(self, view: FormsView, services: FormServices, jobs: Jobs, door: Door) -> None:
        self._view, self._services, self._jobs, self._door = view, services, jobs, door
        self.client = ""
        self._at = ""
        self._community = ""
        self._shown = FormsShown()
        self.fill = FillPresenter(view, services, jobs, door, self.again)

    def open(self, client: str) -> None:
        """Show this client's forms."""
        if client != self.client:
            # A form of somebody else must not stand in this person's file.
            self.fill.close()
            self._at, self._shown = "", FormsShown()
        self.client = client
        self.again()

    def open_service(self, service: str) -> None:
        """Show the forms about this service."""
        at = f"{SERVICE}/{service}"
        if at != self._at:
            self.fill.close()
            self._shown = FormsShown()
        self.client, self._at = "", at
        self.again()

    def add(self, what: str = "") -> None:
        """Fill in the one form there is; with several, the list is where one chooses.

        what: `case/<id>` or `encounter/<id>` shows the forms about that one alone, `draft/<name>`
        goes on with what was typed into a form and not saved.
        """
        kind, _, rest = what.partition("/")
        if kind == "draft":
            self._go_on_draft(rest)
        elif what:
            self._at = what if rest else ""  # a journey of which nothing was written yet
            self.again()
        elif len(self._shown.to_fill) == 1:
            self.begin(self._shown.to_fill[0].key)

    def show_all(self) -> None:
        """Show all forms of the client again."""
        self._at = ""
        self.again()

    def again(self) -> None:
        """Ask for everything again."""
        client, at = self.client, self._at

        def shown(told: FormsShown) -> None:
            if (client, at) == (self.client, self._at):
                self._shown = told
                self._view.show_forms(told)

        self._jobs.start(
            "forms",
            lambda progress: self._asked(client, at),
            done=shown,
            failed=self._door.problem,
        )

    def _asked(self, client: str, at: str) -> FormsShown:
        services = self._services
        forms = [one for one in services.forms.all() if one.state == PUBLISHED and one.versions]
        about, _, identifier = at.partition("/")
        if about == SERVICE:
            subject = services.subjects.get(SERVICE, identifier)
            filled = services.filled.of_service(identifier)
            return FormsShown(
                tuple(
                    self._to_fill(one, Begun("", subject)) for one in forms if one.about == SERVICE
                ),
                filled,
                {},
                subject,
                self._typed(filled, services.drafts),
                tuple(services.communities()),
            )
        filled = services.filled.of(client)
        to_fill = [self._to_fill(one, Begun(client)) for one in forms if one.about == CLIENT]
        chosen = None
        if at:
            chosen = next(
                (one for one in services.subjects.of(client) if one.key == at), None
            ) or services.subjects.get(about, identifier)
            subjects: tuple[Subject, ...] = (chosen,)
            filled = tuple(one for one in filled if (one.about, one.subject) == (about, identifier))
            to_fill = []
        elif any(one.about not in (CLIENT, SERVICE) for one in forms):
            subjects = self._offered(client)
        else:
            subjects = ()
        to_fill += [
            self._to_fill(one, Begun(client, subject))
            for subject in subjects
            for one in forms
            if one.about == subject.about
        ]
        others = [(one.about, one.subject) for one in filled if one.about != CLIENT]
        named = services.subjects.named(others)
        told: dict[str, Words] = {
            one.id: named[one.about, one.subject].words
            if (one.about, one.subject) in named
            else GONE[one.about]
            for one in filled
            if one.about != CLIENT
        }
        typed = self._typed(filled, services.drafts)
        return FormsShown(tuple(to_fill), filled, told, chosen, typed)

    def _offered(self, client: str) -> tuple[Subject, ...]:
        """The journeys, and the newest meetings."""
        found = self._services.subjects.of(client)
        meetings = [one for one in found if one.about == "encounter"][:MEETINGS]
        return (*(one for one in found if one.about == "case"), *meetings)

    def _to_fill(self, form: FormRecord, begun: Begun) -> ToFill:
        draft = self._services.drafts.find(*draft_of(begun, form.id))
        key = form.id if begun.at is None else f"{form.id} {begun.at.key}"
        return ToFill(key, form, begun.at, draft is not None)

    @staticmethod
    def _typed(filled: tuple[FilledForm, ...], drafts: DraftBox) -> frozenset[str]:
        return frozenset(
            one.id
            for one in filled
            if drafts.find(*draft_of(_begun_of(one), "", one.id)) is not None
        )

    def choose_community(self, community: str) -> None:
        """Keep forms about a service in that community."""
        self._community = community

    def begin(self, key: str) -> None:
        """Fill a form in."""
        form, _, about = key.partition(" ")
        found = next((one for one in self._shown.to_fill if one.key == key), None)
        at = None if found is None else found.about
        if about and at is None:
            return
        community = self._community if at is not None and at.about == SERVICE else ""
        self.fill.begin(Begun(self.client, at, community), form)

    def _go_on_draft(self, name: str) -> None:
        """Go on with what was typed: into a filled form, or into one that is filled in anew."""
        parts = name.split("/")

        def read() -> tuple[Begun, str, str]:
            services = self._services
            if len(parts) == 1:
                known = services.filled.get(name)
                return _begun_of(known), known.record.text("form"), name
            at = None
            if len(parts) > 2:
                key = "/".join(parts[2:])
                at = next((one for one in services.subjects.of(parts[0]) if one.key == key), None)
                at = at or services.subjects.get(parts[2], parts[3])
            return Begun(parts[0], at), parts[1], ""

        self._jobs.start(
            "form draft",
            lambda progress: read(),
            done=lambda found: self._start(*found),
            failed=self._door.problem,
        )

    def _start(self, begun: Begun, form: str, record: str) -> None:
        if record:
            self.fill.go_on(begun, form, record)
        else:
            self.fill.begin(begun, form)

    def go_on(self, record: str) -> None:
        """Go on with a filled form."""
        found = self._find(record)
        if found is not None and found.form is not None:
            self.fill.go_on(_begun_of(found), found.form.id, record)

    def read(self, record: str) -> None:
        """Show what was answered."""
        found = self._find(record)
        if found is not None:
            told = tuple(
                Read(
                    one.label,
                    said(found, one),
                    one.depth,
                    one.gone,
                )
                for one in told_answers(found)
            )
            self._view.show_read(found, self._shown.about.get(record, ""), told)

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
        return next((one for one in self._shown.filled if one.id == record), None)


def _begun_of(filled: FilledForm) -> Begun:
    """What a filled form is about, to go on with it."""
    if filled.about == SERVICE:
        return Begun("", Subject(SERVICE, filled.subject, "", ""))
    return Begun(filled.client)


__all__ = ["DRAFT", "FormsPresenter", "FormsShown", "FormsView", "Read", "ToFill"]
