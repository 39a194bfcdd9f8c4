"""Typing in syllabics wherever text is typed: by their sounds, or from a chart of the signs.

F8 opens and closes it for the window that has the keyboard, dialogs too. While it is open, roman
letters become signs as they are typed (`n` ᓐ, `nu` ᓄ); Backspace takes the last letter back. The
text stays as it was typed: nothing that was there before is converted.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop_app.domain.words.syllabary import SYLLABARIES, Line, Syllabary, syllabary
from desktop_app.language import Message
from desktop_app.ui.shared.announce import announce
from desktop_app.ui.shared.buttons import Button, QuietButton
from desktop_app.ui.shared.dialogs import Dialog
from desktop_app.ui.shared.fields import CheckField, ChoiceField
from desktop_app.ui.shared.labels import Caption, Heading
from desktop_app.ui.shared.look import colour, scaled, space
from desktop_app.ui.shared.page import ScrollPage

Editable = QLineEdit | QPlainTextEdit
_OTHERS = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)
_NARROW = 900


class Chart(QFrame):
    """The signs of one way of writing, under their vowels; a click writes one.

    pressed: called with the sign. chosen: called with the code of another way of writing.
    """

    def __init__(
        self,
        host: QWidget,
        writing: Syllabary,
        pressed: Callable[[str], None],
        chosen: Callable[[str], None],
        closed: Callable[[], None],
    ) -> None:
        super().__init__(host)
        self._host = host
        self.setProperty("card", True)
        self.setAutoFillBackground(True)
        self._pressed, self._writing = pressed, writing
        column = QVBoxLayout(self)
        column.setContentsMargins(space(4), space(2), space(4), space(2))
        column.setSpacing(space(2))
        head = QHBoxLayout()
        head.addWidget(Heading(Message("syllabary", "Syllabics"), level=2), 1)
        self.writing = ChoiceField(
            Message("syllabary", "Way of writing"),
            tuple((one.code, one.label) for one in SYLLABARIES),
        )
        self.writing.set_value(writing.code)
        self.writing.left.connect(lambda value: chosen(str(value or writing.code)))
        # Above the signs there is room for one line only; screen readers say the label all the same.
        self.writing.label.hide()
        head.addWidget(self.writing)
        self.typing = CheckField(Message("syllabary", "Letters that are typed become syllabics"))
        self.typing.set_value(True)
        close = QuietButton(Message("syllabary", "Close"), key_hint="F8")
        close.clicked.connect(closed)
        head.addWidget(close, 0)
        column.addLayout(head)
        # The signs come first: in a small dialog with large text little more has room.
        self._page = ScrollPage(margin_steps=0)
        self._page.column.addWidget(self.typing)
        column.addWidget(self._page, 1)
        self._signs: QWidget | None = None
        self.show_writing(writing)
        host.installEventFilter(self)

    def show_writing(self, writing: Syllabary) -> None:
        """Show the signs of this way of writing."""
        self._writing = writing
        if self._signs is not None:
            self._signs.hide()
            self._signs.deleteLater()
        self._signs = QWidget()
        grid = QGridLayout(self._signs)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(space(1))
        lines = writing.lines
        blocks = 1 if self._host.width() < scaled(_NARROW) else 2
        half = -(-len(lines) // blocks)
        width = len(writing.vowels) + 3
        for block in range(blocks):
            first = block * width
            for at, vowel in enumerate(writing.vowels, 1):
                grid.addWidget(Caption(vowel), 0, first + at, Qt.AlignmentFlag.AlignHCenter)
            for row, line in enumerate(lines[block * half : (block + 1) * half], 1):
                self._line(grid, row, first, line)
            grid.setColumnMinimumWidth(first + width - 1, space(4))
        self._page.column.insertWidget(0, self._signs)
        self.place()

    def place(self) -> None:
        """Lie along the bottom of the window, or along its top where that leaves the text in sight.

        The buttons of a dialog stay in sight too.
        """
        room = self._host.rect()
        if isinstance(self._host, Dialog):
            room.setHeight(self._host.above_buttons())
        height = min(room.height() // 2, scaled(420))
        focus = QApplication.focusWidget()
        top = room.height() - height
        if focus is not None and focus.window() is self._host.window():
            above = focus.mapTo(self._host.window(), focus.rect().topLeft()).y()
            below = room.height() - above - focus.height()
            # What is typed stays in sight, also where less than half of the window is left for this.
            if below < height and max(above, below) >= room.height() // 4:
                height = min(height, max(above, below))
            top = 0 if above > below and below < height else room.height() - height
        self.setGeometry(0, top, room.width(), height)

    def retheme(self) -> None:
        """Take the ground and the sizes in force."""
        palette = self.palette()
        palette.setColor(self.backgroundRole(), colour("surface"))
        self.setPalette(palette)
        self.show_writing(self._writing)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self.place()
        return super().eventFilter(watched, event)

    def _line(self, grid: QGridLayout, row: int, first: int, line: Line) -> None:
        grid.addWidget(Caption(line.onset), row, first, Qt.AlignmentFlag.AlignCenter)
        shown = [*zip(self._writing.vowels, line.signs, strict=True), ("", line.final)]
        for at, (vowel, sign) in enumerate(shown, 1):
            if not sign:
                continue
            button = Button(sign)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setMinimumWidth(scaled(40))
            button.setAccessibleName(f"{sign} {line.onset}{vowel}")
            button.setToolTip(f"{line.onset}{vowel}")
            button.clicked.connect(partial(self._pressed, sign))
            grid.addWidget(button, row, first + at)


class SyllabicsInput(QObject):
    """Turns what is typed into syllabics while its chart is open. writing: the code kept on this
    device; keep: keeps another one."""

    def __init__(self, app: QApplication, writing: str, keep: Callable[[str], None]) -> None:
        super().__init__(app)
        self._app, self._keep = app, keep
        self.writing = syllabary(writing)
        self.chart: Chart | None = None
        self._into: Editable | None = None
        self._sounds = self._signs = ""
        self._end = -1
        app.installEventFilter(self)

    def toggle(self) -> None:
        """Open the chart over the window that has the keyboard, or close it."""
        if self.chart is not None:
            self.close()
            return
        window = self._app.activeWindow()
        if window is None:
            return
        self.chart = Chart(window, self.writing, self.write, self._choose, self.close)
        self.chart.retheme()
        self.chart.destroyed.connect(self._gone)
        self.chart.show()
        self.chart.raise_()
        announce(window, Message("syllabary", "Letters that are typed become syllabics"))

    def close(self) -> None:
        """Close the chart; letters are letters again."""
        chart, self.chart = self.chart, None
        self._forget()
        if chart is not None:
            chart.hide()
            chart.deleteLater()

    def write(self, sign: str) -> None:
        """Write a sign where the cursor is."""
        target = _editable(self._app.focusWidget())
        self._forget()
        if target is not None:
            _replace(target, 0, sign)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Every event of the program passes here: its class is known at once, its type is not.
        if not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.KeyPress:
            return False
        if event.key() == Qt.Key.Key_F8 and not event.modifiers():
            if isinstance(watched, QWidget):
                self.toggle()
                return True
            return False
        if self.chart is None or not self.chart.typing.value():
            return False
        target = _editable(watched)
        if target is None or target.window() is not self.chart.window():
            return False
        if target is not self._into:
            self.chart.place()  # out of the way of what is typed into now
        return self._typed(target, event)

    def _typed(self, target: Editable, event: QKeyEvent) -> bool:
        if target is not self._into or _cursor(target) != self._end or _selected(target):
            self._forget()
        back = event.key() == Qt.Key.Key_Backspace and bool(self._sounds)
        letter = event.text()
        if event.modifiers() & _OTHERS or not (back or self._is_sound(letter)):
            if letter:
                self._forget()
            return False
        sounds = self._sounds[:-1] if back else self._sounds + letter
        signs = self.writing.written(sounds)
        _replace(target, len(self._signs), signs)
        self._into, self._sounds, self._signs = target, sounds, signs
        self._end = _cursor(target)
        return True

    def _is_sound(self, letter: str) -> bool:
        return len(letter) == 1 and letter.isalpha() and self.writing.takes(letter)

    def _choose(self, code: str) -> None:
        self.writing = syllabary(code)
        self._forget()
        self._keep(code)
        if self.chart is not None:
            self.chart.show_writing(self.writing)

    def _forget(self) -> None:
        self._into, self._sounds, self._signs, self._end = None, "", "", -1

    def _gone(self) -> None:
        self.chart = None


def _editable(widget: QObject | None) -> Editable | None:
    """The widget, if text is typed into it that others may read."""
    if isinstance(widget, QLineEdit):
        plain = widget.echoMode() is QLineEdit.EchoMode.Normal
        return widget if plain and not widget.isReadOnly() else None
    if isinstance(widget, QPlainTextEdit):
        return None if widget.isReadOnly() else widget
    return None


def _cursor(target: Editable) -> int:
    if isinstance(target, QLineEdit):
        return target.cursorPosition()
    return target.textCursor().position()


def _selected(target: Editable) -> bool:
    if isinstance(target, QLineEdit):
        return target.hasSelectedText()
    return target.textCursor().hasSelection()


def _replace(target: Editable, before: int, signs: str) -> None:
    """Put `signs` in place of so many signs before the cursor, or of what is selected."""
    if isinstance(target, QLineEdit):
        if before:
            target.setSelection(target.cursorPosition() - before, before)
        target.insert(signs)
        return
    cursor = target.textCursor()
    if before:
        cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, before)
    cursor.insertText(signs)
    target.setTextCursor(cursor)
