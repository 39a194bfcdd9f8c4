"""The attached files of a client: the list in the file, and one of them looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop_app.domain.people.attachments import JPEG, TEXT, copy_name
from desktop_app.language import Message
from desktop_app.services.clients.attachments import AttachmentLine, Opened, Stand
from desktop_app.ui.clients.attachment_words import ICONS, STANDS, about, explained
from desktop_app.ui.shared.banner import Banner
from desktop_app.ui.shared.buttons import Button
from desktop_app.ui.shared.buttons import Kind as ButtonKind
from desktop_app.ui.shared.choosing_files import choose_files, choose_new
from desktop_app.ui.shared.dialogs import Decision, Dialog
from desktop_app.ui.shared.labels import Badge, Heading, PlainLabel, Second, State
from desktop_app.ui.shared.lists import Card, CardList
from desktop_app.ui.shared.look import scaled, space
from desktop_app.ui.shared.words import say

ADD_KEY = "Ctrl+J"
_SIDE = 4000
"""A preview of more pixels on a side was not made by Portage, and is not drawn."""

_SCAN = b"\xff\xda"
_SCANS = 16
"""A preview is drawn in one scan; a photograph that builds up on a screen has ten."""


class AttachmentsPart(QWidget):
    """The list of attached files, with the button that adds one. opened: an id."""

    opened = Signal(str)
    add_asked = Signal()

    def __init__(self, local: Callable[[int], datetime]) -> None:
        super().__init__()
        self._local = local
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, space(3))
        column.setSpacing(space(2))
        title = Message("attachments", "Attached files")
        column.addWidget(Heading(title, level=2))
        self.cards = CardList(title)
        self.cards.opened.connect(self.opened)
        self.cards.acted.connect(self.opened)
        column.addWidget(self.cards)
        self.add = Button(
            Message("attachments", "Attach a file…"), icon_name="plus", key_hint=ADD_KEY
        )
        self.add.clicked.connect(self.add_asked)
        row = QHBoxLayout()
        row.addWidget(self.add)
        row.addStretch(1)
        column.addLayout(row)

    def show_lines(self, lines: Sequence[AttachmentLine], *, may_add: bool) -> None:
        """Show these."""
        self.cards.setVisible(bool(lines))
        self.add.setVisible(may_add)
        self.setVisible(may_add or bool(lines))
        self.cards.show_cards([self._card(one) for one in lines])

    def _card(self, line: AttachmentLine) -> Card:
        state, words, icon = STANDS[line.stand]
        return Card(
            line.id,
            line.name,
            partial(about, line, self._local),
            icon=ICONS.get(line.media_type, "file-check"),
            badge=(state, words),
            badge_icon=icon,
            action=Message("attachments", "Open"),
        )


class Picture(QWidget):
    """A picture from bytes in memory, as large as there is room, never larger than it is."""

    def __init__(self, image: QImage, name: str) -> None:
        super().__init__()
        self._image = image
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.retheme()

    def retheme(self) -> None:
        """Never smaller than one can see what it is."""
        self.setMinimumHeight(min(self._image.height(), scaled(120)))

    def sizeHint(self) -> QSize:
        return self._image.size().scaled(
            scaled(420), scaled(280), Qt.AspectRatioMode.KeepAspectRatio
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        ratio = self.devicePixelRatioF()
        room = self._image.size()
        if room.width() > self.width() * ratio or room.height() > self.height() * ratio:
            room = room.scaled(self.size() * ratio, Qt.AspectRatioMode.KeepAspectRatio)
        drawn = self._image.scaled(
            room,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        drawn.setDevicePixelRatio(ratio)
        size = drawn.deviceIndependentSize()
        painter = QPainter(self)
        painter.drawImage(
            round((self.width() - size.width()) / 2),
            round((self.height() - size.height()) / 2),
            drawn,
        )
        painter.end()


def picture_of(data: bytes) -> QImage | None:
    """The picture in a JPEG; None for what cannot be drawn or has more pixels than a preview has."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(b"jpeg"))
    size = reader.size()
    if not size.isValid() or max(size.width(), size.height()) > _SIDE:
        return None
    if data.count(_SCAN) > _SCANS:
        return None  # each goes over all of the picture anew: a small file could take hours
    image = reader.read()
    return None if image.isNull() else image


