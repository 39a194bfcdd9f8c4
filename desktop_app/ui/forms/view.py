"""The room of a client's forms: those to fill in, those that were filled in, and the one open now."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop_app.domain.calendar_words import partial_date
from desktop_app.domain.forms.filling import Filled
from desktop_app.language import Label, Message
from desktop_app.services.forms.answers import FilledForm
from desktop_app.services.forms.forms import FormRecord
from desktop_app.ui.forms.fill_view import FillPage
from desktop_app.ui.forms.presenter import Read
from desktop_app.ui.shared.buttons import Kind
from desktop_app.ui.shared.dialogs import Dialog
from desktop_app.ui.shared.empty import EmptyState
from desktop_app.ui.shared.fields import LongTextField
from desktop_app.ui.shared.labels import Heading, PlainLabel, Second, State
from desktop_app.ui.shared.lists import Card
from desktop_app.ui.shared.record_room import RecordRoom, button, buttons, cards, group
from desktop_app.ui.shared.words import say

_DOT = " · "


class FormsRoom(RecordRoom):
    """The room. Signals carry the id of the form or the filled form they are about."""

    opened = Signal(str)
    begin_asked = Signal(str)
    add_asked = Signal()
    go_on_asked = Signal(str)
    read_asked = Signal(str)
    delete_asked = Signal(str)
    blank_asked = Signal(str)
    print_asked = Signal(str)
    back_asked = Signal()
    remarked = Signal(str, str)

    def __init__(self, new_id: Callable[[], UUID]) -> None:
        super().__init__(new_id)
        self.page = FillPage()
        self._first: QWidget = self
        self._filling = False
        self.page.remark_asked.connect(self._ask_remark)
        self.remark_dialog: Dialog | None = None

    # What the file may call

    def open(self, client: str) -> None:
        """Show this client's forms; a form that is being filled in stays open."""
        self.opened.emit(client)

    def add(self, key: str) -> None:
        """Fill in a form: the one there is, or one of the list."""
        self.add_asked.emit()

    def take_focus(self) -> None:
        """The keyboard goes to what is done most often."""
        if self._filling:
            self.page.take_focus()
        else:
            self._first.setFocus(Qt.FocusReason.OtherFocusReason)

    # What the presenter says

    def show_forms(self, to_fill: tuple[FormRecord, ...], filled: tuple[FilledForm, ...]) -> None:
        """Show the lists."""
        if self._filling:
            return
        self._take_out()
        if not to_fill and not filled:
            empty = EmptyState(
                Message("forms", "There is no form to fill in."),
                None,
                Message(
                    "forms", "The office makes forms in the settings; they come with a bundle."
                ),
                icon_name="file-text",
            )
            self._first = empty
            self.column.addWidget(empty)
            return
        if to_fill:
            title = Message("forms", "Forms to fill in")
            holder, column = group(title)
            shown = [
                Card(
                    one.id,
                    one.title,
                    one.purpose,
                    icon="file-text",
                    action=Message("forms", "Fill in"),
                    primary=True,
                )
                for one in to_fill
            ]
            made = cards(title, shown, self.begin_asked.emit, self.begin_asked.emit)
            column.addWidget(made)
            column.addWidget(
                buttons(
                    *(
                        button(
                            Message("forms", "Print it blank: {form}", {"form": one.title}),
                            partial(self.blank_asked.emit, one.id),
                            "printer",
                        )
                        for one in to_fill[:4]
                    )
                )
            )
            self._first = made.rows()[0]
            self.column.addWidget(holder)
        if filled:
            title = Message("forms", "Filled in")
            holder, column = group(title)
            shown = [
                Card(
                    one.id,
                    partial(_title_words, one),
                    partial(_filled_words, one),
                    icon="file-check" if one.complete else "pencil",
                    badge=(
                        (State.DONE, Message("forms", "complete"))
                        if one.complete
                        else (State.WAITS, Message("forms", "begun"))
                    ),
                    action=Message("forms", "Go on"),
                )
                for one in reversed(filled)
            ]
            made = cards(title, shown, self.read_asked.emit, self.go_on_asked.emit)
            if not to_fill:
                self._first = made.rows()[0]
            column.addWidget(made)
            self.column.addWidget(holder)

    def show_read(self, filled: FilledForm, answers: tuple[Read, ...]) -> None:
        """Show what was answered in one form."""
        self._take_out()
        self.column.addWidget(Heading(partial(_title_words, filled), level=2))
        self.column.addWidget(Second(partial(_filled_words, filled)))
        back = button(Message("forms", "Back to the forms"), self.back_asked.emit, "arrow-left")
        self._first = back
        self.column.addWidget(
            buttons(
                back,
                button(
                    Message("forms", "Go on"), partial(self.go_on_asked.emit, filled.id), "pencil"
                ),
                button(
                    Message("forms", "Print"), partial(self.print_asked.emit, filled.id), "printer"
                ),
                button(
                    Message("forms", "Take out of the file"),
                    partial(self.delete_asked.emit, filled.id),
                    "trash-2",
                    Kind.QUIET,
                ),
            )
        )
        if filled.contested:
            self.column.addWidget(
                PlainLabel(
                    Message(
                        "forms",
                        "Two people answered {n} question differently; it waits under Decisions.",
                        {},
                        "Two people answered {n} questions differently; they wait under Decisions.",
                        len(filled.contested),
                    ),
                    bold=True,
                )
            )
        for one in answers:
            line = PlainLabel(one.label, bold=True)
            self.column.addWidget(line)
            self.column.addWidget(PlainLabel(one.words))
            if one.gone:
                self.column.addWidget(
                    Second(
                        Message("forms", "The version in use does not ask this; the answer stays.")
                    )
                )
        back.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_form(self, title: Label, purpose: Label, filled: Filled, resumed: bool) -> None:
        """Show a form from its beginning."""
        self._take_out()
        self._filling = True
        self.column.addWidget(self.page)
        self.page.show()
        self.page.show_form(title, purpose, filled, resumed)

    def show_filled(self, filled: Filled, errors: bool) -> None:
        """Show what follows from another answer."""
        self.page.show_filled(filled, errors)

    def show_problem(self, words: Message) -> None:
        """Say why it was not saved."""
        if self._filling:
            self.page.show_problem(words)
        else:
            super().show_problem(words)

    def close_form(self) -> None:
        """The form is saved or put away."""
        self._filling = False

    def _take_out(self) -> None:
        self._filling = False
        self.column.removeWidget(self.page)
        self.page.setParent(None)
        self.clear()

    def _ask_remark(self, question: str) -> None:
        dialog = Dialog(Message("forms", "What is wrong with this question?"), self)
        dialog.body.addWidget(
            Second(
                Message(
                    "forms",
                    "The office reads it with the next bundle. Write nothing about a person here.",
                )
            )
        )
        words = LongTextField(Message("forms", "Your remark"))
        dialog.body.addWidget(words)
        dialog.add_button(Message("dialogs", "Go back"), dialog.reject)

        def give() -> None:
            self.remarked.emit(question, str(words.value() or ""))
            dialog.accept()

        dialog.add_button(Message("forms", "Send the remark"), give, Kind.PRIMARY)
        self.remark_dialog = dialog
        dialog.open()
        words.take_focus()


def _title_words(filled: FilledForm) -> str:
    title = filled.title if filled.form is None else filled.form.title
    return say(title) or say(Message("forms", "A form that has not come yet"))


def _filled_words(filled: FilledForm) -> str:
    parts = [partial_date(filled.on) if filled.on else "", filled.record.changed_by]
    if filled.version:
        parts.append(say(Message("forms", "version {n}", {"n": filled.version})))
    return _DOT.join(one for one in parts if one)
