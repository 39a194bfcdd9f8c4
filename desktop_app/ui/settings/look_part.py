"""How Portage looks and speaks on this device, and when it covers and locks itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QGridLayout, QListView, QWidget

from desktop_app.domain.fields import Value
from desktop_app.language import Message, interface_languages, language_name
from desktop_app.settings import Settings
from desktop_app.ui.settings.parts import Part, heading
from desktop_app.ui.shared.fields import ChoiceField
from desktop_app.ui.shared.flow import FlowLayout
from desktop_app.ui.shared.look import (
    RADIUS_CONTROL,
    RADIUS_LIST,
    Size,
    colour,
    scaled,
    space,
    text_font,
)
from desktop_app.ui.shared.palettes import PALETTES, Palette
from desktop_app.ui.shared.words import Words, say, unmarked

PALETTE_NAMES = {
    "light": Message("settings", "Light"),
    "dark": Message("settings", "Dark"),
    "black_on_white": Message("settings", "Black on white"),
    "white_on_black": Message("settings", "White on black"),
    "yellow_on_black": Message("settings", "Yellow on black"),
}
TEXT_SIZES = (100, 125, 150, 175, 200)
COVER_MINUTES = (1, 2, 5, 10, 15)
LOCK_MINUTES = (5, 10, 15)


class PaletteTile(QAbstractButton):
    """A small picture of a look with its name; the chosen one has a thick frame and a dot."""

    def __init__(self, palette: Palette, words: Words) -> None:
        super().__init__()
        self.palette_shown, self._words = palette, words
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.retranslate()

    def retranslate(self) -> None:
        """Say the name in the current language."""
        self.setText(unmarked(say(self._words)))
        self.setAccessibleName(say(self._words))
        self.updateGeometry()

    def retheme(self) -> None:
        """Take the size of text in force."""
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        words = self.fontMetrics().horizontalAdvance(self.text()) + scaled(40)
        return QSize(max(scaled(150), words), scaled(96))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.isChecked()
        painter.setPen(QPen(colour("accent" if chosen else "line"), 2 if chosen else 1))
        painter.setBrush(colour("surface"))
        whole = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(whole, RADIUS_LIST, RADIUS_LIST)
        name_height = scaled(28)
        self._paint_look(painter, whole.adjusted(8, 8, -8, -name_height))
        line = QRectF(
            whole.left() + 10, whole.bottom() - name_height, whole.width() - 20, name_height
        )
        side = scaled(10)
        dot = QRectF(line.left(), line.center().y() - side / 2, side, side)
        painter.setPen(QPen(colour("accent" if chosen else "edge"), 1.5))
        painter.setBrush(colour("accent") if chosen else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(dot)
        painter.setPen(colour("ink"))
        painter.setFont(text_font(Size.BODY, bold=chosen))
        painter.drawText(
            line.adjusted(side + 6, 0, 0, 0),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
            say(self._words),
        )
        painter.end()

    def _paint_look(self, painter: QPainter, box: QRectF) -> None:
        """Ground, rail, a line of ink and a button, in the colours of that look."""
        look = self.palette_shown
        painter.setPen(QPen(QColor(look["edge"]), 1))
        painter.setBrush(QColor(look["ground"]))
        painter.drawRoundedRect(box, RADIUS_CONTROL, RADIUS_CONTROL)
        painter.setPen(Qt.PenStyle.NoPen)
        unit = box.height() / 8
        rail = QRectF(box.left() + 1, box.top() + 1, unit * 2.4, box.height() - 2)
        painter.fillRect(rail, QColor(look["rail_chosen"]))
        left = rail.right() + unit
        for number, (share, token) in enumerate(((0.8, "ink"), (0.55, "ink_second"))):
            width = (box.right() - left - unit) * share
            stripe = QRectF(left, box.top() + unit * (1.4 + 1.5 * number), width, unit * 0.7)
            painter.fillRect(stripe, QColor(look[token]))
        press = QRectF(left, box.top() + unit * 4.9, unit * 5, unit * 1.8)
        painter.setBrush(QColor(look["accent"]))
        painter.drawRoundedRect(press, 3, 3)
        painter.setBrush(QColor(look["rail_mark"]))
        painter.drawEllipse(QRectF(press.right() + unit, press.top(), unit * 1.8, unit * 1.8))


class SettingField(ChoiceField):
    """A choice that always has a value: the empty line is neither offered nor taken."""

    def set_choices(self, choices: Sequence[tuple[Value, Words]]) -> None:
        super().set_choices(choices)
        lines = self.box.view()
        if isinstance(lines, QListView):
            lines.setRowHidden(0, True)

    def finish(self) -> None:
        if self.value() is None:
            self.set_value(self._known)
            return
        super().finish()


class LookPart(Part):
    """changed: the name of the setting, and what it shall be."""

    changed = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        codes = [one.code for one in interface_languages()]
        self.language = self._choice(
            "language",
            Message("settings", "Language"),
            [(code, _named(code)) for code in codes],
            help_text=Message("settings", "Every screen changes at once."),
        )
        self.second = self._choice(
            "second_language",
            Message("settings", "Second language"),
            [
                ("", Message("settings", "As the language itself decides")),
                *((c, _named(c)) for c in codes),
            ],
            help_text=Message(
                "settings", "Shown where a sentence does not exist in the first one yet."
            ),
        )
        self.text = self._choice(
            "text_percent",
            Message("settings", "Size of text"),
            [(size, Message("settings", "{size} %", {"size": size})) for size in TEXT_SIZES],
        )
        self.cover = self._choice(
            "cover_minutes",
            Message("settings", "Cover the screen"),
            [(minutes, _after(minutes)) for minutes in COVER_MINUTES],
            help_text=Message("settings", "At once with F12. Your work stays as it is."),
        )
        self.lock = self._choice(
            "lock_minutes",
            Message("settings", "Lock the vault"),
            [(minutes, _after(minutes)) for minutes in LOCK_MINUTES],
            help_text=Message("settings", "At once with Ctrl+L, and when the laptop sleeps."),
        )
        self.inside.addWidget(heading(Message("settings", "Words and size")))
        self.inside.addWidget(_in_columns(self.language, self.second, self.text))
        self.inside.addSpacing(space(3))
        self.inside.addWidget(heading(Message("settings", "Look")))
        holder = QWidget()
        flow = FlowLayout(holder, gap=space(3))
        self._group = QButtonGroup(self)
        self.tiles: dict[str, PaletteTile] = {}
        for key, palette in PALETTES.items():
            made = PaletteTile(palette, PALETTE_NAMES[key])
            made.clicked.connect(lambda checked=False, k=key: self.changed.emit("palette", k))
            self._group.addButton(made)
            self.tiles[key] = made
            flow.addWidget(made)
        self.inside.addWidget(holder)
        self.inside.addSpacing(space(3))
        self.inside.addWidget(
            heading(
                Message("settings", "When nobody touches the laptop"),
                Message("settings", "The lock comes after 15 minutes at the latest."),
            )
        )
        self.inside.addWidget(_in_columns(self.cover, self.lock))

    def show_settings(self, settings: Settings, language: str) -> None:
        """Show what is chosen. language: the one that is spoken now."""
        self.language.set_value(settings.language or language)
        self.second.set_value(settings.second_language)
        self.text.set_value(settings.text_percent)
        self.cover.set_value(settings.cover_minutes)
        self.lock.set_value(settings.lock_minutes)
        for key, made in self.tiles.items():
            made.setChecked(key == settings.palette)

    def _choice(
        self,
        name: str,
        label: Words,
        choices: list[tuple[str | int, Words]],
        help_text: Words = "",
    ) -> ChoiceField:
        field = SettingField(label, list(choices), help_text=help_text)
        field.left.connect(lambda value: self.changed.emit(name, value))
        return field


def _named(code: str) -> Callable[[], str]:
    def name() -> str:
        said = language_name(code)
        return said[:1].upper() + said[1:]

    return name


def _after(minutes: int) -> Message:
    return Message("settings", "After {n} minute", {}, "After {n} minutes", minutes)


def _in_columns(*fields: ChoiceField) -> QWidget:
    """Fields side by side in equal columns."""
    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(space(6))
    grid.setVerticalSpacing(space(4))
    for index, field in enumerate(fields):
        grid.addWidget(field, index // 2, index % 2, Qt.AlignmentFlag.AlignTop)
    grid.setColumnStretch(0, 1)
    grid.setColumnStretch(1, 1)
    return holder
