"""Tables that stay smooth with a million rows: a few pages of frozen rows around what is visible.

The model knows how many rows there are and asks for the page it is about to show; the presenter
answers with `put_page`. Pages far from the eye are forgotten.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QBrush, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStackedLayout,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop_app.ui.shared.empty import EmptyState
from desktop_app.ui.shared.labels import STATE_LOOKS, State, badge_size, paint_badge
from desktop_app.ui.shared.look import HEIGHT_CONTROL, HEIGHT_DENSE, colour, scaled, space
from desktop_app.ui.shared.words import Words, say, shown, tooltip

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex

PAGE_ROWS: Final = 200
PAGES_KEPT: Final = 12
STATE_ROLE: Final = Qt.ItemDataRole.UserRole + 1
ICON_ROLE: Final = Qt.ItemDataRole.UserRole + 2


# Without slots: Python 3.11 cannot make a generic frozen class with them by `Column[Row](...)`.
@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column: its heading, the text of a cell, and the key by which the loader can sort.

    state: makes the cell a sign with that state, its text being the word. icon: its shape where that
    is another than the state's own, "" for that. width: pixels at 100 %
    text; 0 shares what is left. numbers: aligned to the right.
    """

    key: str
    heading: Words
    text: Callable[[Row], str]
    sort_key: str = ""
    state: Callable[[Row], State] | None = None
    width: int = 0
    numbers: bool = False
    icon: Callable[[Row], str] | None = None


@dataclass(frozen=True)
class PageAsk(Generic[Row]):
    """Which rows are wanted: `count` from `first` (0 is the top).

    after: the row just above when it is known, so that a loader can go on from its key instead of
    counting. sort_key, ascending: the order in force; sort_key "" is the loader's own.
    """

    first: int
    count: int
    after: Row | None
    sort_key: str
    ascending: bool


