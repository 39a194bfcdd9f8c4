"""What the parts of the settings are built from: a part with a heading, cards with a title."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.ui.shared.buttons import Button, Kind
from desktop_app.ui.shared.flow import FlowLayout
from desktop_app.ui.shared.labels import Badge, Heading, Second
from desktop_app.ui.shared.look import space
from desktop_app.ui.shared.words import Words


class Part(QWidget):
    """One part of the settings: `inside` takes its groups."""

    def __init__(self) -> None:
        super().__init__()
        self.inside = QVBoxLayout(self)
        self.inside.setContentsMargins(0, 0, 0, space(6))
        self.inside.setSpacing(space(3))

    def empty(self) -> None:
        """Take everything out again."""
        empty(self.inside)


def empty(layout: QVBoxLayout) -> None:
    """Take everything out of a column."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def heading(words: Words, second: Words = "") -> QWidget:
    """The title of a group, with a line under it."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, space(2), 0, 0)
    column.setSpacing(0)
    column.addWidget(Heading(words, level=2))
    if second:
        column.addWidget(Second(second))
    return holder


def button_row(*buttons: Button) -> QWidget:
    """Buttons side by side, under one another where there is no room."""
    holder = QWidget()
    flow = FlowLayout(holder, gap=space(2))
    for button in buttons:
        flow.addWidget(button)
    return holder


def button(
    words: Words, pressed: Callable[[], None], icon_name: str = "", kind: Kind = Kind.SECONDARY
) -> Button:
    """A button that does one thing."""
    made = Button(words, kind=kind, icon_name=icon_name)
    made.clicked.connect(lambda checked=False: pressed())
    return made


def card(
    title: Words, second: Words, badge: Badge | None = None, buttons: Sequence[Button] = ()
) -> QFrame:
    """A card of one thing: what it is, how it stands, and what can be done with it."""
    frame = QFrame()
    frame.setProperty("card", True)
    column = QVBoxLayout(frame)
    column.setContentsMargins(space(4), space(3), space(4), space(3))
    column.setSpacing(space(2))
    head = QHBoxLayout()
    head.addWidget(Heading(title, level=2), 1)
    if badge is not None:
        head.addWidget(badge, 0, Qt.AlignmentFlag.AlignTop)
    column.addLayout(head)
    if second:
        column.addWidget(Second(second))
    if buttons:
        column.addWidget(button_row(*buttons))
    return frame
