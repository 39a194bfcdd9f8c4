"""The room of practice beside the settings: what everybody reads, says, speaks of and completes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol, cast

from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from desktop_app.language import Message
from desktop_app.ui.shared.buttons import Button
from desktop_app.ui.shared.flow import FlowLayout
from desktop_app.ui.shared.look import space


class Page(Protocol):
    """What the widget of a page can be asked."""

    def activate(self) -> None:
        """Ask for everything again."""


class OfficePractice(QWidget):
    """Pages chosen by a row of buttons. pages: by key, what its button says, its icon, its maker."""

    def __init__(self, pages: Mapping[str, tuple[Message, str, Callable[[], QWidget]]]) -> None:
        super().__init__()
        self._pages = dict(pages)
        self._made: dict[str, QWidget] = {}
        self.current = next(iter(self._pages))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, space(6))
        self._column.setSpacing(space(3))
        row = QWidget()
        flow = FlowLayout(row, gap=space(2))
        self._group = QButtonGroup(self)
        self.tabs: dict[str, Button] = {}
        for key, (words, icon, _) in self._pages.items():
            tab = Button(words, icon_name=icon)
            tab.setCheckable(True)
            tab.clicked.connect(lambda checked=False, key=key: self.show_page(key))
            self._group.addButton(tab)
            self.tabs[key] = tab
            flow.addWidget(tab)
        self._column.addWidget(row)

    def activate(self) -> None:
        """Ask for everything again: it is shown, or something changed."""
        self.show_page(self.current)

    def show_page(self, key: str) -> None:
        """Show one page, as it stands now."""
        if key not in self._made:
            self._made[key] = self._pages[key][2]()
            self._column.addWidget(self._made[key])
        self.current = key
        self.tabs[key].setChecked(True)
        for name, page in self._made.items():
            page.setVisible(name == key)
        cast(Page, self._made[key]).activate()

    def page(self, key: str) -> QWidget:
        """The widget of a page that was shown."""
        return self._made[key]
