"""Labelled inputs: a label, help if any, the input, and under it what is wrong with it.

Values are those of the declared fields (`domain.fields.Value`): text, a whole number (money in
cents), yes or no, or None for nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop_app.domain.fields import Value
from desktop_app.language import Message
from desktop_app.ui.shared.icons import IconMark, icon_pixmap
from desktop_app.ui.shared.labels import Caption, PlainLabel
from desktop_app.ui.shared.look import HEIGHT_CONTROL, colour, scaled, space
from desktop_app.ui.shared.words import Words, say, tooltip, unmarked


class Field(QWidget):
    """One input with its label. Subclasses fill `self.row` and answer `value`.

    left: the person went on and the value is another than before; carries the value.
    edited: something was typed, not necessarily finished.
    """

    left = Signal(object)
    edited = Signal()

    def __init__(
        self,
        label: Words,
        *,
        help_text: Words = "",
        required: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._label_words, self._help_words = label, help_text
        self._why: Words = ""
        self._known: Value = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        heading = QHBoxLayout()
        heading.setSpacing(space(2))
        self.label = PlainLabel(label, bold=True)
        heading.addWidget(self.label)
        needed = Caption(Message("forms", "required"))
        # Shown before they lie in the form, they would flash up as windows of their own.
        if not required:
            needed.hide()
        heading.addWidget(needed, 0, Qt.AlignmentFlag.AlignBottom)
        heading.addStretch(1)
        column.addLayout(heading)
        self._help = Caption(help_text)
        if not help_text:
            self._help.hide()
        column.addWidget(self._help)
        self.row = QHBoxLayout()
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(space(2))
        column.addLayout(self.row)
        self._error_row = QWidget()
        errors = QHBoxLayout(self._error_row)
        errors.setContentsMargins(0, 0, 0, 0)
        errors.setSpacing(space(1))
        errors.addWidget(IconMark("triangle-alert", "danger", 16), 0, Qt.AlignmentFlag.AlignTop)
        self._error = PlainLabel(ink="danger", bold=True)
        errors.addWidget(self._error, 1)
        self._error_row.hide()
        column.addWidget(self._error_row)
        self._required = required

    @property
    def required(self) -> bool:
        """Whether the record cannot be kept without it."""
        return self._required

    def inputs(self) -> Sequence[QWidget]:
        """The widgets that take the keyboard, in order."""
        raise NotImplementedError

    def value(self) -> Value:
        """What is in the input now; None when it is empty."""
        raise NotImplementedError

    def problem(self) -> Words | None:
        """What keeps the content from being a value, or None. Most inputs take anything."""
        return None

    def set_value(self, value: Value) -> None:
        """Show a stored value. It is not announced as a change of the person's."""
        self._show(value)
        self._known = self.value()

    def show_error(self, words: Words | None) -> None:
        """Say under the input what to do; None takes the sentence away."""
        self._error.set_words(words or "")
        self._error_row.setVisible(bool(words))
        for widget in self.inputs():
            widget.setProperty("problem", bool(words))
            widget.style().unpolish(widget)
            widget.style().polish(widget)
        self._name_inputs()

    def error(self) -> str:
        """The sentence that stands under the input now, or nothing."""
        return self._error.text() if not self._error_row.isHidden() else ""

    def take_focus(self) -> None:
        """Put the cursor into the first input."""
        first = self.inputs()[0]
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def explain(self, why: Words) -> None:
        """Say on the label what is asked for."""
        self._why = why
        self.label.setToolTip(tooltip(why))

    def retranslate(self) -> None:
        """Say the names for screen readers in the current language."""
        self.label.setToolTip(tooltip(self._why))
        self._name_inputs()

    def finish(self) -> None:
        """The person has left the input: announce the value if it is another, or say why not."""
        wrong = self.problem()
        if wrong is not None:
            self.show_error(wrong)
            return
        value = self.value()
        if value != self._known:
            self._known = value
            self.show_error(None)
            self.left.emit(value)

    def _show(self, value: Value) -> None:
        raise NotImplementedError

    def _name_inputs(self) -> None:
        """Label, help and error belong to what a screen reader says of the input."""
        for widget in self.inputs():
            widget.setAccessibleName(say(self._label_words))
            described = [say(self._help_words), self.error()]
            widget.setAccessibleDescription(" ".join(part for part in described if part))


