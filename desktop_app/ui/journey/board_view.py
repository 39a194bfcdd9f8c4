"""The board: a column for each stage, cards that are moved by dragging or by keyboard."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListView,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop_app.language import Label, Message
from desktop_app.services.casework.board import NOBODY, BoardCard, BoardColumn, BoardView
from desktop_app.ui.journey.board_model import CARD_ROLE, MIME, CardModel, CardPainter
from desktop_app.ui.journey.board_presenter import EVERYBODY
from desktop_app.ui.journey.services import Colleague
from desktop_app.ui.shared.announce import announce
from desktop_app.ui.shared.banner import Banner
from desktop_app.ui.shared.buttons import Button
from desktop_app.ui.shared.empty import EmptyState
from desktop_app.ui.shared.fields import ChoiceField
from desktop_app.ui.shared.flow import FlowLayout
from desktop_app.ui.shared.focus import RING_PROPERTY
from desktop_app.ui.shared.labels import Caption, Heading, PlainLabel, Second, State
from desktop_app.ui.shared.look import Size, scaled, space
from desktop_app.ui.shared.menus import Menu
from desktop_app.ui.shared.words import say, shown

_NARROWEST = 176


class CardColumn(QListView):
    """The cards of one stage.

    opened: a card. shifted: a card, and by how many columns it goes. dropped: what a dragged card
    says (client/case). menu_asked: a card, for the menu of stages. stepped: to the next column.
    """

    opened = Signal(object)
    shifted = Signal(object, int)
    dropped = Signal(str)
    menu_asked = Signal(object)
    stepped = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.cards = CardModel()
        self.setModel(self.cards)
        self.setItemDelegate(CardPainter(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty(RING_PROPERTY, "own")
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(False)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setTabKeyNavigation(False)
        self.doubleClicked.connect(lambda index: self._emit(self.opened))

    def card(self) -> BoardCard | None:
        """The card that is chosen."""
        found = self.currentIndex().data(CARD_ROLE)
        return found if isinstance(found, BoardCard) else None

    def choose(self, row: int) -> None:
        """Choose the card in that row, and take the keyboard."""
        index = self.cards.index(min(row, self.cards.rowCount() - 1), 0)
        self.selectionModel().setCurrentIndex(
            index, QItemSelectionModel.SelectionFlag.ClearAndSelect
        )
        self.scrollTo(index)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; Ctrl with an arrow moves the card; an arrow alone goes to the next column."""
        key = event.key()
        by = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(key), 0)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._emit(self.opened)
        elif by and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            card = self.card()
            if card is not None:
                self.shifted.emit(card, by)
        elif by:
            self.stepped.emit(by)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._emit(self.menu_asked)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(MIME):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if event.mimeData().hasFormat(MIME):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        # The model changes when the move is saved and read again, so nothing is taken out here.
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.dropped.emit(bytes(event.mimeData().data(MIME).data()).decode())

    def focusInEvent(self, event: object) -> None:
        super().focusInEvent(event)  # type: ignore[arg-type]
        if not self.currentIndex().isValid() and self.cards.rowCount():
            self.choose(0)

    def _emit(self, signal: object) -> None:
        card = self.card()
        if card is not None:
            signal.emit(card)  # type: ignore[attr-defined]


class _Stage(QWidget):
    """One column with its heading."""

    def __init__(self, column: BoardColumn) -> None:
        super().__init__()
        self.stage, self.name = column.stage, column.name
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(space(1))
        inside.addWidget(PlainLabel(column.name, size=Size.BODY, bold=True, lines=2))
        self.count = Caption()
        inside.addWidget(self.count)
        self.list = CardColumn()
        inside.addWidget(self.list, 1)
        self.show_column(column)

    def show_column(self, column: BoardColumn) -> None:
        """Show who is in the stage."""
        self.name = column.name
        self.list.cards.show_cards(column.cards)
        people = Message("board", "{n} person", {}, "{n} people", len(column.cards))
        stuck = column.stuck
        self.count.set_words(
            Message("board", "{people}, {n} stuck", {"people": people, "n": stuck})
            if stuck
            else people
        )
        self.list.setAccessibleName(f"{shown(str(column.name))}, {say(people)}")


