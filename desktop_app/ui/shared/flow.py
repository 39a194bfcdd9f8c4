"""Controls in a row that goes on in the next line when the text is large or the window narrow."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Items side by side, each as wide as it wants, in as many lines as are needed.

    gap: pixels between items and between lines. align_right: the lines end at the right edge.
    align_bottom: what is lower in a line stands at its bottom, not at its middle.
    """

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        gap: int = 8,
        align_right: bool = False,
        align_bottom: bool = False,
    ) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap, self._align_right, self._align_bottom = gap, align_right, align_bottom
        self.setContentsMargins(QMargins(0, 0, 0, 0))

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), move=False)

    def sizeHint(self) -> QSize:
        shown = [item.sizeHint() for item in self._items if not item.isEmpty()]
        width = sum(size.width() for size in shown) + self._gap * max(0, len(shown) - 1)
        height = max((size.height() for size in shown), default=0)
        margins = self.contentsMargins()
        return QSize(
            width + margins.left() + margins.right(), height + margins.top() + margins.bottom()
        )

    def minimumSize(self) -> QSize:  # noqa: N802
        shown = [item.minimumSize() for item in self._items if not item.isEmpty()]
        margins = self.contentsMargins()
        width = max((size.width() for size in shown), default=0)
        height = max((size.height() for size in shown), default=0)
        return QSize(
            width + margins.left() + margins.right(), height + margins.top() + margins.bottom()
        )

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def _lines(self, width: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        lines: list[list[tuple[QLayoutItem, QSize]]] = []
        left = 0
        for item in self._items:
            if item.isEmpty():
                continue
            wanted = item.sizeHint()
            if wanted.width() > width:
                wanted.setWidth(max(width, item.minimumSize().width()))
                if item.hasHeightForWidth():
                    wanted.setHeight(item.heightForWidth(wanted.width()))
            if lines and left + self._gap + wanted.width() <= width:
                lines[-1].append((item, wanted))
                left += self._gap + wanted.width()
            else:
                lines.append([(item, wanted)])
                left = wanted.width()
        return lines

    def _place(self, rect: QRect, *, move: bool) -> int:
        margins = self.contentsMargins()
        inside = rect.marginsRemoved(margins)
        top = inside.top()
        for number, line in enumerate(self._lines(inside.width())):
            top += self._gap if number else 0
            height = max(size.height() for _, size in line)
            if move:
                used = sum(size.width() for _, size in line) + self._gap * (len(line) - 1)
                left = inside.left()
                left += max(0, inside.width() - used) if self._align_right else 0
                for item, size in line:
                    spare = height - size.height()
                    at = QPoint(left, top + (spare if self._align_bottom else spare // 2))
                    item.setGeometry(QRect(at, size))
                    left += size.width() + self._gap
            top += height
        return top - rect.top() + margins.bottom()
