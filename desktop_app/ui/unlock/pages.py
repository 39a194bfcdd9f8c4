"""The parts of which the first screens are built: the frame, a page, rows that belong together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.language import Message, current_language, interface_languages
from desktop_app.ui.shared.announce import announce
from desktop_app.ui.shared.banner import Banner
from desktop_app.ui.shared.buttons import Button, Kind
from desktop_app.ui.shared.flow import FlowLayout
from desktop_app.ui.shared.labels import PlainLabel, State
from desktop_app.ui.shared.look import Size, colour, scaled, space
from desktop_app.ui.shared.page import ScrollPage
from desktop_app.ui.shared.words import Words

_PAGE_WIDTH = 760


class Band(QWidget):
    """The band across the top: the name of the program and the two languages."""

    language_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("band", True)
        line = QHBoxLayout(self)
        line.setContentsMargins(space(8), space(3), space(8), space(3))
        # The name of the program is the same in every language.
        line.addWidget(PlainLabel("Portage", size=Size.TITLE, bold=True, ink="rail_ink", lines=1))
        line.addStretch(1)
        self._buttons: dict[str, Button] = {}
        for language in interface_languages():
            button = Button(language.autonym)
            button.setCheckable(True)
            button.clicked.connect(
                lambda checked=False, code=language.code: self.language_asked.emit(code)
            )
            self._buttons[language.code] = button
            line.addWidget(button)
        self.retranslate()

    def retranslate(self) -> None:
        """Show which language is spoken."""
        for code, button in self._buttons.items():
            spoken = code == current_language()
            button.setChecked(spoken)
            button.setProperty("kind", (Kind.PRIMARY if spoken else Kind.SECONDARY).value)
            button.style().unpolish(button)
            button.style().polish(button)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("rail"))
        painter.end()


class Page(ScrollPage):
    """One question or one message: a small line, the heading, a lead, the body, the buttons.

    back_asked: the button that goes back, or Esc.
    """

    back_asked = Signal()

    def __init__(
        self, heading: Words, lead: Words = "", *, above: Words = "", wide: bool = False
    ) -> None:
        super().__init__(margin_steps=8)
        self._heading_words, self._wide = heading, wide
        outer = self.column
        outer.addStretch(1)
        row = QHBoxLayout()
        row.addStretch(1)
        self._middle = QWidget()
        row.addWidget(self._middle, 100)
        row.addStretch(1)
        outer.addLayout(row)
        outer.addStretch(2)
        column = QVBoxLayout(self._middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        self.above = PlainLabel(above, size=Size.SECTION, ink="ink_second")
        self.above.setVisible(bool(above))
        column.addWidget(self.above)
        self.heading = PlainLabel(heading, size=Size.QUESTION, bold=True)
        column.addWidget(self.heading)
        self.lead = PlainLabel(lead, size=Size.SECTION, ink="ink_second")
        self.lead.setVisible(bool(lead))
        column.addWidget(self.lead)
        column.addSpacing(space(3))
        self._problems = QVBoxLayout()
        column.addLayout(self._problems)
        self.body = QVBoxLayout()
        self.body.setSpacing(space(4))
        column.addLayout(self.body)
        column.addSpacing(space(5))
        self._foot = QWidget()
        foot = QGridLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        left, right = QWidget(), QWidget()
        self._left = FlowLayout(left, gap=space(2))
        self._right = FlowLayout(right, gap=space(2), align_right=True)
        foot.addWidget(left, 0, 0)
        foot.addWidget(right, 0, 1)
        foot.setColumnStretch(0, 3)
        foot.setColumnStretch(1, 2)
        column.addWidget(self._foot)
        self.first: QWidget | None = None
        self._primary: Button | None = None
        self.retheme()

    def add_back(self, words: Words | None = None) -> Button:
        """The button that goes back."""
        button = Button(words or Message("unlock", "Back"), icon_name="arrow-left")
        button.clicked.connect(lambda checked=False: self.back_asked.emit())
        self._left.addWidget(button)
        return button

    def add_quiet(self, words: Words, pressed: Callable[[], None], icon_name: str = "") -> Button:
        """Another way on, said without a frame."""
        button = Button(words, kind=Kind.QUIET, icon_name=icon_name)
        button.clicked.connect(lambda checked=False: pressed())
        self._left.addWidget(button)
        return button

    def add_other(self, words: Words, pressed: Callable[[], None], icon_name: str = "") -> Button:
        """Where the page may also be left, without being pushed to."""
        button = Button(words, icon_name=icon_name)
        button.clicked.connect(lambda checked=False: pressed())
        self._right.addWidget(button)
        return button

    def add_primary(self, words: Words, pressed: Callable[[], None], icon_name: str = "") -> Button:
        """The one thing this page is for."""
        button = Button(words, kind=Kind.PRIMARY, icon_name=icon_name)
        button.clicked.connect(lambda checked=False: pressed())
        self._right.addWidget(button)
        self._primary = button
        return button

    def show_problem(
        self, words: Words | None, buttons: Sequence[tuple[Words, Callable[[], None]]] = ()
    ) -> None:
        """Say above the question what did not go; None takes it away."""
        while (item := self._problems.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if words is None:
            return
        banner = Banner(State.DANGER, words, tuple(said for said, _ in buttons))
        banner.acted.connect(lambda number: buttons[number][1]())
        self._problems.addWidget(banner)
        banner.read_out()

    def take_focus(self) -> None:
        """Put the keyboard where the answer goes, and say the question."""
        self._tab_as_read()
        if self.first is not None:
            self.first.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, self._heading_words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, from whichever answer; a button has its own Enter."""
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if enter and self._primary is not None:
            self._primary.click()
        else:
            super().keyPressEvent(event)

    def _tab_as_read(self) -> None:
        """Let Tab come to the answers before the buttons, which are made before them."""
        stops = [
            widget
            for widget in self._middle.findChildren(QWidget)
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.window() is self.window()
        ]
        stops.sort(key=self._foot.isAncestorOf)
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def retheme(self) -> None:
        """Keep the lines short enough to read at the size of text in force."""
        self._middle.setMaximumWidth(scaled(_PAGE_WIDTH + (200 if self._wide else 0)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.retheme()


class Steps(QWidget):
    """Numbered sentences, one under the other."""

    def __init__(self, sentences: Sequence[Words]) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(space(3))
        grid.setVerticalSpacing(space(2))
        grid.setColumnStretch(1, 1)
        for row, sentence in enumerate(sentences):
            number = PlainLabel(f"{row + 1}", size=Size.SECTION, bold=True, ink="accent")
            grid.addWidget(number, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(PlainLabel(sentence, size=Size.SECTION), row, 1)
