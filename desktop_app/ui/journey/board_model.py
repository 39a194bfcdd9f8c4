"""The cards of one stage, as a model and as they are painted: a thousand cards are no widgets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop_app.language import Message
from desktop_app.services.casework.board import BoardCard
from desktop_app.ui.journey.words import days_words
from desktop_app.ui.shared.labels import State, badge_size, paint_badge
from desktop_app.ui.shared.look import RADIUS_CONTROL, Size, colour, scaled, space, text_font
from desktop_app.ui.shared.words import say, shown, tooltip

CARD_ROLE = Qt.ItemDataRole.UserRole + 1
MIME = "application/x-portage-card"
Index = QModelIndex | QPersistentModelIndex


class CardModel(QAbstractListModel):
    """The cards of one column."""

    def __init__(self) -> None:
        super().__init__()
        self._cards: tuple[BoardCard, ...] = ()

    @property
    def cards(self) -> tuple[BoardCard, ...]:
        """The cards in their order."""
        return self._cards

    def show_cards(self, cards: Sequence[BoardCard]) -> None:
        """Show these."""
        self.beginResetModel()
        self._cards = tuple(cards)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._cards)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._cards):
            return None
        card = self._cards[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return shown(card.name)
            case Qt.ItemDataRole.AccessibleTextRole:
                return spoken(card)
            case Qt.ItemDataRole.ToolTipRole:
                return tooltip(spoken(card))
            case _:
                return card if role == CARD_ROLE else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        able = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.isValid() and self._cards[index.row()].closed:
            return able
        if index.isValid():
            return able | Qt.ItemFlag.ItemIsDragEnabled
        return Qt.ItemFlag.ItemIsDropEnabled

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        carried = QMimeData()
        if indexes:
            card = self._cards[indexes[0].row()]
            carried.setData(MIME, f"{card.client}/{card.case}".encode())
        return carried

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def supportedDragActions(self) -> Qt.DropAction:  # noqa: N802
        return Qt.DropAction.MoveAction


def second_line(card: BoardCard) -> str:
    """How long, and where; nothing of a closed file."""
    if card.closed:
        return ""
    return ", ".join(part for part in (say(days_words(card.days)), shown(card.community)) if part)


def sign(card: BoardCard) -> tuple[State, Message, str] | None:
    """What needs attention: state, word and shape; None for nothing."""
    if card.closed:
        return State.NEUTRAL, Message("board", "closed to you"), "lock"
    if card.contested:
        return State.DANGER, Message("board", "to decide"), "git-compare-arrows"
    if not card.owner:
        return State.DANGER, Message("board", "no worker"), "user-search"
    if card.stuck:
        return State.WAITS, Message("journey", "stuck"), "triangle-alert"
    return None


def spoken(card: BoardCard) -> str:
    """The whole card, for screen readers and tool tips."""
    signs = sign(card)
    parts = [shown(card.name), second_line(card), "" if card.closed else shown(card.owner)]
    if signs is not None:
        parts.append(say(signs[1]))
    return ", ".join(part for part in parts if part)


def _sign_top(card: BoardCard) -> int:
    """How far below the upper edge the sign stands: under the lines that there are."""
    return scaled(42 if second_line(card) else 23)


class CardPainter(QStyledItemDelegate):
    """Paints a card: the name, how long, and a sign where something needs attention."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        card = index.data(CARD_ROLE)
        high = scaled(50)
        if card is not None and sign(card) is not None:
            high = _sign_top(card) + scaled(32)
        return QSize(scaled(120), high + space(1))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        card = index.data(CARD_ROLE)
        if card is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area: QRect = option.rect
        box = QRectF(area).adjusted(1.5, 1.5, -1.5, -space(1) + 0.5)
        state = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        reached = bool(state & QStyle.StateFlag.State_HasFocus)
        painter.setPen(QPen(colour("accent" if chosen else "line"), 2 if reached else 1))
        painter.setBrush(colour("accent_soft" if chosen else "surface"))
        painter.drawRoundedRect(box, RADIUS_CONTROL, RADIUS_CONTROL)
        inner = box.adjusted(space(2), scaled(5), -space(2), -scaled(4))
        self._line(painter, inner, shown(card.name), bold=not card.closed, at=0)
        self._line(painter, inner, second_line(card), bold=False, at=scaled(20))
        signs = sign(card)
        if signs is not None:
            word = say(signs[1])
            size = badge_size(word)
            width = min(float(size.width()), inner.width())
            room = QRectF(inner.left(), inner.top() + _sign_top(card), width, float(size.height()))
            paint_badge(painter, room, signs[0], word, signs[2])
        painter.restore()

    def _line(self, painter: QPainter, inner: QRectF, text: str, *, bold: bool, at: int) -> None:
        font = text_font(Size.BODY if bold else Size.SMALL, bold=bold)
        painter.setFont(font)
        painter.setPen(colour("ink" if bold else "ink_second"))
        metrics = painter.fontMetrics()
        short = metrics.elidedText(text, Qt.TextElideMode.ElideRight, round(inner.width()))
        room = QRectF(inner.left(), inner.top() + at, inner.width(), metrics.height() + 2)
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, short)
