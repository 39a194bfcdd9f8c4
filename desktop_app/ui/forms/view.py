"""The room of a client's forms, or of a service's: those to fill in, those that were filled in, and the
one that is open now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Signal

from desktop_app.domain.forms.filling import Filled
from desktop_app.domain.words.calendar_words import partial_date
from desktop_app.language import Label, Message
from desktop_app.services.forms.answers import FilledForm
from desktop_app.ui.forms.fill_view import FillPage
from desktop_app.ui.forms.presenter import FormsShown, Read, ToFill
from desktop_app.ui.shared.buttons import Kind
from desktop_app.ui.shared.dialogs import Dialog
from desktop_app.ui.shared.empty import EmptyState
from desktop_app.ui.shared.fields import ChoiceField, LongTextField
from desktop_app.ui.shared.labels import Heading, PlainLabel, Second, State
from desktop_app.ui.shared.lists import Card
from desktop_app.ui.shared.record_room import FileRecordRoom, button, buttons, cards, group
from desktop_app.ui.shared.words import Words, say

_DOT = " · "
_BLANKS = 4
"""So many forms can be printed blank from the list; a button each."""

_TITLES = {
    "": Message("forms", "Forms to fill in"),
    "case": Message("forms", "About a journey"),
    "encounter": Message("forms", "About a meeting"),
    "service": Message("forms", "Forms about this service"),
}
_HINTS = {
    _TITLES["encounter"].text: Message(
        "forms", "The newest meetings. An earlier one is opened in the history, with its forms."
    ),
}


class FormsRoom(FileRecordRoom):
    """The room. Signals carry the id of the form or the filled form they are about; begin_asked the key
    of what is to be filled in, whole_asked whether one form wants the page for itself, offered whether a service has any form."""

    begin_asked = Signal(str)
    all_asked = Signal()
    go_on_asked = Signal(str)
    read_asked = Signal(str)
    delete_asked = Signal(str)
    blank_asked = Signal(str)
    print_asked = Signal(str)
    back_asked = Signal()
    remarked = Signal(str, str)
    community_chosen = Signal(str)
    whole_asked = Signal(bool)
    offered = Signal(bool)

    def __init__(self, new_id: Callable[[], UUID]) -> None:
        super().__init__(new_id)
        self.page = FillPage()
        self.page.setParent(self)
        self.page.hide()
        self._filling = False
        self.shown = FormsShown()
        self.page.remark_asked.connect(self._ask_remark)
        self.remark_dialog: Dialog | None = None

    # What the file may call

    def add(self, key: str) -> None:
        """Fill in a form: the one there is, or one of the list. key: what it is about."""
        self.add_asked.emit("" if key == "form" else key)

    def take_focus(self) -> None:
        """The keyboard goes to what is done most often."""
        if self._filling:
            self.page.take_focus()
        else:
            self.first.setFocus(Qt.FocusReason.OtherFocusReason)

    # What the presenter says

    def show_forms(self, shown: FormsShown) -> None:
        """Show the lists."""
        if self._filling:
            return
        self.shown = shown
        self.take_out()
        service = shown.at is not None and not shown.at.client
        nothing = not shown.to_fill and not shown.filled
        if service:
            self.setVisible(not nothing)
            self.offered.emit(not nothing)
        self.first = self
        if shown.at is not None and not service:
            self.column.addWidget(Heading(shown.at.words, level=2))
            back = button(
                Message("forms", "All forms of the file"), self.all_asked.emit, "arrow-left"
            )
            self.first = back
            self.column.addWidget(buttons(back))
        if nothing:
            if not service:
                self._show_nothing(shown)
            return
        for title, lines in _groups(shown):
            self._show_to_fill(title, lines, shown)
        if shown.filled:
            self._show_filled(shown)

    def _show_nothing(self, shown: FormsShown) -> None:
        empty = EmptyState(
            Message("forms", "There is no form to fill in."),
            None,
            Message("forms", "The office makes forms in the settings; they come with a bundle."),
            icon_name="file-text",
        )
        if shown.at is None:
            self.first = empty
        self.column.addWidget(empty)

    def _show_to_fill(self, title: Message, lines: Sequence[ToFill], shown: FormsShown) -> None:
        holder, column = group(title, _HINTS.get(title.text, "") if shown.at is None else "")
        if len(shown.communities) > 1:
            choice = ChoiceField(
                Message("forms", "Community in which it is kept"),
                tuple(shown.communities),
                required=True,
            )
            choice.set_value(shown.communities[0][0])
            choice.left.connect(lambda value: self.community_chosen.emit(str(value or "")))
            column.addWidget(choice)
        made = cards(
            title,
            [_to_fill_card(one, shown.at is None) for one in lines],
            self.begin_asked.emit,
            self.begin_asked.emit,
        )
        column.addWidget(made)
        forms = {one.form.id: one.form for one in lines}
        column.addWidget(
            buttons(
                *(
                    button(
                        Message("forms", "Print it blank: {form}", {"form": one.title}),
                        partial(self.blank_asked.emit, one.id),
                        "printer",
                    )
                    for one in list(forms.values())[:_BLANKS]
                )
            )
        )
        if self.first is self:
            self.first = made.rows()[0]
        self.column.addWidget(holder)

    def _show_filled(self, shown: FormsShown) -> None:
        title = Message("forms", "Filled in")
        holder, column = group(title)
        made = cards(
            title,
            [_filled_card(one, shown) for one in reversed(shown.filled)],
            self.read_asked.emit,
            self.go_on_asked.emit,
        )
        if self.first is self:
            self.first = made.rows()[0]
        column.addWidget(made)
        self.column.addWidget(holder)

    def show_read(self, filled: FilledForm, about: Words, answers: tuple[Read, ...]) -> None:
        """Show what was answered in one form."""
        self.take_out()
        self.whole_asked.emit(True)
        self.column.addWidget(Heading(partial(_title_words, filled), level=2))
        if about:
            self.column.addWidget(PlainLabel(about))
        self.column.addWidget(Second(partial(_filled_words, filled)))
        back = button(Message("forms", "Back to the forms"), self.back_asked.emit, "arrow-left")
        self.first = back
        self.column.addWidget(
            buttons(
                back,
                button(
                    Message("forms", "Correct") if filled.complete else Message("forms", "Go on"),
                    partial(self.go_on_asked.emit, filled.id),
                    "pencil",
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

    def show_form(
        self, title: Label, purpose: Label, filled: Filled, resumed: bool, of_person: bool = True
    ) -> None:
        """Show a form from its beginning. of_person: a person is asked."""
        self.take_out()
        self.whole_asked.emit(True)
        self._filling = True
        self.column.addWidget(self.page)
        self.page.show()
        self.page.show_form(title, purpose, filled, resumed, of_person)

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

    def take_out(self) -> None:
        """Show neither the lists nor a form."""
        self._filling = False
        self.whole_asked.emit(False)
        # It stays a part of the room, so that the keyboard never stands in a window of its own.
        self.column.removeWidget(self.page)
        self.clear()
        self.page.hide()

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


def _groups(shown: FormsShown) -> list[tuple[Message, list[ToFill]]]:
    """What there is to fill in, by what it is about, in the order of `_TITLES`."""
    found: dict[str, list[ToFill]] = {about: [] for about in _TITLES}
    for one in shown.to_fill:
        found["" if one.about is None else one.about.about].append(one)
    return [(_TITLES[about], lines) for about, lines in found.items() if lines]


def _to_fill_card(one: ToFill, all_shown: bool) -> Card:
    about = "" if one.about is None else one.about.words
    return Card(
        one.key,
        one.form.title,
        about if about and all_shown else one.form.purpose,
        icon="file-text",
        badge=(State.WAITS, Message("forms", "typed, not saved")) if one.typed else None,
        action=Message("forms", "Go on") if one.typed else Message("forms", "Fill in"),
        primary=True,
    )


def _filled_card(one: FilledForm, shown: FormsShown) -> Card:
    badge = (
        (State.DONE, Message("forms", "complete"))
        if one.complete
        else (State.WAITS, Message("forms", "begun"))
    )
    if one.id in shown.typed:
        badge = (State.WAITS, Message("forms", "typed, not saved"))
    return Card(
        one.id,
        partial(_title_words, one),
        partial(_filled_words, one, "" if shown.at is not None else shown.about.get(one.id, "")),
        icon="file-check" if one.complete else "pencil",
        badge=badge,
        action=Message("forms", "Correct") if one.complete else Message("forms", "Go on"),
    )


def _title_words(filled: FilledForm) -> str:
    title = filled.title if filled.form is None else filled.form.title
    return say(title) or say(Message("forms", "A form that has not come yet"))


def _filled_words(filled: FilledForm, about: Words = "") -> str:
    parts = [say(about), partial_date(filled.on) if filled.on else "", filled.record.changed_by]
    if filled.version:
        parts.append(say(Message("forms", "version {n}", {"n": filled.version})))
    return _DOT.join(one for one in parts if one)
