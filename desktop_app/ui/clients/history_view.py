"""Who changed what in a file: from what, to what, when, and on which laptop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.fields import DELETED, LIVE, Field, Registry, Value
from desktop_app.language import Message
from desktop_app.services.clients.timeline import ChangeLine
from desktop_app.services.exchange.sharing import ShareState
from desktop_app.ui.clients.dialogs import FactsDialog
from desktop_app.ui.clients.services import Named
from desktop_app.ui.clients.words import sharing_sign, value_words
from desktop_app.ui.shared.buttons import Button
from desktop_app.ui.shared.empty import EmptyState
from desktop_app.ui.shared.labels import Heading, Second, State
from desktop_app.ui.shared.look import scaled, space
from desktop_app.ui.shared.tables import Column, PagedModel, Table, TableOrEmpty
from desktop_app.ui.shared.words import say

_LEAVES_FIRST = ("shared", "device", "who")


class HistoryPage(QWidget):
    """All changes of one client's file, the newest first."""

    back_asked = Signal()

    def __init__(self, registry: Registry, local: Callable[[int], datetime]) -> None:
        """local: a moment in milliseconds UTC on the clock of this place."""
        super().__init__()
        self._registry = registry
        self._names: dict[str, str] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(space(5), space(4), space(5), space(5))
        column.setSpacing(space(3))
        head = QHBoxLayout()
        titles = QVBoxLayout()
        titles.setSpacing(0)
        self._title = Heading()
        titles.addWidget(self._title)
        titles.addWidget(
            Second(Message("client file", "Every change is kept, with the value it replaced."))
        )
        head.addLayout(titles, 1)
        self.back = Button(
            Message("client file", "Back to the file"), icon_name="arrow-left", key_hint="Esc"
        )
        self.back.clicked.connect(self.back_asked)
        head.addWidget(self.back, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        self.rows: PagedModel[ChangeLine] = PagedModel(self._columns(local))
        self.table: Table[ChangeLine] = Table(
            self.rows, Message("client file", "Changes"), dense=True
        )
        self.table.opened.connect(self._show_whole)
        empty = EmptyState(Message("client file", "Nothing was changed yet."), icon_name="history")
        column.addWidget(TableOrEmpty(self.table, empty), 1)
        escape = QShortcut(QKeySequence("Esc"), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.back_asked)

    def show_history(self, title: str, lines: Sequence[ChangeLine], names: Sequence[Named]) -> None:
        """Show these changes. names: what communities and workers are called."""
        self._names = {one.id: one.name for one in names}
        self._title.set_words(Message("client file", "Changes: {name}", {"name": title}))
        self.rows.show_rows(lines)
        if lines:
            self.table.choose(0)

    def take_focus(self) -> None:
        """The keyboard goes to the table."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.retheme()

    def retheme(self) -> None:
        """Show as many columns as have room at the size of text in force."""
        room = self.width() - 2 * space(5) - scaled(240)
        shown = {one.key: one.width for one in self.rows.columns if one.width}
        for key in _LEAVES_FIRST:
            if sum(scaled(width) for width in shown.values()) > room:
                shown.pop(key, None)
        for number, one in enumerate(self.rows.columns):
            self.table.setColumnHidden(number, bool(one.width) and one.key not in shown)

    def _show_whole(self, line: ChangeLine) -> None:
        """Every cell of a row, for what is cut off or has no room."""
        facts = [(one.heading, text) for one in self.rows.columns if (text := one.text(line))]
        dialog = FactsDialog(line.label, facts, self)
        dialog.finished.connect(lambda result: dialog.deleteLater())
        dialog.open()

    def _columns(self, local: Callable[[int], datetime]) -> tuple[Column[ChangeLine], ...]:
        def when(line: ChangeLine) -> str:
            return f"{local(line.at):%Y-%m-%d %H:%M}"

        return (
            Column("when", Message("client file", "When"), when, width=150),
            Column("who", Message("client file", "Who"), lambda line: line.person, width=130),
            Column("what", Message("client file", "What"), lambda line: say(line.label), width=200),
            Column(
                "before",
                Message("client file", "Before"),
                lambda line: self._said(line, line.before),
            ),
            Column(
                "after",
                Message("client file", "After"),
                lambda line: self._said(line, line.after),
            ),
            Column("device", Message("client file", "Laptop"), lambda line: line.device, width=100),
            Column(
                "shared",
                Message("clients", "Sharing"),
                lambda line: say(sharing_sign(line.shared).words),
                state=_state,
                width=210,
            ),
        )

    def _said(self, line: ChangeLine, value: Value) -> str:
        path = line.path
        if line.asked is not None:
            return line.asked.words(value)
        if path == "life" or path.endswith("/life"):
            if value == DELETED:
                return say(Message("client file", "deleted"))
            return say(Message("client file", "kept")) if value == LIVE else ""
        return value_words(self._field(path, line.kind), value, self._names)

    def _field(self, path: str, of: str) -> Field | None:
        if of:
            kind = self._registry[of]
            return kind.field(path) if kind.has_field(path) else None
        parts = path.split("/")
        for name in ("identity", "client"):
            kind = self._registry[name]
            if len(parts) == 1 and kind.has_field(path):
                return kind.field(path)
            for alias, items, field in kind.aliases:
                if alias == path:
                    return kind.items(items).field(field)
            if len(parts) == 3 and any(one.name == parts[0] for one in kind.lists):
                return next((f for f in kind.items(parts[0]).fields if f.name == parts[2]), None)
        return None


def _state(line: ChangeLine) -> State:
    """What has arrived is told by the shape of done, as in the list of clients."""
    received = line.shared.state is ShareState.RECEIVED
    return State.DONE if received else State(sharing_sign(line.shared).tone)
