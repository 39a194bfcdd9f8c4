"""The page on which a form is filled in: everything at once, or one question a page."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.fields import Kind, Value
from desktop_app.domain.forms.definition import SILENT, Question, Sort
from desktop_app.domain.forms.filling import DECLINED, GIVEN, LATER, OTHER, Filled, Line, Place
from desktop_app.domain.words.calendar_words import money
from desktop_app.language import Label, Message
from desktop_app.ui.shared.banner import Banner
from desktop_app.ui.shared.buttons import Button
from desktop_app.ui.shared.buttons import Kind as ButtonKind
from desktop_app.ui.shared.fields import CheckField, ChoiceField, Field, TextField
from desktop_app.ui.shared.flow import FlowLayout
from desktop_app.ui.shared.form import FormField, make_field
from desktop_app.ui.shared.labels import Caption, Heading, PlainLabel, Second, State
from desktop_app.ui.shared.look import space
from desktop_app.ui.shared.record_room import button, buttons
from desktop_app.ui.shared.words import Words, say

_KINDS = {
    Sort.TEXT: Kind.TEXT, Sort.LONG_TEXT: Kind.LONG_TEXT, Sort.INTEGER: Kind.INTEGER,
    Sort.MONEY: Kind.MONEY, Sort.DATE: Kind.DATE, Sort.NUMBER: Kind.TEXT,
}  # fmt: skip


SHEET = 30
"""So many questions are laid out at once; a longer form has pages, which are made as they are turned."""

_CHOICES_A_LINE = 20


class SeveralField(Field):
    """Several answers of a list, each with a box to tick."""

    def __init__(self, label: Words, options: list[tuple[str, Words]], help_text: Words) -> None:
        super().__init__(label, help_text=help_text)
        holder = QWidget()
        flow = QVBoxLayout(holder)
        flow.setContentsMargins(0, 0, 0, 0)
        flow.setSpacing(space(1))
        self._boxes: dict[str, CheckField] = {}
        for value, words in options:
            box = CheckField(words)
            box.left.connect(lambda _: self.finish())
            self._boxes[value] = box
            flow.addWidget(box)
        self.row.addWidget(holder, 1)
        self._kept: list[str] = []

    def inputs(self) -> list[QWidget]:
        return [one for box in self._boxes.values() for one in box.inputs()]

    def value(self) -> Value:
        chosen = [value for value, box in self._boxes.items() if box.value() is True]
        return " ".join((*chosen, *self._kept)) or None

    def _show(self, value: Value) -> None:
        told = str(value or "").split()
        for word, box in self._boxes.items():
            box.set_value(True if word in told else None)
        # A word that is no longer on the list stays until somebody decides otherwise.
        self._kept = [one for one in told if one not in self._boxes]

    def _name_inputs(self) -> None:
        """The boxes have names of their own."""


class QuestionRow(QWidget):
    """One question: its input, why it is asked, and the two other answers.

    answered: the answer as text. state_asked: given, declined or later. remark_asked: the person
    wants to say something about the question itself.
    """

    answered = Signal(str)
    state_asked = Signal(str)
    remark_asked = Signal()

    def __init__(self, line: Line, trial: bool) -> None:
        super().__init__()
        question = line.question
        self.place = line.place
        self._sort = question.sort
        row = QHBoxLayout(self)
        row.setContentsMargins(space(4) * line.depth, 0, 0, space(1))
        row.setSpacing(space(3))
        column = QVBoxLayout()
        column.setSpacing(space(1))
        row.addLayout(column, 3)
        self.field = _input(question)
        self._shown: Value = None
        self.field.left.connect(self._left)
        column.addWidget(self.field)
        if question.why_french or question.why_english:
            column.addWidget(Caption(Message("forms", "Why we ask: {why}", {"why": question.why})))
        self._states: dict[str, Button] = {}
        holder = QWidget()
        flow = FlowLayout(holder, gap=space(2))
        for state, words in (
            (DECLINED, Message("forms", "Prefers not to say")),
            (LATER, Message("forms", "Ask later")),
        ):
            made = Button(words, kind=ButtonKind.QUIET)
            made.setCheckable(True)
            made.set_name(
                Message(
                    "forms", "{state}: {question}", {"state": words, "question": question.label}
                )
            )
            made.clicked.connect(
                lambda checked=False, state=state: self._state_pressed(state, checked)
            )
            self._states[state] = made
            flow.addWidget(made)
        if not trial:
            remark = Button(Message("forms", "Remark…"), kind=ButtonKind.QUIET)
            remark.set_name(
                Message("forms", "Remark on the question: {question}", {"question": question.label})
            )
            remark.clicked.connect(lambda checked=False: self.remark_asked.emit())
            flow.addWidget(remark)
        row.addWidget(holder, 2, Qt.AlignmentFlag.AlignBottom)

    def retheme(self) -> None:
        """Take the heights of the size of text in force, boxes to tick within the row too."""
        for widget in (*self.field.inputs(), self.field, self):
            inside = widget if widget is self else widget.parentWidget()
            layout = None if inside is None else inside.layout()
            if layout is not None:
                layout.invalidate()
                layout.activate()
        self.updateGeometry()

    def show_line(self, line: Line, errors: bool) -> None:
        """Show an answer and what is wrong with it."""
        value = _value(line.question.sort, line.value if line.state == GIVEN else "")
        # What is being typed and not left yet is nobody's to overwrite.
        if value != self._shown:
            self._shown = value
            if value != self.field.value():
                self.field.set_value(value)
        for state, made in self._states.items():
            made.setChecked(line.state == state)
        words: Message | None = line.problem
        if words is None and errors and line.missing:
            words = Message("forms", "Answer this, or choose “Prefers not to say” or “Ask later”.")
        if self.field.problem() is None:
            self.field.show_error(words)

    def _left(self, value: Value) -> None:
        self._shown = value
        self.answered.emit(_text(value))

    def _state_pressed(self, state: str, checked: bool) -> None:
        self.state_asked.emit(state if checked else GIVEN)


class FillPage(QWidget):
    """A form being filled in. trial: it is only tried, by whoever makes it; nothing is saved.

    answered: question, which time, text. state_chosen: question, which time, state. time_asked: a
    repeat, where it stands, how often it stands there. saved: whether it is complete.
    """

    answered = Signal(str, str, str)
    state_chosen = Signal(str, str, str)
    time_asked = Signal(str, str, int)
    saved = Signal(bool)
    left = Signal()
    begun_anew = Signal()
    remark_asked = Signal(str)

    def __init__(self, trial: bool = False) -> None:
        super().__init__()
        self._trial = trial
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, space(3))
        self._column.setSpacing(space(2))
        self._rows: dict[Place, QuestionRow] = {}
        self._others: list[tuple[Line, QWidget]] = []
        self._worked_out: dict[Place, PlainLabel] = {}
        self._filled: Filled | None = None
        self._end: Button | None = None
        self._problem: Banner | None = None
        self._paged, self._page = False, 0
        self._errors = False
        self._built: tuple[tuple[Place, int], ...] = ()
        self._sheet: QVBoxLayout | None = None
        self._title: Label = Label.of("", "")
        self._purpose: Label = Label.of("", "")
        self._resumed, self._of_person = False, True
        for keys in ("Ctrl+Return", "Ctrl+Enter", "Ctrl+S"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda: self._save(False))

    def show_form(
        self, title: Label, purpose: Label, filled: Filled, resumed: bool, of_person: bool = True
    ) -> None:
        """Show a form from its beginning. of_person: a person is asked."""
        self._of_person = of_person
        self._title, self._purpose, self._resumed = title, purpose, resumed
        self._page = 0
        self._build(filled)
        self.take_focus()

    def show_quietly(self, filled: Filled) -> None:
        """Show a form from its beginning, and leave the keyboard where it is."""
        self._page = 0
        self._build(filled)

    def show_filled(self, filled: Filled, errors: bool) -> None:
        """Show what follows from another answer."""
        self._filled, self._errors = filled, errors
        self._arrange()
        for line in filled.lines:
            row = self._rows.get(line.place)
            if row is not None:
                row.show_line(line, errors)
            elif line.place in self._worked_out:
                self._worked_out[line.place].set_words(partial(_result_words, line))
        if errors:
            wrong = next((one for one in filled.asked() if one.missing or one.problem), None)
            if wrong is not None:
                self._go_to(wrong.place)
            if wrong is not None and wrong.place in self._rows:
                self._rows[wrong.place].field.take_focus()
            self.show_problem(
                Message(
                    "forms",
                    "{n} question is not answered yet, or its answer does not fit. Everything is "
                    "kept; you can also save the form as begun.",
                    {},
                    "{n} questions are not answered yet, or their answers do not fit. Everything "
                    "is kept; you can also save the form as begun.",
                    len(set(filled.missing()) | set(filled.wrong())),
                )
            )

    def show_problem(self, words: Message) -> None:
        """Say why it was not saved."""
        if self._problem is None:
            self._problem = Banner(State.DANGER, words)
            self._column.insertWidget(0, self._problem)
        self._problem.show_sentence(words)

    def take_focus(self) -> None:
        """The keyboard goes to the first question that is asked."""
        for line in () if self._filled is None else self._filled.asked():
            row = self._rows.get(line.place)
            if row is not None and row.isVisibleTo(self):
                row.field.take_focus()
                return

    # Building

    def _build(self, filled: Filled) -> None:
        self._lay_out(())
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._problem = None
        self._filled, self._errors, self._end = filled, False, None
        if str(self._title):
            self._column.addWidget(Heading(self._title, level=2))
        if str(self._purpose):
            self._column.addWidget(
                Second(Message("forms", "Why we ask: {why}", {"why": self._purpose}))
            )
        if not self._trial:
            self._column.addWidget(
                Caption(
                    Message(
                        "forms",
                        "Ask only what this person's need calls for, and say why. “Prefers not to say” is an answer too.",
                    )
                    if self._of_person
                    else Message(
                        "forms",
                        "Say what you saw and heard there. Write nothing about a person here.",
                    )
                )
            )
        if self._resumed:
            banner = Banner(
                State.WAITS,
                Message("forms", "Here is what was typed earlier and not saved."),
                (Message("client file", "Begin anew"),),
            )
            banner.acted.connect(lambda number: self.begun_anew.emit())
            self._column.addWidget(banner)
        for words in filled.circles:
            self._column.addWidget(Banner(State.WAITS, words))
        self._sheet = QVBoxLayout()
        self._sheet.setSpacing(space(2))
        self._built = ()
        self._column.addLayout(self._sheet)
        self._column.addWidget(self._steps())
        if not self._trial:
            self._column.addWidget(self._ends())
        self._arrange()

    def _made(self, line: Line) -> QWidget:
        question, place = line.question, line.place
        if question.sort is Sort.REPEAT:
            made = self._repeat(line)
        elif question.sort is Sort.GROUP:
            made = Heading(question.label, level=2)
        elif question.sort is Sort.NOTE:
            made = PlainLabel(question.label)
        elif question.worked_out:
            words = PlainLabel(partial(_result_words, line))
            self._worked_out[place] = words
            made = words
        else:
            row = QuestionRow(line, self._trial)
            row.answered.connect(
                lambda text: self.answered.emit(place.question, place.repeat, text)
            )
            row.state_asked.connect(
                lambda state: self.state_chosen.emit(place.question, place.repeat, state)
            )
            row.remark_asked.connect(lambda: self.remark_asked.emit(place.question))
            row.show_line(line, self._errors)
            self._rows[place] = row
            return row
        self._others.append((line, made))
        return made

    def _repeat(self, line: Line) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(Heading(line.question.label, level=2), 1)
        more = Button(Message("forms", "One more"), icon_name="plus")
        more.set_name(Message("forms", "One more: {label}", {"label": line.question.label}))
        place, times = line.place, line.times
        more.clicked.connect(
            lambda checked=False: self.time_asked.emit(place.question, place.repeat, times)
        )
        row.addWidget(more)
        return holder

    def _steps(self) -> QWidget:
        self._back = button(Message("forms", "Back"), lambda: self._turn(-1), "chevron-left")
        self._next = button(
            Message("forms", "Next"), lambda: self._turn(1), "chevron-right", ButtonKind.PRIMARY
        )
        self._where = Second()
        self._step_row = buttons(self._back, self._next, self._where)
        return self._step_row

    def _ends(self) -> QWidget:
        paged = button(
            Message("forms", "Everything at once")
            if self._paged
            else Message("forms", "One question a page"),
            self._switch,
            "file-text",
        )
        self._end = button(
            Message("forms", "Finish the form"),
            lambda: self._save(True),
            "check",
            ButtonKind.PRIMARY,
        )
        return buttons(
            self._end,
            button(Message("forms", "Save as begun"), lambda: self._save(False), "save"),
            paged,
            button(Message("forms", "Leave; what was typed is kept"), self._leave),
        )

    # A page at a time: one question, or as many as are laid out at once without keeping anybody waiting

    def _pages(self) -> list[tuple[Line, ...]]:
        lines = () if self._filled is None else self._filled.lines
        if self._paged:
            return [(one,) for one in lines if one.shown and _is_asked(one)]
        pages: list[list[Line]] = [[]]
        weight = 0
        for one in lines:
            weight += 1 + len(one.question.choices) // _CHOICES_A_LINE
            if weight > SHEET and pages[-1]:
                pages.append([])
                weight = 1
            pages[-1].append(one)
        return [tuple(page) for page in pages]

    def _arrange(self) -> None:
        """Show what is asked on this page."""
        if self._filled is None:
            return
        pages = self._pages()
        self._page = min(self._page, max(len(pages) - 1, 0))
        now = pages[self._page] if pages else ()
        built = tuple((one.place, one.times) for one in now)
        if built != self._built:
            self._lay_out(now)
            self._built = built
        shown = {one.place for one in now if one.shown}
        for place, row in self._rows.items():
            row.setVisible(place in shown)
        for line, widget in self._others:
            widget.setVisible(line.place in shown)
        self._step_row.setVisible(self._paged or len(pages) > 1)
        self._back.setEnabled(self._beside(-1) is not None)
        further = self._beside(1) is not None
        self._next.setEnabled(further)
        # What one does next is the one green button.
        if self._end is not None:
            self._end.setVisible(not further)
        self._where.set_words(
            Message("forms", "Page {n} of {all}", {"n": self._page + 1, "all": max(len(pages), 1)})
        )

    def _lay_out(self, lines: tuple[Line, ...]) -> None:
        """Make the widgets of one page instead of those of the one before."""
        self._rows, self._others, self._worked_out = {}, [], {}
        if self._sheet is None:
            return
        while (item := self._sheet.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for line in lines:
            self._sheet.addWidget(self._made(line))

    def _beside(self, by: int) -> int | None:
        """The number of the next page, or the one before, on which something is asked."""
        pages = self._pages()
        at = self._page + by
        while 0 <= at < len(pages):
            if any(one.shown for one in pages[at]):
                return at
            at += by
        return None

    def _switch(self) -> None:
        self._finish()
        self._paged, self._page = not self._paged, 0
        if self._filled is not None:
            self._build(self._filled)
            self.take_focus()

    def _turn(self, by: int) -> None:
        if self._stays():
            return
        self._finish()
        at = self._beside(by)
        if at is not None:
            self._page = at
            self._arrange()
            self.take_focus()

    def _go_to(self, place: Place) -> None:
        for number, page in enumerate(self._pages()):
            if any(one.place == place for one in page):
                self._page = number
                self._arrange()

    def _stays(self) -> bool:
        """Whether something on this page cannot be read; then the keyboard goes there."""
        for row in list(self._rows.values()):
            if row.field.problem() is not None:
                row.field.finish()
                row.field.take_focus()
                return True
        return False

    # Leaving

    def _finish(self) -> None:
        """The field in which the cursor stands is announced before anything else happens."""
        now = QApplication.focusWidget()
        if now is not None:
            for row in list(self._rows.values()):
                if row.field.isAncestorOf(now):
                    row.field.finish()

    def _save(self, complete: bool) -> None:
        if self._trial:
            return
        if self._stays():
            return
        self._finish()
        self.saved.emit(complete)

    def _leave(self) -> None:
        self._finish()
        self.left.emit()


class NumberField(TextField):
    """A number with a comma or a point."""

    def value(self) -> Value:
        text = self.line.text().strip().replace(",", ".").replace("\u00a0", "").replace(" ", "")
        return text or None


def _is_asked(line: Line) -> bool:
    """Whether a line has an input of its own."""
    return line.question.sort not in SILENT and not line.question.worked_out


def _input(question: Question) -> Field:
    hint = question.hint if str(question.hint) else ""
    if question.sort is Sort.YES_NO:
        choices: tuple[tuple[Value, Words], ...] = (
            ("yes", Message("answers", "Yes")), ("no", Message("answers", "No")),
        )  # fmt: skip
        return ChoiceField(question.label, choices, help_text=hint, required=question.required)
    if question.sort in (Sort.CHOICE, Sort.CHOICES):
        options: list[tuple[str, Words]] = [(one.value, one.label) for one in question.choices]
        if question.other:
            options.append((OTHER, Message("forms", "Other")))
        if question.sort is Sort.CHOICES:
            return SeveralField(question.label, options, hint)
        return ChoiceField(question.label, options, help_text=hint, required=question.required)
    if question.sort is Sort.NUMBER:
        return NumberField(
            question.label, help_text=hint, required=question.required, width_letters=12
        )
    return make_field(
        FormField(question.name, question.label, _KINDS[question.sort], hint, question.required)
    )


def _text(value: Value) -> str:
    """What an input holds, as an answer is kept."""
    return "" if value is None else str(value)


def _value(sort: Sort, text: str) -> Value:
    """An answer as its input shows it."""
    if not text:
        return None
    if sort in (Sort.INTEGER, Sort.MONEY):
        return int(text) if text.removeprefix("-").isdigit() else None
    return text


def _result_words(line: Line) -> str:
    text = line.value
    if line.question.sort is Sort.MONEY and text.removeprefix("-").isdigit():
        text = money(int(text))
    elif text in ("yes", "no"):
        text = say(Message("answers", "Yes") if text == "yes" else Message("answers", "No"))
    return say(
        Message("forms", "{label}: {result}", {"label": line.question.label, "result": text or "…"})
    )
