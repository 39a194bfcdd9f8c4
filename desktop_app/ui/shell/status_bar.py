"""The bar below every screen: is the work kept, when was it shared, what would be lost today."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.language import Message, language
from desktop_app.ui.shared.buttons import Button, Kind
from desktop_app.ui.shared.flow import FlowLayout
from desktop_app.ui.shared.icons import IconMark
from desktop_app.ui.shared.labels import Caption
from desktop_app.ui.shared.look import colour, scaled, space
from desktop_app.ui.shared.menus import Menu
from desktop_app.ui.shared.words import Words
from desktop_app.ui.shell.presenter import Look, Standing

TEXT_SIZES = (100, 125, 150, 175, 200)


class _Said(QWidget):
    """An icon and a few words that only tell."""

    def __init__(self, icon_name: str) -> None:
        super().__init__()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, space(2), 0)
        line.setSpacing(space(1) + 2)
        line.addWidget(IconMark(icon_name, "ink_second", 15), 0, Qt.AlignmentFlag.AlignVCenter)
        self.label = Caption()
        line.addWidget(self.label, 1)

    def set_words(self, words: Words) -> None:
        self.label.set_words(words)
        self.updateGeometry()


class StatusBar(QWidget):
    """lost_asked: show what is only on this laptop. text_size_asked: percent.
    language_asked: a language's code.
    """

    lost_asked = Signal()
    text_size_asked = Signal(int)
    language_asked = Signal(str)

    def __init__(self, languages: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._short = False
        self._standing = Standing()
        self._now: datetime | None = None
        line = QHBoxLayout(self)
        line.setContentsMargins(space(5), space(1), space(5), space(1))
        line.setSpacing(space(3))
        left = QWidget()
        flow = FlowLayout(left, gap=space(3))
        self.saved, self.exchanged = _Said("lock"), _Said("wifi-off")
        self.lost = Button("", kind=Kind.STATUS, icon_name="hard-drive")
        self.lost.clicked.connect(self.lost_asked)
        for widget in (self.saved, self.exchanged, self.lost):
            flow.addWidget(widget)
        column = QVBoxLayout()
        column.addStretch(1)
        column.addWidget(left)
        column.addStretch(1)
        line.addLayout(column, 1)
        self.battery = _Said("battery-medium")
        self.battery.hide()
        line.addWidget(self.battery)
        self.text_size = Button("", kind=Kind.STATUS)
        sizes = Menu(self.text_size)
        for percent in TEXT_SIZES:
            action = sizes.addAction(f"{percent} %")
            action.triggered.connect(
                lambda checked=False, percent=percent: self.text_size_asked.emit(percent)
            )
        self.text_size.setMenu(sizes)
        line.addWidget(self.text_size)
        self.language = Button("", kind=Kind.STATUS)
        names = Menu(self.language)
        for code in languages:
            row = language(code)
            action = names.addAction(row.autonym if row is not None else code)
            action.triggered.connect(
                lambda checked=False, code=code: self.language_asked.emit(code)
            )
        self.language.setMenu(names)
        line.addWidget(self.language)

    def show_standing(self, standing: Standing, now: datetime) -> None:
        """Show how the vault stands. now: UTC."""
        self._standing, self._now = standing, now
        self._say()

    def show_look(self, look: Look) -> None:
        """Show the size of text and the language in force."""
        values = {"percent": look.text_percent}
        self.text_size.set_words(Message("shell", "Text {percent} %", values))
        row = language(look.language)
        name = row.autonym if row is not None else look.language
        self.language.set_words(name)
        self.language.set_name(
            Message("shell", "{language}, language of Portage", {"language": name})
        )

    def show_battery(self, percent: int | None) -> None:
        """Show the battery, where the system tells it."""
        self.battery.setVisible(percent is not None)
        if percent is not None:
            self.battery.set_words(Message("shell", "{percent} %", {"percent": percent}))

    def be_short(self, short: bool) -> None:
        """Say it in fewer words, where the text is large or the window narrow."""
        if short != self._short:
            self._short = short
            self._say()

    def retheme(self) -> None:
        """Take the size of text in force."""
        self.setMinimumHeight(scaled(32))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("surface"))
        painter.fillRect(0, 0, self.width(), 1, colour("line"))
        painter.end()

    def _say(self) -> None:
        standing = self._standing
        if standing.saved_at is None:
            self.saved.set_words(Message("shell", "Encrypted vault, nothing saved yet"))
        else:
            at = {"time": f"{standing.saved_at.astimezone():%H:%M}"}
            if self._short:
                self.saved.set_words(Message("shell", "Saved at {time}", at))
            else:
                self.saved.set_words(Message("shell", "Encrypted vault, saved at {time}", at))
        self.exchanged.set_words(self._say_exchange())
        count = standing.only_here
        self.lost.setVisible(count is not None or standing.exchanged_at is None)
        if not count and standing.exchanged_at is None:
            self.lost.set_words(Message("shell", "Nothing is shared yet"), "hard-drive")
        elif not count:
            self.lost.set_words(Message("shell", "Everything is shared"), "circle-check")
        elif self._short:
            self.lost.set_words(
                Message("shell", "{n} change only here", {}, "{n} changes only here", count),
                "hard-drive",
            )
        else:
            self.lost.set_words(
                Message(
                    "shell",
                    "Only on this laptop: {n} change",
                    {},
                    "Only on this laptop: {n} changes",
                    count,
                ),
                "hard-drive",
            )
        self.updateGeometry()

    def _say_exchange(self) -> Message:
        standing, now = self._standing, self._now
        if standing.exchanged_at is None or now is None:
            if self._short:
                return Message("shell", "No exchange yet")
            return Message("shell", "Works offline. No exchange yet")
        days = (now.astimezone().date() - standing.exchanged_at.astimezone().date()).days
        values = {"with_whom": standing.exchanged_with}
        if self._short:
            if days <= 0:
                return Message("shell", "Exchanged today")
            return Message("shell", "Exchanged {n} day ago", {}, "Exchanged {n} days ago", days)
        if days <= 0:
            return Message("shell", "Works offline. Last exchange: today, {with_whom}", values)
        return Message(
            "shell",
            "Works offline. Last exchange: {n} day ago, {with_whom}",
            values,
            "Works offline. Last exchange: {n} days ago, {with_whom}",
            days,
        )
