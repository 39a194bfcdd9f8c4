"""Forms and fields of the organisation, as the office makes them; no Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final, Protocol

from desktop_app.domain.fields import DELETED, EntityType, Value
from desktop_app.domain.forms import editing
from desktop_app.domain.forms.checking import Problem, problems_of
from desktop_app.domain.forms.definition import Form, NewerForm, NotAForm, read_form
from desktop_app.domain.forms.filling import Answer, Filled, Place
from desktop_app.domain.forms.records import FORM
from desktop_app.domain.own_fields import CUSTOM_FIELD, PUBLISHED
from desktop_app.language import Message
from desktop_app.services.casework.records import Record
from desktop_app.services.forms.exchange_files import FormFiles, Taken
from desktop_app.services.forms.fields import OwnFieldsDesk
from desktop_app.services.forms.form_papers import FormPapers
from desktop_app.services.forms.forms import FormRecord, Forms, filling_of
from desktop_app.services.forms.quality import FieldQuality, FormQuality, Quality
from desktop_app.ui.forms.question_record import NAMES, QUESTION, question_of, values_of
from desktop_app.ui.shared.asking import Asker, Asking, AskingView
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.drafting import DraftBox
from desktop_app.ui.shared.jobs import Jobs

_CHOICES = CUSTOM_FIELD.items("choices")
ASKED_FIELD: Final[EntityType] = replace(
    CUSTOM_FIELD,
    lists=(
        replace(
            _CHOICES, fields=tuple(_CHOICES.field(one) for one in ("french", "english", "retired"))
        ),
    ),
)
"""A field as the dialog asks for it: stored words and places follow by themselves."""

FIELD_NAMES: Final = (
    "about", "sort", "label_fr", "label_en", "purpose_fr", "purpose_en", "choices", "keeper",
    "review_on", "seen_by", "needed", "searched", "identifying",
)  # fmt: skip
FORM_NAMES: Final = (
    "title_fr", "title_en", "purpose_fr", "purpose_en", "about", "person_reads", "keeper",
    "review_on",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OfficeServices:
    """What the room works with. workers: who can answer for a question, (id, name)."""

    fields: OwnFieldsDesk
    forms: Forms
    files: FormFiles
    papers: FormPapers
    quality: Quality
    drafts: DraftBox
    workers: Callable[[], Sequence[tuple[Value, str]]]
    person: str
    today: Callable[[], date]
    language: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Everything:
    """What the first page shows."""

    fields: tuple[Record, ...]
    forms: tuple[FormRecord, ...]
    quality: tuple[FieldQuality, ...]
    may_change: bool
    today: date


@dataclass(frozen=True, slots=True)
class Design:
    """One form being made. form: None where a newer Portage made it."""

    record: FormRecord
    form: Form | None
    problems: tuple[Problem, ...]
    quality: FormQuality
    may_change: bool


class OfficeView(AskingView, Protocol):
    """The room as its presenter sees it."""

    def show_everything(self, told: Everything) -> None:
        """Show the lists of forms and fields."""

    def show_design(self, told: Design, chosen: str) -> None:
        """Show one form with its questions. chosen: the question that has the keyboard."""

    def show_trial(self, filled: Filled, anew: bool) -> None:
        """Show the form as it will be filled in. anew: from its beginning."""

    def show_taken(self, taken: Taken) -> None:
        """Say what did not come over from a file."""


class OfficePresenter:
    """The lists, or one form."""

    def __init__(self, view: OfficeView, services: OfficeServices, jobs: Jobs, door: Door) -> None:
        self._view, self._services, self._jobs, self._door = view, services, jobs, door
        self.asker = Asker(view, services.drafts, jobs, door, self.again)
        self._everything: Everything | None = None
        self._design: Design | None = None
        self._chosen = ""
        self._trial: dict[Place, Answer] = {}

    # Showing

    def activate(self) -> None:
        """Ask for everything again."""
        self.again()

    def again(self) -> None:
        """Show the page that is open with what stands now."""
        if self._design is None:
            self._show_lists()
        else:
            self.design(self._design.record.id)

    def back(self) -> None:
        """Show the lists."""
        self._design, self._chosen = None, ""
        self._show_lists()

    def _show_lists(self) -> None:
        services = self._services

        def read() -> Everything:
            return Everything(
                services.fields.all(), services.forms.all(), services.quality.of_fields(),
                services.forms.may_change(), services.today(),
            )  # fmt: skip

        def shown(told: Everything) -> None:
            self._everything = told
            if self._design is None:
                self._view.show_everything(told)

        self._jobs.start(
            "office forms", lambda progress: read(), done=shown, failed=self._door.problem
        )

    def design(self, form: str) -> None:
        """Show one form."""
        services = self._services

        def read() -> Design:
            found = services.forms.get(form)
            questions: Form | None
            try:
                questions = read_form(found.text)
            except (NewerForm, NotAForm):
                questions = None
            problems = () if questions is None else problems_of(questions)
            may = services.forms.may_change() and questions is not None
            return Design(found, questions, problems, services.quality.of_form(form), may)

        def shown(told: Design) -> None:
            anew = self._design is None or self._design.record.id != told.record.id
            if anew:
                self._trial = {}
            self._design = told
            self._view.show_design(told, self._chosen)
            self._show_trial(anew=True)

        self._jobs.start(
            "office form", lambda progress: read(), done=shown, failed=self._door.problem
        )

    def _show_trial(self, *, anew: bool) -> None:
        if self._design is not None and self._design.form is not None:
            filled = filling_of(self._design.form).fill(self._trial, self._services.today())
            self._view.show_trial(filled, anew)

    def tried(self, question: str, repeat: str, text: str) -> None:
        """Somebody tries the form: an answer that is kept nowhere."""
        self._trial[Place(question, repeat)] = Answer(text)
        self._show_trial(anew=False)

    def tried_state(self, question: str, repeat: str, state: str) -> None:
        """The same for the two other answers."""
        self._trial[Place(question, repeat)] = Answer("", state)
        self._show_trial(anew=False)

    def tried_time(self, name: str, repeat: str, times: int) -> None:
        """The questions of a repeat once more."""
        self._trial[Place(name, f"{repeat}/{times + 1}".lstrip("/"))] = Answer()
        self._show_trial(anew=False)

    # Fields

    def ask_field(self) -> None:
        """Ask for a new field."""
        self.asker.ask(
            Asking(
                "own field",
                "",
                ASKED_FIELD,
                Message("own fields", "Add a field"),
                Message("own fields", "Save the field"),
                Message("own fields", "The field is saved, in preparation."),
                self._services.fields.add,
                FIELD_NAMES,
                begin={
                    "about": "client", "sort": "text", "seen_by": "everyone",
                    "keeper": self._services.person,
                },
                choices={"keeper": tuple(self._services.workers())},
                hint=Message(
                    "own fields",
                    "Ask only what the work needs. It is asked on the laptops once it is put into "
                    "use and the next bundle has come.",
                ),
            )
        )  # fmt: skip

    def change_field(self, identifier: str) -> None:
        """Ask for what is different in a field."""
        record = self._field(identifier)
        if record is None:
            return
        self.asker.ask(
            Asking(
                "own field changed",
                record.id,
                ASKED_FIELD,
                Message("own fields", "Change the field"),
                Message("own fields", "Save the field"),
                Message("own fields", "The field is changed."),
                lambda values: self._services.fields.change(record.id, values, record.seen),
                FIELD_NAMES,
                known={
                    path: value
                    for path, value in record.values.items()
                    if not path.endswith(("/value", "/place"))
                },
                choices={"keeper": tuple(self._services.workers())},
            )
        )

    def act_on_field(self, identifier: str) -> None:
        """Put a field into use, or retire it."""
        record = self._field(identifier)
        if record is None:
            return
        if record.text("state") == PUBLISHED:
            self.asker.write(
                lambda: self._services.fields.retire(identifier),
                Message(
                    "own fields",
                    "The field is retired. What was written in it stays in the history.",
                ),
            )
        else:
            self.asker.write(
                lambda: self._services.fields.publish(identifier),
                Message(
                    "own fields",
                    "The field is in use; it goes to the laptops with the next bundle.",
                ),
            )

    def _field(self, identifier: str) -> Record | None:
        found = () if self._everything is None else self._everything.fields
        return next((one for one in found if one.id == identifier), None)

    # Forms

    def ask_form(self) -> None:
        """Ask for a new form."""

        def save(values: Mapping[str, Value]) -> None:
            self._services.forms.add(values)

        self.asker.ask(
            Asking(
                "form",
                "",
                FORM,
                Message("forms", "Make a form"),
                Message("forms", "Save the form"),
                Message("forms", "The form is saved, in preparation."),
                save,
                FORM_NAMES,
                begin={"about": "client", "keeper": self._services.person},
                choices={"keeper": tuple(self._services.workers())},
            )
        )

    def change_form(self) -> None:
        """Ask for what is different in what is said about a form."""
        if self._design is None:
            return
        found = self._design.record
        self.asker.ask(
            Asking(
                "form changed",
                found.id,
                FORM,
                Message("forms", "Change what is said about the form"),
                Message("forms", "Save the form"),
                Message("forms", "The form is changed."),
                lambda values: self._services.forms.change(found.id, values, found.seen),
                FORM_NAMES,
                known={
                    path: value for path, value in found.record.values.items() if "/" not in path
                },
                choices={"keeper": tuple(self._services.workers())},
            )
        )

    def publish(self) -> None:
        """Put the questions as they stand into use."""
        if self._design is not None:
            form = self._design.record.id
            self.asker.write(
                lambda: self._services.forms.publish(form),
                Message(
                    "forms", "The form is in use; it goes to the laptops with the next bundle."
                ),
            )

    def retire(self) -> None:
        """Offer the form no more."""
        if self._design is not None:
            form = self._design.record.id
            self.asker.write(
                lambda: self._services.forms.retire(form),
                Message("forms", "The form is retired. What was filled in stays."),
            )

    def print_blank(self) -> None:
        """Print the version in use, to be filled in by hand."""
        if self._design is None:
            return
        form, services = self._design.record.id, self._services
        self._jobs.start(
            "form paper",
            lambda progress: services.papers.blank(form, services.language()),
            done=lambda pdf: self._door.print_pdf(pdf, Message("forms", "Form to fill in")),
            failed=self._door.problem,
        )

    def take_file(self, path: Path) -> None:
        """Make a form from an XLSForm workbook."""
        services = self._services
        values: dict[str, Value] = {
            "purpose_fr": "…", "purpose_en": "…", "keeper": services.person,
            "review_on": services.today().replace(month=12, day=31).isoformat(),
        }  # fmt: skip

        def done(taken: Taken) -> None:
            self._view.show_taken(taken)
            self._door.done(Message("forms", "The form is saved, in preparation."), undo=True)
            self._door.changed()
            self.design(taken.id)

        self._jobs.start(
            "form import",
            lambda progress: services.files.take(path, values),
            done=done,
            failed=self._door.problem,
        )

    def write_file(self, path: Path) -> None:
        """Write the form as an XLSForm workbook."""
        if self._design is None:
            return
        form, services = self._design.record.id, self._services
        self._jobs.start(
            "form export",
            lambda progress: path.write_bytes(services.files.written(form)[0]),
            done=lambda size: self._door.done(Message("forms", "The workbook is written.")),
            failed=self._door.problem,
        )

    # Questions

    def ask_question(self, inside: bool = False) -> None:
        """Ask for a new question, after the chosen one or inside it."""
        design = self._design
        if design is None or design.form is None:
            return
        form, record, after = design.form, design.record, self._chosen

        def save(values: Mapping[str, Value]) -> None:
            label = str(values.get("english") or values.get("french") or "")
            made = question_of(editing.free_name(form, label), values, None)
            self._services.forms.keep_draft(
                record.id, editing.added(form, made, after, inside), record.seen
            )
            self._chosen = made.name

        self._asking_question(f"{record.id}/", Message("forms", "Add a question"), save, None)

    def change_question(self, name: str) -> None:
        """Ask for what is different in a question."""
        design = self._design
        question = None if design is None or design.form is None else design.form.question(name)
        if design is None or design.form is None or question is None:
            return
        form, record = design.form, design.record
        known = values_of(question)

        def save(values: Mapping[str, Value]) -> None:
            whole = {**known, **values}
            gone = {
                path.rpartition("/")[0]
                for path, value in whole.items()
                if path.endswith("/life") and value == DELETED
            }
            whole = {p: v for p, v in whole.items() if p.rpartition("/")[0] not in gone or not gone}
            made = question_of(name, whole, question)
            self._services.forms.keep_draft(
                record.id, editing.changed(form, name, made), record.seen
            )

        self._chosen = name
        title = Message("forms", "Change the question “{name}”", {"name": question.label})
        self._asking_question(f"{record.id}/{name}", title, save, known)

    def _asking_question(
        self,
        draft: str,
        title: Message,
        save: Callable[[Mapping[str, Value]], None],
        known: Mapping[str, Value] | None,
    ) -> None:
        self.asker.ask(
            Asking(
                "question",
                draft,
                QUESTION,
                title,
                Message("forms", "Save the question"),
                Message(
                    "forms", "The question is saved. It is asked once the form is put into use."
                ),
                save,
                NAMES,
                known=known,
                begin={} if known is not None else {"sort": "text"},
                hint=Message(
                    "forms",
                    "Conditions name a question by the word that stands under it after “in "
                    "conditions”, for example: children = 'yes' and income < 30000.",
                ),
            )
        )

    def move(self, name: str, by: int) -> None:
        """Move a question one step up or down."""
        self._edit(
            name,
            lambda form: editing.moved(form, name, by),
            Message("forms", "The question is moved."),
        )

    def delete_question(self, name: str) -> None:
        """Take a question out; what was answered to it stays."""
        self._edit(
            name,
            lambda form: editing.without(form, name),
            Message("forms", "The question is out of the form. What was answered to it stays."),
        )

    def add_after(self, name: str) -> None:
        """Ask for a new question that will stand after this one."""
        self._chosen = name
        self.ask_question()

    def _edit(self, name: str, edit: Callable[[Form], Form], saved: Message) -> None:
        design = self._design
        if design is None or design.form is None or not design.may_change:
            return
        form, record = design.form, design.record
        made = edit(form)
        if made != form:
            self._chosen = name
            self.asker.write(
                lambda: self._services.forms.keep_draft(record.id, made, record.seen), saved
            )
