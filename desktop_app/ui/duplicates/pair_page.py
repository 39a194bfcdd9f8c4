"""Two records side by side: where each comes from, what differs, and what stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.fields import Registry
from desktop_app.language import Message
from desktop_app.services.duplicates.likely_pairs import FieldPair, LikelyPair, Side, SideBySide
from desktop_app.ui.duplicates import words
from desktop_app.ui.duplicates.words import BOTH
from desktop_app.ui.shared.buttons import Button, Tall
from desktop_app.ui.shared.labels import Badge, Caption, Heading, PlainLabel, Second, State
from desktop_app.ui.shared.look import Size, scaled, space
from desktop_app.ui.shared.page import ScrollPage
from desktop_app.ui.shared.words import say

_NARROW: Final = 560


class FieldRow(QFrame):
    """One field of both, where they differ with a button under each value.

    number: of a field that differs, from 0; -1 when both say the same. stood: (number, which of the
    two is pressed, 1 or 2).
    """

    stood = Signal(int, int)

    def __init__(
        self, registry: Registry, about: str, field: FieldPair, number: int, which: int
    ) -> None:
        super().__init__()
        self._registry, self._about, self._field, self._which = registry, about, field, which
        declared = words.field_of(registry, about, field.path)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, space(1), 0, space(1))
        column.setSpacing(space(1))
        head = QHBoxLayout()
        head.setSpacing(space(2))
        head.addWidget(Caption(partial(words.field_words, field, number)))
        self.stands = PlainLabel("")
        if number >= 0:
            head.addWidget(Badge(State.WAITS, Message("duplicates", "differs"),
                                 icon="triangle-alert"))  # fmt: skip
            head.addWidget(self.stands)
        head.addStretch(1)
        column.addLayout(head)
        self.values = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.values.setSpacing(space(4))
        self.buttons: list[Button] = []
        for at, value in enumerate(field.values):
            one = QVBoxLayout()
            one.setSpacing(space(1))
            one.addWidget(PlainLabel(partial(words.value_words, declared, value), bold=number >= 0))
            if number >= 0:
                button = Button("", tall=Tall.LIST)
                button.clicked.connect(partial(self._press, number, at + 1))
                one.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
                self.buttons.append(button)
            one.addStretch(1)
            self.values.addLayout(one, 1)
        column.addLayout(self.values)
        self.retranslate()

    def _press(self, number: int, which: int) -> None:
        self.stood.emit(number, which)

    def show_stands(self, which: int) -> None:
        """Another one stands now."""
        self._which = which
        self.retranslate()

    def retranslate(self) -> None:
        """Say what stands; each button what it does, and for screen readers with which value."""
        self.stands.set_words(
            words.stands_words(self._registry, self._about, self._field, self._which)
        )
        declared = words.field_of(self._registry, self._about, self._field.path)
        for at, button in enumerate(self.buttons):
            said = words.use_words_of(at + 1 == self._which)
            button.set_words(said)
            value = words.value_words(declared, self._field.values[at])
            button.set_name(f"{say(said)}: {say(self._field.label)}, {value}")

    def narrow(self, narrow: bool) -> None:
        """Under one another where there is no room beside."""
        down, right = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self.values.setDirection(down if narrow else right)


class PairPage(ScrollPage):
    """stood: the number of a differing field, and the value (1 or 2) whose button was pressed.
    opened: which of the two, 0 or 1."""

    stood = Signal(int, int)
    opened = Signal(int)

    def __init__(self, registry: Registry, local: Callable[[int], datetime]) -> None:
        super().__init__(margin_steps=0)
        self._registry, self._local = registry, local
        self._name = Heading(level=2)
        self._question = Second()
        self.column.addWidget(self._name)
        self.column.addWidget(self._question)
        self.above = QVBoxLayout()
        self.column.addLayout(self.above)
        self.room = QWidget()
        self._inside = QVBoxLayout(self.room)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self._inside.setSpacing(space(3))
        self.column.addWidget(self.room)
        self.below = QVBoxLayout()
        self.column.addLayout(self.below)
        self.column.addStretch(1)
        self.rows: list[FieldRow] = []
        self._heads: QBoxLayout | None = None
        self._paths: list[str] = []

    def show_pair(self, pair: LikelyPair, both: SideBySide, stands: Mapping[str, int]) -> None:
        """Put both records side by side."""
        self._name.set_words(words.title(pair))
        self._question.set_words(words.question(pair))
        self._clear()
        reasons = QFrame()
        reasons.setProperty("card", True)
        told = QVBoxLayout(reasons)
        told.setContentsMargins(space(4), space(3), space(4), space(3))
        told.setSpacing(space(1))
        told.addWidget(Caption(Message("duplicates", "Why they may be the same")))
        told.addWidget(PlainLabel(partial(words.why, pair)))
        self._inside.addWidget(reasons)
        self._heads = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._heads.setSpacing(space(3))
        for number, side in enumerate(both.sides):
            self._heads.addWidget(self._side(number, side), 1)
        self._inside.addLayout(self._heads)
        numbers = {one.path: n for n, one in enumerate(f for f in both.fields if f.differs)}
        ordered = sorted(both.fields, key=lambda one: numbers.get(one.path, len(numbers)))
        for field in ordered:
            row = FieldRow(
                self._registry, both.about, field, numbers.get(field.path, -1),
                stands.get(field.path, BOTH),
            )  # fmt: skip
            row.stood.connect(self.stood)
            self.rows.append(row)
            self._inside.addWidget(row)
        self._paths = [field.path for field in ordered]
        self._fit()

    def show_closed(self, pair: LikelyPair) -> None:
        """Say why this pair is for somebody else, and show nothing of it."""
        self._name.set_words(words.title(pair))
        self._question.set_words("")
        self._clear()
        self._heads = None
        self._paths = []
        self._inside.addWidget(PlainLabel(partial(words.why, pair)))

    def show_stands(self, stands: Mapping[str, int]) -> None:
        """Another value stands now."""
        for path, row in zip(self._paths, self.rows, strict=True):
            row.show_stands(stands.get(path, BOTH))

    def _side(self, number: int, side: Side) -> QFrame:
        card = QFrame()
        card.setProperty("card", True)
        column = QVBoxLayout(card)
        column.setContentsMargins(space(4), space(3), space(4), space(3))
        column.setSpacing(space(1))
        column.addWidget(
            Caption(
                Message("duplicates", "First") if number == 0 else Message("duplicates", "Second")
            )
        )
        column.addWidget(PlainLabel(side.name, size=Size.SECTION, bold=True))
        if side.community:
            column.addWidget(PlainLabel(side.community))
        column.addWidget(Second(partial(words.origin_words, side, self._local)))
        column.addWidget(Second(partial(words.use_words, side)))
        column.addStretch(1)
        button = Button(Message("duplicates", "Open"), icon_name="folder-open", tall=Tall.LIST)
        button.set_name(Message("duplicates", "Open: {name}", {"name": side.name}))
        button.clicked.connect(lambda: self.opened.emit(number))
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _clear(self) -> None:
        self.rows = []
        while (item := self._inside.takeAt(0)) is not None:
            widget, layout = item.widget(), item.layout()
            if layout is not None:
                while (inner := layout.takeAt(0)) is not None:
                    _drop(inner.widget())
            _drop(widget)

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._fit()

    def retheme(self) -> None:
        """Stand side by side only where the text in force leaves room for it."""
        self._fit()

    def _fit(self) -> None:
        narrow = self.width() < scaled(_NARROW)
        down, right = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        if self._heads is not None:
            self._heads.setDirection(down if narrow else right)
        for row in self.rows:
            row.narrow(narrow)


def _drop(widget: QWidget | None) -> None:
    if widget is not None:
        widget.hide()
        widget.deleteLater()
