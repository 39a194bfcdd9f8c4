"""The room of the settings in which the office makes forms and fields."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.domain.forms.checking import Problem
from desktop_app.domain.forms.definition import HOLDERS, SORT_WORDS, Form, Question, read_leniently
from desktop_app.domain.forms.filling import Filled
from desktop_app.domain.forms.in_words import calculation_in_words, condition_in_words
from desktop_app.domain.own_fields import DRAFT, PUBLISHED
from desktop_app.domain.words.calendar_words import partial_date
from desktop_app.language import Label, Message
from desktop_app.services.casework.records import Record
from desktop_app.services.forms.exchange_files import Taken
from desktop_app.services.forms.fields import name_in_tables
from desktop_app.services.forms.forms import FormRecord
from desktop_app.services.forms.quality import FieldQuality, QuestionQuality
from desktop_app.ui.forms.fill_view import FillPage
from desktop_app.ui.forms.office_presenter import ASKED_FIELD, Design, Everything
from desktop_app.ui.shared.banner import Banner
from desktop_app.ui.shared.buttons import Button, Kind
from desktop_app.ui.shared.choosing_files import choose_file, choose_new
from desktop_app.ui.shared.dialogs import Dialog
from desktop_app.ui.shared.labels import Badge, Heading, PlainLabel, Second, State
from desktop_app.ui.shared.lists import Card
from desktop_app.ui.shared.look import space
from desktop_app.ui.shared.page import SideBySide
from desktop_app.ui.shared.record_room import RecordRoom, button, buttons, cards, group
from desktop_app.ui.shared.words import say

_DOT = " · "
_STATES = {DRAFT: State.WAITS, PUBLISHED: State.DONE}
_WORKBOOK = "XLSForm (*.xlsx)"


_CARDS = 60
"""So many questions of a form that is being made are laid out at once."""


class OfficeFormsRoom(RecordRoom):
    """The room. Signals carry the id of the form or field, or the name of the question."""

    shown = Signal()
    field_asked = Signal()
    field_changed = Signal(str)
    field_acted = Signal(str)
    form_asked = Signal()
    form_opened = Signal(str)
    form_changed = Signal()
    publish_asked = Signal()
    retire_asked = Signal()
    blank_asked = Signal()
    file_given = Signal(object)
    file_wanted = Signal(object)
    back_asked = Signal()
    question_asked = Signal(bool)
    question_chosen = Signal(str)
    question_changed = Signal(str)
    question_moved = Signal(str, int)
    question_deleted = Signal(str)

    def __init__(self, new_id: Callable[[], UUID]) -> None:
        super().__init__(new_id)
        self.trial = FillPage(trial=True)
        self.choose_file: Callable[[], Path | None] = self._ask_file
        self.choose_new: Callable[[str], Path | None] = self._ask_new
        self.taken_dialog: Dialog | None = None
        self._chosen = ""
        self._design = ""
        self._rows: dict[str, QuestionCard] = {}

    def activate(self) -> None:
        """Ask for everything again: it is shown, or something changed."""
        self.shown.emit()

    # The lists

    def show_everything(self, told: Everything) -> None:
        """Show the lists of forms and fields."""
        self._take_out()
        self._design = ""
        if not told.may_change:
            self.column.addWidget(
                Banner(
                    State.INFO,
                    Message(
                        "own fields", "The office makes forms and fields. Here you can read them."
                    ),
                )
            )
        self._show_forms(told)
        self._show_fields(told)

    def _show_forms(self, told: Everything) -> None:
        title = Message("forms", "Forms")
        holder, column = group(
            title,
            Message(
                "forms", "Everybody has them after the next bundle, on the screen and on paper."
            ),
        )
        if told.may_change:
            column.addWidget(
                buttons(
                    button(Message("forms", "Make a form…"), self.form_asked.emit, "plus"),
                    button(
                        Message("forms", "Take over a form as a spreadsheet (XLSForm)…"),
                        self._take_file,
                        "download",
                    ),
                )
            )
        if told.forms:
            shown = [
                Card(
                    one.id,
                    one.title,
                    partial(_form_words, one),
                    icon="file-text",
                    badge=(_STATES.get(one.state, State.NEUTRAL), _state_words(one.state)),
                    action=Message("forms", "Open"),
                )
                for one in told.forms
            ]
            column.addWidget(cards(title, shown, self.form_opened.emit, self.form_opened.emit))
        else:
            column.addWidget(Second(Message("forms", "There is no form yet.")))
        self.column.addWidget(holder)

    def _show_fields(self, told: Everything) -> None:
        title = Message("own fields", "Fields of your organisation")
        holder, column = group(
            title,
            Message(
                "own fields",
                "Each says why it is asked, who answers for it and when it is looked at again.",
            ),
        )
        if told.may_change:
            column.addWidget(
                buttons(
                    button(Message("own fields", "Add a field…"), self.field_asked.emit, "plus")
                )
            )
        quality = {one.name: one for one in told.quality}
        if told.fields:
            shown = [
                Card(
                    one.id,
                    Label.of(one.text("label_fr"), one.text("label_en")),
                    partial(
                        _field_words, one, quality.get(name_in_tables(one)), told.today.isoformat()
                    ),
                    icon="tag",
                    badge=(
                        _STATES.get(one.text("state"), State.NEUTRAL),
                        _state_words(one.text("state") or DRAFT),
                    ),
                    action=(
                        None
                        if not told.may_change
                        else Message("own fields", "Retire")
                        if one.text("state") == PUBLISHED
                        else Message("own fields", "Put into use")
                    ),
                )
                for one in told.fields
            ]
            opened = self.field_changed.emit if told.may_change else _nothing
            column.addWidget(cards(title, shown, opened, self.field_acted.emit))
        else:
            column.addWidget(Second(Message("own fields", "There is no field yet.")))
        self.column.addWidget(holder)

    # One form

    def show_design(self, told: Design, chosen: str) -> None:
        """Show one form with its questions beside what it will look like."""
        self._take_out()
        self._design = told.record.id
        self._chosen = chosen
        record = told.record
        badge = Badge(_STATES.get(record.state, State.NEUTRAL), _state_words(record.state))
        holder, column = group(record.title, partial(_form_words, record), badge)
        column.addWidget(Second(Message("forms", "Why we ask: {why}", {"why": record.purpose})))
        column.addWidget(self._form_buttons(told))
        self.column.addWidget(holder)
        if told.form is None:
            self._show_newer(record)
            return
        for one in told.problems:
            self.column.addWidget(_problem_banner(one))
        side = SideBySide((1, 1))
        side.main.addWidget(self._questions(told))
        right = QWidget()
        inside = QVBoxLayout(right)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(Heading(Message("forms", "How it will look"), level=2))
        inside.addWidget(self.trial)
        inside.addStretch(1)
        side.side.addWidget(right)
        self.trial.show()
        self.column.addWidget(side)
        if told.quality.filled:
            self.column.addWidget(self._quality(told))
        self._find(chosen)

    def show_trial(self, filled: Filled, anew: bool) -> None:
        """Show the form as it will be filled in."""
        if anew:
            # The keyboard stays with the questions.
            self.trial.show_quietly(filled)
        else:
            self.trial.show_filled(filled, errors=False)

    def show_taken(self, taken: Taken) -> None:
        """Say what did not come over from a file."""
        if not taken.read.remarks:
            return
        dialog = Dialog(Message("xlsform", "What has to be looked at"), self)
        for one in taken.read.remarks[:40]:
            where = Message("xlsform", "{sheet}, row {row}", {"sheet": one.sheet, "row": one.row})
            dialog.body.addWidget(PlainLabel(where if one.row else one.sheet, bold=True))
            dialog.body.addWidget(PlainLabel(one.words))
        dialog.add_button(Message("dialogs", "Close"), dialog.accept, Kind.PRIMARY)
        self.taken_dialog = dialog
        dialog.open()

    def _form_buttons(self, told: Design) -> QWidget:
        made = [button(Message("forms", "Back to the forms"), self.back_asked.emit, "arrow-left")]
        # A form that is in use without anything in preparation has nothing to put into use.
        if told.may_change and (told.record.draft or told.record.state != PUBLISHED):
            made.append(
                button(
                    Message("forms", "Put into use"), self.publish_asked.emit, "check", Kind.PRIMARY
                )
            )
        if told.may_change:
            made.append(
                button(Message("forms", "Title and purpose…"), self.form_changed.emit, "pencil")
            )
        if told.form is not None:
            if told.record.latest is not None:
                made.append(
                    button(Message("forms", "Print it blank"), self.blank_asked.emit, "printer")
                )
            made.append(
                button(
                    Message("forms", "Write it as a spreadsheet (XLSForm)…"),
                    self._write_file,
                    "upload",
                )
            )
        if told.may_change and told.record.state == PUBLISHED:
            made.append(button(Message("forms", "Retire"), self.retire_asked.emit, "", Kind.QUIET))
        return buttons(*made)

    def _show_newer(self, record: FormRecord) -> None:
        self.column.addWidget(
            Banner(
                State.WAITS,
                Message(
                    "forms",
                    "This form was made with a newer Portage. It can be read here, and everything "
                    "in it is kept, but it can be neither filled in nor changed. Install the newer "
                    "Portage on this laptop to go on.",
                ),
            )
        )
        for _, name, words in read_leniently(record.text):
            self.column.addWidget(PlainLabel(words if str(words) else name))

    def _questions(self, told: Design) -> QWidget:
        form = told.form
        holder, column = group(Message("forms", "Questions"))
        if form is None:
            return holder
        if told.may_change:
            chosen = form.question(self._chosen)
            row = [
                button(
                    Message("forms", "Add a question…"),
                    partial(self.question_asked.emit, False),
                    "plus",
                )
            ]
            if chosen is not None and chosen.sort in HOLDERS:
                row.append(
                    button(
                        Message("forms", "Add inside “{group}”…", {"group": chosen.label}),
                        partial(self.question_asked.emit, True),
                        "plus",
                    )
                )
            column.addWidget(buttons(*row))
        inner = QVBoxLayout()
        inner.setSpacing(space(2))
        column.addLayout(inner)
        column.addStretch(1)
        names = [one.name for one, _ in form.walk()]
        at = names.index(self._chosen) if self._chosen in names else 0
        self._lay_cards(inner, form, told.may_change, at - at % _CARDS)
        return holder

    def _lay_cards(self, column: QVBoxLayout, form: Form, may_change: bool, first: int) -> None:
        """The cards of so many questions from that one on; a long form is looked at in parts."""
        while (item := column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._rows = {}
        walked = list(form.walk())
        for one, inside in walked[first : first + _CARDS]:
            card = QuestionCard(one, form, len(inside), may_change)
            card.change.connect(self.question_changed)
            card.moved.connect(self.question_moved)
            card.deleted.connect(self.question_deleted)
            card.reached.connect(self.question_chosen)
            self._rows[one.name] = card
            column.addWidget(card)
        if len(walked) <= _CARDS:
            return
        made = []
        for start, words in (
            (first - _CARDS, Message("forms", "Questions before these")),
            (first + _CARDS, Message("forms", "Questions after these")),
        ):
            if 0 <= start < len(walked):
                again = partial(self._lay_cards, column, form, may_change, start)
                made.append(button(words, again))
        column.addWidget(buttons(*made))

    def _find(self, name: str) -> None:
        row = self._rows.get(name)
        if row is not None:
            row.open_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _quality(self, told: Design) -> QWidget:
        whole = told.quality
        holder, column = group(
            Message("forms", "Quality and time"),
            Message(
                "forms",
                "Filled in {filled} times, {complete} to its end; {minutes} minutes on average.",
                {
                    "filled": whole.filled, "complete": whole.complete,
                    "minutes": max(1, round(whole.seconds / 60)),
                },
            ),
        )  # fmt: skip
        column.insertWidget(
            1,
            PlainLabel(
                Message(
                    "forms",
                    "Which questions are left empty, declined, misunderstood or slow, and should be "
                    "asked otherwise or not at all?",
                )
            ),
        )
        shown = [
            Card(one.name, one.label, partial(_quality_words, one), quiet=True)
            for one in whole.questions
        ]
        column.addWidget(cards(Message("forms", "Quality and time"), shown, _nothing, _nothing))
        return holder

    def _take_out(self) -> None:
        self._rows = {}
        self.trial.hide()
        self.trial.setParent(self)  # kept, while what it lies in is taken away
        self.clear()

    # Files

    def _take_file(self) -> None:
        path = self.choose_file()
        if path is not None:
            self.file_given.emit(path)

    def _write_file(self) -> None:
        path = self.choose_new("formulaire.xlsx")
        if path is not None:
            self.file_wanted.emit(path)

    def _ask_file(self) -> Path | None:
        return choose_file(
            self, Message("forms", "Take over a form as a spreadsheet (XLSForm)"), _WORKBOOK
        )

    def _ask_new(self, name: str) -> Path | None:
        return choose_new(
            self, Message("forms", "Write it as a spreadsheet (XLSForm)"), name, _WORKBOOK
        )


class QuestionCard(QWidget):
    """One question in the designer: its words, what it depends on, and what can be done with it.

    Alt+Up and Alt+Down would be lost on many keyboards, so each act has a button of its own.
    """

    change = Signal(str)
    moved = Signal(str, int)
    deleted = Signal(str)
    reached = Signal(str)

    def __init__(self, question: Question, form: Form, depth: int, may_change: bool) -> None:
        super().__init__()
        name = question.name
        column = QVBoxLayout(self)
        column.setContentsMargins(24 * depth, 4, 0, 4)
        column.setSpacing(2)
        column.addWidget(PlainLabel(question.label, bold=True))
        column.addWidget(Second(partial(_question_words, question, form)))
        self.open_button = button(
            Message("forms", "Change…"), lambda: self.change.emit(name), "pencil"
        )
        self.open_button.setEnabled(may_change)
        self.open_button.set_name(
            Message("forms", "Change: {question}", {"question": question.label})
        )
        row = [self.open_button]
        if may_change:
            for words, full, icon, act in (
                (Message("forms", "Up"), Message("forms", "Up: {question}", {"question": question.label}),
                 "chevron-up", lambda: self.moved.emit(name, -1)),
                (Message("forms", "Down"), Message("forms", "Down: {question}", {"question": question.label}),
                 "chevron-down", lambda: self.moved.emit(name, 1)),
                (Message("forms", "Add after"), Message("forms", "Add after: {question}", {"question": question.label}),
                 "plus", lambda: self.reached.emit(name)),
                (Message("forms", "Delete"), Message("forms", "Delete: {question}", {"question": question.label}),
                 "trash-2", lambda: self.deleted.emit(name)),
            ):  # fmt: skip
                made: Button = button(words, act, icon, Kind.QUIET)
                made.set_name(full)
                row.append(made)
        column.addWidget(buttons(*row))


def _nothing(key: str) -> None:
    """A card that only tells."""


def _state_words(state: str) -> Message:
    return next(
        (one.label for one in _STATE_CHOICES if one.value == state), Message("choices", "retired")
    )


_STATE_CHOICES = ASKED_FIELD.field("state").choices


def _form_words(form: FormRecord) -> str:
    parts = [
        say(Message("forms", "version {n}", {"n": form.version})) if form.version else "",
        say(
            Message(
                "forms",
                "look at again on {day}",
                {"day": partial_date(form.record.text("review_on"))},
            )
        ),
        say(Message("forms", "changes in preparation")) if form.draft and form.version else "",
    ]
    return _DOT.join(one for one in parts if one)


def _field_words(field: Record, quality: FieldQuality | None, today: str) -> str:
    about = next(
        (
            one.label
            for one in ASKED_FIELD.field("about").choices
            if one.value == field.text("about")
        ),
        "",
    )
    sort = next(
        (one.label for one in ASKED_FIELD.field("sort").choices if one.value == field.text("sort")),
        "",
    )
    review = field.text("review_on")
    day = {"day": partial_date(review)}
    parts = [
        say(about), say(sort),
        say(Message("own fields", "in tables: {name}", {"name": name_in_tables(field)})),
        say(
            Message("own fields", "was to be looked at again on {day}", day)
            if review < today
            else Message("own fields", "look at again on {day}", day)
        ),
    ]  # fmt: skip
    if quality is not None:
        counts = {"n": quality.filled, "of": quality.records}
        parts.append(say(Message("own fields", "filled in {n} of {of}", counts)))
    return _DOT.join(one for one in parts if one)


def _question_words(question: Question, form: Form) -> str:
    parts = [say(SORT_WORDS[question.sort])]
    if question.required:
        parts.append(say(Message("forms", "needed")))
    if question.when:
        condition = condition_in_words(question.when, form) or question.when
        parts.append(say(Message("forms", "only if {condition}", {"condition": condition})))
    if question.calculate:
        worked = calculation_in_words(question.calculate, form) or question.calculate
        parts.append(say(Message("forms", "worked out: {calculation}", {"calculation": worked})))
    parts.append(say(Message("forms", "in conditions: {word}", {"word": question.name})))
    return _DOT.join(parts)


def _quality_words(one: QuestionQuality) -> str:
    counts = {
        "asked": one.asked, "given": one.given, "declined": one.declined, "later": one.later,
        "missing": one.missing, "wrong": one.wrong,
    }  # fmt: skip
    words = Message(
        "forms",
        "asked {asked} times: {given} answered, {declined} preferred not to say, {later} for later, "
        "{missing} left empty, {wrong} that do not fit",
        counts,
    )
    if not one.seconds:
        return say(words)
    return _DOT.join(
        (say(words), say(Message("forms", "{n} seconds on average", {"n": one.seconds})))
    )


def _problem_banner(one: Problem) -> Banner:
    return Banner(State.WAITS, one.words)