class TextField(Field):
    """One line of text. width_letters: about how many letters are expected; 0: full width."""

    def __init__(
        self,
        label: Words,
        *,
        help_text: Words = "",
        required: bool = False,
        placeholder: Words = "",
        width_letters: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(label, help_text=help_text, required=required, parent=parent)
        self.line = QLineEdit()
        self._placeholder, self._letters = placeholder, width_letters
        self.row.addWidget(self.line)
        if width_letters:
            self.row.addStretch(1)
        self.line.editingFinished.connect(self.finish)
        self.line.textEdited.connect(lambda text: self.edited.emit())
        self.retranslate()
        self.retheme()

    def inputs(self) -> Sequence[QWidget]:
        return (self.line,)

    def value(self) -> Value:
        return self.line.text().strip() or None

    def retranslate(self) -> None:
        super().retranslate()
        self.line.setPlaceholderText(say(self._placeholder))

    def retheme(self) -> None:
        """Take the size of text in force."""
        if self._letters:
            letters = self.line.fontMetrics().averageCharWidth() * (self._letters + 2)
            self.line.setFixedWidth(letters + scaled(24))

    def _show(self, value: Value) -> None:
        self.line.setText("" if value is None else str(value))
        self.line.setCursorPosition(0)


class LongTextField(Field):
    """Several lines of text. Tab goes on to the next field."""

    def __init__(
        self,
        label: Words,
        *,
        help_text: Words = "",
        required: bool = False,
        rows: int = 4,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(label, help_text=help_text, required=required, parent=parent)
        self._rows = rows
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.installEventFilter(self)
        self.text.textChanged.connect(self.edited)
        self.row.addWidget(self.text)
        self.retranslate()
        self.retheme()

    def inputs(self) -> Sequence[QWidget]:
        return (self.text,)

    def value(self) -> Value:
        return self.text.toPlainText().strip() or None

    def retheme(self) -> None:
        """Take the size of text in force."""
        self.text.setFixedHeight(self.text.fontMetrics().lineSpacing() * self._rows + scaled(20))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.FocusOut:
            self.finish()
        return super().eventFilter(watched, event)

    def _show(self, value: Value) -> None:
        self.text.setPlainText("" if value is None else str(value))


_NARROW_CHOICE: Final = 240


class Choice(QComboBox):
    """A closed list with our arrow. The wheel does not change it while the page scrolls.

    As wide as its longest line, and narrower where there is less room; the open list is whole.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)

    def minimumSizeHint(self) -> QSize:
        least = super().minimumSizeHint()
        return QSize(min(least.width(), scaled(_NARROW_CHOICE)), least.height())

    def showPopup(self) -> None:  # noqa: N802  Qt's name
        """Let the list be wide enough for its lines, as far as the window goes."""
        lines = self.view().sizeHintForColumn(0) + scaled(32)
        self.view().setMinimumWidth(min(lines, self.window().width() - scaled(32)))
        super().showPopup()

    def wheelEvent(self, event: object) -> None:
        event.ignore()  # type: ignore[attr-defined]

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        size = scaled(18)
        mark = icon_pixmap("chevron-down", "ink_second", 18, self.devicePixelRatioF())
        painter.drawPixmap(self.width() - size - scaled(8), (self.height() - size) // 2, mark)
        painter.end()


class ChoiceField(Field):
    """One of a closed list. The first line is the empty one unless the field is required."""

    def __init__(
        self,
        label: Words,
        choices: Sequence[tuple[Value, Words]],
        *,
        help_text: Words = "",
        required: bool = False,
        empty: Words = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(label, help_text=help_text, required=required, parent=parent)
        self._empty = empty
        self._choices: list[tuple[Value, Words]] = []
        self.box = Choice()
        self.row.addWidget(self.box)
        self.row.addStretch(1)
        self.box.activated.connect(lambda index: self.finish())
        self.set_choices(choices)

    def set_choices(self, choices: Sequence[tuple[Value, Words]]) -> None:
        """Offer other values; the chosen one stays when it is among them."""
        kept = self.value() if self._choices else None
        self._choices = [(None, self._empty), *choices]
        self.box.clear()
        for _ in self._choices:
            self.box.addItem("")
        self.retranslate()
        self._show(kept)

    def inputs(self) -> Sequence[QWidget]:
        return (self.box,)

    def value(self) -> Value:
        index = self.box.currentIndex()
        return self._choices[index][0] if 0 <= index < len(self._choices) else None

    def retranslate(self) -> None:
        super().retranslate()
        # On Linux a screen reader names a closed list by its label alone. A label that belongs to an
        # input would take `&` for a key of its own.
        if "&" not in self.label.text():
            self.label.setBuddy(self.box)
        for index, (_, words) in enumerate(self._choices):
            self.box.setItemText(index, say(words))

    def _show(self, value: Value) -> None:
        for index, (one, _) in enumerate(self._choices):
            if one == value:
                self.box.setCurrentIndex(index)
                return
        # A value of a newer list is shown as it is stored, not lost.
        self._choices.append((value, str(value)))
        self.box.addItem(say(str(value)))
        self.box.setCurrentIndex(len(self._choices) - 1)


class Check(QCheckBox):
    """A box to tick, drawn at the size of the text, with its words beside it."""

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.retranslate()

    def retranslate(self) -> None:
        """Say the words in the current language."""
        self.setText(unmarked(say(self._words)))
        self.setAccessibleName(say(self._words))
        self.updateGeometry()

    def retheme(self) -> None:
        """Take the room that the size of text in force needs."""
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(say(self._words))
        return QSize(scaled(20) + space(2) + width + 6, scaled(HEIGHT_CONTROL - 4))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: object) -> bool:  # noqa: N802
        return self.rect().contains(pos)  # type: ignore[call-overload,no-any-return]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size = scaled(20)
        box = QRectF(1, (self.height() - size) / 2, size, size).adjusted(0.5, 0.5, -0.5, -0.5)
        on, able = self.isChecked(), self.isEnabled()
        frame = "accent" if on and able else "edge" if able else "line"
        painter.setPen(QPen(colour(frame), 1.5))
        painter.setBrush(colour("accent") if on and able else colour("surface"))
        painter.drawRoundedRect(box, 4, 4)
        if on:
            ink = "on_accent" if able else "ink_second"
            mark = icon_pixmap("check", ink, 16, self.devicePixelRatioF())
            inset = (size - scaled(16)) / 2
            painter.drawPixmap(round(box.left() + inset), round(box.top() + inset), mark)
        painter.setPen(colour("ink" if able else "ink_second"))
        left = size + space(2) + 1
        painter.drawText(
            QRectF(left, 0, self.width() - left, self.height()),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
            say(self._words),
        )
        painter.end()


class CheckField(Field):
    """Yes or no; the label stands beside the box."""

    def __init__(
        self, label: Words, *, help_text: Words = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(label, help_text=help_text, parent=parent)
        self.label.hide()
        self.check = Check(label)
        self.row.addWidget(self.check)
        self.row.addStretch(1)
        self.check.clicked.connect(lambda checked: self.finish())
        self._known = False
        self.retranslate()

    def inputs(self) -> Sequence[QWidget]:
        return (self.check,)

    def value(self) -> Value:
        return self.check.isChecked()

    def _show(self, value: Value) -> None:
        self.check.setChecked(bool(value))