class AttachmentDialog(Dialog):
    """One attached file. original_asked, save_asked, remove_asked: what is wanted of it."""

    original_asked = Signal()
    remove_asked = Signal()
    save_asked = Signal(str)

    def __init__(
        self,
        line: AttachmentLine,
        opened: Opened | None,
        local: Callable[[int], datetime],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(line.name, parent)
        self._line = line
        self._problem: Banner | None = None
        self.warning: Decision | None = None
        head = QHBoxLayout()
        head.setSpacing(space(2))
        head.addWidget(Second(partial(about, line, local)), 1)
        state, words, icon = STANDS[line.stand]
        head.addWidget(Badge(state, words, icon=icon), 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(head)
        self.shown = _shown(line, opened)
        if self.shown is not None:
            self.body.addWidget(self.shown, 1)
        told = explained(line)
        if told is not None:
            self.body.addWidget(PlainLabel(told))
        self.body.addWidget(
            Second(
                Message(
                    "attachments",
                    "“Take out of the list” hides this file on every laptop. It is not destroyed; "
                    "Ctrl+Z brings it back.",
                )
            )
        )
        self.remove = self.add_button(
            Message("attachments", "Take out of the list"), self.remove_asked.emit
        )
        if line.stand in (Stand.PREVIEW, Stand.MISSING):
            self.ask = self.add_button(
                Message("attachments", "Ask for the original"), self.original_asked.emit
            )
        if line.stand is Stand.HERE:
            self.save = self.add_button(Message("attachments", "Save a copy…"), self._warn)
        self.close_button = self.add_button(
            Message("client file", "Close"), self.reject, ButtonKind.PRIMARY
        )
        self.close_button.setFocus()
        self._fit()

    def show_problem(self, words: Message) -> None:
        """Say why it was not done."""
        if self._problem is None:
            self._problem = Banner(State.DANGER, words)
            self.body.insertWidget(0, self._problem)
        self._problem.show_sentence(words)

    def _fit(self) -> None:
        """At most as large as the window."""
        parent = self.parentWidget()
        wide, high = scaled(720), scaled(560) if self.shown is not None else 0
        if parent is not None and parent.isVisible():
            window = parent.window().size()
            self.setMaximumHeight(window.height() - space(8))
            wide = min(wide, window.width() - space(8))
            high = min(high, window.height() - space(8))
        self.resize(wide, max(high, self.sizeHint().height() if self.shown is None else 0))

    def _warn(self) -> None:
        warning = Decision(
            Message("attachments", "Save a copy outside of the vault?"),
            Message(
                "attachments",
                "Whoever gets hold of the copy can read it: it is not encrypted, erasing the person does "
                "not reach it, and on a stick it may stay readable after it was deleted. "
                "Delete it when you no longer need it.",
            ),
            Message("attachments", "Save a copy…"),
            danger=False,
            parent=self,
        )
        self.warning = warning
        warning.accepted.connect(self._choose)
        warning.open()

    def _choose(self) -> None:
        name = copy_name(self._line.name, self._line.media_type)
        chosen = choose_new(self, Message("attachments", "Save a copy…"), name)
        if chosen is not None:
            self.save_asked.emit(str(chosen))


def _shown(line: AttachmentLine, opened: Opened | None) -> QWidget | None:
    """What can be looked at of a file."""
    if opened is None:
        return None
    if opened.media_type == JPEG:
        image = picture_of(opened.data)
        return None if image is None else Picture(image, line.name)
    if opened.media_type == TEXT:
        text = QPlainTextEdit()
        text.setReadOnly(True)
        text.setTabChangesFocus(True)
        text.setAccessibleName(line.name)
        text.setPlainText(opened.data.decode("utf-8", "replace"))
        text.setMinimumHeight(scaled(160))
        return text
    return None


def files_to_attach(parent: QWidget) -> list[str]:
    """The files that the person wants to attach; none when they changed their mind."""
    kinds = Message(
        "attachments", "PDF, pictures, texts (*.pdf *.png *.jpg *.jpeg *.txt);;All files (*)"
    )
    found = choose_files(parent, Message("attachments", "Attach a file…"), say(kinds))
    return [str(one) for one in found]
