"""One box for everything (Ctrl+K): people, organisations, commands, and a new person."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop_app.language import Message
from desktop_app.ui.shared.announce import announce
from desktop_app.ui.shared.focus import RING_PROPERTY
from desktop_app.ui.shared.hits import Group, Hit
from desktop_app.ui.shared.icons import icon_pixmap
from desktop_app.ui.shared.labels import Caption
from desktop_app.ui.shared.look import HEIGHT_ACTED, Size, colour, scaled, space, text_font
from desktop_app.ui.shared.words import say

_HIT = Qt.ItemDataRole.UserRole + 1
_WIDTH = 640
_NEW_PERSON = "new person"


def group_name(group: Group) -> Message:
    """What the group is called above its hits."""
    match group:
        case Group.PEOPLE:
            return Message("search", "People")
        case Group.ORGANISATIONS:
            return Message("search", "Organisations and services")
        case Group.WORK:
            return Message("search", "Calls, messages and tasks")
        case Group.COMMANDS:
            return Message("search", "Commands")
        case Group.NEW:
            return Message("search", "Not found yet")


class _HitRows(QStyledItemDelegate):
    """A hit is an icon, a bold title and the reason under it; a group is its name."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        height = HEIGHT_ACTED + 4 if isinstance(index.data(_HIT), Hit) else 28
        return QSize(scaled(200), scaled(height))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        view = option.widget
        row = QRectF(option.rect)
        hit = index.data(_HIT)
        painter.save()
        if not isinstance(hit, Hit):
            painter.setFont(text_font(Size.SMALL, bold=True))
            painter.setPen(colour("ink_second"))
            row.adjust(space(3), 0, 0, -scaled(2))
            flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
            painter.drawText(row, flags, str(index.data()))
            painter.restore()
            return
        now = view.currentIndex().row() if isinstance(view, QAbstractItemView) else -1
        if now == index.row():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("accent_soft"))
            painter.drawRoundedRect(row.adjusted(2, 1, -2, -1), 8, 8)
            painter.fillRect(
                QRectF(row.left() + 2, row.top() + 8, 3, row.height() - 16), colour("accent")
            )
        size = scaled(20)
        ratio = view.devicePixelRatioF()
        mark = icon_pixmap(hit.icon, "ink_second" if hit.closed else "accent", 20, ratio)
        painter.drawPixmap(round(row.left() + space(4)), round(row.center().y() - size / 2), mark)
        left = row.left() + space(4) + size + space(3)
        room = QRectF(left, row.top(), row.right() - left - space(2), row.height())
        title, why = say(hit.title), say(hit.why)
        half = QRectF(room.left(), room.top() + scaled(4), room.width(), room.height() / 2)
        for text, bold, ink, box in (
            (title, not hit.closed, "ink_second" if hit.closed else "ink", half if why else room),
            (why, False, "ink_second", half.translated(0, room.height() / 2 - scaled(6))),
        ):
            font = text_font(Size.BODY if bold else Size.SMALL, bold=bold)
            painter.setFont(font)
            painter.setPen(colour(ink))
            short = QFontMetrics(font).elidedText(
                text, Qt.TextElideMode.ElideRight, round(box.width())
            )
            flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, flags, short)
        painter.restore()