class PagedModel(QAbstractTableModel, Generic[Row]):
    """The rows of a table. page_asked carries a `PageAsk`; every page is asked for once."""

    page_asked = Signal(object)

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        sentence: Callable[[Row], str] | None = None,
        parent: QObject | None = None,
        *,
        grey: Callable[[Row], bool] | None = None,
    ) -> None:
        """sentence: a row for screen readers. grey: the rows that nothing opens."""
        super().__init__(parent)
        self._columns = tuple(columns)
        self._sentence, self._grey = sentence, grey
        self._total = 0
        self._pages: OrderedDict[int, tuple[Row, ...]] = OrderedDict()
        self._asked: set[int] = set()
        self._sort_key, self._ascending = "", True

    @property
    def columns(self) -> tuple[Column[Row], ...]:
        """The columns in their order."""
        return self._columns

    def set_columns(self, columns: Sequence[Column[Row]]) -> None:
        """Show other columns; the rows are asked for anew, in the order of the loader."""
        if [one.key for one in columns] == [one.key for one in self._columns]:
            return
        self.beginResetModel()
        self._columns = tuple(columns)
        self._pages.clear()
        self._asked.clear()
        self.endResetModel()

    def show_order(self, sort_key: str, ascending: bool) -> None:
        """Ask for the pages in this order from now on."""
        self._sort_key, self._ascending = sort_key, ascending

    def show_total(self, total: int) -> None:
        """Begin anew with `total` rows, none of them known yet."""
        self.beginResetModel()
        self._total = total
        self._pages.clear()
        self._asked.clear()
        self.endResetModel()

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Hold all of a short list at once; nothing is asked for."""
        self.beginResetModel()
        self._total = len(rows)
        self._asked.clear()
        self._pages = OrderedDict(
            (start // PAGE_ROWS, tuple(rows[start : start + PAGE_ROWS]))
            for start in range(0, len(rows), PAGE_ROWS)
        )
        self.endResetModel()

    def put_page(self, first: int, rows: Sequence[Row]) -> None:
        """Answer a `PageAsk`: the rows from `first` on. An answer nobody awaits is dropped."""
        page = first // PAGE_ROWS
        if page not in self._asked:
            return
        self._asked.discard(page)
        self._pages[page] = tuple(rows)
        while len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)
        last = min(first + len(rows), self._total) - 1
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self._columns) - 1))

    def pages_held(self) -> frozenset[int]:
        """The numbers of the pages that are in memory now."""
        return frozenset(self._pages)

    def row_at(self, number: int) -> Row | None:
        """The row at that place, or None while its page is on its way."""
        page, offset = divmod(number, PAGE_ROWS)
        rows = self._pages.get(page)
        if rows is None:
            self._ask(page)
            # The answer may have come at once.
            rows = self._pages.get(page)
            if rows is None:
                return None
        # A page counts as used once, not for each cell: this runs for every cell painted.
        if next(reversed(self._pages)) != page and len(self._pages) >= PAGES_KEPT // 2:
            self._pages.move_to_end(page)
        return rows[offset] if offset < len(rows) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._total

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column = self._columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.numbers else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.ForegroundRole,
            STATE_ROLE,
            ICON_ROLE,
        ):
            return None
        row = self.row_at(index.row())
        if row is None:
            return "…" if role == Qt.ItemDataRole.DisplayRole else None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._say_row(row)
        if role == Qt.ItemDataRole.ForegroundRole:
            grey = self._grey is not None and self._grey(row)
            return QBrush(colour("ink_second")) if grey else None
        if role == STATE_ROLE:
            return column.state(row) if column.state is not None else None
        if role == ICON_ROLE:
            return column.icon(row) if column.icon is not None else None
        text = shown(column.text(row))
        return tooltip(text) if role == Qt.ItemDataRole.ToolTipRole else text

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return say(self._columns[section].heading)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            numbers = self._columns[section].numbers
            side = Qt.AlignmentFlag.AlignRight if numbers else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Ask for the pages anew in another order; columns without a sort key do nothing."""
        key = self._columns[column].sort_key if 0 <= column < len(self._columns) else ""
        if not key:
            return
        self._sort_key, self._ascending = key, order == Qt.SortOrder.AscendingOrder
        self.show_total(self._total)

    def say_again(self) -> None:
        """The headings and the words of the cells in the current language."""
        if self._columns:
            last = len(self._columns) - 1
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, last)
            if self._total:
                self.dataChanged.emit(self.index(0, 0), self.index(self._total - 1, last))

    def _ask(self, page: int) -> None:
        if page in self._asked:
            return
        self._asked.add(page)
        first = page * PAGE_ROWS
        before = self._pages.get(page - 1)
        after = before[-1] if before else None
        count = min(PAGE_ROWS, self._total - first)
        self.page_asked.emit(PageAsk(first, count, after, self._sort_key, self._ascending))

    def _say_row(self, row: Row) -> str:
        if self._sentence is not None:
            return shown(self._sentence(row))
        said = [
            f"{say(column.heading)}: {shown(text)}"
            for column in self._columns
            if (text := column.text(row))
        ]
        return ", ".join(said)