class BoardScreen(QWidget):
    """The board, with its filters.

    program_chosen, worker_chosen: ids. opened: a card. moved: a card, the stage and its name.
    """

    program_chosen = Signal(str)
    worker_chosen = Signal(str)
    unowned_asked = Signal()
    opened = Signal(object)
    moved = Signal(object, str, object)
    left = Signal()
    shown_again = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.kept: object = None
        outside = QVBoxLayout(self)
        outside.setContentsMargins(space(5), space(4), space(5), space(4))
        outside.setSpacing(space(3))
        head = QWidget()
        flow = FlowLayout(head, gap=space(3))
        titles = QWidget()
        column = QVBoxLayout(titles)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Heading(Message("board", "Board")))
        self.total = Second()
        column.addWidget(self.total)
        flow.addWidget(titles)
        self.program = ChoiceField(Message("fields", "Program"), ())
        self.program.left.connect(lambda value: self.program_chosen.emit(str(value or "")))
        self.worker = ChoiceField(
            Message("fields", "Worker"), (), empty=Message("board", "everybody's clients")
        )
        self.worker.left.connect(self._choose_worker)
        flow.addWidget(self.program)
        flow.addWidget(self.worker)
        back = Button(Message("board", "List of clients"), icon_name="users")
        back.clicked.connect(self.left)
        flow.addWidget(back)
        outside.addWidget(head)
        self._banner_room = QVBoxLayout()
        outside.addLayout(self._banner_room)
        self._banners: list[Banner] = []
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        inner.setProperty("scrolled", True)
        self._row = QHBoxLayout(inner)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(space(2))
        self._area.setWidget(inner)
        outside.addWidget(self._area, 1)
        self.empty = EmptyState(
            Message("board", "Nobody is on this board."),
            Message("board", "List of clients"),
            Message(
                "board",
                "It shows the people whose files the worker chosen above answers for, covers or takes part in.",
            ),
            icon_name="columns-3",
            button_icon="users",
        )
        self.empty.acted.connect(self.left)
        self.empty.hide()
        outside.addWidget(self.empty, 1)
        self.keys = Caption(
            Message(
                "board",
                "Ctrl with ← or → moves a card. Enter opens it. The menu key offers every stage.",
            )
        )
        outside.addWidget(self.keys)
        self.stages: list[_Stage] = []

    def activate(self) -> None:
        """Ask for fresh content."""
        self.shown_again.emit()

    def take_focus(self) -> None:
        """The keyboard goes to the first card."""
        for one in self.stages:
            if one.list.cards.rowCount():
                one.list.choose(max(0, one.list.currentIndex().row()))
                return
        self.worker.take_focus()

    def show_filters(self, colleagues: Sequence[Colleague], worker: str) -> None:
        """Offer these workers, with one chosen."""
        self.worker.set_choices(
            [
                (NOBODY, Message("board", "without a worker")),
                *((one.id, one.name) for one in colleagues),
            ]
        )
        self.worker.set_value(None if worker == EVERYBODY else worker)

    def show_board(self, board: BoardView, chosen: str) -> None:
        """Show the columns; the keyboard goes to the card of `chosen`."""
        self.program.set_choices([(one.id, one.name) for one in board.programs])
        self.program.set_value(board.program.id)
        self.program.setVisible(len(board.programs) > 1)
        had = any(one.list.hasFocus() for one in self.stages)
        if [one.stage for one in self.stages] == [one.stage for one in board.columns] and [
            str(one.name) for one in self.stages
        ] == [str(one.name) for one in board.columns]:
            for stage, column in zip(self.stages, board.columns, strict=True):
                stage.show_column(column)
        else:
            self._make(board.columns)
        people = sum(len(one.cards) for one in board.columns)
        self.total.set_words(Message("board", "{n} person", {}, "{n} people", people))
        self.empty.setVisible(not people)
        for part in (self._area, self.keys):
            part.setVisible(bool(people))
        self._show_banners(board)
        for stage in self.stages:
            for row, card in enumerate(stage.list.cards.cards):
                if chosen and card.client == chosen:
                    stage.list.choose(row)
                    announce(
                        self,
                        Message(
                            "board",
                            "{name}, now in: {stage}",
                            {"name": card.name, "stage": stage.name},
                        ),
                    )
                    return
        if had:
            self.take_focus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.retheme()

    def retheme(self) -> None:
        """Columns stay wide enough for the text in force; beyond that the board scrolls."""
        for one in self.stages:
            one.setMinimumWidth(scaled(_NARROWEST))
            one.list.scheduleDelayedItemsLayout()

    def _make(self, columns: Sequence[BoardColumn]) -> None:
        for old in self.stages:
            old.hide()
            old.deleteLater()
        self.stages = []
        for number, column in enumerate(columns):
            stage = _Stage(column)
            stage.list.opened.connect(self.opened)
            stage.list.shifted.connect(lambda card, by, at=number: self._shift(card, at + by))
            stage.list.dropped.connect(lambda told, at=number: self._drop(told, at))
            stage.list.menu_asked.connect(lambda card, at=number: self._menu(card, at))
            stage.list.stepped.connect(lambda by, at=number: self._step(at, by))
            self.stages.append(stage)
            self._row.addWidget(stage, 1)
        self.retheme()

    def _show_banners(self, board: BoardView) -> None:
        for banner in self._banners:
            banner.hide()
            banner.deleteLater()
        self._banners = []
        if board.unowned:
            banner = Banner(
                State.WAITS,
                Message(
                    "board", "{n} client has no worker.", {}, "{n} clients have no worker.",
                    board.unowned,
                ),
                (Message("board", "Show them"),),
            )  # fmt: skip
            banner.acted.connect(lambda number: self.unowned_asked.emit())
            self._add_banner(banner)
        if board.left_out:
            self._add_banner(
                Banner(
                    State.INFO,
                    Message(
                        "board",
                        "{n} more client is not on this board. Choose a worker to see fewer.",
                        {},
                        "{n} more clients are not on this board. Choose a worker to see fewer.",
                        board.left_out,
                    ),
                )
            )

    def _add_banner(self, banner: Banner) -> None:
        self._banners.append(banner)
        self._banner_room.addWidget(banner)

    def _choose_worker(self, value: object) -> None:
        self.worker_chosen.emit(EVERYBODY if value is None else str(value))

    def _shift(self, card: BoardCard, at: int) -> None:
        if 0 <= at < len(self.stages):
            self._move(card, self.stages[at].stage, self.stages[at].name)

    def _move(self, card: BoardCard, stage: str, name: Label) -> None:
        self.moved.emit(card, stage, name)

    def _drop(self, told: str, at: int) -> None:
        client, _, case = told.partition("/")
        for stage in self.stages:
            for card in stage.list.cards.cards:
                if (card.client, card.case) == (client, case):
                    self._move(card, self.stages[at].stage, self.stages[at].name)
                    return

    def _step(self, at: int, by: int) -> None:
        now = at + by
        while 0 <= now < len(self.stages):
            if self.stages[now].list.cards.rowCount():
                self.stages[now].list.choose(max(0, self.stages[at].list.currentIndex().row()))
                return
            now += by

    def _menu(self, card: BoardCard, at: int) -> None:
        if card.closed:
            return
        menu = Menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for number, stage in enumerate(self.stages):
            if stage.stage and number != at:
                words = Message("board", "Move to: {stage}", {"stage": stage.name})
                action = menu.addAction(say(words).replace("&", "&&"))
                action.triggered.connect(
                    lambda checked=False, stage=stage: self._move(card, stage.stage, stage.name)
                )
        owner = self.stages[at].list
        index: QModelIndex = owner.currentIndex()
        menu.popup(owner.viewport().mapToGlobal(owner.visualRect(index).bottomLeft()))