class SearchPalette(QFrame):
    """Lies over the window. Up, Down and Enter work from the box; Esc leaves.

    results_asked: the words in the box, at every change. opened: the `Hit` that was taken.
    new_person_asked: the words from which a new file shall begin.
    """

    results_asked = Signal(str)
    opened = Signal(object)
    new_person_asked = Signal(str)
    closed = Signal()

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._host = host
        self.setProperty("card", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(space(3), space(3), space(3), space(2))
        column.setSpacing(space(2))
        self.box = QLineEdit()
        self.box.textChanged.connect(self._changed)
        self.box.installEventFilter(self)
        column.addWidget(self.box)
        self.list = QListWidget()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setProperty("plain", True)
        self.list.setProperty(RING_PROPERTY, "own")
        self.list.setItemDelegate(_HitRows(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(lambda item: self._take())
        column.addWidget(self.list, 1)
        column.addWidget(
            Caption(Message("search", "Up and Down to choose, Enter to open, Esc to leave"))
        )
        self._hits: list[Hit] = []
        self.retranslate()
        self.hide()
        host.installEventFilter(self)

    def open(self, words: str = "") -> None:
        """Show the box with these words in it, chosen so that typing replaces them."""
        self.place()
        self.show()
        self.raise_()
        self.box.setText(words)
        self.box.selectAll()
        self.box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._changed(words)

    def close_palette(self) -> None:
        """Leave without taking anything."""
        if self.isVisible():
            self.hide()
            self.closed.emit()

    def show_hits(self, words: str, hits: Sequence[Hit]) -> None:
        """The answer to `results_asked`; one to older words than those in the box is dropped."""
        if words != self.box.text():
            return
        self.list.clear()
        self._hits = list(hits)
        for group in Group:
            of_group = [hit for hit in hits if hit.group is group]
            if group is Group.NEW:
                of_group = [self._new_person(words)]
            if of_group:
                heading = QListWidgetItem(say(group_name(group)))
                heading.setFlags(Qt.ItemFlag.NoItemFlags)
                self.list.addItem(heading)
            for hit in of_group:
                item = QListWidgetItem(f"{say(hit.title)}, {say(hit.why)}".strip(", "))
                item.setData(_HIT, hit)
                self.list.addItem(item)
        self._step(1, start=-1)
        counted = Message("search", "{n} found", {}, "{n} found", len(hits))
        announce(self.box, counted)
        self.place()

    def place(self) -> None:
        """Lie under the top of the window, in its middle."""
        width = min(scaled(_WIDTH), self._host.width() - 2 * space(4))
        height = min(scaled(480), self._host.height() - 2 * scaled(40))
        self.setGeometry((self._host.width() - width) // 2, scaled(40), width, height)

    def retranslate(self) -> None:
        """Say the box in the current language."""
        self.box.setPlaceholderText(say(Message("search", "Search a person, a service, a command")))
        self.box.setAccessibleName(say(Message("search", "Search a person, a service, a command")))
        self.list.setAccessibleName(say(Message("search", "What was found")))
        if self.isVisible():
            self._changed(self.box.text())

    def retheme(self) -> None:
        """Lie again where the size of text in force wants it."""
        self.place()
        self.list.doItemsLayout()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._host and event.type() is QEvent.Type.Resize and self.isVisible():
            self.place()
        if watched is self.box and isinstance(event, QKeyEvent):
            if event.type() is not QEvent.Type.KeyPress:
                return False
            match event.key():
                case Qt.Key.Key_Down:
                    self._step(1)
                case Qt.Key.Key_Up:
                    self._step(-1)
                case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                    self._take()
                case Qt.Key.Key_Escape:
                    self.close_palette()
                case _:
                    return False
            return True
        return False

    def _changed(self, words: str) -> None:
        if self.isVisible():
            self.results_asked.emit(words)

    def _new_person(self, words: str) -> Hit:
        name = words.strip()
        if name:
            title = Message("search", "New person: {name}", {"name": name})
        else:
            title = Message("search", "New person")
        return Hit(_NEW_PERSON, Group.NEW, title, "", "user-plus")

    def _step(self, by: int, start: int | None = None) -> None:
        row = self.list.currentRow() if start is None else start
        while 0 <= row + by < self.list.count():
            row += by
            if isinstance(self.list.item(row).data(_HIT), Hit):
                self.list.setCurrentRow(row)
                if start is None:
                    announce(self.box, self.list.item(row).text())
                return

    def _take(self) -> None:
        row = self.list.currentRow()
        hit = self.list.item(row).data(_HIT) if row >= 0 else None
        if not isinstance(hit, Hit) or hit.closed:
            return
        words = self.box.text().strip()
        self.hide()
        if hit.group is Group.NEW:
            self.new_person_asked.emit(words)
        else:
            self.opened.emit(hit)