class _Cells(QStyledItemDelegate):
    """Draws signs; the rest is drawn as Qt and the style sheet draw it."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        # Qt hands an enumeration of texts back as its text.
        stored = index.data(STATE_ROLE)
        if not isinstance(stored, str):
            super().paint(painter, option, index)
            return
        state = State(stored)
        text = str(index.data() or "")
        empty = QStyleOptionViewItem(option)
        view = option.widget
        self.initStyleOption(empty, index)
        empty.text = ""
        view.style().drawControl(view.style().ControlElement.CE_ItemViewItem, empty, painter, view)
        if not text:
            return
        wanted = badge_size(text)
        room: QRectF = QRectF(option.rect)
        top = room.top() + (room.height() - wanted.height()) / 2
        width = min(float(wanted.width()), room.width() - 2 * space(3))
        box = QRectF(room.left() + space(3), top, width, wanted.height())
        paint_badge(painter, box, state, text, index.data(ICON_ROLE) or STATE_LOOKS[state].icon)


class Table(QTableView, Generic[Row]):
    """A table that is read and opened, never typed into.

    opened: Enter or a double click on a row. chosen: the row that the keyboard is on.
    typed: letters typed while the table has the keyboard, for the filter above it.
    """

    opened = Signal(object)
    chosen = Signal(object)
    typed = Signal(str)

    def __init__(
        self,
        model: PagedModel[Row],
        name: Words,
        *,
        dense: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._rows, self._name, self._dense = model, name, dense
        self.setModel(model)
        self.setItemDelegate(_Cells(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(any(column.sort_key for column in model.columns))
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.sortIndicatorChanged.connect(model.sort)
        self.doubleClicked.connect(lambda index: self._open(index.row()))
        self.selectionModel().currentRowChanged.connect(self._moved)
        self.retranslate()
        self.retheme()

    def show_order(self, sort_key: str, ascending: bool) -> None:
        """Show and take this order; "" is the loader's own."""
        header = self.horizontalHeader()
        keys = [column.sort_key for column in self._rows.columns]
        self._rows.show_order(sort_key, ascending)
        before = header.blockSignals(True)
        header.setSortIndicatorShown(any(keys))
        way = Qt.SortOrder.AscendingOrder if ascending else Qt.SortOrder.DescendingOrder
        header.setSortIndicator(keys.index(sort_key) if sort_key in keys else -1, way)
        header.blockSignals(before)

    def current_row(self) -> Row | None:
        """The row that the keyboard is on, if it is known."""
        index = self.currentIndex()
        return self._rows.row_at(index.row()) if index.isValid() else None

    def choose(self, number: int) -> None:
        """Put the keyboard on that row."""
        self.selectRow(number)

    def retranslate(self) -> None:
        """Say the name and the headings in the current language."""
        self.setAccessibleName(say(self._name))
        self._rows.say_again()
        self._fit_columns()

    def retheme(self) -> None:
        """Take the row height of the size of text in force."""
        height = scaled(HEIGHT_DENSE if self._dense else HEIGHT_CONTROL)
        self.verticalHeader().setMinimumSectionSize(height)
        self.verticalHeader().setDefaultSectionSize(height)
        self._fit_columns()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex().row())
            return
        text = event.text()
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.ShiftModifier,
        )
        if text and text.isprintable() and plain and not text.isspace():
            self.typed.emit(text)
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), scaled(HEIGHT_CONTROL) * 6)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Larger text leaves less room: the row that is read stays in it.
        if self.currentIndex().isValid() and event.size().height() < event.oldSize().height():
            self.scrollTo(self.currentIndex())

    def _open(self, number: int) -> None:
        row = self._rows.row_at(number) if number >= 0 else None
        if row is not None:
            self.opened.emit(row)

    def _moved(self, current: QModelIndex, before: QModelIndex) -> None:
        row = self._rows.row_at(current.row()) if current.isValid() else None
        if row is not None:
            self.chosen.emit(row)

    def _fit_columns(self) -> None:
        header = self.horizontalHeader()
        for number, column in enumerate(self._rows.columns):
            if column.width:
                header.setSectionResizeMode(number, QHeaderView.ResizeMode.Interactive)
                # A heading in another language may be longer than what the column holds.
                needed = header.sectionSizeHint(number) + space(2)
                header.resizeSection(number, max(scaled(column.width), needed))
            else:
                header.setSectionResizeMode(number, QHeaderView.ResizeMode.Stretch)


class TableOrEmpty(QWidget):
    """A table, or in its place what says why it is empty and what to do; never a blank table."""

    def __init__(self, table: Table[Any], empty: EmptyState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(table)
        self._stack.addWidget(empty)
        self._table = table
        model = table.model()
        model.modelReset.connect(self._look)
        self._look()

    def _look(self) -> None:
        self._stack.setCurrentIndex(0 if self._table.model().rowCount() else 1)
